"""Slips of the pen: words of a list that cannot be right wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..knowledge import Knowledge, Rule
from ..vocabulary.conditions import compiled
from .patterns import Text
from .violation import Place, Tally, Violation


def misspelt(rule: Rule, text: Text, knowledge: Knowledge) -> Tally:
    """Report each slip of knowledge/language/slips.yaml once, with all its places."""
    tally = Tally()
    for entry in knowledge.words["slips"]["slips"]:
        if entry["wrong"] not in text.joined:
            continue
        found = text.finds(_pattern(entry))
        if found:
            places = tuple(Place(None, piece.line, piece.table, "", "", words) for piece, words in found)
            words = {"text": found[0][1], "right": entry["right"], "count": len(found)}
            tally.violations.append(Violation(rule.id, places, words=words))
    tally.held = max(len(text.pieces) - sum(len(violation.places) for violation in tally.violations), 0)
    return tally


def _pattern(entry: Mapping[str, str]) -> re.Pattern[str]:
    return compiled(entry.get("pattern") or re.escape(entry["wrong"]))
