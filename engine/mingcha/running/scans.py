"""Slips of recognition put right where the figures around them, or the tables of accounts, leave one reading only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..amounts import NUMBER, parse_amount, print_amount
from ..checking import Cube, Violation, check
from ..diagnosing.slips import looks_alike, slips_of
from ..knowledge import Accounts, Knowledge, name_key
from ..locating import locate
from ..locating.suspect import Change, Suspect
from ..reading import Block, Document, Row, Spot, Table
from ..telling import decimals_of
from ..understanding import Disclosure, Figure, Words, understand

_ROUNDS = 3
_RIVAL = 0.5
"""How likely, beside a slip of recognition, another explanation may be at most for the slip to be put right."""
_CODE_LENGTHS = (3, 5, 7)
_LIKE_THE_EYE = ("one_digit", "two_digits")
_LIKE_A_BAD_COPY = ("one_digit", "two_digits", "dropped", "inserted", "point", "sign")


class Cell(NamedTuple):
    """A cell of a document: its row's line and its place in the row."""

    line: int
    column: int


def corrected(document: Document, disclosure: Disclosure, knowledge: Knowledge, words: Words) -> tuple[Document, Disclosure]:
    """The document with misread cells put right, and what is understood of it then; the same two where none was.

    A figure is put right only where its recognition was not sure, where one slip of recognition makes it the amount that all its
    identities demand, and where no other doubtful figure explains as much. ``Spot.raw`` keeps what was read.

    Args:
        document: a scan as read; only cells that were recognised are touched.
        disclosure: what is understood of it.
        knowledge: which digits look alike and which scores are sure; the tables of accounts.
        words: of the knowledge.
    """
    named = _put(document, dict(_accounts(document, knowledge)))
    if named is not document:
        document, disclosure = named, understand(named, words)
    broken, suspects = _broken(document, disclosure, knowledge, words)
    for _ in range(_ROUNDS):
        readings = dict(_readings(suspects, document, knowledge))
        mended = _put(document, readings)
        if mended is document:
            break
        again = understand(mended, words)
        left, suspects = _broken(mended, again, knowledge, words)
        if left >= broken:
            break
        document, disclosure, broken = mended, again, left
    return document, disclosure


def _rows(blocks: Iterable[Block]) -> Iterator[Row]:
    return (row for block in blocks if isinstance(block, Table) for row in block.rows)


def _put(document: Document, cells: Mapping[Cell, str]) -> Document:
    """The document with other texts in some cells; what was read is kept in their spots."""
    if not cells:
        return document

    def row_of(row: Row) -> Row:
        new = {column: text for (line, column), text in cells.items() if line == row.line}
        if not new:
            return row
        spots = tuple(
            msgspec.structs.replace(spot, raw=spot.raw or row.cells[column]) if spot and column in new else spot
            for column, spot in enumerate(row.spots)
        )
        return Row(tuple(new.get(column, cell) for column, cell in enumerate(row.cells)), row.line, spots)

    blocks = tuple(Table(tuple(map(row_of, block.rows))) if isinstance(block, Table) else block for block in document.blocks)
    return msgspec.structs.replace(document, blocks=blocks)


# -- amounts, by what the identities demand ----------------------------------------------------------------------------


def _broken(document: Document, disclosure: Disclosure, knowledge: Knowledge, words: Words) -> tuple[int, Sequence[Suspect]]:
    """How many identities do not hold, and which figures are suspected for it."""
    cube = Cube(disclosure, knowledge)
    outcomes = check(document, disclosure, knowledge, words, cube)
    broken = [violation for outcome in outcomes for violation in outcome.violations if _of_amounts(violation)]
    return len(broken), locate(outcomes, cube).suspects if broken else ()


def _of_amounts(violation: Violation) -> bool:
    return violation.identity is not None and not violation.hint


def _readings(suspects: Iterable[Suspect], document: Document, knowledge: Knowledge) -> Iterator[tuple[Cell, str]]:
    """The cells to be read otherwise, each the only reading that explains what its suspect explains.

    An explanation that is about as likely and no slip of recognition may be the unit's own error: nothing is put right then.
    """
    rows = {row.line: row for row in _rows(document.blocks)}
    for suspect in suspects:
        explanations = [(suspect.changes, suspect.probability)]
        explanations += [(other.changes, other.probability) for other in suspect.alternatives]
        found: dict[tuple[Cell, str] | None, float] = {}
        for changes, probability in explanations:
            alone = changes[0] if len(changes) == 1 else None
            reading = _reading(alone, rows.get(alone.figure.line), suspect, knowledge) if alone else None
            found[reading] = max(found.get(reading, 0.0), probability)
        beyond = found.pop(None, 0.0)
        if len(found) == 1 and beyond < _RIVAL * max(found.values()):
            yield from (reading for reading in found if reading is not None)


def _reading(change: Change, row: Row | None, suspect: Suspect, knowledge: Knowledge) -> tuple[Cell, str] | None:
    """The cell of a suspected figure and what it should say, where recognition may have misread it so."""
    figure = change.figure
    if row is None or change.right == figure.fen:
        return None
    column = _column_of(figure, row)
    spot = row.spots[column] if 0 <= column < len(row.spots) else None
    if spot is None or spot.raw:
        return None
    digits = knowledge.words["digits"]
    weighty = len(suspect.explains) + len(suspect.confirmed) > 1
    if spot.score >= digits["sure_score"] or not (weighty or spot.score < digits["doubtful_score"]):
        return None
    slips = slips_of(figure, change.right)
    kinds = _LIKE_A_BAD_COPY if spot.score < digits["doubtful_score"] else _LIKE_THE_EYE
    alike = digits["look_alike"]
    likely = any(
        slip.kind in kinds
        and (
            slip.kind not in _LIKE_THE_EYE
            or spot.score < digits["doubtful_score"]
            or all(looks_alike(one, other, alike) for one, other in zip(slip.stated, slip.right, strict=True))
        )
        for slip in slips
    )
    text = _printed(change, row.cells[column]) if likely else None
    return (Cell(row.line, column), text) if text else None


def _column_of(figure: Figure, row: Row) -> int:
    """Which cell of a row states a figure; -1 where none, or more than one does."""
    stating = [column for column, cell in enumerate(row.cells) if _fen(cell, figure.unit) == figure.fen]
    if figure.cell in stating:
        return figure.cell
    return stating[0] if len(stating) == 1 else -1


def _fen(cell: str, unit: str) -> int | None:
    numbers = NUMBER.findall(cell)
    amount = parse_amount(numbers[0], unit) if len(numbers) == 1 else None
    return None if amount is None else amount.fen


def _printed(change: Change, cell: str) -> str | None:
    """The cell with the right amount, in its own way of printing; None where it cannot be printed so."""
    figure = change.figure
    number = print_amount(change.right, figure.unit, decimals_of(figure))
    if "," in cell:
        whole, point, rest = number.partition(".")
        number = f"{int(whole):,}{point}{rest}"
    text = NUMBER.sub(number, cell, count=1)
    return text if _fen(text, figure.unit) == change.right else None


# -- codes and names, by the tables of accounts ------------------------------------------------------------------------


def _accounts(document: Document, knowledge: Knowledge) -> Iterator[tuple[Cell, str]]:
    """Doubtful codes beside a name that has one code only, and doubtful names beside their code, with what they should be."""
    digits = knowledge.words["digits"]
    for row in _rows(document.blocks):
        for column, (code, name) in enumerate(zip(row.cells, row.cells[1:], strict=False)):
            if not code.isdecimal() or len(code) not in _CODE_LENGTHS or not name or len(row.spots) < column + 2:
                continue
            accounts = knowledge.accounts_of(code)
            right = accounts.code_of(name, length=len(code))
            if right and right != code and _doubtful(row.spots[column], digits["sure_score"]):
                if code not in accounts.names and _alike(code, right, digits["look_alike"]):
                    yield Cell(row.line, column), right
            elif right is None and _doubtful(row.spots[column + 1], digits["doubtful_score"]):
                known = _name_of(code, name, accounts)
                if known:
                    yield Cell(row.line, column + 1), known


def _doubtful(spot: Spot | None, score: float) -> bool:
    return spot is not None and spot.score < score


def _alike(one: str, other: str, groups: Sequence[str]) -> bool:
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 and looks_alike(*apart[0], groups)


def _name_of(code: str, name: str, accounts: Accounts) -> str | None:
    """The account's name where one character of it was misread."""
    known = accounts.names.get(code, "")
    if len(known) < 3 or len(known) != len(name) or name_key(name) == name_key(known):
        return None
    return known if sum(a != b for a, b in zip(name, known, strict=True)) == 1 else None
