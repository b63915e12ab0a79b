"""What several performance forms say of one thing."""

from __future__ import annotations

import pytest

from mingcha.checking import HOLDS, NO_DATA, VIOLATED
from tests.documents import outcome, screened

HEAD = "2024年某县档案馆单位预算公开\n\n"
LIST = """专项业务经费支出表

单位：万元

单位编码 | 单位（项目）名称 | 项目金额
 | 合计 | 32.60
 | 档案事业 | 20.60
 | 查档补助 | 12.60
 | 查档大厅维护 | 8.00
 | 档案宣传 | 12.00

"""


def _form(project: str, funds: str, indicator: str, title: str = "项目绩效目标表", operator: str = "") -> str:
    carried_out = f"主管部门 | | 某县档案局 | 实施单位 | {operator}\n" if operator else ""
    return f"""{title}

项目名称 | | {project}
{carried_out}年度资金总额（万元）： | | {funds}
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | {indicator}

"""


def _state(*parts: str, rule: str = "PRF-037") -> str:
    return outcome(screened(HEAD + "".join(parts)), rule).state


@pytest.mark.parametrize(("value", "state"), [("300人", HOLDS), ("500人", VIOLATED), ("300户", NO_DATA)])
def test_an_indicator_has_one_value_in_the_forms_of_a_project(value: str, state: str) -> None:
    forms = [_form("查档补助", "12.60", f"补助查档人数 | {value}", title) for title in ("项目绩效目标表", "专项资金绩效目标表")]
    assert _state(forms[0].replace(value, "300人"), forms[1]) == state


def test_projects_of_one_name_that_several_units_have_are_several() -> None:
    one, other = (_form("查档补助", "12.60", f"补助查档人数 | {number}人") for number in (300, 500))
    assert _state(one, other.replace("12.60", "8.00")) == NO_DATA
    units = (_form("查档补助", "12.60", f"补助查档人数 | {n}人", operator=unit) for n, unit in ((3, "某馆"), (5, "某中心")))
    assert _state(*units) == NO_DATA


@pytest.mark.parametrize(
    ("indicator", "other", "state"),
    [
        ("补助查档人数 | 300人", "补助查档人数 | 500人", VIOLATED),
        ("补助查档人数 | 300人", "补助查档人数 | 300人", HOLDS),
        ("查档人满意度 | ≥95%", "查档人满意度 | ≥90%", NO_DATA),  # the part may have its own
    ],
)
def test_what_a_project_is_listed_under_has_the_value_of_its_part(indicator: str, other: str, state: str) -> None:
    assert _state(LIST, _form("档案事业", "20.60", indicator), _form("查档补助", "12.60", other)) == state


def test_what_several_parts_have_their_whole_may_have_altogether() -> None:
    parts = [_form(name, funds, "查档人数合计 | 300人") for name, funds in (("查档补助", "12.60"), ("查档大厅维护", "8.00"))]
    assert _state(LIST, _form("档案事业", "20.60", "查档人数合计 | 600人"), *parts) == NO_DATA


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("分项：查档补助资金", "12.6万元", HOLDS),
        ("查档补助", "126000元", HOLDS),
        ("查档补助经费", "≤16.2万元", VIOLATED),
        ("查档补助标准", "16.2万元", NO_DATA),
        ("查档补助", "300人", NO_DATA),
    ],
)
def test_a_project_costs_its_amount_in_the_form_of_the_whole_unit(name: str, value: str, state: str) -> None:
    form = f"""单位整体支出绩效目标表

单位名称 | | 某县档案馆 | |
年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值
 | 产出指标 | 成本指标 | {name} | {value}
"""
    assert _state(LIST, form, rule="PRF-038") == state
