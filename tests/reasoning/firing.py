"""Shortcuts for tests: what one rule fires on."""

from __future__ import annotations

from typing import Any

from mingcha.reasoning import Fact, KnowledgeEngine, Rule


def fired(conditions: Any, *facts: Fact) -> list[dict[str, Any]]:
    """What each firing of a rule bound, in firing order."""
    found: list[dict[str, Any]] = []

    class Program(KnowledgeEngine):
        @Rule(*(conditions if isinstance(conditions, list) else [conditions]))
        def rule(self, **bound: Any) -> None:
            found.append(bound)

    engine = Program()
    engine.reset()
    engine.declare(*facts)
    engine.run()
    return found


def fires(conditions: Any, *facts: Fact) -> bool:
    """Whether the rule fires at all."""
    return bool(fired(conditions, *facts))
