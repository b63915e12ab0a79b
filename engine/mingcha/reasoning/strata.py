"""Put rules into strata, so that what a rule finds absent is complete before it asks."""

from __future__ import annotations

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
    """A pattern a rule reads, and whether what it finds is taken as complete: under NOT, EXISTS or FORALL with a NOT in it."""

    pattern: Fact
    complete: bool


def stratify(productions: Sequence[Production]) -> Mapping[str, int]:
    """Give each rule its stratum, by id: higher than that of every rule that may conclude what it finds absent.

    A rule depends on another when the other may conclude (``makes``) what one of its patterns matches: the class is the same and
    no field has one constant here and another there. A rule without ``makes`` may conclude anything.

    Raises:
        StratificationError: when rules depend on one another in a cycle through NOT or FORALL; names them.
    """
    reads = {rule.id: tuple(_read(clauses(rule.when, rule.id))) for rule in productions}
    edges = {
        rule.id: {
            other.id: any(read.complete for read in hits)
            for other in productions
            if (hits := [read for read in reads[rule.id] if _may_make(other, read.pattern)])
        }
        for rule in productions
    }
    strata = dict.fromkeys(edges, 0)
    for _ in range(len(strata) + 1):
        before = dict(strata)
        for rule, others in edges.items():
            strata[rule] = max([strata[rule], *(strata[other] + absent for other, absent in others.items())])
        if strata == before:
            return strata
    raise _cyclic(edges)


def _read(found: Sequence[Clause], negated: bool = False) -> Iterator[_Reads]:
    """The patterns of clauses. Inside a NOT, what is found must be complete; so must it, with care, inside EXISTS in a NOT."""
    for clause in found:
        for step in clause:
            if isinstance(step, Fact):
                yield _Reads(step, negated)
            elif isinstance(step, Quantified):
                yield from _read(step.clauses, negated or not step.wanted)


def _may_make(rule: Production, pattern: Fact) -> bool:
    return rule.makes is None or any(_overlap(made, pattern) for made in rule.makes)


def _overlap(made: Made, pattern: Fact) -> bool:
    """Whether a fact that is made so could match the pattern."""
    if isinstance(made, type):
        return made is type(pattern)
    if type(made) is not type(pattern):
        return False
    return all(_same(made[key], value) for key, value in pattern.items() if key in made)


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
    return StratificationError(
        f"rules {' → '.join((*cycle, cycle[0]))}: {cycle[0]} fires only where {cycle[1] if len(cycle) > 1 else 'it itself'} concludes "
        f"nothing of a kind, but depends on {'one another' if len(cycle) > 1 else 'itself'} in a circle; take the NOT out of one, "
        "or say in makes what each really concludes",
        cycle,
    )


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
