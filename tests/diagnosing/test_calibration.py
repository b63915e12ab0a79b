"""Shares by probability: they rise, they rest on enough cases, few cases say little."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibrate import LEAST, Seen, calibrated, rising, written
from mingcha.diagnosing.conclusions import confidence_of
from mingcha.knowledge import Calibration

CASES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=400)


@given(CASES)
def test_shares_rise_and_the_last_line_reaches_one(cases: list[tuple[float, bool]]) -> None:
    lines = rising(cases, 0.9)
    assert [line.share for line in lines] == sorted(line.share for line in lines)
    assert [line.upto for line in lines] == sorted({line.upto for line in lines})
    assert lines[-1].upto == 1
    assert sum(line.seen for line in lines) == len(cases)
    assert len(lines) == 1 or min(line.seen for line in lines) >= LEAST


def test_what_is_right_as_often_as_it_is_likely_keeps_its_share() -> None:
    cases = [(level / 10, case < level) for level in (5, 7, 9) for case in range(10) for _ in range(100)]
    lines = rising(cases, 0.7)
    assert [(line.upto, round(line.share, 2)) for line in lines] == [(0.5, 0.5), (0.7, 0.7), (1.0, 0.9)]


def test_few_cases_are_drawn_towards_all() -> None:
    (line,) = rising([(1.0, False)] * 5, 0.9)
    assert line.share == 0.6


def test_a_cause_with_very_few_cases_takes_the_lines_of_all() -> None:
    seen = [Seen("often", 1.0, "", True)] * 90 + [Seen("seldom", 1.0, "", False)] * 2
    table = calibrated(seen)
    assert set(table) == {"", "often"}


def test_what_is_written_is_what_the_knowledge_reads() -> None:
    table = calibrated([Seen("one_digit", 0.9, "", True)] * 50)
    lines = [Calibration(**line) for line in yaml.safe_load(written(table, "50 documents"))["table"]]
    assert confidence_of("one_digit", 0.9, lines) == table["one_digit"][0].share
    assert confidence_of("swapped_digits", 0.9, lines) == table[""][0].share
