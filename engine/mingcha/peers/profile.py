"""A profile: one unit-year as named amounts and features, with the places they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from ..checking import Place

KNOWN, MISSING, UNDEFINED = "known", "missing", "undefined"
"""States of a feature: has a value; a part is not in the disclosure; all parts are there and have no value (growth from nil)."""

LAST_YEAR = "last."
"""Before the name of an amount in ``Value.amounts``: last year's."""


class Amount(Struct, frozen=True, gc=False, omit_defaults=True):
    """A named amount of a unit-year, as knowledge/peers/amounts.yaml names it.

    Attributes:
        fen: in 0.01 yuan (a plain number for counts such as staff); the corrected one where a finding of error says so.
        stated: what the disclosure states, where that was corrected; else None.
        places: where it stands, the one it was taken from first.
        called: of a member of a listing: what the disclosure calls it, with its code where it has one; else "".
    """

    fen: int
    stated: int | None = None
    places: tuple[Place, ...] = ()
    called: str = ""


class Value(Struct, frozen=True, gc=False, omit_defaults=True):
    """A feature of a unit-year.

    Attributes:
        value: in the unit that its declaration names; None unless ``state`` is known.
        state: known, missing or undefined; missing is no zero.
        amounts: names of the amounts it is computed from (those that were found); of a listing the few that weigh most.
        corrected: whether one of them is a corrected one.
    """

    value: float | None
    state: str = KNOWN
    amounts: tuple[str, ...] = ()
    corrected: bool = False


class Head(Struct, frozen=True):
    """Who a profile is of.

    Attributes:
        id: stable name of the unit-year: unit, year and kind, and the document's hash where the unit is unknown.
        document, sha256: where it comes from.
        unit, year, kind, province, unit_type: as in Disclosure.
        level: county, city, province, centre, or "" where unknown; ``domain``: id of knowledge/peers/groups.yaml or "".
        size: id of a band, "" where unknown.
    """

    id: str
    document: str
    sha256: str
    unit: str
    year: int
    kind: str
    province: str
    unit_type: str
    level: str
    domain: str
    size: str


class Profile(Head, frozen=True):
    """One unit-year.

    Attributes:
        amounts: of this year, by name; ``last``: of last year as this disclosure states them (上年数).
        values: the features, by id, in the order of their declaration.
        listed: members of listings that values name, by the name of the listing and their place by size: projects.1, projects.2.
    """

    amounts: Mapping[str, Amount]
    last: Mapping[str, Amount]
    values: Mapping[str, Value]
    listed: Mapping[str, Amount] = {}

    @property
    def corrected(self) -> tuple[str, ...]:
        """Features that are computed from an amount which a finding corrected."""
        return tuple(name for name, value in self.values.items() if value.corrected)


class Source(Protocol):
    """Where the whole of a profile is read from.

    Attributes:
        folder: of the run it is of.
    """

    folder: str

    def profile(self, line: int, start: int, length: int) -> Profile:
        """The profile on a line, of so many bytes from a byte on."""
        ...


class Stored(Head, frozen=True, gc=False):
    """A profile whose figures are read from the disk when they are asked for: those of many units would fill the memory.

    Attributes:
        corrected: as in ``Profile``.
        known: how many of its features have a value.
        source: where the rest is; ``line`` its number there, ``start`` its first byte, ``length`` how many there are.
    """

    corrected: tuple[str, ...]
    known: int
    source: Source
    line: int
    start: int
    length: int

    @property
    def whole(self) -> Profile:
        """All of it.

        Raises:
            UsageError: it cannot be read any more.
        """
        return self.source.profile(self.line, self.start, self.length)

    @property
    def amounts(self) -> Mapping[str, Amount]:
        """As in ``Profile``."""
        return self.whole.amounts

    @property
    def last(self) -> Mapping[str, Amount]:
        """As in ``Profile``."""
        return self.whole.last

    @property
    def values(self) -> Mapping[str, Value]:
        """As in ``Profile``."""
        return self.whole.values

    @property
    def listed(self) -> Mapping[str, Amount]:
        """As in ``Profile``."""
        return self.whole.listed


Yearly = Profile | Stored
"""A profile, of whose figures it does not matter where they are."""
