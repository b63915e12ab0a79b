"""The rule files: one a rule, in the folder of its family, complete in both languages, with examples that behave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mingcha import Finding
from mingcha.knowledge import Rule, shipped
from mingcha.rulebook.examples import Example, examples_of, failing
from tests.documents import findings_of, screened, screener

FILES = sorted(path.relative_to(shipped() / "rules") for path in (shipped() / "rules").rglob("*.yaml"))
RULES = {rule.id: rule for rule in screener().knowledge.rules}
FAMILIES = ("AGR", "CAT", "CHG", "COD", "DIS", "EMP", "MON", "NAM", "NAR", "PRF", "SHR", "STF", "TOP", "TOT", "TXT", "YER")


def _examples(*sides: str) -> list[Any]:
    return [
        pytest.param(example, id=f"{rule.id}-{example.side}-{example.number}")
        for rule in RULES.values()
        for example in examples_of(rule, *sides)
    ]


def test_there_are_rules_of_every_family_of_this_release() -> None:
    assert sorted({rule.family for rule in RULES.values()}) == sorted(FAMILIES)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_rule_stands_in_the_folder_of_its_family_under_its_id(file: Path) -> None:
    rule_id = yaml.safe_load((shipped() / "rules" / file).read_text(encoding="utf-8"))["id"]
    assert file.as_posix() == f"{rule_id[:3]}/{rule_id}.yaml"
    assert rule_id in RULES


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_its_law_its_reason_and_its_title_in_both_languages(rule: Rule) -> None:
    assert rule.basis
    for law in rule.basis:
        assert law["law"]
        assert law["article"]
        assert law["demands"]
    for text in (rule.title, rule.why, rule.say):
        assert text["zh"].strip()
        assert text["en"].strip()


@pytest.mark.parametrize("example", _examples())
def test_an_example_does_what_it_stands_for(example: Example) -> None:
    """Under holds it ends so, without an error of any rule; under breaks with a finding, told in whole sentences."""
    assert list(failing(example, RULES[example.rule], screener())) == []


@pytest.mark.parametrize("example", _examples("breaks"))
def test_the_places_of_a_broken_example_are_lines_that_hold_what_they_quote(example: Example) -> None:
    lines = example.text.split("\n")
    for finding in _findings(example, "zh"):
        for place in finding.places:
            assert place.line is not None
            assert 1 <= place.line <= len(lines)
        assert [law.law for law in finding.basis] == [law["law"] for law in RULES[example.rule].basis]
        assert finding.severity == RULES[example.rule].severity


def _findings(example: Example, lang: str) -> list[Finding]:
    found = findings_of(screened(example.text), example.rule, lang)
    assert found, "an example that breaks must give a finding"
    return found
