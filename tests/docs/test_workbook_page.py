"""The page on the ledger says of every column what the workbook says of it, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mingcha.reports.ledger import SHEETS
from mingcha.reports.words import load_words

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_of_every_sheet_stands_on_the_page(lang: str) -> None:
    page = (DOCS / lang / "workbook.md").read_text(encoding="utf-8")
    words = load_words(lang)
    for sheet in SHEETS:
        (section,) = re.findall(rf"^## .*{{ #{sheet.key} }}\n([^#]*)", page, re.MULTILINE)
        _, _, *rows = re.findall(r"^\| (.*) \| (.*) \|$", section, re.MULTILINE)
        keys = [f"{sheet.key}.{column.key}" for column in sheet.columns]
        assert rows == [(words(f"workbook.{key}"), words(f"workbook.about.{key}")) for key in keys]
