"""Which listed projects have a performance form, and of which one a form or a task of no listed project seems."""

from __future__ import annotations

import pytest

from mingcha.checking.fact import Value
from tests.documents import facts

COVER = "2024年某县档案馆单位预算公开\n\n单位综合预算专项业务经费支出表\n\n单位：元\n\n单位编码 | 单位（项目）名称 | 项目金额\n"


def _paper(listed: dict[str, int], forms: dict[str, str]) -> str:
    """A list of projects, amounts in 万元, and forms with their funds, "" for a form that states none."""
    rows = "".join(f" | {name} | {amount}0000.00\n" for name, amount in listed.items())
    return COVER + rows + "".join(_form(name, funds) for name, funds in forms.items())


OWN, SPECIAL = "单位预算专项业务经费绩效目标表", "专项资金总体绩效目标表"


def _form(name: str, funds: str, aim: str = "", title: str = OWN) -> str:
    money = f"资金金额 (万元) | | 实施期资金总额: | {funds} | |\n" if funds else ""
    head = "年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值\n"
    return f"\n{title}\n\n项目名称 | | {name} | | |\n{money}" + (f"总体目标 | {aim} | | | |\n" if aim else "") + head


def _meant(text: str) -> dict[str, str]:
    return {str(form.values["project"]): str(form.values["meant"]) for form in facts(text)["form"] if form.values["meant"]}


def _grounds(text: str) -> list[Value]:
    return [form.values["grounds"] for form in facts(text)["form"] if form.values["meant"]]


def _without(text: str) -> list[str]:
    return [str(project.values["name"]) for project in facts(text)["project"] if project.values["has_form"] == "no"]


def test_a_form_is_of_the_project_without_form_that_has_its_funds() -> None:
    text = _paper({"馆藏整理": 7, "库房修缮": 4, "展览": 2}, {"馆藏整理": "7", "日常业务费": "4"})
    assert _meant(text) == {"日常业务费": "库房修缮"}
    assert _without(text) == ["展览"]


def test_nothing_is_said_of_a_form_whose_funds_no_project_has() -> None:
    text = _paper({"馆藏整理": 7, "库房修缮": 4}, {"馆藏整理": "7", "日常业务费": "3"})
    assert _meant(text) == {}
    assert _without(text) == ["库房修缮"]


def test_nothing_is_said_of_a_form_whose_funds_two_projects_have() -> None:
    assert _meant(_paper({"库房修缮": 4, "馆藏整理": 7, "展览": 4}, {"馆藏整理": "7", "日常业务费": "4"})) == {}


@pytest.mark.parametrize(("funds", "meant"), [("", {"日常业务费": "库房修缮"}), ("9", {"日常业务费": "库房修缮"}), ("3", {})])
def test_the_only_form_is_of_the_only_project_left_unless_its_funds_say_otherwise(funds: str, meant: dict[str, str]) -> None:
    assert _meant(_paper({"馆藏整理": 7, "库房修缮": 4}, {"馆藏整理": "7", "日常业务费": funds})) == meant


def test_a_project_that_a_form_words_otherwise_has_a_form() -> None:
    text = _paper({"馆藏整理": 7, "库房修缮经费": 4}, {"馆藏整理": "7", "库房屋面修缮": "4"})
    assert _meant(text) == {}
    assert _without(text) == []


def test_a_form_of_the_whole_is_a_form_of_its_parts() -> None:
    listed = {"档案事业发展": 6, "馆藏整理": 4, "库房修缮": 2, "展览": 9}
    assert _without(_paper(listed, {"档案事业发展": "6"})) == ["展览"]


def test_a_project_with_money_carried_over_has_a_form_for_both_together() -> None:
    lists = "".join(
        f"\n{title}\n\n单位：元\n\n项目名称 | 合计\n合计 | {amount}\n库房修缮 | {amount}\n"
        for title, amount in (("2024年项目支出预算表（本年预算）", "40000.00"), ("2024年项目支出预算表（上年结转）", "10000.00"))
    )
    text = "2024年某县档案馆单位预算公开\n" + lists + _form("日常业务费", "5")
    assert _meant(text) == {"日常业务费": "库房修缮"}
    assert _without(text) == []


def test_neighbours_of_one_amount_are_two_projects_where_all_rows_add_up_to_the_total() -> None:
    text = _paper({"合计": 13, "馆藏整理": 4, "库房修缮": 4, "展览": 5}, {"馆藏整理": "4", "展览": "5"})
    assert _without(text) == ["库房修缮"]


def test_the_unit_s_own_row_is_the_whole_of_neighbours_of_one_amount() -> None:
    text = _paper({"合计": 8, "某县档案馆": 8, "馆藏整理": 4, "库房修缮": 4}, {"馆藏整理": "4"})
    assert _without(text) == ["库房修缮"]


def test_a_row_below_that_repeats_the_amount_is_a_part_where_only_so_the_total_comes_out() -> None:
    assert _without(_paper({"合计": 6, "档案事业": 4, "馆藏整理": 4, "展览": 2}, {"档案事业": "4"})) == ["展览"]


LISTED = {"馆藏整理": 7, "库房修缮": 4, "展览": 2}


@pytest.mark.parametrize(
    ("funds", "aim", "grounds"),
    [("4", "", 1), ("4", "完成库房修缮", 2), ("", "完成库房修缮", 1), ("3", "完成库房修缮", None), ("4", "办好展览", None)],
)
def test_grounds_are_equal_funds_and_the_name_in_the_objective(funds: str, aim: str, grounds: int | None) -> None:
    text = _paper(LISTED, {"馆藏整理": "7"}) + _form("日常业务费", funds, aim)
    assert _grounds(text) == ([] if grounds is None else [grounds])


def test_a_form_of_special_funds_does_not_stand_for_the_own_form_that_has_another_name() -> None:
    text = _paper(LISTED, {"馆藏整理": "7", "展览": "2"})
    text += _form("日常业务费", "4", "完成库房修缮") + _form("库房修缮", "4", "完成库房修缮", SPECIAL)
    assert _meant(text) == {"日常业务费": "库房修缮"}


@pytest.mark.parametrize(("aim", "meant"), [("完成库房修缮", {"日常业务费": "库房修缮"}), ("保障运转", {})])
def test_special_funds_need_not_be_listed_unless_funds_and_objective_are_those_of_a_project(
    aim: str, meant: dict[str, str]
) -> None:
    text = _paper(LISTED, {"馆藏整理": "7", "库房修缮": "4", "展览": "2"}) + _form("日常业务费", "4", aim, SPECIAL)
    assert _meant(text) == meant


@pytest.mark.parametrize(
    ("special", "told"),
    [(("库房修缮",), ["库房修缮"]), (("库房修缮", "馆藏整理"), ["库房修缮"]), (("库房修缮", "展览"), []), (("馆藏整理",), [])],
)
def test_a_project_is_told_that_alone_has_but_a_form_of_special_funds(special: tuple[str, ...], told: list[str]) -> None:
    own = {name: str(amount) for name, amount in LISTED.items() if name == "馆藏整理" or name not in special}
    text = _paper(LISTED, own) + "".join(_form(name, str(LISTED[name]), "", SPECIAL) for name in special)
    assert [str(each.values["name"]) for each in facts(text)["project"] if each.values["has_form"] == "special_funds"] == told


def _tasks(tasks: dict[str, int]) -> str:
    head = (
        "\n单位整体支出绩效目标表\n\n单位名称 | | 某县档案馆 | | |\n年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | |\n"
    )
    rows = "".join(f" | {name} | 内容 | {amount}.00 | {amount}.00 | 0.00\n" for name, amount in tasks.items())
    return head + " | | | 总额 | 财政拨款 | 其他资金\n" + rows + "年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值 |\n"


@pytest.mark.parametrize(
    ("tasks", "meant"),
    [
        ({"人员经费": 30, "馆藏整理": 7, "日常业务费": 4, "展览": 2}, {"日常业务费": "库房修缮"}),
        ({"人员经费": 30, "馆藏整理": 7, "日常业务费": 3, "展览": 2}, {}),
        ({"人员经费": 30, "馆藏整理": 7, "日常业务费": 4, "宣传": 2}, {}),
        ({"人员经费": 4, "馆藏整理": 7, "日常业务费": 4, "展览": 2}, {}),
        ({"人员经费": 30, "馆藏整理": 7, "库房屋面": 4, "展览": 2}, {}),
    ],
    ids=["of its amount", "of another", "two projects are no task", "two tasks of its amount", "in other words"],
)
def test_a_task_is_the_only_project_that_is_no_task_by_its_name(tasks: dict[str, int], meant: dict[str, str]) -> None:
    found = facts(_paper(LISTED, {}) + _tasks(tasks))["task"]
    assert {str(each.values["name"]): str(each.values["meant"]) for each in found if each.values["meant"]} == meant


def test_a_long_amount_is_no_description_of_a_project() -> None:
    text = COVER.replace("项目金额", "项目金额 | 其中：当年拨款") + " | 馆藏整理 | 13427000.00 | 13,427,000.00\n"
    assert [each.values["brief"] for each in facts(text)["project"]] == [""]
