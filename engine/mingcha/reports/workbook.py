"""The report as an Excel workbook (台账), as regulators pass it on."""

from __future__ import annotations

from pathlib import Path

from .cases import RunView


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write it; a ``command.Format``."""
    raise NotImplementedError
