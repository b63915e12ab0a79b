"""A bitmap of a page to its characters and ruled lines, by recognition: upright, without seals, words with their scores."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .bitmap.characters import Read, read_lines
from .bitmap.ink import Grey, grey_of, ink_of
from .bitmap.rules import Stroke, strokes_of, without
from .bitmap.runs import Run, runs_of
from .bitmap.skew import skew_of, turned
from .pages import Char, Page, Rule

_FINEST = 250 / 72
_WORKING = 200 / 72
_SURE = 0.9
_SUREST = 0.9999  # what was recognised is never as sure as what a file says
_SAMPLE = 12
_WORD = 3
_MARGIN = 0.12
_WORD_GAP = 0.9
_SIGNS = "、，。；：）》”’！？"


_PAIR = re.compile(r"[(（]([^()（）]*)[)）]")
_WIDE_OPENING = re.compile(r"\((?=[\u4e00-\u9fff]{2})")
_WIDE_CLOSING = re.compile(r"(?<=[\u4e00-\u9fff]{2})\)")


class _Found(NamedTuple):
    """What a bitmap shows: its rules and its runs of text with the picture and the ink they were found in."""

    clean: Grey
    ink: NDArray[np.uint8]
    across: list[Stroke]
    down: list[Stroke]
    runs: list[Run]


_Reads = dict[Run, tuple[Read, ...]]


def recognise(picture: NDArray[np.uint8], number: int, width: float, height: float, rules: Sequence[Rule] = ()) -> Page:
    """Recognise a page.

    Args:
        picture: height x width x 3, RGB, as the page is shown.
        number: the page's number, from 1.
        width: of the page in points.
        height: of the page in points.
        rules: the page's ruled lines where the file has them as such, in points; else they are sought in the picture.
    """
    scale = picture.shape[1] / width
    if scale > _FINEST:
        shrink = _WORKING / scale
        picture = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        scale = picture.shape[1] / width
    grey = grey_of(picture, scale)
    found = _found(grey, scale, bool(rules))
    known = _sample(found)
    turns = 0
    if not rules and _sureness(known) < _SURE:
        turns, found, known = _upright(grey, scale, found, known)
    rest = [run for run in found.runs if run not in known]
    known.update(zip(rest, _read(found, rest), strict=True))
    if turns % 2:
        width, height = height, width
    chars = [char for run in found.runs for char in _words(found.ink, run, known[run], scale)]
    return Page(number, width, height, tuple(chars), tuple(rules) or _rules(found, scale), recognised=True, turned=turns)


def _found(grey: Grey, scale: float, straight: bool) -> _Found:
    if not straight:
        grey = turned(grey, skew_of(ink_of(grey, scale)))
    across, down = strokes_of(grey, ink_of(grey, scale), scale)
    clean = without(grey, across, down)
    ink = ink_of(clean, scale)
    return _Found(clean, ink, across, down, runs_of(ink, across, down, scale))


def _read(found: _Found, runs: Sequence[Run]) -> list[tuple[Read, ...]]:
    paper = int(np.median(found.clean))
    return read_lines([_line_of(found.clean, run, paper) for run in runs])


def _line_of(grey: Grey, run: Run, paper: int) -> Grey:
    """The picture of one run, with paper around it."""
    margin = max(2, round(_MARGIN * run.height))
    part = grey[max(0, run.top - 1) : run.bottom + 1, max(0, run.left - 1) : run.right + 1]
    return cv2.copyMakeBorder(part, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=paper)  # type: ignore[return-value]


def _sample(found: _Found) -> _Reads:
    """The characters of the largest runs."""
    largest = sorted(found.runs, key=lambda run: ((run.left - run.right) * run.height, run))[:_SAMPLE]
    return dict(zip(largest, _read(found, largest), strict=True))


def _sureness(reads: _Reads) -> float:
    """The mean score of the characters, less where runs are no words: of a page on its side each character is a run.

    It is 1 where there are no characters, since no turn will find any.
    """
    scores = [read.score for line in reads.values() for read in line]
    if not scores:
        return 1.0
    runs = sum(1 for line in reads.values() if line)
    return sum(scores) / len(scores) * min(1.0, len(scores) / runs / _WORD)


def _upright(grey: Grey, scale: float, found: _Found, known: _Reads) -> tuple[int, _Found, _Reads]:
    """The page turned by quarters, clockwise, as its largest runs are read with most certainty."""
    best = 0, found, known
    for quarters in (1, 3, 2):
        other = _found(np.ascontiguousarray(np.rot90(grey, -quarters)), scale, straight=False)
        sample = _sample(other)
        if sample and _sureness(sample) > _sureness(best[2]):
            best = quarters, other, sample
    return best


def _words(ink: NDArray[np.uint8], run: Run, reads: Sequence[Read], scale: float) -> Iterator[Char]:
    """The words of a run: what no blank of nearly a character's width parts, with the box of their ink.

    The blank that belongs to a sign such as a comma parts nothing.
    """
    columns = np.flatnonzero(ink[run.top : run.bottom, run.left : run.right].any(axis=0))
    if not len(columns):
        return
    wide = np.flatnonzero(np.diff(columns) > _WORD_GAP * run.height)
    starts = [int(columns[0]), *(int(columns[gap + 1]) for gap in wide)]
    ends = [*(int(columns[gap]) + 1 for gap in wide), int(columns[-1]) + 1]
    margin = max(2, round(_MARGIN * run.height)) + 1
    whole = run.right - run.left + 2 * margin
    bounds = [(end + start) / 2 for end, start in zip(ends, starts[1:], strict=False)]
    words: list[list[Read]] = [[] for _ in starts]
    for read in reads:
        words[sum(read.at * whole - margin > bound for bound in bounds)].append(read)
    for index in range(len(words) - 1, 0, -1):
        if words[index - 1] and words[index - 1][-1].text in _SIGNS:
            words[index - 1 : index + 1] = [words[index - 1] + words[index]]
            del starts[index], ends[index - 1]
    for start, end, word in zip(starts, ends, words, strict=True):
        text = _brackets("".join(read.text for read in word).strip())
        if text:
            score = min(_SUREST, *(read.score for read in word if read.text != " "))
            yield Char(text, (run.left + start) / scale, run.top / scale, (run.left + end) / scale, run.bottom / scale, score)


def _brackets(text: str) -> str:
    """Brackets around Chinese words are wide, the two of a pair equally wide; recognition can hardly tell by their look."""
    text = _PAIR.sub(lambda pair: f"({pair[1]})" if pair[0][0] == "(" else f"（{pair[1]}）", text)
    return _WIDE_CLOSING.sub("）", _WIDE_OPENING.sub("（", text))


def _rules(found: _Found, scale: float) -> tuple[Rule, ...]:
    across = (Rule(stroke.start / scale, stroke.at / scale, stroke.end / scale, stroke.at / scale) for stroke in found.across)
    down = (Rule(stroke.at / scale, stroke.start / scale, stroke.at / scale, stroke.end / scale) for stroke in found.down)
    return tuple(itertools.chain(across, down))
