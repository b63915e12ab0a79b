"""What the text says of the performance forms, and single costs against the funds of their form."""

from __future__ import annotations

import pytest

from tests.documents import findings_of, outcome, screened

HEAD = "2024年某县档案馆部门预算公开\n\n四、绩效目标设置情况\n\n"


def _form(name: str, year: str, whole: str = "", cost: str = "≤1万元") -> str:
    return (
        "专项业务经费绩效目标表\n\n"
        f"项目名称 | | {name} | |\n"
        f"资金金额（万元） | 实施期资金总额： | {whole or year} | 年度资金总额： | {year}\n"
        "年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值\n"
        f" | 成本指标 | 经济成本指标 | 设备购置 | {cost}\n\n"
    )


TWO = _form("档案修复", "20.00") + _form("馆藏整理", "5.00")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("编报绩效目标的项目2个，涉及项目预算资金25.00万元", "holds"),
        ("编报绩效目标的项目共 2 个，涉及预算资金 25 万元", "holds"),
        ("对2个项目编报了绩效目标，涉及资金24.00万元", "violated"),
        ("编报绩效目标的2个项目涉及资金24.00万元", "violated"),
        ("编报绩效目标的项目2个，涉及项目预算资金24.00万元", "violated"),
        ("编报绩效目标的项目3个，涉及项目预算资金24.00万元", "not_enough_data"),
        ("编报绩效目标的重点项目2个，涉及项目预算资金24.00万元", "not_enough_data"),
        ("纳入绩效评价的项目2个，涉及项目预算资金24.00万元", "not_enough_data"),
    ],
)
def test_the_money_of_so_many_projects_is_that_of_as_many_forms(said: str, state: str) -> None:
    assert outcome(screened(f"{HEAD}本部门{said}。\n\n{TWO}"), "PRF-023").state == state


def test_the_sum_of_all_forms_is_named_with_their_places() -> None:
    (finding,) = findings_of(screened(f"{HEAD}编报绩效目标的项目2个，涉及项目预算资金24.00万元。\n\n{TWO}"), "PRF-023")
    assert (finding.stated, finding.expected, finding.difference) == ("24.00", "25.00", "-1.00")
    assert [place.line for place in finding.places] == [5, 10, 17]


def test_said_several_times_it_is_one_finding() -> None:
    said = "编报绩效目标的项目2个，涉及项目预算资金24.00万元。"
    assert len(findings_of(screened(f"{HEAD}{said}\n\n{said}\n\n{TWO}"), "PRF-023")) == 1


def test_forms_of_which_one_has_no_funds_of_the_year_are_not_added_up() -> None:
    forms = _form("档案修复", "20.00") + _form("馆藏整理", "", "5.00")
    text = f"{HEAD}编报绩效目标的项目2个，涉及项目预算资金21.00万元。\n\n{forms}"
    assert outcome(screened(text), "PRF-023").state == "not_enough_data"


@pytest.mark.parametrize(("number", "state"), [(1, "violated"), (2, "holds"), (3, "holds")])
def test_there_are_not_more_forms_than_projects(number: int, state: str) -> None:
    text = f"{HEAD}编报绩效目标的项目{number}个，涉及项目预算资金25.00万元。\n\n{TWO}"
    assert outcome(screened(text), "PRF-024").state == state


def test_a_form_that_is_printed_twice_is_one_project() -> None:
    text = f"{HEAD}编报绩效目标的项目1个，涉及项目预算资金20.00万元。\n\n{_form('档案修复', '20.00') * 2}"
    assert outcome(screened(text), "PRF-024").state == "holds"


@pytest.mark.parametrize(
    ("cost", "state"),
    [
        ("≤20万元", "holds"),
        ("≤200,000元", "holds"),
        ("20.001万元", "holds"),
        ("20.01万元", "holds"),
        ("20.02万元", "violated"),
        ("≤20.5万元", "violated"),
        ("≥20.5万元", "not_enough_data"),
        ("25万元/人", "not_enough_data"),
        ("有效控制", "not_enough_data"),
    ],
)
def test_no_single_cost_is_more_than_the_funds(cost: str, state: str) -> None:
    assert outcome(screened(HEAD + _form("档案修复", "20.00", cost=cost)), "PRF-025").state == state


def test_where_year_and_whole_are_not_told_apart_the_larger_funds_count() -> None:
    assert outcome(screened(HEAD + _form("档案修复", "20.00", "60.00", "≤40万元")), "PRF-025").state == "holds"


PANELS = (
    HEAD
    + """项目支出绩效目标表

项目名称 | | 档案修复 | | | | |
项目资金(元) | | 实施期资金总额: | | 400,000 | 年度资金总额: | | 200,000
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
 | 产出指标 | 成本指标 | 设备购置成本 | ≤{whole}万元 | 成本指标 | 设备购置成本 | ≤{year}万元
"""
)


def test_a_cost_beside_that_of_the_whole_project_is_of_the_year() -> None:
    assert outcome(screened(PANELS.format(whole="30", year="20")), "PRF-025").state == "holds"
    (finding,) = findings_of(screened(PANELS.format(whole="30", year="30")), "PRF-025")
    assert (finding.stated, finding.expected) == ("300000.00", "200000.00")


def test_what_is_no_single_cost_is_not_compared() -> None:
    text = HEAD + _form("档案修复", "20.00", cost="≤30万元").replace("设备购置", "项目总成本")
    assert outcome(screened(text), "PRF-025").state == "not_enough_data"


KINDS = (
    HEAD
    + "某县档案馆纳入绩效目标管理的项目{0}个，共计金额{1}万元。其中：其他运转类项目{2}个，涉及金额{3}万元；"
    + "特定目标类项目{4}个，涉及金额{5}万元。\n"
)
TOLD = ("5", "30.60", "3", "12.60", "2", "18.00")


@pytest.mark.parametrize("place", range(len(TOLD)))
def test_kinds_of_projects_add_up_in_number_and_money(place: int) -> None:
    told = list(TOLD)
    assert outcome(screened(KINDS.format(*told)), "PRF-039").state == "holds"
    told[place] = str(int(told[place]) + 1) if told[place].isdecimal() else f"{float(told[place]) + 9:.2f}"
    assert outcome(screened(KINDS.format(*told)), "PRF-039").state == "violated"


def test_kinds_may_be_left_out() -> None:
    fewer = KINDS.replace("特定目标类项目{4}个，涉及金额{5}万元", "人员类项目1个，涉及金额2.00万元")
    assert outcome(screened(fewer.format(*TOLD)), "PRF-039").state == "not_enough_data"
