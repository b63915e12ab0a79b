"""A page as a PDF or a scan gives it: characters and ruled lines with their places; what the table finder works on.

Coordinates are points (1/72 inch) from the top left of the page as it is shown (rotation done), y growing downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def around(boxes: Sequence[Box]) -> Box:
    """The least box that holds all of some."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


class Char(NamedTuple):
    """A printed character, or several that were recognised together, with its box and recognition score (1 if not recognised)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float = 1.0


class Rule(NamedTuple):
    """A straight ruled line, horizontal (top == bottom) or vertical (left == right); its thickness is left out."""

    left: float
    top: float
    right: float
    bottom: float


class Page(Struct, frozen=True, gc=False):
    """One page.

    Attributes:
        number: 1-based.
        width, height: in points, as shown.
        chars: in the order the file has them (PDF) or in reading order (scan); blanks may be among them.
        rules: borders of filled rectangles and thin filled rectangles are rules too.
        recognised: whether the characters were recognised from a picture.
        turned: quarter turns clockwise by which the page as shown was turned so that its text reads upright: text drawn at
            90° on an upright page. Everything else of the page, its width too, is after that turn.
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...] = ()
    recognised: bool = False
    turned: int = 0


class PageCell(Struct, frozen=True, gc=False):
    """A cell of a page's table: its text (lines joined), its box, how many grid columns and rows it spans, its least score."""

    text: str
    box: Box
    across: int = 1
    down: int = 1
    score: float = 1.0


class PageTable(Struct, frozen=True, gc=False):
    """A table on one page.

    Attributes:
        rows: a cell or None (covered by a merged cell) for each grid column; every row as wide as ``edges`` less one.
        edges: the x of the grid's vertical edges, from left to right.
        box: of the whole table.
        ruled: "grid" where rules part all cells, "partly" where some do, "none" where positions alone tell.
    """

    rows: tuple[tuple[PageCell | None, ...], ...]
    edges: tuple[float, ...]
    box: Box
    ruled: str = "grid"


class PageLine(Struct, frozen=True, gc=False):
    """A line of text outside tables, its box and its least score; ``size`` is the height of its characters in points."""

    text: str
    box: Box
    size: float
    score: float = 1.0


class PageLayout(Struct, frozen=True, gc=False):
    """What stands on a page, in reading order; ``turned`` as of ``Page``."""

    number: int
    width: float
    height: float
    parts: tuple[PageLine | PageTable, ...]
    recognised: bool = False
    turned: int = 0


def as_shown(page: Page | PageLayout, box: Box) -> Box:
    """Where a box of a page stands on the page as a viewer shows it, before the turn that brought its text upright."""
    left, top, right, bottom = box
    if page.turned == 1:
        return top, page.width - right, bottom, page.width - left
    if page.turned == 2:
        return page.width - right, page.height - bottom, page.width - left, page.height - top
    if page.turned == 3:
        return page.height - bottom, left, page.height - top, right
    return box
