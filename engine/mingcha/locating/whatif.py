"""What if the suspects were right: the disclosure with other amounts, and which violations it no longer has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from ..checking import over_figures
from ..checking.cube import Cube
from ..checking.violation import Violation
from ..understanding import Claim, Disclosure, Figure, Form, Listing, UnderstoodTable
from .suspect import Change

Amounts = Mapping[int, Figure]
"""The figure that stands instead of another, by the other's identity."""


def after(violations: Sequence[Violation], changes: Sequence[Change], cube: Cube) -> list[Violation | None]:
    """What becomes of each of ``violations`` when the changes are made; None of those that the disclosure has no more."""
    amounts = {id(change.figure): replace(change.figure, fen=change.right) for change in changes}
    rules = {violation.rule for violation in violations}
    outcomes = over_figures(
        [rule for rule in cube.knowledge.rules if rule.id in rules], Cube(corrected(cube.disclosure, amounts), cube.knowledge)
    )
    left = {(outcome.rule, _where(violation)): violation for outcome in outcomes for violation in outcome.violations}
    return [left.get((violation.rule, _where(violation))) for violation in violations]


def _where(violation: Violation) -> tuple[int | None, str, str]:
    first = violation.places[0]
    return first.line, first.row, first.column


def corrected(disclosure: Disclosure, amounts: Amounts) -> Disclosure:
    """The disclosure with some figures replaced wherever they are kept."""
    return replace(
        disclosure,
        tables=tuple(_table(table, amounts) for table in disclosure.tables),
        claims=tuple(_claim(claim, amounts) for claim in disclosure.claims),
        forms=tuple(_form(form, amounts) for form in disclosure.forms),
        figures=_all(disclosure.figures, amounts),
    )


_Maybe = TypeVar("_Maybe", Figure, Figure | None)


def _all(figures: Sequence[_Maybe], amounts: Amounts) -> tuple[_Maybe, ...]:
    return tuple([amounts.get(id(figure), figure) for figure in figures])


def _table(table: UnderstoodTable, amounts: Amounts) -> UnderstoodTable:
    if any(id(figure) in amounts for listing in table.listings for row in listing.cells for figure in row):
        return replace(table, listings=tuple(_listing(listing, amounts) for listing in table.listings))
    return table


def _listing(listing: Listing, amounts: Amounts) -> Listing:
    return replace(listing, cells=tuple(_all(row, amounts) for row in listing.cells))


def _claim(claim: Claim, amounts: Amounts) -> Claim:
    own = {
        name: amounts[id(figure)] for name in ("amount", "change", "share_of") if id(figure := getattr(claim, name)) in amounts
    }
    return replace(claim, **own) if own else claim


def _form(form: Form, amounts: Amounts) -> Form:
    if any(id(figure) in amounts for figure in (*form.funds, *form.tasks)):
        return replace(form, funds=_all(form.funds, amounts), tasks=_all(form.tasks, amounts))
    return form
