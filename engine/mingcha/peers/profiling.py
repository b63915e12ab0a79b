"""Turn a screened disclosure into a profile: its named amounts, corrected where a finding says so, and its features."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import astuple, replace

from ..checking.violation import Place, located, place_of, within_rounding
from ..knowledge import Knowledge, Meaning, plain
from ..understanding import Claim, Disclosure, Figure, Line, Sum
from ..understanding.listings import coordinate_at
from .declared import FUNDS, At, NamedAmount, NamedListing, Nil
from .formulas import Member, Stated, value_of
from .groups import place_in
from .profile import Amount, Profile

if TYPE_CHECKING:
    from ..running.one import Screening

_WHOLE, _GENERAL, _ANY = FUNDS
_APPROPRIATION, _BUDGET = "appropriation", "general_public_budget"
_ALL_FUNDS = ("", _APPROPRIATION, _BUDGET)
"""All the money, and the sources that may be all there is, the widest first."""
_OTHER_FUNDS = ("government_fund", "state_capital")
_MEASURE, _PERIOD, _FUND, _FUNCTION, _COMPONENT = (
    At._fields.index(name) for name in ("measure", "period", "fund", "function", "component")
)
_DIVIDED = tuple(At._fields.index(name) for name in ("function", "economy_dept", "component", "item"))
_BY_CODE = tuple(At._fields.index(name) for name in ("function", "economy_dept", "economy_gov"))
_CLASS = 3
"""Digits of the code of a class."""
_THIS, _LAST, _CHANGE = "this", "last", "change"
_EXPENDITURE, _BASIC, _INCOME = At("expenditure"), At("expenditure", component="basic"), At("income")
_CLAUSE_END = re.compile("[,;。]")
_NOTHING = ("nothing", "nothing_blank_published")
_PROJECTS, _ITEM = "projects", "item"
_INCOMPLETE = 0.1
"""A listing whose members are further than this from their whole lacks some of them, and tells nothing of concentration."""

Key = tuple[str, ...]
"""A coordinate as a plain tuple: an ``At`` is one too."""


def profile_of(screening: Screening, knowledge: Knowledge) -> Profile:
    """The profile of a screened disclosure."""
    disclosure, peers = screening.disclosure, knowledge.peers
    sought = _Sought(disclosure, _wrong_figures(screening), knowledge)
    amounts, last = sought.amounts(), sought.last()
    figures = {name: found for name, listing in peers.listings.items() if (found := sought.members(listing)) is not None}
    listings = {name: [sought.member(*one) for one in _named(name, found)] for name, found in figures.items()}
    stated = Stated(amounts, last, listings, peers.amounts)
    values = {feature.id: value_of(feature, stated) for feature in peers.features.values()}
    told = {name for value in values.values() for name in value.amounts}
    spent = amounts.get(peers.groups.amount)
    belonging = place_in(disclosure, sought.functions(), spent.fen if spent else None, peers.groups)
    return Profile(
        id=_id(disclosure),
        document=disclosure.document,
        sha256=disclosure.sha256,
        unit=disclosure.unit,
        year=disclosure.year,
        kind=disclosure.kind,
        province=disclosure.province,
        unit_type=belonging.unit_type,
        level=belonging.level,
        domain=belonging.domain,
        size=belonging.size,
        amounts=amounts,
        last=last,
        values=values,
        listed={
            key: sought.listed(figure, peers.listings[name].along)
            for name, found in figures.items()
            for key, figure in _named(name, found)
            if key in told
        },
    )


def _id(disclosure: Disclosure) -> str:
    """Unit, year and kind; what is not known of them is told apart by the document's hash."""
    known = disclosure.unit and disclosure.year and disclosure.kind
    parts = [plain(disclosure.unit), str(disclosure.year), disclosure.kind]
    return "|".join(parts if known else [*parts, disclosure.sha256[:16]])


def _wrong_figures(screening: Screening) -> dict[int, int]:
    """The figures that findings of error mark as wrong, by identity, and what they should state, in fen.

    Where the wrong figure was located that is known; else the finding's first place is the one it accuses.
    """
    wrong: dict[int, int] = {}
    for finding, matter in zip(screening.findings, screening.matters, strict=True):
        if finding.severity != "error":
            continue
        for change in matter.changes:
            wrong.setdefault(id(change.figure), change.right)
        first = matter.violations[0]
        if not matter.diagnoses and first.figures and first.expected is not None and first.figures[0].fen == first.stated:
            wrong.setdefault(id(first.figures[0]), first.expected)
    return wrong


class _Sought:
    """Where the amounts of one disclosure stand.

    Attributes:
        figures: of tables, the first at each coordinate; ``claims`` the same of the narrative.
        changes: what the narrative says of changes against last year.
        periods: those that amounts are stated of.
        parts: by dimension, by the coordinate of a whole: its members along that dimension that are stated.
        whole: by measure the sources of money that are all there is here, the widest first.
        general: the sources of money that are the general public budget here.
        found: this year's amounts as far as they were sought; ``accounts`` the account (and component, item) each stands at.
    """

    def __init__(self, disclosure: Disclosure, wrong: Mapping[int, int], knowledge: Knowledge) -> None:
        self.disclosure = disclosure
        self.wrong = wrong
        self.peers = knowledge.peers
        self.dimensions = knowledge.dimensions
        self.figures: dict[Key, Figure] = {}
        for figure in disclosure.figures:
            self.figures.setdefault(astuple(figure.coordinate), figure)
        self.claims: dict[Key, Figure] = {}
        self.changes: dict[Key, Claim] = {}
        for claim in disclosure.claims:
            if claim.listing >= 0:
                key = astuple(claim.coordinate)
                if claim.amount is not None:
                    self.claims.setdefault(key, claim.amount)
                if claim.change is not None or claim.direction == "none":
                    self.changes.setdefault(key, claim)
        self.periods = {key[_PERIOD] for where in (self.figures, self.claims) for key in where}
        self.parts = self._parts()
        self.whole = {measure.measure: self._whole(measure) for measure in (_EXPENDITURE, _INCOME)}
        self.general = self._general()
        # Disclosures whose money comes from the same sources ask for the same coordinates.
        self.keys = self.peers.keys[*self.whole.items(), self.general]
        self.found: dict[str, Amount | None] = {}
        self.accounts: dict[str, Key] = {}

    def _parts(self) -> dict[int, dict[Key, dict[str, Figure]]]:
        measures = self.peers.measures
        parts: dict[int, dict[Key, dict[str, Figure]]] = {place: defaultdict(dict) for place in _DIVIDED}
        for where in (self.figures, self.claims):
            for key, figure in where.items():
                if key[_PERIOD] != _THIS or key[_MEASURE] not in measures:
                    continue
                for place in _DIVIDED:
                    member = key[place]
                    if member:
                        parts[place][_with(key, place, "")].setdefault(member, figure)
        return parts

    def _whole(self, measure: At) -> tuple[str, ...]:
        """The sources of money whose total is that of all of them; where that is not stated, of the widest that has a total.

        Parts cannot be negative, so equal totals make every breakdown equal too.
        """
        totals = {fund: figure for fund in _ALL_FUNDS if (figure := self._figure(_with(measure, _FUND, fund))) is not None}
        more = "" not in totals and any(self._fen(_with(measure, _FUND, fund)) for fund in _OTHER_FUNDS)
        if not totals or more:
            return _ALL_FUNDS[:1]
        widest = next(iter(totals.values()))
        return tuple(fund for fund, total in totals.items() if self._same(total, widest))

    def _general(self) -> tuple[str, ...]:
        """The sources of money that are the general public budget here; all appropriation where that budget is not told."""
        whole = self.whole[_EXPENDITURE.measure]
        if _BUDGET in whole:
            return whole
        for at in (_EXPENDITURE, _BASIC):
            totals = {fund: figure for fund in (_BUDGET, _APPROPRIATION) if (figure := self._figure(_with(at, _FUND, fund)))}
            if totals:
                first = next(iter(totals.values()))
                return tuple(fund for fund, figure in totals.items() if self._same(figure, first))
        return whole

    def _same(self, one: Figure, other: Figure) -> bool:
        return within_rounding(self._right(one) - self._right(other), one.ulp + other.ulp)

    def _figure(self, key: Key) -> Figure | None:
        return self.figures.get(key) or self.claims.get(key)

    def _fen(self, key: Key) -> int:
        figure = self._figure(key)
        return self._right(figure) if figure is not None else 0

    def _right(self, figure: Figure) -> int:
        return self.wrong.get(id(figure), figure.fen) if self.wrong else figure.fen

    def amounts(self) -> dict[str, Amount]:
        """This year's, by name."""
        return {name: found for name, amount in self.peers.amounts.items() if (found := self._amount(amount)) is not None}

    def _amount(self, amount: NamedAmount) -> Amount | None:
        """Where it stands; else what it adds up from; else nil, where that is said."""
        if amount.name not in self.found:
            self.found[amount.name] = (
                self._counted(amount) if amount.count else self._stated(amount) or self._added(amount) or self._nil(amount)
            )
        return self.found[amount.name]

    def _counted(self, amount: NamedAmount) -> Amount | None:
        for count in self.disclosure.counts:
            if (count.what, count.part) == amount.count:
                return Amount(count.number, places=(self._place(count.line, count.text),))
        return None

    def _place(self, line: int, text: str) -> Place:
        """Where the narrative says something."""
        return located(Place(None, line, "", "", "", text), self.disclosure)

    def _stated(self, amount: NamedAmount, period: str = _THIS) -> Amount | None:
        """As the tables state it, else as the narrative does."""
        keys = self._keys(amount, period)
        for where in (self.figures, self.claims):
            for key in keys:
                figure = where.get(key)
                if figure is not None:
                    self.accounts.setdefault(amount.name, key[_FUNCTION:])
                    return self._used(figure)
        return None

    def _keys(self, amount: NamedAmount | NamedListing, period: str = _THIS) -> list[Key]:
        """The coordinates at which it may stand, the best first; in another period only those of the account it is of in this."""
        account = self.accounts.get(amount.name) if period != _THIS else None
        asked = (amount.name, type(amount), period, account)
        keys = self.keys.get(asked)
        if keys is None:
            keys = self.keys[asked] = []
            for at in amount.at:
                if account is None or at[_FUNCTION:] == account:
                    keys += _of_funds(at, period, self._funds(amount.funds, at.measure))
        return keys

    def _funds(self, sought: str, measure: str) -> tuple[str, ...]:
        if sought == _WHOLE:
            return self.whole.get(measure, _ALL_FUNDS)
        return self.general if sought == _GENERAL else _ALL_FUNDS

    def _used(self, figure: Figure) -> Amount:
        right = self._right(figure)
        return Amount(right, figure.fen if right != figure.fen else None, (place_of(figure, self.disclosure),))

    def _added(self, amount: NamedAmount) -> Amount | None:
        return _sum_of([self._amount(self.peers.amounts[name]) for name in amount.sum])

    def _nil(self, amount: NamedAmount) -> Amount | None:
        """Nil, where a sentence, the catalogue, a blank cell or the other parts of the whole say so."""
        said = next((place for nil in amount.nil for place in self._said(nil)), None)
        if said is not None:
            return Amount(0, places=(said,))
        keys = self._keys(amount)
        if not amount.sum:
            blank = next((self.blanks[key] for key in keys if key in self.blanks), None)
            if blank is not None:
                return Amount(0, places=(self._place(blank.line, blank.label),))
        whole = next((whole for key in keys if (whole := self._without(key)) is not None), None)
        return Amount(0, places=(place_of(whole, self.disclosure),)) if whole is not None else None

    def _said(self, nil: Nil) -> Iterator[Place]:
        for statement in self.disclosure.statements:
            if statement.topic == nil.topic and statement.kind in _NOTHING and self._denied(statement.text, nil):
                yield self._place(statement.line, statement.text)
        for entry in self.disclosure.catalogue:
            if entry.topic == nil.topic and entry.empty == "yes":
                yield self._place(entry.line, entry.title)

    def _denied(self, text: str, nil: Nil) -> bool:
        """Whether a sentence that denies something denies one of the words: 「无」 stands before it in the same clause."""
        if any(word in text for word in nil.unless):
            return False
        return not nil.words or any(
            (at := clause.find(word)) > 0 and any(none in clause[:at] for none in self.peers.none)
            for clause in _CLAUSE_END.split(plain(text))
            for word in nil.words
        )

    @cached_property
    def blanks(self) -> dict[Key, Line]:
        """The rows of the blank cells of tables that have amounts, by coordinate, as far as an amount may stand there.

        Blank means nil, but for a row that may be a head above its parts: one that names a component, or an account that the
        next row divides, and a row of totals without any amount.
        """
        codes = self.peers.accounts
        broken = {unread.table for unread in self.disclosure.unread}
        found: dict[Key, Line] = {}
        for table in self.disclosure.tables:
            if not table.figures or table.index in broken:
                continue
            title = Meaning(table.measure, "", table.fund, table.component)
            for listing in table.listings:
                for number, (line, cells) in enumerate(zip(listing.lines, listing.cells, strict=True)):
                    if (line.function, line.economy_dept, line.economy_gov) not in codes or None not in cells:
                        continue
                    if not (any(cells) or _alone(line, listing.lines[number + 1 : number + 2])):
                        continue
                    for cell, column in zip(cells, listing.columns, strict=True):
                        if cell is None:
                            key = astuple(coordinate_at(line, column, title))
                            found.setdefault(key, line)
        return found

    def _without(self, key: Key) -> Figure | None:
        """The whole of which a coordinate is no part that has anything: it is nil, or its other parts make it up."""
        if key[_FUND] not in _ALL_FUNDS:
            return self._all_elsewhere(key)
        for place in _DIVIDED:
            if not key[place]:
                continue
            above = self._above(place, key[place])
            whole_key = _with(key, place, above)
            whole = self._figure(whole_key)
            if whole is None:
                continue
            fen = self._right(whole)
            others = self.parts[place].get(_with(key, place, ""), {})
            beside = [figure for code, figure in others.items() if self._above(place, code) == above and code != key[place]]
            fen -= sum(self._right(figure) for figure in beside)
            if within_rounding(fen, whole.ulp + sum(figure.ulp for figure in beside)):
                return whole
        return None

    def _all_elsewhere(self, key: Key) -> Figure | None:
        """The total of all money, where it comes from another source than that of ``key``."""
        total = self._figure(At(key[0], key[_PERIOD]))
        whole = self.whole.get(key[0], ())
        appropriated = _APPROPRIATION in self.dimensions["fund"].ancestors(key[_FUND])
        return total if _BUDGET in whole or (_APPROPRIATION in whole and not appropriated) else None

    def _above(self, place: int, member: str) -> str:
        """What a member of a dimension is a part of."""
        if place in _BY_CODE:
            return member[:-2] if len(member) > _CLASS else ""
        dimension = self.dimensions[At._fields[place]]
        return next(iter(dimension.ancestors(member)), "")

    def last(self) -> dict[str, Amount]:
        """Last year's as this disclosure states them, by name."""
        found = {name: last for name, amount in self.peers.amounts.items() if (last := self._last(amount)) is not None}
        for name, amount in self.peers.amounts.items():
            if name not in found and (added := _sum_of([found.get(part) for part in amount.sum])) is not None:
                found[name] = added
        return found

    def _last(self, amount: NamedAmount) -> Amount | None:
        """In a column or a sentence of last year's amounts; else this year's less the change."""
        if not amount.at or amount.at[0].period != _THIS:
            return None
        stated = self._stated(amount, _LAST) if _LAST in self.periods else None
        return stated or (self._before_change(amount) if self.changes or _CHANGE in self.periods else None)

    def _before_change(self, amount: NamedAmount) -> Amount | None:
        for key in self._keys(amount, _CHANGE):
            claim = self.changes.get(_with(key, _PERIOD, _THIS))
            column = self.figures.get(key)
            if column is None and claim is None:
                continue
            this = self._used(claim.amount) if column is None and claim and claim.amount else self._amount(amount)
            if this is None:
                continue
            change = column or (claim.change if claim else None)
            by = self._used(change) if change is not None else Amount(0, places=this.places)
            fen, stated = this.fen - by.fen, _as_stated(this) - _as_stated(by)
            if fen >= 0 or this.fen < 0:
                return Amount(fen, stated if stated != fen else None, by.places)
        return None

    def members(self, listing: NamedListing) -> Sequence[Figure] | None:
        """The members of a listing; None where it is not in the disclosure, or is far from making up its whole."""
        found = self._ranked(self._projects() if listing.along == _ITEM else self.by_code(listing).values())
        if not found:
            return None
        whole = next((whole for key in self._keys(listing) if (whole := self._figure(key)) is not None), None)
        fen = sum(self._right(figure) for figure in found)
        if whole is not None and abs(fen - self._right(whole)) > _INCOMPLETE * abs(self._right(whole)):
            return None
        return found

    def _ranked(self, figures: Iterable[Figure]) -> list[Figure]:
        """The largest first; what stands first in the document before others as large."""
        return sorted(figures, key=lambda figure: (-self._right(figure), figure.line, figure.cell))

    def member(self, name: str, figure: Figure) -> Member:
        """One of a listing, as formulas take it."""
        return Member(self._right(figure), figure.ulp, self._right(figure) != figure.fen, name)

    def listed(self, figure: Figure, along: str) -> Amount:
        """One of a listing, as it is told."""
        code = "" if along == _ITEM else getattr(figure.coordinate, along)
        return replace(self._used(figure), called=f"{code} {figure.row}".strip())

    def by_code(self, listing: NamedListing) -> dict[str, Figure]:
        """The members of a listing of accounts: those with so many digits, or that are divided no further."""
        place = At._fields.index(listing.along)
        codes: dict[str, Figure] = {}
        for key in self._keys(listing):
            for code, figure in self.parts[place].get(key, {}).items():
                codes.setdefault(code, figure)
        if listing.digits:
            return {code: figure for code, figure in codes.items() if len(code) == listing.digits}
        divided = {code[:length] for code in codes for length in range(_CLASS, len(code))}
        return {code: figure for code, figure in codes.items() if code not in divided}

    def functions(self) -> dict[str, int]:
        """This year's expenditure above nil by functional account, in fen."""
        found: dict[str, int] = {}
        for key in _of_funds(_EXPENDITURE, _THIS, self.whole[_EXPENDITURE.measure]):
            for code, figure in self.parts[_FUNCTION].get(key, {}).items():
                found.setdefault(code, self._right(figure))
        return {code: fen for code, fen in found.items() if fen > 0}

    def _projects(self) -> list[Figure]:
        """The projects of the first table that adds them up, in its first column with a total."""
        for table in self.disclosure.tables:
            for listing in table.listings if table.kind == _PROJECTS else ():
                for one in listing.sums:
                    totals = listing.cells[one.total] if one.axis == "row" and one.along == _ITEM else ()
                    place = next((place for place, total in enumerate(totals) if total is not None), -1)
                    if place >= 0:
                        return _lowest([cells[place] for cells in listing.cells], one)
        return []


def _named(listing: str, figures: Sequence[Figure]) -> Iterator[tuple[str, Figure]]:
    """Members of a listing by name: projects.1, projects.2."""
    return ((f"{listing}.{place}", figure) for place, figure in enumerate(figures, start=1))


def _lowest(column: Sequence[Figure | None], one: Sum) -> list[Figure]:
    """The parts of a sum; none where amounts stand below the last of them, which then is a head above its own parts."""
    last = max(one.parts)
    if any(figure is not None for number, figure in enumerate(column) if number > last and number != one.total):
        return []
    return [figure for part in one.parts if (figure := column[part]) is not None]


def _alone(line: Line, following: Sequence[Line]) -> bool:
    """Whether a row without amounts can only be an item that has none."""
    if line.role not in (_ITEM, "carried") or line.component:
        return False
    return not (line.code and any(after.code.startswith(line.code) for after in following))


def _as_stated(amount: Amount) -> int:
    return amount.fen if amount.stated is None else amount.stated


def _sum_of(parts: Sequence[Amount | None]) -> Amount | None:
    """The sum of amounts that are all there."""
    known = [part for part in parts if part is not None]
    if not parts or len(known) < len(parts):
        return None
    fen, stated = sum(part.fen for part in known), sum(_as_stated(part) for part in known)
    return Amount(fen, stated if stated != fen else None, tuple(place for part in known for place in part.places))


@lru_cache(maxsize=4096)
def _of_funds(at: At, period: str, funds: tuple[str, ...]) -> tuple[Key, ...]:
    """A coordinate for another period, of each source of money where it names none."""
    key = at if at.period != _THIS else _with(at, _PERIOD, period)
    return (key,) if at.fund else tuple(_with(key, _FUND, fund) for fund in funds)


def _with(key: Key, place: int, member: str) -> Key:
    """The coordinate with another member of one dimension."""
    return (*key[:place], member, *key[place + 1 :])
