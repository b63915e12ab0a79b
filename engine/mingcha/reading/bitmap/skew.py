"""The angle by which a page was put on the scanner, and the page turned back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .ink import Grey

_MOST = 5.0
_COARSE = 0.5
_FINE = 0.05
_LONG_SIDE = 1000
_LEAST = 0.05


def skew_of(ink: NDArray[np.uint8]) -> float:
    """Degrees by which lines of text and rules climb to the right, at most 5 either way.

    Turned by the right angle, rows of pixels are either full of ink or empty: the squared differences of neighbouring rows
    are largest. The search goes in steps of half a degree, then of a twentieth.
    """
    shrink = min(1.0, _LONG_SIDE / max(ink.shape))
    small: Grey = cv2.resize(ink * np.uint8(255), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    if not small.any():
        return 0.0

    def sharpness(angle: float) -> float:
        rows = cv2.reduce(turned(small, angle, 0), 1, cv2.REDUCE_SUM, dtype=cv2.CV_64F).ravel()
        return float(np.square(np.diff(rows)).sum())

    coarse = max(np.arange(-_MOST, _MOST + _COARSE, _COARSE), key=lambda angle: (sharpness(angle), -abs(angle)))
    fine = np.arange(coarse - _COARSE, coarse + _COARSE + _FINE, _FINE)
    best = max(fine, key=lambda angle: (sharpness(angle), -abs(angle)))
    return 0.0 if abs(best) < _LEAST else float(best)


def turned(picture: Grey, angle: float, paper: int = 255) -> Grey:
    """The picture turned clockwise by so many degrees about its middle, of the same size."""
    if not angle:
        return picture
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)  # type: ignore[return-value]
