"""Read the body of a table into listings: names, amounts at their coordinates, and which amounts add up."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import msgspec.structs
from msgspec import Struct

from ..amounts import is_number, parse_amount
from ..knowledge import Knowledge, Meaning, name_key, plain
from ..reading import Row
from .disclosure import MALFORMED, Column, Coordinate, Figure, Line, Listing, Unread
from .layout import CODE, Head, cell_kind, is_filler, period_of
from .lines import LineReader, Marks, unit_line
from .miscoded import own_codes, own_counterparts
from .precision import sharpened
from .sums import sums_of
from .words import GENERIC, Words

_NUMBERS_ONLY = frozenset(("ordinal", "ratio"))


class Context(NamedTuple):
    """What holds for a whole table: its index, kind, money unit, the title's meaning, the disclosure's year and kind."""

    table: int
    kind: str
    unit: str
    meaning: Meaning
    year: int
    disclosure_kind: str


class Body(NamedTuple):
    """The listings of one table, the numbers that are no figures and why, how many numbers there are and how many are labels."""

    listings: list[Listing]
    unread: list[Unread]
    numbers: int
    labels: int


class _Block(Struct, frozen=True, eq=False):
    """Neighbouring columns that belong to one list: codes, names, then amounts; ``start`` is the first cell of a row that does.

    Each is made once, so it can be a key that is itself alone.
    """

    start: int
    heads: tuple[Head, ...]
    names: tuple[Head, ...]
    codes: tuple[Head, ...]
    columns: tuple[Column, ...]
    naming: str
    side: str


def read_body(heads: Sequence[Head], body: Sequence[Row], context: Context, words: Words) -> Body:
    """Read the rows below the head."""
    blocks = _blocks(heads, context)
    if not blocks:
        return read_nothing(body, context.table)
    unread: list[Unread] = []
    numbers = labels = 0
    readers = [_Reader(block, context, words) for block in blocks]
    for reader, after in pairwise(readers):
        reader.stop = after.block.start
    for row in body:
        if is_filler(row):
            count = meaningless = sum([1 for cell in row.cells if cell and is_number(cell)])
        else:
            count, meaningless = _read_row(row, readers, unread)
        numbers += count
        labels += meaningless
    listings = [reader.listing(words.knowledge) for reader in readers]
    return Body([listing for listing in listings if listing.lines], unread, numbers, labels)


def read_nothing(body: Sequence[Row], table: int) -> Body:
    """A table without an amount column: its numbers are ordinals or stay unread."""
    unread, labels = [], 0
    for row in body:
        for index, cell in enumerate(row.cells):
            if cell and is_number(cell):
                if (index == 0 and len(cell) <= 3) or CODE.match(cell) or is_filler(row):
                    labels += 1
                else:
                    unread.append(Unread(row.line, table, cell, "the table has no head that tells what its numbers are"))
    return Body([], unread, labels + len(unread), labels)


def _blocks(heads: Sequence[Head], context: Context) -> list[_Block]:
    """Divide the columns where a code or a name follows an amount."""
    groups: list[list[Head]] = [[]]
    seen_amount = False
    for head in heads:
        if head.role in ("code", "name") and seen_amount:
            groups.append([])
            seen_amount = False
        seen_amount = seen_amount or head.role in ("amount", "ratio")
        groups[-1].append(head)
    side = context.meaning.measure if context.meaning.measure in GENERIC else ""
    groups = [group for group in groups if any(head.role == "amount" for head in group)]
    starts = [0, *(group[0].index for group in groups[1:])]
    alone = len(groups) == 1
    return [
        _block(tuple(group), start, side, alone, context.year, context.disclosure_kind)
        for group, start in zip(groups, starts, strict=False)
    ]


@lru_cache(maxsize=4096)
def _block(group: tuple[Head, ...], start: int, side: str, alone: bool, year: int, disclosure_kind: str) -> _Block:
    """One list; where it stands alone the title says its side, and a head such as 事业收入 only where the money comes from."""
    names = tuple(head for head in group if head.role == "name")
    codes = tuple(head for head in group if head.role == "code")
    amounts = [head for head in group if head.role == "amount"]
    naming = next((head.naming for head in names if head.naming), "")
    for head in (*names, *amounts) if not (side and alone) else ():
        side = _side(head.text) or side
    if not naming and codes:
        naming = next((head.naming for head in codes if head.naming), "")
    if naming == "economy_dept" and any("政府" in head.text for head in names[:1]):
        naming = "economy_gov"
    # Where income and expenditure stand side by side, as in the table of a fund, each column speaks for itself.
    both = {_side(head.text) for head in amounts} >= {"income", "expenditure"}
    columns = tuple(
        _with_balances([_column(head, (both and _side(head.text)) or side, year, disclosure_kind) for head in amounts])
    )
    return _Block(start, group, names, codes, columns, naming, side)


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


def _column(head: Head, side: str, year: int, disclosure_kind: str) -> Column:
    meaning = head.meaning
    measure = meaning.measure if meaning.measure not in GENERIC else side or meaning.measure
    return Column(
        head.index,
        head.text,
        measure,
        meaning.period or period_of(plain(head.text), year, disclosure_kind),
        meaning.fund,
        meaning.component,
        meaning.item or (head.text.rsplit(" ", 1)[-1] if head.of_which else ""),
        head.of_which,
    )


class _Parts(NamedTuple):
    """What the cells of a row are to a block, each by its index in the row.

    Attributes:
        texts: the names; ``span`` from which to which column they stand; ``leading``: whether the first column of names has one.
        note: the first of the notes before the amounts, -1 where there is none; ``briefed``: whether there are any after them.
        codes, more_codes: those before the names and behind them, each with the part of a code that it is.
        amounts: each with its column.
        numbers: how many there are; ``labels`` how many of them are codes or ordinals.
        broken, astray: the numbers that are none, and those no amount column is near to.
    """

    texts: tuple[int, ...]
    span: tuple[int, int]
    leading: bool
    note: int
    briefed: bool
    codes: tuple[tuple[int, int], ...]
    more_codes: tuple[tuple[int, int], ...]
    amounts: tuple[tuple[int, int], ...]
    numbers: int
    labels: int
    broken: tuple[int, ...]
    astray: tuple[int, ...]


_NOTHING = _Parts((), (0, 0), False, -1, False, (), (), (), 0, 0, (), ())


@lru_cache(maxsize=50_000)
def _parts(block: _Block, kinds: str) -> _Parts:
    """What the cells of a row are, by what they hold (``cell_kind``); a cell without a head belongs to the block to its left."""
    if kinds.isspace() or not kinds:
        return _NOTHING
    columns = {column.index: place for place, column in enumerate(block.columns)}
    own = {head.index: head for head in block.heads}
    texts: list[int] = []
    notes: list[int] = []
    codes: list[tuple[int, int]] = []
    more_codes: list[tuple[int, int]] = []
    amounts: dict[int, int] = {}
    broken: list[int] = []
    strays: list[int] = []
    labels = 0
    briefed = False
    for index, kind in enumerate(kinds, block.start):
        head = own.get(index)
        role = head.role if head is not None else ""
        if kind == " ":
            continue
        if kind in "wb-":
            if role == "amount" and kind == "b":
                broken.append(index)
            elif role == "note":
                briefed = briefed or bool(amounts)
                notes += () if amounts else (index,)
            elif kind != "-" and role not in _NUMBERS_ONLY and (role != "amount" or not (block.names or texts)):
                texts.append(index)
        elif role == "amount":
            amounts[columns[index]] = index
        elif role == "code" and head is not None and kind not in "nN":
            (more_codes if texts else codes).append((_part_of_code(head.text), index))
            labels += 1
        elif role in _NUMBERS_ONLY or (role == "note" and kind.islower()):
            labels += 1
        elif kind in "cC" and block.codes and not texts:
            codes.append((0, index))
            labels += 1
        else:
            strays.append(index)
    astray: list[int] = []
    for index in strays:
        place = _nearest(block.columns, amounts, index)
        if place >= 0:
            amounts[place] = index
        else:
            astray.append(index)
    first, last = (index if index in own else 0 for index in (texts[0], texts[-1])) if texts else (0, 0)
    return _Parts(
        tuple(texts),
        (first, last),
        bool(texts and block.names) and own.get(texts[0]) is block.names[0],
        notes[0] if notes else -1,
        briefed,
        tuple(codes),
        tuple(more_codes),
        tuple(amounts.items()),
        sum(kind not in " wb-" for kind in kinds),
        labels,
        tuple(broken),
        tuple(astray),
    )


class _Reader:
    """Collects the rows of one block, row by row.

    Attributes:
        stop: the cell of a row at which the next block begins, None where there is none.
        parts: what the cells of the row being read are; ``label`` its name, ``counterpart_name`` the name beside its
            counterpart code; ``amounts`` each by its column and cell.
        spans: from which to which column each line has its names; ``briefed``: which lines have briefs; ``units``: the
            codes of lines that are units.
        carried: which column shows what is paid from 上年结转.
        names_pairs: whether every row names an account of both economic classifications.
        group: the name that stands above rows without one of their own.
        own_code, own_counterpart: codes in the cells of the names themselves.
        unit_codes: the columns of codes of units, where others have those of accounts; ``own_unit`` the unit being listed.
    """

    def __init__(self, block: _Block, context: Context, words: Words) -> None:
        self.block = block
        self.context = context
        self.unit = context.unit or "元"
        self.title = context.meaning
        self.rows = LineReader(context.kind, block.naming, block.side, bool(block.codes), words, _marks(block, words))
        self.blank: tuple[Figure | None, ...] = (None,) * len(block.columns)
        self.carried = next((place for place, column in enumerate(block.columns) if column.measure == "carried_in"), None)
        self.lines: list[Line] = []
        self.cells: list[tuple[Figure | None, ...]] = []
        self.spans: list[tuple[int, int]] = []
        self.briefed: set[int] = set()
        self.units: dict[int, str] = {}
        self.group = ""
        named = words.knowledge.words["columns"]["units"]
        units = {head.index for head in block.codes if any(word in head.text for word in named)}
        self.own_unit = ""
        self.unit_codes = units if len(units) < len(block.codes) else set[int]()
        namings = [head.naming for head in block.names]
        self.names_pairs = namings[:1] == ["economy_dept"] and namings[-1] == "economy_gov"
        self.stop: int | None = None
        self.parts = _NOTHING
        self.label = self.counterpart_name = self.own_code = self.own_counterpart = ""
        self.knowledge = words.knowledge
        self.amounts: tuple[tuple[int, int], ...] = ()

    def take(self, row: Row) -> _Parts:
        """Begin a row: tell what its cells are, and its name."""
        cells = row.cells
        parts = _parts(self.block, "".join(map(cell_kind, cells[self.block.start : self.stop])))
        self.parts, self.amounts = parts, parts.amounts
        self.label = self.counterpart_name = self.own_code = self.own_counterpart = ""
        if parts.texts:
            self._name([cells[index] for index in parts.texts])
        elif parts.note >= 0:
            self._name([cells[parts.note]])
        if self.label and not self.block.codes and self.label[0] in _BEGINS_CODE:
            self._part_code()
        return parts

    def _part_code(self) -> None:
        """Take the codes off names that have them in the same cell: [30101]基本工资, 20101 人大事务."""
        if self.context.kind == "accounts":
            self.own_code, self.label = _code_and_name(self.label, self.knowledge)
            if self.own_code and self.counterpart_name:
                self.own_counterpart, self.counterpart_name = _code_and_name(self.counterpart_name, self.knowledge)

    def _name(self, texts: list[str]) -> None:
        """Find the row's label, and the name beside its counterpart code."""
        if self.parts.more_codes or self.names_pairs:
            self.label, self.counterpart_name = texts[0], texts[1] if len(texts) > 1 else ""
        elif self.context.kind == "procurement":
            if not self.parts.texts:
                texts = self._bought_again(texts)
            self.label = " / ".join(texts)
        elif len(texts) > 1:
            self.group = texts[0]
            self.label = texts[0] if plain(texts[-1]) in ("小计", "合计") else texts[-1]
        else:
            self.label = self._only_name(texts[0])

    def _bought_again(self, notes: list[str]) -> list[str]:
        """What a row tells that has only a note of its own: it speaks of what the row above names, bought in another way."""
        if not self.lines or not self.spans[-1][1]:
            return notes
        self.parts = self.parts._replace(span=self.spans[-1])
        return [self.lines[-1].label, *notes]

    def _only_name(self, text: str) -> str:
        """The label of a row with one name: a subtotal is called after its group."""
        if self.parts.leading:
            self.group = text
        elif self.group and plain(text) == "小计":
            return self.group
        return text

    def end(self, row: Row, unread: list[Unread]) -> int:
        """Add the row, if it has a name; returns how many of its numbers mean nothing."""
        parts, amounts = self.parts, self.amounts
        unit = ""
        if self.unit_codes and parts.codes:
            unit = next((row.cells[index] for _, index in parts.codes if index in self.unit_codes), "")
            parts = self.parts = parts._replace(codes=tuple(one for one in parts.codes if one[1] not in self.unit_codes))
        code = self.rows.code(_codes(row, parts.codes)) if parts.codes else self.own_code
        if self.label or code or (amounts and not self.block.names):
            counterpart = _joined(_codes(row, parts.more_codes)) if parts.more_codes else self.own_counterpart
            if unit and not code:
                line = unit_line(row.line, self.label)
            else:
                line = self.rows.line(row.line, self.label, code, counterpart, self.counterpart_name)
            if parts.briefed:
                self.briefed.add(len(self.lines))
            if self.unit_codes:
                line = self._of_unit(line)
            if (code or unit) and line.role == "unit":
                self.units[len(self.lines)] = code or unit
            self.lines.append(line)
            self.spans.append(parts.span)
            self.cells.append(self._figures(line, row, unread) if amounts else self.blank)
            return 0
        return _nameless(row, [row.cells[index] for _, index in amounts], self.context, unread) if amounts else 0

    def _of_unit(self, line: Line) -> Line:
        """Tell what a row of a unit's account is of, which is no account of all units."""
        if line.role != "item":
            self.own_unit = plain(line.label) if line.role == "unit" else ""
            return line
        return msgspec.structs.replace(line, item=self.own_unit) if self.own_unit and not line.item else line

    def _figures(self, line: Line, row: Row, unread: list[Unread]) -> tuple[Figure | None, ...]:
        figures = list(self.blank)
        table, unit, columns = self.context.table, self.unit, self.block.columns
        for place, index in self.amounts:
            text = row.cells[index]
            amount = parse_amount(text, unit)
            if amount is None:
                unread.append(Unread(line.line, table, text, "a number too long to be an amount"))
                continue
            column = columns[place]
            coordinate = coordinate_at(line, column, self.title)
            figures[place] = Figure(
                amount[0], amount[1], unit, coordinate, line.line, table, line.label, column.head, text, index
            )
        return self._of_this_year(figures)

    def _of_this_year(self, figures: list[Figure | None]) -> tuple[Figure | None, ...]:
        """Expenditure by source beside what is paid from 上年结转 is that of this year's money only."""
        carried = (self.carried is not None and figures[self.carried]) or None
        if carried is None or not carried.fen:
            return tuple(figures)
        return tuple(
            msgspec.structs.replace(figure, coordinate=msgspec.structs.replace(figure.coordinate, item="own_year"))
            if figure is not None
            and figure.coordinate.measure == "expenditure"
            and self.block.columns[place].fund
            and not figure.coordinate.item
            else figure
            for place, figure in enumerate(figures)
        )

    def listing(self, knowledge: Knowledge) -> Listing:
        """The finished listing with the sums it promises."""
        self.cells = sharpened(self.cells)
        self._mend_codes(knowledge)
        self._tell_apart(knowledge)
        self._leave_out_of_subtotal()
        return Listing(
            self.context.table,
            self.block.columns,
            tuple(self.lines),
            tuple(self.cells),
            tuple(
                sums_of(
                    *(self.context.kind, self.block.columns, self.lines, self.cells, self.spans, self.briefed),
                    *(self.units, knowledge, self.title.fund),
                )
            ),
        )

    def _mend_codes(self, knowledge: Knowledge) -> None:
        """Understand rows with a mistyped code as of the account that their names say."""
        if not self.block.codes or self.context.kind in _OF_OTHER_NAMES:
            return
        above = " "
        for place, own in sorted(own_codes(self.lines, knowledge).items()):
            line = self.lines[place]
            # Codes that the rows below took over from a mistyped one are printed nowhere.
            taken_over = line.code.startswith(above)
            above = above if taken_over else line.code
            self.lines[place] = msgspec.structs.replace(line, code=own, misprint="" if taken_over else line.code, role="item")
            function, dept, gov = (own if own[0] == first else "" for first in "235")
            self._speak_of(place, function=function, economy_dept=dept, economy_gov=gov, item="")

        for place, own in own_counterparts(self.lines, knowledge).items():
            line = self.lines[place]
            self.lines[place] = msgspec.structs.replace(line, counterpart=own, counterpart_misprint=line.counterpart)

    def _leave_out_of_subtotal(self) -> None:
        """Income of other sources below the year's subtotal, as 上级补助收入 in Shandong, is not in it: it is not all income."""
        place = next((place for place, line in enumerate(self.lines) if line.role == "subtotal"), len(self.lines))
        after = zip(self.lines[place + 1 :], self.cells[place + 1 :], strict=True)
        if any(line.measure == "other_receipt" and line.fund and any(f and f.fen for f in row) for line, row in after):
            self._speak_of(place, item=plain(self.lines[place].label))

    def _speak_of(self, place: int, **dimensions: str) -> None:
        """Add dimensions to what a row and its figures speak of."""
        put = msgspec.structs.replace
        self.lines[place] = put(self.lines[place], **dimensions)
        self.cells[place] = tuple(
            figure and put(figure, coordinate=put(figure.coordinate, **dimensions)) for figure in self.cells[place]
        )

    def _tell_apart(self, knowledge: Knowledge) -> None:
        """Give rows of one economic account the account of the other classification that each is booked under.

        A department with agencies and institutions lists 30101 twice: under 50101 and under 50501.
        """
        alike: dict[tuple[str, str], list[int]] = {}
        for place, line in enumerate(self.lines):
            code = line.economy_dept or line.economy_gov
            if code and (line.counterpart or line.counterpart_name):
                alike.setdefault((code, line.component), []).append(place)
        for (code, _), places in alike.items():
            if len(places) > 1:
                beside = [_counterpart(self.lines[place], code, knowledge) for place in places]
                if all(beside) and len(set(beside)) == len(beside):
                    for place, other in zip(places, beside, strict=True):
                        self._speak_of(place, **{"economy_gov" if other[0] == "5" else "economy_dept": other})


_CODE_AND_NAME = re.compile(r"[\[［【(（]?\s*([235]\d{2}(?:\d{2}){0,2})\s*[\]］】)）]?\s*(?=[一-龥])")
_BEGINS_CODE = frozenset("[［【(（235")


def _code_and_name(text: str, knowledge: Knowledge) -> tuple[str, str]:
    """The code and the name of an account in one cell; no code where it is none of an account."""
    found = _CODE_AND_NAME.match(text)
    if found is None or found[1][:3] not in knowledge.accounts_of(found[1]).entries:
        return "", text
    return found[1], text[found.end() :]


_TOTALS = ("total_income", "total_outlay")
_OF_OTHER_NAMES = ("projects", "procurement")
"""Tables whose names are those of projects or purchases."""


def _counterpart(line: Line, code: str, knowledge: Knowledge) -> str:
    """The code of the other economic classification that a row prints or names, "" where that is not known."""
    first = "5" if code[0] == "3" else "3"
    if line.counterpart:
        return line.counterpart if line.counterpart[0] == first else ""
    found = knowledge.accounts_of(first).codes.get(name_key(line.counterpart_name), ())
    return next((one for one in found if len(one) > 3), "")


def coordinate_at(line: Line, column: Column, title: Meaning) -> Coordinate:
    """What the cell where ``line`` and ``column`` meet speaks of; what the row says goes before the column and the title."""
    measure, _, fund, component, item = title
    if measure in GENERIC:
        # Of a total with what is carried over, a column of 上年结转 shows the part that is.
        generic = line.measure in GENERIC or (line.measure in _TOTALS and column.measure == "carried_in")
        measure = (column.measure if generic else "") or line.measure or measure or "expenditure"
    if measure not in ("expenditure", "income"):
        component = ""
    return Coordinate(
        measure,
        column.period,
        line.fund or column.fund or fund,
        line.function,
        line.economy_dept,
        line.economy_gov,
        line.component or column.component or component,
        line.item or column.item or item,
    )


def _marks(block: _Block, words: Words) -> Marks:
    vocabulary = words.knowledge.words["columns"]
    units = [any(word in head.text for word in vocabulary["units"]) for head in block.codes]
    return Marks(bool(units) and all(units), any(word in head.text for head in block.names[:1] for word in vocabulary["bought"]))


def _part_of_code(text: str) -> int:
    """Which part of a code stands below 类, 款 and 项; 0 where whole codes do."""
    return "类款项".index(text[-1]) if text[-1] in "类款项" and (len(text) == 1 or text[-2] == " ") else 0


def _read_row(row: Row, readers: Sequence[_Reader], unread: list[Unread]) -> tuple[int, int]:
    """Give every cell of a row its part; returns how many numbers there are, and how many mean nothing."""
    numbers = labels = 0
    astray: list[Unread] = []
    for reader in readers:
        parts = reader.take(row)
        numbers += parts.numbers
        labels += parts.labels
        if parts.broken or parts.astray:
            table = reader.context.table
            unread += [Unread(row.line, table, row.cells[index], MALFORMED) for index in parts.broken]
            astray += [Unread(row.line, table, row.cells[index], "no amount column near this number") for index in parts.astray]
    unread += astray
    if len(readers) > 1:
        _share_closing(readers)
    for reader in readers:
        if reader.parts is not _NOTHING:
            labels += reader.end(row, unread)
    return numbers, labels


def _share_closing(readers: Sequence[_Reader]) -> None:
    """A closing row whose name and amount were merged over two lists belongs to both."""
    for before, reader in pairwise(readers):
        if reader.label or not reader.amounts or not before.label or not reader.block.names:
            continue
        if before.rows.closes(before.label):
            reader.label, reader.counterpart_name = before.label, before.counterpart_name
            if not before.amounts:
                before.amounts = tuple([(place, index) for place, index in reader.amounts if place == 0])
        elif before.label.endswith("合计") and not before.amounts and len(reader.amounts) == 1:
            before.amounts, reader.amounts = ((0, reader.amounts[0][1]),), ()  # 公用经费合计, merged up to its amount


def _nameless(row: Row, amounts: Sequence[str], context: Context, unread: list[Unread]) -> int:
    """Amounts in a row without a name: nil ones fill a form's blank rows, others are reported unread."""
    nil = 0
    for text in amounts:
        amount = parse_amount(text, context.unit or "元")
        if amount is not None and amount.fen == 0:
            nil += 1
        else:
            unread.append(Unread(row.line, context.table, text, "the row has no name"))
    return nil


def _codes(row: Row, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """The code cells of a row; a 款 or 项 of one digit is one that a spreadsheet took for a number: 5 is 05."""
    return [(part, row.cells[index].zfill(2) if part else row.cells[index]) for part, index in pieces]


def _joined(pieces: Sequence[tuple[int, str]]) -> str:
    code = "".join([text for _, text in pieces])
    return code if len(code) in (3, 5) else ""


def _nearest(columns: Sequence[Column], taken: Container[int], index: int) -> int:
    """The free amount column nearest to ``index``; rows slide when a cell to their left was merged."""
    free = [(abs(column.index - index), place) for place, column in enumerate(columns) if place not in taken]
    return min(free)[1] if free else -1
