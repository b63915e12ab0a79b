"""Amounts that stand beside another account than in the other tables, though all sums still fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from ..understanding import Claim, Coordinate, Figure
from .violation import same_amount

_CLASS = 3
_ITEM = {"2": 7, "3": 5}
"""How many digits the codes of the most detailed accounts have, by the first: 2 by function, 3 by economic nature."""
_USES = ("", "basic")
"""Components of which tables have the same amounts of an account, where it has no project."""
_DIGITS = 6
"""Two amounts of fewer digits together, such as 5.00 and 20.00, are met by chance."""

_Whole = tuple[str, ...]
"""Whose money is divided: a coordinate but for its account."""
_Amounts = Mapping[str, Figure]
"""What a table has of an expenditure by account; no nil."""


class Moved(NamedTuple):
    """An amount beside one class in a table, and the same in another table beside another class; each leaves the other blank."""

    here: Figure
    there: Figure


class Swapped(NamedTuple):
    """The amounts of two accounts in a table, and in another table, which has them the other way round."""

    first: Figure
    second: Figure
    other_first: Figure
    other_second: Figure


class Misplaced(NamedTuple):
    """Amounts of a disclosure that stand in the wrong rows.

    Attributes:
        moved, swapped: with the table that fewer others agree with first.
        figures: ids of the figures of those tables; what they are told of is not what they are of.
    """

    moved: Sequence[Moved]
    swapped: Sequence[Swapped]
    figures: frozenset[int]


def misplaced(tables: Mapping[Coordinate, Sequence[Figure]], claims: Mapping[Coordinate, Sequence[Claim]]) -> Misplaced:
    """What stands in the wrong rows of tables.

    Args:
        tables: figures of tables by coordinate.
        claims: what the text says, by coordinate: of two tables that differ the one that it agrees with is right.
    """
    classes: dict[_Whole, dict[int, dict[str, Figure]]] = defaultdict(lambda: defaultdict(dict))
    items: dict[str, dict[tuple[_Whole, int], dict[str, Figure]]] = defaultdict(lambda: defaultdict(dict))
    for at, figures in tables.items():
        code = at.function or at.economy_dept or at.economy_gov
        if not code or at.period != "this":
            continue
        # Beside functions a table may have a column for each economic class.
        whole = at.measure, at.fund, at.component, at.item, at.function and (at.economy_dept or at.economy_gov)
        if len(code) == _CLASS and at.measure == "expenditure":
            divided = classes[code[0], *whole]
            for figure in figures:
                divided[figure.table].setdefault(code, figure)
        elif len(code) == _ITEM.get(code[0]) and at.component in _USES:
            for figure in figures:
                if figure.fen:
                    items[code[0]][whole, figure.table].setdefault(code, figure)
    moved = [each for divided in classes.values() if len(divided) > 1 for each in _moved(divided)]
    swapped = [each for columns in items.values() for each in _swapped(list(columns.values()), claims)]
    wrong = [*(figure for one, blank in moved for figure in (one.here, blank)), *(f for one in swapped for f in one[:2])]
    return Misplaced([one for one, _ in moved], swapped, frozenset(id(figure) for figure in wrong if figure is not None))


def _moved(divided: Mapping[int, _Amounts]) -> Iterator[tuple[Moved, Figure | None]]:
    """The amounts that moved to another class, each with the nil that its table prints where it belongs.

    None where that is not all by which a table differs from what most have.
    """
    printed = {table: {code: figure for code, figure in classes.items() if figure.fen} for table, classes in divided.items()}
    votes = Counter([tuple(sorted(classes)) for classes in printed.values()])
    # Of equally many the last: summaries come first, in whose blank rows amounts slide.
    usual = max(printed, key=lambda table: (votes[tuple(sorted(printed[table]))], table))
    for table, classes in printed.items():
        here = [figure for code, figure in classes.items() if code not in printed[usual]]
        there = [(code, figure) for code, figure in printed[usual].items() if code not in classes]
        pairs = [(one, code, other) for one in here for code, other in there if same_amount(one, other)]
        if len(pairs) == len(here) == len(there):
            for one, code, other in pairs:
                yield Moved(one, other), divided[table].get(code)


def _swapped(columns: Sequence[_Amounts], claims: Mapping[Coordinate, Sequence[Claim]]) -> Iterator[Swapped]:
    found: set[tuple[str, str]] = set()
    for one, other in combinations(columns, 2):
        differing = [code for code, figure in one.items() if code in other and figure.fen != other[code].fen]
        for codes in combinations(differing, 2):
            if codes not in found and _has_each_others(one, other, *codes):
                found.add(codes)
                told = [
                    each.amount
                    for at in claims
                    if codes[0] in (at.function, at.economy_dept)
                    for each in claims[at]
                    if each.amount
                ]
                printed = [each[codes[0]] for each in columns if codes[0] in each]
                odd, right = sorted((one, other), key=lambda each: _agreeing(each[codes[0]], (*printed, *told)))
                yield Swapped(*(column[code] for column in (odd, right) for code in codes))


def _has_each_others(one: _Amounts, other: _Amounts, first: str, second: str) -> bool:
    mine, theirs = (one[first], one[second]), (other[second], other[first])
    return (
        mine[0].table != theirs[0].table
        and [figure.fen for figure in mine] == [figure.fen for figure in theirs]
        and sum(_digits(figure.fen) for figure in mine) >= _DIGITS
    )


def _digits(fen: int) -> int:
    """How many digits an amount has but for the zeros behind them."""
    return len(str(abs(fen)).rstrip("0"))


def _agreeing(figure: Figure, others: Sequence[Figure]) -> int:
    """In how many tables an amount is printed; the text counts as one."""
    return len({other.table for other in others if same_amount(figure, other)})
