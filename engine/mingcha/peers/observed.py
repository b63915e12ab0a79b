"""What is told of one unit across its years, and the thresholds it is told by."""

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
    """

    kind: str
    unit: str
    years: tuple[int, ...]
    basis: str
    amount: str = ""
    feature: str = ""
    stated: int | float | None = None
    other: int | float | None = None
    expected: int | float | None = None
    slip: str = ""
    partner: str = ""
    count: int = 0
    of: int = 0
    strength: float = 0.0
    usual: float | None = None
    ids: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


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


class Years(Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds of knowledge/peers/years.yaml, which says where they come from.

    Attributes:
        deviations: from how many robust deviations on a change is told; ``least_change`` and from which relative change on.
        least_share: amounts below this share of the unit's largest are not watched for changes.
        fewest_peers: changes that a group must have to say what is usual in a year.
        own_weight: as how many of the unit's own changes those of its peers count in the deviation.
        least_deviation, unknown_deviation: of a log change: the smallest one, and that where nothing is known.
        comes_back: up to which share of a jump may be left in the year after for a spike; ``stays`` from which on for a shift.
        slip_within: how far, in powers of ten, a jump by a unit or a point may be from 10, 100, 1,000 or 10,000.
        fewest_repeated: different amounts that must be the same in two years for a repetition.
        basis_share: from which share of the 上年数 on that disagree they are of another basis; ``fewest_basis`` at least so many.
        fewest_alike: 上年数 that must be those of a unit whose disclosures end for it to be the same under another name.
        unwatched: amounts whose changes say nothing.
    """

    deviations: float = 6.0
    least_change: float = 0.25
    least_share: float = 0.01
    fewest_peers: int = 10
    own_weight: float = 4.0
    least_deviation: float = 0.03
    unknown_deviation: float = 0.15
    comes_back: float = 0.34
    stays: float = 0.67
    slip_within: float = 0.15
    fewest_repeated: int = 4
    basis_share: float = 0.5
    fewest_basis: int = 3
    fewest_alike: int = 3
    unwatched: tuple[str, ...] = ()
