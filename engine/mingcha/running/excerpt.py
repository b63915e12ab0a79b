"""A document as it was read, kept beside what was found in it, so that a report can show the very rows and sentences again."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from ..reading import Row, Table
from ..understanding import Disclosure
from .one import Screening


class Shown(Struct, frozen=True, array_like=True, gc=False):
    """A row as printed.

    Attributes:
        cells: as printed; one that spans several stands at its first, the others are "".
        line: 1-based, as in the places of findings.
        spans: of the cells that span several, the index, grid columns and rows; none in text.
    """

    cells: tuple[str, ...]
    line: int
    spans: tuple[tuple[int, int, int], ...] = ()


class Rows(Struct, frozen=True, array_like=True, gc=False, tag="t"):
    """Rows that stood together."""

    rows: tuple[Shown, ...]


class Text(Struct, frozen=True, array_like=True, gc=False, tag="p"):
    """A paragraph: its text, and for each line it was joined from the offset where it begins and its number."""

    text: str
    lines: tuple[tuple[int, int], ...]


class Titled(Struct, frozen=True, array_like=True, gc=False):
    """A table as understood.

    Attributes:
        label: such as 表6; "" where none is printed. ``title`` as printed.
        unit: money unit, "" where none is stated anywhere near.
        line: first line; ``end`` last line.
        columns: of its columns of amounts, the index of the cell in a row and the head, as places of findings name it.
    """

    label: str
    title: str
    unit: str
    line: int
    end: int
    columns: tuple[tuple[int, str], ...]


class Excerpt(Struct, frozen=True, array_like=True, gc=False):
    """A document as it was read, in reading order, and its tables as understood, in the order of their lines."""

    blocks: tuple[Rows | Text, ...] = ()
    tables: tuple[Titled, ...] = ()


def excerpt_of(screening: Screening) -> bytes:
    """The excerpt of a document that was screened, encoded; b"" where it was not kept."""
    document = screening.document
    if document is None:
        return b""
    # What was read is encoded as what is shown would be, which need not be made, but for where cells stand in a file.
    blocks = [_rows(block) if isinstance(block, Table) else block for block in document.blocks] if document.spots else document.blocks
    return _encode((blocks, _tables(screening.disclosure)))


def excerpt_in(data: bytes) -> Excerpt:
    """The excerpt that a body holds."""
    return _decode(data) if data else Excerpt()


# Plain lists and tuples are encoded as structs that are arrays are.


def _rows(block: Table) -> tuple[object, ...]:
    return "t", [(row.cells, row.line, _spans(row)) for row in block.rows]


def _spans(row: Row) -> list[tuple[int, int, int]]:
    return [(at, spot.across, spot.down) for at, spot in enumerate(row.spots) if spot and (spot.across > 1 or spot.down > 1)]


def _tables(disclosure: Disclosure) -> list[tuple[object, ...]]:
    return [
        (
            table.label,
            table.title,
            table.unit,
            table.line,
            table.end,
            [(column.index, column.head) for listing in table.listings for column in listing.columns],
        )
        for table in disclosure.tables
    ]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Excerpt).decode
