"""What a suspect is: its place and role, who else states what, the slip of the pen, the rules that it breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from ..checking.identity import AMONG, EQUAL
from ..checking.violation import Violation, same_amount, table_name
from ..understanding import Figure
from .case import Symptom, View, code_of, residual
from .places import amounts_told, column_name, money
from .slips import looks_alike, slips_of

_LARGEST = 10**6


def suspect(view: View) -> Symptom:
    """The symptom that every suspect has once."""
    stated, right = amounts_told(view.figure, view.right, view.is_change)
    figure, line = view.figure, view.around.line(view.figure)
    at = figure.coordinate
    equals = _equals(view)
    count = Counter((kind, where) for kind, where, _ in equals)
    difference = figure.fen - view.right
    return view.fact(
        "suspect",
        [figure],
        side="over" if difference > 0 else "under" if difference else "same",
        where="table" if figure.table >= 0 else "text",
        table=table_name(figure.table, view.cube.disclosure),
        row=view.around.row(figure),
        column=column_name(figure) if figure.table >= 0 else "",
        section="" if figure.table >= 0 else figure.column,
        code=code_of(figure, line),
        measure=at.measure,
        component=at.component,
        period="change" if view.is_change else at.period,
        unit=figure.unit,
        stated=stated,
        right=right,
        difference=money(abs(difference), figure),
        role="total" if view.parts else "part" if view.around.is_part(figure) else "alone",
        blank="stated" if not figure.fen else "right" if not view.right else "no",
        places=len(view.same),
        follows=len(view.follow),
        sides="both" if _both_sides(change.figure for change in view.suspect.changes) else "one",
        hints="yes" if view.hints else "no",
        size=min(abs(difference) // max(figure.ulp, 1), _LARGEST),
        percent=min(100 * abs(difference) // max(abs(view.right), 1), _LARGEST),
        confirmed=len(view.suspect.confirmed),
        exact=_exact(view, equals),
        tables_right=count["right", "table"],
        tables_stated=count["stated", "table"],
        texts_right=count["right", "text"],
        texts_stated=count["stated", "text"],
    )


def slips(view: View) -> Iterator[Symptom]:
    """The slips that make what is stated of what is right."""
    groups = view.knowledge.words["digits"]["look_alike"]
    for slip in slips_of(view.figure, view.right):
        alike = slip.kind in ("one_digit", "two_digits") and all(
            looks_alike(one, other, groups) for one, other in zip(slip.stated, slip.right, strict=True)
        )
        yield view.fact(
            "slip",
            [view.figure],
            kind=slip.kind,
            stated=slip.stated,
            right=slip.right,
            position=slip.position,
            steps=slip.steps,
            looks_alike="yes" if alike else "no",
        )


def broken(view: View) -> Iterator[Symptom]:
    """Each rule that does not hold because of the suspect, once for each role it has in it."""
    seen: set[tuple[str, str]] = set()
    for violation in view.suspect.explains:
        role = _role(violation, view.wrong)
        if (violation.rule, role) in seen:
            continue
        seen.add((violation.rule, role))
        rule = view.rules.get(violation.rule)
        yield view.fact(
            "broken",
            violation.figures,
            rule=violation.rule,
            family=violation.rule.partition("-")[0],
            relation=rule.relation if rule is not None else "",
            role=role,
            residual=money(abs(residual(violation)), violation.figures[0]) if violation.figures else "",
        )


def _equals(view: View) -> list[tuple[str, str, Figure]]:
    """The other figures of the same thing: whether they state what is right or what is wrong, in a table or in the text."""
    found: dict[int, Figure] = {}
    if not view.is_change:
        key = view.cube.fold(view.figure.coordinate)
        found.update((id(figure), figure) for figure in view.cube.tables.get(key, ()))
        claims = view.cube.claims.get(key, ())
        found.update((id(claim.amount), claim.amount) for claim in claims if claim.amount is not None)
    for identity in view.suspect.confirmed:
        if identity.form in (EQUAL, AMONG):
            found.update((id(figure), figure) for figure in identity.figures)
    others = [figure for key, figure in found.items() if key not in view.wrong]
    return [
        ("right" if view.is_right(figure) else "stated", "table" if figure.table >= 0 else "text", figure)
        for figure in others
        if view.is_right(figure) or same_amount(figure, view.figure)
    ]


def _exact(view: View, equals: Iterable[tuple[str, str, Figure]]) -> str:
    """The right amount as the most precise of the figures that state it prints it."""
    right = [figure for kind, _, figure in equals if kind == "right"]
    best = min(right, key=lambda figure: figure.ulp, default=view.figure)
    return money(best.fen, best) if right and best.ulp < view.figure.ulp else money(view.right, view.figure)


def _role(violation: Violation, wrong: Collection[int]) -> str:
    """Whether the first figure of a violation, the suspected one, is wrong, or another, or none."""
    places = [place for place, figure in enumerate(violation.figures) if id(figure) in wrong]
    return "none" if not places else "first" if places[0] == 0 else "other"


def _both_sides(figures: Iterable[Figure]) -> bool:
    """Whether figures are of income and of expenditure."""
    measures = {figure.coordinate.measure for figure in figures}
    return bool(measures & {"income", "total_income"}) and bool(measures & {"expenditure", "total_outlay"})
