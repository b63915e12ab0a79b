"""Score blocks of units by the workers of an engine."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from ..peers.blocks import Block, Found, Scorer, found_in, here
from ..peers.estimator import PeerForest
from .engine import Engine
from .one import Screener
from .task import Allow, Failure


@dataclass(frozen=True)
class Sent:
    """A block as it is sent to a worker, which may be on another machine: with the forest, a few million bytes.

    Attributes:
        forest: pickled and compressed.
        X, groups: as in ``Block``.
    """

    forest: bytes
    X: NDArray[np.float64]
    groups: NDArray[np.str_]

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.forest) + self.X.nbytes + self.groups.nbytes

    @property
    def block(self) -> Block:
        """What was sent."""
        return Block(_unpacked(self.forest), self.X, self.groups)


def spread(engine: Engine) -> Scorer:
    """A scorer that deals blocks out to the workers of an engine; a single one, and what they cannot do, is done here."""

    def score(blocks: Iterable[Block]) -> Iterator[Found]:
        rest = iter(blocks)
        first = list(islice(rest, 2))
        if len(first) < 2:
            yield from here(first)
            return
        for sent, found in engine.run(scored, _sent(chain(first, rest)), ordered=True):
            yield found_in(sent.block) if isinstance(found, Failure) else found

    return score


def scored(screener: Screener, sent: Sent, allow: Allow) -> Found:
    """Score a block; an ``engine.Work``."""
    allow(None)
    return found_in(sent.block)


def _sent(blocks: Iterable[Block]) -> Iterator[Sent]:
    forest, packed = None, b""
    for block in blocks:
        if block.forest is not forest:
            forest = block.forest
            packed = zlib.compress(pickle.dumps(forest, pickle.HIGHEST_PROTOCOL), 1)
        yield Sent(packed, block.X, block.groups)


@lru_cache(2)
def _unpacked(data: bytes) -> PeerForest:
    forest = pickle.loads(zlib.decompress(data))
    assert isinstance(forest, PeerForest)
    return forest
