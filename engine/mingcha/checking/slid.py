"""Tables whose amounts stand beside the names of other accounts, because a run of rows slid against its names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from msgspec.structs import replace

from ..understanding import Disclosure, Figure, Listing
from ..understanding.disclosure import Column
from .violation import fits

_ROWS, _AMOUNTS = 5, 4
"""How many rows slid together, and how many different amounts they have: fewer can be alike by chance."""
_FARTHEST = 8
"""By how many rows amounts slide at most."""

_Amounts = tuple[int, ...]


class Slide(NamedTuple):
    """A listing in which a run of rows has the amounts that another table has for accounts some rows further.

    Attributes:
        figure: the first amount of the run; ``own`` the row whose amount it is, ``other`` that amount in the other table.
        rows: how many rows have another's amounts.
    """

    figure: Figure
    own: str
    other: Figure
    rows: int


def slides(disclosure: Disclosure) -> dict[int, Slide]:
    """The tables whose rows slid, by their number: of two tables that differ so, the one with more sums that do not add up."""
    coded = [(_misfits(each), each) for table in disclosure.tables for each in table.listings if _is_coded(each)]
    found: dict[int, Slide] = {}
    for (wrong, one), (less, other) in permutations(coded, 2):
        # Sums tell a sound table at once.
        if wrong > less and one.table != other.table and one.table not in found:
            slide = _slide(one, other)
            if slide is not None:
                found[one.table] = slide
    return found


def without(disclosure: Disclosure, tables: dict[int, Slide]) -> Disclosure:
    """The disclosure without the amounts of some tables: what they stand for is not known."""
    return replace(
        disclosure,
        tables=tuple(replace(table, listings=()) if table.index in tables else table for table in disclosure.tables),
        figures=tuple(figure for figure in disclosure.figures if figure.table not in tables),
    )


def _is_coded(listing: Listing) -> bool:
    return sum(map(bool, (line.code for line in listing.lines))) >= 2 * _ROWS


def _slide(one: Listing, other: Listing) -> Slide | None:
    """The longest run of rows of ``one`` with the amounts that ``other`` has for rows so many further."""
    shared = _shared_columns(one, other)
    if not shared:
        return None
    places, elsewhere = zip(*shared, strict=True)
    theirs = {line.code: row for line, row in zip(other.lines, other.cells, strict=True) if line.code}
    rows = [_amounts(row, places) for row in one.cells]
    right = [_amounts(theirs[line.code], elsewhere) if line.code in theirs else () for line in one.lines]
    if sum(mine != due for mine, due in zip(rows, right, strict=True) if due and any(mine)) < _ROWS:
        return None
    runs = [run for by in (*range(1, _FARTHEST + 1), *range(-_FARTHEST, 0)) for run in _runs(rows, right, by)]
    best = max(runs, key=len, default=[])
    if not best:
        return None
    start, owner = best[0]
    figure = next(figure for place in places if (figure := one.cells[start][place]) is not None and figure.fen)
    line = one.lines[owner]
    due = next(cell for place in elsewhere if (cell := theirs[line.code][place]) is not None and cell.fen)
    return Slide(figure, line.label, due, len(best))


def _runs(rows: Sequence[_Amounts], right: Sequence[_Amounts], by: int) -> Iterator[list[tuple[int, int]]]:
    """Rows below each other that have the amounts due ``by`` rows further and not their own, each with the row it has them of."""
    run: list[tuple[int, int]] = []
    for number, mine in enumerate(rows):
        further = number + by
        if any(mine) and 0 <= further < len(right) and mine == right[further]:
            if mine != right[number]:
                run.append((number, further))
        else:
            if _is_telling(run, rows):
                yield run
            run = []
    if _is_telling(run, rows):
        yield run


def _is_telling(run: Sequence[tuple[int, int]], rows: Sequence[_Amounts]) -> bool:
    return len(run) >= _ROWS and len({rows[number] for number, _ in run}) >= _AMOUNTS


def _shared_columns(one: Listing, other: Listing) -> list[tuple[int, int]]:
    """The columns of both that hold the same of an account, whatever its source of money."""
    theirs: dict[tuple[str, ...], int] = {}
    for place, column in enumerate(other.columns):
        theirs.setdefault(_holds(column), place)
    return [(place, theirs[_holds(column)]) for place, column in enumerate(one.columns) if _holds(column) in theirs]


def _holds(column: Column) -> tuple[str, ...]:
    return column.measure, column.period, column.component, column.item


def _amounts(row: Sequence[Figure | None], places: Sequence[int]) -> _Amounts:
    return tuple(cell.fen if (cell := row[place]) is not None else 0 for place in places)


def _misfits(listing: Listing) -> int:
    """How many sums of rows do not add up."""
    cells = listing.cells
    sums = [zip(cells[one.total], *[cells[part] for part in one.parts], strict=True) for one in listing.sums if one.axis == "row"]
    return sum([not fits(column) for columns in sums for column in columns if column[0] is not None])
