"""Relations of the money in performance forms: its sources and tasks, the list of projects, what persons and rates come to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ..amounts import print_exact
from ..knowledge import Rule, plain
from ..understanding import Coordinate, Disclosure, Figure, Form
from .cube import Cube
from .identity import added_up, one_of
from .sums import judge
from .violation import Place, Tally, Violation, place_of, same_amount, table_name, unequal, with_unit, within_rounding


def form_funds(rule: Rule, cube: Cube) -> Tally:
    """The funds of a performance form equal their sources, for the year and for the whole project."""
    tally = Tally()
    for form in cube.disclosure.forms:
        for period in ("this", "whole"):
            funds = [figure for figure in form.funds if figure.coordinate.period == period]
            total = next((figure for figure in funds if not figure.coordinate.fund), None)
            parts = [figure for figure in funds if figure.coordinate.fund]
            if total is None or not parts:
                tally.missing += total is not None
                continue
            judge(rule, total, parts, cube.disclosure, tally)
    return tally


def tasks_add_up(rule: Rule, cube: Cube) -> Tally:
    """The tasks of an overall performance form add up to its total, for each source of money."""
    tally = Tally()
    for form in cube.disclosure.forms:
        for fund in ("", "appropriation"):
            tasks = [figure for figure in form.tasks if figure.coordinate.fund == fund]
            total = next((figure for figure in tasks if not figure.coordinate.item), None)
            parts = [figure for figure in tasks if figure.coordinate.item]
            if total is None or not parts:
                tally.missing += bool(tasks)
                continue
            judge(rule, total, parts, cube.disclosure, tally)
    return tally


def form_outlay(rule: Rule, cube: Cube) -> Tally:
    """The total of the overall performance form is the expenditure of the tables, with or without balances.

    Terms: ``wider``, words of a title that say that the form has more in it; then it is at least the expenditure.
    """
    tally = Tally()
    for form in cube.disclosure.forms:
        title = plain(cube.disclosure.tables[form.table].title)
        wider = any(word in title for word in rule.terms["wider"])
        for total in form.tasks:
            if total.coordinate.item or not total.fen or total.coordinate.fund not in ("", "appropriation"):
                continue
            keys = (Coordinate(measure, fund=total.coordinate.fund) for measure in ("expenditure", "total_outlay"))
            found = [figure for key in keys for figure in cube.tables.get(cube.fold(key), ()) if figure.fen]
            if not found:
                tally.missing += 1
            elif any(same_amount(total, figure) for figure in found):
                tally.hold(one_of(rule.id, total, found))
            elif wider and any(figure.fen < total.fen for figure in found):
                tally.held += 1
            else:
                tally.breaks(unequal(rule, total, found[0], cube.disclosure, one_of(rule.id, total, found)))
    return tally


def form_project(rule: Rule, cube: Cube) -> Tally:
    """A project's funds in its form equal its amount in the list of projects.

    A form that gives the whole project only may exceed the year's amount; then nothing is concluded. A project that has money
    of this year and money carried over, each in a list of its own, has both together in its form.
    """
    tally = Tally()
    listed = projects_by_name(cube.disclosure)
    for form in cube.disclosure.forms:
        found = listed.get(project_key(form.project)) if form.project else None
        total = form_total(form)
        if found is None or total is None:
            tally.missing += bool(form.project and listed)
            continue
        both = _of_both_years(found, cube.disclosure)
        together = sum(figure.fen for figure in both or found[:1])
        if any(same_amount(total, figure) for figure in found):
            tally.hold(one_of(rule.id, total, found))
        elif both and within_rounding(total.fen - together, total.ulp + sum(figure.ulp for figure in both)):
            tally.hold(added_up(rule.id, total, both))
        elif total.coordinate.period == "whole" and total.fen > max(figure.fen for figure in found):
            tally.missing += 1
        else:
            figure = found[0]
            tally.breaks(
                Violation(
                    rule.id,
                    (place_of(total, cube.disclosure), *(place_of(each, cube.disclosure) for each in both or [figure])),
                    total.fen,
                    together,
                    total.unit,
                    (total, *(both or [figure])),
                    {
                        "project": form.project,
                        "a": with_unit(total),
                        "b": print_exact(together, figure.unit) + figure.unit,
                        "table": table_name(figure.table, cube.disclosure),
                    },
                    identity=added_up(rule.id, total, both) if both else one_of(rule.id, total, found),
                )
            )
    return tally


def _of_both_years(found: Sequence[Figure], disclosure: Disclosure) -> list[Figure]:
    """A project's money of this year and what was carried over for it, where each stands in a list of its own."""
    carried = [figure for figure in found if _CARRIED_OVER.search(plain(disclosure.tables[figure.table].title))]
    own = [figure for figure in found if figure not in carried]
    return [own[0], carried[0]] if carried and own else []


_CARRIED_OVER = re.compile(r"(?<!不含)上年结转")


def form_product(rule: Rule, cube: Cube) -> Tally:
    """Number of persons × amount a person against the project's amount, where a form states one number of persons.

    Terms: ``tolerance`` in percent, because numbers of persons are planned numbers.
    """
    tally = Tally()
    listed = projects_by_name(cube.disclosure)
    for form in cube.disclosure.forms:
        persons = [
            i for i in form.indicators if i.number and i.unit in ("人", "万人") and i.comparator in ("", "=", "≥", "≤", "约")
        ]
        rates = [i for i in form.indicators if i.number and _is_rate(i.unit)]
        figure = form_total(form) or next(iter(listed.get(project_key(form.project), ())), None)
        if len(persons) != 1 or not rates or figure is None:
            tally.missing += bool(rates)
            continue
        person = persons[0]
        number = (person.number or 0) * (10_000 if person.unit == "万人" else 1)
        products = {number * (rate.number or 0) * _times(rate.unit) // 10_000_000_000 for rate in rates}
        together = sum(products)
        slack = abs(figure.fen) * rule.terms["tolerance"] // 100
        if any(abs(product - figure.fen) <= slack for product in (*products, together)):
            tally.held += 1
            continue
        least = person.comparator in ("≥", "=") and together > figure.fen
        exact = person.comparator == "=" and all(rate.comparator in ("=", "") for rate in rates)
        if not least and not exact:
            tally.missing += 1
            continue
        places = tuple(
            Place(None, i.line, table_name(form.table, cube.disclosure), i.name, i.level2, i.value) for i in (person, *rates)
        )
        words = {
            "project": form.project,
            "product": "＋".join(f"{_counted(person.value)}×{_counted(rate.value)}" for rate in rates),
            "result": print_exact(together, "万元"),
            "amount": print_exact(figure.fen, "万元"),
        }
        tally.violations.append(
            Violation(rule.id, (*places, place_of(figure, cube.disclosure)), figure.fen, together, figure.unit, (figure,), words)
        )
    return tally


def _counted(value: str) -> str:
    """The value of an indicator as a factor: without blanks and a sign of equality, which stands for nothing there."""
    return "".join(value.split()).lstrip("=＝")


def _is_rate(unit: str) -> bool:
    """Whether ``unit`` is money a person for a known time; how many days or times there are is not known."""
    return _RATE.fullmatch(unit) is not None


_RATE = re.compile(r"元?/每?人(?:[/·.]?每?[年月])?|元?每人(?:每?[年月])?")


def _times(unit: str) -> int:
    return 12 if unit.endswith("月") else 1


def form_total(form: Form) -> Figure | None:
    """A form's total for the year, else for the whole project."""
    for period in ("this", "whole"):
        for figure in form.funds:
            if figure.coordinate.period == period and not figure.coordinate.fund:
                return figure
    return None


def projects_by_name(disclosure: Disclosure) -> dict[str, list[Figure]]:
    """The amounts of the lists of projects by the project's name: the first amount column of each row."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for table in disclosure.tables:
        if table.kind != "projects":
            continue
        for listing in table.listings:
            for line, row in zip(listing.lines, listing.cells, strict=True):
                if line.item and row and row[0] is not None:
                    found[project_key(line.label)].append(row[0])
    return dict(found)


def project_key(name: str) -> str:
    """A project's name as it is compared."""
    return plain(name).replace("-", "")
