"""Rules as a diagnosis has them, for any engine with experta's names: timed as a process of its own, the times as JSON.

python -m benchmarks.diagnosis_rules MODULE class|set|clips RULES ROUNDS
"""

from __future__ import annotations

import gc
import importlib
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any, NamedTuple

SHOWN = 20
"""How many kinds of symptoms the document shows, however many the rules know."""

SYMPTOMS, ENTRIES, LINKS, CLAIMS = 30, 60, 20, 20
CODES = 12
WARM_UP = 5


class Words(NamedTuple):
    """The classes of facts."""

    symptom: Any
    entry: Any
    link: Any
    claim: Any
    suspect: Any
    diagnosis: Any


class Shape(NamedTuple):
    """A rule: its conditions, and what it concludes from what they bind."""

    conditions: tuple[Any, ...]
    conclude: Callable[[Mapping[str, Any]], Any]
    salience: int = 0


Run = Callable[[Sequence[Any]], Iterable[tuple[int, str]]]
"""Resets, declares and runs; what it then gives is which rule concluded what of which figure."""


def main() -> None:
    """Time a document, warm, and print what was measured."""
    module, how, rules, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    engine = importlib.import_module(module)
    if how == "clips":
        from benchmarks.diagnosis_in_clips import WORDS, in_clips

        words, run = WORDS, in_clips(rules)
    else:
        words = Words(*(type(name.title(), (engine.Fact,), {}) for name in Words._fields))
        made = [shape(engine, words, number) for number, shape in zip(range(rules), cycle(SHAPES), strict=False)]
        run = {"class": by_class, "set": by_set}[how](engine, words, made)
    print(json.dumps(timed(words, run, rounds)))


def timed(words: Words, run: Run, rounds: int) -> dict[str, Any]:
    """What each document took in ms, its facts made, then reset, declared and run; and what was concluded."""
    made, ran = [], []
    for _ in range(WARM_UP + rounds):
        gc.collect()
        begin = time.perf_counter()
        facts = list(document(words))
        ready = time.perf_counter()
        concluded = run(facts)
        end = time.perf_counter()
        made.append(1000 * (ready - begin))
        ran.append(1000 * (end - ready))
    return {"made": made[WARM_UP:], "ran": ran[WARM_UP:], "facts": len(facts), "concluded": sorted(concluded)}


def by_class(engine: Any, words: Words, shapes: Sequence[Shape]) -> Run:
    """The rules as methods of a KnowledgeEngine."""
    program = type(
        "Diagnosing", (engine.KnowledgeEngine,), {f"r{n:03}": _method(engine, n, one) for n, one in enumerate(shapes)}
    )()

    def run(facts: Sequence[Any]) -> Iterable[tuple[int, str]]:
        program.reset()
        program.declare(*facts)
        program.run()
        return _concluded(words, program.facts.values())

    return run


def by_set(engine: Any, words: Words, shapes: Sequence[Shape]) -> Run:
    """The rules as a RuleSet, which only mingcha.reasoning has."""
    rules = engine.RuleSet(_production(engine, number, shape) for number, shape in enumerate(shapes))
    return lambda facts: _concluded(words, rules.run(facts).facts)


def _concluded(words: Words, known: Iterable[Any]) -> Iterator[tuple[int, str]]:
    return ((fact["by"], fact["of"]) for fact in known if isinstance(fact, words.diagnosis))


def _method(engine: Any, number: int, shape: Shape) -> Any:
    def method(self: Any, **bound: Any) -> None:
        self.declare(shape.conclude(bound))

    method.__name__ = f"r{number:03}"
    return engine.Rule(*shape.conditions, salience=shape.salience)(method)


def _production(engine: Any, number: int, shape: Shape) -> Any:
    makes = (type(shape.conclude(defaultdict(str))),)
    return engine.Production(f"r{number:03}", shape.conditions, lambda match: [shape.conclude(match)], makes, shape.salience)


def document(words: Words) -> Iterator[Any]:
    """The facts of a document: what is out of joint, and the lines, sums and sentences it may come from."""
    draw = random.Random(7)
    figures = [f"figure {number}" for number in range(ENTRIES)]
    amounts = [100 * draw.randrange(1, 5000) for _ in figures]
    for number in range(SYMPTOMS):
        at = draw.randrange(ENTRIES)
        other = (at + CODES) % ENTRIES if draw.random() < 0.5 else draw.randrange(ENTRIES)
        yield words.symptom(kind=f"kind {number % SHOWN}", figure=figures[at], amount=amounts[other])
    for number, (figure, amount) in enumerate(zip(figures, amounts, strict=True)):
        yield words.entry(figure=figure, code=f"3{number % CODES:02}", table=number // CODES, amount=amount)
    for child, parent in zip(figures[:LINKS], figures[LINKS:], strict=False):
        yield words.link(child=child, parent=parent)
    for _ in range(CLAIMS):
        at = draw.randrange(ENTRIES)
        yield words.claim(figure=figures[at], amount=draw.choice((amounts[at], draw.choice(amounts))), stale=draw.random() < 0.6)


def _omitted(e: Any, words: Words, number: int) -> Shape:
    """A sum is out of joint, an entry below it is known, and no sentence tells the sum as it stands."""
    conditions = (
        words.symptom(kind=f"kind {number}", figure=e.MATCH.figure, amount=e.MATCH.amount),
        words.link(parent=e.MATCH.figure, child=e.MATCH.child),
        e.NOT(words.claim(figure=e.MATCH.figure, amount=e.MATCH.amount)),
    )
    return Shape(conditions, lambda bound: words.diagnosis(by=number, of=bound["figure"], cause=bound["child"]))


def _repeated(e: Any, words: Words, number: int) -> Shape:
    """An entry is off by what another entry of the same code amounts to."""
    conditions = (
        words.symptom(kind=f"kind {number}", figure=e.MATCH.figure, amount=e.MATCH.amount),
        words.entry(figure=e.MATCH.figure, code=e.MATCH.code),
        words.entry(figure=e.MATCH.other, code=e.MATCH.code, amount=e.MATCH.amount),
        e.TEST(lambda figure, other: figure != other),
    )
    return Shape(conditions, lambda bound: words.diagnosis(by=number, of=bound["figure"], cause=bound["other"]))


def _stale(e: Any, words: Words, number: int) -> Shape:
    """A sentence tells the figure otherwise, as it was the year before."""
    conditions = (
        words.symptom(kind=f"kind {number}", figure=e.MATCH.figure),
        words.claim(figure=e.MATCH.figure, stale=True, amount=e.MATCH.amount),
        words.entry(figure=e.MATCH.figure, amount=~e.MATCH.amount),
    )
    return Shape(conditions, lambda bound: words.suspect(by=number, of=bound["figure"]))


def _confirmed(e: Any, words: Words, number: int) -> Shape:
    """What the rule before this one suspects is out of joint in any way, and no sum of others."""
    conditions = (
        words.suspect(of=e.MATCH.figure, by=number - 1),
        words.symptom(figure=e.MATCH.figure, amount=e.MATCH.amount),
        words.entry(figure=e.MATCH.figure, table=e.MATCH.table),
        e.NOT(words.link(parent=e.MATCH.figure)),
    )
    return Shape(conditions, lambda bound: words.diagnosis(by=number, of=bound["figure"], cause=bound["table"]))


def _swapped(e: Any, words: Words, number: int) -> Shape:
    """Two figures are out of joint by the same amount."""
    conditions = (
        words.symptom(kind=f"kind {number}", figure=e.MATCH.figure, amount=e.MATCH.amount),
        words.symptom(figure=~e.MATCH.figure & e.MATCH.other, amount=e.MATCH.amount),
    )
    return Shape(conditions, lambda bound: words.diagnosis(by=number, of=bound["figure"], cause=bound["other"]), salience=-1)


SHAPES = (_omitted, _repeated, _stale, _confirmed, _swapped)

if __name__ == "__main__":
    main()
