"""Which units have an amount: an index of sixteen bytes an amount, however many units there are."""

from __future__ import annotations

from array import array
from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray


class Owners:
    """Numbers of owners by what they own.

    What is found is looked up by its hash, and may in theory be another's: who needs to be sure looks at the owner.
    """

    def __init__(self) -> None:
        self._hashes, self._owners = array("q"), array("q")
        self._sorted: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def add(self, owner: int, owned: Hashable) -> None:
        """Say that an owner has something."""
        self._hashes.append(hash(owned))
        self._owners.append(owner)
        self._sorted = None

    def of(self, owned: Hashable) -> list[int]:
        """Who has something, in the order of ``add``."""
        if self._sorted is None:
            hashes = np.array(self._hashes, dtype=np.int64)
            order = np.argsort(hashes, kind="stable")
            self._sorted = hashes[order], np.array(self._owners, dtype=np.int64)[order]
        hashes, owners = self._sorted
        sought = np.int64(hash(owned))
        first, last = (int(np.searchsorted(hashes, sought, side)) for side in ("left", "right"))
        found: list[int] = owners[first:last].tolist()
        return found
