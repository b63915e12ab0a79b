"""The money unit of tables that state none: that of the others, or what makes their amounts those that are told elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..amounts import FEN_IN, NUMBER, Amount, is_number, parse_amount
from ..reading import Paragraph
from .layout import heads
from .tables import RawTable, is_form
from .words import Words

_MONEY = re.compile(rf"((?>{NUMBER.pattern}))\s*(亿元|万元|千元|元)")
_TELLING_DIGITS = 3
_SMALL = 100
_MANY_SMALL = 0.1


def usual_unit(raws: Sequence[RawTable], paragraphs: Sequence[Paragraph], words: Words) -> str:
    """The money unit of the tables that state none.

    It is, in this order: what most of the others state, if they are as many; the unit in which their numbers are the amounts
    that the text and the forms tell with their unit; what any others state; and else what the numbers look like.
    """
    lists = [raw for raw in raws if not is_form(raw)]
    bare = [raw for raw in lists if not raw.unit]
    stated = Counter(raw.unit for raw in lists if raw.unit)
    if not bare or stated.total() >= len(bare):
        return stated.most_common(1)[0][0] if stated else "元"
    numbers = list(_numbers(bare, words))
    told = _best(_repeated(numbers, _told(raws, paragraphs)))
    return told or _best(stated) or _by_size(numbers)


def _best(votes: Counter[str]) -> str:
    """The unit with most votes, "" where two have as many."""
    first, *others = [*votes.most_common(2), ("", 0)]
    return first[0] if first[1] > max(count for _, count in others or [("", 0)]) else ""


def _numbers(raws: Iterable[RawTable], words: Words) -> Iterator[str]:
    """What stands in columns of amounts."""
    for raw in raws:
        columns = [head.index for head in heads(raw.head, raw.body, raw.width, words) if head.role == "amount"]
        for row in raw.body:
            for index in columns:
                if index < len(row.cells) and is_number(row.cells[index]):
                    yield row.cells[index]


def _told(raws: Sequence[RawTable], paragraphs: Sequence[Paragraph]) -> Iterator[Amount]:
    """Amounts that are printed with their unit, or in a form or table that states one."""
    for paragraph in paragraphs:
        yield from _in_text(paragraph.text)
    for raw in raws:
        for cell in (cell for row in raw.rows for cell in row.cells if cell):
            amount = parse_amount(cell, raw.unit) if raw.unit else None
            if amount is not None:
                yield amount
            elif "元" in cell:
                yield from _in_text(cell)


def _in_text(text: str) -> Iterator[Amount]:
    for number, unit in _MONEY.findall(text):
        amount = parse_amount(number, unit)
        if amount is not None:
            yield amount


def _repeated(numbers: Iterable[str], told: Iterable[Amount]) -> Counter[str]:
    """For each unit, how many told amounts stand among the numbers, where those are in this unit."""
    distinct = set(numbers)
    printed = {
        unit: sorted({amount.fen for amount in (parse_amount(number, unit) for number in distinct) if amount is not None})
        for unit in FEN_IN
    }
    votes: Counter[str] = Counter()
    for fen, ulp in {amount for amount in told if len(str(abs(amount.fen)).rstrip("0")) >= _TELLING_DIGITS}:
        for unit, fens in printed.items():
            if bisect_left(fens, fen - ulp // 2) < bisect_right(fens, fen + ulp // 2):
                votes[unit] += 1
    return votes


def _by_size(numbers: Iterable[str]) -> str:
    """万元 where many of the amounts with decimals would be less than a hundred yuan, which nobody budgets; else 元."""
    values = [abs(amount.fen) for amount in (parse_amount(number, "元") for number in numbers if "." in number) if amount]
    values = [fen for fen in values if fen]
    small = sum(1 for fen in values if fen < _SMALL * FEN_IN["元"])
    return "万元" if values and small >= _MANY_SMALL * len(values) else "元"
