"""The stated amount in another year, in another place, or in exchange with another figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ..checking.violation import same_amount
from ..understanding import CLASSIFICATIONS, Coordinate, Figure
from .case import Symptom, View, account, code_of, telling
from .places import column_name, money


def last_year(view: View) -> Iterator[Symptom]:
    """Last year's amount of the same thing, where it is what is stated."""
    if view.is_change or not view.figure.fen or view.figure.coordinate.period != "this":
        return
    key = view.cube.fold(view.figure.coordinate)
    for other in _of_last_year(view, key):
        if same_amount(other, view.figure) and not view.is_right(other):
            source = view.place(other, other.fen)["zh"]
            yield view.fact("last_year", [other], amount=money(other.fen, other), source=source)
            return


def same_amounts(view: View) -> Iterator[Symptom]:
    """Where else the stated amount stands, of something else; the nearest of each sort."""
    if view.is_change or not (telling(view.figure) or view.figure.fen == view.right):
        return
    own = view.cube.fold(view.figure.coordinate)
    cell, found = view.around.cell(view.figure), dict[str, Figure]()
    for other in _candidates(view):
        if id(other) in view.wrong or view.cube.fold(other.coordinate) == own or not same_amount(other, view.figure):
            continue
        there = view.around.cell(other)
        if cell is not None and there is not None and there.listing is cell.listing:
            at = "other_row" if there.column == cell.column else "other_column" if there.row == cell.row else "same_table"
        elif _sisters(view.figure.coordinate, other.coordinate):
            at = "other_account"
        elif cell is None and _is_above(other.coordinate, view.figure.coordinate):
            at = "account_above"
        else:
            at = "other_table"
        found.setdefault(at, other)
    for at, other in found.items():
        yield _same_amount(view, at, other)


def exchanged(view: View) -> Iterator[Symptom]:
    """Another wrong figure that states what is right here, while what is stated here is right there.

    Of nil and an amount only in one row: elsewhere nil is right by chance.
    """
    pairs = [
        (number, change, (change.figure.table, change.figure.line) == (view.figure.table, view.figure.line))
        for number, other in enumerate(view.suspects)
        for change in other.changes
        if change.figure is not view.figure and not same_amount(change.figure, view.figure)
    ]
    for number, change, in_row in pairs:
        by_chance = not in_row and not (view.figure.fen and change.figure.fen)
        if not by_chance and change.figure.fen == view.right and change.right == view.figure.fen:
            name = view.place(change.figure, change.right)["zh"]
            yield view.fact(
                "exchanged",
                [change.figure],
                name=name,
                column=column_name(change.figure) if change.figure.table >= 0 else "",
                in_row="yes" if in_row else "no",
                amount=money(change.figure.fen, change.figure),
                other=number,
            )
            return


def _of_last_year(view: View, key: Coordinate) -> Iterator[Figure]:
    last = replace(key, period="last")
    yield from view.cube.tables.get(last, ())
    yield from (claim.amount for claim in view.cube.claims.get(last, ()) if claim.amount is not None)
    for claim in view.cube.changes.get(key, ()):
        if claim.change is not None and claim.change.fen and claim.amount is not None:
            this = view.right if id(claim.amount) in view.wrong else claim.amount.fen
            if id(claim.amount) in view.wrong or view.is_right(claim.amount):
                yield replace(claim.change, fen=this - claim.change.fen, ulp=claim.change.ulp + claim.amount.ulp)


def _candidates(view: View) -> Iterable[Figure]:
    if view.figure.table >= 0:
        return view.around.stating(view.figure.fen)
    return (figure for figures in view.cube.tables.values() for figure in figures if figure.fen)


def _same_amount(view: View, at: str, other: Figure) -> Symptom:
    line = view.around.line(other)
    said = view.claim.code if view.claim is not None else ""
    code, own = code_of(other, line), code_of(view.figure, view.around.line(view.figure)) or said
    told = {account(key) for key in view.cube.claims}
    return view.fact(
        "same_amount",
        [other],
        at=at,
        code=code,
        name=column_name(other) or other.column if at == "other_column" else view.name_of(other),
        table=view.place(other, other.fen)["zh"],
        amount=money(other.fen, other),
        told="yes" if account(other.coordinate) in told else "no",
        digit_apart="yes" if len(code) == len(own) and sum(a != b for a, b in zip(code, own, strict=True)) == 1 else "no",
    )


def _sisters(one: Coordinate, other: Coordinate) -> bool:
    """Whether two coordinates differ in one account of one level and classification only."""
    blank = dict.fromkeys(CLASSIFICATIONS, "")
    lengths = [tuple(len(getattr(at, name)) for name in CLASSIFICATIONS) for at in (one, other)]
    return lengths[0] == lengths[1] and any(lengths[0]) and replace(one, **blank, fund="") == replace(other, **blank, fund="")


def _is_above(one: Coordinate, other: Coordinate) -> bool:
    """Whether the account of the first coordinate holds that of the second, which is otherwise the same."""
    blank = dict.fromkeys(CLASSIFICATIONS, "")
    codes = [(getattr(one, name), getattr(other, name)) for name in CLASSIFICATIONS]
    return (
        any(above != below for above, below in codes)
        and all(below.startswith(above) and bool(above) == bool(below) for above, below in codes)
        and replace(one, **blank, fund="") == replace(other, **blank, fund="")
    )
