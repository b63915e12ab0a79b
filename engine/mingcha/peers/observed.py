"""What is told of one unit across its years."""

from __future__ import annotations

from msgspec import Struct

from ..checking import Place

LAST_YEAR, BASIS = "last_year", "basis"
JUMP, SPIKE, SHIFT = "jump", "spike", "shift"
REPEATED, GAP, RENAMED, SCOPE, MERGED, TWICE = "repeated", "gap", "renamed", "scope", "merged", "twice"
KINDS = (LAST_YEAR, BASIS, SPIKE, SHIFT, JUMP, REPEATED, TWICE, MERGED, RENAMED, SCOPE, GAP)
"""In the order in which observations of one unit and year are told: contradictions, changes, circumstances."""

STALE, THIS_YEAR, OTHER_AMOUNT = "stale", "this_year", "other_amount"
"""What stands as 上年数 by mistake, beside the slips of ``locating.slips``: the year before last, this year, another amount."""


class Observation(Struct, frozen=True):
    """Something about one unit across its years.

    Attributes:
        kind: one of KINDS.
        unit: its name in the latest of the profiles.
        years: ascending; the last one is the year that states ``stated``, or the year that is out of line.
        basis: budget or final_account, as Profile.kind.
        amount: name of the amount; ``feature`` id of the feature; at most one of them is set.
        stated: what is out of line, in fen, or in the feature's own unit.
        other: what it is compared with: last year's disclosure, or the value of the year before.
        printed, other_printed: what the document has where a finding corrected ``stated`` or ``other``; else None.
        expected: what it should be, or what the unit's history and its peers' changes let expect.
        slip: the slip of the pen that makes ``stated`` out of ``expected``, one of ``locating.slips`` or stale, this_year,
            other_amount; "" where none.
        partner: another amount (other_amount), the former name (renamed), the unit merged in (merged), the former scope
            (scope), final_account (basis: 上年数 are that of last year's final account).
        count: amounts that are meant (repeated, basis, twice), years that it lasts (shift) or that are missing (gap); ``of``
            how many amounts could be compared.
        strength: changes: deviations from what was expected; contradictions: the share of the amount it is off, at most 1.
        usual: changes: the median relative change of the peers that year; None where they are too few.
        ids: of the profiles, in the order of ``years``; ``places`` of the figures, the one that is out of line first.
        also: further amounts that are off by as much, or features of the same amounts: one cause is told once.
    """

    kind: str
    unit: str
    years: tuple[int, ...]
    basis: str
    amount: str = ""
    feature: str = ""
    stated: int | float | None = None
    other: int | float | None = None
    printed: int | None = None
    other_printed: int | None = None
    expected: int | float | None = None
    slip: str = ""
    partner: str = ""
    count: int = 0
    of: int = 0
    strength: float = 0.0
    usual: float | None = None
    ids: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    also: tuple[str, ...] = ()


class Point(Struct, frozen=True):
    """One year of a unit's amount, as a plot shows it.

    Attributes:
        year: of the disclosure.
        stated: by that year's disclosure, in fen; ``later`` by the next year's as 上年数; None where there is none.
        low, high: the band that history and peers let expect, in fen; None where there is no year before.
    """

    year: int
    stated: int | None
    later: int | None = None
    low: float | None = None
    high: float | None = None
