"""Whatever a document says stays text: in pages as Chromium shows them, in the workbook, in CSV and in SARIF."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watched, mingcha
from tests.hostile_units import MARKUP, TEMPLATES, poison_run, poisoned, write_documents

FORMATS = "html,xlsx,csv,sarif"
BEGINS_FORMULA = re.compile(r"[=+\-@\t\r\n]")
NUMBER = re.compile(r"-?[\d,]*\.?\d+%?")
TURNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
FOREIGN = """() => {
  const never = "x-hostile, iframe, object, embed, base, svg script, textarea, body style, form[action], [src='x'], [style]";
  const found = [...document.querySelectorAll(`${never}, a[href^='javascript' i], a[href^='http' i]`)];
  for (const one of document.querySelectorAll("*"))
    if ([...one.attributes].some((given) => given.name.startsWith("on"))) found.push(one);
  for (const one of document.scripts)
    if (one.textContent.trim() || !/(assets|data)\\/[^/]+\\.js$/.test(one.src)) found.push(one);
  return found.map((one) => one.outerHTML.slice(0, 200)).concat(window.hit ? [`ran: ${window.hit}`] : []);
}"""
"""Elements and attributes that no page of a report has, and whether a script of a document ran."""


@pytest.fixture(scope="session")
def everywhere(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run in which every text is hostile, reviewed with hostile reasons."""
    folder = tmp_path_factory.mktemp("everywhere") / "run"
    shutil.copytree(run, folder)
    ids = [json.loads(line)["id"] for line in (folder / "findings.jsonl").read_bytes().splitlines()]
    reviews = [{"finding": one, "state": "dismissed", "reason": poisoned(one)[:400]} for one in ids[::3]]
    (folder.parent / "reviews.json").write_text(json.dumps({"form": "mingcha-reviews/1", "run": "", "reviews": reviews}))
    mingcha("review", "apply", folder, folder.parent / "reviews.json")
    poison_run(folder)
    mingcha("report", folder, "--format", FORMATS)
    return folder / "report"


@pytest.fixture(scope="session")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of hostile documents, as they are screened."""
    folder = tmp_path_factory.mktemp("documents")
    write_documents(folder)
    out = tmp_path_factory.mktemp("screened")
    mingcha("screen", folder, "--out", out, "--peers", "--quiet", status=3)
    mingcha("report", out, "--format", FORMATS)
    return out / "report"


@pytest.fixture(params=["everywhere", "screened"])
def hostile(request: pytest.FixtureRequest) -> Path:
    """Both reports, one after the other."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def foreign(page: Page) -> list[str]:
    found: list[str] = page.evaluate(FOREIGN)
    return found


def pages(report: Path) -> list[Path]:
    """All pages, but of those of rules only the first five: what they say of documents is alike."""
    rules = sorted((report / "rules").glob("*.html"))
    return sorted({*report.rglob("*.html")} - {*rules[5:]})


def test_pages_run_nothing_and_have_no_element_of_a_document(hostile: Path, chromium: Watched) -> None:
    for path in pages(hostile):
        page = chromium.open(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert foreign(page) == [], path
        assert chromium.wrong == [], path
        assert path.stat().st_size <= 2_000_000, path


def test_lists_that_scripts_make_run_nothing_either(hostile: Path, chromium: Watched) -> None:
    for name in ("units.html", "findings.html"):
        page = chromium.open(hostile / name)
        page.get_by_role("searchbox").fill("script")
        expect(page.locator("#list tbody tr").first).to_be_visible()
        assert foreign(page) == []


def test_what_is_hostile_is_shown_as_it_stands(everywhere: Path, chromium: Watched) -> None:
    longest = max((everywhere / "units").rglob("*.html"), key=lambda path: path.stat().st_size)
    page = chromium.open(longest)
    text = page.text_content("main") or ""
    assert MARKUP in text
    assert TEMPLATES in text
    assert MARKUP[:30] in page.title()


def test_no_character_turns_the_words_after_it_around(hostile: Path) -> None:
    for path in [*pages(hostile), *(hostile / "data").iterdir()]:
        assert TURNS.search(path.read_text(encoding="utf-8")) is None, path


def test_no_cell_of_the_workbook_is_a_formula(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile / "ledger.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    links = {cell.hyperlink.target for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert not [link for link in links if link and re.match(r"(?i)\s*(javascript|https?|\\\\)", link)]


def rows(report: Path) -> Iterator[list[str]]:
    for path in report.glob("*.csv"):
        yield from csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))


def test_no_field_of_csv_begins_a_formula(hostile: Path) -> None:
    fields = {field for row in rows(hostile) for field in row}
    assert len(fields) > 50
    assert [field for field in fields if BEGINS_FORMULA.match(field) and not NUMBER.fullmatch(field)] == []


def test_sarif_is_json_without_links_that_run(hostile: Path) -> None:
    text = (hostile / "findings.sarif").read_text(encoding="utf-8")
    log = json.loads(text)
    assert log["runs"][0]["results"]
    assert not re.search(r'"(uri|helpUri)":\s*"(?i:javascript|data|vbscript):', text)
    assert len(text) < 20_000_000
