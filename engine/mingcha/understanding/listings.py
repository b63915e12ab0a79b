"""Read the body of a table into listings: names, amounts at their coordinates, and which amounts add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec.structs

from ..amounts import FIRST_OF_NUMBER, is_broken_number, is_number, parse_amount
from ..knowledge import Knowledge, Meaning, plain
from ..reading import Row
from .disclosure import MALFORMED, Column, Coordinate, Figure, Line, Listing, Unread
from .layout import CODE, Head, is_filler, period_of
from .lines import LineReader
from .words import GENERIC, Words

_NO_NAMES = frozenset(("-", "—", "*", "**", "类", "款", "项"))


class Context(NamedTuple):
    """What holds for a whole table: its index, kind, money unit, the title's meaning, the disclosure's year and kind."""

    table: int
    kind: str
    unit: str
    meaning: Meaning
    year: int
    disclosure_kind: str


class Body(NamedTuple):
    """The listings of one table, the numbers that are no figures and why, and how many labels were numbers."""

    listings: list[Listing]
    unread: list[Unread]
    labels: int


class _Block(NamedTuple):
    """Neighbouring columns that belong to one list: codes, names, then amounts."""

    heads: tuple[Head, ...]
    names: tuple[Head, ...]
    codes: tuple[Head, ...]
    columns: tuple[Column, ...]
    naming: str
    side: str


def read_body(heads: Sequence[Head], body: Sequence[Row], context: Context, words: Words) -> Body:
    """Read the rows below the head."""
    blocks = _blocks(heads, context, words)
    if not blocks:
        return _no_listing(body, context)
    unread: list[Unread] = []
    labels = 0
    readers = [_Reader(block, context, words) for block in blocks]
    owners = _owners(heads, blocks)
    for row in body:
        if is_filler(row):
            labels += sum(1 for cell in row.cells if cell and is_number(cell))
            continue
        labels += _read_row(row, readers, owners, context, unread)
    listings = [reader.listing(words.knowledge) for reader in readers]
    return Body([listing for listing in listings if listing.lines], unread, labels)


def _no_listing(body: Sequence[Row], context: Context) -> Body:
    """A table without an amount column: its numbers are ordinals or stay unread."""
    unread, labels = [], 0
    for row in body:
        for index, cell in enumerate(row.cells):
            if cell and is_number(cell):
                if (index == 0 and len(cell) <= 3) or CODE.match(cell) or is_filler(row):
                    labels += 1
                else:
                    unread.append(Unread(row.line, context.table, cell, "the table has no head that tells what its numbers are"))
    return Body([], unread, labels)


def _blocks(heads: Sequence[Head], context: Context, words: Words) -> list[_Block]:
    """Divide the columns where a code or a name follows an amount."""
    groups: list[list[Head]] = [[]]
    seen_amount = False
    for head in heads:
        if head.role in ("code", "name") and seen_amount:
            groups.append([])
            seen_amount = False
        seen_amount = seen_amount or head.role in ("amount", "ratio")
        groups[-1].append(head)
    return [_block(group, context, words) for group in groups if any(head.role == "amount" for head in group)]


def _block(group: Sequence[Head], context: Context, words: Words) -> _Block:
    names = tuple(head for head in group if head.role == "name")
    codes = tuple(head for head in group if head.role == "code")
    amounts = [head for head in group if head.role == "amount"]
    naming = next((head.naming for head in names if head.naming), "")
    side = context.meaning.measure if context.meaning.measure in GENERIC else ""
    for head in (*names, *amounts):
        side = _side(head.text) or side
    if not naming and codes:
        naming = next((head.naming for head in codes if head.naming), "")
    if naming == "economy_dept" and any("政府" in head.text for head in names[:1]):
        naming = "economy_gov"
    columns = tuple(_with_balances([_column(head, context, side) for head in amounts]))
    return _Block(tuple(group), names, codes, columns, naming, side)


def _with_balances(columns: list[Column]) -> list[Column]:
    """Where balances stand beside the sources of a year's income, the total is income with balances."""
    if not any(column.measure in ("carried_in", "other_receipt") for column in columns):
        return columns
    return [
        msgspec.structs.replace(column, measure="total_income")
        if column.measure == "income" and not (column.fund or column.component or column.item) and "本年" not in column.head
        else column
        for column in columns
    ]


def _side(text: str) -> str:
    """Which side of a two-sided table a head stands on; a head can say both in different rows, the upper counts."""
    first = plain(text)
    income, expenditure = first.find("收入"), first.find("支出")
    if income < 0 and expenditure < 0:
        return ""
    if expenditure < 0 or 0 <= income < expenditure:
        return "income"
    return "expenditure"


def _column(head: Head, context: Context, side: str) -> Column:
    meaning = head.meaning
    measure = meaning.measure if meaning.measure not in GENERIC else side or meaning.measure
    return Column(
        head.index,
        head.text,
        measure,
        period_of(plain(head.text), context.year, context.disclosure_kind),
        meaning.fund,
        meaning.component,
        meaning.item or (head.text.rsplit(" ", 1)[-1] if head.of_which else ""),
        head.of_which,
    )


_Owner = tuple[int, str, Head | None, int]
"""Of a cell index: its block, the role of its head, the head, and the index of its amount column or -1."""


def _owners(heads: Sequence[Head], blocks: Sequence[_Block]) -> list[_Owner]:
    """Whose each cell is; a cell without a head of its own belongs to the block to its left."""
    by_index = {head.index: (number, head) for number, block in enumerate(blocks) for head in block.heads}
    columns = {column.index: place for block in blocks for place, column in enumerate(block.columns)}
    owners: list[_Owner] = []
    number = 0
    for index in range(max(head.index for head in heads) + 1):
        head = None
        if index in by_index:
            number, head = by_index[index]
        owners.append((number, head.role if head is not None else "", head, columns.get(index, -1)))
    return owners


class _Reader:
    """Collects the rows of one block."""

    def __init__(self, block: _Block, context: Context, words: Words) -> None:
        self.block = block
        self.context = context
        self.rows = LineReader(context.kind, block.naming, block.side, bool(block.codes), words)
        self.blank: tuple[Figure | None, ...] = (None,) * len(block.columns)
        self.lines: list[Line] = []
        self.cells: list[tuple[Figure | None, ...]] = []
        self.group = ""

    def add(
        self,
        row: Row,
        label: str,
        code: str,
        counterpart: str,
        counterpart_name: str,
        amounts: dict[int, str],
        unread: list[Unread],
    ) -> None:
        """Add one row."""
        line = self.rows.line(row.line, label, code, counterpart, counterpart_name)
        self.lines.append(line)
        if not amounts:
            self.cells.append(self.blank)
            return
        figures: list[Figure | None] = [None] * len(self.blank)
        table, unit, number = self.context.table, self.context.unit or "元", row.line
        for place, text in amounts.items():
            amount = parse_amount(text, unit)
            if amount is None:
                unread.append(Unread(number, table, text, "a number too long to be an amount"))
                continue
            column = self.block.columns[place]
            coordinate = self._coordinate(line, column)
            figures[place] = Figure(amount[0], amount[1], unit, coordinate, number, table, label, column.head, text)
        self.cells.append(tuple(figures))

    def _coordinate(self, line: Line, column: Column) -> Coordinate:
        """What the cell where ``line`` and ``column`` meet speaks of; what the row says goes before the column and the title."""
        measure, _, fund, component, item = meaning = self.context.meaning
        if measure in GENERIC:
            measure = line.measure if line.measure not in GENERIC else column.measure or line.measure or measure or "expenditure"
        if measure in ("expenditure", "income"):
            component = line.component or column.component or meaning.component
        else:
            component = line.component or column.component
        return Coordinate(
            measure,
            column.period,
            line.fund or column.fund or fund,
            line.function,
            line.economy_dept,
            line.economy_gov,
            component,
            line.item or column.item or item,
        )

    def listing(self, knowledge: Knowledge) -> Listing:
        """The finished listing with the sums it promises."""
        from .sums import sums_of

        return Listing(
            self.context.table,
            self.block.columns,
            tuple(self.lines),
            tuple(self.cells),
            tuple(sums_of(self.context.kind, self.block.columns, self.lines, self.cells, knowledge)),
        )


class _Parts:
    """What one row gives one block, cell by cell."""

    __slots__ = ("amounts", "codes", "more_codes", "notes", "text_head", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.notes: list[str] = []
        self.text_head: Head | None = None
        self.codes: list[tuple[int, str]] = []
        self.more_codes: list[tuple[int, str]] = []
        self.amounts: dict[int, str] = {}

    def text(self, cell: str, role: str, head: Head | None, named: bool) -> None:
        """Take a cell of words: a name, or a note where no name comes."""
        if role == "note":
            if not self.amounts:
                self.notes.append(cell)
        elif cell not in _NO_NAMES and (role != "amount" or not (named or self.texts)):
            if not self.texts:
                self.text_head = head
            self.texts.append(cell)

    def code(self, cell: str, head: Head) -> None:
        """Take a cell of digits in a code column; after the name it is the counterpart's code."""
        leaf = head.text[-1]
        place = "类款项".index(leaf) if leaf in "类款项" and (len(head.text) == 1 or head.text[-2] == " ") else 0
        (self.more_codes if self.texts else self.codes).append((place, cell))


def _read_row(row: Row, readers: Sequence[_Reader], owners: Sequence[_Owner], context: Context, unread: list[Unread]) -> int:
    """Give every cell of a row its part; returns how many numbers were codes or ordinals."""
    labels = 0
    parts = [_Parts() for _ in readers]
    strays: list[tuple[int, int, str]] = []
    width = len(owners)
    last = (len(readers) - 1, "", None, -1)
    for index, cell in enumerate(row.cells):
        if not cell:
            continue
        number, role, head, place = owners[index] if index < width else last
        own = parts[number]
        if cell[0] not in FIRST_OF_NUMBER or not is_number(cell):
            if place >= 0 and is_broken_number(cell):
                unread.append(Unread(row.line, context.table, cell, MALFORMED))
            elif role not in ("ordinal", "ratio"):
                own.text(cell, role, head, bool(readers[number].block.names))
        elif place >= 0:
            own.amounts[place] = cell
        elif role == "code" and head is not None and cell.isdecimal():
            own.code(cell, head)
            labels += 1
        elif role in ("ordinal", "ratio") or (role == "note" and len(cell) < 5):
            labels += 1
        elif CODE.match(cell) and readers[number].block.codes and not own.texts:
            own.codes.append((0, cell))
            labels += 1
        else:
            strays.append((number, index, cell))
    for number, index, cell in strays:
        place = _nearest(readers[number].block.columns, parts[number].amounts, index)
        if place >= 0:
            parts[number].amounts[place] = cell
        else:
            unread.append(Unread(row.line, context.table, cell, "no amount column near this number"))
    names = [_label_of(reader, own) for reader, own in zip(readers, parts, strict=True)]
    if len(readers) > 1:
        _share_closing(readers, names, parts)
    for reader, own, (label, counterpart_name) in zip(readers, parts, names, strict=True):
        code = reader.rows.code(own.codes)
        if label or code or (own.amounts and not reader.block.names):
            reader.add(row, label, code, _joined(own.more_codes), counterpart_name, own.amounts, unread)
        elif own.amounts:
            labels += _nameless(row, own.amounts, context, unread)
    return labels


def _share_closing(readers: Sequence[_Reader], names: list[tuple[str, str]], parts: Sequence[_Parts]) -> None:
    """A closing row whose name and amount were merged over two lists belongs to both."""
    for number in range(1, len(readers)):
        label = names[number - 1][0]
        own = parts[number].amounts
        if names[number][0] or not own or not label or not readers[number].block.names:
            continue
        if readers[number - 1].rows.closes(label):
            names[number] = names[number - 1]
            if not parts[number - 1].amounts and 0 in own:
                parts[number - 1].amounts = {0: own[0]}


def _nameless(row: Row, amounts: dict[int, str], context: Context, unread: list[Unread]) -> int:
    """Amounts in a row without a name: nil ones fill a form's blank rows, others are reported unread."""
    nil = 0
    for text in amounts.values():
        amount = parse_amount(text, context.unit or "元")
        if amount is not None and amount.fen == 0:
            nil += 1
        else:
            unread.append(Unread(row.line, context.table, text, "the row has no name"))
    return nil


def _joined(pieces: Sequence[tuple[int, str]]) -> str:
    if not pieces:
        return ""
    code = "".join(text for _, text in pieces)
    return code if len(code) in (3, 5) else ""


def _label_of(reader: _Reader, parts: _Parts) -> tuple[str, str]:
    """The row's label, and the name beside its counterpart code."""
    texts = parts.texts or parts.notes[:1]
    if not texts:
        return "", ""
    names = reader.block.names
    if parts.more_codes or (len(names) > 1 and names[-1].naming == "economy_gov" and names[0].naming == "economy_dept"):
        return texts[0], texts[1] if len(texts) > 1 else ""
    if reader.context.kind == "procurement":
        return " / ".join(texts), ""
    if len(texts) > 1:
        reader.group = texts[0]
        last = texts[-1]
        return (texts[0] if plain(last) in ("小计", "合计") else last), ""
    head = parts.text_head
    if head is not None and names and head.index == names[0].index:
        reader.group = texts[0]
    elif reader.group and plain(texts[0]) == "小计":
        return reader.group, ""
    return texts[0], ""


def _nearest(columns: Sequence[Column], taken: dict[int, str], index: int) -> int:
    """The free amount column nearest to ``index``; rows slide when a cell to their left was merged."""
    free = [(abs(column.index - index), place) for place, column in enumerate(columns) if place not in taken]
    return min(free)[1] if free else -1
