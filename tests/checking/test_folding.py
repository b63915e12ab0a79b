"""Where all money comes from one source, its tables are compared, even when one of their totals is the wrong figure."""

from __future__ import annotations

from tests.documents import outcome, screened

TABLES = """
    2024年某县档案馆单位预算公开

    目录

    第一部分 预算报表

    部门支出预算表

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
    | 合计 | 900.00 | 600.00 | 300.00
    201 | 一般公共服务支出 | 600.00 | 300.00 | 300.00
    221 | 住房保障支出 | 300.00 | 300.00 |

    一般公共预算支出预算表

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
    | 合计 | {total} | 600.00 | 300.00
    201 | 一般公共服务支出 | {first} | 300.00 | 300.00
    221 | 住房保障支出 | {second} | 300.00 |
    """


def test_a_wrong_total_does_not_hide_that_the_tables_are_of_the_same_money() -> None:
    row = outcome(screened(TABLES.format(total="950.00", first="600.00", second="300.00")), "AGR-001")
    assert [(one.stated, one.expected) for one in row.violations] == [(95000, 90000)]


def test_tables_of_different_money_are_not_compared() -> None:
    row = outcome(screened(TABLES.format(total="850.00", first="550.00", second="300.00")), "AGR-001")
    assert row.violations == ()


def test_accounts_that_differ_under_equal_totals_are_found() -> None:
    row = outcome(screened(TABLES.format(total="900.00", first="650.00", second="300.00")), "AGR-001")
    assert [(one.stated, one.expected) for one in row.violations] == [(65000, 60000)]


ALL = """
    2024年某县档案馆单位预算公开

    目录

    第一部分 预算报表

    部门支出预算表

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
    | 合计 | 1000.00 | 600.00 | 400.00
    201 | 一般公共服务支出 | {first} | 300.00 | 400.00
    20126 | 档案事务 | 700.00 | 300.00 | 400.00
    221 | 住房保障支出 | 300.00 | 300.00 |

    收支预算总表

    单位：元

    收入 | | 支出 |
    项目 | 预算数 | 项目 | 预算数
    本年收入合计 | 1000.00 | 本年支出合计 | 1000.00

    一般公共预算支出预算表

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 基本支出 | 项目支出
    | 合计 | 900.00 | 600.00 | 300.00
    201 | 一般公共服务支出 | 600.00 | 300.00 | 300.00
    20126 | 档案事务 | 600.00 | 300.00 | 300.00
    221 | 住房保障支出 | 300.00 | 300.00 |
    """


def test_a_wrong_figure_does_not_make_different_money_one() -> None:
    # 600.00 for 700.00: the classes now add up to what only the general public budget has.
    assert outcome(screened(ALL.format(first="600.00")), "AGR-001").violations == ()


CHANGES = """
    本单位当年预算支出 0.09 万元，较上年{one}。

    五、一般公共预算支出说明

    本单位当年一般公共预算支出 0.09 万元，较上年{other}。
    """


def _changed(one: str, other: str) -> set[str]:
    text = TABLES.format(total="900.00", first="600.00", second="300.00") + CHANGES.format(one=one, other=other)
    return {finding.rule for finding in screened(text).findings}


def test_where_all_fell_by_more_than_the_only_source_there_was_another_last_year() -> None:
    assert "CHG-002" not in _changed("减少 0.05 万元", "增加 0.01 万元")


def test_what_the_only_source_lost_all_lost() -> None:
    assert "CHG-002" in _changed("增加 0.01 万元", "减少 0.05 万元")


def test_the_same_change_with_another_direction_is_no_other_source() -> None:
    assert "CHG-002" in _changed("减少 0.01 万元", "增加 0.01 万元")
