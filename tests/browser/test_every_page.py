"""What holds for every kind of page: accessible, as wide as the screen, whole without scripts, with a keyboard, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest
from lxml import etree, html
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import NARROW, WIDE, Watched, inaccessible, too_wide, watched


@pytest.fixture(scope="module")
def kinds(run: Path, report: Path) -> list[Path]:
    """Pages of each kind: the shortest, which has nothing to say, and one that has."""
    kinds = [*report.glob("*.html"), run / "peers.html"]
    for folder in ("units", "rules", "lists", "peers"):
        pages = sorted((report / folder).rglob("*.html"), key=lambda path: (path.stat().st_size, path))
        kinds += {pages[0], pages[len(pages) // 4]}
    return sorted(kinds)


def test_axe_finds_nothing_serious(kinds: list[Path], chromium: Watched) -> None:
    assert {path.name: found for path in kinds if (found := inaccessible(opened(chromium, path)))} == {}


def test_what_is_dark_has_contrast_too(kinds: list[Path], browser: Browser) -> None:
    with watched(browser, color_scheme="dark") as watch:
        for path in [one for one in kinds if one.name == "index.html" or one.parent.parent.name == "units"]:
            assert inaccessible(opened(watch, path), "color-contrast") == [], path
        assert watch.wrong == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_page_scrolls_to_the_side_and_nothing_lies_over_another(kinds: list[Path], browser: Browser, width: int) -> None:
    with watched(browser, width) as watch:
        told = {path.name: [*too_wide(page), *page.evaluate(OVERLAPPING)] for path in kinds for page in [opened(watch, path)]}
        assert {name: wrong for name, wrong in told.items() if wrong} == {}
        assert watch.wrong == []


def test_without_scripts_every_page_says_the_same(kinds: list[Path], browser: Browser) -> None:
    with watched(browser, java_script_enabled=False) as watch:
        for path in kinds:
            page = watch.open(path)
            expect(page.locator("h1")).to_have_count(1)
            for control in page.locator("button, input, select").all():
                assert not control.is_visible(), (path, control)


def test_every_link_leads_somewhere(report: Path) -> None:
    pages = {path.resolve(): html.fromstring(path.read_bytes().decode()) for path in report.rglob("*.html")}
    anchors = {path: set(_ATTRIBUTES["id"](page)) for path, page in pages.items()}
    for path, page in pages.items():
        for link in [*_ATTRIBUTES["href"](page), *_ATTRIBUTES["src"](page)]:
            if link.startswith("data:"):
                continue
            address, fragment = urldefrag(unquote(link))
            target = (path.parent / address).resolve() if address else path
            assert target.exists(), (path, link)
            assert "=" in fragment or not fragment or fragment in anchors.get(target, fragment), (path, link)


def test_no_file_is_over_two_megabytes_and_every_page_forbids_the_network(report: Path) -> None:
    for path in report.rglob("*"):
        assert not path.is_file() or path.stat().st_size <= 2_000_000, path
        if path.suffix == ".html":
            assert "default-src &#39;none&#39;" in path.read_text(encoding="utf-8"), path


def opened(watch: Watched, path: Path) -> Page:
    page = watch.open(path)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return page


_ATTRIBUTES: dict[str, Any] = {name: etree.XPath(f"//@{name}") for name in ("id", "href", "src")}
OVERLAPPING = """() => {
  const clipped = (one) => one && (getComputedStyle(one).clipPath !== "none" || clipped(one.parentElement));
  const kinds = "a, button, input, select, h1, h2, h3, p, dt, dd, td, th, summary, pre, figure";
  const boxes = [...document.querySelectorAll(`main :is(${kinds})`)]
    .filter((one) => one.getClientRects().length === 1 && getComputedStyle(one).position === "static" && !clipped(one))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1)
    .sort((one, other) => one[1].top - other[1].top);
  const told = [];
  boxes.forEach(([one, box], at) => {
    for (let next = at + 1; next < boxes.length && boxes[next][1].top < box.bottom - 2; next++) {
      const [other, beside] = boxes[next];
      if (one.contains(other) || other.contains(one)) continue;
      if (Math.min(box.right, beside.right) - Math.max(box.left, beside.left) > 2)
        told.push(`${one.outerHTML.slice(0, 90)} / ${other.outerHTML.slice(0, 90)}`);
    }
  });
  return told.slice(0, 5);
}"""
"""Texts and controls that lie over each other by more than two pixels both ways."""
