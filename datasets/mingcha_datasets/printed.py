"""Where each amount of a disclosure stands in its printed document."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from mingcha_datasets.disclosure import Claim, Disclosure, PerformanceForm, Statement, Table
from mingcha_datasets.forms import FORMS
from mingcha_datasets.forms.form import Form, fill
from mingcha_datasets.printing import print_disclosure

NARRATIVE = -1
"""The number of the table of an amount that stands in a sentence."""

AMOUNT, CHANGE, NAME, CODE = range(4)
"""What a claim prints, as the column of an amount that stands in a sentence."""


@dataclass(frozen=True)
class Printed:
    """An amount as printed; or the name or the code of an account that a sentence gives the amount of.

    Attributes:
        line: counted from one; `start` the characters before it on its line.
        text: the number alone, without its unit.
        unit: 元 or 万元; "" of a name or a code.
        table: which table, those of performance targets after the others; NARRATIVE in a sentence.
        row, column: counted from 0 among the table's rows and cells; in a sentence the claim's number and AMOUNT, CHANGE,
            NAME or CODE.
        title: the table's title, or the name of the narrative's section.
        label, head: what stands before it in its row and above it in its column.
        code: of its row's account, "" where it has none.
        commas: whether its table, or the narrative, separates thousands.
    """

    line: int
    start: int
    text: str
    unit: str
    table: int
    row: int
    column: int
    title: str
    label: str
    head: str
    code: str = ""
    commas: bool = False

    @property
    def value(self) -> Decimal:
        """The number that is printed."""
        return Decimal(self.text.replace(",", ""))

    @property
    def yuan(self) -> Decimal:
        """The amount in yuan."""
        return self.value * (10_000 if self.unit == "万元" else 1)

    @property
    def decimals(self) -> int:
        """How many decimals are printed."""
        return len(self.text.partition(".")[2])


def amounts(disclosure: Disclosure) -> tuple[Printed, ...]:
    """Every amount that tables, sentences and forms of performance targets print, in the order of the document.

    Amounts inside the values of indicators, shares, and counts of persons and things are none.
    """
    return tuple(each for each in _printed(disclosure) if each.unit)


def account_words(disclosure: Disclosure) -> tuple[Printed, ...]:
    """The name and the code of every claim of the narrative that has a code, in the order of the document."""
    return tuple(each for each in _printed(disclosure) if not each.unit)


def with_amounts(disclosure: Disclosure, texts: Mapping[tuple[int, int, int], str]) -> Disclosure:
    """The disclosure with other texts for its amounts, by their table, row and column."""
    return _with(disclosure, lambda each: texts.get((each.table, each.row, each.column), each.text))


def like(at: Printed, value: Decimal, decimals: int) -> str:
    """A value in the style of an amount: with separators where it or its table has them."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    separated = "," in at.text or (at.commas and abs(at.value) < _NEEDS_A_COMMA)
    return f"{rounded:,}" if separated else str(rounded)


_NEEDS_A_COMMA = 1000


def _printed(disclosure: Disclosure) -> tuple[Printed, ...]:
    found: list[Printed] = []

    def mark(amount: Printed) -> str:
        found.append(amount)
        return f"{_MARK}{len(found) - 1}{_MARK}"

    marked = _with(disclosure, mark)
    with_commas = {amount.table for amount in found if amount.unit and "," in amount.text}
    return tuple(
        replace(amount, line=line, start=start, commas=amount.table in with_commas)
        for amount, line, start in _places(print_disclosure(marked), found)
    )


def _with(disclosure: Disclosure, mark: "Mark") -> Disclosure:
    """The disclosure with what `mark` gives for an amount, a name or a code in its place."""
    form = FORMS[disclosure.layout]
    return replace(
        disclosure,
        tables=tuple(_table(table, number, disclosure, form, mark) for number, table in enumerate(disclosure.tables)),
        performance=tuple(
            _targets(target, number, form, mark) for number, target in enumerate(disclosure.performance, len(disclosure.tables))
        ),
        narrative=_narrative(disclosure.narrative, mark),
    )


Mark = Callable[[Printed], str]

# No document holds this character; it stands on both sides of an amount's number while its place is looked for.
_MARK = "\ue000"
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_AMOUNT_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})(万元|元)?")


def _places(text: str, found: Sequence[Printed]) -> Iterator[tuple[Printed, int, int]]:
    for number, line in enumerate(text.split("\n"), 1):
        start = 0
        for index, piece in enumerate(line.split(_MARK)):
            if index % 2:
                amount = found[int(piece)]
                yield amount, number, start
                start += len(amount.text)
            else:
                start += len(piece)


def _table(table: Table, number: int, disclosure: Disclosure, form: Form, mark: Mark) -> Table:
    header = table.header or tuple(tuple(fill(cell, disclosure, form) for cell in row) for row in form.tables[table.kind])
    heads = _heads(header)
    codes = [column for column, head in enumerate(heads) if "编码" in head]
    # A second pair of codes is that of the government's economic classification.
    codes = [column for column in codes if column <= codes[0] + 2 and heads[column].startswith(heads[codes[0]][:4])]
    if not table.money:
        return table
    above = [""] * len(codes)

    def cell(text: str, row: int, column: int, cells: tuple[str, ...], code: str) -> str:
        head = heads[column] if column < len(heads) else ""
        if "编码" in head or "序号" in head or not _NUMBER.fullmatch(text) or all(each.isdecimal() for each in cells if each):
            return text
        label = next((each for each in reversed(cells[:column]) if each and not _NUMBER.fullmatch(each)), "")
        return mark(Printed(0, 0, text, table.money, number, row, column, table.title, label, head, code))

    rows = []
    for row, cells in enumerate(table.rows):
        own = [cells[column] if column < len(cells) and cells[column].isdecimal() else "" for column in codes]
        if any(own):
            above = _inherited(own, above)
        code = "".join(above) if any(own) else ""
        rows.append(tuple(cell(text, row, column, cells, code) for column, text in enumerate(cells)))
    return replace(table, rows=tuple(rows))


def _inherited(own: Sequence[str], above: Sequence[str]) -> list[str]:
    """The parts of a code (类, 款, 项), those before the first that is printed taken over from the row above."""
    first = next(index for index, part in enumerate(own) if part)
    return [*above[:first], *own[first:]]


def _heads(header: Sequence[Sequence[str]]) -> list[str]:
    """What stands above each column: a blank head is that of the column before it, where nothing above ended it."""
    width = max(map(len, header), default=0)
    heads = [""] * width
    for cells in header:
        last, above = "", [*heads]
        for column in range(width):
            own = cells[column] if column < len(cells) else ""
            begins = column == 0 or above[column] != above[column - 1]
            last = own or ("" if begins else last)
            heads[column] = f"{heads[column]} {last}".strip()
    return heads


def _targets(target: PerformanceForm, number: int, form: Form, mark: Mark) -> PerformanceForm:
    layout = form.performance[target.kind]
    unit_of_funds = "万元" if "万元" in layout.funds_label else "元"

    def cell(text: str, row: int, column: int, label: str, unit: str) -> str:
        amount = _AMOUNT_WITH_UNIT.fullmatch(text)
        if not amount:
            return text
        printed = Printed(0, 0, amount[1], amount[2] or unit, number, row, column, target.title, label, "")
        return mark(printed) + (amount[2] or "")

    funds = tuple(
        tuple(
            cell(text, row, column, cells[column - 1], unit_of_funds) if column % 2 else text for column, text in enumerate(cells)
        )
        for row, cells in enumerate(target.funds)
    )
    tasks = tuple(
        tuple(
            cell(text, len(funds) + row, column, cells[0], "万元") if column >= _BESIDE_TASKS else text
            for column, text in enumerate(cells)
        )
        for row, cells in enumerate(target.tasks)
    )
    return replace(target, funds=funds, tasks=tasks)


# A task's name and content stand before its amounts.
_BESIDE_TASKS = 2


def _narrative(narrative: Mapping[str, tuple[Statement, ...]], mark: Mark) -> dict[str, tuple[Statement, ...]]:
    count = 0

    def told(claim: Claim, section: str) -> Claim:
        nonlocal count
        row, count = count, count + 1

        def word(text: str, unit: str, column: int) -> str:
            head = "增减" if column == CHANGE else ""
            return mark(Printed(0, 0, text, unit, NARRATIVE, row, column, section, claim.subject, head, claim.code))

        def amount(text: str, unit: str | None, column: int) -> str:
            if unit not in (None, "万元", "元") or not _NUMBER.fullmatch(text):
                return text
            return word(text, unit or "万元", column)

        return replace(
            claim,
            subject=word(claim.subject, "", NAME) if claim.code else claim.subject,
            code=word(claim.code, "", CODE) if claim.code else "",
            amount=amount(claim.amount, claim.unit, AMOUNT),
            change=claim.change and replace(claim.change, amount=amount(claim.change.amount, claim.change.unit, CHANGE)),
            parts=tuple(told(part, section) for part in claim.parts),
        )

    return {
        section: tuple(told(each, section) if isinstance(each, Claim) else each for each in statements)
        for section, statements in narrative.items()
    }
