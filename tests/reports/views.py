"""Runs as reports see them, made by tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mingcha.reports.cases import RunView
from tests.documents import screener
from tests.reporting.runs import write


def view_of(out: Path, documents: Mapping[str, bytes], lang: str = "zh") -> RunView:
    """Screen documents into a folder and open the run; sources lie beside it."""
    write(out, documents)
    return RunView(out, screener().knowledge, lang)
