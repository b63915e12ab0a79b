"""Absence: how surprising it is what a unit does not state, given what its peers state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .hashing import Hashes
from .normalising import Matrix, Peers

_DOUBT = 9.0
"""Added to the variance: one gap that few peers have is worth a remark, not an alarm."""


def surprise(gaps: NDArray[np.bool_], peers: Peers, paths: Hashes, own: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How much more is missing in each row, or other things than usual, in deviations; 0 where as usual; shape (n,).

    The surprise of a gap is minus the logarithm of the share of peers that have it; expected and varying as if gaps came by
    themselves. ``gaps`` tells what is missing, shape (n, p); ``peers``, ``paths`` and ``own`` are as for ``Peers.moments``.
    """
    share = shares(gaps, peers, paths, own)
    told = -np.log(share)
    untold = -np.log1p(-share)
    expected = share * told + (1 - share) * untold
    varying = share * (1 - share) * (told - untold) ** 2
    found = np.where(gaps, told, untold) - expected
    result: NDArray[np.float64] = np.maximum(found.sum(axis=1), 0.0) / np.sqrt(varying.sum(axis=1) + _DOUBT)
    return result


def shares(gaps: NDArray[np.bool_], peers: Peers, paths: Hashes, own: NDArray[np.bool_]) -> Matrix:
    """The share of each row's peers, itself left out, in which a feature is missing; never quite 0 or 1; shape (n, p)."""
    share = np.full(gaps.shape, 0.5)
    for depth, level in enumerate(peers.levels):
        at, known = peers.known(depth, paths, own)
        size = (level.size[at] * known - (own & known))[:, None]
        missing = (level.size[at, None] - level.count[at]) * known[:, None] - (gaps & (own & known)[:, None])
        prior = peers.prior if depth else 1.0
        share = (missing + prior * share) / (size + prior)
    result: Matrix = np.clip(share, 1e-6, 1 - 1e-6)
    return result
