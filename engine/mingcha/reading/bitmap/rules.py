"""Ruled lines of a bitmap, faint, dashed and broken ones too, and the bitmap without them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
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
_MOSTLY = 0.75, 0.2
_BREAK = 40.0


_Pixels = NDArray[np.bool_]


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
    flat, tall = _Side.of(grey, ink, scale), _Side.of(np.ascontiguousarray(grey.T), np.ascontiguousarray(ink.T), scale)
    across, down = _long(flat.strokes(()), scale), _long(tall.strokes(()), scale)
    across, down = _mended(flat.strokes(down), down, ink, scale), _mended(tall.strokes(across), across, tall.ink, scale)
    long_across, long_down = _long(across, scale), _long(down, scale)
    return _held(across, long_down, scale), _held(down, long_across, scale)


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


class _Side(NamedTuple):
    """The page for finding its horizontal rules; the page on its side for finding the vertical ones."""

    dark: NDArray[np.float32]
    ink: NDArray[np.uint8]
    ridges: list[tuple[int, int, int, int]]
    beside: int
    scale: float

    @classmethod
    def of(cls, grey: Grey, ink: NDArray[np.uint8], scale: float) -> _Side:
        """With the boxes (left, top, right, bottom) of its horizontal ridges."""
        dark = 255 - grey.astype(np.float32)
        along: NDArray[np.float32] = cv2.blur(dark, (_pixels(_WINDOW, scale), 1))  # type: ignore[assignment]
        beside = _pixels(_BESIDE, scale)
        ridge = along - cv2.max(_shifted(along, beside), _shifted(along, -beside))
        _, _, stats, _ = cv2.connectedComponentsWithStats((ridge > _RIDGE).astype(np.uint8), connectivity=8)
        boxes = [
            (int(left), int(top), int(left + width), int(top + height))
            for left, top, width, height, _ in stats[1:]
            if width >= _LEAST * scale and height <= max(4 * beside, width / 8)
        ]
        return cls(dark, ink, boxes, beside, scale)

    def strokes(self, crossing: Sequence[Stroke]) -> list[Stroke]:
        """The ridges that are rules.

        Args:
            crossing: rules of the other direction: from one to the next a ridge is judged for itself, since a line may end where
                a merged cell begins, and the strokes of its text go on; where they cross it, nothing speaks against it.
        """
        crossed = np.zeros(self.ink.shape, np.bool_)
        for stroke in crossing:
            half = stroke.thick / 2 + 2
            rows = slice(max(0, int(stroke.start)), int(stroke.end) + 1)
            crossed[rows, max(0, round(stroke.at - half)) : round(stroke.at + half) + 1] = True
        return [stroke for box in self.ridges for stroke in self._measured(*box, crossed)]

    def _measured(self, left: int, top: int, right: int, bottom: int, crossed: NDArray[np.bool_]) -> Iterator[Stroke]:
        """Where exactly the rules of a ridge lie and end; none where it is a row of strokes of characters."""
        part = self.dark[top:bottom, left:right]
        above, below = max(0, top - self.beside), min(len(self.dark) - 1, bottom - 1 + self.beside)
        dark = part - np.minimum(self.dark[above, left:right], self.dark[below, left:right])
        free: _Pixels = np.asarray(~crossed[top:bottom, left:right].any(axis=0), np.bool_)
        if not free.any():
            return
        profile = dark.max(axis=0)
        level = float(np.percentile(profile[free], 75)) / 2
        if level <= _RIDGE / 2:
            return
        filled = np.asarray(profile > level, np.bool_)
        darkest = dark.argmax(axis=0)[filled & free]
        middle = int(np.median(darkest))
        inner = np.abs(darkest - middle) <= 2
        at = top + float(darkest[inner].mean()) if inner.any() else float(top + middle)
        thick = float(np.median((dark[:, filled & free] > level).sum(axis=0)))
        if thick > _THICKEST * self.scale:
            return
        touched = self._touched(at, thick, left, right)
        for start, end in _stretches(filled, touched, free, round(_TOUCHES * self.scale), _ALONE * self.scale):
            short = end - start < _ALONE * self.scale
            inside = free[start:end]
            if end - start < _LEAST * self.scale or not inside.any():
                continue
            if filled[start:end][inside].mean() >= _COVERED[short] and touched[start:end][inside].mean() <= _CROWDED[short]:
                yield Stroke(at, left + start, left + end, thick)

    def _touched(self, at: float, thick: float, left: int, right: int) -> _Pixels:
        """Whether there is ink close to a line, on its fuller side, for each of its pixels."""
        reach = max(1, round(0.9 * self.scale))
        above, below = round(at - thick / 2) - 1, round(at + thick / 2) + 2
        sides = [self.ink[max(0, above - reach) : max(0, above), left:right], self.ink[below : below + reach, left:right]]
        touched: list[_Pixels] = [np.asarray(side.sum(axis=0) > 0) for side in sides]
        return max(touched, key=lambda side: int(side.sum()))


def _stretches(filled: _Pixels, touched: _Pixels, free: _Pixels, slack: int, alone: float) -> Iterator[tuple[int, int]]:
    """From where to where a ridge may be a rule: what is mostly filled and clear between one crossing and the next.

    Before its first crossing and behind its last one a ridge must be long, or more surely a rule: characters may stand there. So
    must one that is mostly not so full and clear: the same strokes of characters below each other in rows of a table.
    """
    bounds = [0, *(np.flatnonzero(np.diff(free)) + 1).tolist(), len(free)]
    told = {
        left: (float(filled[left:right].mean()), float(touched[left:right].mean()))
        for left, right in itertools.pairwise(bounds)
        if free[left]
    }
    whole = [told[left] for left, right in itertools.pairwise(bounds) if free[left] and right - left > slack]
    covered, touching = (float(np.median([shares[which] for shares in whole or [(1.0, 0.0)]])) for which in (0, 1))
    doubtful = len(whole) > 1 and (covered < _MOSTLY[0] or touching > _MOSTLY[1])
    start: int | None = None
    end = 0
    for left, right in itertools.pairwise(bounds):
        if not free[left]:
            start, end = left if start is None else start, right
            continue
        loose = len(bounds) > 2 and (left == 0 or right == len(free)) and right - left < alone
        strict = loose or doubtful
        full, crowded = told[left]
        good = full >= _COVERED[strict] and (crowded <= _CROWDED[strict] or (full >= _COVERED[True] and not strict))
        ends = np.flatnonzero(filled[left:right])
        if len(ends) and (good or (right - left <= slack and not loose)):
            start = left + int(ends[0]) if start is None or ends[0] > slack else start
            end = left + int(ends[-1]) + 1
            continue
        if start is not None:
            yield start, end
        start = None
    if start is not None:
        yield start, end


def _length(stroke: Stroke) -> float:
    return stroke.end - stroke.start


def _long(strokes: Sequence[Stroke], scale: float) -> list[Stroke]:
    return [stroke for stroke in strokes if _length(stroke) >= _ALONE * scale]


def _held(strokes: Sequence[Stroke], others: Sequence[Stroke], scale: float) -> list[Stroke]:
    """The rules that are long, or run from one perpendicular rule to another."""
    return [stroke for stroke in strokes if _length(stroke) >= _ALONE * scale or _between(stroke, others, scale)]


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
