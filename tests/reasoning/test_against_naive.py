"""Random programs give the same agenda, in the same order, as the slow meaning of rules."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from mingcha.reasoning import InitialFact, KnowledgeEngine, Rule
from tests.reasoning.naive import Naive
from tests.reasoning.programs import programs, steps


def _engine(rules: list[tuple[list[Any], int]]) -> KnowledgeEngine:
    def nothing(self: KnowledgeEngine) -> None:
        pass

    methods = {f"r{place}": Rule(*conditions, salience=salience)(nothing) for place, (conditions, salience) in enumerate(rules)}
    engine: KnowledgeEngine = type("Program", (KnowledgeEngine,), methods)()
    engine.reset()
    return engine


def _shown(engine: KnowledgeEngine) -> list[tuple[int, tuple[int | None, ...]]]:
    return [
        (int(activation.rule.name[1:]), tuple(fact.__factid__ for fact in activation.facts if not isinstance(fact, InitialFact)))
        for activation in engine.agenda
    ]


@given(programs, steps)
@settings(max_examples=300)
def test_the_agenda_is_what_the_facts_warrant_after_every_step(rules: Any, script: Any) -> None:
    engine, naive = _engine(rules), Naive(rules)
    for step in script:
        if isinstance(step, list):
            engine.declare(*(fact.copy() for fact in step))
            for fact in step:
                naive.declare(fact)
        elif step[0] == "retract":
            numbers = [number for number in naive.facts if number]
            if numbers:
                number = numbers[step[1] % len(numbers)]
                engine.retract(number)
                naive.retract(number)
        else:
            engine.run(1)
            naive.next()
        assert _shown(engine) == [(rule, numbers) for rule, _, numbers in naive.order()]
