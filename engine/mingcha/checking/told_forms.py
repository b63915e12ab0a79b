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
from .violation import Place, Tally, Violation, place_of, with_unit, within_rounding

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


def kinds_add_up(rule: Rule, cube: Cube) -> Tally:
    """So many projects with so much money are those of the kinds told after 其中, in number and in money.

    Kinds may be left out; then neither number nor money is that of all, and both are less.
    """
    tally = Tally()
    for whole, kinds in _in_kinds(cube.disclosure.claims):
        number, amount = sum(kind.number for kind in kinds), sum(kind.amount.fen for kind in kinds)
        off, ulps = whole.amount.fen - amount, whole.amount.ulp + sum(kind.amount.ulp for kind in kinds)
        same = number == whole.number, within_rounding(off, ulps)
        if all(same):
            tally.held += 1
        elif not any(same) and number < whole.number and off > 0:
            tally.missing += 1
        else:
            told, sums = f"{whole.number} 个", f"{number} 个"
            identity = None
            if not same[1]:
                unit = whole.amount.unit
                told, sums = with_unit(whole.amount), print_exact(amount, unit) + unit
                identity = added_up(rule.id, whole.amount, [kind.amount for kind in kinds])
            places = tuple(place_of(each.amount, cube.disclosure) for each in (whole, *kinds))
            words = {"a": told, "sum": sums, "text": whole.claim.text}
            figures = (whole.amount, *(kind.amount for kind in kinds))
            tally.breaks(
                Violation(rule.id, places, whole.amount.fen, amount, whole.amount.unit, figures, words, identity=identity)
                if identity
                else Violation(rule.id, places, words=words)
            )
    return tally


def _in_kinds(claims: Sequence[Claim]) -> Iterator[tuple[_Told, list[_Told]]]:
    """Each sentence that counts projects, with those of the kinds that follow it after 其中."""
    for at, claim in enumerate(claims):
        whole = _counted(claim)
        if whole is None or _KIND.search(claim.text) or at + 1 == len(claims) or not claims[at + 1].text.startswith("其中"):
            continue
        kinds = []
        for after in claims[at + 1 :]:
            kind = _counted(after) if after.line == claim.line and _KIND.search(after.text) else None
            if kind is None:
                break
            kinds.append(kind)
        if len(kinds) > 1:
            yield whole, kinds


def _counted(claim: Claim) -> _Told | None:
    found = _COUNT.findall(claim.text) if claim.amount is not None and "项目" in claim.text else []
    return _Told(claim, claim.amount, int(found[0])) if claim.amount is not None and len(found) == 1 else None


_COUNT = re.compile(r"(\d{1,4})\s*个")
_KIND = re.compile(r"类(?:项目)?\s*\d{1,4}\s*个")


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
