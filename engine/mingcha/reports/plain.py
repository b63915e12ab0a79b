"""The findings and the units as CSV for old Excel: a byte order mark, CRLF, and no text that becomes a formula (``inert``)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from ..reporting.files import whole
from .cases import RunView
from .inert import guarded, shown
from .ledger import FINDINGS, PLACE, UNITS, Ledger, Sheet, Value

FINDINGS_FILE, UNITS_FILE = "findings.csv", "units.csv"
_BOM = "\ufeff"


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write both; a ``command.Format``. No more than a document is held at a time."""
    ledger = Ledger(view)
    with ExitStack() as stack:
        findings = _Lines(stack.enter_context(whole(out / FINDINGS_FILE)), FINDINGS, ledger)
        units = _Lines(stack.enter_context(whole(out / UNITS_FILE)), UNITS, ledger)
        for entry in ledger.entries():
            for number, told in enumerate(entry.case.findings, entry.first):
                findings.add(ledger.finding(told, number, entry))
            units.add(ledger.unit(entry))
        findings.close()
        units.close()
    return out / FINDINGS_FILE


class _Lines:
    """A file of a table of the ledger: all its columns but links to other sheets."""

    def __init__(self, file: BinaryIO, sheet: Sheet, ledger: Ledger) -> None:
        self._text = io.TextIOWrapper(file, "utf-8", newline="", write_through=False)
        self._lines = csv.writer(self._text)  # which ends lines with CRLF and quotes what needs it
        self._cut = ledger.words("workbook.cut")
        self._kept = [at for at, column in enumerate(sheet.columns) if column.kind != PLACE]
        self._text.write(_BOM)
        self.add([ledger.words(f"workbook.{sheet.key}.{column.key}") for column in sheet.columns])

    def add(self, row: Sequence[Value]) -> None:
        self._lines.writerow([_cell(row[at], self._cut) for at in self._kept])

    def close(self) -> None:
        """Hand the rest over to the file, which stays open."""
        self._text.detach()


def _cell(value: Value, cut: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(shown(value, cut))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
