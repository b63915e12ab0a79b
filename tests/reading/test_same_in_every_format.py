"""A disclosure says the same whatever kind of file it is: the same figures, claims, tables and findings as its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from mingcha import Screening
from mingcha_datasets import Disclosure, load_sample, sample_names
from mingcha_datasets.files import write
from mingcha_datasets.printed import amounts, like, with_amounts
from tests.documents import screener

FORMATS = ("docx", "xlsx", "html", "pdf")
VARIED = (*FORMATS, "html-gb", "pdf-turned")
SAMPLES = [
    *((name, format_) for name in sample_names() for format_ in FORMATS),
    ("dongchangfu-2024", "pdf-turned"),
    ("zizhou-2024", "html-gb"),
]

Counted = Counter[tuple[object, ...]]


@cache
def sample(name: str) -> Disclosure:
    return load_sample(name)


def screened(disclosure: Disclosure, format_: str) -> Screening:
    data, ending = write(disclosure, format_)
    return screener().screen(data, f"a{ending}")


def plain(text: str | None) -> str:
    """Without blanks: one at the end of a wrapped line is not to be seen."""
    return (text or "").replace(" ", "")


def table_figures(screening: Screening) -> Counted:
    return Counter((figure.coordinate, figure.fen, figure.ulp) for figure in screening.disclosure.figures)


def claims(screening: Screening) -> Counted:
    return Counter(
        (claim.subject, claim.coordinate, claim.direction, claim.amount and claim.amount.fen, claim.change and claim.change.fen)
        for claim in screening.disclosure.claims
    )


def tables(screening: Screening) -> list[tuple[object, ...]]:
    # A blank at the end of a wrapped line of a title is not to be seen.
    return [
        (table.label, table.title.replace(" ", ""), table.kind, table.unit, table.numbers)
        for table in screening.disclosure.tables
    ]


def findings(screening: Screening) -> Counted:
    return Counter(
        (
            found.rule,
            found.severity,
            found.stated,
            found.expected,
            *((plain(place.row), plain(place.column)) for place in found.places[:1]),
        )
        for found in screening.findings
    )


def differences(found: Counted, wanted: Counted) -> list[str]:
    def shown(marks: Iterable[object], sign: str) -> list[str]:
        return [f"{sign} {each}" for each in marks]

    return shown((wanted - found).elements(), "-") + shown((found - wanted).elements(), "+")


@cache
def sample_screened(name: str) -> Screening:
    return screened(sample(name), "txt")


def assert_same(file: Screening, text: Screening) -> None:
    assert differences(table_figures(file), table_figures(text)) == []
    assert differences(claims(file), claims(text)) == []
    assert tables(file) == tables(text)
    assert differences(findings(file), findings(text)) == []


def varied(disclosure: Disclosure, random: Random) -> Disclosure:
    """Without some tables, rows and statements, some amounts drawn anew: all that need not agree with anything."""
    texts = {
        (each.table, each.row, each.column): like(each, Decimal(random.randrange(1, 10**9)) / 100, each.decimals)
        for each in amounts(disclosure)
        if random.random() < 0.02
    }
    changed = with_amounts(disclosure, texts)
    kept = [
        replace(table, rows=tuple(row for row in table.rows if random.random() < 0.9))
        for table in changed.tables
        if random.random() < 0.8
    ]
    narrative = {
        section: tuple(each for each in statements if random.random() < 0.9) for section, statements in changed.narrative.items()
    }
    return replace(changed, tables=tuple(kept), narrative=narrative)


@pytest.mark.parametrize(("name", "format_"), SAMPLES)
def test_a_sample_says_the_same_as_its_text(name: str, format_: str) -> None:
    assert_same(screened(sample(name), format_), sample_screened(name))


@pytest.mark.parametrize(("seed", "format_"), list(enumerate(VARIED, 1)))
def test_what_is_varied_at_random_says_the_same_as_its_text(seed: int, format_: str) -> None:
    random = Random(seed)
    disclosure = varied(sample(random.choice(sample_names())), random)
    assert_same(screened(disclosure, format_), screened(disclosure, "txt"))


@pytest.mark.parametrize(("name", "format_"), [("ankang-2024", "pdf-heads"), ("ankang-2024", "pdf-unruled")])
def test_figures_are_the_same_where_few_rules_or_none_part_the_cells(name: str, format_: str) -> None:
    file, text = screened(sample(name), format_), sample_screened(name)
    assert differences(table_figures(file), table_figures(text)) == []
    assert differences(claims(file), claims(text)) == []
