"""The nodes of the network: each gets partial matches and facts, and passes longer matches on.

A node is immutable and shared by all engines of the same rules; what it remembers lies in the ``Memory`` it is given. A partial
match is added once and removed once; a removal asks no test of the program again, it follows what was added.
"""

# ruff: noqa: D102  # what add, remove, fact_added and fact_removed do is said once, where Node and Beside declare them
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .patterns import Facts, Token

if TYPE_CHECKING:
    from .facts import Fact
    from .memory import Memory

Key = Callable[[Token, Facts], Any]
Test = Callable[["Fact", Token, Facts], bool]
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
        index: number of their table by key; none where nothing joins.
        left_key, right_key: the key of a partial match and of a fact.
        test: what else must hold between the two.
    """

    __slots__ = ("alpha", "index", "left_key", "right_key", "test")

    def __init__(
        self, number: int, alpha: int, index: int | None, left_key: Key, right_key: Callable[[Fact], Any], test: Test | None
    ) -> None:
        super().__init__(number)
        self.alpha = alpha
        self.index = index
        self.left_key = left_key
        self.right_key = right_key
        self.test = test

    def fact_added(self, memory: Memory, number: int, fact: Fact) -> None:
        """Set a new fact beside the partial matches."""
        raise NotImplementedError

    def fact_removed(self, memory: Memory, number: int, fact: Fact) -> None:
        """Undo what the fact did."""
        raise NotImplementedError

    def _remember(self, memory: Memory, token: Token, blocker: int = NO_ONE) -> Any:
        """Keep the partial match by its key, which is given back; the first one wakes the node for facts."""
        key = self.left_key(token, memory.facts)
        left = memory.lefts[self.number]
        if left is None:
            left = memory.lefts[self.number] = {}
        if not left:
            memory.wake(self)
        bucket = left.get(key)
        if bucket is None:
            left[key] = {token: blocker}
        else:
            bucket[token] = blocker
        return key

    def _forget(self, memory: Memory, token: Token) -> tuple[Any, int] | None:
        """Drop the partial match; give its key and what blocked it, or nothing when it was not kept."""
        left = memory.lefts[self.number]
        if not left:
            return None
        key = self.left_key(token, memory.facts)
        bucket = left.get(key)
        if bucket is None or token not in bucket:
            return None
        blocker = bucket.pop(token)
        if not bucket:
            del left[key]
            if not left:
                memory.rest(self)
        return key, blocker


class Join(Beside):
    """Joins each partial match with each fact of its key: one more pattern met."""

    __slots__ = ()

    def add(self, memory: Memory, token: Token) -> None:
        key = self._remember(memory, token)
        test = self.test
        for number, fact in memory.candidates(self, key).items():
            if test is None or memory.agrees(self, fact, token):
                longer = (*token, number)
                for child in self.children:
                    child.add(memory, longer)

    def remove(self, memory: Memory, token: Token) -> None:
        found = self._forget(memory, token)
        if found is not None:
            for number in memory.candidates(self, found[0]):
                longer = (*token, number)
                for child in self.children:
                    child.remove(memory, longer)

    def fact_added(self, memory: Memory, number: int, fact: Fact) -> None:
        bucket = memory.lefts[self.number].get(self.right_key(fact))
        if bucket:
            test = self.test
            for token in bucket:
                if test is None or memory.agrees(self, fact, token):
                    longer = (*token, number)
                    for child in self.children:
                        child.add(memory, longer)

    def fact_removed(self, memory: Memory, number: int, fact: Fact) -> None:
        bucket = memory.lefts[self.number].get(self.right_key(fact))
        if bucket:
            for token in bucket:
                longer = (*token, number)
                for child in self.children:
                    child.remove(memory, longer)


class Absent(Beside):
    """Passes the partial matches on for which no fact of the pattern agrees; keeps one that does for each of the others."""

    __slots__ = ()

    def add(self, memory: Memory, token: Token) -> None:
        key = self.left_key(token, memory.facts)
        blocker = self._blocker(memory, key, token)
        self._remember(memory, token, blocker)
        if blocker == NO_ONE:
            for child in self.children:
                child.add(memory, token)

    def remove(self, memory: Memory, token: Token) -> None:
        found = self._forget(memory, token)
        if found is not None and found[1] == NO_ONE:
            for child in self.children:
                child.remove(memory, token)

    def fact_added(self, memory: Memory, number: int, fact: Fact) -> None:
        bucket = memory.lefts[self.number].get(self.right_key(fact))
        if bucket:
            test = self.test
            blocked = [
                token
                for token, blocker in bucket.items()
                if blocker == NO_ONE and (test is None or memory.agrees(self, fact, token))
            ]
            for token in blocked:
                bucket[token] = number
                for child in self.children:
                    child.remove(memory, token)

    def fact_removed(self, memory: Memory, number: int, fact: Fact) -> None:
        key = self.right_key(fact)
        bucket = memory.lefts[self.number].get(key)
        if bucket:
            for token in [token for token, blocker in bucket.items() if blocker == number]:
                blocker = bucket[token] = self._blocker(memory, key, token)
                if blocker == NO_ONE:
                    for child in self.children:
                        child.add(memory, token)

    def _blocker(self, memory: Memory, key: Any, token: Token) -> int:
        test = self.test
        for number, fact in memory.candidates(self, key).items():
            if test is None or memory.agrees(self, fact, token):
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
        left = memory.lefts[self.number]
        if left is None:
            left = memory.lefts[self.number] = {}
        inner: set[Token] = set()
        left[token] = [inner, None]
        for head in self.heads:
            head.add(memory, token)
        passes = left[token][1] = bool(inner) is self.wanted
        if passes:
            for child in self.children:
                child.add(memory, token)

    def remove(self, memory: Memory, token: Token) -> None:
        left = memory.lefts[self.number]
        kept = left.pop(token, None) if left else None
        if kept is not None:
            for head in self.heads:
                head.remove(memory, token)
            if kept[1]:
                for child in self.children:
                    child.remove(memory, token)

    def settle(self, memory: Memory, token: Token) -> None:
        """Pass on or take back what has changed inside."""
        kept = memory.lefts[self.number].get(token)
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
        kept = memory.lefts[self.group.number][outer]
        if not kept[0] and kept[1] is not None:
            memory.unsettle(self.group, outer)
        kept[0].add((self.row, *token))

    def remove(self, memory: Memory, token: Token) -> None:
        outer = token[: self.group.width]
        kept = memory.lefts[self.group.number].get(outer)
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
        memory.agenda.add(self, token, memory.event)

    def remove(self, memory: Memory, token: Token) -> None:
        memory.agenda.remove(self, token)
