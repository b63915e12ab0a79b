from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Watched, mingcha
from tests.hostile_units import MARKUP, TEMPLATES, poison_run

FOREIGN = """() => {
  const found = [...document.querySelectorAll(
    "x-hostile, iframe, object, embed, base, svg script, [src='x'], a[href^='javascript' i], a[href^='http' i], textarea, style")];
  for (const one of document.querySelectorAll("*"))
    if ([...one.attributes].some((given) => given.name.startsWith("on"))) found.push(one);
  const scripts = [...document.scripts].filter((one) => one.textContent.trim() || !/(assets|data)\\/[^/]+\\.js$/.test(one.src));
  return [...found, ...scripts].map((one) => one.outerHTML.slice(0, 200)).concat(window.hit ? [`ran: ${window.hit}`] : []);
}"""
"""Elements that no page of a report has, and whether a script ran."""


@pytest.fixture(scope="package")
def poisoned(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run whose every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "run"
    shutil.copytree(run, folder)
    poison_run(folder)
    mingcha("report", folder, "--format", "html,sarif")
    return folder / "report"


def foreign(page: Page) -> list[str]:
    found: list[str] = page.evaluate(FOREIGN)
    return found


def test_every_page_of_a_run_in_which_all_is_hostile_is_inert(poisoned: Path, chromium: Watched) -> None:
    for path in [one for one in sorted(poisoned.rglob("*.html")) if one.parent.name not in ("rules", "peers")]:
        page = chromium.open(path)
        assert foreign(page) == [], path
        assert chromium.wrong == [], path


def test_what_is_hostile_is_shown_as_it_stands(poisoned: Path, chromium: Watched) -> None:
    text = chromium.open(poisoned / "units.html").text_content("main") or ""
    assert MARKUP in text
    assert TEMPLATES in text
