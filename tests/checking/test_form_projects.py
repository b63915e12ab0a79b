"""Which listed projects have a performance form, and of which one a form of no listed project seems to be."""

from __future__ import annotations

import pytest

from tests.documents import facts

COVER = "2024年某县档案馆单位预算公开\n\n单位综合预算专项业务经费支出表\n\n单位：元\n\n单位编码 | 单位（项目）名称 | 项目金额\n"


def _paper(listed: dict[str, int], forms: dict[str, str]) -> str:
    """A list of projects, amounts in 万元, and forms with their funds, "" for a form that states none."""
    rows = "".join(f" | {name} | {amount}0000.00\n" for name, amount in listed.items())
    return COVER + rows + "".join(_form(name, funds) for name, funds in forms.items())


def _form(name: str, funds: str) -> str:
    money = f"资金金额 (万元) | | 实施期资金总额: | {funds} | |\n" if funds else ""
    head = "年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值\n"
    return f"\n单位预算专项业务经费绩效目标表\n\n项目名称 | | {name} | | |\n{money}{head}"


def _meant(text: str) -> dict[str, str]:
    return {str(form.values["project"]): str(form.values["meant"]) for form in facts(text)["form"] if form.values["meant"]}


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
