"""The findings and the units as CSV: old Excel reads them, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from mingcha.reports import plain
from mingcha.reports.cases import RunView
from mingcha.reports.inert import bared
from mingcha.reports.ledger import FINDINGS, PLACE, UNITS, Sheet
from mingcha.reports.reviews import Review
from mingcha.reports.words import load_words
from tests.documents import CLEAN, WRONG, screener, written
from tests.reports.views import view_of

HOSTILE = WRONG.replace("一般公共服务支出", '=HYPERLINK("http://a.example","看")').replace("450.00", "-450.00")
DOCUMENTS = {"=乙.txt": written(HOSTILE), "丙.txt": written(CLEAN), "甲.txt": written(WRONG), "broken.pdf": b"%PDF-1.7 nothing"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plain") / "out"
    view_of(out, DOCUMENTS)
    return out


def _view(run: Path) -> RunView:
    return RunView(run, screener().knowledge, "zh")


def _rows(path: Path, sheet: Sheet) -> list[dict[str, str]]:
    """The rows by the keys of their columns, as the file has them."""
    words = load_words("zh")
    columns = [column.key for column in sheet.columns if column.kind != PLACE]
    head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    assert head == [words(f"workbook.{sheet.key}.{key}") for key in columns]
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_every_finding_and_every_document_is_a_line(run: Path, tmp_path: Path) -> None:
    path = plain.write(_view(run), tmp_path, None)
    findings = [json.loads(line) for line in (run / "findings.jsonl").read_bytes().splitlines()]
    rows = _rows(path, FINDINGS)
    assert [row["id"] for row in rows] == [one["id"] for one in findings]
    assert [bared(row["message"]) for row in rows] == [one["message"] for one in findings]
    assert [bared(row["document"]) for row in _rows(tmp_path / "units.csv", UNITS)] == sorted(DOCUMENTS)


def test_it_begins_with_a_byte_order_mark_and_lines_end_as_excel_wants(run: Path, tmp_path: Path) -> None:
    data = plain.write(_view(run), tmp_path, None).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert len(_rows(tmp_path / "findings.csv", FINDINGS)) < data.count(b"\r\n")


def test_text_that_a_spreadsheet_would_take_for_a_formula_has_an_apostrophe_and_numbers_have_none(
    run: Path, tmp_path: Path
) -> None:
    view = _view(run)
    first = json.loads((run / "findings.jsonl").read_bytes().splitlines()[0])["id"]
    view.reviews = {first: Review(first, "dismissed", "=1+1")}
    rows = _rows(plain.write(view, tmp_path, None), FINDINGS)
    assert rows[0]["reason"] == "'=1+1"
    assert {row["document"] for row in rows} >= {"'=乙.txt", "甲.txt"}
    assert any(row["row"].startswith("'=HYPERLINK") for row in rows)
    amounts = [row["stated_yuan"] for row in rows if row["document"] == "'=乙.txt"]
    assert "-450.00" in amounts
    assert not any(cell[:1] in "=@\t\r" for row in rows for cell in row.values() if cell)


def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    once = plain.write(_view(run), tmp_path, None).read_bytes()
    assert plain.write(_view(run), tmp_path, None).read_bytes() == once
