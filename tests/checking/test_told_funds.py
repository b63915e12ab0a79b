"""The money that the words of a project give it, against its funds."""

from __future__ import annotations

import pytest

from mingcha.checking.told_funds import told_otherwise
from mingcha.understanding import Coordinate, Figure

WAN = 1_000_000


def _figure(wan: str) -> Figure:
    fen = round(float(wan) * WAN)
    ulp = WAN // 10 ** len(wan.partition(".")[2])
    return Figure(fen, ulp, "万元", Coordinate("project_funds"), 5, 0, "资金总额", "绩效目标表", wan, 2)


@pytest.mark.parametrize(
    ("text", "funds", "told"),
    [
        ("目标1：年度预算资金12.6万元。", ["12.60"], ""),
        ("目标1：年度预算资金126000元。", ["12.60"], ""),
        ("目标1：年度预算资金16.2万元。", ["12.60"], "16.2万元"),
        ("目标1：年度预算资金16.2万元。", ["30", "16.2"], ""),  # one of its sources
        ("目标1：年度预算资金16.2万元。", [], ""),
        ("由县级财政预算资金8万元，市级补助4.6万元。", ["12.60"], ""),  # of one level, less than the whole
        ("由县级财政预算资金18万元。", ["12.60"], "18万元"),
        ("上年预算资金16.2万元，本年压减。", ["12.60"], ""),
        ("2023年预算安排16.2万元。", ["12.60"], ""),
        ("按照每人安排资金300元/人发放。", ["12.60"], ""),
        ("安排资金3万元用于修缮，安排资金9.6万元用于购置。", ["12.60"], ""),  # parts
        ("安排资金3万元用于修缮，安排资金96万元用于购置。", ["12.60"], "96万元"),
        ("改善查档条件。", ["12.60"], ""),
    ],
)
def test_only_money_that_the_project_has_not_is_told(text: str, funds: list[str], told: str) -> None:
    assert told_otherwise(text, map(_figure, funds)) == told
