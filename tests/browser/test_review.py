"""Marks of examiners on the pages: kept by the browser, over what the run keeps; exported, imported, counted, not lost unsaid."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import Watched, mingcha, watched
from tests.reviews import confirmed, dismissed, finding_id, write_file

NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"


@pytest.fixture
def page(chromium: Watched, unit: Path) -> Page:
    """The page of a unit with many findings."""
    return chromium.open(unit)


@pytest.fixture(scope="session")
def unit(report: Path) -> Path:
    """The largest page of a unit."""
    return max((report / "units").rglob("*.html"), key=lambda path: path.stat().st_size)


def _card(page: Page, number: int) -> Locator:
    return page.locator(".review").nth(number)


def _told(page: Page, number: int) -> str:
    return _card(page, number).locator(".review-told").inner_text()


def _id(page: Page, number: int) -> str:
    return _card(page, number).get_attribute("data-finding") or ""


def _click(page: Page, number: int, name: str) -> None:
    _card(page, number).get_by_role("button", name=name).click()


def _export(page: Page, path: Path) -> list[dict[str, Any]]:
    with page.expect_download() as caught:
        page.get_by_role("button", name="导出审核结果").click()
    caught.value.save_as(path)
    reviews: list[dict[str, Any]] = json.loads(path.read_bytes())["reviews"]
    return reviews


def _import(page: Page, *paths: Path) -> None:
    page.locator(".review-tools input[type=file]").set_input_files(paths)


def test_a_finding_is_dismissed_by_keyboard_once_a_reason_is_written(page: Page) -> None:
    _card(page, 0).get_by_role("button", name="排除").focus()
    page.keyboard.press("Enter")
    expect(_card(page, 0).locator(".review-told")).to_have_text("… 待审核（请写明理由；写明之前不算排除。）")
    expect(_card(page, 0).get_by_label("理由")).to_be_focused()
    page.keyboard.type("附注已说明")
    page.keyboard.press("Enter")
    assert _told(page, 0) == "✗ 已排除：附注已说明（仅存于本浏览器）"
    expect(_card(page, 0).get_by_role("button", name="排除")).to_have_attribute("aria-pressed", "true")
    _card(page, 0).get_by_label("理由").fill("")
    page.keyboard.press("Enter")
    assert _told(page, 0) == "✗ 已排除：附注已说明（排除须有理由，仍用原来的理由。）"
    page.reload()
    assert _told(page, 0) == "✗ 已排除：附注已说明（仅存于本浏览器）"


def test_marks_are_counted_on_the_first_page_and_exported_from_it(page: Page, report: Path, tmp_path: Path) -> None:
    number = page.locator(".review").count()
    _click(page, 0, "确认")
    _click(page, 1, "待定")
    expect(page.locator(".review-counts")).to_contain_text(
        f"已确认 1 项，已排除 0 项（其中沿用往年 0 项），待审核 {number - 1} 项"
    )
    ids = sorted([_id(page, 0), _id(page, 1)])
    page.goto((report / "index.html").as_uri())
    expect(page.locator(".review-counts")).to_contain_text("已确认 1 项")
    expect(page.locator(".review-counts")).to_contain_text("本浏览器中的标记 2 项")
    reviews = _export(page, tmp_path / "reviews.json")
    assert [review["finding"] for review in reviews] == ids
    assert sorted(review["state"] for review in reviews) == ["confirmed", "open"]


def test_an_exported_file_is_imported_on_another_machine(page: Page, browser: Browser, unit: Path, tmp_path: Path) -> None:
    _click(page, 0, "确认")
    _export(page, tmp_path / "reviews.json")
    with watched(browser) as other:
        there = other.open(unit)
        assert _told(there, 0) == "… 待审核"
        _import(there, tmp_path / "reviews.json")
        expect(there.locator(".review-counts")).to_have_text("已导入 1 项。")
        assert _told(there, 0) == "✓ 已确认（仅存于本浏览器）"
        assert other.wrong == []


def test_what_is_imported_is_looked_at_first(page: Page, tmp_path: Path) -> None:
    known = _id(page, 0)
    _import(page, write_file(tmp_path / "a.json", [confirmed(known), {"finding": _id(page, 1), "state": "dismissed"}]))
    expect(page.locator(".review-failed")).to_have_text(
        "a.json：reviews[1]有误，没有导入任何一项。请选择由审核页面或 mingcha review export 导出的文件。"
    )
    assert _told(page, 0) == "… 待审核"
    _import(page, write_file(tmp_path / "b.json", [confirmed(known), confirmed(finding_id(1))]))
    expect(page.locator(".review-counts")).to_have_text(
        "已导入 1 项。 不是本页所列的问题，未导入 1 项；请在其所在的页面或首页导入。"
    )
    _click(page, 0, "待定")
    _import(page, write_file(tmp_path / "c.json", [confirmed(known, when="2020-01-01T00:00:00Z")]))
    expect(page.locator(".review-counts")).to_contain_text("本浏览器中有更新的标记，未导入 1 项。")


def test_a_later_review_of_the_run_counts_and_a_carried_one_says_its_year(
    browser: Browser, run: Path, unit: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "run"
    shutil.copytree(run, copy, ignore=shutil.ignore_patterns("report"))
    with watched(browser) as first:
        page = first.open(unit)
        later, carried = _id(page, 0), _id(page, 1)
    reviews = [confirmed(later, when="2099-01-01T00:00:00Z"), dismissed(carried, "附注<i>已说明", carried=2023)]
    mingcha("review", "apply", copy, write_file(tmp_path / "reviews.json", reviews))
    mingcha("report", copy)
    again = copy / "report" / "units" / unit.relative_to(unit.parents[1])
    with watched(browser) as watch:
        page = watch.open(again)
        assert [_told(page, number) for number in range(2)] == ["✓ 已确认", "✗ 已排除：附注<i>已说明（沿用 2023 年的审核）"]
        mark = json.dumps({"state": "open", "when": "2030-01-01T00:00:00Z"})
        page.evaluate("([id, mark]) => localStorage.setItem('mingcha.review.' + id, mark)", [later, mark])
        page.reload()
        assert _told(page, 0) == "✓ 已确认"
        _click(page, 1, "待定")
        assert _told(page, 1) == "… 待审核（仅存于本浏览器）"
        page.goto((copy / "report" / "units.html").as_uri() + "#review=dismissed")
        expect(page.locator(".review-counts")).to_contain_text("已确认 1 项，已排除 0 项（其中沿用往年 0 项）")
        assert watch.wrong == []
    with watched(browser, java_script_enabled=False) as plain:
        assert _told(plain.open(again), 1) == "✗ 已排除：附注<i>已说明（沿用 2023 年的审核）"


@pytest.mark.parametrize(("script", "name"), [(NO_STORAGE, "SecurityError"), (FULL, "QuotaExceededError")])
def test_where_the_browser_keeps_nothing_it_is_told_and_marks_can_be_exported(
    script: str, name: str, browser: Browser, unit: Path, tmp_path: Path
) -> None:
    with watched(browser) as watch:
        watch.page.add_init_script(script)
        page = watch.open(unit)
        _click(page, 0, "确认")
        expect(page.locator(".review-failed")).to_contain_text(f"浏览器没有为本页保存标记（{name}）")
        assert _told(page, 0) == "✓ 已确认（仅存于本浏览器）"
        assert [review["state"] for review in _export(page, tmp_path / "reviews.json")] == ["confirmed"]
        assert watch.wrong == []


def test_marks_are_removed_when_that_is_wanted(browser: Browser, unit: Path) -> None:
    with watched(browser) as watch:
        page = watch.open(unit)
        _click(page, 0, "确认")
        page.get_by_role("button", name="清除本浏览器中的标记").click()
        assert watch.wrong == ["confirm: 清除本浏览器中对本报告的 1 项标记？未导出的会丢失。"]
        assert _told(page, 0) == "✓ 已确认（仅存于本浏览器）"
        page.evaluate("window.confirm = () => true")
        page.get_by_role("button", name="清除本浏览器中的标记").click()
        assert _told(page, 0) == "… 待审核"
        page.reload()
        assert _told(page, 0) == "… 待审核"
