"""Ruled lines of a bitmap, faint, dashed and broken ones too, and the bitmap without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .ink import Grey

_WINDOW = 8.0
_BESIDE = 2.5
_RIDGE = 12.0
_LEAST = 9.0
_ALONE = 60.0
_THICKEST = 3.0
_TOUCHES = 3.0
_COVERED = 0.65, 0.9
_CROWDED = 0.3, 0.1
_BREAK = 40.0


class Stroke(NamedTuple):
    """A horizontal ruled line in pixels, from ``start`` to ``end`` at height ``at``; of a vertical one x and y change places."""

    at: float
    start: float
    end: float
    thick: float


def strokes_of(grey: Grey, ink: NDArray[np.uint8], scale: float) -> tuple[list[Stroke], list[Stroke]]:
    """The horizontal and the vertical rules.

    A rule is a ridge: darker on average over some length than what lies close above and below it, by as little as a faint line
    is. Strokes of characters are ridges too, but short ones, or with ink beside them: a short ridge is a rule only where it runs
    from rule to rule.

    Args:
        grey: the page, upright.
        ink: 1 where ``grey`` has ink.
        scale: pixels a point.
    """
    across = _ridges(grey, ink, scale)
    down = _ridges(np.ascontiguousarray(grey.T), np.ascontiguousarray(ink.T), scale)
    long_across, long_down = ([ridge for ridge in ridges if _length(ridge) >= _ALONE * scale] for ridges in (across, down))
    across, down = _mended(across, long_down, ink, scale), _mended(down, long_across, np.ascontiguousarray(ink.T), scale)
    long_across, long_down = ([ridge for ridge in ridges if _length(ridge) >= _ALONE * scale] for ridges in (across, down))
    return (
        [ridge for ridge in across if _length(ridge) >= _ALONE * scale or _between(ridge, long_down, scale)],
        [ridge for ridge in down if _length(ridge) >= _ALONE * scale or _between(ridge, long_across, scale)],
    )


def without(grey: Grey, across: Sequence[Stroke], down: Sequence[Stroke]) -> Grey:
    """The page with its rules painted over in the colour of its paper."""
    clean = grey.copy()
    paper = float(np.median(grey))
    for strokes, picture in ((across, clean), (down, clean.T)):
        for stroke in strokes:
            half = stroke.thick / 2 + 1
            picture[
                max(0, round(stroke.at - half)) : round(stroke.at + half) + 1, max(0, round(stroke.start)) : round(stroke.end) + 1
            ] = paper
    return clean


def _length(stroke: Stroke) -> float:
    return stroke.end - stroke.start


def _ridges(grey: Grey, ink: NDArray[np.uint8], scale: float) -> list[Stroke]:
    """Horizontal ridges whose sides are clear, joined where they are pieces of one line."""
    dark = 255 - grey.astype(np.float32)
    along: NDArray[np.float32] = cv2.blur(dark, (_pixels(_WINDOW, scale), 1))  # type: ignore[assignment]
    beside = _pixels(_BESIDE, scale)
    ridge = along - cv2.max(_shifted(along, beside), _shifted(along, -beside))
    _, _, stats, _ = cv2.connectedComponentsWithStats((ridge > _RIDGE).astype(np.uint8), connectivity=8)
    strokes = []
    for left, top, width, height, _ in stats[1:]:
        if width < _LEAST * scale or height > max(4 * beside, width / 8):
            continue
        stroke = _measured(dark, ink, int(left), int(top), int(left + width), int(top + height), beside, scale)
        if stroke:
            strokes.append(stroke)
    return strokes


def _pixels(points: float, scale: float) -> int:
    return max(1, round(points * scale))


def _shifted(picture: NDArray[np.float32], rows: int) -> NDArray[np.float32]:
    """The picture moved down by so many rows; what moves in from outside has no ink."""
    moved = np.zeros_like(picture)
    if rows > 0:
        moved[rows:] = picture[:-rows]
    else:
        moved[:rows] = picture[-rows:]
    return moved


def _measured(
    dark: NDArray[np.float32], ink: NDArray[np.uint8], left: int, top: int, right: int, bottom: int, beside: int, scale: float
) -> Stroke | None:
    """Where exactly a ridge lies and ends; None where it is a row of strokes of characters."""
    part = dark[top:bottom, left:right]
    paper = np.minimum(dark[max(0, top - beside), left:right], dark[min(len(dark) - 1, bottom - 1 + beside), left:right])
    profile = part.max(axis=0) - paper
    level = float(np.percentile(profile, 75)) / 2
    filled = np.flatnonzero(profile > level)
    if len(filled) < 2 or level <= _RIDGE / 2:
        return None
    start, end = int(filled[0]), int(filled[-1]) + 1
    short = end - start < _ALONE * scale
    if end - start < _LEAST * scale or len(filled) < _COVERED[short] * (end - start):
        return None
    rows = (part[:, start:end] - paper[start:end]).clip(0).mean(axis=1)
    if not rows.any():
        return None
    at = float((rows * np.arange(len(rows))).sum() / rows.sum())
    thick = max(1.0, float(rows.sum() / rows.max()))
    if thick > _THICKEST * scale or _crowd(ink, left + start, left + end, top + at, thick, scale) > _CROWDED[short]:
        return None
    return Stroke(top + at, left + start, left + end, thick)


def _crowd(ink: NDArray[np.uint8], left: int, right: int, at: float, thick: float, scale: float) -> float:
    """How much of a line, 0 to 1, has ink close to it on its fuller side."""
    reach = max(1, round(0.9 * scale))
    above, below = round(at - thick / 2) - 1, round(at + thick / 2) + 1
    sides = (ink[max(0, above - reach) : max(0, above), left:right], ink[below + 1 : below + 1 + reach, left:right])
    return max(float(side.max(axis=0).mean()) if side.size else 0.0 for side in sides)


def _between(stroke: Stroke, others: Sequence[Stroke], scale: float) -> bool:
    """Whether a line runs from one perpendicular rule to another."""
    return _at_rule(stroke.start, stroke.at, others, scale) and _at_rule(stroke.end, stroke.at, others, scale)


def _at_rule(end: float, at: float, others: Sequence[Stroke], scale: float) -> bool:
    slack = _TOUCHES * scale
    return any(abs(other.at - end) <= slack and other.start - slack <= at <= other.end + slack for other in others)


def _mended(strokes: Sequence[Stroke], others: Sequence[Stroke], ink: NDArray[np.uint8], scale: float) -> list[Stroke]:
    """Pieces of one line joined where the gap between them holds no ink and is a break.

    A gap that reaches from one perpendicular rule to another is no break: a merged cell lies there.
    """
    mended: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda stroke: (stroke.start, stroke.at)):
        for index, before in enumerate(mended):
            gap = stroke.start - before.end
            if abs(before.at - stroke.at) > 1.2 * scale or not -2 * scale <= gap <= _BREAK * scale:
                continue
            if gap > 2 * scale and _between(Stroke(before.at, before.end, stroke.start, 1), others, scale):
                continue
            middle = round((before.at + stroke.at) / 2)
            reach = _pixels(1.5, scale)
            if (
                gap > 4
                and ink[max(0, middle - reach) : middle + reach + 1, int(before.end) + 2 : int(stroke.start) - 1]
                .any(axis=0)
                .mean()
                > 0.25
            ):
                continue
            mended[index] = _joined(before, stroke)
            break
        else:
            mended.append(stroke)
    return mended


def _joined(one: Stroke, other: Stroke) -> Stroke:
    whole = _length(one) + _length(other)
    at = (one.at * _length(one) + other.at * _length(other)) / whole
    return Stroke(at, min(one.start, other.start), max(one.end, other.end), max(one.thick, other.thick))
