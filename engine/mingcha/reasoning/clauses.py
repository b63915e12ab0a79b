"""Bring the conditions of a rule into one form: alternatives, each a row of patterns, tests and absences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from .conditions import AND, EXISTS, FORALL, NOT, OR, TEST
from .errors import ConditionError
from .facts import Fact, InitialFact


@dataclass(frozen=True, slots=True)
class Quantified:
    """Whether one of several clauses can be met: it must (EXISTS) or it must not (NOT)."""

    clauses: tuple[Clause, ...]
    wanted: bool


Step = Fact | TEST | Quantified
Clause = tuple[Step, ...]


def clauses(conditions: Sequence[Any], rule: str) -> tuple[Clause, ...]:
    """Give the ways to meet all ``conditions``, one clause each; a clause begins with a pattern.

    Args:
        conditions: patterns and conditions, joined by AND.
        rule: whose conditions they are, for messages.

    Raises:
        ConditionError: for what is no condition, and for conditions that lack their parts.
    """
    return tuple(_standing(clause) for clause in _all(conditions, rule))


def _standing(clause: Clause) -> Clause:
    """A clause that begins with no pattern stands on the initial fact."""
    return clause if clause and isinstance(clause[0], Fact) else (InitialFact(), *clause)


def _all(conditions: Iterable[Any], rule: str) -> tuple[Clause, ...]:
    """The clauses of conditions joined by AND: every choice of one clause each, in order."""
    choices = [_each(condition, rule) for condition in conditions]
    return tuple(tuple(step for clause in choice for step in clause) for choice in product(*choices))


def _each(condition: Any, rule: str) -> tuple[Clause, ...]:
    """The clauses of one condition."""
    match condition:
        case Fact() | TEST():
            return ((condition,),)
        case AND():
            return _all(condition, rule)
        case OR():
            _must(len(condition) > 0, rule, condition, "OR needs at least one condition")
            return tuple(clause for each in condition for clause in _each(each, rule))
        case FORALL():
            _must(
                len(condition) > 1, rule, condition, "FORALL needs a condition and at least one that must hold whenever it does"
            )
            first, *others = condition
            return _each(NOT(first, NOT(*others)), rule)
        case NOT() | EXISTS():
            _must(len(condition) > 0, rule, condition, f"{type(condition).__name__} needs a condition")
            return (_quantified(condition, rule),)
        case _:
            raise ConditionError(f"rule {rule}: {condition!r} is no condition; {_remedy(condition)}")


def _quantified(condition: NOT | EXISTS, rule: str) -> Clause:
    """NOT and EXISTS as steps: NOT of alternatives is a NOT of each, NOT of NOT is EXISTS."""
    inner = _all(condition, rule)
    if isinstance(condition, EXISTS):
        return (Quantified(inner, wanted=True),)
    if len(inner) == 1 and len(inner[0]) == 1 and isinstance(inner[0][0], Quantified):
        only = inner[0][0]
        return (
            tuple(Quantified((each,), wanted=False) for each in only.clauses)
            if only.wanted
            else (Quantified(only.clauses, True),)
        )
    return tuple(Quantified((each,), wanted=False) for each in inner)


def _must(holds: bool, rule: str, condition: Any, reason: str) -> None:
    if not holds:
        raise ConditionError(f"rule {rule}: {condition!r}: {reason}")


def _remedy(condition: Any) -> str:
    if isinstance(condition, type) and issubclass(condition, Fact):
        return f"write {condition.__name__}() for any fact of this class"
    if callable(condition):
        return "write TEST(...) around a function"
    return "write a pattern such as Fact(a=1), or AND, OR, NOT, EXISTS, FORALL or TEST"
