"""Shares by probability: they rise, they rest on enough cases, few cases say little."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import damage
from benchmarks.calibrate import LEAST, REDRAWN, Seen, calibrated, fitted, written
from mingcha.diagnosing.conclusions import confidence_of
from mingcha.knowledge import Calibration

SEEN = st.lists(st.builds(Seen, st.sampled_from("abc"), st.floats(0, 1), st.just(""), st.booleans()), min_size=1, max_size=300)


def test_what_the_bars_are_measured_on_is_not_fitted() -> None:
    names = fitted(REDRAWN)
    assert len(set(names)) == REDRAWN * len(damage.names_of([0]))
    assert not set(names) & set(damage.names_of(range(damage.REDRAWN + 1)))


@given(SEEN)
def test_shares_rise_and_the_last_line_reaches_one(seen: list[Seen]) -> None:
    table = calibrated(seen)
    for lines in table.values():
        assert [line.share for line in lines] == sorted(line.share for line in lines)
        assert [line.upto for line in lines] == sorted({line.upto for line in lines})
        assert lines[-1].upto == 1
    assert sum(line.seen for line in table[""]) == len(seen)
    assert len(table[""]) == 1 or min(line.seen for line in table[""]) >= LEAST


def test_what_is_right_as_often_as_it_is_likely_keeps_its_share() -> None:
    seen = [Seen("a", level / 10, "", case < level) for level in (5, 7, 9) for case in range(10) for _ in range(100)]
    lines = calibrated(seen)[""]
    assert [(line.upto, round(line.share, 2)) for line in lines] == [(0.5, 0.5), (0.7, 0.7), (1.0, 0.9)]


def test_few_cases_of_a_cause_are_drawn_towards_all() -> None:
    seen = [Seen("often", 1.0, "", True)] * 1000 + [Seen("seldom", 1.0, "", False)] * 20
    table = calibrated(seen)
    assert set(table) == {"", "seldom"}
    assert table[""][0].share == 0.979
    assert table["seldom"][0].share == 0.489  # 20 wrong and as many as 20 more by the share of all


def test_a_cause_that_is_right_as_often_as_all_has_no_lines_of_its_own() -> None:
    seen = [Seen(cause, 1.0, "", case < 90) for cause in "ab" for case in range(100)]
    assert set(calibrated(seen)) == {""}


def test_what_is_written_is_what_the_knowledge_reads() -> None:
    table = calibrated([Seen("one_digit", 0.9, "", True)] * 50 + [Seen("other_table", 0.9, "", False)] * 50)
    lines = [Calibration(**line) for line in yaml.safe_load(written(table, "50 documents"))["table"]]
    assert confidence_of("one_digit", 0.9, lines) == table["one_digit"][0].share
    assert confidence_of("swapped_digits", 0.9, lines) == table[""][0].share
