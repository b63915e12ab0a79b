"""A sample of the units of a table that stands for all of them, the same whatever their order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .hashing import mixed, text_hashes
from .table import FeatureTable

MOST = 50_000
"""Units that a model is fitted on at most."""
_WHOLE = 100
"""Groups of up to so many units are taken whole, or of up to fewer where there are too many groups."""
_SALT = np.uint64(0x6D696E67)
"""So that what of a sample calibrates, which hashes decide too, is not decided by what came into the sample."""


def sample(table: FeatureTable, most: int = MOST) -> NDArray[np.intp]:
    """The rows of a sample, ascending: all rows where they are few enough.

    Small groups are kept whole, for of a sample of theirs no peers would be left; of what the others have more, each gives the
    same share. Which units of a group are taken a hash of their ids decides.

    Args:
        table: the units.
        most: how many rows at most.
    """
    if len(table.ids) <= most:
        return np.arange(len(table.ids))
    hashes = mixed(text_hashes(table.ids) ^ _SALT)
    path = np.zeros(len(hashes), np.uint64)
    for level in table.groups.T:
        path = mixed(path ^ text_hashes(level))
    _, group, sizes = np.unique(path, return_inverse=True, return_counts=True)
    order = np.lexsort((table.ids, hashes, group))
    first = np.cumsum(sizes) - sizes
    place = np.arange(len(order)) - np.repeat(first, sizes)
    return np.sort(order[place < np.repeat(quotas(sizes, most), sizes)])


def quotas(sizes: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """How many units each group gives; at most ``most`` together.

    Args:
        sizes: units of the groups, together more than ``most``; shape (g,).
        most: above nil.
    """
    whole = next((few for few in range(_WHOLE, 0, -1) if np.minimum(sizes, few).sum() <= most), 0)
    least = np.minimum(sizes, whole)
    more = sizes - least
    return np.asarray(least + more * (most - least.sum()) // more.sum())
