"""Rows of accounts that a table prints twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..knowledge import Rule
from ..understanding import Figure, Line, Listing
from .cube import Cube
from .violation import Tally, Violation, fits, place_of, table_name, with_unit


def listed_once(rule: Rule, cube: Cube) -> Tally:
    """A table has no account twice with the same amounts, beside sums that have room for it once."""
    tally = Tally()
    for table in cube.disclosure.tables:
        for listing in table.listings:
            tally.held += len(listing.lines)
            if not _names_again(listing):
                continue
            # What a department lists unit by unit has every account as often as it has units.
            if any(line.role == "unit" for line in listing.lines):
                continue
            for first, second in _repeated(listing):
                if _fits_once(listing, first):
                    one, other = _first_amount(listing.cells[first]), _first_amount(listing.cells[second])
                    line = listing.lines[first]
                    name = table_name(table.index, cube.disclosure)
                    words = {"table": name, "row": f"{line.code} {line.label}".strip(), "a": with_unit(one)}
                    places = tuple(place_of(figure, cube.disclosure) for figure in (other, one))
                    tally.violations.append(Violation(rule.id, places, figures=(other, one), words=words))
    return tally


def _names_again(listing: Listing) -> bool:
    """Whether a row may name an account that one above names, which is cheap to see."""
    codes = [code for line in listing.lines if (code := line.code or line.account)]
    return len(codes) != len(set(codes))


def _repeated(listing: Listing) -> Iterator[tuple[int, int]]:
    """Rows that name the same account and print the same amounts, not all of them nil, as one above."""
    seen: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = {}
    for place, (line, cells) in enumerate(zip(listing.lines, listing.cells, strict=True)):
        account = _account(line) if line.role == "item" else ()
        amounts = tuple([figure.fen if figure is not None else 0 for figure in cells]) if account else ()
        if any(amounts):
            first = seen.setdefault((account, amounts), place)
            if first != place:
                yield first, place


def _account(line: Line) -> tuple[str, ...]:
    """What a row is about, () where it names no account."""
    code = line.code or line.account
    return (code, line.counterpart, line.component, line.fund, line.item, line.measure) if code else ()


def _fits_once(listing: Listing, place: int) -> bool:
    """Whether a row is part of a sum of rows, and all these add up without its repetition."""
    sums = [one for one in listing.sums if one.axis == "row" and place in (one.total, *one.parts)]
    columns = [
        [listing.cells[row][column] for row in (one.total, *one.parts)] for one in sums for column in range(len(listing.columns))
    ]
    return bool(columns) and all(column[0] is None or fits(column) for column in columns)


def _first_amount(cells: Sequence[Figure | None]) -> Figure:
    return next(figure for figure in cells if figure is not None and figure.fen)
