"""What words mean: phrases and labels to dimensions, by the knowledge's terms and account names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..knowledge import NOTHING, Dimension, Knowledge, Meaning, name_key, plain

GENERIC = frozenset(("", "income", "expenditure"))
"""Measures that give way to any more specific one."""

_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]+[、.．]|\d{1,2}[、.．](?!\d)|[(（](?:[一二三四五六七八九十]+|\d{1,2})[)）]|[ABC](?=货物|工程|服务))"
)
_REMEMBERED = 100_000
_OF_WHICH = re.compile(r"其中[:：,，]?")


class Label(NamedTuple):
    """A row label as understood.

    Attributes:
        role: item, total, subtotal, grand, carried, of_which or group.
        meaning: the dimensions its words set.
        function, economy_dept, economy_gov: the account's code, where the label names one.
        known: whether the label was recognised at all.
    """

    role: str
    meaning: Meaning
    function: str = ""
    economy_dept: str = ""
    economy_gov: str = ""
    known: bool = True


class Words:
    """Recognises phrases and labels; remembers each answer, so that a label is analysed once a process.

    Attributes:
        announcing: a kind of table, whether its title or else its head must hold a word, and the word; the first wins.
        label, scan_covered, scan_head, without_terms: the methods of these names with an underscore, which remember
            their answers.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._terms = {**_of_accounts(knowledge.terms), **dict(knowledge.terms)}
        self._pattern = re.compile("|".join(map(re.escape, sorted(self._terms, key=len, reverse=True))))
        self.scan_covered = lru_cache(maxsize=_REMEMBERED)(self._scan_covered)
        self.scan_head = lru_cache(maxsize=_REMEMBERED)(self._scan_head)
        self.without_terms = lru_cache(maxsize=_REMEMBERED)(self._without_terms)
        self.label = lru_cache(maxsize=_REMEMBERED)(self._label)
        self.announcing = tuple(
            (kind.kind, in_title, word)
            for kind in knowledge.tables
            for in_title, found in ((True, kind.title), (False, kind.head))
            for word in found
        )
        rows = knowledge.words["rows"]
        self._roles = {
            name_key(label): role
            for role in ("group", "of_which", "carried", "grand", "year", "subtotal", "total")
            for label in rows[role]
        }
        self._grand = {name_key(label) for label in rows["grand"]}
        self._accounts = {
            "function": knowledge.functional,
            "economy_dept": knowledge.economy_dept,
            "economy_gov": knowledge.economy_gov,
        }

    def scan(self, text: str) -> Meaning:
        """Add up what the phrases in ``text`` say, from left to right."""
        return self.scan_covered(text)[0]

    def _scan_head(self, text: str) -> Meaning:
        """As ``scan`` for heads joined from top to bottom: of two that contradict each other the lower wins."""
        meaning = NOTHING
        for match in self._pattern.finditer(plain(text)):
            term = self._terms[match[0]]
            merged = self.merge(meaning, term)
            meaning = Meaning(
                merged.measure or term.measure,
                merged.period,
                merged.fund or term.fund,
                merged.component or term.component,
                merged.item or term.item,
            )
        return meaning

    def _scan_covered(self, text: str) -> tuple[Meaning, bool]:
        """As ``scan``, and whether any phrase was found."""
        meaning, found = NOTHING, False
        for match in self._pattern.finditer(plain(text)):
            meaning = self.merge(meaning, self._terms[match[0]])
            found = True
        return meaning, found

    def _without_terms(self, text: str) -> str:
        """``text`` with every known phrase taken out: what is left says something else."""
        return self._pattern.sub("", plain(text))

    def merge(self, first: Meaning, then: Meaning) -> Meaning:
        """Both meanings together: the deeper member wins, contradictions leave the dimension open."""
        dimensions = self.knowledge.dimensions
        return Meaning(
            merge_measure(first.measure, then.measure),
            then.period or first.period,
            _deeper(dimensions["fund"], first.fund, then.fund),
            _deeper(dimensions["component"], first.component, then.component),
            _deeper(dimensions["item"], first.item, then.item),
        )

    def _label(self, text: str, naming: str, side: str) -> Label:
        """Understand a row label.

        Args:
            text: as printed.
            naming: the dimension the column names (function, economy_dept, economy_gov) or "".
            side: income, expenditure or "" where the list is neither.
        """
        core, of_which = bare(text)
        key = name_key(core)
        role = self._roles.get(key, "item")
        if role in ("total", "grand") and key in self._grand:
            role = "grand"
        if role in ("total", "subtotal", "grand", "group"):
            return Label(role, NOTHING)
        if role == "of_which":
            return Label(role, self.scan(core))
        if role == "year":
            return Label("item", NOTHING)
        if not naming and side == "expenditure" and role != "carried":
            code = self._account(key, "function")
            if code:
                return self._coded("function", code)
        if naming and role != "carried":
            code = self._account(key, naming)
            if code:
                return self._coded(naming, code)
            exact = self._terms.get(plain(core)) or self._terms.get(plain(core).removesuffix("支出"))
            if exact is not None and (exact.component or exact.fund or exact.measure in ("carried_out", "other_outlay")):
                return Label("item", exact)
        meaning, found = self.scan_covered(core)
        if role == "carried":
            return Label("carried", meaning)
        if found and (meaning.fund or meaning.component or meaning.item or meaning.measure not in GENERIC):
            return Label("of_which" if of_which else "item", meaning)
        return Label("of_which" if of_which else "item", NOTHING, known=False)

    def _coded(self, naming: str, code: str) -> Label:
        return Label(
            "item",
            NOTHING,
            code if naming == "function" else "",
            code if naming == "economy_dept" else "",
            code if naming == "economy_gov" else "",
        )

    def account_below(self, text: str, above: str) -> str:
        """The code that the label ``text`` names below the account ``above``, "" where none does."""
        codes = self.knowledge.accounts_of(above).codes.get(name_key(bare(text)[0]), ())
        return next((code for code in codes if code.startswith(above)), "")

    def _account(self, key: str, naming: str) -> str:
        """The code that ``key`` names, a class first, also where the label was cut off; "" where none or several fit."""
        codes = self._accounts[naming].codes
        found = [code for code in codes.get(key, ()) if len(code) == 3]
        if not found and naming != "function":
            found = list(codes.get(key, ()))[:1]
        if not found and len(key) >= 4:
            found = sorted({code for name, known in codes.items() if name.startswith(key) for code in known if len(code) == 3})
        return found[0] if len(found) == 1 else ""


def _of_accounts(terms: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """What is said of a budget, as a final account says it of itself: 收入预算总计, 收入决算总计."""
    return {phrase.replace("预算", "决算"): meaning for phrase, meaning in terms if "预算" in phrase}


@lru_cache(maxsize=65536)
def bare(text: str) -> tuple[str, bool]:
    """``text`` without its number and 其中, and whether it had 其中."""
    core = plain(text)
    match = _ORDINAL.match(core)
    if match:
        core = core[match.end() :]
    match = _OF_WHICH.match(core)
    if match:
        return core[match.end() :].lstrip(":："), True
    return core, False


def merge_measure(first: str, then: str) -> str:
    """A specific measure wins over income and expenditure; two different ones of a kind leave it open."""
    if not then or first == then:
        return first
    if not first or (first in GENERIC and then not in GENERIC):
        return then
    if then in GENERIC and first not in GENERIC:
        return first
    return ""


def _deeper(dimension: Dimension, first: str, then: str) -> str:
    if not then or first == then:
        return first
    if not first or dimension.within(then, first):
        return then
    return first if dimension.within(first, then) else ""
