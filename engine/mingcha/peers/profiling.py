"""Turn a screened disclosure into a profile: its named amounts, corrected where a finding says so, and its features."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..checking.violation import Place, located, place_of, within_rounding
from ..knowledge import Knowledge, Meaning, plain
from ..understanding import Claim, Coordinate, Disclosure, Figure, Line, Sum
from ..understanding.listings import coordinate_at
from .asked import ALL_FUNDS, APPROPRIATION, BASIC, BUDGET, EXPENDITURE, INCOME, ITEM, Sources, asked_of
from .declared import NamedAmount, NamedListing, Nil
from .formulas import Member, Stated, value_of
from .groups import place_in
from .profile import Amount, Profile

if TYPE_CHECKING:
    from ..running.one import Screening

_OTHER_FUNDS = ("government_fund", "state_capital")
_CLASS = 3
"""Digits of the code of a class."""
_CLAUSE_END = re.compile("[,;。]")
_NOTHING = ("nothing", "nothing_blank_published")
_PROJECTS = "projects"
_FEN = attrgetter("fen")
_TOTALS = frozenset(replace(at, fund=fund) for at in (EXPENDITURE, BASIC, INCOME) for fund in (*ALL_FUNDS, *_OTHER_FUNDS))
"""Where amounts stand that tell from which sources the money comes."""
_INCOMPLETE = 0.1
"""A listing whose members are further than this from their whole lacks some of them, and tells nothing of concentration."""


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
        right: what a figure should state, in fen.
        asked: what is sought, for the sources of money that this disclosure has.
        figures: of tables, the first at each coordinate that is asked for, by its number; ``claims`` the same of the narrative.
        changes: what the narrative says of changes against last year, likewise.
        parts: those that are stated of what is divided, by member, in the order of ``asked.parts``.
        before: the amounts of which something is said that may tell last year's.
        stood: the number of the coordinate at which each amount of this year stands that does.
        found: this year's amounts as far as they were sought.
    """

    def __init__(self, disclosure: Disclosure, wrong: Mapping[int, int], knowledge: Knowledge) -> None:
        self.disclosure = disclosure
        self.peers = knowledge.peers
        self.right: Callable[[Figure], int] = (lambda figure: wrong.get(id(figure), figure.fen)) if wrong else _FEN
        said = [claim for claim in disclosure.claims if claim.listing >= 0]
        amounts = [(claim.coordinate, claim.amount) for claim in said if claim.amount is not None]
        figures = [(figure.coordinate, figure) for figure in disclosure.figures]
        # Of those at one coordinate the last that is put in stays.
        self._totals = {at: figure for at, figure in reversed(figures + amounts) if at in _TOTALS}
        self.asked = asked = asked_of(knowledge, self._sources())
        self.parts: list[dict[str, Figure]] = [{} for _ in asked.parts]
        self.before: set[str] = set()
        self.figures, self.claims = self._stand(figures), self._stand(amounts)
        self.changes: dict[int, Claim] = {}
        for claim in said:
            against_last_year = claim.base != "budget" and (claim.change is not None or claim.direction == "none")
            if against_last_year and (about := asked.about[claim.coordinate]):
                self.changes.setdefault(about.number, claim)
                self.before.update(asked.changed.get(about.number, ()))
        self.stood = {name: number for name, some in asked.amounts.items() if (number := self._first(some)) >= 0}
        self.found: dict[str, Amount | None] = {}
        self._sums: dict[int, dict[str, tuple[int, int]]] = {}
        self._amounts: dict[int, Amount] = {}

    def _stand(self, figures: Iterable[tuple[Coordinate, Figure]]) -> list[Figure | None]:
        """Note what figures say, and give the first at each coordinate that is asked for."""
        found: list[Figure | None] = [None] * len(self.asked.at)
        about_of, parts_of = self.asked.about, self.parts
        for at, figure in figures:
            about = about_of[at]
            if about is None:
                continue
            number, parts, before = about
            if number >= 0 and found[number] is None:
                found[number] = figure
            for part, member in parts:
                parts_of[part].setdefault(member, figure)
            if before:
                self.before.update(before)
        return found

    def _sources(self) -> Sources:
        whole = self._whole(EXPENDITURE)
        return Sources(whole, self._whole(INCOME), self._general(whole))

    def _whole(self, measure: Coordinate) -> tuple[str, ...]:
        """The sources of money whose total is that of all of them; where that is not stated, of the widest that has a total.

        Parts cannot be negative, so equal totals make every breakdown equal too.
        """
        totals = self._by_fund(measure, ALL_FUNDS)
        more = "" not in totals and any(map(self.right, self._by_fund(measure, _OTHER_FUNDS).values()))
        if not totals or more:
            return ALL_FUNDS[:1]
        return self._as_first(totals)

    def _general(self, whole: tuple[str, ...]) -> tuple[str, ...]:
        """The sources of money that are the general public budget here; all appropriation where that budget is not told."""
        if BUDGET in whole:
            return whole
        for at in (EXPENDITURE, BASIC):
            totals = self._by_fund(at, (BUDGET, APPROPRIATION))
            if totals:
                return self._as_first(totals)
        return whole

    def _by_fund(self, at: Coordinate, funds: Iterable[str]) -> dict[str, Figure]:
        """The figures at a coordinate by their source of money."""
        return {fund: figure for fund in funds if (figure := self._totals.get(replace(at, fund=fund))) is not None}

    def _as_first(self, totals: Mapping[str, Figure]) -> tuple[str, ...]:
        """The sources whose total is that of the first."""
        first = next(iter(totals.values()))
        return tuple([fund for fund, total in totals.items() if self._same(total, first)])

    def _same(self, one: Figure, other: Figure) -> bool:
        return within_rounding(self.right(one) - self.right(other), one.ulp + other.ulp)

    def _first(self, numbers: Iterable[int]) -> int:
        """The first coordinate of which the tables state something, else the first of which the narrative does; else -1."""
        for where in (self.figures, self.claims):
            for number in numbers:
                if where[number] is not None:
                    return number
        return -1

    def _figure(self, number: int) -> Figure | None:
        return self.figures[number] or self.claims[number]

    def amounts(self) -> dict[str, Amount]:
        """This year's, by name."""
        return {name: found for name, amount in self.peers.amounts.items() if (found := self._amount(amount)) is not None}

    def _amount(self, amount: NamedAmount) -> Amount | None:
        """Where it stands; else what it adds up from; else nil, where that is said."""
        name, found = amount.name, self.found
        if name in found:
            return found[name]
        given = self._counted(amount) if amount.count else self._stated(amount) or self._added(amount) or self._nil(amount)
        found[name] = given
        return given

    def _counted(self, amount: NamedAmount) -> Amount | None:
        for count in self.disclosure.counts:
            if (count.what, count.part) == amount.count:
                return Amount(count.number, places=(self._place(count.line, count.text),))
        return None

    def _place(self, line: int, text: str) -> Place:
        """Where the narrative says something."""
        return located(Place(None, line, "", "", "", text), self.disclosure)

    def _stated(self, amount: NamedAmount) -> Amount | None:
        """As the tables state it, else as the narrative does."""
        number = self.stood.get(amount.name)
        figure = self._figure(number) if number is not None else None
        return self._used(figure) if figure is not None else None

    def _used(self, figure: Figure) -> Amount:
        used = self._amounts.get(id(figure))
        if used is None:
            right = self.right(figure)
            used = Amount(right, figure.fen if right != figure.fen else None, (place_of(figure, self.disclosure),))
            self._amounts[id(figure)] = used
        return used

    def _added(self, amount: NamedAmount) -> Amount | None:
        return _sum_of([self._amount(self.peers.amounts[name]) for name in amount.sum]) if amount.sum else None

    def _nil(self, amount: NamedAmount) -> Amount | None:
        """Nil, where a sentence, the catalogue, a blank cell or the other parts of the whole say so."""
        for nil in amount.nil:
            said = next(self._said(nil), None)
            if said is not None:
                return Amount(0, places=(said,))
        if not amount.sum:
            blank = next(filter(self.blanks.__contains__, self.asked.amounts[amount.name]), None)
            if blank is not None:
                line = self.blanks[blank]
                return Amount(0, places=(self._place(line.line, line.label),))
        whole = self._whole_without(amount)
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
    def blanks(self) -> dict[int, Line]:
        """The rows of the blank cells of tables that have amounts, by number of coordinate, as far as an amount may stand there.

        Blank means nil, but for a row that may be a head above its parts: one that names a component, or an account that the
        next row divides, and a row of totals without any amount.
        """
        asked = self.asked.blanks
        codes = frozenset().union(*[codes for name, codes in self.asked.codes.items() if name not in self.stood])
        broken = {unread.table for unread in self.disclosure.unread}
        found: dict[int, Line] = {}
        for table in self.disclosure.tables:
            if not table.figures or table.index in broken:
                continue
            title = Meaning(table.measure, "", table.fund, table.component)
            for listing in table.listings:
                for number, line in enumerate(listing.lines):
                    if line.account not in codes:
                        continue
                    cells = listing.cells[number]
                    if None not in cells:
                        continue
                    if not (any(cells) or _alone(line, listing.lines[number + 1 : number + 2])):
                        continue
                    for cell, column in zip(cells, listing.columns, strict=True):
                        if cell is None and (at := asked.get(coordinate_at(line, column, title))) is not None:
                            found.setdefault(at, line)
        return found

    def _whole_without(self, amount: NamedAmount) -> Figure | None:
        """A whole of which an amount that stands nowhere is a part: it is nil, or its other parts make it up."""
        figures, claims = self.figures, self.claims
        for number, parts, above in self.asked.ways[amount.name]:
            whole = figures[number] or claims[number]
            if whole is None:
                continue
            if parts is None:
                return whole
            fen, ulps = self._sums_of(parts).get(above, (0, 0))
            if within_rounding(self.right(whole) - fen, whole.ulp + ulps):
                return whole
        return None

    def _sums_of(self, parts: int) -> dict[str, tuple[int, int]]:
        """What parts come to, by what they are parts of: in fen, and the units of their last places."""
        found = self._sums.get(parts)
        if found is None:
            found = self._sums[parts] = {}
            right, above_of = self.right, self.asked.above
            for member, figure in self.parts[parts].items():
                above = above_of(parts, member)
                fen, ulps = found.get(above, (0, 0))
                found[above] = fen + right(figure), ulps + figure.ulp
        return found

    def last(self) -> dict[str, Amount]:
        """Last year's as this disclosure states them, by name."""
        amounts = self.peers.amounts
        found = {name: last for name in amounts if name in self.before and (last := self._last(amounts[name])) is not None}
        for name, amount in amounts.items():
            if amount.sum and name not in found and (added := _sum_of([found.get(part) for part in amount.sum])) is not None:
                found[name] = added
        return found

    def _last(self, amount: NamedAmount) -> Amount | None:
        """In a column or a sentence of last year's amounts; else this year's less the change."""
        years = self.asked.years(amount.name, self.stood.get(amount.name))
        for where in (self.figures, self.claims):
            for _, last, _ in years:
                if (figure := where[last]) is not None:
                    return self._used(figure)
        for this, _, change in years:
            before = self._before_change(amount, self.figures[change], self.changes.get(this))
            if before is not None:
                return before
        return None

    def _before_change(self, amount: NamedAmount, column: Figure | None, claim: Claim | None) -> Amount | None:
        if column is None and claim is None:
            return None
        this = self._used(claim.amount) if column is None and claim and claim.amount else self._amount(amount)
        if this is None:
            return None
        change = column or (claim.change if claim else None)
        by = self._used(change) if change is not None else Amount(0, places=this.places)
        fen, stated = this.fen - by.fen, _as_stated(this) - _as_stated(by)
        if fen < 0 <= this.fen:
            return None
        return Amount(fen, stated if stated != fen else None, by.places)

    def members(self, listing: NamedListing) -> Sequence[Figure] | None:
        """The members of a listing; None where it is not in the disclosure, or is far from making up its whole."""
        found = self._ranked(self._projects() if listing.along == ITEM else self.by_code(listing).values())
        if not found:
            return None
        whole = next(filter(None, map(self._figure, self.asked.wholes[listing.name])), None)
        fen = sum(map(self.right, found))
        if whole is not None and abs(fen - self.right(whole)) > _INCOMPLETE * abs(self.right(whole)):
            return None
        return found

    def _ranked(self, figures: Iterable[Figure]) -> list[Figure]:
        """The largest first; what stands first in the document before others as large."""
        right = self.right
        return sorted(figures, key=lambda figure: (-right(figure), figure.line, figure.cell))

    def member(self, name: str, figure: Figure) -> Member:
        """One of a listing, as formulas take it."""
        fen = self.right(figure)
        return Member(fen, figure.ulp, fen != figure.fen, name)

    def listed(self, figure: Figure, along: str) -> Amount:
        """One of a listing, as it is told."""
        code = "" if along == ITEM else getattr(figure.coordinate, along)
        used = self._used(figure)
        return Amount(used.fen, used.stated, used.places, f"{code} {figure.row}".strip())

    def by_code(self, listing: NamedListing) -> dict[str, Figure]:
        """The members of a listing of accounts: those with so many digits, or that are divided no further."""
        codes = self._first_of(self.asked.members[listing.name])
        if listing.digits:
            return {code: figure for code, figure in codes.items() if len(code) == listing.digits}
        divided = {code[:length] for code in codes for length in range(_CLASS, len(code))}
        return {code: figure for code, figure in codes.items() if code not in divided}

    def functions(self) -> dict[str, int]:
        """This year's expenditure above nil by functional account, in fen."""
        figures = self._first_of(self.asked.functions)
        return {code: fen for code, figure in figures.items() if (fen := self.right(figure)) > 0}

    def _first_of(self, parts: Sequence[int]) -> dict[str, Figure]:
        """Parts by member, those of the first number before others."""
        found: dict[str, Figure] = {}
        for number in parts:
            for member, figure in self.parts[number].items():
                found.setdefault(member, figure)
        return found

    def _projects(self) -> list[Figure]:
        """The projects of the first table that adds them up, in its first column with a total."""
        for table in self.disclosure.tables:
            for listing in table.listings if table.kind == _PROJECTS else ():
                for one in listing.sums:
                    totals = listing.cells[one.total] if one.axis == "row" and one.along == ITEM else ()
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
    if line.role not in (ITEM, "carried") or line.component:
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
