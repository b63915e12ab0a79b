"""What is said to have moved between two runs of the benchmarks: real changes, and hardly ever noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact, ttest_ind

from mingcha.measuring.moved import Compared, compare, interval
from mingcha.measuring.results import FORMAT, Measure, PartResult, Results, count, mean, share

MACHINE: dict[str, str | int | list[float]] = {"system": "Linux x86_64", "processor": "a processor", "cores": 2}
FINITE = st.floats(0.001, 1e6)
SHARES = st.integers(1, 300).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))
MEASURES = st.one_of(
    SHARES.map(lambda counts: share("share", *counts)),
    st.lists(FINITE, min_size=2, max_size=8).map(lambda samples: mean("time", samples, "ms")),
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=8).map(lambda samples: mean("score", samples, "")),
    st.integers(0, 1000).map(lambda number: count("count", number)),
)


def run_of(*measures: Measure, seed: int = 1, pulse: Sequence[float] = (0.03, 0.03, 0.03), python: str = "3.11.7") -> Results:
    """A run with one part."""
    part = PartResult("part", "something", {"seed": seed}, 1.0, 1.0, 50.0, measures)
    return Results(FORMAT, "commit", MACHINE, python, {}, "full", 1.0, tuple(pulse), (part,))


def moved(compared: Compared) -> list[str]:
    """The names of the figures that moved."""
    return [move.name for move in compared.moves if move.moved]


def named(measures: Sequence[Measure]) -> list[Measure]:
    """Measures with names of their own."""
    return [msgspec.structs.replace(measure, name=f"{measure.name} {number}") for number, measure in enumerate(measures)]


@given(st.lists(MEASURES, max_size=8))
def test_a_run_beside_itself_has_moved_nowhere(measures: list[Measure]) -> None:
    run = run_of(*named(measures))
    compared = compare(run, run)
    assert len(compared.moves) == len(measures)
    assert not moved(compared)
    assert not compared.bars
    assert not compared.uncompared


@given(st.lists(MEASURES, min_size=1, max_size=4), st.lists(MEASURES, min_size=1, max_size=4))
def test_both_ways_the_same_figures_have_moved_the_other_way(first: list[Measure], second: list[Measure]) -> None:
    pairs = [(one, other) for one, other in zip(first, second, strict=False) if one.name == other.name]
    old, new = (run_of(*named([pair[side] for pair in pairs])) for side in (0, 1))
    there, back = compare(old, new), compare(new, old)
    assert moved(there) == moved(back)
    for one, other in zip(there.moves, back.moves, strict=True):
        assert one.better is None or not one.moved or one.better is not other.better


@given(st.integers(0, 10_000), st.floats(1.5, 4), st.booleans())
def test_a_time_that_doubles_or_more_is_told(seed: int, factor: float, slower: bool) -> None:
    random = Random(seed)
    once, again = ([10 * random.gauss(1, 0.01) for _ in range(6)] for _ in range(2))
    old, new = mean("time", once, "ms"), mean("time", [each * factor for each in again], "ms")
    first, second = (old, new) if slower else (new, old)
    (move,) = compare(run_of(first), run_of(second)).moves
    assert move.moved
    assert move.better is not slower
    assert move.low < move.change < move.high


def test_noise_alone_is_hardly_ever_told() -> None:
    said = 0
    for seed in range(100):
        random = Random(seed)
        runs = []
        for _ in range(2):
            times = [mean(f"time {number}", [random.gauss(10, 1) for _ in range(6)], "ms") for number in range(10)]
            hits = [share(f"share {number}", sum(random.random() < 0.9 for _ in range(200)), 200) for number in range(10)]
            runs.append(run_of(*times, *hits))
        said += bool(moved(compare(runs[0], runs[1])))
    assert said <= 4  # of 100 runs that moved nowhere 1 % is one


def test_a_time_that_moved_as_the_machine_did_is_not_told() -> None:
    times = [10.0, 10.1, 9.9, 10.05, 9.95]
    slower = [each * 1.5 for each in times]
    steady, slow = (0.030, 0.031, 0.030, 0.029), (0.045, 0.046, 0.044, 0.045)
    old, new = mean("time", times, "ms"), mean("time", slower, "ms")
    assert not moved(compare(run_of(old, pulse=steady), run_of(new, pulse=slow)))
    assert moved(compare(run_of(old, pulse=steady), run_of(new, pulse=steady)))
    # A ratio within one run does not depend on the machine.
    ratios = mean("ratio", times, "×"), mean("ratio", slower, "×")
    assert moved(compare(run_of(ratios[0], pulse=steady), run_of(ratios[1], pulse=slow)))


@given(SHARES, SHARES)
def test_shares_are_compared_by_the_exact_test_of_fisher(one: tuple[int, int], other: tuple[int, int]) -> None:
    (move,) = compare(run_of(share("share", *one)), run_of(share("share", *other))).moves
    table = [[hits, trials - hits] for hits, trials in (one, other)]
    assert move.p == pytest.approx(fisher_exact(table)[1])
    assert move.low <= move.change <= move.high


@given(*2 * [st.lists(st.floats(1, 100), min_size=2, max_size=8, unique=True)])
def test_means_are_compared_as_welch_does_of_logarithms(one: list[float], other: list[float]) -> None:
    (move,) = compare(run_of(mean("ratio", one, "×")), run_of(mean("ratio", other, "×"))).moves
    oracle = ttest_ind(list(map(math.log, other)), list(map(math.log, one)), equal_var=False)
    assert move.p == pytest.approx(oracle.pvalue, abs=1e-9)


def test_a_count_that_is_another_has_moved_and_zero_is_better_than_one() -> None:
    (move,) = compare(run_of(count("lost", 1, bar=0)), run_of(count("lost", 0, bar=0))).moves
    assert (move.moved, move.better, move.change) == (True, True, -1)


def test_a_bar_that_is_missed_since_is_told() -> None:
    old, new = share("recall", 99, 100, bar=0.98), share("recall", 97, 100, bar=0.98)
    compared = compare(run_of(old), run_of(new))
    assert not moved(compared)
    ((bar),) = compared.bars
    assert (bar.name, bar.met, bar.old, bar.new) == ("recall", False, 0.99, 0.97)


def test_what_is_not_compared_is_told_with_the_reason() -> None:
    old = run_of(mean("time", [1, 2], "ms"), mean("once", [1], "s"), count("gone", 1), share("none", 0, 0))
    new = run_of(mean("time", [1, 2], "ms"), mean("once", [1], "s"), count("new", 1), share("none", 0, 0), python="3.12.1")
    compared = compare(old, new)
    assert compared.moves == ()
    assert compared.uncompared == (
        "times: the runs are of different machines or versions of Python",
        "part, new: only in one of the runs",
        "part, none: nothing to count in one of the runs",
        "part, gone: only in one of the runs",
    )


def test_parts_of_another_seed_are_not_compared() -> None:
    compared = compare(run_of(count("found", 1)), run_of(count("found", 2), seed=2))
    assert compared.moves == ()
    assert compared.uncompared == ("part: of another size or seed in the other run",)


def test_an_interval_is_wilsons_students_or_none() -> None:
    assert interval(share("share", 8, 10)) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert interval(mean("time", [1.0, 2.0, 3.0], "ms")) == pytest.approx((-0.4841, 4.4841), abs=1e-4)
    assert interval(count("files", 3)) is None
    assert interval(mean("time", [1.0], "ms")) is None
