"""Relations of what several performance forms say of one thing: an indicator of one project, what a project costs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from ..amounts import print_exact
from ..knowledge import Rule, plain
from ..understanding import Disclosure, Form, Indicator
from .cube import Cube
from .form_money import form_total, project_key, projects_by_name
from .form_projects import listed_projects
from .indicators import money_of, place_of_indicator
from .violation import Tally, Violation, place_of, within_rounding

_LEAST_NAME = 4
"""Shorter names (成本, 满意度) are of anything."""


def indicators_agree(rule: Rule, cube: Cube) -> Tally:
    """An indicator has one value in all forms of a project, and in that of what the project is listed under.

    A form may give a value of the year and one of all years: one of them must be that of the other form. Projects of one name
    that several units have are several projects. What several parts of a project have, it may have altogether; and of a rate
    (满意度) a part may have its own.
    """
    tally = Tally()
    forms = [_Told(form, _values(form)) for form in cube.disclosure.forms if form.project]
    above = _above(cube.disclosure) if len(forms) > 1 else {}
    for at, told in enumerate(forms):
        for other in forms[:at]:
            names = told.values.keys() & other.values.keys()
            if not names or not _of_one_project(told.form, other.form):
                names = {name for name in names if _is_part(told, other, above) or _is_part(other, told, above)}
                names = {(name, unit) for name, unit in names if "%" not in plain(unit)}
                names = {name for name in names if sum(name in each.values for each in forms) == len((told, other))}
            for name in sorted(names):
                if told.values[name].keys() & other.values[name].keys():
                    tally.held += 1
                    continue
                one, two = next(iter(other.values[name].values())), next(iter(told.values[name].values()))
                words = {"name": one.name, "a": one.value, "b": two.value, "project": told.form.project}
                places = (place_of_indicator(other.form, one, cube), place_of_indicator(told.form, two, cube))
                tally.violations.append(Violation(rule.id, places, words=words))
    return tally


class _Told(NamedTuple):
    """A form and its indicators with a number, by their names and units, each with its values."""

    form: Form
    values: dict[tuple[str, str], dict[int, Indicator]]


def _above(disclosure: Disclosure) -> dict[str, tuple[str, ...]]:
    """By each project that only one row lists, what it is listed under."""
    listed = listed_projects(disclosure)
    times = Counter(project.key for project in listed)
    return {project.key: project.above for project in listed if times[project.key] == 1}


def _is_part(part: _Told, whole: _Told, above: Mapping[str, tuple[str, ...]]) -> bool:
    return project_key(whole.form.project) in above.get(project_key(part.form.project), ())


def _of_one_project(one: Form, other: Form) -> bool:
    """Whether two forms are of one project: its name, its funds and who carries it out are the same."""
    totals = [total.fen for form in (one, other) if (total := form_total(form)) is not None]
    same = project_key(one.project) == project_key(other.project) and plain(one.operator) == plain(other.operator)
    return same and len(totals) > 1 and totals[0] == totals[1]


def _values(form: Form) -> dict[tuple[str, str], dict[int, Indicator]]:
    """As in ``_Told``."""
    found: dict[tuple[str, str], dict[int, Indicator]] = defaultdict(dict)
    for indicator in form.indicators:
        name = plain(indicator.name)
        if indicator.number is not None and indicator.unit and len(name) >= _LEAST_NAME:
            found[name, indicator.unit][indicator.number] = indicator
    return found


def project_cost(rule: Rule, cube: Cube) -> Tally:
    """A cost that the form of the whole unit names like a listed project is that project's amount."""
    tally = Tally()
    named = [(form, each) for form in cube.disclosure.forms if not form.project for each in form.indicators]
    listed = {_core(key): figures for key, figures in projects_by_name(cube.disclosure).items()} if named else {}
    for form, indicator in named:
        cost = money_of(indicator)
        figures = listed.get(_core(project_key(indicator.name))) if cost is not None else None
        if cost is None or not figures:
            continue
        if any(within_rounding(cost.fen - figure.fen, cost.ulp + figure.ulp) for figure in figures):
            tally.held += 1
            continue
        first = figures[0]
        words = {"name": indicator.name, "a": indicator.value, "b": print_exact(first.fen, "万元") + "万元"}
        places = (place_of_indicator(form, indicator, cube), *(place_of(figure, cube.disclosure) for figure in figures))
        tally.violations.append(Violation(rule.id, places, cost.fen, first.fen, first.unit, (first,), words))
    return tally


def _core(name: str) -> str:
    """A project's name without words that a form puts before or behind it."""
    return _AROUND.sub("", name)


_AROUND = re.compile(r"^(?:分项|其中)[:：]|(?:项目)?(?:资金|经费|支出)?(?:成本)?\Z")
