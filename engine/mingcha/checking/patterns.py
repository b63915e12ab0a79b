"""Relations over facts: ``find`` describes facts that must not stand together, ``says`` words that must not stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from ..knowledge import Rule
from ..reading import Paragraph
from ..understanding import Words
from ..vocabulary.conditions import Bound, Pattern, Value
from .fact import Fact
from .texts import Texts
from .violation import HOLDS, NO_DATA, Outcome, Place, Tally, Violation
from .wordings import Wordings, wordings_of

Facts = Mapping[str, Sequence[Fact]]


def find(rule: Rule, facts: Facts) -> Outcome:
    """Report every way the patterns match. Terms: see ``parse_patterns``."""
    patterns: tuple[Pattern, ...] = rule.terms
    first = facts.get(patterns[0].type, ())
    fitting = patterns[0].fitting(first) if first else ()
    if not fitting:
        return Outcome(rule.id, HOLDS if first else NO_DATA, len(first), 0, ())
    tally = Tally()
    seen: set[frozenset[Place]] = set()
    # The first pattern has no keys: there is no fact found before it.
    for bound in _extended({}, 0, patterns, facts, {0: {(): fitting}}):
        places = tuple(dict.fromkeys(fact.place for fact in bound.values()))
        if frozenset(places) not in seen:
            seen.add(frozenset(places))
            tally.violations.append(Violation(rule.id, places, words=dict(bound)))
    tally.held = max(len(first) - len({violation.places[0] for violation in tally.violations}), 0)
    return (_together(tally) if rule.together else tally).outcome(rule.id)


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
    """A paragraph, or a cell of a table, with its line; ``paragraph`` knows the lines it was joined from."""

    line: int
    table: str
    text: str
    paragraph: Paragraph | None = None

    def line_at(self, offset: int) -> int:
        """The line of the character at ``offset``."""
        return self.paragraph.line_at(offset) if self.paragraph is not None else self.line


class Text:
    """The pieces that words are looked for in; tables repeat themselves, so each different text is searched once.

    A pattern is searched in one piece at a time and never in their joined texts: there ``^``, ``$`` and what looks ahead or
    behind would see the neighbours, and one that runs on over many pieces would be slow.

    Args:
        texts: of all pieces; ``pieces`` makes those with some of these texts: most patterns are found nowhere.
        wordings: remembers what some patterns find; ``wider`` has looked for these in all pieces and more.

    Attributes:
        count: of the pieces.
    """

    def __init__(
        self,
        texts: Sequence[str],
        pieces: Callable[[Collection[str]], Sequence[Piece]],
        wordings: Wordings | None = None,
        wider: Text | None = None,
    ) -> None:
        self.count = len(texts)
        self._texts = list(dict.fromkeys(texts))
        self._pieces = pieces
        self._wordings = wordings
        self._wider = wider

    def finds(self, pattern: re.Pattern[str]) -> list[tuple[Piece, str]]:
        """The pieces in which ``pattern`` is found, each once, with the words found first."""
        known = self._wordings is not None and pattern.pattern in self._wordings.patterns
        found = self._remembered.get(pattern.pattern) if known else self._searched(pattern)
        if not found:
            return []
        return [(piece, found[piece.text]) for piece in (self._telling if known else self._pieces(found)) if piece.text in found]

    def _searched(self, pattern: re.Pattern[str]) -> Mapping[str, str]:
        return {text: match[0] for text in self._texts if (match := pattern.search(text))}

    @cached_property
    def _telling(self) -> Sequence[Piece]:
        """The pieces in which a pattern of the wordings is found."""
        return self._pieces({text for found in self._remembered.values() for text in found})

    @property
    def _remembered(self) -> Mapping[str, Mapping[str, str]]:
        return (self._wider or self)._known

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        """What the patterns of the wordings, as they are written, find in each text."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        if self._wordings is not None:
            for text, there in self._wordings.found_in(self._texts).items():
                for pattern, words in there:
                    found[pattern.pattern][text] = words
        return found


def searched(texts: Texts, words: Words) -> tuple[Text, Text]:
    """Paragraphs, and paragraphs with cells, that are long enough to say something."""
    paragraphs = [paragraph for paragraph in texts.paragraphs if len(paragraph.text) > _SAYS_SOMETHING]
    told = [paragraph.text for paragraph in paragraphs]

    def narrative(wanted: Collection[str]) -> list[Piece]:
        return [Piece(paragraph.line, "", paragraph.text, paragraph) for paragraph in paragraphs if paragraph.text in wanted]

    def anywhere(wanted: Collection[str]) -> list[Piece]:
        return narrative(wanted) + [Piece(row.line, "表", cell) for row in texts.rows for cell in row.cells if cell in wanted]

    cells = [cell for row in texts.rows for cell in row.cells if len(cell) > _SAYS_SOMETHING]
    wordings = wordings_of(words)
    both = Text(told + cells, anywhere, wordings)
    return Text(told, narrative, wordings, both), both


_SAYS_SOMETHING = 4


def says(rule: Rule, narrative: Text, anywhere: Text) -> Tally:
    """Report every piece in which ``pattern`` stands. Terms: ``pattern``; ``within`` narrative or anywhere."""
    tally = Tally()
    text = anywhere if rule.terms.get("within", "narrative") == "anywhere" else narrative
    for piece, words in text.finds(rule.terms["pattern"]):
        place = Place(None, piece.line_at(piece.text.find(words)), piece.table, "", "", words)
        tally.violations.append(Violation(rule.id, (place,), words={"text": words, "count": 1}))
    tally.held = text.count - len(tally.violations)
    return _together(tally) if rule.together else tally
