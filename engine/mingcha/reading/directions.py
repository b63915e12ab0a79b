"""Which characters of a page are its text and which way they read: watermarks out, words turned in a table upright."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .finder import grids_of
from .finder.text import text_of
from .pages import Box, Char, Rule, around

_LEVEL = 3.0
"""Degrees by which a sheet that was fed or straightened badly stands aslant at most; a watermark does by far more."""

_LARGE = 2.0
"""Heights of the page's characters from which one that others are printed over is a watermark."""

Flags = NDArray[np.bool_]


def quarters_of(angles: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of each angle in degrees the nearest quarter turn, 0 to 3, and how far it is from that."""
    nearest = np.round(angles / 90).astype(np.int64)
    return nearest % 4, angles - 90 * nearest


def skew_of(off: NDArray[np.float64]) -> float:
    """By how many degrees a whole page stands aslant, from how far each of its letters does; 0 if most of them do not."""
    level = off[np.abs(off) <= _LEVEL]
    skew = float(np.median(level)) if len(level) else 0.0
    return skew if abs(skew) > 0.02 else 0.0


def aslant_of(off: NDArray[np.float64]) -> Flags:
    """Which characters stand aslant; one between two of them, as at the top of a round stamp, is of theirs."""
    aslant: Flags = np.abs(off) > _LEVEL
    between = np.zeros_like(aslant)
    between[1:-1] = aslant[:-2] & aslant[2:]
    return aslant | between


def watermarks(boxes: NDArray[np.float64], runs: NDArray[np.int64], seen: Flags, turned: Flags) -> Flags:
    """Which characters are of large or turned text that other text is printed over: ``runs`` tells what was drawn in one go."""
    found: Flags = np.zeros(len(boxes), np.bool_)
    if not seen.any():
        return found
    sizes = np.maximum(boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0])
    large = seen & ((sizes > _LARGE * np.median(sizes[seen])) | turned)
    if not large.any():
        return found
    small = seen & ~large
    lefts, tops, rights, bottoms = boxes[small].T
    # The middle half of a character is its ink for certain: boxes reach over what stands beside and below.
    wide, tall = (rights - lefts) / 4, (bottoms - tops) / 4
    for index in np.flatnonzero(large).tolist():
        left, top, right, bottom = boxes[index]
        over = (rights - wide > left) & (lefts + wide < right) & (bottoms - tall > top) & (tops + tall < bottom)
        found[index] = bool(over.any())
    drawn = set(runs[found].tolist())
    kinds = {round(float(size), 1) for size in sizes[found]}
    for index in np.flatnonzero(large & ~found).tolist():
        found[index] = int(runs[index]) in drawn or round(float(sizes[index]), 1) in kinds
    return found


class Words(NamedTuple):
    """Characters of one direction in the order of the file: where each stands on the page as that direction reads it."""

    texts: Sequence[str]
    boxes: Sequence[Box]


def words_of(words: Words) -> Iterator[tuple[str, list[int]]]:
    """Characters that follow one another on one line, as words with the places of their characters."""
    word: list[int] = []
    for index, box in enumerate(words.boxes):
        if word and not _follows(words.boxes[word[-1]], box):
            yield _said(words, word), word
            word = []
        word.append(index)
    if word:
        yield _said(words, word), word


def _follows(last: Box, box: Box) -> bool:
    height = max(last[3] - last[1], box[3] - box[1])
    level = abs((last[1] + last[3]) - (box[1] + box[3])) < height
    return level and -0.5 * height < box[0] - last[2] < height


def _said(words: Words, word: Sequence[int]) -> str:
    return text_of(Char(words.texts[index], *words.boxes[index]) for index in word)


def upright(text: str, boxes: Iterable[Box]) -> Char:
    """A turned word as if it were written upright in the middle of its place, no wider than its letters are high."""
    left, top, right, bottom = around(list(boxes))
    x, y, half = (left + right) / 2, (top + bottom) / 2, min(right - left, bottom - top) / 2
    return Char(text, x - half, y - half, x + half, y + half)


def owners(rules: Iterable[Rule], boxes: NDArray[np.float64], quarters: NDArray[np.int64], seen: Flags) -> list[tuple[Box, int]]:
    """The ruled tables of a page and which way most characters in each read."""
    found: list[tuple[Box, int]] = []
    for box in grids_of(rules):
        inside = within(boxes, box) & seen
        if inside.any():
            found.append((box, int(np.bincount(quarters[inside], minlength=4).argmax())))
    return found


def within(boxes: NDArray[np.float64], box: Box) -> Flags:
    """Which boxes have their middle in a box."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    left, top, right, bottom = box
    inside: Flags = (x >= left - 1) & (x <= right + 1) & (y >= top - 1) & (y <= bottom + 1)
    return inside


def rotation(degrees: float, x: float, y: float) -> tuple[float, float, float, float, float, float]:
    """The matrix that turns counterclockwise about a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y
