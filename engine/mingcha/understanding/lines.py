"""Say what the rows of a list speak of: an account, a source, a component, a total, a balance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..knowledge import NOTHING, plain
from .disclosure import Line
from .layout import CODE
from .outline import depth_of
from .words import GENERIC, Label, Words, bare

_BALANCES = frozenset(("carried_in", "carried_out"))
_TOTALS = frozenset(("total", "subtotal", "grand"))
_NAMED_ONLY = frozenset(("three_public", "procurement", "agency_operating"))
"""Tables whose rows are never functional classes."""


class Marks(NamedTuple):
    """Whether codes are of units, and whether names are of what is bought, so that a code is of the account that pays for it."""

    units: bool
    bought: bool


class LineReader:
    """Understands the rows of one list from top to bottom; a row can depend on those above it.

    Attributes:
        kind: of the table; ``naming`` the dimension the names belong to; ``side`` income, expenditure or "".
        by_code: whether the list has code columns; ``own_names`` whether rows can bear names of projects or purchases.
        marks: what the heads say of codes and names that are no accounts.
        label_side: the side labels are understood on.
        component: the component whose accounts are being listed below it.
        after_subtotal: whether the year's subtotal was passed, so that balances follow.
        carried: whether the rows show parts of a balance.
        balance_depth: how deep the number of the last balance stands (1 for 一、), 0 where it has none.
        above: the economic class that the rows are listed below.
    """

    def __init__(self, kind: str, naming: str, side: str, by_code: bool, words: Words, marks: Marks) -> None:
        self.kind, self.naming, self.side, self.by_code, self.words = kind, naming, side, by_code, words
        self.label_side = "income" if kind in _NAMED_ONLY else side
        self.own_names = kind in ("projects", "procurement")
        self.marks = marks
        self.code_parts = ["", "", ""]
        self.component = ""
        self.after_subtotal = self.carried = False
        self.balance_depth = 0
        self.above = ""

    def code(self, pieces: Sequence[tuple[int, str]]) -> str:
        """The full code of a row from its code cells, at least one; missing upper parts come from the rows above."""
        code = pieces[0][1]
        if len(code) != 2 and len(pieces) == 1:
            if CODE.match(code):
                self.code_parts = [code[:3], code[3:5], code[5:7]]
            return code
        parts = self.code_parts
        if len(pieces) == 1 and not pieces[0][0]:
            # One column has the codes: what a section adds to its class, before items with all of theirs.
            pieces = [(1, code)]
        for place, text in pieces:
            if len(text) == 3:
                parts[:] = text, "", ""
            elif len(text) == 2 and place:
                parts[place:] = (text, "") if place == 1 else (text,)
        return "".join(parts) if parts[0] else ""

    def closes(self, label: str) -> bool:
        """Whether ``label`` closes a list, so that it also holds for the list beside it."""
        return self.words.label(label, "", "").role in _TOTALS

    def line(self, number: int, label: str, code: str, counterpart: str, counterpart_name: str) -> Line:
        """Understand one row.

        Args:
            number: its 1-based source line.
            label: the printed name, or "".
            code: the full account code, or "".
            counterpart: the code of the other economic classification printed beside it, or "".
            counterpart_name: the name printed with ``counterpart``.
        """
        if code and self.marks.units:
            return unit_line(number, label)
        if code and code[0] in _ACCOUNT_CODES:
            return self._coded(number, label, code, counterpart, counterpart_name)
        said = self.words.label(label, self.naming, self.label_side) if label else _NAMELESS
        role, (measure, _, fund, component, item), function, economy_dept, economy_gov, known = said
        if economy_dept or economy_gov:
            economy_dept, economy_gov = self._below(label, economy_dept), self._below(label, economy_gov)
        if not item and (not known or (role == "of_which" and not fund)):
            item = bare(label)[0]
        if self.own_names and self._is_own_name(said, code):
            measure, fund, component, item = "", "", "", plain(label)
        if role != "item" or self.after_subtotal or self.carried or measure in _BALANCES:
            role, measure = self._balance(*self._place(role, measure), fund, label)
        if role in _TOTALS:
            self.component = ""
        elif component and not economy_dept:
            self.component = component
        elif economy_dept and not component and not self.by_code:
            component = self.component
        return Line(
            number,
            label,
            code,
            counterpart,
            counterpart_name,
            role,
            measure,
            fund,
            function,
            economy_dept,
            economy_gov,
            component,
            item,
        )

    def _below(self, label: str, code: str) -> str:
        """The economic account of a name that several have: 办公设备购置 is 31002 below 资本性支出, else 30902."""
        if len(code) == 3:
            self.above = code
        elif code and self.above[:1] == code[0] and not code.startswith(self.above):
            return self.words.account_below(label, self.above) or code
        return code

    def _coded(self, number: int, label: str, code: str, counterpart: str, counterpart_name: str) -> Line:
        self.carried = False
        first = code[0]
        function, dept, gov = code if first == "2" else "", code if first == "3" else "", code if first == "5" else ""
        own, item = ("", plain(label)) if self.marks.bought and label else (code, "")
        return Line(number, label, own, counterpart, counterpart_name, "item", "", "", function, dept, gov, "", item)

    def _is_own_name(self, said: Label, code: str) -> bool:
        """Whether the row names a project or a purchase, whatever known words its name contains."""
        if self.kind == "projects":
            return said.role in ("item", "group") and not code
        return self.kind == "procurement" and said.role == "item" and said.meaning.measure != "procurement"

    def _place(self, role: str, measure: str) -> tuple[str, str]:
        """Where in the list a row stands: before the subtotal, after it, or the closing total."""
        income = self.side == "income"
        if role == "subtotal":
            self.after_subtotal = True
        elif role == "grand":
            closes = self.after_subtotal or self.balance_depth > 0
            return (role, "total_income" if income else "total_outlay") if closes else ("total", measure)
        elif self.after_subtotal and role == "item" and measure in GENERIC:
            return role, "other_receipt" if income else "other_outlay"
        return role, measure

    def _balance(self, role: str, measure: str, fund: str, label: str) -> tuple[str, str]:
        """Balances, and the rows below one that show what it consists of: after the subtotal, or numbered below it."""
        balance = "carried_in" if self.side == "income" else "carried_out"
        if role == "carried":
            self.carried, self.balance_depth = True, depth_of(label)
            return role, balance if measure in GENERIC else measure
        if self.carried and role == "item" and fund and (self.after_subtotal or 0 < self.balance_depth < depth_of(label)):
            return "of_which", balance
        if self.carried and role == "of_which":
            return role, balance
        if measure in _BALANCES and role == "item" and not fund:
            self.balance_depth = depth_of(label)
        self.carried = self.carried and role == "of_which"
        return role, measure


def unit_line(number: int, label: str) -> Line:
    """A row of a unit, by its code."""
    return Line(number, label, "", "", "", "unit", "", "", "", "", "", "", plain(label))


_NAMELESS = Label("item", NOTHING)
_ACCOUNT_CODES = frozenset("235")
