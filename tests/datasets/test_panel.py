from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from mingcha_datasets.panel import DETAILS, OFFICIAL, RANKING, RATIOS, SOURCES, judged, unit_years


@pytest.mark.parametrize(("source", "count", "units"), [(RANKING, 755, 78), (DETAILS, 755, 78), (OFFICIAL, 174, 14)])
def test_every_table_has_its_unit_years(source: str, count: int, units: int) -> None:
    rows = unit_years(source)
    assert len(rows) == count
    assert len({row.unit for row in rows}) == units


@pytest.mark.parametrize("source", SOURCES)
def test_no_unit_year_stands_twice(source: str) -> None:
    assert max(Counter((row.unit, row.year, row.kind) for row in unit_years(source)).values()) == 1


@pytest.mark.parametrize("source", SOURCES)
def test_amounts_are_no_finer_than_they_are_printed(source: str) -> None:
    for row in unit_years(source):
        for column, text in row.stated.items():
            fen = row.fen(column)
            assert (fen is None) == (column in RATIOS)
            assert fen is None or "E" in text or fen % row.ulp == 0


def test_amounts_are_fen_of_what_is_printed_in_yi() -> None:
    row = unit_years(RANKING)[0]
    assert (row.unit, row.year, row.rank, row.stated["budget"]) == ("清华大学", 2016, 1, "182.17")
    assert row.fen("budget") == 182_170_000 * 10_000
    assert row.fen("income_total") is None
    assert Decimal(row.ulp) / 10**10 == Decimal("0.01")


def test_errors_stay_as_they_were_published() -> None:
    details = {(row.unit, row.year): row for row in unit_years(DETAILS)}
    assert details["中央音乐学院", 2025].stated["prior_budget"] == "920.00"
    assert details["武汉大学", 2020].stated["budget"] == "1.00"


def test_an_unknown_table_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="use one of ranking, details, official"):
        unit_years("press")


def test_every_judged_figure_stands_in_the_panel() -> None:
    stated = {(row.source, row.unit, row.year, row.kind): row.stated for source in SOURCES for row in unit_years(source)}
    for one in judged():
        assert one.column in stated[one.source, one.unit, one.year, one.kind]
        assert one.verdict in ("wrong", "unclear")
        assert one.because
