"""Drift: what moved is told, what did not is not."""

from __future__ import annotations

import numpy as np
import pytest

from mingcha.peers.drift import (
    CAUTION,
    FEW,
    REFIT,
    SHIFTED,
    STABLE,
    STRONG,
    USABLE,
    FeatureDrift,
    YearDrift,
    drift_of,
    year_drift,
)

OLD = np.random.default_rng(7).normal(size=(2000, 3))


def _new(units: int, seed: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(units, 3))


def _uniform(units: int) -> np.ndarray:
    return (np.arange(units) + 1.0) / units


def _year(
    after: tuple[FeatureDrift, ...] = (), pvalues: np.ndarray | None = None, groups: int = 0, units: int = 200
) -> YearDrift:
    paths = [("county",)] * (units - groups) + [("city",)] * groups
    return year_drift("2025 budget", (), after, _uniform(units) if pvalues is None else pvalues, paths, frozenset({("county",)}))


def test_units_of_the_same_kind_show_no_drift() -> None:
    found = drift_of(("a", "b", "c"), _new(500), OLD)
    assert [one.verdict for one in found] == [STABLE] * 3
    assert all(abs(one.shift or 0.0) < 0.2 for one in found)


def test_seldom_does_chance_alone_move_one_of_forty_features() -> None:
    draw = np.random.default_rng(9)
    old = draw.normal(size=(1000, 40))
    names = [str(number) for number in range(40)]
    moved = sum(one.verdict != STABLE for _ in range(20) for one in drift_of(names, draw.normal(size=(40, 40)), old))
    assert moved <= 2


def test_the_shift_is_that_of_the_median_in_deviations_of_the_reference() -> None:
    new = np.add(_new(500), [0.0, 0.35, 3.0])
    first, second, third = drift_of(("a", "b", "c"), new, OLD)
    assert (first.verdict, second.verdict, third.verdict) == (STABLE, SHIFTED, STRONG)
    assert second.shift == pytest.approx(0.35, abs=0.15)
    assert third.shift == pytest.approx(3.0, abs=0.2)


def test_a_feature_that_more_units_lack_has_drifted() -> None:
    new = _new(300)
    new[:100, 1] = np.nan
    found = drift_of(("a", "b", "c"), new, OLD)
    assert [one.verdict for one in found] == [STABLE, STRONG, STABLE]
    assert found[1].missing == pytest.approx(1 / 3)
    assert found[1].missing_before == 0.0


def test_a_feature_that_nobody_has_any_more_is_told_without_numbers() -> None:
    new = np.full((100, 1), np.nan)
    assert drift_of(("a",), new, OLD[:, :1]) == (FeatureDrift("a", None, None, None, 1.0, 0.0, STRONG),)
    assert drift_of(("a",), new, new) == (FeatureDrift("a", None, None, None, 1.0, 1.0, STABLE),)


def test_a_constant_feature_that_stays_has_no_drift() -> None:
    (found,) = drift_of(("a",), np.ones((50, 1)), np.ones((80, 1)))
    assert (found.verdict, found.shift, found.ks) == (STABLE, None, 0.0)


def test_a_year_like_the_reference_can_be_scored() -> None:
    assert _year().verdict == USABLE


@pytest.mark.parametrize(("verdict", "told"), [(STABLE, USABLE), (SHIFTED, CAUTION), (STRONG, REFIT)])
def test_features_that_moved_among_peers_call_for_caution_or_another_model(verdict: str, told: str) -> None:
    assert _year((FeatureDrift("a", 1.0, 0.3, 0.0, 0.0, 0.0, verdict),)).verdict == told


@pytest.mark.parametrize(("new", "told"), [(0, USABLE), (40, CAUTION), (150, REFIT)])
def test_groups_that_the_reference_has_not_call_for_caution_or_another_model(new: int, told: str) -> None:
    found = _year(groups=new)
    assert (found.verdict, found.in_new) == (told, new)
    assert found.new_groups == ((("city",),) if new else ())


def test_too_many_small_pvalues_call_for_another_model() -> None:
    assert _year(pvalues=_uniform(200) ** 2).verdict == REFIT


def test_a_few_units_are_not_judged() -> None:
    found = _year((FeatureDrift("a", 9.0, 1.0, 0.0, 0.0, 0.0, STRONG),), units=29)
    assert (found.verdict, found.units) == (FEW, 29)
