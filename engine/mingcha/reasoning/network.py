"""Compile rules to a network in which each fact finds the patterns it meets by lookup and each join its partners by hash."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from .alphas import Alpha, lookups
from .clauses import Clause, Quantified, clauses
from .conditions import TEST
from .constraints import NOTFC, P, W
from .errors import ConditionError
from .facts import Fact, InitialFact
from .nodes import Absent, Beside, End, Filter, Group, Join, Key, Node, Terminal, Test
from .patterns import (
    HERE,
    Ask,
    Facts,
    Path,
    Resolved,
    Scope,
    Token,
    Variable,
    check,
    getter,
    resolve,
    variable_reader,
)

if TYPE_CHECKING:
    pass


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
        self.lookups = lookups(builder.patterns)


_AnyNode = TypeVar("_AnyNode", bound=Node)


class _Builder:
    """Makes the nodes; those that would do the same for several rules are made once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._alphas: dict[Any, Alpha] = {}
        self.patterns: list[tuple[Resolved, Alpha]] = []
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
            alpha = Alpha(len(self.network.alphas))
            self.network.alphas.append(alpha)
            self._alphas[same] = alpha
            self.patterns.append((resolved, alpha))
        alpha = self._alphas[same]
        _serve(alpha.rules, rule)
        return alpha

    def table(self, alpha: Alpha, paths: tuple[Path, ...], key: Callable[[Fact], Any]) -> int:
        """The number of the table of an alpha's facts by the values at ``paths``."""
        same = (alpha.number, paths)
        if same not in self._tables:
            self._tables[same] = self.network.table_count
            alpha.tables.append((self.network.table_count, key))
            self.network.table_count += 1
        return self._tables[same]

    def node(self, after: list[Node], same: Hashable, make: Callable[[int], Node], rule: str) -> Node:
        """The node among those ``after`` another that does the same, made when there is none."""
        place = (id(after), same)
        if place not in self._made:
            self._made[place] = self.place(after, make)
        node = self._made[place]
        _serve(node.rules, rule)
        return node

    def place(self, after: list[Node], make: Callable[[int], _AnyNode]) -> _AnyNode:
        """Make a node, number it and put it after another."""
        node = make(len(self.network.nodes))
        self.network.nodes.append(node)
        after.append(node)
        return node


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
        after, scope = self._steps(None, clause, {}, 0)
        variables = {name: variable_reader(variable) for name, variable in scope.items()}
        terminals = self._builder.network.terminals
        terminals.append(
            self._builder.place(after, lambda number: Terminal(number, len(terminals), self._definition, variables, self._start))
        )

    def _steps(self, after: list[Node] | None, clause: Clause, scope: Scope, width: int) -> tuple[list[Node], Scope]:
        """Make the nodes of the steps, after others; give where the next node is to be put, and the names bound."""
        for step in clause:
            if isinstance(step, Fact):
                resolved = resolve(step, scope, width, self._definition.name)
                scope = {**scope, **dict(resolved.bound)}
                width += 1
                if after is None:
                    after = self._builder.alpha(resolved, self._definition.name).heads
                else:
                    after = self._beside(Join, after, resolved).children
            else:
                assert after is not None, "a clause begins with a pattern"
                made = self._filter(after, step, scope) if isinstance(step, TEST) else self._quantified(after, step, scope, width)
                after = made.children
        assert after is not None
        return after, scope

    def _beside(self, kind: type[Beside], after: list[Node], resolved: Resolved) -> Node:
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
        node = self._builder.node(
            after,
            same,
            lambda number: kind(number, alpha.number, table, left_key, right_key, later, _test(resolved.compares)),
            self._definition.name,
        )
        assert isinstance(node, Beside)
        self._builder.network.besides[node.number] = node
        return node

    def _filter(self, after: list[Node], step: TEST, scope: Scope) -> Node:
        names = _wanted(step[0], scope, self._definition.name)
        readers = tuple((name, variable_reader(scope[name])) for name in names)
        same = (TEST, P(step[0]), tuple((name, scope[name]) for name in names))
        return self._builder.node(after, same, lambda number: Filter(number, _call(step[0], readers)), self._definition.name)

    def _quantified(self, after: list[Node], step: Quantified, scope: Scope, width: int) -> Node:
        only = step.clauses[0]
        if not step.wanted and len(only) == 1 and isinstance(only[0], Fact):
            return self._beside(Absent, after, resolve(only[0], scope, width, self._definition.name))
        builder = self._builder
        group = builder.place(after, lambda number: Group(number, step.wanted, width))
        group.rules.append(self._definition.name)
        builder.network.groups[group.number] = group
        for row, clause in enumerate(step.clauses):
            last, _ = self._steps(group.heads, clause, scope, width)
            group.order = builder.place(last, partial(End, group=group, row=row)).number
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


def _left_key(variables: Sequence[Variable]) -> Key:
    """The key of a partial match: one value bare, several as a tuple, none as nothing."""
    readers = [variable_reader(variable) for variable in variables]
    if not readers:
        return lambda token, facts: None
    if len(readers) == 1:
        return readers[0]
    if len(readers) == 2:
        one, other = readers
        return lambda token, facts: (one(token, facts), other(token, facts))
    return lambda token, facts: tuple([read(token, facts) for read in readers])


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
