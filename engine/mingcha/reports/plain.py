"""The findings as CSV with a byte order mark, for old Excel."""

from __future__ import annotations

from pathlib import Path

from .cases import RunView


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write it; a ``command.Format``."""
    raise NotImplementedError
