"""Calibration: scores made comparable between groups, and how many clean units score as high."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .hashing import Hashes, places

Vector = NDArray[np.float64]
_MIDDLE, _HIGH = 0.5, 0.95
_TENTH = 0.9
_LEAST = 0.01
"""The least spread: paths of units that are all alike differ by no more than this by chance."""


@dataclass(frozen=True)
class Yardstick:
    """Where the scores of a group lie: their median, and how far above it those of the upper half are on average.

    The upper side is what alarms come from; the highest twentieth is left out, so that the few anomalies do not move it. Spreads
    are stretched alike, so that of all units the highest tenth begins one spread above the middle.

    Attributes:
        keys: for every level the sorted hashes of the groups' paths; ``middle`` and ``spread``: theirs.
    """

    keys: tuple[Hashes, ...]
    middle: tuple[Vector, ...]
    spread: tuple[Vector, ...]

    def of(self, paths: Hashes) -> tuple[Vector, Vector]:
        """Middle and spread of each path's group, the deepest one that is known; ``paths`` of shape (g, levels), each (g,)."""
        middle = np.full(len(paths), self.middle[0][0])
        spread = np.full(len(paths), self.spread[0][0])
        for depth in range(1, len(self.keys)):
            at = places(self.keys[depth], paths[:, depth])
            known = at >= 0
            middle = np.where(known, self.middle[depth][at], middle)
            spread = np.where(known, self.spread[depth][at], spread)
        return middle, spread


def yardstick_of(scores: Vector, paths: Hashes, prior: float, root: tuple[float, float] | None = None) -> Yardstick:
    """The middle and spread of every group, drawn to its parent's as if that were ``prior`` units.

    Args:
        scores: shape (n,).
        paths: of the rows' groups; shape (n, levels), the first column the same for all.
        prior: weight of the parent.
        root: middle and spread of all, where they are known from elsewhere.
    """
    keys: list[Hashes] = []
    middles: list[Vector] = []
    spreads: list[Vector] = []
    for depth in range(paths.shape[1]):
        order = np.lexsort((scores, paths[:, depth]))
        found, starts, counts = np.unique(paths[order, depth], return_index=True, return_counts=True)
        middle, spread = _measured(scores[order], starts, counts)
        if not depth:
            stretch = max(float(np.quantile(scores, _TENTH) - middle[0]), _LEAST) / spread[0]
        spread = spread * stretch
        if depth:
            parent = np.searchsorted(keys[-1], paths[order[starts], depth - 1])
            weight = counts / (counts + prior)
            middle = weight * middle + (1 - weight) * middles[-1][parent]
            spread = weight * spread + (1 - weight) * spreads[-1][parent]
        elif root is not None:
            middle, spread = np.full(1, root[0]), np.full(1, root[1])
        keys.append(found)
        middles.append(middle)
        spreads.append(np.maximum(spread, _LEAST))
    return Yardstick(tuple(keys), tuple(middles), tuple(spreads))


def pvalues(scores: Vector, calibration: Vector) -> Vector:
    """Split-conformal p-values: the share of calibration units that score as high or higher, the unit itself counted as one.

    They hold their rate whatever the scores' distribution, if the units are exchangeable with the calibration units, and are too
    large rather than too small where some of those are bad (Bates, Candès, Lei, Romano and Sesia 2023).

    Args:
        scores: the higher, the more unusual; shape (n,).
        calibration: those of units that had no part in the forest, sorted; shape (m,).
    """
    higher = len(calibration) - np.searchsorted(calibration, scores, side="right")
    equal = len(calibration) - higher - np.searchsorted(calibration, scores, side="left")
    # A calibration unit does not count against itself.
    as_high = higher + np.maximum(equal - 1, 0)
    return np.asarray((1.0 + as_high) / (1.0 + len(calibration)), np.float64)


def threshold(calibration: Vector, alpha: float) -> float:
    """The least score whose p-value is at most ``alpha``, infinite where there are too few units to tell."""
    low = calibration[pvalues(calibration, calibration) <= alpha]
    if len(low):
        return float(low[0])
    beyond = float(np.nextafter(calibration[-1], np.inf)) if len(calibration) else 0.0
    return beyond if alpha * (1 + len(calibration)) >= 1 else float("inf")


def _measured(ordered: Vector, starts: NDArray[np.intp], counts: NDArray[np.intp]) -> tuple[Vector, Vector]:
    """Median of each run of sorted scores, and the mean distance from it of those above, without the highest twentieth."""
    at = (counts - 1) * _MIDDLE
    low = np.floor(at).astype(np.intp)
    high = np.minimum(low + 1, counts - 1)
    middle = ordered[starts + low] + (at - low) * (ordered[starts + high] - ordered[starts + low])
    last = np.maximum(np.ceil(counts * _HIGH).astype(np.intp), high + 1)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    mean = (sums[starts + last] - sums[starts + high]) / (last - high)
    return np.asarray(middle), np.asarray(np.maximum(mean - middle, _LEAST))
