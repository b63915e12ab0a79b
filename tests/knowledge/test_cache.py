"""The cache of parsed files: never out of date, never in the way."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mingcha import KnowledgeError
from mingcha.knowledge import load, shipped
from mingcha.loading import cache, yamls
from mingcha.loading.files import Source

RULE = "rules/TOT/TOT-001.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("MINGCHA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed since."""
    names: list[str] = []
    real = yamls.parse_yaml

    def parse(source: Source) -> object:
        names.append(source.name)
        return real(source)

    monkeypatch.setattr("mingcha.loading.yamls.parse_yaml", parse)
    return names


def _mine(folder: Path, text: str) -> Path:
    file = folder / "mine" / RULE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder / "mine"


def _text() -> str:
    return (shipped() / RULE).read_text(encoding="utf-8")


def _kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def test_the_second_time_nothing_is_parsed_and_the_knowledge_is_the_same(folder: Path, parsed: list[str]) -> None:
    first = load()
    assert RULE in parsed
    parsed.clear()
    second = load()
    assert parsed == []
    assert (second.hash, second.words, second.terms, second.tables) == (first.hash, first.words, first.terms, first.tables)
    assert [rule.title for rule in second.rules] == [rule.title for rule in first.rules]


def test_a_letter_more_is_seen(folder: Path, tmp_path: Path) -> None:
    load(_mine(tmp_path, _text()))
    changed = load(_mine(tmp_path, _text().replace("severity: error", "severity: info ")))
    assert next(rule for rule in changed.rules if rule.id == "TOT-001").severity == "info"


def test_a_wrong_file_is_never_kept(folder: Path, tmp_path: Path) -> None:
    mine = _mine(tmp_path, _text().replace("severity: error", "severity: fatal"))
    for _ in range(2):
        with pytest.raises(KnowledgeError, match="fatal"):
            load(mine)
    assert _kept(folder) == []


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 100], ids=["emptied", "one byte", "zeros"])
def test_a_damaged_one_is_passed_over_and_written_anew(damage: bytes, folder: Path, parsed: list[str]) -> None:
    load()
    (kept,) = _kept(folder)
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    parsed.clear()
    assert load().rules
    assert RULE in parsed
    assert kept.read_bytes() == whole


def test_one_byte_changed_is_seen(folder: Path, parsed: list[str]) -> None:
    load()
    (kept,) = _kept(folder)
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    parsed.clear()
    load()
    assert RULE in parsed


def test_one_of_other_knowledge_under_this_name_is_passed_over(folder: Path, tmp_path: Path, parsed: list[str]) -> None:
    load()
    (right,) = _kept(folder)
    load(_mine(tmp_path, _text().replace("severity: error", "severity: info ")))
    (other,) = (path for path in _kept(folder) if path != right)
    right.write_bytes(other.read_bytes())
    parsed.clear()
    assert next(rule for rule in load().rules if rule.id == "TOT-001").severity == "error"
    assert RULE in parsed


def test_another_version_does_not_use_it(folder: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    monkeypatch.setattr(cache, "__version__", "99.0")
    parsed.clear()
    load()
    assert RULE in parsed


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("MINGCHA_CACHE", str(tmp_path / "file" / "cache"))
    assert load().rules


def test_a_folder_in_its_place_is_no_error(folder: Path) -> None:
    load()
    (kept,) = _kept(folder)
    kept.unlink()
    kept.mkdir()
    assert load().rules
    assert _kept(folder) == [kept]


def test_a_value_that_the_cache_cannot_hold_is_not_kept(folder: Path) -> None:
    for value in (datetime.date(2024, 1, 1), {1, 2}, 10**30, float("nan")):
        cache.keep("a hash", {"a": value})
    assert _kept(folder) == []


def test_only_a_few_are_kept(folder: Path) -> None:
    for number in range(20):
        cache.keep(f"hash {number}", {"a": number})
    assert len(_kept(folder)) == 8
    assert cache.cached("hash 19") == {"a": 19}


def test_many_writers_at_one_time_leave_one_whole_file(folder: Path) -> None:
    command = [sys.executable, "-c", "from mingcha.knowledge import load; print(load().hash)"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "MINGCHA_CACHE": str(folder)})
        for _ in range(4)
    ]
    hashes = {process.communicate()[0].strip() for process in running}
    assert hashes == {load().hash}
    assert len(_kept(folder)) == 1


def test_without_the_variable_it_lies_in_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINGCHA_CACHE")
    assert cache.folder().name == "mingcha"
