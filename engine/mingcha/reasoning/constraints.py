"""What a pattern says of one field: ``L``, ``W``, ``P``, ``MATCH``, and how ``& | ~`` join them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from .errors import ConditionError
from .freezing import freeze


class FieldConstraint:
    """Base of what can stand for a value in a pattern."""

    __slots__ = ()

    bound: str | None

    def __and__(self, other: object) -> ANDFC:
        """Both must hold."""
        return ANDFC((*_parts(ANDFC, self), *_parts(ANDFC, _constraint(other, "&"))))

    def __or__(self, other: object) -> ORFC:
        """At least one must hold."""
        return ORFC((*_parts(ORFC, self), *_parts(ORFC, _constraint(other, "|"))))

    def __invert__(self) -> NOTFC:
        """It must not hold; the field must be there all the same."""
        return NOTFC(self)

    def __rlshift__(self, name: str) -> Self:
        """``AS.x << constraint`` or ``"x" << constraint``: the value it matches is called x."""
        if not isinstance(name, str):
            raise ConditionError(f"{name!r} << {self!r}: the left side names the value; write AS.name or a string")
        return replace(self, bound=name)  # type: ignore[type-var]  # every subclass is a dataclass


def _parts(kind: type[ANDFC] | type[ORFC], constraint: FieldConstraint) -> tuple[FieldConstraint, ...]:
    if isinstance(constraint, kind) and constraint.bound is None:
        return constraint.parts
    return (constraint,)


def _constraint(value: object, sign: str) -> FieldConstraint:
    if not isinstance(value, FieldConstraint):
        raise ConditionError(f"{value!r} stands beside {sign} in a pattern and is no constraint; write L({value!r})")
    return value


def _named(shown: str, bound: str | None) -> str:
    return f"{bound!r} << {shown}" if bound is not None else shown


@dataclass(frozen=True, slots=True, repr=False)
class L(FieldConstraint):
    """The field equals ``value``; what a plain value in a pattern means."""

    value: Any
    bound: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", freeze(self.value))

    def __repr__(self) -> str:
        return _named(f"L({self.value!r})", self.bound)


@dataclass(frozen=True, slots=True, repr=False)
class W(FieldConstraint):
    """The field is there, whatever its value; ``W("x")`` calls the value x, and everywhere in the rule x is the same value."""

    bound: str | None = None

    def __repr__(self) -> str:
        return f"MATCH.{self.bound}" if self.bound is not None else "W()"


@dataclass(frozen=True, slots=True, repr=False)
class P(FieldConstraint):
    """``match(value)`` is true. The function must give the same answer for the same value each time."""

    match: Callable[[Any], Any]
    bound: str | None = None

    def __post_init__(self) -> None:
        if not callable(self.match):
            raise ConditionError(f"P({self.match!r}): P takes a function of one value; for a value to equal write L(...)")

    def __hash__(self) -> int:
        try:
            return hash(self.match)
        except TypeError:
            return id(self.match)

    def __repr__(self) -> str:
        return _named(f"P({getattr(self.match, '__name__', self.match)})", self.bound)


@dataclass(frozen=True, slots=True, repr=False)
class ANDFC(FieldConstraint):
    """All ``parts`` hold: ``a & b``."""

    parts: tuple[FieldConstraint, ...]
    bound: str | None = None

    def __repr__(self) -> str:
        return _named("(" + " & ".join(map(repr, self.parts)) + ")", self.bound)


@dataclass(frozen=True, slots=True, repr=False)
class ORFC(FieldConstraint):
    """One of ``parts`` holds: ``a | b``."""

    parts: tuple[FieldConstraint, ...]
    bound: str | None = None

    def __repr__(self) -> str:
        return _named("(" + " | ".join(map(repr, self.parts)) + ")", self.bound)


@dataclass(frozen=True, slots=True, repr=False)
class NOTFC(FieldConstraint):
    """``part`` does not hold: ``~a``."""

    part: FieldConstraint
    bound: str | None = None

    def __repr__(self) -> str:
        return _named(f"~{self.part!r}", self.bound)


class _Match:
    """``MATCH.x`` in a pattern: any value, called x."""

    __slots__ = ()

    def __getattr__(self, name: str) -> W:
        if name.startswith("__"):
            raise AttributeError(name)
        return W(name)

    def __repr__(self) -> str:
        return "MATCH"


class _As:
    """``AS.f << Fact(...)``: the fact that matches, called f."""

    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return name

    def __repr__(self) -> str:
        return "AS"


MATCH = _Match()
AS = _As()


def anyof(*values: Any) -> P:
    """The field equals one of ``values``."""
    frozen = tuple(freeze(value) for value in values)
    return P(lambda value: value in frozen)
