"""The decorators that make methods rules and initial facts of a ``KnowledgeEngine``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import update_wrapper
from types import MethodType
from typing import Any

from .errors import ConditionError
from .facts import Fact


class Rule:
    """Makes a method a rule: it is called once for every way its conditions are met.

    The method's parameters are names that the conditions bind; ``**names`` takes all of them.

    Args:
        conditions: what must hold, joined by AND.
        salience: rules with more fire before rules with less.

    Attributes:
        name: the method's name.
    """

    def __init__(self, *conditions: Any, salience: int = 0) -> None:
        if not isinstance(salience, int):
            raise ConditionError(f"salience={salience!r}: a salience is a whole number")
        self.conditions = conditions
        self.salience = salience
        self.name = "<no method>"
        self._function: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Decorate a function; once that is done, call it."""
        if self._function is not None:
            return self._function(*arguments, **named)
        function = arguments[0] if len(arguments) == 1 and not named else None
        if isinstance(function, Rule):
            raise ConditionError(f"{function.name} is decorated with Rule twice; write one Rule with OR(AND(...), AND(...))")
        if not callable(function):
            raise ConditionError(f"{self!r} is not decorating a method yet; write @Rule(...) above def")
        made = type(self)(*self.conditions, salience=self.salience)
        made._function = function
        made.name = getattr(function, "__name__", repr(function))
        return update_wrapper(made, function)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Give the rule on a class, the bound method on an engine."""
        return self if instance is None else MethodType(self, instance)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.conditions)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def function(self) -> Callable[..., Any]:
        """The method as it was written."""
        if self._function is None:
            raise ConditionError(f"{self!r} decorates no method; write @Rule(...) above def")
        return self._function

    def __repr__(self) -> str:
        shown = [repr(condition) for condition in self.conditions]
        shown += [f"salience={self.salience}"] if self.salience else []
        return f"Rule({', '.join(shown)})" + (f" => {self.name}" if self._function else "")


class DefFacts:
    """Makes a generator method give facts that ``reset`` declares.

    Keyword arguments of ``reset`` reach the parameters of that name.

    Args:
        order: methods with less come first; among equals the name decides.
    """

    def __init__(self, order: int = 0) -> None:
        if not isinstance(order, int):
            raise ConditionError(f"DefFacts({order!r}): an order is a whole number; write @DefFacts() with parentheses above def")
        self.order = order
        self._function: Callable[..., Iterator[Any]] | None = None
        self._parameters: frozenset[str] | None = frozenset()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Decorate a generator; once that is done, give copies of its facts."""
        if self._function is not None:
            taken = named if self._parameters is None else {key: named[key] for key in named if key in self._parameters}
            return (fact.copy() if isinstance(fact, Fact) else fact for fact in self._function(*arguments, **taken))
        function = arguments[0] if len(arguments) == 1 and not named else None
        if not inspect.isgeneratorfunction(function):
            raise ConditionError(f"@DefFacts() stands above {function!r}, which is no generator; it must yield its facts")
        made = type(self)(order=self.order)
        made._function = function
        parameters = inspect.signature(function).parameters.values()
        takes_all = any(each.kind is each.VAR_KEYWORD for each in parameters)
        made._parameters = None if takes_all else frozenset(each.name for each in parameters)
        return update_wrapper(made, function)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Give the decorated generator on a class, the bound method on an engine."""
        return self if instance is None else MethodType(self, instance)

    def __repr__(self) -> str:
        return f"DefFacts(order={self.order}) => {getattr(self._function, '__name__', '<no method>')}"
