"""The laws that rules rest on: every basis is on the list of laws, and what is said to be read in full is there to read."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from mingcha.knowledge import Rule, shipped
from tests.documents import screener

RULES = screener().knowledge.rules
LAWS = Path(__file__).parents[2] / ".." / "shared" / "laws"
VERIFIED = ("full text", "restated", "cited")
NUMBER = "[一二三四五六七八九十百]+"
ARTICLE = re.compile(rf"(第{NUMBER}条)(?:第({NUMBER})款)?(?:第({NUMBER})项)?")


class Law(NamedTuple):
    law: str
    version: str
    article: str
    demands: str
    demands_en: str
    verified: str
    seen: str


@cache
def _laws() -> tuple[Law, ...]:
    with (shipped() / "laws.csv").open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    assert tuple(head) == Law._fields
    return tuple(Law(*row) for row in rows)


READ = [law for law in _laws() if law.verified == "full text"]


def _called(law: Law) -> str:
    return f"{law.law} {law.article}"


def test_an_article_is_listed_once_with_what_it_demands_in_both_languages() -> None:
    assert len({(law.law, law.article) for law in _laws()}) == len(_laws())
    for law in _laws():
        assert law.verified in VERIFIED
        assert law.demands
        assert law.demands_en
        assert law.seen or law.verified != "restated"
        assert len(law.demands) <= 60, "in short, and in own words"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_rests_on_articles_of_the_list(rule: Rule) -> None:
    """An article may be named whole where the list names its paragraphs."""
    for entry in rule.basis:
        listed = [law for law in _laws() if law.law == entry["law"] and law.article.startswith(entry["article"])]
        assert listed, f"add {entry['law']} {entry['article']} to knowledge/laws.csv, once it was read"
        assert entry["verified"] in {law.verified for law in listed}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_that_may_accuse_rests_on_more_than_a_citation(rule: Rule) -> None:
    assert any(entry["verified"] != "cited" for entry in rule.basis)


@pytest.mark.parametrize("law", READ, ids=_called)
def test_an_article_said_to_be_read_names_the_article_and_its_version(law: Law) -> None:
    assert ARTICLE.fullmatch(law.article)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", law.version)


@cache
def _text(law: str, version: str) -> str:
    path = LAWS / f"{law}_{version}.md"
    if not path.is_file():
        pytest.skip("the texts of the laws are not part of the repository")
    return path.read_text(encoding="utf-8")


def _paragraphs(law: Law, article: str) -> list[str]:
    """The 款 of an article; the 项 belong to the 款 above them."""
    found = re.search(rf"(?ms)^{article}[\s　](.*?)(?=^第{NUMBER}条|^#|\Z)", _text(law.law, law.version))
    assert found, f"{law.law} has no {article}"
    return [part for part in found[1].split("\n\n") if part.strip()]


@pytest.mark.parametrize("law", READ, ids=_called)
def test_an_article_said_to_be_read_is_in_the_stored_law(law: Law) -> None:
    parts = ARTICLE.fullmatch(law.article)
    assert parts
    found = _paragraphs(law, parts[1])
    items = [part for part in found if re.match(rf"[（(]{NUMBER}[)）]", part)]
    if parts[2]:
        assert len(found) - len(items) >= "一二三四五六七八九十".index(parts[2]) + 1
    if parts[3]:
        assert any(re.match(rf"[（(]{parts[3]}[)）]", item) for item in items)


@pytest.mark.parametrize("law", READ, ids=_called)
def test_what_an_article_demands_is_told_in_its_own_terms(law: Law) -> None:
    """Most pairs of characters of a demand stand in the article: it speaks of the same things."""
    parts = ARTICLE.fullmatch(law.article)
    assert parts
    article = "".join(_paragraphs(law, parts[1]))
    pairs = [law.demands[place : place + 2] for place in range(len(law.demands) - 1)]
    assert sum(pair in article for pair in pairs) >= 0.4 * len(pairs)
