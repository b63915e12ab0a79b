from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import NARROW, WIDE, Watched, inaccessible, too_wide, watched


def pages(run: Path) -> list[Path]:
    return [run / "peers.html", *sorted((run / "peers").iterdir())]


def test_axe_finds_nothing_serious(run: Path, chromium: Watched) -> None:
    for path in pages(run)[:2]:
        assert inaccessible(chromium.open(path)) == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_page_scrolls_to_the_side(run: Path, browser: Browser, width: int) -> None:
    with watched(browser, width) as watch:
        for path in pages(run)[:2]:
            assert too_wide(watch.open(path)) == []
        assert watch.wrong == []
