"""The index that report pages count marks by: which findings a report has, on which page, and what the run keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from .reviews import Review

if TYPE_CHECKING:
    from .cases import Told

_MOST = 1 << 20
"""Bytes of a file of the index, about: no file of a report is over 2 MB."""
_SIGNS = {"confirmed": "+", "dismissed": "-", "open": "?"}
_CARRIED = "~"


def index_line(page: str, findings: Iterable[Told]) -> str:
    """A page and its findings, as ``review.js`` reads them; names of pages have no blanks."""
    return " ".join([page, *(told.finding.id + _sign(told.review) for told in findings)])


def write_index(folder: Path, lines: Sequence[str]) -> int:
    """Write the index as scripts ``reviews-0.js`` and so on: a page that is opened from disk can load no other data.

    Returns:
        How many there are, at least one.

    Raises:
        OSError: one cannot be written.
    """
    parts: list[list[str]] = [[]]
    size = 0
    for line in lines:
        size += len(line) + 2
        if size > _MOST and parts[-1]:
            parts.append([])
            size = len(line) + 2
        parts[-1].append(line)
    for number, part in enumerate(parts):
        text = msgspec.json.encode("".join(line + "\n" for line in part))
        (folder / f"reviews-{number}.js").write_bytes(b"window.mingchaReviews.push(" + text + b");\n")
    return len(parts)


def _sign(review: Review | None) -> str:
    """How the run keeps it: a sign, and when it was judged; "" where nobody did."""
    if review is None:
        return ""
    return (_CARRIED if review.state == "dismissed" and review.carried else _SIGNS[review.state]) + review.when
