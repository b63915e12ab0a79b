"""Recognised numbers tidied: what can only be a sign taken for another is put right, and the reading kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from .blocks import Content
from .document import Document, Row, Spot, Table

NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
"""A number as it is printed in a table."""

_BLANKS = re.compile(r"(?<=[,.])\s+(?=\d)|(?<=\d)\s+(?=[,.])")
_FIRST_GROUP = re.compile(r"^(-?\d{1,3})\s+(?=\d{3}[,.])")
_SIGNS = str.maketrans("，。．％－—–", ",..%---")
_LETTERS = str.maketrans("OoQDlI|", "0000111")
_NUMBERLIKE = re.compile(r"[-\d,.%OoQDlI|]+")
_SIGN = re.compile(r"^-\s+")
_COMMA_LOST = re.compile(r"(-?)(\d+)((?:,\d{3})+)(\.\d+)?")
_POINTS_FOR_COMMAS = re.compile(r"(-?\d{1,3})((?:[.,]\d{3})+)[.,](\d{2})")
_BLANK_SCORE = 0.95
_DASHES = frozenset("一—-–－ー")


def is_recognised(document: Document) -> bool:
    """Whether any of a document was recognised from a picture."""
    return any(spot.score < 1 for spot in document.spots.values()) or any(
        _recognised(spot) for block in document.blocks if isinstance(block, Table) for row in block.rows for spot in row.spots
    )


def tidied(content: Content) -> Content:
    """Tidy the recognised cells that stand in a column of numbers; cells that were not recognised stay as they are."""
    blocks = tuple(_tidied_table(block) if isinstance(block, Table) else block for block in content.blocks)
    return msgspec.structs.replace(content, blocks=blocks)


def _tidied_table(table: Table) -> Table:
    if not any(_recognised(spot) for row in table.rows for spot in row.spots):
        return table
    numbers = _number_columns(table.rows)
    return Table(tuple(_doubting_blanks(_tidied_row(row, numbers)) for row in table.rows))


def _doubting_blanks(row: Row) -> Row:
    """That a cell is blank is never sure: a faint character is overlooked more easily than misread."""
    spots = tuple(
        msgspec.structs.replace(spot, score=_BLANK_SCORE) if spot and not cell and spot.score == 1 else spot
        for cell, spot in zip(row.cells, row.spots, strict=False)
    )
    return Row(row.cells, row.line, spots)


def _recognised(spot: Spot | None) -> bool:
    return spot is not None and spot.score < 1


def _number_columns(rows: Sequence[Row]) -> set[int]:
    """The columns of which at least half the cells that say something are numbers."""
    said: dict[int, list[bool]] = {}
    for row in rows:
        for column, cell in enumerate(row.cells):
            if cell:
                said.setdefault(column, []).append(NUMBER.fullmatch(_plain(cell)) is not None)
    return {column for column, numbers in said.items() if 2 * sum(numbers) >= len(numbers)}


def _tidied_row(row: Row, numbers: set[int]) -> Row:
    cells, spots = list(row.cells), list(row.spots)
    for column, (cell, spot) in enumerate(zip(row.cells, row.spots, strict=False)):
        if spot is None or not _recognised(spot) or not cell or NUMBER.fullmatch(cell):
            continue
        number = tidy(cell, sure=column in numbers)
        if number != cell:
            cells[column] = number
            spots[column] = spot if _plain(cell) == number else msgspec.structs.replace(spot, raw=cell)
    return row if cells == list(row.cells) else Row(tuple(cells), row.line, tuple(spots))


def _plain(cell: str) -> str:
    return _FIRST_GROUP.sub(r"\1", _SIGN.sub("-", _BLANKS.sub("", cell.translate(_SIGNS))))


def tidy(cell: str, *, sure: bool) -> str:
    """What a cell says as a number, where that is not in doubt; else the cell as it is.

    Args:
        cell: as recognised.
        sure: whether the cell stands among numbers, so that a letter in it can only be a digit.
    """
    plain = _plain(cell)
    if NUMBER.fullmatch(plain):
        return plain
    if not sure:
        return cell
    if plain in _DASHES:
        return "-"
    if not _NUMBERLIKE.fullmatch(plain):
        return cell
    digits = plain.translate(_LETTERS)
    if NUMBER.fullmatch(digits):
        return digits
    if lost := _COMMA_LOST.fullmatch(digits):
        return f"{lost[1]}{int(lost[2] + lost[3].replace(',', '')):,}{lost[4] or ''}"
    if taken := _POINTS_FOR_COMMAS.fullmatch(digits):
        return f"{taken[1]}{taken[2].replace('.', ',')}.{taken[3]}"
    return cell
