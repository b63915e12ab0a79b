"""Budgets of universities under the ministries, 2012–2026, as three tables state them, errors included.

``ranking.csv`` and ``details.csv`` were read, partly by machine, from rankings that the press printed; ``official.csv`` from
documents that the institutions published. See datasets/README.md for source and licence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import resources
from typing import NamedTuple

RANKING, DETAILS, OFFICIAL = "ranking", "details", "official"
SOURCES = (RANKING, DETAILS, OFFICIAL)

FEN_IN_YI = 10**10
"""How many 0.01 yuan one 亿元 is."""
PLACES = {RANKING: 2, DETAILS: 2, OFFICIAL: 6}
"""Decimals that the amounts of each table are printed with, in 亿元: 万元 with two decimals in official documents."""
RATIOS = ("change_ratio", "fiscal_share")
"""Columns that are percentages and no amounts."""


class UnitYear(NamedTuple):
    """What one table states of one unit and year.

    Attributes:
        source: ranking, details or official.
        unit: as the table names it.
        kind: budget or final_account; those of a ministry or an institute begin with its word.
        rank: in the ranking of that year; None where there is none.
        stated: by column, as text in 亿元 or with its percent sign; columns that state nothing are left out.
    """

    source: str
    unit: str
    year: int
    kind: str
    rank: int | None
    stated: Mapping[str, str]

    def fen(self, column: str) -> int | None:
        """An amount in 0.01 yuan; None where the table states none."""
        text = self.stated.get(column)
        return None if text is None or column in RATIOS else int(Decimal(text) * FEN_IN_YI)

    @property
    def ulp(self) -> int:
        """One unit of the last printed place of the amounts, in 0.01 yuan."""
        return int(FEN_IN_YI // 10 ** PLACES[self.source])


def unit_years(source: str) -> tuple[UnitYear, ...]:
    """The unit-years of one table, in its order.

    Args:
        source: ranking, details or official.

    Raises:
        ValueError: there is no such table.
    """
    if source not in SOURCES:
        raise ValueError(f"the panel has no table {source!r}; use one of {', '.join(SOURCES)}")
    return tuple(_read(source))


def _read(source: str) -> Iterator[UnitYear]:
    file = resources.files(__name__) / f"{source}.csv"
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        year, unit = int(row.pop("year")), row.pop("unit")
        rank, kind = row.pop("rank", ""), row.pop("kind", "budget")
        yield UnitYear(source, unit, year, kind, int(rank) if rank else None, {k: v for k, v in row.items() if v})


class Judged(NamedTuple):
    """What a person holds of one figure, from the panel alone.

    Attributes:
        verdict: wrong, or unclear where the panel does not say which of several is.
        right: what it should be, in 亿元 or %, as printed; "" where the panel does not say.
        because: what shows it, in a few words.
    """

    source: str
    unit: str
    year: int
    kind: str
    column: str
    verdict: str
    right: str
    because: str


def judged() -> tuple[Judged, ...]:
    """The figures of the panel that a person found to be wrong or doubtful, by hand."""
    file = resources.files(__name__) / "judged.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return tuple(
        Judged(one["source"], one["unit"], int(one["year"]), *(one[name] for name in Judged._fields[3:])) for one in rows
    )
