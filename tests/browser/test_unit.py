"""The page of a unit, as the unit and who examines it use it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Watched, mingcha, watched

UNIT = "子洲县医疗保险经办中心"


@pytest.fixture(scope="module")
def unit(run: Path, report: Path) -> Path:
    """The page of a unit that was read from text."""
    lines = (run / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    document = next(finding["document"] for finding in map(json.loads, lines) if finding["unit"] == UNIT)
    name = hashlib.sha256(document.encode()).hexdigest()[:12]
    return report / "units" / name[:2] / f"{name}.html"


def wrong_digit(page: Page) -> str:
    """The id of the finding that 65,200.00 should be 55,200.00."""
    found = page.locator("article.finding", has=page.locator("td.wrong", has_text="65,200.00"))
    return found.first.get_attribute("id") or ""


def test_the_wrong_cell_is_marked_with_the_right_value_and_what_proves_it(unit: Path, chromium: Watched) -> None:
    page = chromium.open(unit)
    finding = page.locator(f"article[id='{wrong_digit(page)}']")
    expect(finding.locator("td.wrong s")).to_have_text("65,200.00")
    expect(finding.locator("td.wrong ins")).to_contain_text("55,200.00")
    expect(finding.locator("td.proof").first).to_be_visible()
    assert "<" not in finding.locator("table").first.inner_text()
    expect(finding.locator("caption").first).to_contain_text("单位综合预算财政拨款收支总表")


def test_a_sentence_stands_with_its_claim_marked_beside_the_table_it_contradicts(unit: Path, chromium: Watched) -> None:
    page = chromium.open(unit)
    finding = page.locator("article.finding", has_text="医疗保障管理事务（2101550）").first
    expect(finding.locator("figure mark").first).to_contain_text("医疗保障管理事务（2101550）")
    expect(finding.locator("table td.proof").first).to_be_visible()


def test_the_proof_opens_down_to_the_cells(unit: Path, chromium: Watched) -> None:
    page = chromium.open(unit)
    tree = page.locator(f"article[id='{wrong_digit(page)}'] details.tree")
    last = tree.locator("li").last
    expect(last).to_be_hidden()
    tree.locator("summary").first.click()
    for inner in tree.locator("details > summary").all():
        if inner.locator("xpath=..").get_attribute("open") is None:
            inner.click()
    expect(last).to_be_visible()
    expect(tree).to_contain_text("第 217 行")


def test_the_letter_is_text_to_send(unit: Path, chromium: Watched) -> None:
    page = chromium.open(unit)
    letter = page.locator(f"article[id='{wrong_digit(page)}'] details.letter")
    letter.locator("summary").click()
    expect(letter.locator("pre")).to_contain_text("55,200.00")


def test_an_open_letter_loses_a_finding_that_is_dismissed(unit: Path, browser: Browser) -> None:
    with watched(browser) as watch:
        page = watch.open(unit)
        first = page.locator("article.finding", has=page.locator(".letter pre")).first
        title = str(first.locator(".letter pre").get_attribute("data-title"))
        page.locator("details.whole summary").click()
        expect(page.locator("#whole")).to_contain_text(f"1．{title}")
        first.get_by_role("button", name="排除").click()
        first.get_by_role("textbox").fill("已核对")
        expect(page.locator("#whole")).not_to_contain_text(f"1．{title}")


def test_it_prints_with_its_findings(unit: Path, chromium: Watched) -> None:
    page = chromium.open(unit)
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as printed:
        text = "".join(sheet.get_textpage().get_text_bounded() for sheet in printed)
    for told in (UNIT, "漏计下级", "55,200.00"):
        assert told in text.replace("\n", "").replace("\r", ""), told


def test_marks_are_kept_exported_and_applied(unit: Path, run: Path, browser: Browser, tmp_path: Path) -> None:
    with watched(browser, accept_downloads=True) as watch:
        page = watch.open(unit)
        one, other = (page.locator("article.finding").nth(number) for number in (0, 1))
        one.get_by_role("button", name="确认").click()
        other.get_by_role("button", name="排除").click()
        other.get_by_role("textbox").fill("已核对<b>原件</b>")
        page.reload()
        expect(one.locator(".review-told")).to_contain_text("已确认")
        expect(other.locator(".review-told")).to_contain_text("已核对<b>原件</b>")
        with page.expect_download() as caught:
            page.get_by_role("button", name="导出").click()
        caught.value.save_as(tmp_path / "reviews.json")
        ids = [finding.get_attribute("id") for finding in (one, other)]
        assert watch.wrong == []
    said = {one["finding"]: one for one in json.loads((tmp_path / "reviews.json").read_bytes())["reviews"]}
    assert [said[str(id_)]["state"] for id_ in ids] == ["confirmed", "dismissed"]
    mingcha("review", "apply", run, tmp_path / "reviews.json")
    out = tmp_path / "again"
    mingcha("report", run, "--out", out)
    with watched(browser, java_script_enabled=False) as watch:  # what the run keeps stands in the page itself
        page = watch.open(out / unit.relative_to(unit.parents[2]))
        expect(page.locator("article.finding").nth(0).locator(".review-told")).to_contain_text("已确认")
        expect(page.locator("article.finding").nth(1).locator(".review-told")).to_contain_text("已核对<b>原件</b>")
