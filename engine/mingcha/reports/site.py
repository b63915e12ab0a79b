"""The report as pages that open from disk: an overview, and a page a unit."""

from __future__ import annotations

from pathlib import Path

from .cases import RunView


def write(view: RunView, out: Path, jobs: int | None) -> Path:
    """Write the pages; a ``command.Format``."""
    raise NotImplementedError
