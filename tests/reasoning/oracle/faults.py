"""Engines with one fault each, which a comparison must notice: faults of experta and faults that engines are prone to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from tests.reasoning.oracle.judge import Activation, Engine
from tests.reasoning.oracle.naive import Naive, Taken, facts_of
from tests.reasoning.oracle.programs import (
    And,
    Condition,
    Constraint,
    Exists,
    Forall,
    Not,
    Or,
    Pattern,
    Program,
    Retract,
    Rule,
    Term,
    Test,
)

NOTHING = And(())
"""A condition that always holds."""


class KeepsWhatFailed(Naive):
    """An activation stays although a NOT of it became false, as long as its facts are there."""

    def _match(self) -> None:
        before = dict(self._since)
        super()._match()
        kept = {one: since for one, since in before.items() if {met.fact for met in facts_of(one[1])} <= self._facts.keys()}
        self._since = kept | self._since


class FiresAgain(Naive):
    """What has fired fires again with the next change."""

    def _match(self) -> None:
        super()._match()
        self._fired.clear()


class FiresTheOldestFirst(Naive):
    """Of equal salience the oldest activation comes first."""

    def _order(self, one: Taken) -> tuple[int, int]:
        salience, since = super()._order(one)
        return salience, -since


class NeverTheSameFactTwice(Naive):
    """Two patterns never match the same fact."""

    def agenda(self) -> Counter[Activation]:
        """What waits to fire."""
        return Counter({one: count for one, count in super().agenda().items() if len(set(one[1])) == len(one[1])})


def _reading(change: Callable[[Condition], Condition]) -> Callable[[Program], Engine]:
    """An engine that reads some condition as another one."""
    return lambda program: Naive(replace(program, rules=tuple(_changed(rule, change) for rule in program.rules)))


def _changed(rule: Rule, change: Callable[[Condition], Condition]) -> Rule:
    return replace(rule, conditions=tuple(_read(condition, change) for condition in rule.conditions))


def _read(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    if not isinstance(condition, Pattern | Test):
        condition = replace(condition, parts=tuple(_read(part, change) for part in condition.parts))
    return change(condition)


def _constraints(change: Callable[[Constraint], Constraint]) -> Callable[[Program], Engine]:
    def read(condition: Condition) -> Condition:
        if not isinstance(condition, Pattern):
            return condition
        return replace(condition, slots=tuple((slot, change(constraint)) for slot, constraint in condition.slots))

    return _reading(read)


def _without_other_than(constraint: Constraint) -> Constraint:
    """Without what is to differ from a variable."""
    kept = (
        tuple(term for term in terms if not (isinstance(term, Term) and term.variable and term.negated))
        for terms in constraint.alternatives
    )
    return replace(constraint, alternatives=tuple(kept))


def _without_retracting(program: Program) -> Engine:
    return Naive(
        replace(
            program,
            rules=tuple(
                replace(rule, actions=tuple(action for action in rule.actions if not isinstance(action, Retract)))
                for rule in program.rules
            ),
        )
    )


FAULTS: Mapping[str, Callable[[Program], Engine]] = {
    "an activation stays although its NOT became false": KeepsWhatFailed,
    "what has fired fires again": FiresAgain,
    "the oldest activation fires first": FiresTheOldestFirst,
    "two patterns never match the same fact": NeverTheSameFactTwice,
    "salience is ignored": lambda program: Naive(
        replace(program, rules=tuple(replace(rule, salience=0) for rule in program.rules))
    ),
    "a fact is not taken back": _without_retracting,
    "NOT is ignored": _reading(lambda one: NOTHING if isinstance(one, Not) else one),
    "EXISTS is ignored": _reading(lambda one: NOTHING if isinstance(one, Exists) else one),
    "EXISTS holds once for every fact": _reading(lambda one: And(one.parts) if isinstance(one, Exists) else one),
    "FORALL is ignored": _reading(lambda one: NOTHING if isinstance(one, Forall) else one),
    "FORALL is read as NOT of the first": _reading(lambda one: Not(one.parts[:1]) if isinstance(one, Forall) else one),
    "OR takes its first branch only": _reading(lambda one: one.parts[0] if isinstance(one, Or) else one),
    "TEST is ignored": _reading(lambda one: NOTHING if isinstance(one, Test) else one),
    "~MATCH is lost": _constraints(_without_other_than),
    "| takes its first alternative only": _constraints(lambda one: replace(one, alternatives=one.alternatives[:1])),
    "& takes its first term only": _constraints(
        lambda one: replace(one, alternatives=tuple(terms[:1] for terms in one.alternatives))
    ),
    "a variable need not hold the same everywhere": _constraints(
        lambda one: replace(one, variable="") if one.variable == "v1" else one
    ),
}
