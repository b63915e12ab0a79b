"""The peers of a unit: the rows of its group in a table, and where their values lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .table import FeatureTable

LOW, HIGH = 0.05, 0.95


class Range(NamedTuple):
    """Where the peers' values of a feature lie.

    Attributes:
        low, median, high: 5th percentile, median, 95th; None where no peer has the feature.
        known: how many peers have it, of ``units``.
    """

    low: float | None
    median: float | None
    high: float | None
    known: int
    units: int


class Peers:
    """The units of a table by group, each without the unit that is asked for.

    Args:
        table: the peers, values in the features' own units.
    """

    def __init__(self, table: FeatureTable) -> None:
        self._table = table
        self._order = np.argsort(table.ids, kind="stable")
        self._codes = [np.unique(level, return_inverse=True) for level in table.groups.T]
        self._rows: dict[tuple[str, ...], NDArray[np.intp]] = {}
        self._sorted: dict[tuple[tuple[str, ...], int], NDArray[np.float64]] = {}

    def rows(self, group: Sequence[str]) -> NDArray[np.intp]:
        """The rows of a group, named by its labels from the coarsest level on; all rows for no label."""
        key = tuple(group)
        if key not in self._rows:
            # From the parent's rows on: a thousand groups of a million units are found in a few passes.
            rows = self.rows(key[:-1]) if key else np.arange(len(self._table.ids))
            if key:
                names, codes = self._codes[len(key) - 1]
                at = int(np.searchsorted(names, key[-1]))
                rows = rows[codes[rows] == at] if at < len(names) and names[at] == key[-1] else rows[:0]
            self._rows[key] = rows
        return self._rows[key]

    def range(self, group: Sequence[str], column: int, own: str) -> Range:
        """Where the values of a feature lie in a group.

        Args:
            group: its labels, from the coarsest level on.
            column: of the feature.
            own: id of the unit that is not its own peer.
        """
        key = tuple(group)
        if (key, column) not in self._sorted:
            found = self._table.values[self.rows(key), column]
            self._sorted[key, column] = np.sort(found[np.isfinite(found)])
        values = self._sorted[key, column]
        row = self._row(own)
        inside = row is not None and tuple(self._table.groups[row, : len(key)].tolist()) == key
        mine = float(self._table.values[row, column]) if inside else np.nan
        left_out = int(np.searchsorted(values, mine)) if np.isfinite(mine) else -1
        count = len(values) - (left_out >= 0)
        low, median, high = (_quantile(values, left_out, count, share) for share in (LOW, 0.5, HIGH))
        return Range(low, median, high, count, len(self.rows(key)) - inside)

    def _row(self, own: str) -> int | None:
        """The row of a unit, None where it is not in the table."""
        ids = self._table.ids
        if len(own) > ids.dtype.itemsize // 4:  # of the str_ that ids are; to compare them all would be widened
            return None
        at = int(np.searchsorted(ids, own, sorter=self._order))
        return int(self._order[at]) if at < len(ids) and ids[self._order[at]] == own else None


def _quantile(values: NDArray[np.float64], left_out: int, count: int, share: float) -> float | None:
    """A quantile, between two values in proportion, of sorted values without the one at ``left_out`` (-1 for none)."""
    if not count:
        return None
    place = share * (count - 1)
    first = int(place)
    second = min(first + 1, count - 1)
    one, other = (float(values[at + (0 <= left_out <= at)]) for at in (first, second))
    return one + (other - one) * (place - first)
