"""Relations of the numbers in performance indicators: a total with its parts in one cell, staff as stated, costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from ..amounts import NUMBER, Amount, parse_amount, print_exact
from ..knowledge import Rule, plain
from ..understanding import Count, Figure, Form, Indicator
from .cube import Cube
from .form_money import form_total
from .violation import Place, Tally, Violation, place_of, table_name, within_rounding

_BETWEEN = re.compile(r"[;；]")
_TOTAL = re.compile(r"(?:合计|共计|总计)[:：]?")
_PARTS = re.compile(r"(?:分项|其中)[:：]?")
_VALUE = re.compile(rf"({NUMBER.pattern})\s*([^\d\s]{{0,4}})")


class _Several(NamedTuple):
    """An indicator's total, and what each part is called and comes to."""

    total: Fraction
    parts: tuple[tuple[str, Fraction], ...]


def indicator_adds_up(rule: Rule, cube: Cube) -> Tally:
    """A value such as 合计36人；24人；12人 is a total with its parts; they add up."""
    tally = Tally()
    for form, indicator, several in _all_of_several(cube):
        added = sum(number for _, number in several.parts)
        if added == several.total:
            tally.held += 1
        else:
            words = {"name": indicator.name, "value": indicator.value, "sum": str(float(added))}
            tally.violations.append(Violation(rule.id, (place_of_indicator(form, indicator, cube),), words=words))
    return tally


def staff_as_stated(rule: Rule, cube: Cube) -> Tally:
    """Staff in such an indicator are as many as the text says there are. Terms: ``called``, what staff in service are called."""
    tally = Tally()
    counts = [count for count in cube.disclosure.counts if count.what == "staff_actual"]
    for form, indicator, several in _all_of_several(cube):
        for name, number in several.parts:
            if name not in rule.terms["called"]:
                continue
            if not counts:
                tally.missing += 1
            elif number in _in_service(counts):
                tally.held += 1
            else:
                whole = counts[0]
                places = (place_of_indicator(form, indicator, cube), Place(None, whole.line, "", whole.part, "", whole.text))
                words = {"name": name, "number": str(number), "stated": whole.number, "value": indicator.value}
                tally.violations.append(Violation(rule.id, places, words=words))
    return tally


def points_add_up(rule: Rule, cube: Cube) -> Tally:
    """The points of a form's indicators are as many as the head of their column says, or as many as there are to earn.

    Terms: ``wholes``, how many there are, without and with those for spending the money as planned.
    """
    tally = Tally()
    for form in cube.disclosure.forms:
        points = [indicator.points for indicator in form.indicators if indicator.points is not None]
        if len(points) < max(_FEWEST_POINTED, len(form.indicators)):
            tally.missing += bool(points)
            continue
        wholes = [form.points] if form.points is not None else [100 * whole for whole in rule.terms["wholes"]]
        if sum(points) in wholes:
            tally.held += 1
            continue
        words = {
            "project": form.project or table_name(form.table, cube.disclosure),
            "sum": f"{sum(points) / 100:g}",
            "whole": f"{wholes[0] / 100:g}",
        }
        table = table_name(form.table, cube.disclosure)
        place = Place(None, form.project_line or form.line, table, form.project, "分值", words["sum"])
        tally.violations.append(Violation(rule.id, (place,), words=words))
    return tally


_FEWEST_POINTED = 3
"""Of fewer indicators with points nothing is concluded: the rest may stand elsewhere."""


def form_cost(rule: Rule, cube: Cube) -> Tally:
    """The whole cost that a form sets as a target is its funds; a cost it sets as a limit is at least its funds.

    Terms: ``named``, what such an indicator is called.
    """
    tally = Tally()
    for form in cube.disclosure.forms:
        funds = _funds(form)
        for indicator in form.indicators:
            cost = money_of(indicator) if plain(indicator.name) in rule.terms["named"] else None
            if cost is None or funds is None:
                tally.missing += cost is not None
            elif within_rounding(cost.fen - funds.fen, cost.ulp + funds.ulp) or (
                indicator.comparator in _LIMITS and cost.fen > funds.fen
            ):
                tally.held += 1
            else:
                words = {"name": indicator.name, "a": indicator.value, "b": print_exact(funds.fen, "万元") + "万元"}
                places = (place_of_indicator(form, indicator, cube), place_of(funds, cube.disclosure))
                tally.violations.append(Violation(rule.id, places, cost.fen, funds.fen, funds.unit, (funds,), words))
    return tally


def cost_within(rule: Rule, cube: Cube) -> Tally:
    """No single cost that a form sets as a target is more than its funds.

    Terms: ``unless``, words of an indicator that is no single cost: one of the whole, of a person, of what is saved.
    """
    tally = Tally()
    for form in cube.disclosure.forms:
        above: list[tuple[Indicator, Amount, Figure]] = []
        for indicator, funds in _with_funds(form):
            cost = money_of(indicator) if _is_single_cost(indicator, rule.terms["unless"]) else None
            if cost is None or funds is None or not funds.fen:
                tally.missing += cost is not None
            elif cost.fen <= funds.fen or within_rounding(cost.fen - funds.fen, cost.ulp + funds.ulp):
                tally.held += 1
            else:
                above.append((indicator, cost, funds))
        if above:
            _, cost, funds = above[0]
            words = {
                "project": form.project or table_name(form.table, cube.disclosure),
                "name": "、".join(one.name for one, _, _ in above),
                "a": "、".join(one.value for one, _, _ in above),
                "b": print_exact(funds.fen, "万元") + "万元",
            }
            places = (*(place_of_indicator(form, one, cube) for one, _, _ in above), place_of(funds, cube.disclosure))
            tally.violations.append(Violation(rule.id, places, cost.fen, funds.fen, funds.unit, (funds,), words))
    return tally


def _is_single_cost(indicator: Indicator, unless: Sequence[str]) -> bool:
    """Whether an indicator is a cost of something that its form pays for."""
    if indicator.comparator not in _AT_MOST or not plain(indicator.level2).endswith("成本指标"):
        return False
    name = plain(indicator.name)
    return not any(word in name for word in unless)


def _with_funds(form: Form) -> Iterator[tuple[Indicator, Figure | None]]:
    """The indicators of a form, each with the funds that it is of.

    Of two on one line the second belongs to the year, beside the one of the whole project. Else the form need not tell of which
    it is: then the larger funds are its.
    """
    printed = [figure for figure in form.funds if not figure.coordinate.fund]
    largest = max(printed, key=lambda figure: figure.fen, default=_funds(form))
    for _, row in groupby(form.indicators, key=lambda indicator: indicator.line):
        first, *others = row
        yield first, largest
        yield from ((other, _funds(form)) for other in others)


def _funds(form: Form) -> Figure | None:
    """What a form has for the year, else for the whole project; for the whole unit the total of its tasks."""
    return form_total(form) or next((task for task in form.tasks if not task.coordinate.item), None)


_LIMITS = frozenset(("≤", "<", "<=", "不超过"))
_AT_MOST = _LIMITS | {"", "=", "约"}


def money_of(indicator: Indicator) -> Amount | None:
    """The amount of an indicator of whose value its name or the value gives the unit; None of another."""
    found = _AMOUNT.search(indicator.value)
    unit = found and (found[2] or next(iter(re.findall(r"[(（](万元|元)[)）]", indicator.name)), ""))
    return parse_amount(found[1], "万元" if unit == "万" else unit) if found and unit else None


_AMOUNT = re.compile(rf"({NUMBER.pattern})\s*(万元|元|万)?\s*\Z")


def _in_service(counts: list[Count]) -> set[int]:
    """How many there may be in service: the whole, with or without those who retired, or the sum of the parts."""
    retired = sum(count.number for count in counts if "休" in count.part)
    wholes = {count.number for count in counts if not count.part}
    return wholes | {number - retired for number in wholes}


def _all_of_several(cube: Cube) -> Iterator[tuple[Form, Indicator, _Several]]:
    for form in cube.disclosure.forms:
        for indicator in form.indicators:
            several = _several(indicator)
            if several is not None:
                yield form, indicator, several


def _several(indicator: Indicator) -> _Several | None:
    """The numbers of a value that begins with their total, all of one unit; None where it does not."""
    value = plain(indicator.value)
    first, *rest = _BETWEEN.split(value) if ";" in value or "；" in value else (value,)
    if not rest or not _TOTAL.match(first):
        return None
    values = [_VALUE.fullmatch(_PARTS.sub("", _TOTAL.sub("", one, count=1), count=1)) for one in (first, *rest)]
    found = [match for match in values if match is not None]
    if len(found) != len(values) or len({match[2] for match in found}) != 1:
        return None
    numbers = [Fraction(match[1].replace(",", "")) for match in found]
    names = _BETWEEN.split(plain(indicator.name).rpartition(":")[2])
    called = names if len(names) == len(rest) else [""] * len(rest)
    return _Several(numbers[0], tuple(zip(called, numbers[1:], strict=True)))


def place_of_indicator(form: Form, indicator: Indicator, cube: Cube) -> Place:
    """Where an indicator stands."""
    return Place(None, indicator.line, table_name(form.table, cube.disclosure), indicator.name, indicator.level2, indicator.value)
