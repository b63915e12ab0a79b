"""Relations over facts: ``find`` describes facts that must not stand together, ``says`` words that must not stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from ..knowledge import Rule
from ..vocabulary.conditions import Bound, Pattern, Value
from .fact import Fact
from .violation import Place, Tally, Violation
from .wordings import Wordings

Facts = Mapping[str, Sequence[Fact]]


def find(rule: Rule, facts: Facts) -> Tally:
    """Report every way the patterns match. Terms: see ``parse_patterns``."""
    tally = Tally()
    patterns: tuple[Pattern, ...] = rule.terms
    first = facts.get(patterns[0].type)
    if not first:
        return tally
    fitting = patterns[0].fitting(first)
    if not fitting:
        tally.held = len(first)
        return tally
    seen: set[frozenset[Place]] = set()
    # The first pattern has no keys: there is no fact found before it.
    for bound in _extended({}, 0, patterns, facts, {0: {(): fitting}}):
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


def _extended(bound: Bound, place: int, patterns: Sequence[Pattern], facts: Facts, known: dict[int, _Fitting]) -> Iterator[Bound]:
    """Every way to go on with a choice of facts from the pattern at ``place``, one a pattern, that meets all conditions.

    ``known`` is what fits the patterns tried so far, looked up once, by its keys.
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
    fields = [key.field for key in pattern.keys]
    for fact in pattern.fitting(facts.get(pattern.type, ())):
        found[tuple([fact.values[field] for field in fields])].append(fact)
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
        pieces: those searched; ``wordings`` remembers what some patterns find.
    """

    def __init__(self, pieces: Sequence[Piece], wordings: Wordings | None = None) -> None:
        self.pieces = pieces
        self._texts = list(dict.fromkeys([piece.text for piece in pieces]))
        self._wordings = wordings

    def finds(self, pattern: re.Pattern[str]) -> list[tuple[Piece, str]]:
        """The pieces in which ``pattern`` is found, each once, with the words found first."""
        known = self._wordings is not None and pattern.pattern in self._wordings.patterns
        found = self._known.get(pattern.pattern) if known else self._searched(pattern)
        return [(piece, found[piece.text]) for piece in self.pieces if piece.text in found] if found else []

    def _searched(self, pattern: re.Pattern[str]) -> Mapping[str, str]:
        return {text: match[0] for text in self._texts if (match := pattern.search(text))}

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        """What the patterns of the wordings, as they are written, find in each text."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        if self._wordings is not None:
            for text, there in self._wordings.found_in(self._texts).items():
                for pattern, words in there:
                    found[pattern.pattern][text] = words
        return found


def says(rule: Rule, narrative: Text, anywhere: Text) -> Tally:
    """Report every piece in which ``pattern`` stands. Terms: ``pattern``; ``within`` narrative or anywhere."""
    tally = Tally()
    text = anywhere if rule.terms.get("within", "narrative") == "anywhere" else narrative
    for piece, words in text.finds(rule.terms["pattern"]):
        place = Place(None, piece.line, piece.table, "", "", words)
        tally.violations.append(Violation(rule.id, (place,), words={"text": words, "count": 1}))
    tally.held = len(text.pieces) - len(tally.violations)
    return _together(tally) if rule.together else tally
