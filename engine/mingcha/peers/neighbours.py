"""The second detector: how thin the units are around a unit, beside how thin they are around its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import LocalOutlierFactor

from .hashing import Hashes, places

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
MOST = 50_000
"""Rows of a reference beyond which it is refused: every row is compared with every other."""
_NEIGHBOURS = 35
_DIGITS = 9
"""Digits that are kept: the last ones of a distance hang on which rows are measured together."""


@dataclass(frozen=True)
class Neighbours:
    """Local outlier factors (Breunig, Kriegel, Ng and Sander 2000) of whitened rows.

    Attributes:
        model: fitted on the reference's rows.
        members: hashes of these rows, sorted, and ``own`` their factors, each without the row itself; shape (m,).
    """

    model: LocalOutlierFactor
    members: Hashes
    own: Vector

    def scores(self, rows: Matrix, hashes: Hashes) -> Vector:
        """The logarithm of each row's factor: 0 as dense as its neighbours, higher is thinner; shape (n,)."""
        found = -self.model.score_samples(rows)
        at = places(self.members, hashes)
        factors = np.where(at >= 0, self.own[at], found)
        return np.asarray(np.log(np.maximum(np.round(factors, _DIGITS), 1e-9)))


def neighbours_of(rows: Matrix, hashes: Hashes) -> Neighbours:
    """Learn from whitened rows.

    Args:
        rows: shape (m, p), in an order that does not depend on the order of X.
        hashes: of the rows; shape (m,).

    Raises:
        ValueError: there are too few rows to have neighbours, or too many.
    """
    if len(rows) < 2:
        raise ValueError(f"neighbours=True needs more rows than the {len(rows)} that may be learnt from; leave it False")
    model = LocalOutlierFactor(n_neighbors=min(_NEIGHBOURS, len(rows) - 1), algorithm="brute", novelty=True).fit(rows)
    order = np.argsort(hashes, kind="stable")
    return Neighbours(model, hashes[order], -model.negative_outlier_factor_[order])
