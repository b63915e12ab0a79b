"""Relations of what the text says of the performance forms with the forms: how many projects, how much money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..amounts import NUMBER, print_exact
from ..knowledge import Rule, plain
from ..understanding import Claim, Figure, Form
from .agreement import candidates_for
from .cube import Cube
from .identity import added_up
from .violation import Place, Tally, Violation, place_of, within_rounding

_PROJECTS = re.compile(r"项目[^,，。;；:：\d]{0,8}?(\d{1,4})个|(\d{1,4})个[^,，。;；:：\d]{0,6}?项目")


class _Told(NamedTuple):
    """A sentence that says how many projects have performance targets, and its amount of money."""

    claim: Claim
    amount: Figure
    number: int


def forms_funded(rule: Rule, cube: Cube) -> Tally:
    """The money said to be in so many projects is that of their forms, where exactly as many are printed.

    Terms: ``named``, words of a sentence about such projects; ``unless``, words of one about some of them only.
    """
    tally = Tally()
    forms = _of_projects(cube)
    names = _names(forms)
    printed = list(_sums([*names.values()])) if _alike(forms, names) else []
    for told in _all_told(rule, cube):
        sums = printed if told.number == len(names) else []
        key = cube.fold(told.claim.coordinate)
        if not sums or key.fund or (told.claim.listing >= 0 and candidates_for(told.claim, key, cube)):
            tally.missing += 1
        elif fitting := next((figures for figures in sums if _same(told.amount, figures)), None):
            tally.hold(added_up(rule.id, told.amount, fitting))
        else:
            total, unit = sum(figure.fen for figure in sums[0]), told.amount.unit
            places = tuple(place_of(figure, cube.disclosure) for figure in (told.amount, *sums[0]))
            words = {"number": told.number, "a": told.amount.text, "sum": print_exact(total, unit) + unit}
            figures = (told.amount, *sums[0])
            identity = added_up(rule.id, told.amount, sums[0])
            tally.breaks(Violation(rule.id, places, told.amount.fen, total, unit, figures, words, identity=identity))
    return tally


def forms_counted(rule: Rule, cube: Cube) -> Tally:
    """No more projects have forms than are said to have targets; fewer may be published. Terms: as ``forms_funded``."""
    tally = Tally()
    names = _names(_of_projects(cube))
    for told in _all_told(rule, cube):
        if not names:
            tally.missing += 1
        elif len(names) <= told.number:
            tally.held += 1
        else:
            own = (Place(None, form.line, "", "项目名称", "", form.project) for form in names.values())
            words = {"number": told.number, "count": len(names), "text": told.claim.text}
            places = (place_of(told.amount, cube.disclosure), *own)
            tally.violations.append(Violation(rule.id, places, words=words))
    return tally


def _of_projects(cube: Cube) -> list[Form]:
    """The forms of a project, not of the whole unit."""
    return [form for form in cube.disclosure.forms if form.project and "整体" not in cube.disclosure.tables[form.table].title]


def _names(forms: Sequence[Form]) -> dict[str, Form]:
    """The first form of each project."""
    found: dict[str, Form] = {}
    for form in forms:
        found.setdefault(plain(form.project), form)
    return found


def _alike(forms: Sequence[Form], names: Mapping[str, Form]) -> bool:
    """Whether the forms of one project, where it has several, state the same funds."""
    return all(_amounts(form) == _amounts(names[plain(form.project)]) for form in forms)


def _amounts(form: Form) -> dict[str, int]:
    return {figure.coordinate.period: figure.fen for figure in form.funds if not figure.coordinate.fund}


def _all_told(rule: Rule, cube: Cube) -> Iterator[_Told]:
    """Each different sentence of this kind once."""
    seen: set[tuple[int, int]] = set()
    for claim in cube.disclosure.claims:
        number = _number(plain(claim.text), rule) if claim.amount is not None else None
        if claim.amount is not None and number is not None and (number, claim.amount.fen) not in seen:
            seen.add((number, claim.amount.fen))
            yield _Told(claim, claim.amount, number)


def _number(text: str, rule: Rule) -> int | None:
    """How many projects a sentence says there are; None where it says nothing of all of them or another number stands beside."""
    if "项目" not in text or "个" not in text:
        return None
    if not any(word in text for word in rule.terms["named"]) or any(word in text for word in rule.terms["unless"]):
        return None
    found = list(_PROJECTS.finditer(text))
    if len(found) != 1 or len(NUMBER.findall(text[found[0].end() :])) != 1:
        return None
    return int(found[0][1] or found[0][2])


def _sums(forms: Sequence[Form]) -> Iterator[tuple[Figure, ...]]:
    """The totals that all forms print, for the year first; none where some print the year and others do not."""
    periods = [
        {figure.coordinate.period: figure for figure in reversed(form.funds) if not figure.coordinate.fund} for form in forms
    ]
    for period in ("this", "whole"):
        printed = [found[period] for found in periods if period in found]
        if printed and len(printed) == len(forms):
            yield tuple(printed)
        elif printed:
            return


def _same(amount: Figure, figures: Sequence[Figure]) -> bool:
    off = amount.fen - sum(figure.fen for figure in figures)
    return within_rounding(off, amount.ulp + sum(figure.ulp for figure in figures))
