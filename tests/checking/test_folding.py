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
