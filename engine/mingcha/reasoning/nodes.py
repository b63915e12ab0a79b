"""The nodes of the network: each gets partial matches and facts, and passes longer matches on.

A node is immutable and shared by all engines of the same rules; what it remembers lies in the ``Memory`` it is given. A partial
match is added once and removed once; a removal asks no test of the program again, it follows what was added.
"""

# ruff: noqa: D102  # what add, remove, fact_added and fact_removed do is said once, where Node and Beside declare them
from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

from .patterns import Facts, Token

if TYPE_CHECKING:
    from .facts import Fact
    from .memory import Memory

Key = Callable[[Token, Facts], Any]
Test = Callable[["Fact", Token, Facts], bool]
Waiting = dict[Token, int]
"""The partial matches that wait at a node with one key, each with the number of what blocks it there."""

NOTHING: Mapping[int, Any] = {}
NO_ONE = -1
"""No fact: the number of what keeps an absence from holding when nothing does."""


class Node:
    """What a partial match can be added to and removed from.

    Attributes:
        number: a node's number is higher than those of the nodes before it.
        children: the nodes after it.
        rules: names of the rules it serves, for messages.
    """

    __slots__ = ("children", "number", "rules")

    def __init__(self, number: int) -> None:
        self.number = number
        self.children: list[Node] = []
        self.rules: list[str] = []

    def add(self, memory: Memory, token: Token) -> None:
        """Take in a partial match."""
        raise NotImplementedError

    def remove(self, memory: Memory, token: Token) -> None:
        """Forget a partial match, and what was made of it; nothing happens when it was never taken in."""
        raise NotImplementedError


class Filter(Node):
    """Lets pass what meets a TEST."""

    __slots__ = ("test",)

    def __init__(self, number: int, test: Callable[[Token, Facts], Any]) -> None:
        super().__init__(number)
        self.test = test

    def add(self, memory: Memory, token: Token) -> None:
        if memory.holds(self, token):
            for child in self.children:
                child.add(memory, token)

    def remove(self, memory: Memory, token: Token) -> None:
        for child in self.children:
            child.remove(memory, token)


class Beside(Node):
    """Base of the nodes that set partial matches beside the facts of one pattern.

    Attributes:
        alpha: number of the pattern's facts in memory.
        table: number of the table in memory where partial matches and facts meet by key.
        left_key, right_key: the key of a partial match and of a fact.
        needs: fields that a fact of the key must have beside.
        test: what else must hold between the two.
    """

    __slots__ = ("alpha", "left_key", "needs", "right_key", "table", "test")

    def __init__(
        self,
        number: int,
        alpha: int,
        table: int,
        left_key: Key,
        right_key: Callable[[Fact], Any],
        needs: frozenset[Hashable],
        test: Test | None,
    ) -> None:
        super().__init__(number)
        self.needs = needs
        self.alpha = alpha
        self.table = table
        self.left_key = left_key
        self.right_key = right_key
        self.test = test

    def fact_added(self, memory: Memory, number: int, fact: Fact, tokens: Waiting) -> None:
        """Set a new fact beside the partial matches of its key."""
        raise NotImplementedError

    def fact_removed(self, memory: Memory, number: int, fact: Fact, tokens: Waiting) -> None:
        """Undo what the fact did with the partial matches of its key."""
        raise NotImplementedError

    def _meet(self, memory: Memory, token: Token) -> tuple[Mapping[int, Fact], Waiting]:
        """Give the facts of the partial match's key, and the partial matches it is to wait among."""
        table = memory.tables[self.table] or memory.table(self)
        key = self.left_key(token, memory.facts)
        nodes = table.tokens.get(key)
        if nodes is None:
            nodes = table.tokens[key] = {}
        tokens = nodes.get(self.number)
        if tokens is None:
            tokens = nodes[self.number] = {}
        return table.facts.get(key, NOTHING), tokens

    def _part(self, memory: Memory, token: Token) -> tuple[Mapping[int, Fact], int] | None:
        """Drop the partial match; give the facts of its key and what blocked it, or nothing when it did not wait."""
        table = memory.tables[self.table]
        if table is None:
            return None
        key = self.left_key(token, memory.facts)
        nodes = table.tokens.get(key)
        tokens = nodes.get(self.number) if nodes else None
        if not tokens or token not in tokens:
            return None
        blocker = tokens.pop(token)
        if not tokens:
            del table.tokens[key][self.number]
            if not table.tokens[key]:
                del table.tokens[key]
        return table.facts.get(key, NOTHING), blocker


class Join(Beside):
    """Joins each partial match with each fact of its key: one more pattern met."""

    __slots__ = ()

    def add(self, memory: Memory, token: Token) -> None:
        facts, tokens = self._meet(memory, token)
        tokens[token] = NO_ONE
        needs, test = self.needs, self.test
        for number, fact in facts.items():
            if (not needs or needs <= fact.keys()) and (test is None or memory.agrees(self, fact, token)):
                longer = (*token, number)
                for child in self.children:
                    child.add(memory, longer)

    def remove(self, memory: Memory, token: Token) -> None:
        found = self._part(memory, token)
        if found is not None:
            needs = self.needs
            for number, fact in found[0].items():
                if not needs or needs <= fact.keys():
                    longer = (*token, number)
                    for child in self.children:
                        child.remove(memory, longer)

    def fact_added(self, memory: Memory, number: int, fact: Fact, tokens: Waiting) -> None:
        if not self.needs <= fact.keys():
            return
        test = self.test
        for token in tokens:
            if test is None or memory.agrees(self, fact, token):
                longer = (*token, number)
                for child in self.children:
                    child.add(memory, longer)

    def fact_removed(self, memory: Memory, number: int, fact: Fact, tokens: Waiting) -> None:
        if not self.needs <= fact.keys():
            return
        for token in tokens:
            longer = (*token, number)
            for child in self.children:
                child.remove(memory, longer)


class Absent(Beside):
    """Passes the partial matches on for which no fact of the pattern agrees; keeps one that does for each of the others.

    Where nothing is asked beside the key, all partial matches of a key pass or none does, and only the first fact of the key that
    comes and the last that goes matter to them.
    """

    __slots__ = ()

    @property
    def _together(self) -> bool:
        return self.test is None and not self.needs

    def add(self, memory: Memory, token: Token) -> None:
        facts, tokens = self._meet(memory, token)
        tokens[token] = self._blocker(memory, facts, token) if facts else NO_ONE
        if tokens[token] == NO_ONE:
            for child in self.children:
                child.add(memory, token)

    def remove(self, memory: Memory, token: Token) -> None:
        found = self._part(memory, token)
        if found is not None and found[1] == NO_ONE:
            for child in self.children:
                child.remove(memory, token)

    def fact_added(self, memory: Memory, number: int, fact: Fact, tokens: Waiting) -> None:
        if not self.needs <= fact.keys():
            return
        if self._together and next(iter(tokens.values()), NO_ONE) != NO_ONE:
            return
        test = self.test
        passing = [token for token, blocker in tokens.items() if blocker == NO_ONE]
        for token in passing:
            if test is None or memory.agrees(self, fact, token):
                tokens[token] = number
                for child in self.children:
                    child.remove(memory, token)

    def fact_removed(self, memory: Memory, number: int, fact: Fact, tokens: Waiting) -> None:
        if self._together:
            key = self.right_key(fact)
            table = memory.tables[self.table]
            blocked = [] if table is None or table.facts.get(key) else list(tokens)
        else:
            blocked = [token for token, blocker in tokens.items() if blocker == number]
        for token in blocked:
            facts, _ = self._meet(memory, token)
            tokens[token] = self._blocker(memory, facts, token)
            if tokens[token] == NO_ONE:
                for child in self.children:
                    child.add(memory, token)

    def _blocker(self, memory: Memory, facts: Mapping[int, Fact], token: Token) -> int:
        needs, test = self.needs, self.test
        for number, fact in facts.items():
            if (not needs or needs <= fact.keys()) and (test is None or memory.agrees(self, fact, token)):
                return number
        return NO_ONE


class Group(Node):
    """Passes the partial matches on for which the conditions inside can be met (``wanted``), or cannot.

    The conditions inside are rows of nodes that begin in ``heads``, each ending in an ``End``. A fact may change what is met
    inside more than once before all nodes have seen it, so what changed is settled when they have: groups inside first.

    Attributes:
        wanted: whether the conditions inside must be met, or must not.
        width: how many facts a partial match has that comes to the group.
        heads: the first nodes of the rows inside.
        order: the number of the last node inside, by which groups are settled.
    """

    __slots__ = ("heads", "order", "wanted", "width")

    def __init__(self, number: int, wanted: bool, width: int) -> None:
        super().__init__(number)
        self.wanted = wanted
        self.width = width
        self.heads: list[Node] = []
        self.order = number

    def add(self, memory: Memory, token: Token) -> None:
        inner: set[Token] = set()
        kept = memory.groups.setdefault(self.number, {})[token] = [inner, None]
        for head in self.heads:
            head.add(memory, token)
        passes = kept[1] = bool(inner) is self.wanted
        if passes:
            for child in self.children:
                child.add(memory, token)

    def remove(self, memory: Memory, token: Token) -> None:
        tokens = memory.groups.get(self.number)
        kept = tokens.pop(token, None) if tokens else None
        if kept is not None:
            for head in self.heads:
                head.remove(memory, token)
            if kept[1]:
                for child in self.children:
                    child.remove(memory, token)

    def settle(self, memory: Memory, token: Token) -> None:
        """Pass on or take back what has changed inside."""
        kept = memory.groups[self.number].get(token)
        if kept is not None:
            passes = bool(kept[0]) is self.wanted
            if passes is not kept[1]:
                kept[1] = passes
                for child in self.children:
                    if passes:
                        child.add(memory, token)
                    else:
                        child.remove(memory, token)


class End(Node):
    """The end of a row of conditions inside a group: tells the group what is met."""

    __slots__ = ("group", "row")

    def __init__(self, number: int, group: Group, row: int) -> None:
        super().__init__(number)
        self.group = group
        self.row = row

    def add(self, memory: Memory, token: Token) -> None:
        outer = token[: self.group.width]
        kept = memory.groups[self.group.number][outer]
        if not kept[0] and kept[1] is not None:
            memory.unsettle(self.group, outer)
        kept[0].add((self.row, *token))

    def remove(self, memory: Memory, token: Token) -> None:
        outer = token[: self.group.width]
        kept = memory.groups.get(self.group.number, {}).get(outer)
        if kept is not None:
            kept[0].discard((self.row, *token))
            if not kept[0]:
                memory.unsettle(self.group, outer)


class Terminal(Node):
    """All conditions of a rule are met: its activation goes on the agenda, or leaves it.

    Attributes:
        rule: what fires.
        rank: terminals in the order in which rules fire when nothing else decides.
        variables: how to read what each name is bound to.
        start: the place in the token of the first fact that the rule itself asks for.
    """

    __slots__ = ("rank", "rule", "start", "variables")

    def __init__(self, number: int, rank: int, rule: Any, variables: dict[str, Key], start: int) -> None:
        super().__init__(number)
        self.rank = rank
        self.rule = rule
        self.variables = variables
        self.start = start

    def add(self, memory: Memory, token: Token) -> None:
        memory.agenda.add(self, token, memory.moment(token))

    def remove(self, memory: Memory, token: Token) -> None:
        memory.agenda.remove(self, token)
