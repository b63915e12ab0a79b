"""The semantics of rules by brute force, without the engine's classes: like CLIPS, and what faults.py puts faults into.

After every change all matches of all rules are looked for anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.reasoning.oracle.clips_text import printed
from tests.reasoning.oracle.judge import Activation
from tests.reasoning.oracle.programs import (
    Action,
    And,
    Condition,
    Constraint,
    Declare,
    Exists,
    Fact,
    Forall,
    Not,
    Or,
    Over,
    Pattern,
    Program,
    Retract,
    Term,
    Test,
    Value,
    ordered,
)

Bound = Mapping[str, Value]


class Met(NamedTuple):
    """A pattern's name, and the fact that met it with the number under which it came in."""

    name: str
    number: int
    fact: Fact


class Branch(NamedTuple):
    """Which part of an OR held."""

    number: int


Match = tuple[Met | Branch, ...]
Taken = tuple[str, Match]
"""A rule and one way in which its conditions hold."""


class Naive:
    """A program run by brute force."""

    def __init__(self, program: Program) -> None:
        self._rules = {rule.name: rule for rule in program.rules}
        self._facts: dict[Fact, int] = {}
        self._declared = 0
        self._changes = 0
        self._since: dict[Taken, int] = {}
        self._fired: set[Taken] = set()
        self._match()

    def declare(self, fact: Fact) -> None:
        """Declare a fact."""
        if fact not in self._facts:
            self._declared += 1
            self._facts[fact] = self._declared
            self._match()

    def agenda(self) -> Counter[Activation]:
        """What waits to fire."""
        return Counter(_told(one) for one in self._since if one not in self._fired)

    def facts(self) -> Counter[str]:
        """The facts as they are."""
        return Counter(map(printed, self._facts))

    def fire(self) -> Activation | None:
        """Fire what comes first: by salience, then the latest, then by rule and facts."""
        waiting = [one for one in self._since if one not in self._fired]
        if not waiting:
            return None
        chosen = max(waiting, key=self._order)
        self._fired.add(chosen)
        told = _told(chosen)
        rule = self._rules[chosen[0]]
        taken = {met.name: met.fact for met in facts_of(chosen[1])}
        bound = next(bound for bound, match in _matches(rule.conditions, {}, self._facts) if match == chosen[1])
        gone: set[Fact] = set()
        for action in rule.actions:
            self._do(action, bound, taken, gone)
        return told

    def _order(self, one: Taken) -> tuple[int, int]:
        return self._rules[one[0]].salience, self._since[one]

    def _do(self, action: Action, bound: Bound, taken: Mapping[str, Fact], gone: set[Fact]) -> None:
        if isinstance(action, Declare):
            self.declare((action.kind, tuple((slot, _value(term, bound)) for slot, term in action.slots)))
            return
        fact = taken[action.name]
        if fact in gone:
            return
        if isinstance(action, Retract):
            self._retract(fact, gone)
            return
        new = ordered(fact[0], dict(fact[1]) | {slot: _value(term, bound) for slot, term in action.slots})
        if new != fact and not action.copy:
            self._retract(fact, gone)
        self.declare(new)

    def _retract(self, fact: Fact, gone: set[Fact]) -> None:
        gone.add(fact)
        del self._facts[fact]
        self._match()

    def _match(self) -> None:
        self._changes += 1
        found = ((rule.name, match) for rule in self._rules.values() for _, match in _matches(rule.conditions, {}, self._facts))
        self._since = {one: self._since.get(one, self._changes) for one in found}
        self._fired &= self._since.keys()


def facts_of(match: Match) -> Iterator[Met]:
    """The facts of a match, in the order of the patterns."""
    return (part for part in match if isinstance(part, Met))


def _told(taken: Taken) -> Activation:
    return taken[0], tuple(printed(met.fact) for met in facts_of(taken[1]))


def _matches(conditions: Sequence[Condition], bound: Bound, facts: Mapping[Fact, int]) -> Iterator[tuple[Bound, Match]]:
    """All ways in which the conditions hold together."""
    if not conditions:
        yield bound, ()
        return
    for now, taken in _holds(conditions[0], bound, facts):
        for later, rest in _matches(conditions[1:], now, facts):
            yield later, (*taken, *rest)


def _holds(condition: Condition, bound: Bound, facts: Mapping[Fact, int]) -> Iterator[tuple[Bound, Match]]:
    match condition:
        case Pattern():
            for fact, number in facts.items():
                now = _bound(condition, fact, bound)
                if now is not None:
                    yield now, (Met(condition.name, number, fact),)
        case Test(left, right, how):
            one, other = bound[left], bound[right]
            if {"same": one == other, "other": one != other, "over": _over(one, other)}[how]:
                yield bound, ()
        case And(parts):
            yield from _matches(parts, bound, facts)
        case Or(parts):
            for number, part in enumerate(parts):
                for now, taken in _holds(part, bound, facts):
                    yield now, (Branch(number), *taken)
        case Not(parts):
            if next(_matches(parts, bound, facts), None) is None:
                yield bound, ()
        case Exists(parts):
            if next(_matches(parts, bound, facts), None) is not None:
                yield bound, ()
        case Forall((first, *others)):
            if all(next(_matches(others, now, facts), None) for now, _ in _holds(first, bound, facts)):
                yield bound, ()


def _bound(pattern: Pattern, fact: Fact, bound: Bound) -> Bound | None:
    kind, slots = fact
    values = dict(slots)
    if kind != pattern.kind:
        return None
    now = dict(bound)
    for slot, constraint in pattern.slots:
        if slot not in values or now.get(constraint.variable, values[slot]) != values[slot]:
            return None
        if constraint.variable:
            now[constraint.variable] = values[slot]
        if not _meets(constraint, values[slot], now):
            return None
    return now


def _meets(constraint: Constraint, value: Value, bound: Bound) -> bool:
    return not constraint.alternatives or any(
        all(
            _over(value, term.limit) if isinstance(term, Over) else (value == _value(term, bound)) != term.negated for term in one
        )
        for one in constraint.alternatives
    )


def _over(one: Value, other: Value) -> bool:
    return isinstance(one, int) and isinstance(other, int) and one > other


def _value(term: Term, bound: Bound) -> Value:
    return bound[term.variable] if term.variable else term.value
