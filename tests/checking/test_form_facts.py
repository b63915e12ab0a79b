"""Facts of performance forms: quantities, thresholds of scoring, objectives, units stated twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import facts, screened

COVER = "2024年某县档案馆单位预算公开\n\n项目绩效目标表\n\n"
HEAD = "一级指标 | 二级指标 | 三级指标 | 指标值 | 评分标准\n"


def _form(value: str = "≥5次", scoring: str = "", above: str = "项目名称 | 修缮\n") -> str:
    return f"{COVER}{above}{HEAD}产出指标 | 数量指标 | 培训次数 | {value} | {scoring}\n"


def _one(text: str, kind: str, *fields: str) -> tuple[str | int, ...]:
    (fact,) = facts(text)[kind]
    return tuple(fact.values[field] for field in fields)


@pytest.mark.parametrize(
    ("value", "quantity"),
    [
        ("≥2万册", "20000册"),
        ("20000册", "20000册"),
        ("2,500册", "2500册"),
        ("1234567册", "1234567册"),
        ("1234568册", "1234568册"),
        ("1.5亿元", "150000000元"),
        ("−5次", "-5次"),
        ("95%", ""),
        ("显著提升", ""),
    ],
)
def test_a_value_is_a_quantity_where_it_ends_with_a_number_and_a_unit(value: str, quantity: str) -> None:
    assert _one(_form(value), "indicator", "quantity") == (quantity,)


@pytest.mark.parametrize(
    ("scoring", "full", "penalty", "over"),
    [
        ("10，≥5次得10分，低于3次扣分", "5", "3", "no"),
        ("10，≥5次得10分，低于8次扣分", "5", "8", "yes"),
        ("10，≥．5次得10分，低于−3次扣分", "．5", "−3", "no"),
        ("按完成情况得分", "", "", "no"),
    ],
)
def test_a_scoring_has_thresholds(scoring: str, full: str, penalty: str, over: str) -> None:
    assert _one(_form(scoring=scoring), "scoring", "full", "penalty", "penalty_over_full") == (full, penalty, over)


def test_more_than_the_value_is_stricter_than_at_least_the_value() -> None:
    assert _one(_form(scoring="10，大于5次得10分"), "scoring", "strictly") == ("yes",)
    assert _one(_form(scoring="10，大于6次得10分"), "scoring", "strictly") == ("no",)
    assert _one(_form(scoring="10，大于等于5次得10分"), "scoring", "strictly") == ("no",)


@given(
    st.text(alphabet="≥<−﹣－-．.,，059%％次万人大于低得分扣（）约 ", max_size=14),
    st.text(alphabet="≥<−－-．.,，059%％次大于低得分扣视情况", max_size=24),
)
def test_no_value_and_no_scoring_makes_it_fail(value: str, scoring: str) -> None:
    screened(_form(value, scoring))


@pytest.mark.parametrize("digits", [20, 400, 3_000])
def test_a_number_of_any_length_is_compared(digits: int) -> None:
    screened(_form("≥5次", f"10，大于{'9' * digits}次得10分，低于{'9' * digits}次扣分"))


def _objective(cell: str) -> tuple[str | int, ...]:
    return _one(_form(above=f"项目名称 | 修缮\n总体目标 | {cell}\n"), "objective", "stated")


@pytest.mark.parametrize("cell", ["", "目标1：", "目标1：……目标2：……", "无"])
def test_an_objective_that_is_the_forms_own_wording_is_not_stated(cell: str) -> None:
    assert _objective(cell) == ("no",)


def test_an_objective_in_words_is_stated() -> None:
    assert _objective("目标1：修缮馆舍。") == ("yes",)


@pytest.mark.parametrize(("amount", "twice"), [("28万元", "yes"), ("28", "no"), ("280000元", "no")])
def test_a_unit_that_head_and_cell_print_is_there_twice(amount: str, twice: str) -> None:
    above = f"项目名称 | 修缮\n资金金额（万元） | 年度资金总额： | {amount}\n"
    assert _one(_form(above=above), "fund", "unit_twice") == (twice,)


def test_thousands_of_indicators_of_one_name_are_screened_to_the_end() -> None:
    screened(_form() + "产出指标 | 数量指标 | 培训次数 | ≥5次 | 10，≥5次得10分\n" * 10_000)


_AIM = "面向全县征集老照片和口述史料，整理后向公众开放查阅，丰富馆藏并为编写县志提供素材。"


def _two(names: tuple[str, str], aims: tuple[str, str]) -> list[str | int]:
    forms = [
        f"项目绩效目标表\n\n项目名称 | {name}\n总体目标 | {aim}\n{HEAD}产出指标 | 数量指标 | 次数 | 5次 |\n\n"
        for name, aim in zip(names, aims, strict=True)
    ]
    return [fact.values["copied"] for fact in facts("2024年某县档案馆单位预算公开\n\n" + "".join(forms))["objective"]]


def test_an_objective_is_a_copy_where_it_is_all_or_the_beginning_of_anothers() -> None:
    names = ("库房修缮", "史料征集")
    assert _two(names, (_AIM, _AIM)) == ["", "库房修缮"]
    assert _two(names, (_AIM + "新增一项。", _AIM)) == ["", "库房修缮"]
    assert _two(names, (_AIM + "新增一项。", _AIM + "另增两项。")) == ["", ""]


def test_short_objectives_and_those_of_projects_of_nearly_one_name_are_no_copies() -> None:
    assert _two(("库房修缮", "史料征集"), ("保障工作正常开展。", "保障工作正常开展。")) == ["", ""]
    assert _two(("史料征集（一期）", "史料征集（二期）"), (_AIM, _AIM)) == ["", ""]
