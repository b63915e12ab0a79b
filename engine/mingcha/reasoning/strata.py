"""Put rules into strata, so that what a rule finds absent is complete before it asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .clauses import Clause, Quantified, clauses
from .constraints import FieldConstraint, L
from .errors import StratificationError
from .facts import Fact

if TYPE_CHECKING:
    from .ruleset import Production

Made = type[Fact] | Fact


@dataclass(frozen=True, slots=True)
class _Reads:
    """A pattern a rule reads, and whether all that matches it must be known before it is asked."""

    pattern: Fact
    complete: bool


def stratify(productions: Sequence[Production]) -> Mapping[str, int]:
    """Give each rule its stratum, by id: higher than that of every rule that may conclude what it finds absent.

    A rule depends on another when the other may conclude (``makes``) what one of its patterns matches: the class is the same and
    no field has one constant here and another there. A rule without ``makes`` may conclude anything.

    Raises:
        StratificationError: when rules depend on one another in a cycle through NOT or FORALL; names them.
    """
    anything = [rule.id for rule in productions if rule.makes is None]
    makers: dict[type[Fact], list[tuple[str, Made]]] = defaultdict(list)
    for rule in productions:
        for made in rule.makes or ():
            makers[made if isinstance(made, type) else type(made)].append((rule.id, made))
    edges: dict[str, dict[str, bool]] = {rule.id: {} for rule in productions}
    for rule in productions:
        depends = edges[rule.id]
        for read in _read(clauses(rule.when, rule.id)):
            for other in anything:
                depends[other] = depends.get(other, False) or read.complete
            for other, made in makers.get(type(read.pattern), ()):
                if _overlap(made, read.pattern):
                    depends[other] = depends.get(other, False) or read.complete
    strata = dict.fromkeys(edges, 0)
    for _ in range(len(strata) + 1):
        before = dict(strata)
        for name, others in edges.items():
            strata[name] = max([strata[name], *(strata[other] + absent for other, absent in others.items())])
        if strata == before:
            return strata
    raise _cyclic(edges)


def _read(found: Sequence[Clause], negated: bool = False) -> Iterator[_Reads]:
    """The patterns of clauses, and whether all that matches them must be known: so it is inside a NOT, however deep."""
    for clause in found:
        for step in clause:
            if isinstance(step, Fact):
                yield _Reads(step, negated)
            elif isinstance(step, Quantified):
                yield from _read(step.clauses, negated or not step.wanted)


def _overlap(made: Made, pattern: Fact) -> bool:
    """Whether a fact that is made so could match the pattern, which is of its class."""
    return isinstance(made, type) or all(_same(made[key], value) for key, value in pattern.items() if key in made)


def _same(made: object, wanted: object) -> bool:
    """Whether the two can be one value: only constants tell."""
    one, other = _constant(made), _constant(wanted)
    return not one or not other or one == other


def _constant(value: object) -> tuple[object, ...]:
    if isinstance(value, FieldConstraint):
        return (value.value,) if isinstance(value, L) else ()
    return (value,)


def _cyclic(edges: Mapping[str, Mapping[str, bool]]) -> StratificationError:
    """The error for the shortest cycle through an absence."""
    cycles = [
        (rule, *back)
        for rule, others in edges.items()
        for other, absent in others.items()
        if absent and (back := _way(edges, other, rule)) is not None
    ]
    cycle = min(cycles, key=len)
    if len(cycle) == 1:
        reason = f"rule {cycle[0]} asks that something be absent that it may itself conclude"
    else:
        row = " → ".join((*cycle, cycle[0]))
        reason = f"rules {row}: {cycle[0]} asks that something be absent that follows from what it concludes"
    return StratificationError(f"{reason}; take the NOT out, or say in makes what each rule really concludes", cycle)


def _way(edges: Mapping[str, Mapping[str, bool]], start: str, goal: str) -> tuple[str, ...] | None:
    """The rules on the shortest way from start to goal along dependencies, without the goal."""
    if start == goal:
        return ()
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    queue = [start]
    for rule in queue:
        for other in edges[rule]:
            if other == goal:
                return ways[rule]
            if other not in ways:
                ways[other] = (*ways[rule], other)
                queue.append(other)
    return None
