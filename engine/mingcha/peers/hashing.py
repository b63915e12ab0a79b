"""Names for rows and columns that don't depend on their order: what makes results the same however the units are sorted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Hashes = NDArray[np.uint64]
_CHUNK, _BLOCK = 16384, 2048
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)


def mixed(numbers: Hashes) -> Hashes:
    """Each number scrambled, one to one (the finalizer of SplitMix64: Steele, Lea and Flood 2014)."""
    numbers = numbers + _GOLDEN
    numbers = (numbers ^ (numbers >> _30)) * _FIRST
    numbers = (numbers ^ (numbers >> _27)) * _SECOND
    return numbers ^ (numbers >> _31)


def text_hashes(texts: ArrayLike) -> Hashes:
    """A hash of each text, the same whatever the longest text beside it; shape as given."""
    texts = np.asarray(texts)
    length = (texts if texts.dtype.kind == "U" else texts[:0].astype(np.str_)).dtype.itemsize // 4 or 1
    pairs = -(-length // 2)  # of characters: as many bits as a hash has
    words = np.ascontiguousarray(texts.astype(f"<U{2 * pairs}")).reshape(-1).view("<u8").reshape(texts.size, pairs)
    hashes = np.zeros(texts.size, np.uint64)
    for at in range(pairs):
        word = words[:, at]
        there = word != 0
        if not there.any():
            break
        hashes = mixed(hashes ^ word) if there.all() else np.where(there, mixed(hashes ^ word), hashes)
    return hashes.reshape(texts.shape)


def row_hashes(X: NDArray[np.float64], paths: Hashes) -> Hashes:
    """A hash of each row and of its group; rows that are equal have the same, whatever the order of the columns.

    Args:
        X: shape (n, p), NaN where missing.
        paths: of the rows' groups; shape (n,).
    """
    hashes = np.empty(len(X), np.uint64)
    for rows in chunks(len(X), _BLOCK):
        hashes[rows] = mixed(_bits(X[rows]).sum(axis=1, dtype=np.uint64) ^ paths[rows])
    return hashes


def column_order(X: NDArray[np.float64], rows: Hashes) -> NDArray[np.intp]:
    """An order of the columns that their contents decide, not the order they come in; shape (p,).

    By their medians and, where these are alike, by what lies further out: another unit more or less changes nothing much.

    Args:
        X: shape (n, p).
        rows: of ``row_hashes``. A few thousand rows tell columns apart; the hashes choose which.
    """
    few = np.argsort(rows, kind="stable")[:_CHUNK]
    keys = [mixed(_bits(X[few]) ^ rows[few, None]).sum(axis=0, dtype=np.uint64)]
    ordered = np.sort(X[few], axis=0)  # NaN last
    last = np.maximum((~np.isnan(ordered)).sum(axis=0) - 1, 0)
    keys += [ordered[np.floor(last * share).astype(np.intp), np.arange(X.shape[1])] for share in (0.98, 0.9, 0.75, 0.5)]
    return np.lexsort(keys)


def places(keys: Hashes, sought: Hashes) -> NDArray[np.intp]:
    """Where in ``keys``, which are sorted, each hash stands, -1 where it does not; the shape of ``sought``."""
    if not len(keys):
        return np.full(sought.shape, -1)
    at = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
    return np.where(keys[at] == sought, at, -1)


def chunks(n: int, size: int = _CHUNK) -> Iterator[slice]:
    """Slices that cover ``n`` rows."""
    return (slice(start, min(start + size, n)) for start in range(0, n, size))


def _bits(X: NDArray[np.float64]) -> Hashes:
    """The numbers scrambled in one round, which is enough to be added up."""
    clean = X + 0.0  # -0.0 is 0.0
    gaps = np.isnan(clean)
    if gaps.any():
        clean[gaps] = np.nan  # every NaN is the same
    bits = np.ascontiguousarray(clean).view(np.uint64)
    bits = (bits ^ (bits >> _30)) * _FIRST
    bits ^= bits >> _27
    return bits
