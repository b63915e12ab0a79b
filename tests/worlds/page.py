"""A document as pieces of text, some of which are figures, and the laws that hold of its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .money import PERCENT, Unit, rounded, written

Cell = str | int
"""A cell of a table: text, or an amount in fen."""


class Figure(NamedTuple):
    """A printed number: the piece it is, its value as printed, and how it is printed."""

    piece: int
    fen: int
    unit: Unit

    @property
    def ulp(self) -> int:
        """One unit of the last printed place."""
        return self.unit.fen


class Law(NamedTuple):
    """What a rule demands of some figures of this page.

    Attributes:
        figures: the numbers of all figures that take part.
        fits: whether values, by the figures' numbers, are within what rounding allows.
        changeable: those of the figures that the rule must notice when they alone are wrong.
    """

    rule: str
    figures: tuple[int, ...]
    fits: Callable[[Mapping[int, int]], bool]
    changeable: tuple[int, ...]


class Slip(NamedTuple):
    """Words that a rule must notice: what stands instead in which pieces."""

    rule: str
    instead: Mapping[int, str]


class Account(NamedTuple):
    """An account as printed: its code and name, their pieces, its table (-1 in the text) and the largest of its amounts."""

    code: str
    name: str
    code_piece: int
    name_piece: int
    table: int
    fen: int


class Page:
    """Grows by ``say``, ``amount`` and ``table``; the laws are registered where the figures are printed.

    Attributes:
        pieces: the text; ``figures`` the numbers in it.
        accounts: the accounts that tables and text print with their codes.
        targets: the money that the text says is in the projects that have forms.
    """

    def __init__(self, nil: str = "", commas: bool = False) -> None:
        self.nil = nil
        self.commas = commas
        self.pieces: list[str] = []
        self.figures: list[Figure] = []
        self.accounts: list[Account] = []
        self._tables = 0
        self._laws: list[Law] = []
        self._alike: dict[tuple[str, Hashable], list[int]] = defaultdict(list)
        self._told: list[tuple[str, Hashable, str, int]] = []
        self._differences: list[tuple[str, int, int, int, Hashable]] = []
        self._whole_changes: list[tuple[int, int]] = []
        self._part_changes: list[tuple[str, tuple[tuple[int, int], ...], tuple[int, ...]]] = []
        self._cells: dict[Hashable, list[int]] = defaultdict(list)
        self.targets: int | None = None

    def text(self, changed: Mapping[int, int] | None = None, slip: Slip | None = None) -> str:
        """The document, with other values for some figures or other words in one place."""
        pieces = list(self.pieces)
        for number, fen in (changed or {}).items():
            pieces[self.figures[number].piece] = written(fen, self.figures[number].unit, self.commas)
        for piece, words in (slip.instead if slip else {}).items():
            pieces[piece] = words
        return "".join(pieces)

    def line(self, figure: int) -> int:
        """The 1-based line that a figure stands on."""
        return "".join(self.pieces[: self.figures[figure].piece]).count("\n") + 1

    def say(self, text: str) -> int:
        """Add fixed text; gives the number of its piece."""
        self.pieces.append(text)
        return len(self.pieces) - 1

    def amount(self, fen: int, unit: Unit) -> int:
        """Add an amount, rounded; gives the figure's number."""
        self.figures.append(Figure(len(self.pieces), rounded(fen, unit), unit))
        self.pieces.append(written(self.figures[-1].fen, unit, self.commas))
        return len(self.figures) - 1

    def percent(self, value: int) -> int:
        """Add a percentage, in 1/100 of one percent."""
        self.figures.append(Figure(len(self.pieces), value, PERCENT))
        self.pieces += [written(value, PERCENT), "%"]
        return len(self.figures) - 1

    def count(self, number: int) -> int:
        """Add a whole number of persons or things."""
        self.figures.append(Figure(len(self.pieces), number, _WHOLE))
        self.pieces.append(str(number))
        return len(self.figures) - 1

    def table(self, title: str, unit: Unit, rows: Sequence[Sequence[Cell]]) -> list[list[int | None]]:
        """Add a table with its title and unit; gives the number of the figure in each cell."""
        self._tables += 1
        self.say(f"{title}\n\n单位：{unit.name}\n\n")
        found = [self.row(row, unit) for row in rows]
        self.say("\n")
        return found

    def row(self, cells: Sequence[Cell], unit: Unit) -> list[int | None]:
        """Add one row of a table; a nil amount is printed as this page prints nil."""
        numbers: list[int | None] = []
        most = max((cell for cell in cells if isinstance(cell, int)), default=0)
        for place, cell in enumerate(cells):
            if place:
                self.say("\t")
            if isinstance(cell, str):
                piece = self.say(cell)
                name = cells[place + 1] if place + 1 < len(cells) else ""
                if isinstance(name, str) and cell.isdigit() and name:
                    self.accounts.append(Account(cell, name, piece, piece + 2, self._tables, most))
                numbers.append(None)
            elif cell or self.nil == "0.00":
                numbers.append(self.amount(cell, unit))
            else:
                numbers.append(None)
        self.say("\n")
        return numbers

    def told_account(self, code: str, name: str, fen: int) -> None:
        """Add an account to the text, its code in brackets behind its name."""
        piece = self.say(name)
        self.say("（")
        self.accounts.append(Account(code, name, self.say(code), piece, -1, fen))
        self.say("）")

    def must(self, rule: str, figures: Sequence[int], fits: Callable[[Mapping[int, int]], bool], *changeable: int) -> None:
        """Register a law; without ``changeable`` every figure is."""
        self._laws.append(Law(rule, tuple(figures), fits, changeable or tuple(figures)))

    def adds_up(self, rule: str, total: int | None, parts: Sequence[int | None]) -> None:
        """A total equals its parts; blanks are nil."""
        stated = [part for part in parts if part is not None]
        if total is not None and stated:
            self.must(rule, (total, *stated), self.sum_fits(total, stated))

    def sum_fits(self, total: int, parts: Sequence[int]) -> Callable[[Mapping[int, int]], bool]:
        """Whether a total is that of its parts, as far as rounding tells."""
        known = self.figures

        def fits(values: Mapping[int, int]) -> bool:
            off = values[total] - sum(values[part] for part in parts)
            return 2 * abs(off) <= sum(known[one].ulp for one in (total, *parts))

        return fits

    def equal(self, rule: str, one: int | None, other: int | None) -> None:
        """Two figures state one amount."""
        if other is not None:
            self.adds_up(rule, one, (other,))

    def at_most(self, rule: str, part: int, whole: int, *changeable: int) -> None:
        """A part is not more than its whole."""
        known = self.figures

        def fits(values: Mapping[int, int]) -> bool:
            return 2 * (values[part] - values[whole]) <= known[part].ulp + known[whole].ulp

        self.must(rule, (part, whole), fits, *changeable)

    def counts(self, rule: str, total: int, parts: Sequence[int], retired: Sequence[int] = ()) -> None:
        """A number of persons or things is that of its parts; those ``retired`` may be counted or not."""

        def fits(values: Mapping[int, int]) -> bool:
            least = sum(values[part] for part in parts)
            return values[total] in (least, least + sum(values[one] for one in retired))

        self.must(rule, (total, *parts), fits)

    def cell(self, rule: str, key: Hashable, figure: int | None, fund: str = "", *told_as: Hashable) -> None:
        """A figure of a table at ``key``: all of one source of money there are alike, and the text agrees with them.

        ``told_as`` are other keys by which the text may mean it.
        """
        if figure is not None:
            self._alike[rule, (key, fund)].append(figure)
            for one in (key, *told_as):
                self._cells[one].append(figure)

    def told(self, rule: str, key: Hashable, figure: int, fund: str = "") -> None:
        """A figure of the text at ``key``; with a ``fund`` the text names the source of money, else any may be meant."""
        self._told.append((rule, key, fund, figure))

    def share(self, rule: str, stated: int, part: int, whole: int) -> None:
        """A percentage is ``part`` of ``whole``, as far as their rounding tells."""
        known = self.figures

        def fits(values: Mapping[int, int]) -> bool:
            corners = [
                Fraction(10_000 * (2 * values[part] + a * known[part].ulp), 2 * values[whole] + b * known[whole].ulp)
                for a in (-1, 1)
                for b in (-1, 1)
                if 2 * values[whole] + b * known[whole].ulp > 0
            ]
            # One more unit of the last place is how lists of shares reach 100 %.
            return not corners or min(corners) - 2 <= values[stated] <= max(corners) + 2

        self.must(rule, (stated, part, whole), fits, stated)

    def growth(self, rule: str, stated: int, change: int, this: int, sign: int) -> None:
        """A growth is the change divided by what is left of this year's amount without it."""
        known = self.figures

        def fits(values: Mapping[int, int]) -> bool:
            corners = []
            for a in (-1, 1):
                for b in (-1, 1):
                    moved = sign * (2 * values[change] + a * known[change].ulp)
                    last = 2 * values[this] + b * known[this].ulp - moved
                    if last <= 0:
                        return True
                    corners.append(Fraction(10_000 * moved, last))
            return min(corners) - 1 <= sign * values[stated] <= max(corners) + 1

        self.must(rule, (stated, change, this), fits)

    def differ(self, rule: str, this: int, change: int, sign: int, last: Hashable) -> None:
        """This year's amount minus what a table says at ``last`` is the change; ``sign`` is the word's before it."""
        self._differences.append((rule, this, change, sign, last))

    def whole_change(self, figure: int, sign: int) -> None:
        """How much the general public budget has changed, with its sign; it may be said several times."""
        self._whole_changes.append((figure, sign))

    def part_changes(self, rule: str, parts: Sequence[tuple[int, int]], steady: Sequence[int]) -> None:
        """The changes of all parts, each with its sign, add up to that of the general public budget.

        ``steady`` are amounts that are said not to have changed, which is true up to their rounding.
        """
        self._part_changes.append((rule, tuple(parts), tuple(steady)))

    def _changes(self) -> list[Law]:
        found = []
        heads = self._whole_changes
        for rule, parts, steady in self._part_changes if heads else ():
            # Of a change that is said several times one may be wrong: another rule's matter.
            changeable = [part for part, _ in parts] + [head for head, _ in heads if len(heads) == 1]
            figures = (*(head for head, _ in heads), *(part for part, _ in parts))
            found.append(Law(rule, figures, self._changes_fit(heads, parts, steady), tuple(changeable)))
        return found

    def _changes_fit(
        self, heads: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]], steady: Sequence[int]
    ) -> Callable[[Mapping[int, int]], bool]:
        known = self.figures
        slack = sum(known[one].ulp for one in steady) + sum(known[part].ulp for part, _ in parts)

        def fits(values: Mapping[int, int]) -> bool:
            total = sum(sign * values[part] for part, sign in parts)
            return any(2 * abs(sign * values[head] - total) <= known[head].ulp + slack for head, sign in heads)

        return fits

    def product(self, rule: str, amount: int, persons: int, each: int) -> None:
        """So many persons at so many yuan each make the amount, which plans meet to one percent."""

        def fits(values: Mapping[int, int]) -> bool:
            return 100 * abs(100 * values[persons] * values[each] - values[amount]) <= abs(values[amount])

        self.must(rule, (amount, persons, each), fits, persons, each)

    def laws(self) -> list[Law]:
        """All laws of the page."""
        return [*self._laws, *self._agreements(), *self._tellings(), *self._years(), *self._changes()]

    def _years(self) -> list[Law]:
        found = []
        for rule, this, change, sign, last in self._differences:
            before = self._cells.get(last, ())
            if len(before) == 1:
                found.append(Law(rule, (this, change, before[0]), self._year_fits(this, change, sign, before[0]), (change,)))
        return found

    def _year_fits(self, this: int, change: int, sign: int, last: int) -> Callable[[Mapping[int, int]], bool]:
        slack = sum(self.figures[one].ulp for one in (this, change, last))

        def fits(values: Mapping[int, int]) -> bool:
            return 2 * abs(values[this] - values[last] - sign * values[change]) <= slack

        return fits

    def _agreements(self) -> list[Law]:
        """A figure that differs from every other of its kind cannot be right."""
        found = []
        for (rule, _), alike in self._alike.items():
            if len({self.line(figure) for figure in alike}) > 1:
                found += [Law(rule, tuple(alike), self._one_of(figure, alike), (figure,)) for figure in alike]
        return found

    def _tellings(self) -> list[Law]:
        return [
            Law(rule, (figure, *self._cells[key]), self._one_of(figure, self._cells[key]), (figure,))
            for rule, key, fund, figure in self._told
            if self._cells.get(key) and (not fund or self._of_fund(key, fund))
        ]

    def _of_fund(self, key: Hashable, fund: str) -> bool:
        return any(known == (key, fund) for _, known in self._alike)

    def _one_of(self, figure: int, figures: Sequence[int]) -> Callable[[Mapping[int, int]], bool]:
        others = [other for other in figures if other != figure]
        known = self.figures

        def fits(values: Mapping[int, int]) -> bool:
            return any(2 * abs(values[figure] - values[one]) <= known[figure].ulp + known[one].ulp for one in others)

        return fits

    def values(self, law: Law) -> dict[int, int]:
        """The printed values of a law's figures."""
        return {number: self.figures[number].fen for number in law.figures}


_WHOLE = Unit("", 0, 1)
