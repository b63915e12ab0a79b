"""Relations over facts: ``find`` describes facts that must not stand together, ``says`` words that must not stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..knowledge import Rule
from .facts import Fact
from .violation import Place, Tally, Violation

Facts = Mapping[str, Sequence[Fact]]


def find(rule: Rule, facts: Facts) -> Tally:
    """Report every way the patterns match.

    ``terms`` is a list of patterns ``{type: {as: name, field: condition, …}}``; ``absent`` before a pattern means
    that no such fact may exist. A condition is a value, a list of values, or one of ``{is: name.field}``,
    ``{differs: name.field}``, ``{not: value}``, ``{over: n}``, ``{under: n}``, ``{has: text}``, ``{after: name.field}``.
    """
    tally = Tally()
    first = next(iter(_pattern(rule.terms[0])))
    if not facts.get(first):
        return tally
    seen: set[tuple[Place, ...]] = set()
    per_first = set()
    for bound in _matches(list(rule.terms), {}, facts):
        order = list(bound.values())
        places = tuple(dict.fromkeys(fact.place for fact in order))
        if places in seen or frozenset(places) in per_first:
            continue
        seen.add(places)
        per_first.add(frozenset(places))
        tally.violations.append(Violation(rule.id, places, words=dict(bound)))
    tally.held = max(len(facts[first]) - len({violation.places[0] for violation in tally.violations}), 0)
    return tally


def _pattern(term: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = term.get("absent")
    return inner if inner is not None else term


def _matches(terms: Sequence[Mapping[str, Any]], bound: dict[str, Fact], facts: Facts) -> Iterator[dict[str, Fact]]:
    if not terms:
        yield bound
        return
    term, rest = terms[0], terms[1:]
    ((kind, conditions),) = _pattern(term).items()
    fitting = (fact for fact in facts.get(kind, ()) if _fits(fact, conditions, bound))
    if "absent" in term:
        if next(fitting, None) is None:
            yield from _matches(rest, bound, facts)
        return
    for fact in fitting:
        if any(fact is other for other in bound.values()):
            continue
        name = conditions.get("as", kind)
        yield from _matches(rest, {**bound, name: fact}, facts)


def _fits(fact: Fact, conditions: Mapping[str, Any], bound: Mapping[str, Fact]) -> bool:
    """Whether a fact meets all conditions; they may refer to the fact itself by its own name."""
    values = fact.values
    later = []
    for key, condition in conditions.items():
        if key == "as":
            continue
        if type(condition) is dict:
            later.append((values.get(key, ""), condition))
        elif type(condition) is list:
            if values.get(key, "") not in condition:
                return False
        elif values.get(key, "") != condition:
            return False
    if not later:
        return True
    known = {**bound, conditions["as"]: fact} if "as" in conditions else bound
    return all(_test(operator, value, operand, known) for value, tests in later for operator, operand in tests.items())


def _test(operator: str, value: str | int, operand: Any, bound: Mapping[str, Fact]) -> bool:
    if operator == "is":
        return value == _referred(operand, bound)
    if operator == "differs":
        return value != _referred(operand, bound)
    if operator == "after":
        return bool(value > _referred(operand, bound))  # type: ignore[operator]
    if operator == "not":
        return value not in operand if isinstance(operand, list) else value != operand
    if operator == "has":
        return any(word in str(value) for word in (operand if isinstance(operand, list) else [operand]))
    if operator == "lacks":
        return not any(word in str(value) for word in (operand if isinstance(operand, list) else [operand]))
    number = int(value) if str(value).lstrip("-").isdigit() else 0
    return bool(number > operand if operator == "over" else number < operand)


def _referred(reference: str, bound: Mapping[str, Fact]) -> str | int:
    name, _, field = reference.partition(".")
    return bound[name].values.get(field, "")


class Piece(NamedTuple):
    """A paragraph, or a cell of a table, with its line."""

    line: int
    table: str
    text: str


def says(rule: Rule, text: Sequence[Piece]) -> Tally:
    """Report every place where ``pattern`` stands. Terms: ``pattern``; ``within`` narrative or anywhere; ``once`` a line."""
    tally = Tally()
    pattern = _compiled(rule.terms["pattern"])
    anywhere = rule.terms.get("within", "narrative") == "anywhere"
    places: list[Place] = []
    words: list[str] = []
    for line, table, piece in text:
        if table and not anywhere:
            continue
        found = pattern.search(piece)
        if found:
            places.append(Place(None, line, table, "", "", found[0]))
            words.append(found[0])
        else:
            tally.held += 1
    if rule.terms.get("together") and places:
        tally.violations.append(Violation(rule.id, tuple(places), words={"text": words[0], "count": len(places)}))
        return tally
    for place, word in zip(places, words, strict=True):
        tally.violations.append(Violation(rule.id, (place,), words={"text": word, "count": 1}))
    return tally


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
