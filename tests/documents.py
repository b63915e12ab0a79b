"""What tests share: the shipped knowledge, loaded once, and small documents written out in a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mingcha import Finding, Limits, Screener, Screening
from mingcha.checking import Cube, Outcome, check
from mingcha.checking.fact import Fact
from mingcha.checking.facts import facts_of
from mingcha.checking.texts import Texts
from mingcha.knowledge import Rule
from mingcha.locating import Located, locate
from mingcha.reading import read
from mingcha.rulebook.examples import alone, with_tabs, written
from mingcha.running.task import Settings
from mingcha.understanding import Claim, Coordinate, Disclosure, Figure, Words, understand

__all__ = [
    "CLEAN",
    "WRONG",
    "claim_of",
    "errors",
    "facts",
    "figure_at",
    "figures_at",
    "findings_by_rule",
    "findings_of",
    "located",
    "outcome",
    "screened",
    "screener",
    "settings",
    "understood",
    "with_tabs",
    "write_units",
    "written",
]

CLEAN = """
    2024年某县档案馆单位预算公开

    第一部分 预算报表

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
    | 合计 | 400.00 | 300.00 | 100.00
    201 | 一般公共服务支出 | 400.00 | 300.00 | 100.00
    """
"""A document in which all is right."""

WRONG = CLEAN.replace("201 | 一般公共服务支出 | 400.00", "201 | 一般公共服务支出 | 450.00")
"""The same with one amount that is not the sum of its parts."""


@cache
def screener(lang: str = "zh") -> Screener:
    """A screener with the shipped knowledge."""
    return Screener(lang=lang)


def settings(limits: Limits | None = None) -> Settings:
    """What a screener with the shipped knowledge screens with, for other processes."""
    return Settings.of(screener().knowledge, "zh", limits or Limits())


def write_units(folder: Path, number: int) -> Path:
    """A folder with so many documents, each of a unit of its own; every third is wrong."""
    folder.mkdir()
    for place in range(number):
        text = (WRONG if place % 3 == 0 else CLEAN).replace("档案馆", f"第{place}档案馆")
        (folder / f"{place}.txt").write_bytes(written(text))
    return folder


def located(text: str | bytes) -> Located:
    """The wrong figures of a document written out in a test, or printed."""
    one = screener()
    document = read(written(text) if isinstance(text, str) else text, "a test", one.limits)
    words = Words(one.knowledge)
    disclosure = understand(document, words)
    cube = Cube(disclosure, one.knowledge)
    return locate(check(document, disclosure, one.knowledge, words, cube), cube)


def understood(text: str) -> Disclosure:
    """What is understood of a document written out in a test."""
    return screener().understand(written(text), "a test")


def screened(text: str, lang: str = "zh") -> Screening:
    """What screening gives for a document written out in a test."""
    return screener(lang).screen(written(text), "a test")


@cache
def _words() -> Words:
    return Words(screener().knowledge)


def facts(text: str) -> dict[str, list[Fact]]:
    """The facts of a document written out in a test, by type."""
    document = read(written(text), "a test", Limits())
    return facts_of(Texts(document), understand(document, _words()), _words())


def outcome(screening: Screening, rule: str) -> Outcome:
    """What became of one rule."""
    return next(outcome for outcome in screening.outcomes if outcome.rule == rule)


@cache
def _rules() -> dict[str, Rule]:
    return {rule.id: rule for rule in screener().knowledge.rules}


def findings_of(screening: Screening, rule: str, lang: str = "zh") -> list[Finding]:
    """The findings of one rule by itself, also where they are told as symptoms of a cause that other rules show too."""
    return alone(_rules()[rule], screening, lang)


def findings_by_rule(screening: Screening, lang: str = "zh") -> list[Finding]:
    """The findings of every rule by itself, in the order of their lines."""
    found = [finding for rule in _rules() for finding in findings_of(screening, rule, lang)]
    return sorted(found, key=lambda finding: (finding.places[0].line or 0, finding.rule, finding.id))


def errors(screening: Screening) -> list[tuple[str, int | None, str | None, str | None]]:
    """The findings of severity error of every rule by itself: rule, line, stated, expected."""
    return [(f.rule, f.places[0].line, f.stated, f.expected) for f in findings_by_rule(screening) if f.severity == "error"]


def figures_at(disclosure: Disclosure, **dimensions: str) -> list[str]:
    """What the tables print at exactly this coordinate, in the document's order."""
    return [figure.text for figure in disclosure.figures if figure.coordinate == Coordinate(**dimensions)]


def figure_at(disclosure: Disclosure, **dimensions: str) -> Figure:
    """The only figure of the tables at exactly this coordinate."""
    (figure,) = [figure for figure in disclosure.figures if figure.coordinate == Coordinate(**dimensions)]
    return figure


def claim_of(disclosure: Disclosure, subject: str) -> Claim:
    """The only claim whose subject has these words."""
    (claim,) = [claim for claim in disclosure.claims if subject in claim.subject]
    return claim
