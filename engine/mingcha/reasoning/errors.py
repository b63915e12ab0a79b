"""What can be wrong with a program of rules, each as an error that says where, why and what helps."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import MingchaError


class ReasoningError(MingchaError):
    """Base of what the engine raises on purpose."""

    def __str__(self) -> str:
        """Give the sentence as it is, also where a ``KeyError`` would quote it."""
        return str(self.args[0]) if self.args else ""


class ConditionError(ReasoningError, TypeError):
    """A condition of a rule that cannot be understood: names the rule, the condition and the remedy."""


class DeclarationError(ReasoningError, TypeError):
    """Something was declared that is no fact, or a pattern in place of a fact."""


class FieldNameError(ReasoningError, KeyError):
    """A declared fact has a field whose name is reserved for looking into values."""


class FieldValueError(ReasoningError, ValueError):
    """A field of a fact is missing or has a value its ``Field`` refuses."""


class FrozenFactError(ReasoningError, RuntimeError):
    """A fact was changed after it was declared."""


class UnknownFactError(ReasoningError, IndexError):
    """A fact that is not, or no longer, in the engine."""


class StratificationError(ReasoningError, ValueError):
    """Rules that depend on the absence of what they themselves conclude.

    Attributes:
        rules: ids of the rules on the cycle, in its order.
    """

    def __init__(self, message: str, rules: Sequence[str]) -> None:
        super().__init__(message)
        self.rules = tuple(rules)


class EndlessLoopError(ReasoningError, RuntimeError):
    """Rules kept one another going until the limit of firings was reached, or one rule concluded facts without end.

    Attributes:
        rules: names of the rules that fired in turn.
        limit: how many firings were allowed, or how many facts of one firing.
    """

    def __init__(self, rules: Sequence[str], limit: int, at_once: bool = False) -> None:
        self.rules = tuple(rules)
        self.limit = limit
        names = ", ".join(self.rules)
        going = "keep one another going" if len(self.rules) > 1 else "keeps itself going"
        super().__init__(
            f"stopped in one firing of {names}: it had concluded {limit} facts and went on; "
            "let what it gives come to an end, or allow more"
            if at_once
            else f"stopped after {limit} firings: {names} {going}; "
            "add a condition that becomes false by what follows, or allow more firings"
        )
