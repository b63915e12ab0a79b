"""The order of firing is the same on any machine: it does not rest on the hashes of texts, which differ from run to run."""

from __future__ import annotations

import os
import subprocess
import sys

_PROGRAM = """
from mingcha.reasoning import AND, AS, EXISTS, MATCH, NOT, OR, Fact, KnowledgeEngine, Production, Rule, RuleSet

class Fruit(Fact): pass
class Seen(Fact): pass

NAMES = ("apple", "fig", "kiwi", "lime", "pear", "plum")

class Program(KnowledgeEngine):
    @Rule(Fruit(MATCH.name, kind=MATCH.kind), Fruit(MATCH.other, kind=MATCH.kind), NOT(Seen(MATCH.name, MATCH.other)))
    def pairs(self, name, other):
        print("pair", name, other)
        self.declare(Seen(name, other))

    @Rule(OR(Fruit("fig"), Fruit("kiwi")), EXISTS(Fruit(kind="a")))
    def some(self):
        print("some")

    @Rule(AS.f << Fruit(MATCH.name), NOT(AND(Fruit(MATCH.other, kind="b"), Seen(MATCH.name, MATCH.other))))
    def alone(self, name, f):
        print("alone", name, f)

engine = Program()
engine.reset()
engine.declare(*(Fruit(name, kind="ab"[place % 2]) for place, name in enumerate(NAMES)))
engine.run()
rules = RuleSet(
    Production(name, (Fruit(MATCH.x, kind=MATCH.k), Fruit(MATCH.y, kind=MATCH.k)), lambda match: [Seen(match["x"], match["y"])])
    for name in ("B", "A")
)
done = rules.run(Fruit(name, kind="ab"[place % 2]) for place, name in enumerate(NAMES))
print(done.facts, done.firings, [done.derivations(fact) for fact in done.facts])
"""


def _output(seed: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run([sys.executable, "-c", _PROGRAM], env=environment, check=True, capture_output=True, text=True).stdout


def test_the_same_program_fires_in_the_same_order_whatever_the_hashes() -> None:
    first = _output(1)
    assert "pair plum apple" not in first
    assert "pair plum fig" in first
    assert all(_output(seed) == first for seed in (2, 3))
