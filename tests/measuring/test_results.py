"""A results file is read back as it was written, and anything else is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha import UsageError
from mingcha.measuring.results import (
    FORMAT,
    RESULTS,
    Measure,
    PartResult,
    Results,
    count,
    mean,
    read_results,
    share,
    write_results,
)

TEXTS = st.text("abc 数字|", max_size=6)
NUMBERS = st.floats(-1e9, 1e9)
MEASURES = st.builds(
    Measure,
    name=TEXTS,
    value=st.none() | NUMBERS,
    unit=TEXTS,
    of=st.dictionaries(TEXTS, TEXTS | st.integers(-5, 5) | NUMBERS.filter(lambda number: number != int(number)), max_size=2),
    better=st.sampled_from([None, "higher", "lower"]),
    samples=st.lists(NUMBERS, max_size=3).map(tuple),
)


def results_of(measures: tuple[Measure, ...]) -> Results:
    """A run with one part."""
    part = PartResult("part", "something", {"seed": 1}, 1.0, 1.5, 2.0, measures, "reason", True)
    return Results(FORMAT, "abc", {"cores": 2}, "3.11", {"numpy": "2.0"}, "quick", 3.0, (0.1, 0.2), (part,))


@given(st.lists(MEASURES, max_size=3).map(tuple))
def test_results_are_read_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, measures: tuple[Measure, ...]
) -> None:
    folder = tmp_path_factory.mktemp("results")
    write_results(results_of(measures), folder / RESULTS)
    assert read_results(folder) == read_results(folder / RESULTS) == results_of(measures)


def test_what_is_no_results_file_is_refused(tmp_path: Path) -> None:
    for text, reason in (("{", "not the results"), ("[]", "not the results"), ('{"format": 1}', "not the results")):
        path = tmp_path / "wrong.json"
        path.write_text(text)
        with pytest.raises(UsageError, match=f"wrong.json: {reason}"):
            read_results(path)
    with pytest.raises(UsageError, match="gone"):
        read_results(tmp_path / "gone.json")


def test_results_of_a_later_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / RESULTS
    write_results(results_of(()), path)
    path.write_text(path.read_text().replace(f'"format": {FORMAT}', f'"format": {FORMAT + 1}'))
    with pytest.raises(UsageError, match="run make bench again"):
        read_results(path)


def test_a_bar_is_met_on_the_side_that_is_better() -> None:
    assert share("recall", 98, 100, bar=0.98).met
    assert not share("recall", 97, 100, bar=0.98).met
    assert mean("time", [4.0, 6.0], "ms", bar=5).met
    assert not mean("time", [4.0, 6.1], "ms", bar=5).met
    assert count("lost", 0, bar=0).met
    assert count("told", 1).met is None


def test_nothing_to_count_meets_no_bar_and_has_no_value() -> None:
    nothing = share("recall", 0, 0, bar=0.9)
    assert (nothing.value, nothing.met) == (None, False)
    assert mean("time", [], "ms").value is None


def test_a_bar_without_a_better_side_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="which way"):
        share("recall", 1, 1, bar=0.9, better=None)
