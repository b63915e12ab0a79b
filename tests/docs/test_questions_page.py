"""The questions of the page are answered: each query runs over a run and finds what is there to be found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mingcha_datasets import load_sample, print_disclosure
from mingcha_datasets.__main__ import write_samples
from tests.commands import Mingcha
from tests.documents import WRONG, written

DOCS = Path(__file__).parents[2] / "docs"
QUESTIONS = [
    "rules",
    "differences",
    "totals",
    "three-public",
    "changes",
    "reasons",
    "performance",
    "neighbours",
    "unread",
    "unusual",
]


def _queries(lang: str) -> dict[str, str]:
    """The queries of a page by the id of their heading; what comes before the first heading is ""."""
    page = (DOCS / lang / "questions.md").read_text(encoding="utf-8")
    sections = re.split(r"^## .* \{ #([\w-]+) \}$", page, flags=re.MULTILINE)
    named = zip(["", *sections[1::2]], sections[::2], strict=True)
    return {name: "\n".join(re.findall(r"```sql\n(.*?)```", text, re.DOTALL)) for name, text in named}


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mingcha_command: Mingcha) -> Path:
    """A run over the samples, one with a wrong total in its text, one small wrong document and one that is damaged."""
    monkeypatch.chdir(tmp_path)
    write_samples(tmp_path / "sample")
    text = print_disclosure(load_sample("zizhou-2024"))
    total = re.search(r"325\.42 ?万元", text)
    assert total
    (tmp_path / "sample" / "total.txt").write_bytes(text.replace(total[0], "365.42万元", 1).encode())
    (tmp_path / "sample" / "wrong.txt").write_bytes(written(WRONG))
    (tmp_path / "sample" / "damaged.pdf").write_bytes(b"%PDF-1.7 no more")
    done = mingcha_command("screen", "sample", "--out", "run", "--peers", "--pages", "0", "--quiet")
    assert done.status == 3, done.err
    return tmp_path / "run"


def test_both_pages_have_the_same_ten_questions() -> None:
    assert _queries("zh") == _queries("en")
    assert [name for name, query in _queries("en").items() if name and query] == QUESTIONS


def test_every_question_is_answered(report: Path) -> None:
    queries = _queries("en")
    with duckdb.connect() as connection:
        connection.execute(queries[""])
        answers: dict[str, list[dict[str, Any]]] = {}
        for name in QUESTIONS:
            cursor = connection.execute(queries[name])
            names = [str(column[0]) for column in cursor.description or ()]
            answers[name] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert all(answers.values()), [name for name, rows in answers.items() if not rows]
    assert "365.42" in answers["totals"][0]["text"]
    assert [row["document"] for row in answers["unread"]] == ["sample/damaged.pdf"]
    assert str(answers["changes"][0]["percent"]) == "-8.47"
    assert any(row["should_be"] == "370200.00" for row in answers["neighbours"])
    assert {row["rank"] for row in answers["unusual"]} >= {1, 2, 3}
