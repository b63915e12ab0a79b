"""Relations over facts: ``find`` describes facts that must not stand together, ``says`` words that must not stand."""

from __future__ import annotations

import operator
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from ..knowledge import Rule
from .fact import Fact, Value
from .facts import FIELDS
from .violation import Place, Tally, Violation

Facts = Mapping[str, Sequence[Fact]]
Bound = dict[str, Fact]


class Test(NamedTuple):
    """A condition on one field that needs more than equality: against a value, or a field of a bound fact."""

    field: str
    holds: Callable[[Any, Any], bool]
    operand: Any
    bound: str


class Pattern(Struct, frozen=True):
    """One line of a ``find`` rule.

    Attributes:
        type: of the facts it matches; ``name`` what later patterns call the fact.
        absent: whether no such fact may exist.
        equal: fields with the values they must have; ``among`` with the values they may have.
        tests: all other conditions.
    """

    type: str
    name: str
    absent: bool
    equal: tuple[tuple[str, Value], ...]
    among: tuple[tuple[str, tuple[Value, ...]], ...]
    tests: tuple[Test, ...]

    def fits(self, fact: Fact, bound: Bound) -> bool:
        """Whether a fact meets all conditions; they may refer to the fact itself by its own name."""
        values = fact.values
        for field, value in self.equal:
            if values[field] != value:
                return False
        for field, choices in self.among:
            if values[field] not in choices:
                return False
        for field, holds, operand, name in self.tests:
            if name:
                operand = (fact if name == self.name else bound[name]).values[operand]
            if not holds(values[field], operand):
                return False
        return True


def _over(value: Value, limit: int) -> bool:
    return _number(value) > limit


def _under(value: Value, limit: int) -> bool:
    return _number(value) < limit


def _number(value: Value) -> int:
    return int(value) if str(value).lstrip("-").isdecimal() else 0


def _not_in(value: Value, choices: Sequence[Value]) -> bool:
    return value not in choices


def _has(value: Value, words: Sequence[str]) -> bool:
    return any(map(str(value).__contains__, words))


def _lacks(value: Value, words: Sequence[str]) -> bool:
    return not _has(value, words)


OF_A_FACT: dict[str, Callable[[Any, Any], bool]] = {"is": operator.eq, "differs": operator.ne, "after": operator.gt}
OF_A_NUMBER: dict[str, Callable[[Any, Any], bool]] = {"over": _over, "under": _under}


def _matches_text(value: Value, pattern: re.Pattern[str]) -> bool:
    return pattern.search(str(value)) is not None


def _fails_text(value: Value, pattern: re.Pattern[str]) -> bool:
    return pattern.search(str(value)) is None


OF_A_PATTERN: dict[str, Callable[[Any, Any], bool]] = {"matches": _matches_text, "fails": _fails_text}
OF_A_LIST: dict[str, Callable[[Any, Any], bool]] = {"not": _not_in, "has": _has, "lacks": _lacks}


def parse_patterns(terms: Any) -> tuple[Pattern, ...]:
    """Turn the terms of a ``find`` rule into patterns.

    Args:
        terms: a list of ``{type: {as: name, field: condition, …}}``, each perhaps under ``absent``. A condition is a
            value, a list of values, or one or more of ``{is: name.field}``, ``{differs: name.field}``,
            ``{after: name.field}``, ``{not: value}``, ``{over: n}``, ``{under: n}``, ``{has: text}``, ``{lacks: text}``,
            ``{matches: regular expression}``, ``{fails: regular expression}``.

    Raises:
        ValueError: says what is wrong in the terms.
    """
    if not isinstance(terms, list) or not terms:
        raise ValueError("find holds a list of patterns, {type: {field: condition}}")
    patterns: list[Pattern] = []
    bound: dict[str, str] = {}
    for term in terms:
        pattern = _parse(term, bound)
        patterns.append(pattern)
        if not pattern.absent:
            bound[pattern.name] = pattern.type
    if patterns[0].absent:
        raise ValueError("the first pattern cannot be absent; a finding needs a fact to point to")
    return tuple(patterns)


def _parse(term: Any, bound: Mapping[str, str]) -> Pattern:
    absent = isinstance(term, Mapping) and "absent" in term
    inner = term["absent"] if absent else term
    if not isinstance(inner, Mapping) or len(inner) != 1 or not isinstance(next(iter(inner.values())), Mapping):
        raise ValueError(f"a pattern is {{type: {{field: condition}}}}, not {term!r}")
    ((kind, conditions),) = inner.items()
    if kind not in FIELDS:
        raise ValueError(f"unknown fact {kind!r}; one of {', '.join(sorted(FIELDS))}")
    name = str(conditions.get("as", kind))
    known = {**bound, name: kind}
    equal: list[tuple[str, Value]] = []
    among: list[tuple[str, tuple[Value, ...]]] = []
    tests: list[Test] = []
    for field, condition in conditions.items():
        if field == "as":
            continue
        if field not in FIELDS[kind]:
            raise ValueError(f"the fact {kind!r} has no field {field!r}; it has {', '.join(sorted(FIELDS[kind]))}")
        if isinstance(condition, Mapping):
            tests.extend(_parse_test(field, name_of, operand, known) for name_of, operand in condition.items())
        elif isinstance(condition, list):
            among.append((field, tuple(condition)))
        elif isinstance(condition, str | int) and not isinstance(condition, bool):
            equal.append((field, condition))
        else:
            raise ValueError(f"{field}: {condition!r} is no text and no whole number; put yes and no in quotes")
    return Pattern(kind, name, absent, tuple(equal), tuple(among), tuple(tests))


def _parse_test(field: str, name: str, operand: Any, known: Mapping[str, str]) -> Test:
    if name in OF_A_FACT:
        fact, _, other = str(operand).partition(".")
        if fact not in known:
            raise ValueError(f"{field}: {operand!r} refers to a fact that no earlier pattern names")
        if other not in FIELDS[known[fact]]:
            raise ValueError(f"{field}: the fact {known[fact]!r} has no field {other!r}")
        return Test(field, OF_A_FACT[name], other, fact)
    if name in OF_A_NUMBER:
        if not isinstance(operand, int) or isinstance(operand, bool):
            raise ValueError(f"{field}: {name} needs a whole number, not {operand!r}")
        return Test(field, OF_A_NUMBER[name], operand, "")
    if name in OF_A_LIST:
        return Test(field, OF_A_LIST[name], tuple(operand) if isinstance(operand, list) else (operand,), "")
    if name in OF_A_PATTERN:
        return Test(field, OF_A_PATTERN[name], compiled(operand), "")
    known_tests = sorted(OF_A_FACT | OF_A_NUMBER | OF_A_LIST | OF_A_PATTERN)
    raise ValueError(f"{field}: unknown condition {name!r}; one of {', '.join(known_tests)}")


def compiled(pattern: Any) -> re.Pattern[str]:
    """A regular expression of a rule; ``^`` and ``$`` are the ends of a paragraph or cell.

    Raises:
        ValueError: it is none.
    """
    try:
        return re.compile(pattern, re.MULTILINE)
    except (re.error, TypeError, RecursionError, OverflowError) as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None


def find(rule: Rule, facts: Facts) -> Tally:
    """Report every way the patterns match. Terms: see ``parse_patterns``."""
    tally = Tally()
    patterns: tuple[Pattern, ...] = rule.terms
    first = facts.get(patterns[0].type)
    if not first:
        return tally
    seen: set[frozenset[Place]] = set()
    for bound in _matches(patterns, {}, facts):
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


def _matches(patterns: Sequence[Pattern], bound: Bound, facts: Facts) -> Iterator[Bound]:
    if not patterns:
        yield bound
        return
    pattern, rest = patterns[0], patterns[1:]
    fitting = (fact for fact in facts.get(pattern.type, ()) if pattern.fits(fact, bound))
    if pattern.absent:
        if next(fitting, None) is None:
            yield from _matches(rest, bound, facts)
        return
    for fact in fitting:
        if not any(fact is other for other in bound.values()):
            yield from _matches(rest, {**bound, pattern.name: fact}, facts)


class Piece(Struct, frozen=True, gc=False):
    """A paragraph, or a cell of a table, with its line."""

    line: int
    table: str
    text: str


class Text:
    """All pieces in one string, so that a pattern is looked for once and not in every piece.

    Attributes:
        pieces: those searched; ``joined`` their texts, one a line.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.joined = "\n".join([piece.text for piece in pieces])
        self._starts: list[int] = []
        start = 0
        for piece in pieces:
            self._starts.append(start)
            start += len(piece.text) + 1

    def finds(self, pattern: re.Pattern[str]) -> Iterator[tuple[Piece, str]]:
        """The pieces in which ``pattern`` is found, each once, with the words found first."""
        place = 0
        while place <= len(self.joined):
            match = pattern.search(self.joined, place)
            if match is None:
                return
            index = bisect_right(self._starts, match.start()) - 1
            piece = self.pieces[index]
            # What was found over the end of a piece was not said; the piece alone decides.
            found = match if "\n" not in match[0] else pattern.search(piece.text)
            if found is not None:
                yield piece, found[0]
            place = self._starts[index] + len(piece.text) + 1


def says(rule: Rule, narrative: Text, anywhere: Text) -> Tally:
    """Report every piece in which ``pattern`` stands. Terms: ``pattern``; ``within`` narrative or anywhere."""
    tally = Tally()
    text = anywhere if rule.terms.get("within", "narrative") == "anywhere" else narrative
    for piece, words in text.finds(rule.terms["pattern"]) if text.pieces else ():
        place = Place(None, piece.line, piece.table, "", "", words)
        tally.violations.append(Violation(rule.id, (place,), words={"text": words, "count": 1}))
    tally.held = len(text.pieces) - len(tally.violations)
    return _together(tally) if rule.together else tally
