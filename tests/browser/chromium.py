"""The system's Chromium, and a page of it that keeps all that a report must not do: errors, dialogs, requests elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request, sync_playwright

NAMED = "CHROME_BIN"
"""The environment variable that names the browser where it is not one of PATH."""
NARROW, WIDE = 400, 1600
_KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_OWN = ("file:", "data:", "blob:", "about:")
_SERIOUS = ("serious", "critical")


def mingcha(*arguments: str | Path, status: int = 0) -> str:
    """The command, in a process of its own, and what it printed; it must end with this status."""
    command = [sys.executable, "-m", "mingcha", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def installed() -> str | None:
    """The path of the browser, None where there is none."""
    return os.environ.get(NAMED) or next(filter(None, map(shutil.which, _KNOWN)), None)


@contextmanager
def running(path: str) -> Iterator[Browser]:
    """A browser that runs while this is open; its folders and processes go when it is closed."""
    alone = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()  # root has no sandbox of Chromium's
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *alone])
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page, and what was wrong on it from its first request on.

    Attributes:
        page: of Playwright.
        wrong: a sentence each: console errors and warnings (a policy that was violated is one), exceptions, dialogs,
            windows that opened, requests that leave the disk.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", self._threw)
        page.on("dialog", self._asked)
        page.on("request", self._requested)
        page.on("popup", lambda popup: self.wrong.append(f"a window opened: {popup.url}"))

    def open(self, path: Path, fragment: str = "") -> Page:
        """Go to a file, and wait until it and its scripts are loaded."""
        self.page.goto(path.resolve().as_uri() + fragment)
        return self.page

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console {message.type}: {message.text}")

    def _threw(self, error: Error) -> None:
        self.wrong.append(f"exception: {error}")

    def _asked(self, dialog: Dialog) -> None:
        self.wrong.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith(_OWN):
            self.wrong.append(f"request: {request.url}")


@contextmanager
def watched(browser: Browser, width: int = WIDE, **settings: Any) -> Iterator[Watched]:
    """A page of a profile of its own; ``settings`` are those of a context of Playwright, such as java_script_enabled."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
    try:
        yield Watched(context.new_page())
    finally:
        context.close()


def inaccessible(page: Page, *rules: str) -> list[str]:
    """What axe-core finds serious or critical on a page, by these rules or by all: the rule, and the first that break it."""
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options | ({"runOnly": list(rules)} if rules else {})).response["violations"]
    return [
        f"{one['id']} ({one['impact']}, {len(one['nodes'])}x): {one['help']}: "
        + " | ".join(f"{node['html'][:160]} [{node['any'][0]['message'] if node['any'] else ''}]" for node in one["nodes"][:3])
        for one in found
        if one["impact"] in _SERIOUS
    ]


def too_wide(page: Page) -> list[str]:
    """What makes a page scroll to the side: elements that end beyond its right edge, outside of boxes that scroll themselves."""
    told: list[str] = page.evaluate(_TOO_WIDE)
    return told


_TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const scrolls = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > edge + 1 && !scrolls(element));
  const told = wide.slice(0, 5).map((element) => `${element.outerHTML.slice(0, 160)}: ${element.getBoundingClientRect().right}`);
  return [`${document.documentElement.scrollWidth} > ${edge}`, ...told];
}"""
