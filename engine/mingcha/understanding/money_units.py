"""The money unit of tables that state none: what makes their amounts those that are told elsewhere, or that of the others."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..amounts import FEN_IN, FIRST_OF_NUMBER, NUMBER, Amount, is_number, parse_amount
from ..reading import Paragraph
from .layout import heads
from .tables import RawTable, is_form
from .words import Words

_MONEY = re.compile(rf"((?>{NUMBER.pattern}))\s*(亿元|万元|千元|元)")
_TELLING_DIGITS = 3
_CLEAR = 3
_SMALL = 100
_MANY_SMALL = 0.1


def usual_units(
    raws: Sequence[RawTable], paragraphs: Sequence[Paragraph], words: Words, file_of: Callable[[RawTable], str]
) -> Mapping[str, str]:
    """The money unit of the tables that state none, for each of the files that one disclosure was published in.

    It is, in this order: the unit in which several of their numbers are the amounts that the text, the forms and other tables
    tell with their unit, or any where the numbers look like it; what most of the others of the file state, if they are as many;
    the unit that any told amount speaks for; what any others of the file state; 万元 where the numbers look like it; what the
    other files state; and else 元.

    Args:
        raws: all tables.
        paragraphs: all of the text.
        words: what heads of tables mean.
        file_of: the file that a table stands in.
    """
    lists = [(file_of(raw), raw) for raw in raws if not is_form(raw)]
    told = frozenset(_told(raws, paragraphs)) if any(not raw.unit for _, raw in lists) else frozenset()
    everywhere = _best(Counter(raw.unit for _, raw in lists if raw.unit))
    files = dict.fromkeys(map(file_of, raws))
    return {file: _usual([raw for other, raw in lists if other == file], told, everywhere, words) for file in files}


def _usual(lists: Sequence[RawTable], told: Iterable[Amount], everywhere: str, words: Words) -> str:
    """The money unit of the tables of one file that state none."""
    bare = [raw for raw in lists if not raw.unit]
    stated = Counter(raw.unit for raw in lists if raw.unit)
    if not bare:
        return stated.most_common(1)[0][0] if stated else everywhere or "元"
    numbers = list(_numbers(bare, words))
    votes = _repeated(numbers, told)
    best = _best(votes)
    size = _by_size(numbers)
    clear = votes[best] >= _CLEAR or (best and best == size)
    if not clear and stated.total() >= len(bare):
        return stated.most_common(1)[0][0]
    return best or _best(stated) or size or everywhere or "元"


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
        if "元" in paragraph.text:
            yield from amounts_told(paragraph.text)
    for raw in raws:
        cells = {cell for row in raw.rows for cell in row.cells if cell}
        for cell in cells if raw.unit else ():
            amount = parse_amount(cell, raw.unit) if cell[0] in FIRST_OF_NUMBER else None
            if amount is not None:
                yield amount
        for cell in cells:
            if "元" in cell:
                yield from amounts_told(cell)


def amounts_told(text: str) -> Iterator[Amount]:
    """The amounts that a text tells with their unit."""
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
    for fen, ulp in {amount for amount in told if digits_of(amount) >= _TELLING_DIGITS}:
        for unit, fens in printed.items():
            if bisect_left(fens, fen - ulp // 2) < bisect_right(fens, fen + ulp // 2):
                votes[unit] += 1
    return votes


def digits_of(amount: Amount) -> int:
    """How many digits an amount has before its last zeros: the more, the less two of them are the same by chance."""
    return len(str(abs(amount.fen)).rstrip("0"))


def _by_size(numbers: Iterable[str]) -> str:
    """万元 where many of the amounts with decimals would be less than a hundred yuan, which nobody budgets; else ""."""
    values = [abs(amount.fen) for amount in (parse_amount(number, "元") for number in numbers if "." in number) if amount]
    values = [fen for fen in values if fen]
    small = sum(1 for fen in values if fen < _SMALL * FEN_IN["元"])
    return "万元" if values and small >= _MANY_SMALL * len(values) else ""
