"""The report with nothing but a keyboard."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chromium import Watched

FOCUSED = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const seen = getComputedStyle(one);
  return {
    name: `${one.tagName} ${one.textContent.trim().slice(0, 20)} ${one.name ?? ""}`,
    outlined: one.matches("body") || (seen.outlineStyle !== "none" && seen.outlineWidth !== "0px"),
    shown: box.width > 1 && box.height > 1 && one.checkVisibility(),
  };
}"""


def tab_to(page: Page, selector: str, most: int = 200) -> None:
    """Go on with the tab key until an element has the focus; each on the way can be seen, and that it has the focus.

    After the last element of a page the whole page has it.
    """
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["outlined"], focused
        assert focused["shown"], focused
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by the tab key")


def test_from_the_overview_to_a_judged_finding(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a.skip')")
    tab_to(page, "a[href='units.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/units.html*")
    expect(page.locator("#list tbody tr")).to_have_count(6)
    tab_to(page, "input[type=search]")
    page.keyboard.type("子洲")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    tab_to(page, "#list thead button")
    page.keyboard.press("Enter")
    expect(page.locator("#list th[aria-sort]")).to_have_count(1)
    tab_to(page, "#list tbody th a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("子洲县")
    tab_to(page, "article.finding button[value=confirmed]")
    page.keyboard.press("Space")
    expect(page.locator("article.finding .review-told").first).to_contain_text("已确认")
    tab_to(page, "details.tree > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.tree").first).to_have_attribute("open", "")


def test_the_skip_link_leads_past_the_menu(report: Path, chromium: Watched) -> None:
    page = chromium.open(report / "index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
