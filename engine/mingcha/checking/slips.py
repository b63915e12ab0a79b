"""Slips of the pen: words of a list that cannot be right wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import KnowledgeError
from ..knowledge import Knowledge, Rule
from .patterns import Text, compiled
from .violation import Place, Tally, Violation


def misspelt(rule: Rule, text: Text, knowledge: Knowledge) -> Tally:
    """Report each slip of knowledge/language/slips.yaml once, with all its places."""
    tally = Tally()
    for entry in knowledge.words["slips"]["slips"]:
        if entry["wrong"] not in text.joined:
            continue
        found = list(text.finds(_pattern(entry)))
        if found:
            places = tuple(Place(None, piece.line, piece.table, "", "", words) for piece, words in found)
            words = {"text": found[0][1], "right": entry["right"], "count": len(found)}
            tally.violations.append(Violation(rule.id, places, words=words))
    tally.held = max(len(text.pieces) - sum(len(violation.places) for violation in tally.violations), 0)
    return tally


def _pattern(entry: Mapping[str, str]) -> re.Pattern[str]:
    return compiled(entry.get("pattern") or re.escape(entry["wrong"]))


def check_slips(entries: Any, path: str) -> None:
    """Refuse a list of slips that is not one.

    Raises:
        KnowledgeError: names the entry and what it lacks.
    """
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
        if not isinstance(entry, Mapping) or not _TEXTS <= set(entry) <= _TEXTS | {"pattern"}:
            raise KnowledgeError(path, f"slip {number}: it has wrong and right, and pattern where needed; found {entry!r}")
        if any(not isinstance(value, str) or not value for value in entry.values()):
            raise KnowledgeError(path, f"slip {number}: wrong, right and pattern are texts; found {entry!r}")
        try:
            compiled(entry.get("pattern", ""))
        except ValueError as error:
            raise KnowledgeError(path, f"slip {number}: {error}") from None


_TEXTS = {"wrong", "right"}
