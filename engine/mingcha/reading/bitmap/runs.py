"""Runs of text of a bitmap: pieces of lines that no rule and no wide blank parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .rules import Stroke

_BODY = 10.5
_SPECK = 0.6
_REACH = 1.2
_SPLIT = 1.7


class Run(NamedTuple):
    """The box of a run of text in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """How high it is."""
        return self.bottom - self.top


def runs_of(ink: NDArray[np.uint8], across: Sequence[Stroke], down: Sequence[Stroke], scale: float) -> list[Run]:
    """The runs of text, from top to bottom.

    Ink is smeared to the right and left as far as characters of one word stand apart, but over no rule; what hangs together
    then is a run. Parts of one character that lie above each other are joined, runs that touch the next line are cut.

    Args:
        ink: 1 where there is ink, the rules taken out.
        across: the horizontal rules.
        down: the vertical rules.
        scale: pixels a point.
    """
    em = _BODY * scale
    for _ in range(2):
        runs = _smeared(ink, down, em, scale)
        tall = [run.height for run in runs if 0.5 * em < run.height < 2.5 * em and run.right - run.left > 1.2 * em]
        if not tall:
            break
        measured = float(np.median(tall)) * 1.08
        if abs(measured - em) < 0.15 * em:
            break
        em = measured
    runs = _stacked(runs, across, em)
    parts = [part for run in runs for part in _cut(ink, run, em) if _is_text(part, em)]
    return sorted(parts, key=lambda run: (run.top, run.left))


def _smeared(ink: NDArray[np.uint8], down: Sequence[Stroke], em: float, scale: float) -> list[Run]:
    """Components of the ink smeared sideways, specks left out."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    least = max(2.0, (_SPECK * scale) ** 2)
    kept = stats[:, cv2.CC_STAT_AREA] >= least
    kept[0] = False
    clean = kept[labels].astype(np.uint8)
    smear = cv2.morphologyEx(
        clean, cv2.MORPH_CLOSE, np.ones((1, int(_REACH * em) | 1), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    for stroke in down:
        smear[max(0, round(stroke.start)) : round(stroke.end) + 1, round(stroke.at)] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(smear, connectivity=8)
    return [_tight(clean, Run(int(x), int(y), int(x + width), int(y + height))) for x, y, width, height, _ in stats[1:]]


def _tight(ink: NDArray[np.uint8], run: Run) -> Run:
    """The run without blank columns at its ends."""
    columns = np.flatnonzero(ink[run.top : run.bottom, run.left : run.right].any(axis=0))
    return Run(run.left + int(columns[0]), run.top, run.left + int(columns[-1]) + 1, run.bottom) if len(columns) else run


def _stacked(runs: Sequence[Run], across: Sequence[Stroke], em: float) -> list[Run]:
    """Runs joined that are parts of one line: above each other and together no higher than a character."""
    todo = sorted(runs, key=lambda run: (run.top, run.left))
    done: list[Run] = []
    for run in todo:
        joined = run
        again = True
        while again:
            again = False
            for index in range(len(done) - 1, -1, -1):
                other = done[index]
                if _one_line(other, joined, em) and not _parted(other, joined, across):
                    joined = Run(
                        min(other.left, joined.left),
                        min(other.top, joined.top),
                        max(other.right, joined.right),
                        max(other.bottom, joined.bottom),
                    )
                    del done[index]
                    again = True
                    break
        done.append(joined)
    return done


def _one_line(one: Run, other: Run, em: float) -> bool:
    together = max(one.bottom, other.bottom) - min(one.top, other.top)
    if together > max(1.15 * em, 1.1 * max(one.height, other.height)):
        return False
    aside = max(one.left, other.left) - min(one.right, other.right)
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return aside <= 0 or (overlap > 0 and aside < 0.3 * em)


def _parted(one: Run, other: Run, across: Sequence[Stroke]) -> bool:
    upper, lower = (one, other) if one.top < other.top else (other, one)
    return any(
        upper.bottom - 2 <= stroke.at <= lower.top + 2 and stroke.start < upper.right and stroke.end > upper.left
        for stroke in across
    )


def _cut(ink: NDArray[np.uint8], run: Run, em: float) -> list[Run]:
    """A run cut at its emptiest row where it is as high as two lines."""
    if run.height < _SPLIT * em:
        return [run]
    rows = ink[run.top : run.bottom, run.left : run.right].sum(axis=1, dtype=np.int64)
    first, last = round(0.6 * em), run.height - round(0.6 * em)
    if first >= last:
        return [run]
    at = first + int(np.argmin(rows[first:last]))
    if rows[at] > 0.12 * rows.max():
        return [run]
    return [
        part
        for piece in ((run.top, run.top + at), (run.top + at, run.bottom))
        for part in _cut(ink, _shrunk(ink, run, *piece), em)
    ]


def _shrunk(ink: NDArray[np.uint8], run: Run, top: int, bottom: int) -> Run:
    """The part of a run between two rows, blank rows and columns at its edges left out."""
    rows = np.flatnonzero(ink[top:bottom, run.left : run.right].any(axis=1))
    if not len(rows):
        return Run(run.left, top, run.right, bottom)
    return _tight(ink, Run(run.left, top + int(rows[0]), run.right, top + int(rows[-1]) + 1))


def _is_text(run: Run, em: float) -> bool:
    """Whether a run may be a character: no speck, and no stray piece of a line."""
    width, height = run.right - run.left, run.height
    return max(width, height) >= 0.18 * em and (height >= 0.3 * em or width <= 3 * em)
