"""What checking gives: for every rule one of four states, and for each broken instance its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..knowledge import Rule
from ..reading import Spot
from ..understanding import Disclosure, Figure
from ..whereabouts import where
from .identity import Identity

HOLDS, VIOLATED, NO_DATA, NOT_APPLICABLE = "holds", "violated", "not_enough_data", "not_applicable"


class Place(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where something stands, as the user is told.

    Attributes:
        page: 1-based, where the document has pages.
        line: 1-based; of a document that is no text, of what was read of it.
        spot: where it stands in the file, where that is no text: page and box, sheet and cell, paragraph.
    """

    page: int | None
    line: int | None
    table: str
    row: str
    column: str
    text: str
    spot: Spot | None = None


class Violation(Struct, frozen=True, gc=False):
    """An instance of a rule that does not hold.

    Attributes:
        rule: the rule's id.
        places: the suspected place first, then what it was compared with.
        stated, expected: in fen, or None where the rule is not about one amount.
        unit: money unit of the first figure.
        figures: the amounts involved, the suspected one first.
        words: what the message names, by placeholder.
        hint: whether the difference is cut-off decimals only.
        identity: what does not hold, where it is a matter of amounts only; else None.
        given: figures that are wrong themselves, each with the right amount that ``words`` reckon with.
    """

    rule: str
    places: tuple[Place, ...]
    stated: int | None = None
    expected: int | None = None
    unit: str = "元"
    figures: tuple[Figure, ...] = ()
    words: dict[str, Any] = {}
    hint: bool = False
    identity: Identity | None = None
    given: tuple[tuple[Figure, int], ...] = ()


class Outcome(Struct, frozen=True, gc=False):
    """What became of one rule on one disclosure.

    Attributes:
        state: violated when any instance is, else holds, else not_enough_data or not_applicable.
        held, missing: how many instances hold, and how many lack a figure.
        why: for not_applicable, in words by language.
        identities: the instances over amounts, those that hold and those that do not.
    """

    rule: str
    state: str
    held: int
    missing: int
    violations: tuple[Violation, ...]
    why: Mapping[str, str] = {}
    identities: tuple[Identity, ...] = ()


class Tally:
    """Counts instances while a rule is evaluated."""

    __slots__ = ("held", "identities", "missing", "violations")

    def __init__(self) -> None:
        self.held = 0
        self.identities: list[Identity] = []
        self.missing = 0
        self.violations: list[Violation] = []

    def add(self, other: Tally) -> None:
        """Take over what ``other`` counted."""
        self.held += other.held
        self.missing += other.missing
        self.violations.extend(other.violations)
        self.identities.extend(other.identities)

    def hold(self, identity: Identity) -> None:
        """Count an instance over amounts that holds."""
        self.held += 1
        self.identities.append(identity)

    def breaks(self, *violations: Violation) -> None:
        """Count an instance over amounts that does not hold, in as many violations as it has wrong amounts."""
        self.violations.extend(violations)
        if violations[0].identity is not None:
            self.identities.append(violations[0].identity)

    def outcome(self, rule: str) -> Outcome:
        """The state that the counts amount to."""
        state = VIOLATED if self.violations else HOLDS if self.held else NO_DATA
        return Outcome(rule, state, self.held, self.missing, tuple(self.violations), identities=tuple(self.identities))


def place_of(figure: Figure, disclosure: Disclosure) -> Place:
    """Where a figure stands."""
    spot = disclosure.whereabouts.spot(figure.line, figure.cell)
    page = spot.page or None if spot is not None else None
    return Place(page, figure.line, table_name(figure.table, disclosure), figure.row, figure.column, figure.text, spot)


def located(place: Place, disclosure: Disclosure, cell: int = -1) -> Place:
    """A place with where it stands in the file, where that is no text."""
    spot = None if place.spot else disclosure.whereabouts.spot(place.line, cell)
    return place if spot is None else replace(place, spot=spot, page=spot.page or None)


def with_unit(figure: Figure) -> str:
    """A figure as printed, with its money unit; what the narrative prints has it already."""
    return figure.text if figure.table < 0 or figure.unit in figure.text else figure.text + figure.unit


def table_name(index: int, disclosure: Disclosure) -> str:
    """How to call a table: its label and title; the narrative has no name."""
    if index < 0:
        return ""
    table = disclosure.tables[index]
    return _called(table.label, table.title) or where(disclosure.whereabouts.spot(table.line), table.line, "zh") + "的表"


@lru_cache(maxsize=65536)
def _called(label: str, title: str) -> str:
    return " ".join([f"表{label}" if label else "", "".join(title.split())]).strip()


def unequal(rule: Rule, one: Figure, other: Figure, disclosure: Disclosure, identity: Identity | None = None) -> Violation:
    """Two figures that should be one amount, or of which one is too large."""
    return Violation(
        rule.id,
        (place_of(one, disclosure), place_of(other, disclosure)),
        one.fen,
        other.fen,
        one.unit,
        (one, other),
        {
            "table": table_name(one.table, disclosure),
            "other": table_name(other.table, disclosure),
            "a": f"{one.row or one.column} {one.text}",
            "b": f"{other.row or other.column} {other.text}",
        },
        only_cut_off(one.fen - other.fen, one.ulp + other.ulp),
        identity,
    )


def same_amount(one: Figure, other: Figure) -> bool:
    """Whether two figures may state one amount, each rounded to its last place."""
    return within_rounding(one.fen - other.fen, one.ulp + other.ulp)


def fits(column: Sequence[Figure | None]) -> bool:
    """Whether a total, which stands first, equals its parts within their rounding; blanks are nil."""
    figures = [figure for figure in column if figure is not None]
    difference = 2 * figures[0].fen - sum([figure.fen for figure in figures])
    return difference == 0 or within_rounding(difference, sum([figure.ulp for figure in figures]))


def within_rounding(difference: int, ulps: int) -> bool:
    """Whether ``difference`` is at most half of the summed units of the last printed places."""
    return 2 * abs(difference) <= ulps


def only_cut_off(difference: int, ulps: int) -> bool:
    """Whether decimals cut off instead of rounded explain ``difference``: it is below one unit of the last place."""
    return not within_rounding(difference, ulps) and abs(difference) < ulps
