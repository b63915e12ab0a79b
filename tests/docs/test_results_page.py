"""The page on what a run writes names every column of every table, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mingcha.reporting.files import FILES
from mingcha.reporting.scores import FOLDER, SCHEMA
from mingcha.reporting.tables import WHOSE, tables_of
from tests.documents import screener

DOCS = Path(__file__).parents[2] / "docs"
PREFIXES = ("amount_", "last_", "feature_")


def _named(text: str) -> list[str]:
    """The names in the first columns of the tables of a text."""
    return [name for cell in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", cell)]


def _columns(schema: list[str]) -> list[str]:
    """Columns with those of one prefix as one."""
    starred = [next((f"{prefix}*" for prefix in PREFIXES if name.startswith(prefix)), name) for name in schema]
    return sorted(set(starred))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_of_every_table_stands_on_the_page(lang: str) -> None:
    page = (DOCS / lang / "results.md").read_text(encoding="utf-8")
    files, whose, *sections = re.split(r"^#{2,3} .*$", page, flags=re.MULTILINE)
    assert set(FILES) <= set(_named(files))
    assert _named(whose) == [field.name for field in WHOSE]
    schemas = {name: table.schema for name, table in tables_of(screener().knowledge).items()} | {FOLDER: SCHEMA}
    assert re.findall(r"^### (\w+)", page, re.MULTILINE) == list(schemas)
    for text, schema in zip(sections, schemas.values(), strict=True):
        assert sorted(_named(text)) == _columns(schema.names[len(WHOSE) :])
