"""Bend features so that equal steps mean alike, and bend them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .declared import Feature

Values = NDArray[np.float64]

LEAST_SHARE = 0.001
"""Shares are told apart down to about this."""

_LARGEST = 1e100
"""Infinities become this: finite, and so are sums of squares of it."""
_EDGE = float(np.log((1 + LEAST_SHARE) / LEAST_SHARE))
_STEEP = 2 / (0.5 + LEAST_SHARE)


class Scale(NamedTuple):
    """A rising function over all numbers, and its inverse."""

    forward: Callable[[Values], Values]
    inverse: Callable[[Values], Values]


def _log(x: Values) -> Values:
    """ln(1 + x) from nil on; a straight line below, which meets it with the same slope."""
    return np.where(x < 0, x, np.log1p(np.maximum(x, 0)))


def _log_back(y: Values) -> Values:
    return np.where(y < 0, y, np.expm1(np.maximum(y, 0)))


def _signed_log(x: Values) -> Values:
    return np.copysign(np.log1p(np.abs(x)), x)


def _signed_log_back(y: Values) -> Values:
    return np.copysign(np.expm1(np.abs(y)), y)


def _logit(x: Values) -> Values:
    """ln((x + ε) / (1 - x + ε)) from 0 to 1, ε = LEAST_SHARE; straight lines beyond, as steep as it is at 1/2."""
    inside = np.clip(x, 0, 1)
    bent: Values = np.log((inside + LEAST_SHARE) / (1 - inside + LEAST_SHARE))
    return bent + (x - inside) * _STEEP


def _logit_back(y: Values) -> Values:
    inside = np.clip(y, -_EDGE, _EDGE)
    odds: Values = np.exp(inside)
    return (odds * (1 + LEAST_SHARE) - LEAST_SHARE) / (1 + odds) + (y - inside) / _STEEP


def _same(x: Values) -> Values:
    return x


BY_NAME: Mapping[str, Scale] = {
    "none": Scale(_same, _same),
    "log": Scale(_log, _log_back),
    "logit": Scale(_logit, _logit_back),
    "asinh": Scale(np.arcsinh, np.sinh),
    "signed_log": Scale(_signed_log, _signed_log_back),
}
"""What the names in knowledge/peers/features mean."""


def scaled(values: Values, features: Sequence[Feature]) -> Values:
    """Features in their own units as the model has them.

    Args:
        values: shape (n, p); NaN stays NaN, infinities become finite.
        features: declarations of the columns; shape (p,).
    """
    finite = np.clip(values, -_LARGEST, _LARGEST)
    return _by_column(finite, [BY_NAME[feature.scale].forward for feature in features])


def unscaled(values: Values, features: Sequence[Feature]) -> Values:
    """The inverse of ``scaled``; shape (n, p)."""
    with np.errstate(over="ignore"):
        back = _by_column(values, [BY_NAME[feature.scale].inverse for feature in features])
    return np.clip(back, -_LARGEST, _LARGEST)


def _by_column(values: Values, bends: Sequence[Callable[[Values], Values]]) -> Values:
    bent = np.empty_like(values, dtype=np.float64)
    for column, bend in enumerate(bends):
        bent[:, column] = bend(values[:, column])
    return bent
