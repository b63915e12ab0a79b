"""Paragraphs and tables set on pages as a word processor does it, for tests of what puts them together again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from mingcha.reading.pages import PageCell, PageLayout, PageLine, PageTable

WIDTH, HEIGHT = 600.0, 480.0
LEFT, RIGHT, TOP, BOTTOM = 60.0, 540.0, 80.0, 400.0
SIZE, PITCH = 10.0, 16.0
MEASURE = int((RIGHT - LEFT) / SIZE)

Rows = Sequence[Sequence[str]]


def line(text: str, top: float, left: float = LEFT, size: float = SIZE) -> PageLine:
    """A line of full-width characters, digits and Latin letters half as wide."""
    width = sum(size / 2 if character.isascii() else size for character in text)
    return PageLine(text, (left, top, left + width, top + size), size)


def table(rows: Rows, edges: Sequence[float], top: float, ruled: str = "grid") -> PageTable:
    """A table of rows one line high."""
    cells = tuple(
        tuple(
            PageCell(text, (left, top + PITCH * index, right, top + PITCH * (index + 1)))
            for text, (left, right) in zip(row, pairwise(edges), strict=True)
        )
        for index, row in enumerate(rows)
    )
    return PageTable(cells, tuple(edges), (edges[0], top, edges[-1], top + PITCH * len(rows)), ruled)


def page(number: int, *parts: PageLine | PageTable) -> PageLayout:
    """A page with its parts, in the order of their tops."""
    return PageLayout(number, WIDTH, HEIGHT, tuple(sorted(parts, key=lambda part: part.box[1])))


def typeset(
    blocks: Iterable[str | Rows], *, repeat: int = 0, furniture: Callable[[int], Iterable[PageLine]] = lambda number: ()
) -> list[PageLayout]:
    """Set paragraphs (text, indented and wrapped) and tables (rows) on pages.

    Args:
        blocks: in order.
        repeat: how many rows of a table stand again on each further page.
        furniture: what else stands on a page, by its number.
    """
    pages: list[list[PageLine | PageTable]] = [[]]
    top = TOP
    for block in blocks:
        if isinstance(block, str):
            for text, left in _wrapped(block):
                if top + PITCH > BOTTOM:
                    pages.append([])
                    top = TOP
                pages[-1].append(line(text, top, left))
                top += PITCH
            continue
        left_over = list(block)
        edges = [LEFT + (RIGHT - LEFT) * place / len(block[0]) for place in range(len(block[0]) + 1)]
        while left_over:
            room = int((BOTTOM - top) / PITCH)
            if room > repeat:
                head = list(block[:repeat]) if len(left_over) < len(block) else []
                fitting = left_over[: room - len(head)]
                pages[-1].append(table([*head, *fitting], edges, top))
                top += PITCH * (len(head) + len(fitting))
                left_over = left_over[len(fitting) :]
            if left_over:
                pages.append([])
                top = TOP
    return [page(number, *parts, *furniture(number)) for number, parts in enumerate(pages, 1)]


def _wrapped(text: str) -> Iterator[tuple[str, float]]:
    yield text[: MEASURE - 2], LEFT + 2 * SIZE
    for start in range(MEASURE - 2, len(text), MEASURE):
        yield text[start : start + MEASURE], LEFT
