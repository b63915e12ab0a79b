"""The two READMEs: they say the same things in the same order, and nothing that goes stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from mingcha.reporting.tree import lines_of
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import screener

ROOT = Path(__file__).parents[2]
FAMILIES = screener().knowledge.words["rulebook"]["families"]
READMES = {"zh": "README.zh.md", "en": "README.md"}


def _text(lang: str) -> str:
    return (ROOT / READMES[lang]).read_text(encoding="utf-8")


def _skeleton(text: str) -> list[str]:
    """Levels of headings, heads of tables by their number of columns, and code blocks, in order."""
    found = re.findall(r"^(#+) |^(\|(?: --- \|)+)$|^(```\w*)$", text, re.MULTILINE)
    return ["".join(parts) for parts in found]


def test_both_readmes_have_the_same_headings_tables_and_code() -> None:
    assert _skeleton(_text("zh")) == _skeleton(_text("en"))


def test_both_readmes_show_the_same_commands() -> None:
    commands = {lang: re.findall(r"^    (?:make|mingcha rules) \w+", _text(lang), re.MULTILINE) for lang in READMES}
    assert commands["zh"] == commands["en"]


@pytest.mark.parametrize("lang", READMES)
def test_a_readme_tells_every_family_as_the_rulebook_does(lang: str) -> None:
    rows = dict(re.findall(r"^\| ([A-Z]{3}) \| (.+?) \|$", _text(lang), re.MULTILINE))
    assert rows == {family: words["about"][lang] for family, words in FAMILIES.items()}


@pytest.mark.parametrize("lang", READMES)
def test_a_readme_counts_no_rules(lang: str) -> None:
    assert not re.search(r"\d+ (?:rules|条规则)", _text(lang))


@pytest.mark.parametrize("lang", READMES)
def test_a_link_of_a_readme_leads_to_a_file_or_a_heading(lang: str) -> None:
    text = _text(lang)
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for address in re.findall(r"\]\(([^)]+)\)", text):
        path, _, anchor = address.partition("#")
        assert (ROOT / path).exists() if path else anchor in headings, address


@pytest.mark.parametrize("lang", READMES)
def test_the_program_in_a_readme_prints_what_the_readme_says(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = _text(lang)
    (program,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    exec(program, {})
    (said,) = re.findall(r"^(?:prints|输出)\n\n((?:    .*\n)+)", text, re.MULTILINE)
    assert capsys.readouterr().out == dedent(said)


@pytest.mark.parametrize("lang", READMES)
def test_the_findings_in_a_readme_are_those_of_the_sample(lang: str) -> None:
    in_chinese, in_english = re.findall(r"^```text\n(.*?)^```$", _text(lang), re.MULTILINE | re.DOTALL)
    for block, spoken in ((in_chinese, "zh"), (in_english, "en")):
        name = re.findall(r"build/sample/(\S+)\.txt", block)[0]
        data = print_disclosure(load_sample(name)).encode()
        found = {
            (finding.rule, "".join((finding.title + finding.message).split()))
            for finding in screener(spoken).screen(data, name=name).findings
        }
        told = set(_told(block))
        assert told
        assert told <= found


@pytest.mark.parametrize("lang", READMES)
def test_the_proof_in_a_readme_is_that_of_the_sample(lang: str) -> None:
    screening = screener(lang).screen(print_disclosure(load_sample("zizhou-2024")).encode(), name="zizhou-2024")
    (finding,) = [finding for finding in screening.findings if finding.diagnosis == "omitted_child"]
    proof = [*lines_of(screening.explain(finding.id), lang)]
    told = re.search(r"`mingcha explain [^`]*`.*?\n\n((?:    [^\n]*\n)+)", _text(lang), re.DOTALL)
    assert told is not None
    for line in dedent(told[1]).splitlines():
        assert any(known.strip().startswith(line) for known in proof), line


def _told(block: str) -> Iterator[tuple[str, str]]:
    """Rule and words of each finding of a printed table, whose cells go over several lines."""
    rows = re.split(r"^[├┡└].*$", block, flags=re.MULTILINE)[1:-1]
    for row in rows:
        cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in row.strip().split("\n")]
        yield "".join(line[2] for line in cells), "".join("".join(line[3] for line in cells).split())
