"""Reshaping: each feature brought to a scale on which its peers' differences are about normal, by what the data say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
AS_IS, LOG, BOTH_SIDES = 0, 1, 2
_NORMAL = 2.3263 / 0.6745
"""98th percentile over the median of the absolute difference of two normal values."""
_BETTER = 0.15
"""How much nearer to normal (in logarithms of that ratio) another scale must be."""
_FARTHEST = 100.0
_TINY = 1e-12


@dataclass(frozen=True)
class Reshaping:
    """For each column its scale, and where its values lie on it.

    Attributes:
        kind: AS_IS, LOG (log of x + offset) or BOTH_SIDES (sign x times log of 1 + |x| / offset); shape (p,).
        offset, centre, spread: shape (p,); a spread is the usual deviation from peers.
    """

    kind: NDArray[np.int8]
    offset: Vector
    centre: Vector
    spread: Vector

    def apply(self, X: Matrix) -> Matrix:
        """X on its scale, about 0 and of about 1, at most 100 from 0; NaN stays NaN."""
        out = np.array(X)
        for kind in (LOG, BOTH_SIDES):
            columns = np.flatnonzero(self.kind == kind)
            out[:, columns] = _reshaped(X[:, columns], kind, self.offset[columns])
        out -= self.centre
        out /= self.spread
        np.clip(out, -_FARTHEST, _FARTHEST, out=out)
        return out

    def undo(self, values: Matrix) -> Matrix:
        """The values of X that lie there on the scale; the same shape."""
        out = values * self.spread + self.centre
        for column in np.flatnonzero(self.kind):
            scaled, offset = out[:, column], self.offset[column]
            if self.kind[column] == LOG:
                out[:, column] = np.exp(np.minimum(scaled, 700.0)) - offset
            else:
                out[:, column] = np.sign(scaled) * np.expm1(np.minimum(np.abs(scaled), 700.0)) * offset
        return out


def reshaping_of(X: Matrix, together: NDArray[np.bool_], choose: bool) -> Reshaping:
    """How to reshape the columns of X.

    Args:
        X: rows sorted by their groups; shape (n, p), NaN where missing.
        together: whether each row is in the same group as the next: the differences within groups count; shape (n - 1,).
        choose: whether columns may be put on a logarithmic scale.
    """
    columns = [_column(X[:, column], together, choose) for column in range(X.shape[1])]
    kind, offset, centre, spread = zip(*columns, strict=True)
    return Reshaping(np.array(kind, np.int8), np.array(offset), np.array(centre), np.array(spread))


def _column(x: Vector, together: NDArray[np.bool_], choose: bool) -> tuple[int, float, float, float]:
    there = x[~np.isnan(x)]
    if not len(there):
        return AS_IS, 1.0, 0.0, 1.0
    options = [(AS_IS, 1.0), *(_logarithmic(there) if choose else ())]
    judged = [
        (_tails(_reshaped(x, kind, offset), together) - _BETTER * (kind == AS_IS), kind, offset) for kind, offset in options
    ]
    _, kind, offset = min(judged)
    scaled = _reshaped(x, kind, offset)
    return kind, offset, float(np.nanmedian(scaled)), _spread(scaled, together)


def _logarithmic(there: Vector) -> list[tuple[int, float]]:
    size = np.abs(there[there != 0])
    if not len(size):
        return []
    options = [(BOTH_SIDES, float(np.median(size)))]
    if (there >= 0).all():
        nil = np.mean(there == 0)
        # Where nil is common it must not lie far from the small values.
        options.append((LOG, float(np.quantile(size, 0.25) if nil > 0.02 else np.quantile(size, 0.01) / 10)))
    return [(kind, offset) for kind, offset in options if offset > _TINY]


def _reshaped(x: Vector, kind: int, offset: float | Vector) -> Vector:
    if kind == AS_IS:
        return x
    if kind == LOG:
        # Below nil (a unit unlike those of the reference) the scale goes on as a straight line.
        result: Vector = np.log(np.maximum(x, 0.0) + offset) + np.minimum(x, 0.0) / offset
        return result
    result = np.sign(x) * np.log1p(np.abs(x) / offset)
    return result


def _tails(x: Vector, together: NDArray[np.bool_]) -> float:
    """How far the tails of the differences of peers are from normal ones; 0 is not at all."""
    size = _differences(x, together)
    if len(size) < 50:
        return 0.0
    middle, high = np.quantile(size, [0.5, 0.98])
    return float(abs(np.log(high / middle / _NORMAL))) if middle > _TINY else 0.0


def _spread(x: Vector, together: NDArray[np.bool_]) -> float:
    for size in (_differences(x, together), np.abs(x[~np.isnan(x)] - np.nanmedian(x)) * np.sqrt(2)):
        for spread in (np.median(size) / 0.6745, np.sqrt(np.mean(size * size))) if len(size) else ():
            if spread > _TINY:
                return float(spread / np.sqrt(2))
    return 1.0


def _differences(x: Vector, together: NDArray[np.bool_]) -> Vector:
    size = np.abs(np.diff(x))[together]
    return size[~np.isnan(size)]
