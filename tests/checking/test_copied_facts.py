"""Clauses of one cell with the same words and other amounts, and indicators that another project's name tells the origin of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import facts

_HEAD = "2024年某县档案馆单位预算公开"
_FIRST = "确保库房防潮设施维护经费3万元及时支付"


def _form(project: str, objective: str, *indicators: str) -> str:
    rows = "\n".join(f"产出指标\t质量指标\t{name}\t100%" for name in indicators)
    return (
        f"项目绩效目标表\n\n项目名称\t{project}\n资金总额\t5\n总体目标\t{objective}\n一级指标\t二级指标\t三级指标\t指标值\n{rows}"
    )


def _other_amounts(*clauses: str) -> list[str | int]:
    text = "\n\n".join((_HEAD, _form("库房维护", "；".join(clauses) + "。", "验收合格率")))
    return [fact.values["other"] for fact in facts(text).get("clause", [])]


@pytest.mark.parametrize(
    ("clause", "others"),
    [
        ("确保库房防潮设施维护经费8万元及时支付", ["", "3万元"]),
        ("确保库房防潮设施维护经费3万元及时支付", ["", ""]),
        ("确保目录数据加工经费8万元及时支付", ["", ""]),
        ("确保库房防潮设施维护经费8万元按季结清", ["", ""]),
        (
            "第二年，确保每间库房防潮设施维护经费8万元及时支付",
            [
                "",
            ],
        ),
    ],
)
def test_only_the_same_words_around_another_amount_are_copied(clause: str, others: list[str]) -> None:
    assert _other_amounts(_FIRST, clause) == others


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_clause_said_twice_is_copied_where_its_amounts_differ(one: int, other: int) -> None:
    said = [f"确保库房防潮设施维护经费{amount}元及时支付" for amount in (one, other)]
    assert _other_amounts(*said) == ["", "" if one == other else f"{one}元"]


def _origins(*forms: str) -> dict[tuple[str | int, str | int], str | int]:
    found = facts("\n\n".join((_HEAD, *forms))).get("shared", [])
    return {(fact.values["project"], fact.values["name"]): fact.values["of"] for fact in found}


def test_an_indicator_named_like_another_project_is_that_ones() -> None:
    origins = _origins(
        _form("库房修缮", "修好屋面，粉刷墙面。", "照片家谱征集完成率", "验收合格率"),
        _form("照片家谱征集", "征集老照片和口述史料。", "照片家谱征集完成率", "验收合格率"),
    )
    assert origins == {
        ("库房修缮", "照片家谱征集完成率"): "照片家谱征集",
        ("库房修缮", "验收合格率"): "",
        ("照片家谱征集", "照片家谱征集完成率"): "",
        ("照片家谱征集", "验收合格率"): "",
    }


def test_an_indicator_that_the_objective_speaks_of_is_the_projects_own() -> None:
    origins = _origins(
        _form("库房修缮", "完成屋面防水，为照片家谱征集腾出库房。", "照片家谱征集完成率"),
        _form("照片家谱征集", "征集老照片和口述史料。", "照片家谱征集完成率"),
    )
    assert set(origins.values()) == {""}


def test_what_only_one_project_has_is_not_shared() -> None:
    assert (
        _origins(_form("库房修缮", "完成屋面防水。", "照片家谱征集完成率"), _form("照片家谱征集", "征集老照片。", "验收合格率"))
        == {}
    )
