"""Parts of a total that were left out or counted twice, rows that its table lacks, and accounts that a list of changes lacks."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ..checking.violation import Violation, table_name, within_rounding
from ..locating import absent_row
from ..understanding import Coordinate, Figure
from .case import Symptom, View, account, code_of, residual
from .places import column_name, money, place_words

_ITEM = 7
"""How many digits the code of an item of the functional classification has."""


def parts(view: View) -> Iterator[Symptom]:
    """Parts of a total, or the nearest of their parts, that are as much as the difference."""
    missing = view.right - view.figure.fen
    fitting = [
        (part, depth)
        for part, depth in view.parts
        if part.fen and within_rounding(abs(missing) - abs(part.fen), part.ulp + view.figure.ulp)
    ]
    nearest = min((depth for _, depth in fitting), default=0)
    alike = sum(depth == nearest for _, depth in fitting)
    for part, depth in fitting:
        if depth == nearest:
            yield view.fact(
                "part",
                [part],
                relation="left_out" if (missing > 0) == (part.fen > 0) else "counted_twice",
                code=code_of(part, view.around.line(part)),
                name=_name(view, part),
                amount=money(part.fen, part),
                depth=depth,
                alike=alike,
            )


def _name(view: View, part: Figure) -> str:
    """What a part is called: its head where it stands in the row of its total, else its account."""
    cell, own = view.around.cell(part), view.around.cell(view.figure)
    beside = cell is not None and own is not None and cell.listing is own.listing and cell.row == own.row
    return (column_name(part) or part.column) if beside else view.name_of(part)


def absent(view: View) -> Iterator[Symptom]:
    """The row of an account that the table of a total lacks, as another table has it."""
    for violation in view.suspect.explains if view.figure.fen == view.right else ():
        row = absent_row(violation, view.cube.disclosure)
        if row is not None:
            figure, table = row.figure, table_name(row.figure.table, view.cube.disclosure)
            yield view.fact("absent_row", [figure], name=view.name_of(figure), amount=money(figure.fen, figure), table=table)
            return


def vanished(view: View) -> Iterator[Symptom]:
    """Accounts that a list of changes lacks because they have nothing this year.

    Proven is one that had last year exactly what the changes listed lack; else a row left blank tells of one.
    """
    for violation in view.suspect.explains:
        rule = view.rules.get(violation.rule)
        if rule is not None and rule.relation == "changes_add_up" and violation.figures:
            gone = next(_gone(view, violation), None)
            if gone is not None:
                yield _missing(view, "yes", gone, view.name_of(gone), money(gone.fen, gone))
            elif any(figure.coordinate.function for figure in violation.figures):
                blank = _blank_row(view)
                if blank is not None:
                    yield _missing(view, "no", blank, view.name_of(blank), "")


def _gone(view: View, violation: Violation) -> Iterator[Figure]:
    lacking, ulps = abs(residual(violation)), sum(figure.ulp for figure in violation.figures)
    for key, figures in view.cube.tables.items():
        if key.period == "last" and any(account(key)):
            this = view.cube.tables.get(replace(key, period="this"), ())
            if (
                figures[0].fen
                and within_rounding(figures[0].fen - lacking, figures[0].ulp + ulps)
                and not any(f.fen for f in this)
            ):
                yield figures[0]


def _blank_row(view: View) -> Figure | None:
    """The first row of an item of the functional classification with a code and in no table an amount, as a figure of nil."""
    spent = {figure.coordinate.function for figure in view.cube.disclosure.figures if figure.fen}
    for table in view.cube.disclosure.tables:
        for listing in table.listings:
            for line in listing.lines:
                if len(line.function) == _ITEM and line.function not in spent:
                    at = Coordinate("expenditure", function=line.function)
                    return Figure(0, 0, view.figure.unit, at, line.line, table.index, line.label, "", "")
    return None


def _missing(view: View, proven: str, figure: Figure, name: str, amount: str) -> Symptom:
    code = code_of(figure, view.around.line(figure))
    table = place_words(figure, 0, "", False, view.cube.disclosure)["zh"]
    return view.fact("vanished", [figure], proven=proven, code=code, name=name, amount=amount, table=table)
