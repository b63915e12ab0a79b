"""Predicates on one field, ready to use in patterns: ``Fact(age=GE(18))``.

They compose with ``& | ~`` and with ``MATCH.x &`` to bind the value.
"""

from __future__ import annotations

import operator as op
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .conditions import ConditionalElement, Operable
from .constraints import FieldConstraint, P
from .errors import ConditionError

__all__ = [
    "BETWEEN",
    "CALL",
    "CONTAINS",
    "EQ",
    "GE",
    "GT",
    "ILIKE",
    "IS",
    "IS_NOT",
    "LE",
    "LIKE",
    "LT",
    "NE",
    "REGEX",
    "TRUTH",
]


@dataclass(frozen=True, slots=True)
class _Against:
    """A comparison with a value; equal ones are one test in the network."""

    compare: Callable[[Any, Any], Any]
    value: Any

    def __post_init__(self) -> None:
        _refuse_names(self.value)

    def __call__(self, value: Any) -> Any:
        return self.compare(value, self.value)

    @property
    def __name__(self) -> str:
        return f"{self.compare.__name__} {self.value!r}"


class _Exactly(_Against):
    """One that tells 1 from True, which are equal: it is only itself."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def _refuse_names(operands: Any) -> None:
    """A predicate compares with values that are known when the rule is written; a name has none yet."""
    for operand in _each(operands):
        if isinstance(operand, FieldConstraint | Operable):
            raise ConditionError(
                f"{operand!r} stands in a predicate, which takes plain values; write MATCH.x itself for the value of x, "
                "~MATCH.x for another one, and TEST(lambda x, y: y < x) for any other comparison"
            )


def _each(operands: Any) -> Iterator[Any]:
    if isinstance(operands, tuple) and not isinstance(operands, ConditionalElement):
        for operand in operands:
            yield from _each(operand)
    else:
        yield operands


def _between(value: Any, ends: tuple[Any, Any]) -> bool:
    return bool(ends[0] <= value <= ends[1])


def _fits(value: str, pattern: re.Pattern[str]) -> bool:
    return pattern.match(value) is not None


def _called(value: Any, call: tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]) -> Any:
    name, arguments, named = call
    return getattr(value, name)(*arguments, **dict(named))


TRUTH = P(bool)
"""The value is true."""


def LT(value: Any) -> P:  # noqa: N802  # experta's names
    """Less than ``value``."""
    return P(_Against(op.lt, value))


def LE(value: Any) -> P:  # noqa: N802
    """Less than ``value`` or equal."""
    return P(_Against(op.le, value))


def EQ(value: Any) -> P:  # noqa: N802
    """Equal to ``value``."""
    return P(_Against(op.eq, value))


def NE(value: Any) -> P:  # noqa: N802
    """Not equal to ``value``."""
    return P(_Against(op.ne, value))


def GE(value: Any) -> P:  # noqa: N802
    """Greater than ``value`` or equal."""
    return P(_Against(op.ge, value))


def GT(value: Any) -> P:  # noqa: N802
    """Greater than ``value``."""
    return P(_Against(op.gt, value))


def IS(value: Any) -> P:  # noqa: N802
    """The very object ``value``."""
    return P(_Exactly(op.is_, value))


def IS_NOT(value: Any) -> P:  # noqa: N802
    """Not the very object ``value``."""
    return P(_Exactly(op.is_not, value))


def CONTAINS(item: Any) -> P:  # noqa: N802
    """The value has ``item`` in it."""
    return P(_Against(op.contains, item))


def BETWEEN(low: Any, high: Any) -> P:  # noqa: N802
    """From ``low`` to ``high``, both included."""
    return P(_Against(_between, (low, high)))


def REGEX(pattern: str, flags: int = 0) -> P:  # noqa: N802
    """A text that begins as the regular expression says, as ``re.match`` has it."""
    _refuse_names(pattern)
    return P(_Against(_fits, re.compile(pattern, flags)))


def LIKE(pattern: str) -> P:  # noqa: N802
    """A text like the shell pattern (``*``, ``?``, ``[…]``)."""
    return P(_Against(fnmatchcase, pattern))


def ILIKE(pattern: str) -> P:  # noqa: N802
    """A text like the shell pattern, capital letters or not."""
    _refuse_names(pattern)
    return P(_Against(_ilike, pattern.lower()))


def _ilike(value: str, pattern: str) -> bool:
    return fnmatchcase(value.lower(), pattern)


class _Call:
    """``CALL.startswith("a")``: what the value's own method gives is true."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Callable[..., P]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments, **named: P(_Exactly(_called, (name, arguments, tuple(sorted(named.items())))))


CALL = _Call()
