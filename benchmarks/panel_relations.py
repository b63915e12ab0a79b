"""The figures of the real panel, and what must hold among them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from math import exp, inf, log
from statistics import median

from benchmarks.contradictions import Figure, Figures, Key, Relation, Share, adds_up, at_most, between, equal
from mingcha.peers.units import unit_key
from mingcha_datasets.panel import DETAILS, OFFICIAL, RANKING, RATIOS, SOURCES, UnitYear, unit_years

TOTALS = ("budget_total", "income_total", "expense_total")
INCOME = (
    "general_public_budget_income",
    "government_fund_income",
    "undertaking_income",
    "other_income",
)
FUNCTIONS = (
    "education_expense",
    "science_technology_expense",
    "social_security_expense",
    "health_expense",
    "housing_security_expense",
    "industry_information_expense",
    "environmental_protection_expense",
)
MAIN = ("current_year_income", "current_year_expense", "undertaking_income", "general_public_budget_income", "education_expense")
"""Amounts that no unit multiplies by MAGNITUDE within the panel's years."""
MAGNITUDE = 100
IN_ORDER = 0.8
"""Which share of a year must be in order for its ranks to say anything."""
PRESS = {"current_year_income": "current_year_income", "annual_income": "current_year_income",
         "annual_expenditure": "current_year_expense", "fiscal_appropriation": "general_public_budget_income"}  # fmt: skip
"""Columns of the press's table, and those of the official one that are the same amount."""


def figures_of(rows: Sequence[UnitYear]) -> dict[Key, Figure]:
    """Every figure that the tables state: amounts in fen, percentages in 0.01 %.

    Ranking and details were read from the same prints: a budget that both state is one figure, that of the details.
    """
    figures: dict[Key, Figure] = {}
    same = _same(rows)
    for row in rows:
        for name, text in row.stated.items():
            key = Key(row.source, unit_key(row.unit), row.year, row.kind, name)
            amount = row.fen(name)
            if row.source == RANKING and key._replace(source=DETAILS) in same:
                continue
            ratio = Figure(float(Decimal(text.rstrip("%")) * 100), 1) if name in RATIOS else None
            figures[key] = ratio or Figure(float(amount or 0), float(row.ulp))
    return figures


def _same(rows: Sequence[UnitYear]) -> set[Key]:
    """The budgets of the details that the ranking states too."""
    budgets = {_key(row, "budget"): row.fen("budget") for row in rows if row.source in (RANKING, DETAILS)}
    return {key for key, fen in budgets.items() if key.source == DETAILS and budgets.get(key._replace(source=RANKING)) == fen}


def all_rows() -> list[UnitYear]:
    """The unit-years of all three tables."""
    return [row for source in SOURCES for row in unit_years(source)]


def relations_of(rows: Sequence[UnitYear], figures: Figures) -> list[Relation]:
    """What must hold: within a row, between the tables, from year to year, and between ranks and amounts."""
    relations = [
        *(relation for row in rows for relation in (_official(row) if row.source == OFFICIAL else _press(row))),
        *_between_tables(rows),
        *_from_year_to_year(rows),
        *_ranked(rows),
        *_magnitudes(rows),
    ]
    return [relation for relation in relations if all(key in figures for key in relation.keys)]


def beside(figures: Figures) -> Mapping[Key, Mapping[Key, float]]:
    """For every figure those of the same unit in the same and the neighbouring years; changes are like those of no year."""
    by_unit: dict[str, list[Key]] = defaultdict(list)
    for key in figures:
        by_unit[key.unit].append(key)
    return {
        key: {other: figures[other].value for other in by_unit[key.unit] if abs(other.year - key.year) <= 1 and other != key
              and (other.name in RATIOS) == (key.name in RATIOS)}
        for key in figures
    }  # fmt: skip


def _key(row: UnitYear, name: str) -> Key:
    return Key(row.source, unit_key(row.unit), row.year, row.kind, name)


def _press(row: UnitYear) -> Iterator[Relation]:
    def of(name: str) -> Key:
        return _key(row, name)

    budget = of("budget")
    yield adds_up("change", ((1, of("prior_budget")), (1, of("change"))), budget)
    yield Share("change_ratio", of("change"), ((1, budget), (-1, of("change"))), of("change_ratio"))
    yield Share("share", of("fiscal_appropriation"), ((1, budget),), of("fiscal_share"))
    yield equal("total", of("income_total"), budget)
    for name in ("current_year_income", "annual_income", "annual_expenditure", "fiscal_appropriation"):
        yield at_most("part", (of(name),), budget)


def _official(row: UnitYear) -> Iterator[Relation]:
    """An official document within itself.

    Money that fills the gap between income and expenditure is a column of the table only since 2020, and further income
    (上级补助, 经营, 附属单位上缴) is none at all, so that parts may be less than their whole where not all columns are there.
    """

    def of(*names: str) -> tuple[Key, ...]:
        return tuple(_key(row, name) for name in names if name in row.stated)

    totals = of(*TOTALS)
    for one, other in pairwise(totals):
        yield equal("balance", one, other)
    for total in totals[:1]:
        flows = of("current_year_income", "non_fiscal_surplus_used", "carryover_from_previous_year")
        spent = of("current_year_expense", "carryover_to_next_year")
        yield adds_up("income", ((1, key) for key in flows), total) if len(flows) == 3 else at_most("income", flows, total)
        yield adds_up("expense", ((1, key) for key in spent), total) if len(spent) == 2 else at_most("expense", spent, total)
        yield at_most("functions", of(*FUNCTIONS), total)
    for whole in of("current_year_income"):
        yield at_most("income_parts", of(*INCOME), whole)
    if "general_public_budget_income" in row.stated:
        same = () if row.kind.endswith("final_account") else of("general_public_budget_fiscal_appropriation")
        yield from (equal("appropriation", key, _key(row, "general_public_budget_income")) for key in same)


def _between_tables(rows: Sequence[UnitYear]) -> Iterator[Relation]:
    official = {(unit_key(row.unit), row.year): row for row in rows if row.source == OFFICIAL and row.kind == "budget"}
    for row in rows:
        if row.source == RANKING:
            yield equal("tables", _key(row, "budget"), _key(row, "budget")._replace(source=DETAILS))
        document = official.get((unit_key(row.unit), row.year))
        if row.source != OFFICIAL and document is not None:
            for total in [name for name in TOTALS if name in document.stated][:1]:
                yield equal("official", _key(row, "budget"), _key(document, total))
            for name, same in PRESS.items():
                yield equal("official", _key(row, name), _key(document, same))


def _from_year_to_year(rows: Sequence[UnitYear]) -> Iterator[Relation]:
    for row in rows:
        if row.source == DETAILS:
            for source in (RANKING, DETAILS):
                last = _key(row, "budget")._replace(source=source, year=row.year - 1)
                if "prior_budget" in row.stated:
                    yield equal("last_year", _key(row, "prior_budget"), last)
                else:
                    yield adds_up("change", ((1, last), (1, _key(row, "change"))), _key(row, "budget"))


def _ranked(rows: Sequence[UnitYear]) -> Iterator[Relation]:
    """What a year is ranked by lies between its neighbours that are in order."""
    by_year: dict[int, list[UnitYear]] = defaultdict(list)
    for row in rows:
        if row.source == DETAILS and row.rank is not None:
            by_year[row.year].append(row)
    for members in by_year.values():
        ordered = max((_in_order(members, name) for name in ("budget", "fiscal_appropriation")), key=len)
        if len(ordered) < IN_ORDER * len(members):
            continue
        name = ordered[0][1]
        amounts = [(row.rank or 0, float(row.fen(name) or 0)) for row, _ in ordered]
        for row in members:
            if name in row.stated:
                low = next((fen for rank, fen in amounts if rank > (row.rank or 0)), 0.0)
                high = next((fen for rank, fen in reversed(amounts) if rank < (row.rank or 0)), inf)
                yield between("rank", _key(row, name), low, high)
                yield between("rank", _key(row, name)._replace(source=RANKING), low, high)


def _in_order(rows: Sequence[UnitYear], name: str) -> list[tuple[UnitYear, str]]:
    """The most rows whose amounts fall as their ranks rise (a longest non-increasing subsequence)."""
    ranked = sorted((row for row in rows if name in row.stated), key=lambda row: row.rank or 0)
    tails: list[float] = []
    ends: list[int] = []
    before: list[int] = []
    for at, row in enumerate(ranked):
        value = -float(row.fen(name) or 0)
        place = bisect_right(tails, value)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        ends[place : place + 1] = [at]
    chain: list[tuple[UnitYear, str]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append((ranked[at], name))
        at = before[at]
    return chain[::-1]


def _magnitudes(rows: Sequence[UnitYear]) -> Iterator[Relation]:
    """An amount is of the same magnitude as the unit's others in the same column, of whatever year and kind."""
    by_column: dict[tuple[str, str], list[Key]] = defaultdict(list)
    values: dict[Key, float] = {}
    for row in rows:
        if row.source == OFFICIAL:
            for name in MAIN:
                fen = row.fen(name)
                if fen:
                    key = _key(row, name)
                    by_column[key.unit, name].append(key)
                    values[key] = float(fen)
    for keys in by_column.values():
        if len(keys) > 2:
            usual = exp(median(log(values[key]) for key in keys))
            for key in keys:
                yield between("magnitude", key, usual / MAGNITUDE, usual * MAGNITUDE)


def slid(figures: Figures) -> list[tuple[Key, Key]]:
    """Incomes that are last year's budget to the last place, with that budget: columns that were read one too far to the left."""
    found = []
    for key in figures:
        if key.source == DETAILS and key.name in PRESS:
            last = key._replace(year=key.year - 1, name="budget")
            if last in figures and figures[last].value == figures[key].value:
                found.append((key, last))
    return found


def repeated_rows(rows: Sequence[UnitYear]) -> list[tuple[Key, Key]]:
    """Rows of the press's table that are another row of it: of the year before, or of another unit of the year."""
    seen: dict[tuple[object, ...], UnitYear] = {}
    found = []
    for row in sorted((row for row in rows if row.source == DETAILS), key=lambda row: (row.year, row.rank or 0)):
        amounts = tuple(sorted((name, text) for name, text in row.stated.items()))
        if len(amounts) > 2:
            for what in ((row.year - 1, unit_key(row.unit)), (row.year, "")):
                other = seen.get((*what, amounts))
                if other is not None:
                    found.append((_key(row, "budget"), _key(other, "budget")))
            seen[row.year, unit_key(row.unit), amounts] = row
            seen[row.year, "", amounts] = row
    return found
