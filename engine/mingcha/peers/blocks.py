"""Units in blocks: each is scored wherever there is room, and gets the same score whichever stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .declared import Feature
from .hashing import chunks
from .scales import scaled

if TYPE_CHECKING:
    from .among import Peers
    from .estimator import PeerForest
    from .table import FeatureTable

AT_ONCE = 8192
"""Units of a block."""


@dataclass(frozen=True)
class Block:
    """Units that are compared with the same peers.

    Attributes:
        forest: knows the peers.
        X: the features as they are scored; shape (n, p).
        groups: labels as the forest knows them; shape (n, levels).
    """

    forest: PeerForest
    X: NDArray[np.float64]
    groups: NDArray[np.str_]


@dataclass(frozen=True)
class Found:
    """What scoring units gives, and among whom they stand; all of shape (n,).

    Attributes:
        scores: as ``Score.score``.
        depth: how many levels of its group are used; ``size`` and ``too_few`` as ``estimator.Standing``.
    """

    scores: NDArray[np.float64]
    depth: NDArray[np.intp]
    size: NDArray[np.intp]
    too_few: NDArray[np.bool_]


Scorer = Callable[[Iterable[Block]], Iterator[Found]]
"""Scores blocks and gives what it finds in their order."""


def found_in(block: Block) -> Found:
    """Score a block."""
    standing = block.forest.standing(block.X, groups=block.groups)
    low = block.forest.score_samples(block.X, groups=block.groups)
    return Found(-low, standing.depth, standing.size, standing.too_few)


def here(blocks: Iterable[Block]) -> Iterator[Found]:
    """Score blocks one after the other in this process."""
    return map(found_in, blocks)


@dataclass(frozen=True)
class Part:
    """Units of a table that are compared with the same peers.

    Attributes:
        rows: which of the table they are, ascending; shape (n,).
        table: these rows, values in the features' own units.
        groups: those they are compared within, as they are told: of a few units of a new year those of another.
        seen: the same as the forest knows them: a new year bears the name of the year it is most like, so that what was learnt of
            its groups (how their features go together) is found.
        forest: knows their peers; ``peers`` the values of these.
        features: declarations of the columns.
    """

    rows: NDArray[np.intp]
    table: FeatureTable
    groups: NDArray[np.str_]
    seen: NDArray[np.str_]
    forest: PeerForest
    peers: Peers
    features: Sequence[Feature]

    def block(self, rows: Any) -> Block:
        """Some of them, by their places here."""
        return Block(self.forest, scaled(self.table.values[rows], self.features), self.seen[rows])

    def blocks(self) -> Iterator[Block]:
        """All of them."""
        return (self.block(rows) for rows in chunks(len(self.rows), AT_ONCE))

    def normalised(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """How far the values of some of them are from their peers'; shape (k, p)."""
        block = self.block(rows)
        return self.forest.normalised(block.X, groups=block.groups)
