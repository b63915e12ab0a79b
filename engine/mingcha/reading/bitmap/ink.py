"""A coloured bitmap as grey with its seals taken off, and where its ink is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""Height x width, 0 black to 255 white."""

_RED = 40
_SEAL_POINTS = (50.0, 200.0)
_SEAL_SHAPE = 1.6
_BLACKEST = 0.7
_WINDOW_POINTS = 20.0
_DARKER = 28


def grey_of(picture: NDArray[np.uint8], scale: float) -> Grey:
    """The picture as grey; where a red seal lies, its red channel, so light that red ink and its blurred edge are like paper.

    Only what has the size and shape of a seal is treated so: headings and amounts printed in red stay.

    Args:
        picture: height x width x 3, RGB.
        scale: pixels a point.
    """
    grey: Grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)  # type: ignore[assignment]
    red = picture[:, :, 0]
    others = np.maximum(picture[:, :, 1], picture[:, :, 2])
    reddish = (red > others) & (cv2.subtract(red, others) > _RED)
    if not reddish.any():
        return grey
    joined = cv2.morphologyEx(reddish.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((_odd(8 * scale), _odd(8 * scale)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    paper = float(np.median(red))
    least, most = (points * scale for points in _SEAL_POINTS)
    for left, top, width, height, _ in stats[1:]:
        if least <= min(width, height) and max(width, height) <= min(most, _SEAL_SHAPE * min(width, height)):
            part = (slice(top, top + height), slice(left, left + width))
            dye = float(np.median(red[part][reddish[part]]))
            around = cv2.dilate(reddish[part].astype(np.uint8), np.ones((_odd(3 * scale), _odd(3 * scale)), np.uint8)) > 0
            printed = np.minimum(red[part].astype(np.float32) * (paper / max(1.0, _BLACKEST * dye)), paper)
            grey[part] = np.where(around, np.maximum(printed, grey[part]), grey[part])
    return grey


def ink_of(grey: Grey, scale: float) -> NDArray[np.uint8]:
    """1 where a pixel is clearly darker than what surrounds it, so that shaded cells and yellowed paper are no ink."""
    window = _odd(_WINDOW_POINTS * scale)
    return cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, _DARKER)  # type: ignore[return-value]


def _odd(length: float) -> int:
    return max(3, int(length) // 2 * 2 + 1)
