"""Figures that repeat a neighbour, alone or with their whole row or column."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from .case import Symptom, View, telling
from .places import column_name, money

_SEVERAL = 2


def neighbours(view: View) -> Iterator[Symptom]:
    """Cells beside it that state the same; where nothing is stated, those that state what is right."""
    states = "stated" if view.figure.fen else "right"
    wanted = replace(view.figure, fen=view.figure.fen or view.right)
    for side, other in view.around.neighbours(view.figure) if telling(wanted) else ():
        part = any(id(one) == id(view.figure) for one, _ in view.around.parts(other))
        if other.fen == wanted.fen and id(other) not in view.wrong and not (part and states == "right"):
            name = column_name(other) if side in ("on_left", "on_right") else view.name_of(other)
            amount = money(other.fen, other)
            yield view.fact("neighbour", [other], states=states, side=side, name=name or other.column, amount=amount)


def copied(view: View) -> Iterator[Symptom]:
    """A row or a column that repeats its neighbour cell by cell."""
    for axis, beside in (("row", view.around.row_beside), ("column", view.around.column_beside)):
        for by in (-1, 1):
            pairs = [(one, other) for one, other in beside(view.figure, by) if one is not None or other is not None]
            same = [other for one, other in pairs if one is not None and other is not None and one.fen == other.fen]
            nonzero = [figure for figure in same if figure.fen]
            apart = [pair for pair in pairs if (pair[0].fen if pair[0] else 0) != (pair[1].fen if pair[1] else 0)]
            if apart or len(nonzero) < _SEVERAL or any(id(figure) in view.wrong for figure in nonzero):
                continue
            name = view.name_of(nonzero[0]) if axis == "row" else column_name(nonzero[0])
            yield view.fact("copied", nonzero, axis=axis, name=name, cells=len(nonzero))
