"""The patterns of ``find`` rules: facts described by conditions on their fields."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from .facts import FIELDS

if TYPE_CHECKING:
    from ..checking.fact import Fact

Value = str | int
"""What a field of a fact holds."""

Bound = dict[str, "Fact"]
"""The facts found so far, by what the rule calls them."""


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
        tests: other conditions on the fact alone; they may refer to it by its own name.
        keys: fields that must equal a field of a fact that was found before; ``against`` other conditions on such a field.
    """

    type: str
    name: str
    absent: bool
    equal: tuple[tuple[str, Value], ...]
    among: tuple[tuple[str, tuple[Value, ...]], ...]
    tests: tuple[Test, ...]
    keys: tuple[Test, ...]
    against: tuple[Test, ...]

    def fitting(self, facts: Sequence[Fact]) -> Sequence[Fact]:
        """Those of some facts that meet the conditions on them alone: one condition after the other, on those still left."""
        for field, value in self.equal:
            facts = [fact for fact in facts if fact.values[field] == value]
        for field, choices in self.among:
            facts = [fact for fact in facts if fact.values[field] in choices]
        for field, holds, operand, name in self.tests:
            if not facts:
                break
            if name:
                facts = [fact for fact in facts if holds(fact.values[field], fact.values[operand])]
            elif holds is _matches_text:
                search = operand.search
                facts = [fact for fact in facts if search(str(fact.values[field]))]
            elif holds is not _has or _has("\n".join([str(fact.values[field]) for fact in facts]), operand):
                facts = [fact for fact in facts if holds(fact.values[field], operand)]
            else:  # no fact has a word that all of them together lack
                facts = ()
        return facts

    def goes_with(self, fact: Fact, bound: Bound) -> bool:
        """Whether a fact that has the right keys meets the other conditions on it and on facts found before."""
        return all(holds(fact.values[field], bound[name].values[operand]) for field, holds, operand, name in self.against)


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


def parse_patterns(terms: Any, fields: Mapping[str, frozenset[str]] = FIELDS) -> tuple[Pattern, ...]:
    """Turn the terms of a ``find`` rule, or the conditions of a diagnosis, into patterns.

    Args:
        fields: those of each type of fact.
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
        pattern = _parse(term, bound, fields)
        patterns.append(pattern)
        if not pattern.absent:
            bound[pattern.name] = pattern.type
    if patterns[0].absent:
        raise ValueError("the first pattern cannot be absent; a finding needs a fact to point to")
    return tuple(patterns)


def _parse(term: Any, bound: Mapping[str, str], fields: Mapping[str, frozenset[str]]) -> Pattern:
    absent = isinstance(term, Mapping) and "absent" in term
    inner = term["absent"] if absent else term
    if not isinstance(inner, Mapping) or len(inner) != 1 or not isinstance(next(iter(inner.values())), Mapping):
        raise ValueError(f"a pattern is {{type: {{field: condition}}}}, not {term!r}")
    ((kind, conditions),) = inner.items()
    if kind not in fields:
        raise ValueError(f"unknown fact {kind!r}; one of {', '.join(sorted(fields))}")
    name = str(conditions.get("as", kind))
    known = {**bound, name: kind}
    equal: list[tuple[str, Value]] = []
    among: list[tuple[str, tuple[Value, ...]]] = []
    tests: list[Test] = []
    for field, condition in conditions.items():
        if field == "as":
            continue
        if field not in fields[kind]:
            raise ValueError(f"the fact {kind!r} has no field {field!r}; it has {', '.join(sorted(fields[kind]))}")
        if isinstance(condition, Mapping):
            tests.extend(_parse_test(field, name_of, operand, known, fields) for name_of, operand in condition.items())
        elif isinstance(condition, list):
            among.append((field, tuple(condition)))
        elif isinstance(condition, str | int) and not isinstance(condition, bool):
            equal.append((field, condition))
        else:
            raise ValueError(f"{field}: {condition!r} is no text and no whole number; put yes and no in quotes")
    alone = tuple(test for test in tests if test.bound in ("", name))
    others = [test for test in tests if test.bound not in ("", name)]
    keys = tuple(test for test in others if test.holds is operator.eq)
    against = tuple(test for test in others if test.holds is not operator.eq)
    return Pattern(kind, name, absent, tuple(equal), tuple(among), alone, keys, against)


def _parse_test(field: str, name: str, operand: Any, known: Mapping[str, str], fields: Mapping[str, frozenset[str]]) -> Test:
    if name in OF_A_FACT:
        fact, _, other = str(operand).partition(".")
        if fact not in known:
            raise ValueError(f"{field}: {operand!r} refers to a fact that no earlier pattern names")
        if other not in fields[known[fact]]:
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
