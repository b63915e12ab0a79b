"""The index that report pages count marks by: on which page each finding is, and what the run keeps of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from .reviews import Review

if TYPE_CHECKING:
    from .cases import Told

_MOST = 10_000
"""Findings of a part, about: 350 kB. A page loads only the parts that have the findings which were marked."""
_DEEPEST = 3
"""Digits of a finding's id that name its part, at most: 4,096 parts do for a country."""
_HELD = 500_000
"""Findings that are held before they are written: the parts are many, and each is opened for what it gets."""
_ID = 16
_SIGNS = {"confirmed": "+", "dismissed": "-", "open": "?"}
_CARRIED = "~"


def index_line(page: str, findings: Iterable[Told]) -> str:
    """A page and its findings, each with what the run keeps of it; names of pages have no blanks."""
    return " ".join([page, *(told.finding.id + _sign(told.review) for told in findings)])


class Index:
    """The index as scripts ``reviews-0.js`` to ``reviews-fff.js``: a page that was opened from disk can load nothing else.

    Args:
        folder: where they go.
        findings: how many there are, about: so many parts are made.
    """

    def __init__(self, folder: Path, findings: int) -> None:
        self._folder = folder
        self._digits = next((n for n in range(_DEEPEST) if findings <= _MOST * 16**n), _DEEPEST)
        self._parts: defaultdict[str, list[str]] = defaultdict(list)
        self._held = 0
        self._begun: set[str] = set()
        self._counts: Counter[str] = Counter()

    @property
    def told(self) -> dict[str, int]:
        """What pages are told of it: how many digits name a part, and how many findings the run keeps in which state."""
        return {"digits": self._digits, **{name: self._counts[name] for name in (*_SIGNS, "carried")}}

    def add(self, lines: Iterable[str]) -> None:
        """Add lines of ``index_line``.

        Raises:
            OSError: a part cannot be written.
        """
        for line in lines:
            page, *findings = line.split(" ")
            for one in findings:
                self._parts[one[: self._digits]].append(f"{one[:_ID]} {page} {one[_ID:]}\n")
                self._counts[_STATES.get(one[_ID : _ID + 1], "open")] += 1
                self._counts["carried"] += one[_ID : _ID + 1] == _CARRIED
            self._held += len(findings)
        if self._held > _HELD:
            self.close()

    def close(self) -> None:
        """Write what is held.

        Raises:
            OSError: a part cannot be written.
        """
        for name, lines in self._parts.items():
            path = self._folder / f"reviews-{name or 0}.js"
            with path.open("ab" if name in self._begun else "wb") as file:
                file.write(b"window.mingchaReviews.push(" + msgspec.json.encode("".join(lines)) + b");\n")
            self._begun.add(name)
        self._parts.clear()
        self._held = 0


_STATES = {sign: state for state, sign in _SIGNS.items()} | {_CARRIED: "dismissed"}


def _sign(review: Review | None) -> str:
    """How the run keeps it: a sign, and when it was judged; "" where nobody did."""
    if review is None:
        return ""
    return (_CARRIED if review.state == "dismissed" and review.carried else _SIGNS[review.state]) + review.when
