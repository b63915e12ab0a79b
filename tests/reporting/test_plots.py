from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pytest
from altair.utils.schemapi import debug_mode
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from numpy.typing import NDArray

from mingcha.peers.telling import Teller
from mingcha.reporting.plots import (
    MOST_POINTS,
    Beside,
    Pairs,
    Year,
    peers_plot,
    relation_plot,
    sampled,
    score_plot,
    spec_of,
    svg_of,
    titles_of,
    years_plot,
)
from tests.peers.units import knowledge

ZH, EN = Teller(knowledge().peers, "zh"), Teller(knowledge().peers, "en")
TELLERS = pytest.mark.parametrize("teller", [ZH, EN])
SHARE, MONEY = "project_share", "total_spending"
HOSTILE = "<script>alert(1)</script>\"'&\u202e局"
RNG = np.random.default_rng(0)
SCORES = RNG.normal(size=1000)
SHARES = RNG.beta(3, 6, 500)
SUMS = np.exp(RNG.normal(16, 1, 500))


def a_score_plot(teller: Teller) -> alt.LayerChart:
    return score_plot(SCORES, 2.5, 0.01, teller, own=6.2)


def a_peers_plot(teller: Teller) -> alt.LayerChart:
    return peers_plot([Beside(SHARE, 0.82, SHARES, 0.12, 0.31, 0.55), Beside(MONEY, None, SUMS, 1e6, 9e6, 5e7)], teller)


def a_relation_plot(teller: Teller) -> alt.LayerChart:
    return relation_plot(Pairs(SHARE, MONEY, np.column_stack([SUMS, SHARES]), (1.2e8, 0.82), 0.31), teller)


def a_years_plot(teller: Teller) -> alt.LayerChart:
    years = [Year(2023, 3e6, 3.1e6, 2.7e6, 3.4e6), Year(2024, 9e6), Year(2022, None, 2.9e6)]
    return years_plot(teller.amount("total_expenditure"), "yuan", years, teller)


PLOTS = pytest.mark.parametrize("plot", [a_score_plot, a_peers_plot, a_relation_plot, a_years_plot])


def rows(spec: dict[str, Any], mark: str, **looks: object) -> list[dict[str, Any]]:
    """The rows of the layers of a mark with these looks."""
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark and looks.items() <= layer["mark"].items()
        for row in spec["datasets"][layer["data"]["name"]]
    ]


def texts(spec: dict[str, Any]) -> set[str]:
    return {row["told"] for row in rows(spec, "text")}


def written(svg: str) -> str:
    """All text of a picture, which must be well-formed."""
    return " ".join(str(text) for text in etree.fromstring(svg.encode()).itertext())


@PLOTS
@TELLERS
def test_a_plot_keeps_to_the_schema_and_is_drawn(plot: Any, teller: Teller) -> None:
    chart = plot(teller)
    spec = chart.to_dict(validate=True)
    assert spec["$schema"].endswith(".json")
    json.dumps(spec, allow_nan=False)
    svg = svg_of(chart)
    assert spec["title"]["text"][0] in written(svg)
    assert svg == svg_of(plot(teller))
    title, _ = titles_of(chart)
    assert title.replace(" ", "") == "".join(spec["title"]["text"]).replace(" ", "")
    assert spec["title"]["text"][0] not in written(svg_of(chart, titled=False))


@PLOTS
def test_a_plot_has_a_few_hundred_marks_at_most(plot: Any) -> None:
    assert sum(map(len, spec_of(plot(ZH))["datasets"].values())) < 500


@PLOTS
def test_a_plot_names_fonts_of_systems_and_fetches_none(plot: Any) -> None:
    assert "PingFang SC" in spec_of(plot(ZH))["config"]["font"]
    assert "http" not in svg_of(plot(ZH)).replace("http://www.w3.org/", "")


def test_the_score_plot_marks_the_unit_and_what_is_listed() -> None:
    scores = np.array([0.0] * 90 + [1.0] * 7 + [3.0, 4.0, 6.2])
    spec = spec_of(score_plot(scores, 3.0, 0.01, ZH, own=6.2))
    bars = rows(spec, "bar")
    assert sum(bar["count"] for bar in bars) == 100
    assert sum(bar["count"] for bar in bars if bar["listed"]) == 3
    assert [row["x"] for row in rows(spec, "point", shape="diamond")] == [6.2]
    assert texts(spec) == {"该单位 6.2"}
    assert [row["x"] for row in rows(spec, "rule", strokeDash=[4, 3])] == [3.0]


def test_the_score_plot_of_the_list_marks_no_unit() -> None:
    spec = spec_of(score_plot(np.array([0.0, 1.0]), None, 0.01, ZH))
    assert rows(spec, "point") == []
    assert spec["title"]["subtitle"] == []


@pytest.mark.parametrize("scores", [[], [1.0], [2.0, 2.0, 2.0], [float("nan"), 1.0], [float("nan")]])
def test_the_score_plot_of_few_or_equal_scores_is_drawn(scores: list[float]) -> None:
    own = scores[0] if scores else None
    svg_of(score_plot(np.array(scores, dtype=float), own, 0.01, ZH, own=own))


def test_the_peers_plot_marks_the_unit_with_its_real_value() -> None:
    spec = spec_of(a_peers_plot(ZH))
    assert {"82%", "未见", "31%", "12", "55", ZH.feature(SHARE), ZH.feature(MONEY)} <= texts(spec)
    (unit,) = rows(spec, "point", shape="diamond")
    assert unit["x"] > 1
    bands = rows(spec, "rect")
    assert [(band["x"], band["x2"]) for band in bands] == [(-1, 1), (-1, 1)]


def test_peers_that_are_all_alike_have_no_band() -> None:
    spec = spec_of(peers_plot([Beside(SHARE, 0.5, np.zeros(20), 0.0, 0.0, 0.0)], ZH))
    assert [(band["x"], band["x2"]) for band in rows(spec, "rect")] == [(0, 0)]
    (unit,) = rows(spec, "point", shape="diamond")
    assert unit["x"] == 2
    spec = spec_of(peers_plot([Beside(SHARE, 0.0004, np.zeros(20), 0.0, 0.0, 0.0)], ZH))
    assert rows(spec, "point", shape="diamond")[0]["x"] == 2


def test_counts_are_marked_by_whole_numbers() -> None:
    marks = [
        score_plot(np.zeros(count), None, 0.01, ZH).to_dict()["layer"][0]["encoding"]["y"]["axis"]["values"]
        for count in (1, 5, 300)
    ]
    assert marks == [[0, 1], [0, 1, 2, 5], [0, 20, 50, 100, 200]]


def test_a_feature_whose_peers_are_unknown_is_left_out() -> None:
    spec = spec_of(peers_plot([Beside(SHARE, 0.5, np.array([]), None, None, None)], ZH))
    assert rows(spec, "point") == []
    svg_of(peers_plot([], ZH))


def test_the_relation_plot_has_the_unit_the_peers_and_what_was_to_be_expected() -> None:
    spec = spec_of(a_relation_plot(ZH))
    (unit,) = rows(spec, "point", shape="diamond")
    assert (unit["x"], unit["y"]) == pytest.approx((12000.0, 82.0))  # 万元 and per cent
    (expected,) = rows(spec, "point", shape="cross")
    assert expected["y"] == pytest.approx(31.0)
    assert len(rows(spec, "point", shape="circle")) == MOST_POINTS
    assert len(rows(spec, "line")) >= 2


def test_the_usual_relation_is_not_moved_by_a_few_odd_peers() -> None:
    x = np.linspace(1.0, 10.0, 40)
    y = 2 * x
    y[:4] = 500.0
    spec = spec_of(relation_plot(Pairs("a", "b", np.column_stack([x, y]), (5.0, 10.0), None), ZH))
    line = rows(spec, "line")
    slopes = (line[-1]["y"] - line[0]["y"]) / (line[-1]["x"] - line[0]["x"])
    assert 1.0 < slopes < 2.5


@pytest.mark.parametrize("peers", [np.empty((0, 2)), np.zeros((20, 2)), np.full((9, 2), np.nan), np.array([[1.0, np.nan]])])
def test_a_relation_of_few_or_equal_peers_is_drawn(peers: NDArray[np.float64]) -> None:
    svg_of(relation_plot(Pairs(SHARE, MONEY, peers, (0.0, 0.0), None), ZH))


def test_the_years_plot_has_what_was_stated_and_what_was_stated_a_year_later() -> None:
    spec = spec_of(a_years_plot(ZH))
    assert [(row["year"], row["y"]) for row in rows(spec, "point", shape="circle")] == [(2023, 300.0), (2024, 900.0)]
    assert [(row["year"], row["y"]) for row in rows(spec, "point", shape="diamond")] == [(2022, 290.0), (2023, 310.0)]
    assert [(row["y"], row["y2"]) for row in rows(spec, "bar")] == [(270.0, 340.0)]


def test_names_from_documents_are_text_in_a_plot() -> None:
    svg = svg_of(relation_plot(Pairs(HOSTILE, HOSTILE, np.ones((9, 2)), (1.0, 2.0), 1.5), ZH))
    svg += svg_of(peers_plot([Beside(HOSTILE, 0.82, SHARES, 0.12, 0.31, 0.55)], ZH))
    svg += svg_of(years_plot(ZH.feature(HOSTILE), "yuan", [Year(2024, 1.0)], ZH))
    assert "<script" not in svg
    assert "\u202e" not in svg


@given(order=st.permutations(range(40)))
@settings(max_examples=15)
def test_who_is_drawn_does_not_depend_on_the_order(order: list[int]) -> None:
    values = RNG.permutation(40).astype(float)
    assert sampled(values[order], 10).tolist() == sampled(values, 10).tolist()
    assert sampled(values, 10).min() == 0
    assert sampled(values, 10).max() == 39


finite = st.none() | st.floats(-1e15, 1e15)


@given(value=finite, low=finite, median=finite, high=finite, peers=st.lists(st.floats(-1e15, 1e15), max_size=5))
@settings(max_examples=15)
def test_any_unit_among_any_peers_has_its_place(
    value: float | None, low: float | None, median: float | None, high: float | None, peers: list[float]
) -> None:
    with debug_mode(False):  # the schema is the same for any numbers
        spec = peers_plot([Beside(MONEY, value, np.array(peers), low, median, high)], ZH).to_dict(validate=False)
    json.dumps(spec, allow_nan=False)
    for unit in rows(spec, "point"):
        assert abs(unit["x"]) <= 3


@given(pairs=st.lists(st.tuples(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12)), min_size=1, max_size=12))
@settings(max_examples=15)
def test_any_two_features_make_a_plot(pairs: list[tuple[float, float]]) -> None:
    with debug_mode(False):
        spec = relation_plot(Pairs(SHARE, MONEY, np.array(pairs), pairs[0], None), ZH).to_dict(validate=False)
    json.dumps(spec, allow_nan=False)
