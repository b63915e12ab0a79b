"""The page on files names every limit with its default."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import fields

from mingcha import Limits

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_limit_stands_on_the_page_with_its_default(lang: str) -> None:
    page = (DOCS / lang / "files.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `--(\S+)` \| ([\d,]+) \|", page, re.MULTILINE))
    assert told == {field.name.replace("_", "-"): f"{field.default:,}" for field in fields(Limits)}
