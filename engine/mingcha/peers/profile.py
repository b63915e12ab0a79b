"""A profile: one unit-year as named amounts and features, with the places they come from."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ..checking import Place

KNOWN, MISSING, UNDEFINED = "known", "missing", "undefined"
"""States of a feature: has a value; a part is not in the disclosure; all parts are there and have no value (growth from nil)."""

LAST_YEAR = "last."
"""Before the name of an amount in ``Value.amounts``: last year's."""


class Amount(Struct, frozen=True, omit_defaults=True):
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


class Value(Struct, frozen=True, omit_defaults=True):
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


class Profile(Struct, frozen=True):
    """One unit-year.

    Attributes:
        id: stable name of the unit-year: unit, year and kind, and the document's hash where the unit is unknown.
        document, sha256: where it comes from.
        unit, year, kind, province, unit_type: as in Disclosure.
        level: county, city, province, centre, or "" where unknown; ``domain``: id of knowledge/peers/groups.yaml or "".
        size: id of a band, "" where unknown.
        amounts: of this year, by name; ``last``: of last year as this disclosure states them (上年数).
        values: the features, by id, in the order of their declaration.
        listed: members of listings that values name, by the name of the listing and their place by size: projects.1, projects.2.
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
    amounts: Mapping[str, Amount]
    last: Mapping[str, Amount]
    values: Mapping[str, Value]
    listed: Mapping[str, Amount] = {}
