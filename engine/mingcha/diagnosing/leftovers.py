"""Violations that no wrong figure explains, but a cause does: decimals cut off, a list of changes that lacks an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..checking.violation import Violation
from ..knowledge import Rule
from ..locating import Change, Suspect


def leftovers(unlocated: Sequence[Violation], rules: Sequence[Rule]) -> Iterator[Suspect]:
    """Suspects whose causes are no wrong amounts: all hints together, and each list of changes that does not add up."""
    relations = {rule.id: rule.relation for rule in rules}
    amounts = [violation for violation in unlocated if violation.identity is not None and violation.figures]
    hints = [violation for violation in amounts if violation.hint and violation.expected is not None]
    if hints:
        yield Suspect(tuple(Change(one.figures[0], one.expected or 0) for one in hints), 1.0, tuple(hints))
    for violation in amounts:
        if not violation.hint and relations.get(violation.rule) == "changes_add_up":
            whole = violation.figures[-1]
            yield Suspect((Change(whole, whole.fen),), 1.0, (violation,))
