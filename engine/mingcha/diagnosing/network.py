"""Diagnoses of the knowledge to rules of the reasoning engine, compiled once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, reduce
from operator import and_
from typing import Any

from ..knowledge import Cause
from ..reasoning import AND, MATCH, NOT, TEST, Fact, L, Match, P, Production, RuleSet, W
from ..vocabulary.conditions import Pattern, Test
from ..vocabulary.symptoms import DIAGNOSIS, OF, SYMPTOMS

NUMBER = "number"
"""The field of a fact that says which symptom it is; conclusions have none."""

FACTS: Mapping[str, type[Fact]] = {name: type(name.title().replace("_", ""), (Fact,), {}) for name in SYMPTOMS}
"""The class of the facts of each type of symptom."""


def network_of(causes: Sequence[Cause]) -> RuleSet:
    """The rules of all diagnoses.

    Raises:
        StratificationError: a diagnosis rests on its own absence; the loader refuses such knowledge before.
    """
    return RuleSet([_production(cause) for cause in causes])


def _production(cause: Cause) -> Production:
    shared = _shared(cause.when)
    return Production(
        id=cause.id,
        when=tuple(_condition(pattern, shared) for pattern in cause.when),
        then=partial(_conclude, cause.id),
        makes=(FACTS[DIAGNOSIS](id=cause.id),),
        salience=cause.weight,
    )


def _conclude(cause: str, match: Match) -> Iterable[Fact]:
    yield FACTS[DIAGNOSIS](of=match[OF], id=cause)


def _shared(patterns: Sequence[Pattern]) -> Mapping[str, frozenset[str]]:
    """By pattern the fields that conditions of others, or its own, compare with."""
    found: dict[str, set[str]] = defaultdict(set)
    for pattern in patterns:
        for test in (*pattern.tests, *pattern.keys, *pattern.against):
            if test.bound:
                found[test.bound].add(test.operand)
    return {name: frozenset(fields) for name, fields in found.items()}


def _condition(pattern: Pattern, shared: Mapping[str, frozenset[str]]) -> Any:
    """A pattern as the engine has it: constants, predicates and joins by field, then what compares two fields."""
    fields: dict[str, list[Any]] = defaultdict(list)
    compared = [test for test in (*pattern.tests, *pattern.against) if test.bound]
    for field, value in pattern.equal:
        fields[field].append(L(value))
    for field, choices in pattern.among:
        fields[field].append(P(partial(_among, choices)))
    for test in pattern.tests:
        if not test.bound:
            fields[test.field].append(P(partial(_holds, test)))
    for key in pattern.keys:
        fields[key.field].append(_variable(key.bound, key.operand))
    named = {*shared.get(pattern.name, ()), *(test.field for test in compared)}
    for field in sorted(named):
        fields[field].append(_variable(pattern.name, field))
    if OF not in fields:
        fields[OF].append(MATCH.of)
    fact = FACTS[pattern.type](**{field: reduce(and_, conditions) for field, conditions in fields.items()})
    tests = [_comparison(pattern.name, test) for test in compared]
    if pattern.absent:
        return NOT(AND(fact, *tests)) if tests else NOT(fact)
    return AND(fact, *tests) if tests else fact


def _variable(name: str, field: str) -> W:
    return W(f"{name}.{field}")


def _among(choices: Sequence[Any], value: Any) -> bool:
    return value in choices


def _holds(test: Test, value: Any) -> bool:
    return test.holds(value, test.operand)


def _comparison(name: str, test: Test) -> Any:
    """A comparison of a field with another, as a test over the variables that both are bound to."""
    left, right = f"{name}.{test.field}", f"{test.bound}.{test.operand}"
    return TEST(_over(left, right, test.holds))


def _over(left: str, right: str, holds: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    def compare(**bound: Any) -> bool:
        return holds(bound[left], bound[right])

    return compare
