"""The estimator: an isolation forest over whitened, peer-normalised features, with scikit-learn's contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OutlierMixin


@dataclass(frozen=True)
class Because:
    """One reason for a row's score, in the scale of X.

    Attributes:
        kind: level, relation or absent, as in ``mingcha.peers.results``.
        feature: its column; ``other``: the column whose usual relation with it is broken, -1 unless relation.
        z: distance from the peers in their deviations, signed; of the conditional residual for a relation.
        weight: its part in the score; those of all columns add up to 1.
        expected: what the row's other columns let expect (relation), else the peers' mean; NaN where unknown.
    """

    kind: str
    feature: int
    z: float
    weight: float
    expected: float
    other: int = -1


@dataclass(frozen=True)
class Standing:
    """Among whom each row is scored.

    Attributes:
        depth: how many of the group's levels are used, 0 for all rows; shape (n,).
        size: units in that group, the row's own not counted; shape (n,).
        too_few: whether a finer group was left because it has one to four units; shape (n,).
    """

    depth: NDArray[np.intp]
    size: NDArray[np.intp]
    too_few: NDArray[np.bool_]


class PeerForest(OutlierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Isolation forest that asks how unusual a row is among its peers.

    Args:
        n_estimators, max_samples: trees, and rows a tree is grown on.
        alpha: ``predict`` gives -1 where the p-value is at most this.
        clip: peer z beyond it counts as it.
        n_jobs: threads; the scores are the same for any number.
        random_state: seed of the trees.
    """

    def __init__(
        self,
        *,
        n_estimators: int = 200,
        max_samples: int = 1024,
        alpha: float = 0.01,
        clip: float = 10.0,
        n_jobs: int | None = None,
        random_state: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.alpha = alpha
        self.clip = clip
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: Any = None, *, groups: ArrayLike | None = None, ids: ArrayLike | None = None) -> PeerForest:
        """Learn what is usual.

        Args:
            X: features, NaN where missing; shape (n, p).
            y: ignored.
            groups: labels of peer groups, shape (n,), or (n, levels) from the coarsest to the finest; None for one group.
            ids: stable names of the rows, for subsamples that don't depend on their order; None: the rows' contents.
        """
        raise NotImplementedError

    def score_samples(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> NDArray[np.float64]:
        """Score, standardised within the peer groups; the lower, the more unusual. Shape (n,)."""
        raise NotImplementedError

    def pvalues(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> NDArray[np.float64]:
        """Split-conformal p-values: the share of clean rows as unusual or more. Shape (n,)."""
        raise NotImplementedError

    def explain(self, X: ArrayLike, *, groups: ArrayLike | None = None, top: int = 3) -> list[tuple[Because, ...]]:
        """The ``top`` reasons of each row, the weightiest first."""
        raise NotImplementedError

    def standing(self, groups: ArrayLike | None, n: int) -> Standing:
        """Among whom rows of these groups are scored."""
        raise NotImplementedError

    def at(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> PeerForest:
        """The same forest and calibration with the peers of X (another year): its rows are normalised among themselves."""
        raise NotImplementedError
