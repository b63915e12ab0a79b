"""Rows in scripts of a limited size: all come back, in their order, and nothing in them means anything to a page."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.reports import chunks
from mingcha.reports.chunks import Chunks
from mingcha.reports.pages import in_script


def read(folder: Path, name: str, count: int) -> list[Any]:
    found = []
    for number in range(count):
        text = (folder / f"{name}-{number}.js").read_text(encoding="utf-8")
        before, _, rest = text.partition("=")
        assert before == f'mingcha.data["{name}-{number}"]'
        assert not set("<>&\u2028\u2029") & set(rest)
        found += json.loads(rest.removesuffix(";\n"))
    return found


@settings(max_examples=25)  # each writes files
@given(st.lists(st.lists(st.lists(st.text(st.characters(codec="utf-8")), max_size=3), max_size=5), max_size=6))
def test_rows_come_back_in_their_order(batches: list[list[list[str]]]) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "MOST", 40)
        written = Chunks(Path(folder) / "data")
        for rows in batches:
            written.add("rows", [in_script(row) for row in rows])
        written.close()
        assert read(Path(folder) / "data", "rows", written.counts["rows"]) == [row for rows in batches for row in rows]


def test_a_further_script_is_begun_when_one_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "MOST", 20)
    written = Chunks(tmp_path)
    written.add("a", [b'"aaaaaaaaaa"'] * 5)
    written.add("b", [b"1"])
    written.close()
    assert written.counts == {"a": 3, "b": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-0.js", "a-1.js", "a-2.js", "b-0.js"]
