"""A program that differs, made as small as it can be while it still differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from tests.reasoning.oracle.judge import Engine, RefusedError, compared
from tests.reasoning.oracle.programs import Condition, Constraint, Pattern, Program, Rule, Test

T = TypeVar("T")


def smallest(program: Program, engine: Callable[[Program], Engine]) -> Program:
    """Leave out rules, facts, conditions, constraints and actions, as long as the engine does otherwise than CLIPS."""
    found = next((one for one in _smaller(program) if differs(one, engine)), None)
    return program if found is None else smallest(found, engine)


def differs(program: Program, engine: Callable[[Program], Engine]) -> bool:
    """Whether the engine does otherwise than CLIPS; what CLIPS refuses does not count."""
    try:
        return compared(program, engine) is not None
    except RefusedError:
        return False


def _smaller(program: Program) -> Iterator[Program]:
    for rules in (*_without(program.rules), *_one_changed(program.rules, _smaller_rule)):
        yield replace(program, rules=rules)
    for facts in _without(program.facts):
        yield replace(program, facts=facts)


def _smaller_rule(rule: Rule) -> Iterator[Rule]:
    for conditions in (*_without(rule.conditions), *_one_changed(rule.conditions, _smaller_condition)):
        if conditions:
            yield replace(rule, conditions=conditions)
    for actions in _without(rule.actions):
        yield replace(rule, actions=actions)
    if rule.salience:
        yield replace(rule, salience=0)


def _smaller_condition(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, Test):
        return
    if isinstance(condition, Pattern):
        for slots in (*_without(condition.slots), *_one_changed(condition.slots, _smaller_slot)):
            yield replace(condition, slots=slots)
        return
    yield from condition.parts
    for parts in (*_without(condition.parts), *_one_changed(condition.parts, _smaller_condition)):
        if parts:
            yield replace(condition, parts=parts)


def _smaller_slot(slot: tuple[Any, Constraint]) -> Iterator[tuple[Any, Constraint]]:
    name, constraint = slot
    for alternatives in (*_without(constraint.alternatives), *_one_changed(constraint.alternatives, _without)):
        if all(alternatives):
            yield name, replace(constraint, alternatives=alternatives)
    if constraint.variable and constraint.alternatives:
        yield name, replace(constraint, variable="")


def _without(items: Sequence[T]) -> Iterator[tuple[T, ...]]:
    for place in range(len(items)):
        yield (*items[:place], *items[place + 1 :])


def _one_changed(items: Sequence[T], changes: Callable[[T], Iterator[T]]) -> Iterator[tuple[T, ...]]:
    for place, item in enumerate(items):
        for changed in changes(item):
            yield (*items[:place], changed, *items[place + 1 :])
