"""Slips of the pen: words of a list that cannot be right wherever they stand."""

from __future__ import annotations

from ..knowledge import Rule
from ..understanding import Words
from .patterns import Text
from .violation import Place, Tally, Violation
from .wordings import slips_of


def misspelt(rule: Rule, text: Text, words: Words) -> Tally:
    """Report each slip of knowledge/language/slips.yaml once, with all its places."""
    tally = Tally()
    for _, right, pattern in slips_of(words):
        found = text.finds(pattern)
        if found:
            places = tuple(
                Place(None, piece.line_at(match.start()), piece.table, "", "", match[0])
                for piece, _ in found
                for match in pattern.finditer(piece.text)
            )
            told = {"text": found[0][1], "right": right, "count": len(places)}
            tally.violations.append(Violation(rule.id, places, words=told))
    tally.held = max(text.count - sum(len(violation.places) for violation in tally.violations), 0)
    return tally
