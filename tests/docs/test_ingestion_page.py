"""The page for programs that screen documents as they arrive: its examples run as they stand, its table leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import fields

from mingcha import Result
from mingcha_datasets import load_sample, print_disclosure

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ["zh", "en"]


def _page(lang: str) -> str:
    return (DOCS / lang / "ingestion.md").read_text(encoding="utf-8")


def _programs(lang: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", _page(lang), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_programs_run_as_they_stand(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "zizhou-2024.txt").write_text(print_disclosure(load_sample("zizhou-2024")), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said, names = [], {"__name__": "__main__"}
    for program in _programs(lang):
        exec(program, names)
        said.append(capsys.readouterr().out.splitlines())
    shortest, from_queue, asynchronous, threads = said
    assert re.fullmatch(r"inbox/zizhou-2024.txt 子洲县医疗保险经办中心 2024 \d+", shortest[0].replace("\\", "/"))
    assert len(shortest) > 10
    assert [line.split()[1] for line in sorted(from_queue)] == ["failed", "read"]
    assert [line.split()[:2] for line in asynchronous] == [["zizhou-2024.txt", "read"]]
    assert [line.split()[0] for line in threads] == ["子洲县医疗保险经办中心"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_all_that_a_result_has(lang: str) -> None:
    (table,) = re.findall(r"(?:^\|.*\n)+", _page(lang).partition("{ #results }")[2].partition("\n## ")[0], re.MULTILINE)
    told = set(re.findall(r"`(\w+)(?:\([^)]*\))?`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:])))
    there = {name for name in dir(Result) if not name.startswith("_")} | {field.name for field in fields(Result)}
    assert told == there - {"packed"}


def test_both_languages_show_the_same_programs() -> None:
    code = [[re.sub(r'#.*|".*?"', "", program) for program in _programs(lang)] for lang in LANGUAGES]
    assert code[0] == code[1]
