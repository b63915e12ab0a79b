"""Relations over facts: ``find`` describes facts that must not stand together, ``says`` words that must not stand."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from ..knowledge import Rule
from .facts import FIELDS, Fact
from .violation import Place, Tally, Violation

Facts = Mapping[str, Sequence[Fact]]
Value = str | int
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


_OF_A_FACT: dict[str, Callable[[Any, Any], bool]] = {"is": operator.eq, "differs": operator.ne, "after": operator.gt}
_OF_A_NUMBER: dict[str, Callable[[Any, Any], bool]] = {"over": _over, "under": _under}
_OF_A_LIST: dict[str, Callable[[Any, Any], bool]] = {"not": _not_in, "has": _has, "lacks": _lacks}


def parse_patterns(terms: Any) -> tuple[Pattern, ...]:
    """Turn the terms of a ``find`` rule into patterns.

    Args:
        terms: a list of ``{type: {as: name, field: condition, …}}``, each perhaps under ``absent``. A condition is a
            value, a list of values, or one or more of ``{is: name.field}``, ``{differs: name.field}``,
            ``{after: name.field}``, ``{not: value}``, ``{over: n}``, ``{under: n}``, ``{has: text}``, ``{lacks: text}``.

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
    if name in _OF_A_FACT:
        fact, _, other = str(operand).partition(".")
        if fact not in known:
            raise ValueError(f"{field}: {operand!r} refers to a fact that no earlier pattern names")
        if other not in FIELDS[known[fact]]:
            raise ValueError(f"{field}: the fact {known[fact]!r} has no field {other!r}")
        return Test(field, _OF_A_FACT[name], other, fact)
    if name in _OF_A_NUMBER:
        if not isinstance(operand, int) or isinstance(operand, bool):
            raise ValueError(f"{field}: {name} needs a whole number, not {operand!r}")
        return Test(field, _OF_A_NUMBER[name], operand, "")
    if name in _OF_A_LIST:
        return Test(field, _OF_A_LIST[name], tuple(operand) if isinstance(operand, list) else (operand,), "")
    raise ValueError(f"{field}: unknown condition {name!r}; one of {', '.join(sorted(_OF_A_FACT | _OF_A_NUMBER | _OF_A_LIST))}")


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


def says(rule: Rule, text: Sequence[Piece]) -> Tally:
    """Report every place where ``pattern`` stands. Terms: ``pattern``; ``within`` narrative or anywhere; ``once`` a line."""
    tally = Tally()
    anywhere = rule.terms.get("within", "narrative") == "anywhere"
    places: list[Place] = []
    words: list[str] = []
    search = rule.terms["pattern"].search
    for piece in text:
        if piece.table and not anywhere:
            continue
        found = search(piece.text)
        if found:
            places.append(Place(None, piece.line, piece.table, "", "", found[0]))
            words.append(found[0])
        else:
            tally.held += 1
    if rule.terms.get("together") and places:
        tally.violations.append(Violation(rule.id, tuple(places), words={"text": words[0], "count": len(places)}))
        return tally
    for place, word in zip(places, words, strict=True):
        tally.violations.append(Violation(rule.id, (place,), words={"text": word, "count": 1}))
    return tally
