"""mingcha.reasoning beside CLIPS, which says what is right, and beside experta, whose programs it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import reasoning
from benchmarks.part import NotMeasuredError, Part
from mingcha.measuring.results import Measure, count, mean

_OURS = "class"
_RUNNERS = {
    "mingcha": ("mingcha.reasoning", _OURS),
    "mingcha, as a set": ("mingcha.reasoning", "set"),
    "CLIPS": ("clips", "clips"),
}


def run(folder: Path, size: Mapping[str, int]) -> Iterator[Measure]:
    """Judge programs at random, then time engines under few and many rules, in processes that take turns."""
    judged = reasoning.judge(size["programs"])
    yield count("programs run in both engines", judged.taken, better=None)
    yield count("programs run otherwise than CLIPS runs them", len(judged.differing), bar=0, issue=4)
    theirs = reasoning.environment()
    for rules in reasoning.RULES:
        yield from _race(rules, size, theirs)
    if theirs is None:
        raise NotMeasuredError("experta could not be installed: no network?")


def _race(rules: int, size: Mapping[str, int], theirs: str | None) -> Iterator[Measure]:
    """Ms a document: 30 symptoms and 100 facts; a sample is the median of a process."""
    taken: dict[str, list[float]] = {}
    for _ in range(size["turns"]):
        for name, (module, how) in _RUNNERS.items():
            taken.setdefault(name, []).append(reasoning.one_process(None, module, how, rules, size["rounds"]))
        if theirs:
            few = max(3, size["rounds"] // rules)
            taken.setdefault("experta", []).append(reasoning.one_process(theirs, "experta", "class", rules, few))
    for name, samples in taken.items():
        ours = name.startswith("mingcha")
        bar = reasoning.BARS[rules] if ours else None
        yield mean("a document", samples, "ms", {"engine": name, "rules": rules}, bar=bar, issue=4 if ours else 0)
        if not ours:
            ratios = [one / own for one, own in zip(samples, taken["mingcha"], strict=True)]
            yield mean("times mingcha.reasoning", ratios, "×", {"engine": name, "rules": rules}, better="higher")


PART = Part(
    name="reasoning",
    about="random programs in mingcha.reasoning and in CLIPS, which must agree; ms a document of 30 symptoms and 100 facts under "
    "20 and 400 rules, beside CLIPS and experta",
    sizes={
        "tiny": {"programs": 20, "turns": 1, "rounds": 2},
        "quick": {"programs": 200, "turns": 2, "rounds": 10},
        "full": {"programs": 3000, "turns": 5, "rounds": 100},
    },
    run=run,
)
