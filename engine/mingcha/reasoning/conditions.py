"""How patterns are joined to conditions: ``AND``, ``OR``, ``NOT``, ``EXISTS``, ``FORALL``, ``TEST``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from .errors import ConditionError


class Operable:
    """What ``&``, ``|`` and ``~`` can join: patterns and conditions."""

    __slots__ = ()

    def __and__(self, other: object) -> AND:
        """Both must hold."""
        return AND(*_parts(AND, self), *_parts(AND, other))

    def __or__(self, other: object) -> OR:
        """At least one must hold."""
        return OR(*_parts(OR, self), *_parts(OR, other))

    def __invert__(self) -> NOT:
        """It must not hold."""
        return NOT(self)


def _parts(kind: type[AND] | type[OR], condition: object) -> tuple[Any, ...]:
    return tuple(condition) if isinstance(condition, kind) else (condition,)


class ConditionalElement(Operable, tuple[Any, ...]):
    """Base of the conditions: a tuple of what they join."""

    __slots__ = ()

    def __new__(cls, *conditions: Any) -> Self:
        """Join the conditions."""
        return super().__new__(cls, conditions)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), tuple(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self))})"


class AND(ConditionalElement):
    """All of the conditions hold; a rule's conditions are joined so."""

    __slots__ = ()


class OR(ConditionalElement):
    """One of the conditions holds. The rule fires once for each one that does, as in CLIPS."""

    __slots__ = ()


class NOT(ConditionalElement):
    """The condition, or all of several together, cannot be met.

    A name first bound inside stays inside. A rule whose NOT became false leaves the agenda; when it becomes true again the
    rule is activated anew.
    """

    __slots__ = ()


class EXISTS(ConditionalElement):
    """The condition, or all of several together, can be met; the rule fires once, however often it can."""

    __slots__ = ()


class FORALL(ConditionalElement):
    """Whenever the first condition is met, so are all the others. True when the first is never met."""

    __slots__ = ()


class TEST(ConditionalElement):
    """``check`` is true of what earlier conditions bound; its parameters are the names bound.

    A parameter with a default that no condition binds keeps its default; ``**names`` takes all that is bound. The function must
    give the same answer for the same values each time.
    """

    __slots__ = ()

    def __new__(cls, check: Callable[..., Any]) -> Self:
        """Take the function that tests."""
        if not callable(check):
            raise ConditionError(f"TEST({check!r}): TEST takes a function, such as TEST(lambda x: x > 0)")
        return super().__new__(cls, check)
