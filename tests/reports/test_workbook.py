"""The workbook: all that a run found, as values that can be sorted and summed, and nothing in it that is a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgspec
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.peers.results import Reason, Score
from mingcha.reports import sheets, workbook
from mingcha.reports.cases import RunView
from mingcha.reports.inert import MOST, is_formula, shown
from mingcha.reports.ledger import FINDINGS, SHEETS, TEXT, WRAPPED, YUAN, Column, Sheet
from mingcha.reports.reviews import Review
from mingcha.reports.words import load_words
from mingcha_datasets import load_sample, print_disclosure
from tests.documents import CLEAN, WRONG, screener, written
from tests.reports.views import view_of

SAMPLE = print_disclosure(load_sample("zizhou-2024")).encode()
HOSTILE = (
    WRONG.replace("某县档案馆", "=HYPERLINK某县档案馆")
    .replace("一般公共服务支出", '=HYPERLINK("http://a.example","看")')
    .replace("公用经费支出", "@SUM(1)\u202e<r>")
)
DOCUMENTS = {
    "乙.txt": written(WRONG),
    "甲/zizhou.txt": SAMPLE,
    "丙.txt": written(CLEAN),
    "broken.pdf": b"%PDF-1.7 nothing",
    "=丁.txt": written(HOSTILE),
}
ZH, EN = load_words("zh"), load_words("en")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("workbook") / "out"
    view_of(out, DOCUMENTS)
    return out


@pytest.fixture(scope="module")
def book(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _written(run, tmp_path_factory.mktemp("book"))


def _view(run: Path, lang: str = "zh") -> RunView:
    return RunView(run, screener(lang).knowledge, lang)


def _written(run: Path, out: Path, view: RunView | None = None) -> Path:
    return workbook.write(view or _view(run), out, None)


def _findings(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "findings.jsonl").read_bytes().splitlines()]


def _names(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def _rows(path: Path, key: str, number: int = 1, lang: str = "zh") -> list[dict[str, Any]]:
    """The rows of a table by the keys of its columns; ``number`` is that of its sheet, from 1."""
    words = ZH if lang == "zh" else EN
    sheet = next(one for one in SHEETS if one.key == key)
    name = words(f"workbook.sheets.{key}") + (f" {number}" if number > 1 else "")
    head, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    assert list(head) == [words(f"workbook.{key}.{column.key}") for column in sheet.columns]
    return [dict(zip((column.key for column in sheet.columns), row, strict=True)) for row in rows]


def _parts(path: Path, name: str) -> Iterator[str]:
    with ZipFile(path) as file:
        for part in file.namelist():
            if re.fullmatch(name, part):
                yield file.read(part).decode()


def _about(path: Path) -> str:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return "\n".join(" ".join(str(value) for value in row if value is not None) for row in rows)


def test_every_finding_is_a_row_with_its_amounts_as_numbers(run: Path, book: Path) -> None:
    findings, rows = _findings(run), _rows(book, "findings")
    assert [row["id"] for row in rows] == [one["id"] for one in findings]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    for row, one in zip(rows, findings, strict=True):
        assert row["severity"] == ZH(f"severity.{one['severity']}")
        assert (row["message"], row["title"], row["rule"]) == (one["message"], one["title"], one["rule"])
        assert row["year"] == (one["year"] or None)
        assert row["printed"] == (one["places"][0]["text"] or None)
        for name in ("stated", "expected", "difference"):
            amount = one[name] and Decimal(one[name]) * {"元": 1, "万元": 10_000}[one["unit_of_money"]]
            assert row[f"{name}_yuan"] == (None if amount is None else pytest.approx(float(amount), abs=1e-9))


def test_an_amount_is_a_number_and_a_year_too(book: Path) -> None:
    row = next(row for row in _rows(book, "findings") if row["document"] == "乙.txt" and row["stated_yuan"])
    assert (row["stated_yuan"], row["expected_yuan"], row["difference_yuan"], row["year"]) == (450, 400, 50, 2024)
    assert (row["printed"], row["money"], row["expected"]) == ("450.00", "元", "400.00")


def test_documents_that_were_not_read_are_there_with_the_reason(book: Path) -> None:
    rows = {row["document"]: row for row in _rows(book, "units")}
    assert sorted(rows) == sorted(DOCUMENTS)
    assert rows["broken.pdf"]["status"] == ZH("workbook.status.failed")
    assert "PDF" in rows["broken.pdf"]["notes"]
    assert rows["丙.txt"]["error"] == 0
    assert rows["乙.txt"]["violated"] >= 1


def test_every_rule_is_there_with_its_states_and_findings(run: Path, book: Path) -> None:
    rows = {row["rule"]: row for row in _rows(book, "rules")}
    assert sorted(rows) == sorted(rule.id for rule in screener().knowledge.rules)
    assert sum(row["findings"] for row in rows.values()) == len(_findings(run))
    assert all(row["violated"] + row["holds"] + row["not_enough_data"] + row["not_applicable"] == 4 for row in rows.values())


def test_the_first_sheet_says_what_was_found_and_what_every_column_means(run: Path, book: Path) -> None:
    about = _about(book)
    assert (
        f"{ZH('workbook.problems')} {ZH('severity.error')} {sum(one['severity'] == 'error' for one in _findings(run))}" in about
    )
    for sheet in SHEETS:
        for column in sheet.columns if sheet.key != "scores" else ():
            assert ZH(f"workbook.about.{sheet.key}.{column.key}") in about


def test_in_english_heads_and_findings_are_english(run: Path, tmp_path: Path) -> None:
    rows = _rows(_written(run, tmp_path, _view(run, "en")), "findings", lang="en")
    assert {row["severity"] for row in rows} <= {"error", "warning", "hint"}
    assert any("should" in row["message"] for row in rows)


def test_there_is_no_formula_and_what_would_become_one_stays_text_when_it_is_edited(run: Path, book: Path) -> None:
    assert not any("<f>" in part or "<f " in part for part in _parts(book, r"xl/worksheets/.*\.xml"))
    cells = [
        cell
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and is_formula(cell.value)
    ]
    assert {cell.value for cell in cells} >= {'=HYPERLINK("http://a.example","看")', "=丁.txt"}
    assert all(cell.data_type == "s" or cell.data_type == "inlineStr" for cell in cells if cell.quotePrefix)
    assert all(cell.quotePrefix for cell in cells)


def test_a_finding_leads_to_the_row_of_its_figure(book: Path) -> None:
    loaded = openpyxl.load_workbook(book)
    findings, figures = loaded[ZH("workbook.sheets.findings")], loaded[ZH("workbook.sheets.figures")]
    place, printed = FINDINGS.at("place") + 1, FINDINGS.at("printed") + 1
    columns = [column.key for column in next(sheet for sheet in SHEETS if sheet.key == "figures").columns]
    for row in range(2, findings.max_row + 1):
        link = findings.cell(row, place).hyperlink
        assert link is not None
        name, _, cell = str(link.location).rpartition("!")
        assert name.strip("'") == figures.title
        told = dict(zip(columns, (one.value for one in figures[figures[cell].row]), strict=True))
        assert told["printed"] == findings.cell(row, printed).value
        assert str(row - 1) in str(told["findings"]).split(", ")
        assert told["part"] == ZH("workbook.part.wrong")


def test_all_figures_of_a_small_run_are_there_with_what_they_mean(run: Path, book: Path) -> None:
    rows = _rows(book, "figures")
    figures = sum(case.report.figures for case in _view(run).cases())
    assert figures <= sum(row["measure"] is not None for row in rows) <= len(rows)
    (figure,) = [row for row in rows if row["document"] == "乙.txt" and row["printed"] == "450.00"]
    assert (figure["yuan"], figure["measure"], figure["fund"], figure["function"]) == (450, "支出", "一般公共预算", "201")


def test_of_a_larger_run_only_figures_that_findings_name_are_there(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "WHOLE_RUN", 4)
    path = _written(run, tmp_path)
    rows = _rows(path, "figures")
    assert rows
    assert all(row["findings"] for row in rows)
    assert ZH("workbook.notes.some_figures", documents=4) in _about(path)


def test_links_to_pages_are_there_where_the_pages_lie_beside_it(run: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("pages", encoding="utf-8")
    loaded = openpyxl.load_workbook(_written(run, tmp_path))
    findings = loaded[ZH("workbook.sheets.findings")]
    cell = findings.cell(2, FINDINGS.at("page") + 1)
    path, _, anchor = str(cell.value).partition("#")
    assert re.fullmatch(r"units/([0-9a-f]{2})/\1[0-9a-f]{10}\.html", path)
    assert cell.hyperlink is not None
    assert (str(cell.hyperlink.target).replace("\\", "/"), cell.hyperlink.location) == (path, anchor)
    assert anchor == _findings(run)[0]["id"]


def test_without_pages_beside_it_there_is_no_link_to_one(book: Path) -> None:
    assert not any(".html" in part for part in _parts(book, r"xl/worksheets/_rels/.*"))
    assert ZH("workbook.notes.no_pages") in _about(book)


def test_reviews_are_told_and_can_be_chosen(run: Path, tmp_path: Path) -> None:
    view = _view(run)
    first, second, third, *_ = (one["id"] for one in _findings(run))
    view.reviews = {
        first: Review(first, "dismissed", "=原件如此", 2023, "2026-03-01T08:00:00Z"),
        second: Review(second, "confirmed"),
    }
    path = _written(run, tmp_path, view)
    rows = {row["id"]: row for row in _rows(path, "findings")}
    assert rows[first]["review"] == ZH("review.states.dismissed")
    assert rows[first]["reason"] == ZH("review.carried", year=2023) + "\n=原件如此"
    assert rows[first]["reviewed"] == datetime(2026, 3, 1, 8)
    assert [rows[id]["review"] for id in (second, third)] == [ZH("review.states.confirmed"), ZH("review.states.open")]
    sheet = openpyxl.load_workbook(path)[ZH("workbook.sheets.findings")]
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == '"待审核,已确认,已排除"'
    assert str(validation.sqref) == f"I2:I{sheet.max_row}"
    units = _rows(path, "units")
    assert sum(row["dismissed"] for row in units) == sum(row["confirmed"] for row in units) == 1


def test_heads_stay_in_sight_and_every_table_has_a_filter(book: Path) -> None:
    for sheet in openpyxl.load_workbook(book).worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert str(sheet.freeze_panes)[1:] == "2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_the_same_run_gives_the_same_bytes(run: Path, book: Path, tmp_path: Path) -> None:
    assert _written(run, tmp_path).read_bytes() == book.read_bytes()


def test_a_sheet_that_is_full_goes_on_in_another(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS", 6)
    monkeypatch.setattr(workbook, "ROWS", 6)
    monkeypatch.setattr(workbook, "WHOLE_RUN", 0)
    path = _written(run, tmp_path)
    count = len(_findings(run))
    parts = [_rows(path, "findings", number) for number in range(1, -(-count // 5) + 1)]
    assert [row["number"] for part in parts for row in part] == list(range(1, count + 1))
    assert max(map(len, parts)) == 5
    assert ZH("workbook.notes.split", rows=6) in _about(path)


def test_links_go_to_the_most_severe_findings_where_a_sheet_holds_no_more(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LINKS", 6)
    path = _written(run, tmp_path)
    rows = _rows(path, "findings")
    assert len(rows) > 3
    assert sum(row["place"] is not None for row in rows) == 3
    assert {row["severity"] for row in rows if row["place"]} == {ZH("severity.error")}
    assert all(row["page"] and row["where"] for row in rows if row["printed"])
    assert "Excel 每张表最多 6 个链接" in _about(path)


def test_scores_of_a_run_that_was_compared_are_there(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    reason = Reason("level", "staff", 5.0, 9, 0.7, expected=3.0, median=3.0, low=1.0, high=4.0, z=4.0)
    scores = [
        Score("a|2024|budget", "乙.txt", "=某局", 2024, 3.25, 0.001, 1, 2, ("2024 budget",), 9, reasons=(reason,), kind="budget"),
        Score("b|2024|budget", "丙.txt", "某馆", 2024, 0.5, 0.4, 2, 2, ("2024 budget",), 9, kind="budget"),
    ]
    (folder / "scores.jsonl").write_bytes(b"".join(msgspec.json.encode(score) + b"\n" for score in scores))
    (folder / "peers.json").write_text('{"list": {"units": 2, "listed": 1, "alpha": 0.01, "expected": 0.02, "least": 0.001}}')
    path = _written(folder, tmp_path)
    first, second = _rows(path, "scores")
    assert (first["rank"], first["unit"], first["score"], first["pvalue"]) == (1, "=某局", 3.25, 0.001)
    assert (first["listed"], second["listed"]) == (ZH("workbook.listed"), None)
    assert first["reasons"]
    assert ZH("workbook.about.scores.reasons") in _about(path)


def test_names_of_sheets_are_such_as_excel_allows() -> None:
    names = sheets.Names()
    assert names.of("a[b]:c*d?e/f\\g'h") == "a b  c d e f g h"
    assert names.of("字" * 40) == "字" * 31
    assert names.of("字" * 40) == "字" * 29 + " 2"
    assert names.of("Findings") == "Findings"
    assert names.of("FINDINGS") == "FINDINGS 2"
    assert names.of("''") == "-"


_SHEET = Sheet("rules", (Column("rule", TEXT, 10), Column("title", WRAPPED, 10), Column("why", YUAN, 10)), 1, 3)


def _table(rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    looks = sheets.Looks(book, {one: one for one in ("error", "warning", "info")})
    table = sheets.Table(book, _SHEET, ZH, looks, sheets.Names().of, ["a"])
    for row in rows:
        table.add(row)
    table.close()
    book.close()
    return file.getvalue()


_TEXTS = st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from("<r>/&\"'_x0041= \t\n\r\x00a字\ud800\u202e]"))


@settings(max_examples=30)
@given(st.lists(_TEXTS, min_size=1, max_size=20))
def test_any_text_is_read_back_as_it_is_shown(texts: list[str]) -> None:
    texts = [text for text in [*texts, "<r><t>x</t></r>", "_x0041_", "  a  ", "]]>"] if text]
    data = _table([[text, text, None] for text in texts])
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[:2] for row in rows] == [(_decoded(shown(text, "…")),) * 2 for text in texts]


def _decoded(text: str) -> str:
    """What openpyxl reads: it leaves the escape that Excel and LibreOffice take away."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def test_amounts_that_a_number_cannot_hold_exactly_are_text() -> None:
    amounts = [Decimal("123456789012345.67"), Decimal("9999999999999.99"), Decimal("-0.01"), Decimal("1E+3")]
    data = _table([["a", "b", amount] for amount in amounts])
    rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert [row[2] for row in rows] == ["123456789012345.67", 9999999999999.99, -0.01, 1000]


def test_a_cell_of_ten_million_characters_is_cut_and_says_so() -> None:
    data = _table([["字" * 10_000_000, "b", None]])
    (row,) = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert len(str(row[0])) == MOST
    assert "10000000" in str(row[0])[-60:]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_reads_the_same(run: Path, book: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    command = ["soffice", "--headless", profile, "--convert-to", every_sheet, "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for name, sheet in zip(_names(book)[1:4], SHEETS, strict=False):
        text = (tmp_path / f"ledger-{name}.csv").read_text(encoding="utf-8")
        read = list(csv.reader(io.StringIO(text, newline="")))
        told = [[row[column.key] for column in sheet.columns] for row in _rows(book, sheet.key)]
        assert len(read) == len(told) + 1
        for one, other in zip(read[1:], told, strict=True):
            assert [_alike(value) for value in one] == pytest.approx([_alike(value) for value in other])


def _alike(value: Any) -> Any:
    """A cell by its value: LibreOffice tells a share in percent, and every number with as many digits as it has."""
    try:
        return float(value.removesuffix("%")) / 100 if isinstance(value, str) and value.endswith("%") else float(value)
    except (TypeError, ValueError):
        return value or ""
