"""Drift: whether units of another year, or from elsewhere, are still like those that a model was fitted on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

STABLE, SHIFTED, STRONG = "stable", "shifted", "strong"
"""Of a feature: as in the reference; distributed otherwise, beyond chance; so much that its peers' usual range is another one."""
USABLE, CAUTION, REFIT, FEW = "usable", "caution", "refit", "few"
"""Of a year: the model serves; p-values are roughly right; they are not, fit a new model; too few units to tell."""

FEWEST = 30
"""Units from which on a year is judged, and normalised by its own units: below, quantiles and deviations are mostly noise."""
_SIGNIFICANT = 0.01
_SHIFTED, _STRONG = 0.1, 0.2
"""Kolmogorov-Smirnov distances: at most this share of the units would have to change for the distributions to be equal."""
_MISSING_SHIFTED, _MISSING_STRONG = 0.1, 0.25
TAIL = 0.1
_TAIL_CAUTION, _TAIL_REFIT = 0.15, 0.2
_NEW_CAUTION, _NEW_REFIT = 0.1, 0.5
_MOVED_CAUTION, _STRONG_REFIT = 0.1, 0.25
_MAD = 1.4826


class FeatureDrift(Struct, frozen=True):
    """How a feature of a year is distributed beside the reference.

    Attributes:
        feature: its id.
        shift: of the median, in robust deviations (1.4826 MAD, else standard deviations) of the reference; None where either has
            no value or the reference no spread.
        ks: two-sample Kolmogorov-Smirnov distance, 0 to 1, and its ``pvalue``; None where either has no value.
        missing, missing_before: share of the units that lack it, in the year and in the reference.
        verdict: stable, shifted or strong.
    """

    feature: str
    shift: float | None
    ks: float | None
    pvalue: float | None
    missing: float
    missing_before: float
    verdict: str


class YearDrift(Struct, frozen=True):
    """How the units of a year compare with the reference.

    Attributes:
        year: the first label of their groups; ``units`` how many they are.
        before: the features as scaled; ``after`` normalised by their peers, which is what is scored: a level that moved for all
            units alike is drift before and none after.
        new_groups: paths of groups that the reference has not, without their year; ``in_new`` the units in them.
        tail: share of units with p <= 0.1, of which chance alone gives 0.1.
        verdict: usable, caution, refit or few.
    """

    year: str
    units: int
    before: tuple[FeatureDrift, ...]
    after: tuple[FeatureDrift, ...]
    new_groups: tuple[tuple[str, ...], ...]
    in_new: int
    tail: float
    verdict: str


def drift_of(features: Sequence[str], new: NDArray[np.float64], old: NDArray[np.float64]) -> tuple[FeatureDrift, ...]:
    """Compare features column by column.

    Args:
        features: their ids, p of them.
        new: values of the year, NaN where missing; shape (n, p).
        old: values of the reference; shape (m, p).
    """
    strict = _SIGNIFICANT / max(len(features), 1)  # Bonferroni: of forty features none shall move by chance
    return tuple(_feature(name, new[:, column], old[:, column], strict) for column, name in enumerate(features))


def _feature(name: str, new: NDArray[np.float64], old: NDArray[np.float64], strict: float) -> FeatureDrift:
    known, before = new[np.isfinite(new)], old[np.isfinite(old)]
    missing, missing_before = _share(len(new) - len(known), len(new)), _share(len(old) - len(before), len(old))
    ks, pvalue = _distance(known, before)
    moved = ks if ks is not None and pvalue is not None and pvalue <= strict else 0.0
    more = abs(missing - missing_before) if _unlikely(len(new) - len(known), len(new), missing_before, strict) else 0.0
    if moved >= _STRONG or more >= _MISSING_STRONG:
        verdict = STRONG
    else:
        verdict = SHIFTED if moved >= _SHIFTED or more >= _MISSING_SHIFTED else STABLE
    return FeatureDrift(name, _shift(known, before), ks, pvalue, missing, missing_before, verdict)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _shift(new: NDArray[np.float64], old: NDArray[np.float64]) -> float | None:
    if not len(new) or not len(old):
        return None
    centre = np.median(old)
    spread = _MAD * np.median(np.abs(old - centre)) or np.std(old)
    return float((np.median(new) - centre) / spread) if spread > 0 else None


def _distance(new: NDArray[np.float64], old: NDArray[np.float64]) -> tuple[float | None, float | None]:
    if not len(new) or not len(old):
        return None, None
    from scipy.stats import ks_2samp

    found = ks_2samp(new, old, method="asymp")
    return float(found.statistic), float(found.pvalue)


def _unlikely(missing: int, units: int, before: float, strict: float) -> bool:
    """Whether so many units lack a feature by chance seldom, where this share of the reference does."""
    if not units:
        return False
    from scipy.stats import binomtest

    return bool(binomtest(missing, units, min(max(before, 0.001), 0.999)).pvalue <= strict)


def year_drift(
    year: str,
    before: tuple[FeatureDrift, ...],
    after: tuple[FeatureDrift, ...],
    pvalues: NDArray[np.float64],
    groups: Sequence[tuple[str, ...]],
    known_groups: frozenset[tuple[str, ...]],
) -> YearDrift:
    """What the drift of its features, its p-values and its groups make of a year.

    Args:
        year: the first label of its groups.
        before: its features as they are scaled.
        after: its features normalised by the peers.
        pvalues: of its units; shape (n,).
        groups: of its units, without the year.
        known_groups: those of the reference, without the year.
    """
    new = [group for group in groups if group not in known_groups]
    tail = _share(int((pvalues <= TAIL).sum()), len(pvalues))
    return YearDrift(
        year=year,
        units=len(pvalues),
        before=before,
        after=after,
        new_groups=tuple(sorted(set(new))),
        in_new=len(new),
        tail=tail,
        verdict=_verdict(after, tail, _share(len(new), len(pvalues)), pvalues),
    )


def _verdict(after: Sequence[FeatureDrift], tail: float, in_new: float, pvalues: NDArray[np.float64]) -> str:
    if len(pvalues) < FEWEST:
        return FEW
    from scipy.stats import binomtest

    # One-sided: fewer small p-values than chance gives are no danger, only caution.
    heavy = binomtest(int((pvalues <= TAIL).sum()), len(pvalues), TAIL, alternative="greater").pvalue <= _SIGNIFICANT
    strong = _share(sum(one.verdict == STRONG for one in after), len(after))
    if (heavy and tail > _TAIL_REFIT) or strong > _STRONG_REFIT or in_new > _NEW_REFIT:
        return REFIT
    moved = _share(sum(one.verdict != STABLE for one in after), len(after))
    careful = strong or moved > _MOVED_CAUTION or (heavy and tail > _TAIL_CAUTION) or in_new > _NEW_CAUTION
    return CAUTION if careful else USABLE
