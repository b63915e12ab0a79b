"""The browser and the report that the tests of this folder share; without a browser they skip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mingcha_datasets.__main__ import write_samples
from tests.browser.chromium import NAMED, Watched, installed, mingcha, running, watched


# Scope package: Playwright keeps an event loop running in this thread, that later tests must not find there.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for all tests of this folder."""
    path = installed()
    if path is None:
        pytest.skip(f"no Chromium or Chrome in PATH; install one, or name it in {NAMED}")
    with running(path) as browser:
        yield browser


@pytest.fixture
def chromium(browser: Browser) -> Iterator[Watched]:
    """A page of 1,600 pixels on which nothing may go wrong."""
    with watched(browser) as watch:
        yield watch
        assert watch.wrong == []


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the sample disclosures, compared with each other too."""
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder)
    out = tmp_path_factory.mktemp("run")
    mingcha("screen", folder, "--out", out, "--peers", "--quiet")
    return out
