"""CLIPS as the judge of an engine: what may fire next, what waits after every change, what is left at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

import clips

from tests.reasoning.oracle.clips_text import TEMPLATES, printed, written
from tests.reasoning.oracle.programs import Fact, Program

Activation = tuple[str, tuple[str, ...]]
"""A rule, and the facts it matched in the order of its patterns, as CLIPS prints them."""

FIRINGS = 25
"""After so many a program that has no end is left."""

_NEXT = 10_000
"""The highest salience of CLIPS: what has it fires next."""

_TRIES = 64
"""How often CLIPS is asked again where several activations read the same."""


class RefusedError(Exception):
    """CLIPS will not have a rule, as where it sees that nothing can match a pattern."""


class Engine(Protocol):
    """An engine that runs a program step by step."""

    def declare(self, fact: Fact) -> None:
        """Declare a fact from outside."""

    def agenda(self) -> Counter[Activation]:
        """What waits to fire."""

    def fire(self) -> Activation | None:
        """Fire what comes first and tell it; None where nothing waits."""

    def facts(self) -> Counter[str]:
        """The facts as they are, as CLIPS prints them."""


class Standing(NamedTuple):
    """How things stand at a moment: what waits to fire, and the facts."""

    agenda: Counter[Activation]
    facts: Counter[str]


class Run(NamedTuple):
    """What an engine made of a program.

    Attributes:
        declared: how things stood at first, and after each of the program's facts.
        fired: what fired, and how things stood after it. If all ended well nothing is left in the last one's agenda.
    """

    declared: Sequence[Standing]
    fired: Sequence[tuple[Activation, Standing]]


def concluded(program: Program) -> tuple[Counter[Activation], Counter[str]]:
    """What fires when CLIPS runs a program by itself until nothing is left, and the facts that are there then.

    Raises:
        RefusedError: CLIPS takes none of the program.
    """
    judge = Judge(program)
    for fact in program.facts:
        judge.declare(fact)
    fired: Counter[Activation] = Counter()
    while allowed := judge.allowed():
        first = min(allowed)
        judge.follow(first, 0)
        fired[first] += 1
    return fired, judge.standing().facts


def compared(program: Program, engine: Callable[[Program], Engine]) -> str | None:
    """What the engine does otherwise than CLIPS, in words; None if nothing.

    Raises:
        RefusedError: CLIPS takes none of the program.
    """
    try:
        made = run(program, engine(program))
    except Exception as error:
        Judge(program)  # what CLIPS refuses need not run elsewhere
        return f"raised {error!r}"
    return difference(program, made)


def run(program: Program, engine: Engine) -> Run:
    """Run the program, for as many firings as are judged."""
    declared = [_standing(engine)]
    for fact in program.facts:
        engine.declare(fact)
        declared.append(_standing(engine))
    fired: list[tuple[Activation, Standing]] = []
    while len(fired) < FIRINGS and (activation := engine.fire()) is not None:
        fired.append((activation, _standing(engine)))
    return Run(declared, fired)


def difference(program: Program, run: Run) -> str | None:
    """What the engine did otherwise than CLIPS, in words; None if nothing.

    Two branches of an OR may match the same facts. CLIPS tells not which is which, so where one of them fired each is tried.

    Raises:
        RefusedError: CLIPS takes none of the program.
    """
    first = None
    untried: list[tuple[int, ...]] = [()]
    for _ in range(_TRIES):
        if not untried:
            break
        choices = untried.pop()
        made, apart = _judged(program, run, choices)
        if apart is None:
            return None
        first = first or apart
        untried += [
            (*(choice for choice, _ in made[:place]), other)
            for place in range(len(choices), len(made))
            for other in range(1, made[place][1])
        ]
    return first


class Judge:
    """A program as CLIPS runs it, in the order that another engine chose among what CLIPS allows.

    CLIPS's guide orders the agenda by salience and then, under the depth strategy, by recency: what a later change activated
    comes first. Among the activations of one change it calls the order arbitrary: there CLIPS follows the other engine.
    """

    def __init__(self, program: Program) -> None:
        self._salience = {rule.name: rule.salience for rule in program.rules}
        self._facts: dict[str, str] = {}
        self._waiting: list[_Waiting] = []
        self._changes = 0
        self._trace = _Trace()
        self._clips = clips.Environment()
        for router in self._clips.routers():
            router.deactivate()  # it keeps what CLIPS says of errors, and half the time goes by asking it about every word
        self._clips.add_router(self._trace)
        self._clips.eval("(conserve-mem on)")
        for watched in ("facts", "activations"):
            self._clips.eval(f"(watch {watched})")
        for construct in (*TEMPLATES, *map(written, program.rules)):
            try:
                self._clips.build(construct)
            except clips.CLIPSError as error:
                raise RefusedError(str(error)) from error
        self._clips.reset()
        self._read_trace()

    def declare(self, fact: Fact) -> None:
        """Assert a fact from outside."""
        self._clips.assert_string(printed(fact))
        self._read_trace()

    def allowed(self) -> set[Activation]:
        """What may fire next: of the highest salience, activated by the latest change."""
        highest = max((self._salience[one.rule] for one in self._waiting), default=0)
        waiting = [one for one in self._waiting if self._salience[one.rule] == highest]
        return {one.told(self._facts) for one in waiting if one.latest >= max(other.earliest for other in waiting)}

    def follow(self, activation: Activation, choice: int) -> int:
        """Fire the activation, wherever CLIPS has it on its agenda.

        Args:
            activation: what to fire.
            choice: which of those that read the same, the latest first.

        Returns:
            How many read the same.
        """
        agenda = [(place, one) for place, one in enumerate(self._clips.activations()) if self._told(one) == activation]
        place, chosen = agenda[choice]
        if place:
            chosen.salience = _NEXT
            self._clips.reorder()
        self._take_back(*_read(chosen)[:2])
        self._clips.run(1)
        self._read_trace()
        return len(agenda)

    def standing(self) -> Standing:
        """What waits to fire, and the facts."""
        return Standing(Counter(one.told(self._facts) for one in self._waiting), Counter(self._facts.values()))

    def _told(self, activation: clips.agenda.Activation) -> Activation:
        return _read(activation).told(self._facts)

    def _read_trace(self) -> None:
        """Note what has changed since: the facts, what a change activated, and what it took back."""
        for line in self._trace.taken():
            match line.split():
                case ["==>", "Activation", _, rule, *basis]:
                    self._waiting.append(_Waiting(rule.rstrip(":"), " ".join(basis), self._changes, self._changes))
                case ["<==", "Activation", _, rule, *basis]:
                    self._take_back(rule.rstrip(":"), " ".join(basis))
                case ["<==", fact, *_]:
                    self._changes += 1
                    del self._facts[fact]
                case ["==>", fact, *words]:
                    self._changes += 1
                    self._facts[fact] = " ".join(words)
        for fact, text in self._facts.items():
            if "..." in text:  # a modify tells no more than what it changes
                self._facts[fact] = next(str(one) for one in self._clips.facts() if f"f-{one.index}" == fact)

    def _take_back(self, rule: str, basis: str) -> None:
        """Strike out an activation. If others read the same, any of them may be the one that is left."""
        same = [one for one in self._waiting if (one.rule, one.basis) == (rule, basis)]
        others = [one for one in self._waiting if one not in same]
        left = _Waiting(rule, basis, min(one.earliest for one in same), max(one.latest for one in same))
        self._waiting = [*others, *[left] * (len(same) - 1)]


class _Waiting(NamedTuple):
    """An activation as CLIPS prints it, as ``f-1,*,f-2``, and between which changes it was made, counted from the first."""

    rule: str
    basis: str
    earliest: int = 0
    latest: int = 0

    def told(self, facts: Mapping[str, str]) -> Activation:
        """With its facts in words."""
        return self.rule, tuple(facts[one] for one in self.basis.split(",") if one.startswith("f-"))


class _Trace(clips.Router):  # type: ignore[misc]  # clipspy has no types
    """What CLIPS says when it is watched, and what it says of errors, which are raised as well."""

    def __init__(self) -> None:
        super().__init__("trace", 30)
        self._parts: list[str] = []

    def query(self, name: str) -> bool:
        """Whether a channel is ours."""
        return name in ("stdout", "stderr")

    def write(self, name: str, message: str) -> None:
        """Take a part of a line."""
        self._parts.append(message)

    def taken(self) -> list[str]:
        """The lines since the last time."""
        lines = "".join(self._parts).splitlines()
        self._parts.clear()
        return lines


def _judged(program: Program, run: Run, choices: Sequence[int]) -> tuple[list[tuple[int, int]], str | None]:
    """Which choice was made at each firing and of how many; and the first difference."""
    judge = Judge(program)
    made: list[tuple[int, int]] = []
    for place, standing in enumerate(run.declared):
        if place:
            judge.declare(program.facts[place - 1])
        if judge.standing() != standing:
            return made, f"after {place} facts: {_apart(judge.standing(), standing)}"
    for place, (activation, standing) in enumerate(run.fired):
        if activation not in judge.allowed():
            return made, f"{place + 1}. {activation} fired, CLIPS allows {sorted(judge.allowed())}"
        choice = choices[place] if place < len(choices) else 0
        made.append((choice, judge.follow(activation, choice)))
        if judge.standing() != standing:
            return made, f"after {place + 1}. {activation}: {_apart(judge.standing(), standing)}"
    if len(run.fired) < FIRINGS and judge.allowed():
        return made, f"nothing fired, CLIPS allows {sorted(judge.allowed())}"
    return made, None


def _standing(engine: Engine) -> Standing:
    return Standing(engine.agenda(), engine.facts())


def _read(activation: object) -> _Waiting:
    """From how CLIPS prints an activation of its agenda: ``0 r1: f-1,*,f-2``."""
    _, rule, *basis = str(activation).split()
    return _Waiting(rule.rstrip(":"), " ".join(basis))


def _apart(theirs: Standing, ours: Standing) -> str:
    parts = (
        f"{who} alone has {what} {sorted((one - other).elements())}"
        for what in Standing._fields
        for who, one, other in (
            ("CLIPS", getattr(theirs, what), getattr(ours, what)),
            ("the engine", getattr(ours, what), getattr(theirs, what)),
        )
        if one - other
    )
    return "; ".join(parts)
