"""The points of a form's indicators: they add up to what the form says, and are what a scoring lets earn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mingcha.checking import HOLDS, NO_DATA, VIOLATED
from tests.documents import outcome, screened

RULE = "PRF-032"


@st.composite
def _points(draw: st.DrawFn, whole: int) -> list[int]:
    """Points of three to eight indicators that add up to a whole."""
    cuts = sorted(draw(st.sets(st.integers(1, whole - 1), min_size=2, max_size=7)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, whole], strict=True)]


def _state(points: list[int], head: str) -> str:
    rows = "\n".join(f"产出指标 | 数量指标 | 整理档案第{number}批 | 500卷 | {worth}" for number, worth in enumerate(points, 1))
    text = f"""2024年某县档案馆单位预算公开

项目绩效目标表

项目名称 | | 综合业务费
一级指标 | 二级指标 | 三级指标 | 指标值 | {head}
{rows}
"""
    return outcome(screened(text), RULE).state


@given(st.data(), st.integers(30, 100))
def test_points_add_up_to_what_their_head_says(data: st.DataObject, whole: int) -> None:
    points = data.draw(_points(whole))
    assert _state(points, f"分值（{whole}）") == HOLDS
    place, off = data.draw(st.integers(0, len(points) - 1)), data.draw(st.integers(1, 50))
    points[place] += off
    assert _state(points, f"分值（{whole}）") == VIOLATED


@given(st.data(), st.sampled_from([90, 100]))
def test_points_without_a_whole_are_full_marks_with_or_without_those_for_execution(data: st.DataObject, whole: int) -> None:
    assert _state(data.draw(_points(whole)), "分值") == HOLDS
    assert _state(data.draw(_points(whole - 1)), "权重") == VIOLATED


def test_of_two_indicators_or_none_with_points_nothing_is_concluded() -> None:
    assert _state([50, 30], "分值（90）") == NO_DATA
    assert _state([50, 30, 10], "备注") == NO_DATA
