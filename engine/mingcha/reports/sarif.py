"""The report as SARIF 2.1.0, for tools."""

from __future__ import annotations

from pathlib import Path

from .cases import RunView


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write it; a ``command.Format``."""
    raise NotImplementedError
