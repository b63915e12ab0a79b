"""Relations over facts: ``find`` describes facts that must not stand together, ``says`` words that must not stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..knowledge import Rule
from ..vocabulary.conditions import Bound, Pattern, Value
from .fact import Fact
from .violation import Place, Tally, Violation

Facts = Mapping[str, Sequence[Fact]]


def find(rule: Rule, facts: Facts) -> Tally:
    """Report every way the patterns match. Terms: see ``parse_patterns``."""
    tally = Tally()
    patterns: tuple[Pattern, ...] = rule.terms
    first = facts.get(patterns[0].type)
    if not first:
        return tally
    seen: set[frozenset[Place]] = set()
    for bound in _matches(patterns, facts):
        places = tuple(dict.fromkeys(fact.place for fact in bound.values()))
        if frozenset(places) not in seen:
            seen.add(frozenset(places))
            tally.violations.append(Violation(rule.id, places, words=dict(bound)))
    tally.held = max(len(first) - len({violation.places[0] for violation in tally.violations}), 0)
    return _together(tally) if rule.together else tally


def _together(tally: Tally) -> Tally:
    """One violation that tells of all: the words of the first, the places of every one."""
    if tally.violations:
        first = tally.violations[0]
        places = tuple(dict.fromkeys(place for violation in tally.violations for place in violation.places))
        words = {**first.words, "count": len(tally.violations)}
        tally.violations = [Violation(first.rule, places, words=words)]
    return tally


_Fitting = Mapping[tuple[Value, ...], Sequence[Fact]]


def _matches(patterns: Sequence[Pattern], facts: Facts) -> Iterator[Bound]:
    """Every choice of facts, one a pattern, that meets all conditions; what fits a pattern is looked up once, by its keys."""
    return _extended({}, 0, patterns, facts, {})


def _extended(bound: Bound, place: int, patterns: Sequence[Pattern], facts: Facts, known: dict[int, _Fitting]) -> Iterator[Bound]:
    """Every way to go on with a choice of facts from the pattern at ``place``; ``known`` is what fits the patterns tried so far.

    No closure over itself: it would be a cycle, which only the collector frees, for every rule and document.
    """
    if place == len(patterns):
        yield bound
        return
    pattern = patterns[place]
    if place not in known:
        known[place] = _fitting(pattern, facts)
    wanted = tuple(bound[key.bound].values[key.operand] for key in pattern.keys)
    going = (fact for fact in known[place].get(wanted, ()) if pattern.goes_with(fact, bound))
    if pattern.absent:
        if next(going, None) is None:
            yield from _extended(bound, place + 1, patterns, facts, known)
        return
    for fact in going:
        if not any(fact is other for other in bound.values()):
            yield from _extended({**bound, pattern.name: fact}, place + 1, patterns, facts, known)


def _fitting(pattern: Pattern, facts: Facts) -> _Fitting:
    """What fits a pattern by itself, by its keys."""
    found: dict[tuple[Value, ...], list[Fact]] = defaultdict(list)
    for fact in facts.get(pattern.type, ()):
        if pattern.fits(fact):
            found[tuple(fact.values[key.field] for key in pattern.keys)].append(fact)
    return found


class Piece(Struct, frozen=True, gc=False):
    """A paragraph, or a cell of a table, with its line."""

    line: int
    table: str
    text: str


class Text:
    """The pieces that words are looked for in; tables repeat themselves, so each different text is searched once.

    A pattern is searched in one piece at a time and never in their joined texts: there ``^``, ``$`` and what looks ahead or
    behind would see the neighbours, and one that runs on over many pieces would be slow.

    Attributes:
        pieces: those searched; ``joined`` their different texts, one a line.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self._texts = tuple(dict.fromkeys(piece.text for piece in pieces))
        self.joined = "\n".join(self._texts)

    def finds(self, pattern: re.Pattern[str]) -> list[tuple[Piece, str]]:
        """The pieces in which ``pattern`` is found, each once, with the words found first."""
        found = {text: match[0] for text in self._texts if (match := pattern.search(text))}
        return [(piece, found[piece.text]) for piece in self.pieces if piece.text in found] if found else []


def says(rule: Rule, narrative: Text, anywhere: Text) -> Tally:
    """Report every piece in which ``pattern`` stands. Terms: ``pattern``; ``within`` narrative or anywhere."""
    tally = Tally()
    text = anywhere if rule.terms.get("within", "narrative") == "anywhere" else narrative
    for piece, words in text.finds(rule.terms["pattern"]):
        place = Place(None, piece.line, piece.table, "", "", words)
        tally.violations.append(Violation(rule.id, (place,), words={"text": words, "count": 1}))
    tally.held = len(text.pieces) - len(tally.violations)
    return _together(tally) if rule.together else tally
