"""The browser and the report that the tests of this folder share; without a browser they skip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mingcha_datasets import load_sample
from mingcha_datasets.files import write
from tests.browser.chromium import NAMED, Watched, installed, mingcha, running, watched

FILES = {"zizhou-2024": "txt", "ankang-2024": "pdf", "baihe-2023": "docx", "dongchangfu-2024": "xlsx", "zezhou-2024": "txt"}
"""The sample disclosures, in the formats that places are told of in different ways."""


# One a module: Playwright keeps an event loop running in this thread, that later tests must not find there.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of a module; it starts in less than a second."""
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


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the sample disclosures, compared with each other too, and of a file that cannot be read."""
    folder = tmp_path_factory.mktemp("samples")
    for name, format_ in FILES.items():
        data, ending = write(load_sample(name), format_)
        (folder / f"{name}{ending}").write_bytes(data)
    (folder / "empty.pdf").write_bytes(b"%PDF-1.7\n")
    out = tmp_path_factory.mktemp("run")
    mingcha("screen", folder, "--out", out, "--peers", "--quiet", status=3)
    return out


@pytest.fixture(scope="session")
def report(run: Path) -> Path:
    """The report of that run."""
    mingcha("report", run)
    return run / "report"
