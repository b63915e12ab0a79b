"""Where named amounts may stand: worked out once for all disclosures whose money comes from the same sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec.structs import astuple, replace

from ..understanding import Coordinate
from .declared import FUNDS, At, NamedAmount, NamedListing

if TYPE_CHECKING:
    from ..knowledge import Knowledge

THIS, LAST, CHANGE = "this", "last", "change"
ALL_FUNDS = ("", "appropriation", "general_public_budget")
"""All the money, and the sources that may be all there is, the widest first."""
_, APPROPRIATION, BUDGET = ALL_FUNDS
EXPENDITURE, BASIC, INCOME = Coordinate("expenditure"), Coordinate("expenditure", component="basic"), Coordinate("income")
ITEM = "item"
_WHOLE, _GENERAL, _ANY = FUNDS
_DIVIDED = ("function", "economy_dept", "component", ITEM)
_BY_CODE = ("function", "economy_dept")
_CLASS = 3
"""Digits of the code of a class."""
_ACCOUNT = At._fields.index("function")
"""From here on the fields of a coordinate name an account."""


class Sources(NamedTuple):
    """Where the money of a disclosure comes from.

    Attributes:
        expenditure, income: the sources that are all there is of it here, the widest first.
        general: those that are the general public budget here.
    """

    expenditure: tuple[str, ...]
    income: tuple[str, ...]
    general: tuple[str, ...]

    def whole(self, measure: str) -> tuple[str, ...] | None:
        """The sources that are all there is of a measure, None where that is not known."""
        return {"expenditure": self.expenditure, "income": self.income}.get(measure)

    def sought(self, funds: str, measure: str) -> tuple[str, ...]:
        """The sources in which an amount is sought; see ``declared.FUNDS``."""
        if funds == _WHOLE:
            return self.whole(measure) or ALL_FUNDS
        return self.general if funds == _GENERAL else ALL_FUNDS


class Way(NamedTuple):
    """How an amount may be shown to be nil: a whole of which other parts make up everything.

    Attributes:
        whole: the number of where it stands.
        parts: the number of its parts; None where it has nothing of the amount's source of money anyway.
        above: what the parts have in common that make it up.
    """

    whole: int
    parts: int | None = None
    above: str = ""


class Years(NamedTuple):
    """The number of a coordinate of this year, and those of last year and of the change since."""

    this: int
    last: int
    change: int


class About(NamedTuple):
    """What an amount at a coordinate says.

    Attributes:
        number: of the coordinate; -1 where nothing asks for it by its number.
        parts: of what it is a part, by the number of those parts, and which.
        before: of which named amounts it may tell last year's.
    """

    number: int = -1
    parts: tuple[tuple[int, str], ...] = ()
    before: tuple[str, ...] = ()


class Asked:
    """What is asked of a disclosure.

    Coordinates that are asked for have numbers, so that nothing but a list is looked into once it is known what stands where.

    Attributes:
        at: coordinates that are asked for, in the order of their numbers.
        parts: coordinates of parts that are asked for, without their members, and the dimension that they divide.
        amounts: by the name of an amount, the numbers of the coordinates at which it may stand, the best first.
        wholes: by the name of a listing those of its whole; ``members`` the numbers of its parts, where they are accounts.
        functions: the numbers of the parts of the expenditure by function.
        ways: by the name of an amount, what may show that it is nil.
        blanks: the coordinates at which a blank cell is nil, with their numbers; ``codes`` by the name of an amount the accounts
            they are of.
        before: by coordinates of last year and of changes, the amounts they may tell last year's of; ``changed`` by the number of
            those of this year that a change is told of.
    """

    def __init__(self, knowledge: Knowledge, sources: Sources) -> None:
        peers = knowledge.peers
        self.at: list[Coordinate] = []
        self._number_of: dict[Coordinate, int] = {}
        self.parts: list[tuple[Coordinate, str]] = []
        self._numbers: dict[tuple[Coordinate, str], int] = {}
        self._sources = sources
        self._dimensions = knowledge.dimensions
        amounts = {name: tuple(self._coordinates(amount)) for name, amount in peers.amounts.items()}
        wholes = {name: tuple(self._coordinates(listing)) for name, listing in peers.listings.items()}
        self.amounts = {name: self._numbered(some) for name, some in amounts.items()}
        self.wholes = {name: self._numbered(some) for name, some in wholes.items()}
        self.members = {
            name: tuple(self._parts_of(whole, peers.listings[name].along) for whole in some)
            for name, some in wholes.items()
            if peers.listings[name].along != ITEM
        }
        self.functions = tuple(self._parts_of(replace(EXPENDITURE, fund=fund), "function") for fund in sources.expenditure)
        self.ways = {name: tuple(self._ways(some)) for name, some in amounts.items()}
        blank = {name: some for name, some in amounts.items() if not peers.amounts[name].sum}
        self.blanks = {at: self._number(at) for some in blank.values() for at in some}
        self.codes = {name: frozenset(map(_code, some)) for name, some in blank.items()}
        years = {name: self._years(name, None) for name in self.amounts}
        self.before: Mapping[Coordinate, tuple[str, ...]] = _by_key(
            (self.at[at], name) for name, some in years.items() for one in some for at in (one.last, one.change)
        )
        self.changed: Mapping[int, tuple[str, ...]] = _by_key((one.this, name) for name, some in years.items() for one in some)
        self.about = _Known(self._about)
        self.years = lru_cache(maxsize=1 << 12)(self._years)

    def _number(self, at: Coordinate) -> int:
        """The number of a coordinate that is asked for."""
        if at not in self._number_of:
            self._number_of[at] = len(self.at)
            self.at.append(at)
        return self._number_of[at]

    def _numbered(self, coordinates: Iterable[Coordinate]) -> tuple[int, ...]:
        return tuple(map(self._number, coordinates))

    def _coordinates(self, sought: NamedAmount | NamedListing) -> Iterator[Coordinate]:
        for at in sought.at:
            for fund in (at.fund,) if at.fund else self._sources.sought(sought.funds, at.measure):
                yield Coordinate(*at._replace(fund=fund))

    def _ways(self, coordinates: Iterable[Coordinate]) -> Iterator[Way]:
        for at in coordinates:
            if at.fund not in ALL_FUNDS:
                if self._is_elsewhere(at):
                    yield Way(self._number(Coordinate(at.measure, at.period)))
                continue
            for dimension in _DIVIDED:
                member = getattr(at, dimension)
                if member:
                    above = self._above(dimension, member)
                    whole = self._number(replace(at, **{dimension: above}))
                    yield Way(whole, self._parts_of(at, dimension), above)

    def _parts_of(self, at: Coordinate, dimension: str) -> int:
        """The number of the parts beside or below a coordinate along a dimension."""
        parts = replace(at, **{dimension: ""}), dimension
        if parts not in self._numbers:
            self._numbers[parts] = len(self.parts)
            self.parts.append(parts)
        return self._numbers[parts]

    def above(self, parts: int, member: str) -> str:
        """What one of the parts of a number is a part of."""
        return self._above(self.parts[parts][1], member)

    def _is_elsewhere(self, at: Coordinate) -> bool:
        """Whether all money comes from another source than that of a coordinate."""
        whole = self._sources.whole(at.measure) or ()
        appropriated = APPROPRIATION in self._dimensions["fund"].ancestors(at.fund)
        return BUDGET in whole or (APPROPRIATION in whole and not appropriated)

    def _above(self, dimension: str, member: str) -> str:
        """What a member of a dimension is a part of."""
        if dimension in _BY_CODE:
            return member[:-2] if len(member) > _CLASS else ""
        return next(iter(self._dimensions[dimension].ancestors(member)), "")

    def _years(self, name: str, stood: int | None) -> tuple[Years, ...]:
        """Where an amount of this year has its counterparts, the best first.

        Args:
            name: of the amount.
            stood: where it stands this year; counterparts are of the same account only. None where it stands nowhere.
        """
        account = None if stood is None else astuple(self.at[stood])[_ACCOUNT:]
        return tuple(
            Years(number, self._number(replace(at, period=LAST)), self._number(replace(at, period=CHANGE)))
            for number, at in [(number, self.at[number]) for number in self.amounts[name]]
            if at.period == THIS and account in (None, astuple(at)[_ACCOUNT:])
        )

    def _about(self, at: Coordinate) -> About | None:
        number = self._number_of.get(at, -1)
        before = self.before.get(at, ()) if at.period != THIS else ()
        parts = self._parts_at(at) if at.period == THIS else ()
        return About(number, parts, before) if number >= 0 or parts or before else None

    def _parts_at(self, at: Coordinate) -> tuple[tuple[int, str], ...]:
        """Of what an amount at a coordinate is a part."""
        divided = (
            (self._numbers.get((replace(at, **{dimension: ""}), dimension)), member)
            for dimension in _DIVIDED
            if (member := getattr(at, dimension))
        )
        return tuple((parts, member) for parts, member in divided if parts is not None)


class _Known(dict[Coordinate, About | None]):
    """What amounts say, None where that is nothing: worked out once for each coordinate.

    Bounded, for disclosures print more codes than there are.
    """

    _MOST = 1 << 14

    def __init__(self, about: Callable[[Coordinate], About | None]) -> None:
        super().__init__()
        self._about = about

    def __missing__(self, at: Coordinate) -> About | None:
        if len(self) >= self._MOST:
            self.clear()
        self[at] = about = self._about(at)
        return about


def asked_of(knowledge: Knowledge, sources: Sources) -> Asked:
    """What is asked of disclosures with such sources of money."""
    known = knowledge.peers.asked
    asked = known.get(sources)
    if asked is None:
        asked = known[sources] = Asked(knowledge, sources)
    return asked


def _code(at: Coordinate) -> str:
    return at.function or at.economy_dept or at.economy_gov


_Key = TypeVar("_Key", Coordinate, int)


def _by_key(pairs: Iterable[tuple[_Key, str]]) -> Mapping[_Key, tuple[str, ...]]:
    found: defaultdict[_Key, dict[str, None]] = defaultdict(dict)
    for key, name in pairs:
        found[key][name] = None
    return {key: tuple(names) for key, names in found.items()}
