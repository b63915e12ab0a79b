"""Patterns as far as a fact alone can meet them, and how a fact finds those it meets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .facts import Fact
from .patterns import MISSING, Ask, Path, Resolved, check, getter, reader

if TYPE_CHECKING:
    from .memory import Memory
    from .nodes import Node


class Alpha:
    """One pattern as far as a fact alone can meet it, shared by all patterns that ask the same.

    Attributes:
        number: its place in memory.
        asks: what remains to be asked of a fact that the lookup found, if anything.
        heads: nodes that take its facts as matches of a first pattern.
        tables: where its facts meet partial matches: the table's number in memory, and how to read the key of a fact.
    """

    __slots__ = ("asks", "heads", "number", "rules", "tables")

    def __init__(self, number: int) -> None:
        self.number = number
        self.asks: Callable[[Fact], bool] | None = None
        self.heads: list[Node] = []
        self.tables: list[tuple[int, Callable[[Fact], Any]]] = []
        self.rules: list[str] = []


_Table = dict[Hashable, list[Alpha]]


@dataclass(slots=True)
class Lookup:
    """How facts of one class find their patterns.

    Attributes:
        always: patterns to try on every fact.
        fields: tables of patterns by the value of a field.
        inside: tables of patterns by a value inside of a field.
        simple: whether every fact of the class meets the same patterns.
    """

    always: list[Alpha] = field(default_factory=list)
    fields: list[tuple[Hashable, _Table]] = field(default_factory=list)
    inside: list[tuple[Callable[[Fact], Any], _Table]] = field(default_factory=list)
    simple: bool = False

    def table(self, path: Path) -> _Table:
        """A new table by the value at ``path``."""
        made: _Table = {}
        if len(path) == 1:
            self.fields.append((path[0], made))
        else:
            self.inside.append((reader(path), made))
        return made

    def homes(self, fact: Fact, memory: Memory) -> list[Alpha]:
        """Give the patterns a fact meets; a predicate that raises is noted in memory and not met."""
        if self.simple:
            return self.always
        tried = self.always
        for key, table in self.fields:
            alphas = table.get(fact.get(key, MISSING))
            if alphas is not None:
                tried = tried + alphas if tried else alphas
        for read, table in self.inside:
            tried = [*tried, *table.get(read(fact), ())]
        found = []
        for alpha in tried:
            asks = alpha.asks
            try:
                if asks is None or asks(fact):
                    found.append(alpha)
            except Exception as error:
                memory.note(alpha.rules, (fact,), error)
        return found


def lookups(patterns: Sequence[tuple[Resolved, Alpha]]) -> Mapping[type[Fact], Lookup]:
    """Make the lookups of all classes: by the constant whose field has the most different values in patterns of the class."""
    values: dict[tuple[type[Fact], Path], set[Hashable]] = defaultdict(set)
    for resolved, _ in patterns:
        for path, value in resolved.constants:
            values[resolved.kind, path].add(value)
    found: dict[type[Fact], Lookup] = defaultdict(Lookup)
    tables: dict[tuple[type[Fact], Path], _Table] = {}
    for resolved, alpha in patterns:
        lookup = found[resolved.kind]
        best = max(resolved.constants, key=lambda each: len(values[resolved.kind, each[0]]), default=None)
        if best is None:
            lookup.always.append(alpha)
        else:
            place = (resolved.kind, best[0])
            if place not in tables:
                tables[place] = lookup.table(best[0])
            tables[place].setdefault(best[1], []).append(alpha)
        alpha.asks = _all_of(list(_asks(resolved, best)))
    for lookup in found.values():
        lookup.simple = not (lookup.fields or lookup.inside or any(alpha.asks for alpha in lookup.always))
    return dict(found)


def _asks(resolved: Resolved, known: tuple[Path, Hashable] | None) -> Iterator[Callable[[Fact], bool]]:
    """What remains to be asked of a fact: that fields are there, that they equal constants, that predicates hold."""
    given = {path for path, _ in resolved.constants}
    fields = [path[0] for path in resolved.present if len(path) == 1 and path not in given]
    if fields:
        yield _are_there(fields)
    for path in resolved.present:
        if len(path) > 1 and path not in given:
            yield _is_inside(path)
    for path, value in resolved.constants:
        if (path, value) != known:
            yield _equals(path, value)
    for ask in resolved.asks:
        yield _alone(ask)


def _all_of(asks: Sequence[Callable[[Fact], bool]]) -> Callable[[Fact], bool] | None:
    """Several questions as one, in order."""
    if len(asks) < 2:
        return asks[0] if asks else None
    first, second, *others = asks
    rest = _all_of(others)
    if rest is None:
        return lambda fact: first(fact) and second(fact)
    return lambda fact: first(fact) and second(fact) and rest(fact)


def _are_there(fields: Sequence[Hashable]) -> Callable[[Fact], bool]:
    if len(fields) == 1:
        field = fields[0]
        return lambda fact: field in fact
    if len(fields) == 2:
        one, other = fields
        return lambda fact: one in fact and other in fact
    every = frozenset(fields)
    return lambda fact: every <= fact.keys()


def _is_inside(path: Path) -> Callable[[Fact], bool]:
    read = reader(path)
    return lambda fact: read(fact) is not MISSING


def _equals(path: Path, value: Hashable) -> Callable[[Fact], bool]:
    read = reader(path)
    return lambda fact: bool(read(fact) == value)


def _alone(ask: Ask) -> Callable[[Fact], bool]:
    read, holds = getter(ask.path), check(ask.constraint)
    if not ask.names:
        return lambda fact: holds(read(fact), {})
    names = [(name, getter(variable.path) if variable.path else None) for name, variable in ask.names]
    return lambda fact: holds(read(fact), {name: get(fact) if get else fact for name, get in names})
