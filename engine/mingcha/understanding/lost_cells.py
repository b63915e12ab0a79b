"""Tell the tables that lost their blank cells when a text was made of a file, so that no amount stands in its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..reading import Row
from .disclosure import LOST_CELLS, Unread
from .listings import Body, read_nothing
from .tables import RawTable

_CLASS = 3
"""Digits of the code of a class, the first of the cells that a code is divided into."""
_FEWEST = 2


def lost_cells(raw: RawTable) -> bool:
    """Whether names follow codes of one, two and three cells at once.

    Where the blank cells are there, a name stands in one column: behind blank cells where its code has fewer parts.
    """
    parts = Counter(_parts_of_code(row) for row in raw.body if row.cells and _is_class(row.cells[0]))
    return sum(count >= _FEWEST for part, count in parts.items() if part) > 1


def _is_class(cell: str) -> bool:
    return len(cell) == _CLASS and cell.isdigit()


def _parts_of_code(row: Row) -> int:
    """How many cells of digits a name follows, 0 where a blank cell or nothing does."""
    count = next((place for place, cell in enumerate(row.cells) if not cell.isdigit()), 0)
    return count if count and row.cells[count] else 0


def without_amounts(body: Sequence[Row], table: int) -> Body:
    """The body of such a table: none of its numbers is understood."""
    nothing = read_nothing(body, table)
    return nothing._replace(unread=[Unread(one.line, table, one.text, LOST_CELLS) for one in nothing.unread])
