"""Find what an amount in a sentence speaks of: an account by code or name, a fund, a component, an item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ..knowledge import Meaning, name_key, plain
from .disclosure import Coordinate
from .words import GENERIC, Words

_CODE_ALONE = re.compile(r"[（(]\s*(?:\d{3}|\d{5}|\d{7})\s*[)）]")
_CODE_BEFORE = re.compile(r"(?<!\d)([235]\d{6}|[235]\d{4})\s*[-－—–]?\s*([一-龥][一-龥、（）()]{1,30})\Z")
_CODE_IN_BRACKETS = re.compile(
    # A name may end in brackets of its own: 机关资本性支出（一）（503）.
    r"[“\"]?([^“”\"，。；、：:（()）]{2,30}(?:[（(][^（()）\d]{1,8}[)）])?)[”\"]?\s*[（(]\s*(\d{3}|\d{5}|\d{7})\s*[)）]"
)
_ACCOUNT_PATH = re.compile(
    # Levels may be joined by dashes: 教育支出（类）-其他教育支出（款）.
    r"((?![-－—–])[^“”\"，。；、：:（()）\d.．]{2,30}(?:[（(][^（()）类款项]{1,8}[)）])?[^“”\"，。；、：:（()）\d.．]{0,20}?)\s?[（(](类|款|项)[)）]"
)
_LEVEL_ALONE = re.compile(r"[（(](?:类|款|项)[)）]")
YEAR = re.compile(r"(20\d{2})\s*年")
_QUOTED_ACCOUNT = re.compile(r"[“\"]([^“”\"]{4,20}支出)[”\"]\s*科目")
_CLAUSE_END = re.compile(r"[，,；;：:。、](?<!收、)(?<!收入、)")
_REMARK = re.compile(r"\((?!境)[^()]{3,30}\)")
_SAME_SUBJECT = re.compile(
    r"(?:当年支出决算|实际支出|(?:支出|收入)*(?:决算|年初预算|全年预算|预算|预算执行|预算安排|当年预算执行))(?:数|额)?为?\Z"
)
_OWN_YEAR = re.compile("[本当]年(?!结转)")
_WITHOUT_BALANCE = {"total_income": "income", "total_outlay": "expenditure"}
_COMPARED_ONLY = re.compile("[比较与同](?:上年|去年)?(?:年初)?(?:预算|决算|执行)?数?的?")
"""What leads to last year's amount of the same thing: 比 2023 年 4 万元增加 1 万元."""
_PROCURED = "政府采购"
_SUMMED_UP = re.compile("(?:共计?|合计|累计)支出(?:金额)?(?:为)?|费用支出.*|[较比](?:上年|去年)(?:支出|收入)数.*")
"""What sums up the clauses before it: 接待 30 批次，200 人次，共计支出 2 万元."""
_WHOLE_BUDGET = re.compile(r"(?:本年|当年)?(收入|支出|收支)预算(?:安排)?(?:数|额)?为?")
_VERB_TAIL = re.compile(r"(?:较|比|增加|减少|增长|下降|安排|预算数?为?|决算数?为?|支出决算为?).*\Z")
_LIST_MARK = re.compile(r"^(?:其中|用于|\(?[一二三四五六七八九十\d]+(?:[、.．]|\)[、.．]?))")
_CODE_NAME_LEAD = re.compile(r"^(?:其中|[一二三四五六七八九十\d]+\s*[、.．]|[^一-鿿]+)")
LEVELS = {"类": 3, "款": 5, "项": 7}
"""How many digits the code of an account of each level has."""
_TOTALS_WITH_BALANCE = {"carried_in": ("total_income", "income"), "carried_out": ("total_outlay", "expenditure")}
"""What balances are a part of."""
_CLASS = 3
_SHORTEST_NAME = 2
_REST_OF_TOTAL, _REST_OF_PART = 3, 6
"""How many characters beside known words a subject may have and still be what the known words say."""


Path = tuple[tuple[str, str], ...]
"""Accounts, each with its level, from the top down."""


class Names(NamedTuple):
    """What the disclosure calls things: name_key of accounts in its tables to their codes, and its unit."""

    function: Mapping[str, tuple[str, ...]]
    unit: str


class Subject(Struct, frozen=True, gc=False):
    """What an amount speaks of.

    Attributes:
        words: as printed; ``code`` and ``code_name`` where a code stands beside a name.
        meaning, function, economy_dept, economy_gov: the members of the dimensions.
        fund_said: whether the source of money was named and not taken from the context.
        known: whether the words say for certain what is meant.
    """

    words: str
    meaning: Meaning
    function: str = ""
    economy_dept: str = ""
    economy_gov: str = ""
    code: str = ""
    code_name: str = ""
    fund_said: bool = False
    known: bool = True


UNKNOWN = Subject("", Meaning(), known=False)


def stated(words: str, fund: str = "") -> Subject:
    """The subject of an amount of which only the words beside it are known."""
    return Subject(words, Meaning("stated", "", fund, "", words), fund_said=bool(fund), known=False)


class Subjects:
    """Resolves words to subjects for one disclosure."""

    def __init__(self, names: Names, words: Words) -> None:
        self.names, self.words = names, words
        self._unit = _UnitName(plain(names.unit))
        self._deepest: dict[Path, str] = {}

    def find(self, lead: str, whole: Subject | None, fund: str) -> Subject:
        """The subject that the words before an amount name, the nearest first.

        Args:
            lead: the words between the last amount and this one.
            whole: the subject of which this is a part, where an enumeration was opened.
            fund: the source of money the context speaks of.
        """
        told = _told(lead)
        if told.before is not None and told.before[1][:_CLASS] in self.words.knowledge.accounts_of(told.before[1]).entries:
            return _coded(*told.before, whole.meaning.fund if whole is not None else fund)
        if told.coded is not None:
            return _coded(*told.coded, whole.meaning.fund if whole is not None else fund)
        if told.path:
            return self.path(told.path, (whole.meaning.fund if whole is not None else "") or fund)
        if told.quoted:
            return self._class(told.quoted, fund) or UNKNOWN
        for clause in reversed(told.clauses):
            subject = self._clause(clause, whole, fund)
            if subject is not None:
                return subject
        return UNKNOWN

    def whole_budget(self, lead: str, fund: str) -> Subject:
        """All income or expenditure, or either, where ``lead``, the beginning of a paragraph, says 收入预算 or 收支预算 only."""
        clause = next(reversed(clauses(lead)), "")
        found = _WHOLE_BUDGET.fullmatch(_without_year(plain(clause)))
        if not found:
            return UNKNOWN
        measure = {"收入": "income", "支出": "expenditure", "收支": ""}[found[1]]
        return Subject(clause.strip(), Meaning(measure, "", fund, "", ""), fund_said=bool(fund))

    def above(self, coordinate: Coordinate) -> Iterator[Coordinate]:
        """What an amount at ``coordinate`` is a part of, along the innermost dimension that it is divided by."""
        for along in ("item", "component"):
            member = getattr(coordinate, along)
            if member:
                dimension = self.words.knowledge.dimensions[along]
                yield from (replace(coordinate, **{along: upper}) for upper in dimension.ancestors(member))
                return
        for along in ("economy_gov", "economy_dept", "function"):
            code = getattr(coordinate, along)
            if code:
                yield from (replace(coordinate, **{along: code[:length]}) for length in (5, 3, 0) if length < len(code))
                return
        yield from (replace(coordinate, measure=total, fund="") for total in _TOTALS_WITH_BALANCE.get(coordinate.measure, ()))
        if coordinate.fund:
            upper_funds = self.words.knowledge.dimensions["fund"].ancestors(coordinate.fund)
            yield from (replace(coordinate, fund=upper) for upper in upper_funds)

    def path(self, path: Path, fund: str) -> Subject:
        """类, 款, 项 named one below another: the deepest account that the tables or the code list know."""
        code = self._deepest.get(path)
        if code is None:
            code = self._deepest[path] = self._deepest_of(path)
        words = "".join([f"{name.strip()}（{level}）" for name, level in path])
        item = "" if code else words
        return Subject(words, Meaning("expenditure", "", fund, "", item), code, fund_said=bool(fund))

    def _deepest_of(self, path: Path) -> str:
        """The code of the last account of a path, "" where it is not known."""
        upper = code = ""
        for name, level in path:
            key = name_key(name.strip().removeprefix("支出"))
            found = self._codes(key, LEVELS[level]) or (self._codes(name_key(key + "支出"), 3) if level == "类" else [])
            fitting = [one for one in found or self._named_with_upper(key, LEVELS[level]) if one.startswith(upper)]
            code = fitting[0] if len(fitting) == 1 else ""
            upper = code or upper
        return code

    def _codes(self, key: str, length: int) -> list[str]:
        """The codes of a name in the tables and in the list of accounts; those in both where there are such.

        A name that was printed once beside another code does not make it doubtful.
        """
        printed, listed = self.names.function.get(key, ()), self.words.knowledge.functional.codes.get(key, ())
        known = [code for code in printed if code in listed] or (*printed, *listed)
        return [code for code in dict.fromkeys(known) if len(code) == length]

    def _named_with_upper(self, key: str, length: int) -> list[str]:
        """The accounts that ``key`` names together with the account above, run into one (人大事务行政运行)."""
        cuts = range(_SHORTEST_NAME, len(key) - _SHORTEST_NAME + 1)
        return [
            code
            for cut in cuts
            for code in self._codes(key[cut:], length)
            for upper in self._codes(key[:cut], length - 2)
            if code.startswith(upper)
        ]

    def _class(self, name: str, fund: str) -> Subject | None:
        """A functional class by its name alone."""
        codes = self._codes(name_key(_LIST_MARK.sub("", plain(name))), 3)
        if len(codes) != 1:
            return None
        return Subject(name.strip(), Meaning("expenditure", "", fund, "", ""), codes[0], fund_said=bool(fund))

    def _is_economic(self, name: str) -> bool:
        """Whether a class of the economic classification is called so (资本性支出)."""
        codes = self.words.knowledge.economy_dept.codes.get(name_key(_LIST_MARK.sub("", plain(name))), ())
        return any(len(code) == _CLASS for code in codes)

    def _clause(self, clause: str, whole: Subject | None, fund: str) -> Subject | None:
        """The subject a clause names by known words; None where it says nothing or more than they do."""
        said = _said(clause, self.words)
        if said is None:
            return None
        if whole is not None and whole.meaning.measure == "procurement" and not said.meaning.item:
            short = _said(_PROCURED + _LIST_MARK.sub("", plain(clause)), self.words)
            said = short if short is not None and short.meaning.item else said  # 政府采购预算 6 万元，其中：货物 1 万元
        named = self._class(said.account, fund) if said.account else None
        if named is not None:
            return named
        if said.account and self._is_economic(said.account):
            return UNKNOWN  # a class of its own, which the known words do not tell from all expenditure
        meaning = said.meaning
        measure, component, item = meaning.measure, meaning.component, meaning.item
        if not said.found or self._rest(said) > (_REST_OF_PART if component or item else _REST_OF_TOTAL):
            return None
        function = ""
        if whole is not None:
            fund = whole.meaning.fund or fund
            if meaning.fund and not component and not item:
                component, item = whole.meaning.component, whole.meaning.item
            if not measure or (
                measure in GENERIC and (component or item or meaning.fund) and whole.meaning.measure not in GENERIC
            ):
                measure = whole.meaning.measure
                if _OWN_YEAR.match(plain(clause)):  # no total with what was carried over
                    measure = _WITHOUT_BALANCE.get(measure, measure)
            function = whole.function if component or meaning.fund else ""
        fund = meaning.fund or fund
        if not (measure or component or item or fund):
            return None
        return Subject(clause.strip(), Meaning(measure, "", fund, component, item), function, fund_said=bool(meaning.fund))

    def _rest(self, said: _Said) -> int:
        """How many characters of a clause say something that neither the known words nor the unit's name do."""
        apart = self._unit.taken_out(said.rest)  # not among the known words: every document has another
        return said.unknown if apart == said.rest else len(_neutral(self.words).sub("", apart))


class _UnitName:
    """The unit's name in a text, also with more or fewer of the places it belongs to: 某省某县档案馆 is 某县档案馆.

    No pattern is made of it: every document has a name of its own.
    """

    def __init__(self, name: str) -> None:
        tails = [name[place.end() :] for place in _PLACE.finditer(name) if _PLACE.match(name, place.end())]
        self._forms = [form for form in (name, *tails) if form]

    def taken_out(self, text: str) -> str:
        """The text with a mark where the name stood."""
        for form in self._forms:
            if form in text:
                *before, after = text.split(form)
                text = _APART.join([*[_PLACES_BEFORE.sub("", piece) for piece in before], after])
        return text


_PLACE = re.compile("[一-龥]{1,7}?(?:省|自治区|(?<!城)市|自治州|州|盟|地区|(?<!社)区|县|旗)")
_PLACES_BEFORE = re.compile(f"(?:{_PLACE.pattern}){{1,2}}\\Z")


class _Told(NamedTuple):
    """What the words before an amount name it by: a name and code, accounts with their levels, a quoted account, else clauses.

    The code stands behind the name in brackets (``coded``), or before it.
    """

    before: tuple[str, str] | None
    coded: tuple[str, str] | None
    path: Path
    quoted: str
    clauses: Sequence[str]


@lru_cache(maxsize=8192)
def _told(lead: str) -> _Told:
    """By what ``lead`` names an amount; forms prescribe the sentences."""
    coded: Sequence[tuple[str, str]] = ()
    path: Path = ()
    if "（" in lead or "(" in lead:
        coded = _CODE_IN_BRACKETS.findall(lead) if has_code(lead) else ()
        path = paths_in(lead)
    quoted = _QUOTED_ACCOUNT.search(lead) if "科目" in lead else None
    ahead = _CODE_BEFORE.search(lead)
    before = (ahead[2], ahead[1]) if ahead is not None else None
    return _Told(before, coded[-1] if coded else None, path, quoted[1] if quoted else "", clauses(lead))


class _Said(NamedTuple):
    """What a clause says.

    Attributes:
        account: what it names as an account of expenditure, else "".
        meaning: of the known words in it; ``found``: whether there are any.
        rest: what it says beside them; ``unknown``: how many characters of that are no neutral words.
    """

    account: str
    meaning: Meaning
    found: bool
    rest: str
    unknown: int


@lru_cache(maxsize=8192)
def _said(clause: str, words: Words) -> _Said | None:
    """What a clause says; None where it is nothing, or only that its subject is the one before."""
    text = _REMARK.sub("", plain(clause))
    if not text or len(text) > 80 or _SAME_SUBJECT.fullmatch(_without_year(text)) or _SUMMED_UP.fullmatch(text):
        return None
    account = _VERB_TAIL.sub("", text)
    meaning, found = words.scan_covered(text)
    rest = words.without_terms(text)
    unknown = len(_neutral(words).sub("", rest))
    return _Said(account if account.endswith("支出") else "", meaning, found, rest, unknown)


_APART = ","
"""What stands for the unit's name, so that no neutral word arises from what stood around it."""


@lru_cache(maxsize=64)
def _neutral(words: Words) -> re.Pattern[str]:
    """What says nothing of a subject, the longer first: neutral words and numbers."""
    neutral = words.knowledge.words["narrative"]["neutral"]
    longest_first = sorted((plain(word) for word in neutral if word), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, longest_first), r"[\d年,.()\-:%]+"]))


def _coded(name: str, code: str, fund: str) -> Subject:
    """An account named with its code in brackets."""
    function, economy_dept, economy_gov = (code if code[0] == first else "" for first in "235")
    words, code_name = f"{name.strip()}（{code}）", _CODE_NAME_LEAD.sub("", name.strip())
    return Subject(
        words, Meaning("expenditure", "", fund, "", ""), function, economy_dept, economy_gov, code, code_name, bool(fund)
    )


def paths_in(text: str) -> Path:
    """The accounts named with their level, such as (社会保障和就业支出, 类)."""
    ends = [level.end() for level in _LEVEL_ALONE.finditer(text)]
    return tuple(_ACCOUNT_PATH.findall(text, 0, ends[-1])) if ends else ()


def has_code(text: str) -> bool:
    """Whether an account's code stands in brackets."""
    return _CODE_ALONE.search(text) is not None


@lru_cache(maxsize=8192)
def says_same_subject(lead: str) -> bool:
    """Whether the last clause only says which of its amounts the same subject has next (支出决算为 …)."""
    said = clauses(lead)
    last = _without_year(plain(said[-1])) if said else ""
    return _SAME_SUBJECT.fullmatch(last) is not None or _COMPARED_ONLY.fullmatch(last) is not None


def clauses(lead: str) -> Sequence[str]:
    """The last three clauses of ``lead`` that say something."""
    return [clause for clause in _CLAUSE_END.split(lead) if clause.strip()][-3:]


def _without_year(text: str) -> str:
    return YEAR.sub("", text).replace("度", "")
