"""Characters to lines of text: which stand on one line, in what order, with which blanks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..pages import Box, Char, Page, PageLine

_SAME_LINE = 0.4
"""How far apart, in heights of a character, the middles of characters of one line are at most."""

_DRAWN_TWICE = 0.3
"""A character that stands this near to the same one, in its own width, is its shadow: bold text is drawn twice."""

_GAP_WORDS, _GAP_MIXED, _GAP_WIDE = 0.25, 0.5, 0.6
"""Gaps, in heights of a character, that are blanks: between letters or digits, beside one of them, between Chinese characters.

Word processors set a quarter of a character between Chinese and Latin text without a blank being there.
"""

_MARKS = ((0.7, 0.2), (0.9, 0.3))
"""How high a note's mark is at most, and how far above the base line it stands then, in heights of the character before it."""

_PADDING = 8.0
"""Points between a cell's border and its text at most."""

_WRAPPED_NUMBER = re.compile(r"-?[\d,]*[\d,.]\Z")
_REST_OF_NUMBER = re.compile(r"[\d,.]+%?\Z")
_WHOLE_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?\Z")


class Ink(NamedTuple):
    """The characters of a page: what each says and, as arrays, where it stands."""

    chars: tuple[Char, ...]
    boxes: NDArray[np.float64]
    middles: NDArray[np.float64]
    height: float


class TextLine(NamedTuple):
    """A line of text: its characters from left to right, blanks among them, and its box without the blanks at its ends."""

    chars: tuple[Char, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def score(self) -> float:
        """The least of its characters."""
        return min(char.score for char in self.chars)


def ink_of(page: Page) -> Ink:
    """The characters of a page as arrays."""
    boxes = np.array([char[1:5] for char in page.chars], np.float64).reshape(-1, 4)
    middles = np.column_stack([(boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2])
    heights = (boxes[:, 3] - boxes[:, 1])[[char.text != " " for char in page.chars]] if len(boxes) else boxes[:, 0]
    return Ink(page.chars, boxes, middles, float(np.median(heights)) if len(heights) else 10.0)


def lines_of(chars: Iterable[Char]) -> list[TextLine]:
    """The characters as lines, from top to bottom."""
    lines: list[list[Char]] = []
    blanks: list[Char] = []
    middle = height = 0.0
    for char in sorted(chars, key=_middle):
        if char.text == " ":
            blanks.append(char)
            continue
        at, tall = _middle(char), char.bottom - char.top
        if lines and at - middle <= _SAME_LINE * max(height, tall):
            last = lines[-1]
            last.append(char)
            middle += (at - middle) / len(last)
            height = max(height, tall)
        else:
            lines.append([char])
            middle, height = at, tall
    if blanks:
        _place_blanks(lines, blanks)
    return [_line(line) for line in lines]


def _middle(char: Char) -> float:
    return (char.top + char.bottom) / 2


def _place_blanks(lines: Sequence[list[Char]], blanks: Iterable[Char]) -> None:
    """Put each blank into the line it stands on."""
    if not lines:
        return
    places = [sum(map(_middle, line)) / len(line) for line in lines]
    at = 0
    for blank in blanks:
        middle = _middle(blank)
        while at + 1 < len(lines) and abs(places[at + 1] - middle) <= abs(places[at] - middle):
            at += 1
        lines[at].append(blank)


def _line(chars: list[Char]) -> TextLine:
    chars.sort(key=lambda char: char.left)
    seen = [char for char in chars if char.text != " "]
    return TextLine(
        tuple(chars),
        seen[0].left,
        min(char.top for char in seen),
        max(char.right for char in seen),
        max(char.bottom for char in seen),
    )


def text_of(chars: Iterable[Char]) -> str:
    """What characters of one line say, from left to right: one blank where the file has some or where they stand apart.

    The raised number of a note is left out: after a figure it would be read as a part of it.
    """
    text: list[str] = []
    blank = False
    last: Char | None = None
    for char in chars:
        if char.text == " ":
            blank = True
            continue
        if last is not None:
            if char.text == last.text and char.left - last.left < _DRAWN_TWICE * (char.right - char.left):
                continue
            if _is_mark(last, char):
                continue
            if blank or char.left - last.right > _gap(last, char):
                text.append(" ")
        text.append(char.text)
        blank, last = False, char
    return "".join(text)


def _is_mark(last: Char, char: Char) -> bool:
    """Whether a digit is the raised mark of a note on what stands before it; after a letter it is a power, as of metres."""
    tall = last.bottom - last.top
    if not (char.text.isdecimal() and (last.text[-1].isdecimal() or last.text[-1] >= "\u2e80")):
        return False
    size, raised = char.bottom - char.top, last.bottom - char.bottom
    if char.top > last.top + _MARKS[0][1] * tall or char.left - last.right > tall:
        return False
    return any(size < small * tall and raised > high * tall for small, high in _MARKS)


def _gap(last: Char, char: Char) -> float:
    """How far apart two characters stand at least if there is a blank between them."""
    wide = (last.text[-1] >= "\u2e80") + (char.text[0] >= "\u2e80")
    return (_GAP_WORDS, _GAP_MIXED, _GAP_WIDE)[wide] * max(last.bottom - last.top, char.bottom - char.top)


def cell_text(lines: Sequence[TextLine], left: float, right: float) -> str:
    """The lines of a cell from ``left`` to ``right`` as one: words are parted by blanks, Chinese text is not.

    A number broken over two lines is one.
    """
    if len(lines) == 1:
        return text_of(lines[0].chars)
    text = ""
    padding = min((min(line.left - left, right - line.right) for line in lines), default=0.0)
    for number, line in enumerate(lines):
        said = text_of(line.chars)
        if text:
            before = lines[number - 1]
            room = right - left - (before.right - before.left) - 2 * min(max(padding, 0.0), _PADDING)
            text += _glue(text, said, room < 1.5 * (line.right - line.left) / len(said))
        text += said
    return text


def _glue(text: str, said: str, full: bool) -> str:
    """What stands between a line's end and the next line's beginning; ``full``: the first had no room for more."""
    last, first = text[-1], said[0]
    if last >= "\u2e80" or first >= "\u2e80":
        return ""
    ending = text[text.rfind(" ") + 1 :]
    beginning = said.split(" ", 1)[0]
    if _WRAPPED_NUMBER.match(ending) and _REST_OF_NUMBER.match(beginning):
        if not _WHOLE_NUMBER.match(ending) or not _WHOLE_NUMBER.match(beginning):
            return ""
        return "" if full and _WHOLE_NUMBER.match(ending + beginning) else " "
    if not (last.isalnum() or last in ",.;:)") or not first.isalnum():
        return ""
    return "" if full and last.isdigit() and first.isdigit() else " "


def page_line(line: TextLine) -> PageLine:
    """A line of text outside tables."""
    heights = sorted(char.bottom - char.top for char in line.chars if char.text != " ")
    return PageLine(text_of(line.chars), line.box, heights[len(heights) // 2], line.score)
