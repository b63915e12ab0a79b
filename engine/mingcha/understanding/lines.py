"""Say what the rows of a list speak of: an account, a source, a component, a total, a balance."""

from __future__ import annotations

from collections.abc import Sequence

from ..knowledge import NOTHING, plain
from .disclosure import Line
from .layout import CODE
from .words import GENERIC, Label, Words, bare

_TOTALS = frozenset(("total", "subtotal", "grand"))
_NAMED_ONLY = frozenset(("three_public", "procurement", "agency_operating"))
"""Tables whose rows are never functional classes."""


class LineReader:
    """Understands the rows of one list from top to bottom; a row can depend on those above it.

    Attributes:
        kind: of the table; ``naming`` the dimension the names belong to; ``side`` income, expenditure or "".
        by_code: whether the list has code columns.
        component: the component whose accounts are being listed below it.
        after_subtotal: whether the year's subtotal was passed, so that balances follow.
        carried: whether the rows show parts of a balance.
    """

    def __init__(self, kind: str, naming: str, side: str, by_code: bool, words: Words) -> None:
        self.kind, self.naming, self.side, self.by_code, self.words = kind, naming, side, by_code, words
        self.code_parts = ["", "", ""]
        self.component = ""
        self.after_subtotal = self.carried = False

    def code(self, pieces: Sequence[tuple[int, str]]) -> str:
        """The full code of a row from its code cells; missing upper parts come from the rows above."""
        if not pieces:
            return ""
        if len(pieces) == 1 and len(pieces[0][1]) != 2:
            code = pieces[0][1]
            if CODE.match(code):
                self.code_parts = [code[:3], code[3:5], code[5:7]]
            return code
        for place, text in pieces:
            if len(text) == 3:
                self.code_parts = [text, "", ""]
            elif len(text) == 2 and place:
                self.code_parts[place] = text
                self.code_parts[place + 1 :] = [""] * (2 - place)
        return "".join(self.code_parts) if self.code_parts[0] else ""

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
        if code and code[0] in _ACCOUNT_CODES:
            return self._coded(number, label, code, counterpart, counterpart_name)
        said = self._label(label)
        meaning = said.meaning
        measure, fund, component = meaning.measure, meaning.fund, meaning.component
        item = meaning.item or (bare(label)[0] if not said.known or (said.role == "of_which" and not fund) else "")
        if self._is_own_name(said, code):
            measure, fund, component, item = "", "", "", plain(label)
        role, measure = self._balance(*self._place(said.role, measure), fund)
        if role in _TOTALS:
            self.component = ""
        elif component and not said.economy_dept:
            self.component = component
        elif said.economy_dept and not component and not self.by_code:
            component = self.component
        accounts = (said.function, said.economy_dept, said.economy_gov)
        return Line(number, label, code, counterpart, counterpart_name, role, measure, fund, *accounts, component, item)

    def _coded(self, number: int, label: str, code: str, counterpart: str, counterpart_name: str) -> Line:
        function, economy_dept, economy_gov = (code if code[0] == first else "" for first in "235")
        self.carried = False
        accounts = (function, economy_dept, economy_gov)
        return Line(number, label, code, counterpart, counterpart_name, "item", "", "", *accounts, "", "")

    def _label(self, label: str) -> Label:
        if not label:
            return _NAMELESS
        return self.words.label(label, self.naming, "income" if self.kind in _NAMED_ONLY else self.side)

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
            return (role, "total_income" if income else "total_outlay") if self.after_subtotal else ("total", measure)
        elif self.after_subtotal and role == "item" and measure in GENERIC:
            return role, "other_receipt" if income else "other_outlay"
        return role, measure

    def _balance(self, role: str, measure: str, fund: str) -> tuple[str, str]:
        """Balances, and the rows below one that show what it consists of."""
        balance = "carried_in" if self.side == "income" else "carried_out"
        if role == "carried":
            self.carried = True
            return role, balance if measure in GENERIC else measure
        if self.carried and role == "item" and fund and self.after_subtotal:
            return "of_which", balance
        if self.carried and role == "of_which":
            return role, balance
        self.carried = self.carried and role == "of_which"
        return role, measure


_NAMELESS = Label("item", NOTHING)
_ACCOUNT_CODES = frozenset("235")
