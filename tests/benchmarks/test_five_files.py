"""Generated disclosures as files give what their text gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.five_files import compared
from mingcha import Screener


@pytest.mark.parametrize("seed", [0, 1])
def test_a_disclosure_gives_the_same_figures_and_findings_as_a_web_page_a_workbook_and_a_document(
    tmp_path: Path, seed: int
) -> None:
    for each in compared("shaanxi", "budget", seed, ("docx", "xlsx", "html"), tmp_path, Screener()):
        assert each.same, each.differs
