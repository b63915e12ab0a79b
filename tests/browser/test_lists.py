"""The overview and the lists, as who looks for something uses them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watched


@pytest.fixture(scope="module")
def findings(run: Path) -> list[dict[str, object]]:
    """The lines of findings.jsonl."""
    return [json.loads(line) for line in (run / "findings.jsonl").read_text(encoding="utf-8").splitlines()]


def names(page: Page) -> list[str]:
    return page.locator("#list tbody th").all_inner_texts()


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#list tbody tr > :nth-child({number})").all_inner_texts()


def test_the_overview_says_how_many_findings_there_are(
    report: Path, chromium: Watched, findings: list[dict[str, object]]
) -> None:
    page = chromium.open(report / "index.html")
    counts = Counter(finding["severity"] for finding in findings)
    for severity in ("error", "warning", "info"):
        expect(page.locator(f"main dl.facts div:has(.{severity}) dd")).to_have_text(str(counts[severity]))
    expect(page.locator("h1")).to_be_visible()


def test_every_page_of_the_menu_opens_and_says_where_one_is(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "index.html")
    for number in range(page.locator("header nav a").count()):
        page.locator("header nav a").nth(number).click()
        expect(page.locator("header nav a").nth(number)).to_have_attribute("aria-current", "page")
        expect(page.locator("h1")).to_have_count(1)


def test_units_are_searched_by_name(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "units.html")
    expect(page.locator("#list tbody tr")).to_have_count(6)
    page.get_by_role("searchbox").fill("子洲")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    assert names(page) == ["子洲县医疗保险经办中心"]
    page.get_by_role("searchbox").fill("没有这样的单位")
    expect(page.locator("#list")).to_be_hidden()
    page.locator("form.filters button[type=reset]").click()
    expect(page.locator("#list tbody tr")).to_have_count(6)


def test_units_are_filtered_and_the_address_says_by_what(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "units.html")
    page.locator("select[name=year]").select_option("2023")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    assert names(page) == ["白河县医疗保障局"]
    address = page.url
    page.locator("select[name=worst]").select_option("error")
    expect(page.locator("#list")).to_be_hidden()
    page.goto(address)
    page.reload()
    expect(page.locator("select[name=year]")).to_have_value("2023")
    assert names(page) == ["白河县医疗保障局"]


def test_units_are_sorted_by_a_column_and_screen_readers_are_told(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "units.html")
    head = page.locator("#list thead th").nth(5)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    falling = [int(text.split()[-1]) for text in column(page, 6)]
    assert falling == sorted(falling, reverse=True)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert [int(text.split()[-1]) for text in column(page, 6)] == sorted(falling)
    page.locator("#list thead th").first.get_by_role("button").click()
    expect(head).not_to_have_attribute("aria-sort", "ascending")


def test_findings_are_filtered_and_searched(report: Path, chromium: Watched, findings: list[dict[str, object]]) -> None:
    page = chromium.open(report / "findings.html")
    page.locator("select[name=severity]").select_option("error")
    expect(page.locator("#list tbody tr")).to_have_count(sum(finding["severity"] == "error" for finding in findings))
    page.locator("select[name=rule]").select_option("AGR-001")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.locator("form.filters button[type=reset]").click()
    page.get_by_role("searchbox").fill("没有计量单位")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    assert "PRF-009" in {finding["rule"] for finding in findings if "没有计量单位" in str(finding["message"])}


def test_from_the_overview_one_comes_to_a_finding_by_its_rule(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "index.html")
    page.get_by_role("link", name="表间勾稽").click()
    page.get_by_role("link", name="AGR-001").click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.locator("#list tbody a").click()
    expect(page.locator("article.finding:target")).to_be_in_viewport()
    expect(page.locator("h1")).to_contain_text("子洲县医疗保险经办中心")


def test_what_could_not_be_read_is_listed_with_the_reason(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "unread.html")
    expect(page.locator("main")).to_contain_text("empty.pdf")
    expect(page.locator("main table tbody tr")).to_have_count(1)
