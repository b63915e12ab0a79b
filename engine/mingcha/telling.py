"""How a violation is told: its rule's sentence with the amounts filled in."""

from __future__ import annotations

from typing import Any, NamedTuple

from .amounts import print_exact
from .checking import Violation
from .knowledge import Rule

_INNER = {"“": "‘", "”": "’"}


class Printed(NamedTuple):
    """Amounts as decimal numbers in one money unit; None where the rule is not about one amount."""

    stated: str | None
    expected: str | None
    difference: str | None


def printed(violation: Violation, unit: str = "") -> Printed:
    """The stated and the expected amount and their difference, in ``unit`` or else the violation's money unit."""
    stated, expected, unit = violation.stated, violation.expected, unit or violation.unit
    return Printed(
        None if stated is None else print_exact(stated, unit),
        None if expected is None else print_exact(expected, unit),
        None if stated is None or expected is None else print_exact(stated - expected, unit),
    )


def message_of(violation: Violation, rule: Rule, lang: str) -> str:
    """What the rule says of the violation."""
    words: dict[str, Any] = dict(violation.words)
    for name, amount in printed(violation)._asdict().items():
        if amount is not None:
            words.setdefault(name, (amount.removeprefix("-") if name == "difference" else amount) + violation.unit)
    return _nested(rule.say[lang].format(**words))


def _nested(text: str) -> str:
    """Quotation marks inside others become single ones; a text whose marks do not pair stays as it is."""
    depth, told = 0, []
    for character in text:
        depth -= character == "”"
        if depth < 0:
            return text
        told.append(_INNER.get(character, character) if depth else character)
        depth += character == "“"
    return text if depth else "".join(told)
