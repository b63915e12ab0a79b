"""Compile rules to a network in which each fact finds the patterns it meets by lookup and each join its partners by hash."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .clauses import Clause, Quantified, clauses
from .conditions import TEST
from .constraints import NOTFC, W
from .errors import ConditionError
from .facts import Fact, InitialFact
from .nodes import Absent, Beside, End, Filter, Group, Join, Key, Node, Terminal, Test
from .patterns import (
    HERE,
    MISSING,
    Ask,
    Facts,
    Path,
    Resolved,
    Scope,
    Token,
    Variable,
    check,
    getter,
    reader,
    resolve,
    variable_reader,
)

if TYPE_CHECKING:
    from .memory import Memory


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule as the network takes it.

    Attributes:
        name: for messages and derivations.
        conditions: joined by AND.
        salience: rules with more fire first.
        stratum: for the strategy ``fixed``.
        action: what its owner does when it fires; nothing to the network.
    """

    name: str
    conditions: tuple[Any, ...]
    salience: int = 0
    stratum: int = 0
    action: Any = None


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
class _Lookup:
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


class Network:
    """Rules, compiled. Immutable once made, and shared by all engines that run them.

    Args:
        definitions: the rules; their order decides where a strategy leaves it open.

    Raises:
        ConditionError: for conditions that cannot be understood.
    """

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.nodes: list[Node] = []
        self.besides: dict[int, Beside] = {}
        self.groups: dict[int, Group] = {}
        self.alphas: list[Alpha] = []
        self.terminals: list[Terminal] = []
        self.table_count = 0
        builder = _Builder(self)
        for definition in definitions:
            builder.compile(definition)
        self._lookups = builder.lookups()

    def homes(self, fact: Fact, memory: Memory) -> list[Alpha]:
        """Give the patterns a fact meets; a predicate that raises is noted in memory and not met."""
        lookup = self._lookups.get(fact.__class__)
        if lookup is None:
            return []
        if lookup.simple:
            return lookup.always
        tried = lookup.always
        for key, table in lookup.fields:
            alphas = table.get(fact.get(key, MISSING))
            if alphas is not None:
                tried = tried + alphas if tried else alphas
        for read, table in lookup.inside:
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


class _Builder:
    """Makes the nodes; those that would do the same for several rules are made once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._alphas: dict[Any, Alpha] = {}
        self._patterns: list[tuple[Resolved, Alpha]] = []
        self._made: dict[Any, Node] = {}
        self._tables: dict[Any, int] = {}

    def compile(self, definition: Definition) -> None:
        """Add a rule: one row of nodes for each clause."""
        for clause in clauses(definition.conditions, definition.name):
            first = clause[0]
            start = int(isinstance(first, InitialFact) and first.__bind__ is None)
            _Row(self, definition, start).build(clause)

    def alpha(self, resolved: Resolved, rule: str) -> Alpha:
        """The alpha of a pattern."""
        same = (resolved.kind, resolved.present, resolved.constants, resolved.asks)
        if same not in self._alphas:
            alpha = Alpha(len(self._network.alphas))
            self._network.alphas.append(alpha)
            self._alphas[same] = alpha
            self._patterns.append((resolved, alpha))
        alpha = self._alphas[same]
        _serve(alpha.rules, rule)
        return alpha

    def table(self, alpha: Alpha, paths: tuple[Path, ...], key: Callable[[Fact], Any]) -> int:
        """The number of the table of an alpha's facts by the values at ``paths``."""
        same = (alpha.number, paths)
        if same not in self._tables:
            self._tables[same] = self._network.table_count
            alpha.tables.append((self._network.table_count, key))
            self._network.table_count += 1
        return self._tables[same]

    def node(self, before: object, same: Hashable, make: Callable[[int], Node], rule: str) -> tuple[Node, bool]:
        """The node after ``before`` that does the same, and whether it is new."""
        place = (id(before), same)
        new = place not in self._made
        if new:
            made = make(len(self._network.nodes))
            self._network.nodes.append(made)
            self._made[place] = made
        node = self._made[place]
        _serve(node.rules, rule)
        return node, new

    def lookups(self) -> Mapping[type[Fact], _Lookup]:
        """How facts find the alphas: by the constant whose field has the most different values in patterns of the class."""
        values: dict[tuple[type[Fact], Path], set[Hashable]] = defaultdict(set)
        for resolved, _ in self._patterns:
            for path, value in resolved.constants:
                values[resolved.kind, path].add(value)
        found: dict[type[Fact], _Lookup] = defaultdict(_Lookup)
        tables: dict[tuple[type[Fact], Path], _Table] = {}
        for resolved, alpha in self._patterns:
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


def _serve(rules: list[str], rule: str) -> None:
    if rule not in rules:
        rules.append(rule)


class _Row:
    """Builds the nodes of one clause, one after another."""

    def __init__(self, builder: _Builder, definition: Definition, start: int) -> None:
        self._builder = builder
        self._definition = definition
        self._start = start

    def build(self, clause: Clause) -> None:
        """Make the row and its terminal."""
        scope: Scope = {}
        last, scope, _ = self._steps(None, clause, scope, 0)
        variables = {name: variable_reader(variable) for name, variable in scope.items()}
        network = self._builder._network
        terminal = Terminal(len(network.nodes), len(network.terminals), self._definition, variables, self._start)
        network.nodes.append(terminal)
        network.terminals.append(terminal)
        last.append(terminal)

    def _steps(
        self, before: Node | None, clause: Clause, scope: Scope, width: int, inside: list[Node] | None = None
    ) -> tuple[list[Node], Scope, int]:
        """Make the nodes of the steps; give where the next node is to be put, the names bound and the width of the token."""
        after = inside if inside is not None else (before.children if before is not None else [])
        place: object = after if inside is not None else before
        for step in clause:
            if isinstance(step, Quantified):
                node = self._quantified(place, after, step, scope, width)
            elif isinstance(step, TEST):
                node = self._filter(place, after, step, scope)
            else:
                resolved = resolve(step, scope, width, self._definition.name)
                scope = {**scope, **dict(resolved.bound)}
                width += 1
                if place is None:
                    alpha = self._builder.alpha(resolved, self._definition.name)
                    place, after = alpha, alpha.heads
                    continue
                node = self._beside(Join, place, after, resolved)
            place, after = node, node.children
        return after, scope, width

    def _beside(self, kind: type[Beside], place: object, after: list[Node], resolved: Resolved) -> Node:
        """A node beside the facts of a pattern.

        A fact that has no key is in no table, so the fields of the key need not be asked for. Those that the pattern only binds
        or compares are asked for when a fact of the key is found, so that patterns with the same key share one table.
        """
        paths = tuple(path for path, _ in resolved.joins)
        asked = {ask.path for ask in resolved.asks} | {variable.path for ask in resolved.asks for _, variable in ask.names}
        late = [path for path in resolved.present if path not in asked and path not in paths and len(path) == 1]
        later = frozenset(path[0] for path in late) - {path[0] for path, _ in resolved.constants}
        present = tuple(path for path in resolved.present if path in asked or (path not in paths and path not in late))
        alpha = self._builder.alpha(replace(resolved, present=present), self._definition.name)
        right_key = _right_key(paths)
        table = self._builder.table(alpha, paths, right_key)
        left_key = _left_key([variable for _, variable in resolved.joins])
        same = (kind, alpha.number, resolved.joins, later, resolved.compares)
        node, new = self._builder.node(
            place,
            same,
            lambda number: kind(number, alpha.number, table, left_key, right_key, later, _test(resolved.compares)),
            self._definition.name,
        )
        if new:
            after.append(node)
            assert isinstance(node, Beside)
            self._builder._network.besides[node.number] = node
        return node

    def _filter(self, place: object, after: list[Node], step: TEST, scope: Scope) -> Node:
        names = _wanted(step[0], scope, self._definition.name)
        readers = tuple((name, variable_reader(scope[name])) for name in names)
        same = (TEST, step[0], tuple((name, scope[name]) for name in names))
        node, new = self._builder.node(place, same, lambda number: Filter(number, _call(step[0], readers)), self._definition.name)
        if new:
            after.append(node)
        return node

    def _quantified(self, place: object, after: list[Node], step: Quantified, scope: Scope, width: int) -> Node:
        only = step.clauses[0]
        if not step.wanted and len(only) == 1 and isinstance(only[0], Fact):
            resolved = resolve(only[0], scope, width, self._definition.name)
            return self._beside(Absent, place, after, resolved)
        network = self._builder._network
        group = Group(len(network.nodes), step.wanted, width)
        network.nodes.append(group)
        network.groups[group.number] = group
        group.rules.append(self._definition.name)
        after.append(group)
        for row, clause in enumerate(step.clauses):
            last, _, _ = self._steps(None, clause, scope, width, group.heads)
            end = End(len(network.nodes), group, row)
            network.nodes.append(end)
            last.append(end)
        group.order = len(network.nodes) - 1
        return group


def parameter_names(function: Callable[..., Any]) -> tuple[str, ...] | None:
    """Give the names a function takes; nothing when it takes any, or does not tell."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return None
    return tuple(each.name for each in parameters)


def _wanted(test: Callable[..., Any], scope: Scope, rule: str) -> tuple[str, ...]:
    """The names a TEST takes of those bound; one that is not bound must have a default."""
    taken = parameter_names(test)
    if taken is None:
        return tuple(scope)
    for each in inspect.signature(test).parameters.values():
        if each.name not in scope and each.default is each.empty and each.kind is not each.VAR_POSITIONAL:
            raise ConditionError(
                f"rule {rule}: TEST takes {each.name}, which no condition before it binds; bind it with MATCH.{each.name} or "
                f"AS.{each.name} in an earlier pattern (bound so far: {', '.join(scope) or 'nothing'})"
            )
    return tuple(name for name in taken if name in scope)


def _call(function: Callable[..., Any], readers: Sequence[tuple[str, Key]]) -> Callable[[Token, Facts], Any]:
    return lambda token, facts: function(**{name: read(token, facts) for name, read in readers})


def _asks(resolved: Resolved, known: tuple[Path, Hashable] | None) -> Iterable[Callable[[Fact], bool]]:
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


def _left_key(variables: Sequence[Variable]) -> Key:
    """The key of a partial match: one value bare, several as a tuple, none as nothing."""
    readers = [variable_reader(variable) for variable in variables]
    if not readers:
        return lambda token, facts: None
    if len(readers) == 1:
        return readers[0]
    return lambda token, facts: tuple(read(token, facts) for read in readers)


def _right_key(paths: Sequence[Path]) -> Callable[[Fact], Any]:
    """The key of a fact, formed as that of a partial match."""
    if not paths:
        return lambda fact: None
    if len(paths) == 1:
        return getter(paths[0])
    if all(len(path) == 1 for path in paths):
        return itemgetter(*(path[0] for path in paths))
    readers = [getter(path) for path in paths]
    return lambda fact: tuple(read(fact) for read in readers)


def _test(compares: Sequence[Ask]) -> Test | None:
    """What must hold between a fact and a partial match, beside equal keys."""
    tests = [_compare(ask) for ask in compares]
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda fact, token, facts: all(test(fact, token, facts) for test in tests)


def _compare(ask: Ask) -> Test:
    read = getter(ask.path)
    names = [(name, _reader_beside(variable)) for name, variable in ask.names]
    if isinstance(ask.constraint, NOTFC) and isinstance(ask.constraint.part, W) and len(names) == 1:
        other = names[0][1]
        return lambda fact, token, facts: bool(read(fact) != other(fact, token, facts))
    holds = check(ask.constraint)
    return lambda fact, token, facts: holds(read(fact), {name: get(fact, token, facts) for name, get in names})


def _reader_beside(variable: Variable) -> Callable[[Fact, Token, Facts], Any]:
    if variable.slot != HERE:
        read = variable_reader(variable)
        return lambda fact, token, facts: read(token, facts)
    get = getter(variable.path) if variable.path else None
    return lambda fact, token, facts: get(fact) if get else fact
