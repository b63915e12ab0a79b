"""The page on reviews: its example can be followed, from the document to the next year's run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mingcha.wilson import wilson
from tests.commands import Mingcha
from tests.documents import with_tabs

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ["zh", "en"]


def _page(lang: str) -> str:
    return (DOCS / lang / "review.md").read_text(encoding="utf-8")


def _blocks(lang: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", _page(lang), re.MULTILINE | re.DOTALL)


def _next_year(document: str) -> str:
    """The document of the year after: other amounts, the same slip."""
    for now, then in (("2024", "2025"), ("400.00", "500.00"), ("450.00", "550.00"), ("300.00", "400.00")):
        document = document.replace(now, then)
    return document


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_says_what_the_page_says(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mingcha_command: Mingcha
) -> None:
    document, *shown = _blocks(lang, "text")
    for year, text in ((2024, document), (2025, _next_year(document))):
        (tmp_path / str(year)).mkdir()
        (tmp_path / str(year) / "archives.txt").write_bytes(with_tabs(text).encode())
    (reviews,) = _blocks(lang, "json")
    (tmp_path / "reviews.json").write_text(reviews, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^    mingcha (.*)$", _page(lang), re.MULTILINE)
    said = [mingcha_command(*command.split()) for command in commands]
    assert [done.status for done in said] == [0] * 5
    printed = [line for done in said for line in done.out.splitlines()]
    for line in "".join(shown).splitlines():
        assert line in printed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shares_on_the_page_are_right(lang: str) -> None:
    shares = re.findall(r"`(\d+)(?:/| of )(\d+) \((\d+)%–(\d+)%\)`", _page(lang))
    assert len(shares) == 2
    for confirmed, judged, *said in shares:
        assert [round(100 * bound) for bound in wilson(int(confirmed), int(judged))] == [int(bound) for bound in said]
