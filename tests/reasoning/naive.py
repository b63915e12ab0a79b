"""The meaning of a rule, written as slowly as possible: judges what CLIPS, and so oracle/naive.py, cannot.

That is a fact on both sides of a negation, with which CLIPS fires once more; and it takes the engine's own conditions.
After every change all matches are found anew by trying every fact for every pattern. Nothing is kept but the agenda.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingcha.reasoning import AND, ANDFC, EXISTS, FORALL, NOT, NOTFC, OR, TEST, Fact, L, P, W

Facts = Mapping[int, Fact]
Env = Mapping[str, Any]
Way = tuple[Env, tuple[int, ...], tuple[int, ...]]
"""What is bound, the numbers of the facts, and which alternative of each OR was taken."""


def ways(conditions: Sequence[Any], facts: Facts, env: Env) -> Iterator[Way]:
    """Every way to meet the conditions, one after another."""
    if not conditions:
        yield env, (), ()
        return
    first, *others = conditions
    for here, numbers, choice in _ways(first, facts, env):
        for there, more, choices in ways(others, facts, here):
            yield there, numbers + more, choice + choices


def _ways(condition: Any, facts: Facts, env: Env) -> Iterator[Way]:
    match condition:
        case Fact():
            for number, fact in facts.items():
                for bound in _met(condition, fact, env):
                    yield bound, (number,), ()
        case TEST():
            names = condition[0].__code__.co_varnames
            if condition[0](**{name: env[name] for name in names}):
                yield env, (), ()
        case AND():
            yield from ways(condition, facts, env)
        case OR():
            for place, alternative in enumerate(condition):
                for bound, numbers, choices in _ways(alternative, facts, env):
                    yield bound, numbers, (place, *choices)
        case NOT():
            if not any(True for _ in ways(condition, facts, env)):
                yield env, (), ()
        case EXISTS():
            if any(True for _ in ways(condition, facts, env)):
                yield env, (), ()
        case FORALL():
            first, *others = condition
            if all(any(True for _ in ways(others, facts, bound)) for bound, _, _ in _ways(first, facts, env)):
                yield env, (), ()


def _met(pattern: Fact, fact: Fact, env: Env) -> Iterator[Env]:
    if type(fact) is not type(pattern) or any(key not in fact for key in pattern):
        return
    bound = dict(env)
    for key, constraint in pattern.items():
        if not _holds(constraint, fact[key], bound):
            return
    if pattern.__bind__:
        bound[pattern.__bind__] = fact
    yield bound


def _holds(constraint: Any, value: Any, bound: dict[str, Any]) -> bool:
    match constraint:
        case L(wanted):
            return bool(value == wanted)
        case W(None):
            return True
        case W(str(name)):
            return bool(bound.setdefault(name, value) == value)
        case P(match):
            return bool(match(value))
        case ANDFC(parts):
            return all(_holds(part, value, bound) for part in parts)
        case NOTFC(part):
            return not _holds(part, value, dict(bound))
    return bool(value == constraint)


Place = tuple[int, tuple[int, ...], tuple[int, ...]]
"""An activation: the rule's place, the alternatives taken, the facts' numbers."""


def _age(numbers: tuple[int, ...]) -> list[int]:
    """The newest facts first, and more facts before fewer."""
    return [*(-number for number in sorted(numbers, reverse=True)), 1]


@dataclass
class Naive:
    """An engine: rules as conditions and salience, and what is known."""

    rules: Sequence[tuple[Sequence[Any], int]]
    facts: dict[int, Fact] = field(default_factory=dict)
    agenda: dict[Place, int] = field(default_factory=dict)
    event: int = 0
    last: int = 0
    met: set[Place] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._changed()

    def declare(self, fact: Fact) -> None:
        if fact not in self.facts.values():
            self.last += 1
            self.facts[self.last] = fact
            self._changed()

    def retract(self, number: int) -> None:
        del self.facts[number]
        self._changed()

    def _changed(self) -> None:
        self.event += 1
        met = {
            (place, choices, numbers)
            for place, (conditions, _) in enumerate(self.rules)
            for _, numbers, choices in ways(conditions, self.facts, {})
        }
        self.agenda = {place: event for place, event in self.agenda.items() if place in met}
        self.agenda |= dict.fromkeys(met - self.met, self.event)
        self.met = met

    def order(self) -> list[Place]:
        """The activations, first comes first."""
        return sorted(self.agenda, key=lambda place: (-self.rules[place[0]][1], -self.agenda[place], _age(place[2]), place))

    def next(self) -> Place | None:
        """Take the first activation off."""
        order = self.order()
        if order:
            del self.agenda[order[0]]
        return order[0] if order else None
