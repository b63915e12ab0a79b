"""Laws over random budgets: a consistent one has no error, one wrong figure is found on its line, rounding never is."""

from __future__ import annotations

from hypothesis import event, given
from hypothesis import strategies as st

from mingcha import Finding
from tests.cubes import TEN_THOUSAND, YUAN, Cube, Unit, cubes, printed
from tests.documents import screener

UNITS = st.sampled_from((YUAN, TEN_THOUSAND))


def _findings(text: str) -> tuple[Finding, ...]:
    return screener().screen(text.encode(), "a budget").findings


@given(cube=cubes(), unit=UNITS)
def test_a_consistent_budget_has_no_error_however_it_is_rounded(cube: Cube, unit: Unit) -> None:
    errors = [(finding.rule, finding.message) for finding in _findings(printed(cube, unit).text()) if finding.severity == "error"]
    assert errors == []


@given(cube=cubes(multiple=10_000), unit=UNITS)
def test_a_consistent_budget_that_needs_no_rounding_has_no_finding_at_all(cube: Cube, unit: Unit) -> None:
    assert [(finding.rule, finding.message) for finding in _findings(printed(cube, unit).text())] == []


@given(cube=cubes(), unit=UNITS, data=st.data())
def test_a_figure_that_is_wrong_beyond_rounding_is_found_on_its_line(cube: Cube, unit: Unit, data: st.DataObject) -> None:
    document = printed(cube, unit)
    figure = data.draw(st.integers(min_value=0, max_value=len(document.figures) - 1), label="figure")
    by = data.draw(st.integers(min_value=60, max_value=100_000_000), label="by")
    line = document.line(figure)
    found = _findings(document.text(figure, by))
    event("in the narrative" if line < document.text().split("第二部分")[0].count("\n") else "in a table")
    assert any(place.line == line for finding in found for place in finding.places), document.text(figure, by).split("\n")[
        line - 1
    ]


@given(cube=cubes(multiple=10_000), data=st.data())
def test_where_nothing_is_rounded_five_units_of_the_last_place_are_found(cube: Cube, data: st.DataObject) -> None:
    """No identity here has more than eight figures, and each may be off by half a unit."""
    document = printed(cube, TEN_THOUSAND)
    figure = data.draw(st.integers(min_value=0, max_value=len(document.figures) - 1), label="figure")
    line = document.line(figure)
    found = _findings(document.text(figure, 5))
    assert any(place.line == line for finding in found for place in finding.places)


@given(cube=cubes(multiple=10_000), data=st.data())
def test_a_figure_that_is_off_by_one_unit_of_its_last_place_is_not_found(cube: Cube, data: st.DataObject) -> None:
    """But for the hint that a paragraph states one amount in two ways: nobody rounds so."""
    document = printed(cube, TEN_THOUSAND)
    figure = data.draw(st.integers(min_value=0, max_value=len(document.figures) - 1), label="figure")
    by = data.draw(st.sampled_from((-1, 1)), label="by")
    found = [(finding.rule, finding.message) for finding in _findings(document.text(figure, by))]
    assert [one for one in found if one[0] != "NAR-017"] == []
