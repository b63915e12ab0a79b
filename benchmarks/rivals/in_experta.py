"""Check identities with experta: a rule of the knowledge is two rules here, one that adds cells up and one that judges.

python in_experta.py TASK

Cells and terms are facts, which is what an expert system is for. experta has no sums, so the first rule joins every term with its
cell and adds, and the second, once all is added, looks whether the identity holds. Prints seconds and what does not hold as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from experta import MATCH, Fact, KnowledgeEngine, Rule  # type: ignore[import-not-found,unused-ignore]

ADDING, JUDGING = 10, 1


class Cell(Fact):  # type: ignore[misc,unused-ignore]
    """A figure: its number, its amount in fen, one of its last printed place in fen."""


class Term(Fact):  # type: ignore[misc,unused-ignore]
    """That a cell, times a weight, is a member of an identity of a rule."""


class Identity(Fact):  # type: ignore[misc,unused-ignore]
    """An identity of a rule."""


def main() -> None:
    """Run the task and print what was measured."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    begin = time.process_time()
    broken = [checked(document) for document in task["documents"]]
    print(json.dumps({"seconds": time.process_time() - begin, "broken": broken}))


def checked(document: dict[str, Any]) -> list[int]:
    """The identities of a document that do not hold, by number."""
    engine = engine_for(sorted({identity["rule"] for identity in document["identities"]}))
    engine.reset()
    for number, (fen, ulp) in enumerate(document["cells"]):
        engine.declare(Cell(id=number, fen=fen, ulp=ulp))
    for number, identity in enumerate(document["identities"]):
        engine.declare(Identity(rule=identity["rule"], id=number, form=identity["form"], slack=identity["slack"]))
        for cell, weight in zip(identity["cells"], identity["weights"], strict=True):
            engine.declare(Term(rule=identity["rule"], identity=number, cell=cell, weight=weight))
    engine.run()
    return sorted(engine.broken)


def engine_for(rules: list[str]) -> Any:
    """An engine with these rules of the knowledge."""
    methods: dict[str, Any] = {}
    for rule in rules:
        name = rule.replace("-", "_")
        methods[f"add_{name}"] = Rule(
            Term(rule=rule, identity=MATCH.identity, cell=MATCH.cell, weight=MATCH.weight),
            Cell(id=MATCH.cell, fen=MATCH.fen, ulp=MATCH.ulp),
            salience=ADDING,
        )(_add)
        methods[f"judge_{name}"] = Rule(
            Identity(rule=rule, id=MATCH.identity, form=MATCH.form, slack=MATCH.slack), salience=JUDGING
        )(_judge)
    engine = type("Identities", (KnowledgeEngine,), methods)()
    engine.members = defaultdict(list)
    engine.broken = []
    return engine


def _add(self: Any, identity: int, cell: int, weight: int, fen: int, ulp: int) -> None:
    self.members[identity].append((weight, fen, ulp))


def _judge(self: Any, identity: int, form: str, slack: int) -> None:
    members = self.members[identity]
    if form == "sum":
        off = 2 * abs(sum(weight * fen for weight, fen, _ in members)) - sum(ulp for _, _, ulp in members) - slack
    else:
        off = max(2 * fen - ulp for _, fen, ulp in members) - min(2 * fen + ulp for _, fen, ulp in members)
    if off > 0:
        self.broken.append(identity)


if __name__ == "__main__":
    main()
