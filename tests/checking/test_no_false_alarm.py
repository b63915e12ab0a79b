"""What looks wrong and is not: sums with a third part, nested rows, other scopes, other measures."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.documents import errors, findings_of, outcome, screened

HEAD = "2024年某县档案馆单位预算公开\n\n目录\n\n第一部分 预算报表\n\n"

PROJECTS = """单位综合预算专项业务经费支出表

单位：元

单位编码 | 单位（项目）名称 | 项目金额 | 项目简介
 | 合计 | 8.00 |
101 | 某县档案馆 | 8.00 |
 | 履职项目 | 8.00 |
 | 馆藏整理 | 5.00 | 整理
 | 馆舍维修 | 3.00 | 维修
"""


def test_rows_of_units_and_groups_repeat_what_follows_and_are_not_counted_twice() -> None:
    screening = screened(HEAD + PROJECTS)
    assert outcome(screening, "TOT-011").state == "holds"
    assert errors(screening) == []


def test_a_wrong_project_below_groups_is_an_error() -> None:
    found = findings_of(screened(HEAD + PROJECTS.replace("馆舍维修 | 3.00", "馆舍维修 | 3.50")), "TOT-011")
    assert found
    assert all(finding.severity == "error" for finding in found)
    assert {place.line for place in found[0].places} >= {12, 16}


def test_a_reserve_is_a_third_part_of_the_total() -> None:
    text = f"""{HEAD}单位综合预算支出总表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 单位预留机动经费
201 | 一般公共服务支出 | 10.00 | 6.00 | 3.00 | 1.00
"""
    assert outcome(screened(text), "TOT-001").state == "holds"


@pytest.mark.parametrize("total", ["10.00", "11.00"], ids=["not in the total", "in the total"])
def test_what_was_carried_over_may_or_may_not_be_in_the_total(total: str) -> None:
    text = f"""{HEAD}单位综合预算收入总表

单位：万元

科目编码 | 科目名称 | 合计 | 一般公共预算 | 事业收入 | 上年结转
201 | 一般公共服务支出 | {total} | 6.00 | 4.00 | 1.00
"""
    assert errors(screened(text)) == []


def test_operating_expenses_of_a_unit_are_not_its_agency_operating_expenses() -> None:
    text = f"""{HEAD}单位综合预算支出总表

单位：万元

科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费
201 | 一般公共服务支出 | 10.00 | 6.00 | 4.00

第二部分 说明

三、机关运行经费情况

本单位机关运行经费 0 万元，与上年持平。本单位公用经费 4.00 万元。
"""
    assert errors(screened(text)) == []


def test_a_government_fund_is_other_money_than_the_general_public_budget() -> None:
    text = f"""{HEAD}一般公共预算支出表

单位：万元

科目编码 | 科目名称 | 合计
212 | 城乡社区支出 | 10.00

政府性基金预算支出表

单位：万元

科目编码 | 科目名称 | 合计
212 | 城乡社区支出 | 7.00
"""
    assert errors(screened(text)) == []


def test_all_money_is_more_than_the_appropriation() -> None:
    text = f"""{HEAD}单位综合预算支出总表

单位：万元

科目编码 | 科目名称 | 合计
 | 合计 | 12.00
201 | 一般公共服务支出 | 12.00

财政拨款支出表

单位：万元

科目编码 | 科目名称 | 合计
 | 合计 | 10.00
201 | 一般公共服务支出 | 10.00

第二部分 说明

四、收支说明

本单位当年支出 12.00 万元。本单位当年财政拨款支出 10.00 万元。
"""
    assert errors(screened(text)) == []


def test_an_amount_without_a_source_may_be_of_any_source() -> None:
    text = f"""{HEAD}单位综合预算支出总表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | 12.00 | 9.00 | 3.00

一般公共预算支出表

单位：万元

科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
 | 合计 | 10.00 | 8.00 | 2.00

第二部分 说明

四、收支说明

本单位当年基本支出 8.00 万元、项目支出 3.00 万元。
"""
    assert errors(screened(text)) == []


def test_last_year_is_not_compared_with_this_year() -> None:
    text = f"""{HEAD}单位综合预算支出总表

单位：万元

科目编码 | 科目名称 | 2023年预算数 | 2024年预算数
201 | 一般公共服务支出 | 8.00 | 9.00

单位支出明细表

单位：万元

科目编码 | 科目名称 | 合计
201 | 一般公共服务支出 | 9.00
"""
    assert errors(screened(text)) == []


def test_the_total_of_a_table_with_meetings_and_training_is_not_compared_with_the_three_public_total() -> None:
    text = f"""{HEAD}一般公共预算“三公”经费支出表

单位：万元

合计 | 因公出国（境）费 | 公务接待费
3.00 | 2.00 | 1.00

“三公”经费、会议费、培训费支出预算表（一般公共预算）

单位：万元

合计 | 因公出国（境）费 | 公务接待费 | 会议费
5.00 | 2.00 | 1.00 | 2.00
"""
    assert errors(screened(text)) == []


def test_retired_persons_may_be_counted_among_the_staff_or_not() -> None:
    for number in (24, 27):
        text = (
            f"{HEAD}三、人员情况\n\n公用经费 1.00 万元。\n\n"
            f"本单位人员编制 20 人，其中行政编制 20 人；实有人员 {number} 人，其中行政 24 人、离退休人员 3 人。\n"
        )
        assert outcome(screened(text), "STF-001").state == "holds"


def test_an_unknown_code_is_never_an_error() -> None:
    text = f"""{HEAD}单位综合预算支出总表

单位：万元

科目编码 | 科目名称 | 合计
298 | 明年才有的支出 | 9.00
29801 | 明年才有的一款 | 9.00
"""
    screening = screened(text)
    assert errors(screening) == []
    assert outcome(screening, "TOT-003").state == "holds"


@pytest.mark.parametrize(
    "rows",
    [
        ["合计 | 10.00", "馆舍维修 | 5.00", "馆藏整理 | 5.00"],
        ["合计 | 10.00", "某县档案馆 | 10.00", "馆舍维修 | 5.00", "馆藏整理 | 5.00"],
        ["合计 | 20.00", "某县档案馆 | 10.00", "馆舍维修 | 10.00", "某县方志馆 | 10.00", "馆藏整理 | 5.00", "编纂 | 5.00"],
    ],
)
def test_projects_of_one_amount_are_not_taken_for_a_group_and_its_part(rows: list[str]) -> None:
    head = PROJECTS[: PROJECTS.index(" | 合计")]
    screening = screened(HEAD + head + "".join(f" | {row} |\n" for row in rows))
    assert outcome(screening, "TOT-011").state == "holds"
    assert errors(screening) == []


@pytest.mark.parametrize(
    "rows",
    [
        ["合计 | 10.00 |", "馆舍维修 | 3.00 | 维修", "馆藏整理 | 3.00 | 整理", "编纂 | 7.00 | 编纂"],
        ["合计 | 5.00 |", "馆舍维修 | 5.00 | 维修", "馆藏整理 | 5.00 | 整理"],
        ["合计 | 8.00 |", "某县档案馆 | 16.00 |", "馆舍维修 | 8.00 | 维修", "馆藏整理 | 8.00 | 整理"],
    ],
    ids=["an item is wrong", "the total is that of one", "a group between"],
)
def test_a_project_that_is_told_about_is_no_group_of_the_next_of_its_amount(rows: list[str]) -> None:
    """Else a list that does not add up would pass for a tree that does."""
    head = PROJECTS[: PROJECTS.index(" | 合计")]
    screening = screened(HEAD + head + "".join(f" | {row}\n" for row in rows))
    assert outcome(screening, "TOT-011").state == "violated"
    assert findings_of(screening, "TOT-011")[0].severity == "error"


def test_a_category_with_one_project_is_its_group_where_only_the_project_is_told_about() -> None:
    head = PROJECTS[: PROJECTS.index(" | 合计")]
    rows = ["合计 | 9.00 |", "维修 | 5.00 |", "馆舍维修 | 5.00 | 屋面", "整理 | 4.00 |", "整理一 | 3.00 | 一", "整理二 | 1.00 | 二"]
    screening = screened(HEAD + head + "".join(f" | {row}\n" for row in rows))
    assert outcome(screening, "TOT-011").state == "holds"


def test_an_account_is_not_missed_in_a_table_of_another_component_or_source_of_money() -> None:
    text = """
    2024年某县档案馆单位预算公开

    一般公共预算基本支出明细表（按支出经济分类科目）

    单位：元

    部门经济科目编码 | 部门经济科目名称 | 合计 | 人员经费支出 | 公用经费支出
     | 合计 | 400000.00 | 300000.00 | 100000.00
    301 | 工资福利支出 | 300000.00 | 300000.00 |
    302 | 商品和服务支出 | 100000.00 | | 100000.00

    四、收支说明

    本单位当年一般公共预算支出 60.00 万元，其中：

    （1）工资福利支出（301）30.00 万元；

    （2）商品和服务支出（302）10.00 万元；

    （3）资本性支出（310）20.00 万元。
    """
    assert findings_of(screened(dedent(text)), "COD-005") == []


def test_an_account_that_a_table_lists_by_something_else_is_no_amount_stated_many_times() -> None:
    rows = "".join(f"2080505 | 科目{number % 7} | {number}.00 | {number}.00\n" for number in range(1, 60))
    head = (
        "一般公共预算支出明细表\n\n单位：元\n\n功能科目编码 | 功能科目名称 | 合计 | 人员经费支出\n | 合计 | 1770.00 | 1770.00\n"
    )
    assert findings_of(screened(HEAD + head + rows), "AGR-001") == []
