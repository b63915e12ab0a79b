"""The rules of benchmarks/diagnosis_rules.py written for CLIPS, and run there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any

import clips

from benchmarks.diagnosis_rules import Run, Words

TEMPLATES = {
    "symptom": ("kind", "figure", "amount"),
    "entry": ("figure", "code", "table", "amount"),
    "link": ("child", "parent"),
    "claim": ("figure", "amount", "stale"),
    "suspect": ("by", "of"),
    "diagnosis": ("by", "of", "cause"),
}
CONDITIONS = (
    """(symptom (kind "kind {n}") (figure ?figure) (amount ?amount))
       (link (parent ?figure) (child ?cause))
       (not (claim (figure ?figure) (amount ?amount)))""",
    """(symptom (kind "kind {n}") (figure ?figure) (amount ?amount))
       (entry (figure ?figure) (code ?code))
       (entry (figure ?cause) (code ?code) (amount ?amount))
       (test (neq ?figure ?cause))""",
    """(symptom (kind "kind {n}") (figure ?figure))
       (claim (figure ?figure) (stale TRUE) (amount ?amount))
       (entry (figure ?figure) (amount ~?amount))""",
    """(suspect (of ?figure) (by {before}))
       (symptom (figure ?figure) (amount ?amount))
       (entry (figure ?figure) (table ?cause))
       (not (link (parent ?figure)))""",
    """(symptom (kind "kind {n}") (figure ?figure) (amount ?amount))
       (symptom (figure ?cause&~?figure) (amount ?amount))""",
)
DIAGNOSIS, SUSPECT = "(assert (diagnosis (by {n}) (of ?figure) (cause ?cause)))", "(assert (suspect (by {n}) (of ?figure)))"
CONCLUSIONS = (DIAGNOSIS, DIAGNOSIS, SUSPECT, DIAGNOSIS, DIAGNOSIS)
SALIENCES = (0, 0, 0, 0, -1)


def in_clips(rules: int) -> Run:
    """A program of so many rules."""
    environment = clips.Environment()
    for router in environment.routers():
        router.deactivate()  # clipspy's own, in Python, is asked about every word that CLIPS reads
    for name, slots in TEMPLATES.items():
        environment.build(f"(deftemplate {name} {' '.join(f'(slot {slot})' for slot in slots)})")
    shapes = cycle(zip(CONDITIONS, CONCLUSIONS, SALIENCES, strict=True))
    for number, (conditions, conclusion, salience) in zip(range(rules), shapes, strict=False):
        text = f"(defrule r{number} (declare (salience {salience})) {conditions} => {conclusion})"
        environment.build(text.format(n=number, before=number - 1))

    def run(facts: Sequence[Any]) -> Iterable[tuple[int, str]]:
        environment.reset()
        for fact in facts:
            environment.assert_string(fact)
        environment.run()
        return _concluded(environment)

    return run


def _concluded(environment: Any) -> Iterator[tuple[int, str]]:
    return ((fact["by"], fact["of"]) for fact in environment.facts() if fact.template.name == "diagnosis")


def _word(name: str) -> Callable[..., str]:
    return lambda **slots: f"({name} {' '.join(f'({slot} {_value(value)})' for slot, value in slots.items())})"


def _value(value: object) -> str:
    return (
        {True: "TRUE", False: "FALSE"}[value]
        if isinstance(value, bool)
        else f'"{value}"'
        if isinstance(value, str)
        else str(value)
    )


WORDS = Words(*map(_word, Words._fields))
