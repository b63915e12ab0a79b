"""What one engine knows at a moment: its facts, the partial matches of the network, and what it did not dare to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from .agenda import Agenda
from .facts import Fact
from .nodes import Beside, Filter, Group, Node, Test
from .patterns import Facts, Token

if TYPE_CHECKING:
    from .network import Alpha, Network

_NOTHING: Mapping[int, Fact] = {}


class Trouble(NamedTuple):
    """A test of a condition that raised; the condition counts as not met."""

    rules: tuple[str, ...]
    facts: tuple[Fact, ...]
    error: Exception


class Memory:
    """The network's memory for one set of facts.

    Attributes:
        facts: the facts by number.
        agenda: the activations that wait.
        event: how many facts have come or gone.
        troubles: tests that raised since the list was last emptied.
        lefts: the partial matches of each node, by its number.
    """

    __slots__ = (
        "_alphas",
        "_awake",
        "_homes",
        "_indexes",
        "_unsettled",
        "agenda",
        "event",
        "facts",
        "lefts",
        "network",
        "troubles",
    )

    def __init__(self, network: Network, facts: dict[int, Fact], agenda: Agenda) -> None:
        self.network = network
        self.facts = facts
        self.agenda = agenda
        self.event = 0
        self.troubles: list[Trouble] = []
        self.lefts: list[Any] = [None] * len(network.nodes)
        self._alphas: list[dict[int, Fact] | None] = [None] * len(network.alphas)
        self._indexes: list[dict[Any, dict[int, Fact]] | None] = [None] * network.index_count
        self._awake: list[dict[int, Beside] | None] = [None] * len(network.alphas)
        self._homes: dict[int, list[Alpha]] = {}
        self._unsettled: list[tuple[int, Token, int]] = []

    def insert(self, number: int, fact: Fact) -> None:
        """Match a fact that has come, already in ``facts``.

        All patterns know it before any node is told, and nodes far from the start are told first: so each longer match is made
        once, and no absence is found where the same fact is about to end it.
        """
        self.event += 1
        homes = self.network.homes(fact, self)
        if not homes:
            return
        self._homes[number] = homes
        awake: list[Beside] = []
        for alpha in homes:
            if alpha.stored:
                self._store(alpha, number, fact)
                waiting = self._awake[alpha.number]
                if waiting:
                    awake += waiting.values()
        if len(awake) > 1:
            awake.sort(key=_number, reverse=True)
        for node in awake:
            node.fact_added(self, number, fact)
        token = (number,)
        for alpha in homes:
            for head in alpha.heads:
                head.add(self, token)
        if self._unsettled:
            self._settle()

    def delete(self, number: int, fact: Fact) -> None:
        """Undo the matches of a fact that goes, still in ``facts``; in the same order as they are made."""
        self.event += 1
        homes = self._homes.pop(number, None)
        if homes is None:
            return
        awake: list[Beside] = []
        for alpha in homes:
            if alpha.stored:
                self._unstore(alpha, number, fact)
                waiting = self._awake[alpha.number]
                if waiting:
                    awake += waiting.values()
        for node in sorted(awake, key=_number, reverse=True):
            if self.lefts[node.number]:
                node.fact_removed(self, number, fact)
        for alpha in homes:
            for head in alpha.heads:
                head.remove(self, (number,))
        if self._unsettled:
            self._settle()

    def _store(self, alpha: Alpha, number: int, fact: Fact) -> None:
        kept = self._alphas[alpha.number]
        if kept is None:
            self._alphas[alpha.number] = {number: fact}
            return
        kept[number] = fact
        for index, key in alpha.indexes:
            table = self._indexes[index]
            if table is not None:
                table.setdefault(key(fact), {})[number] = fact

    def _unstore(self, alpha: Alpha, number: int, fact: Fact) -> None:
        kept = self._alphas[alpha.number]
        if kept is not None:
            del kept[number]
        for index, key in alpha.indexes:
            table = self._indexes[index]
            if table is not None:
                del table[key(fact)][number]

    def candidates(self, node: Beside, key: Any) -> Mapping[int, Fact]:
        """Give the facts of the node's pattern that have the key; the table by key is made when it is first asked for."""
        kept = self._alphas[node.alpha]
        if not kept:
            return _NOTHING
        if node.index is None:
            return kept
        table = self._indexes[node.index]
        if table is None:
            table = self._indexes[node.index] = {}
            for number, fact in kept.items():
                table.setdefault(node.right_key(fact), {})[number] = fact
        return table.get(key, _NOTHING)

    def wake(self, node: Beside) -> None:
        """Tell the node of facts from now on: it has a partial match."""
        awake = self._awake[node.alpha]
        if awake is None:
            awake = self._awake[node.alpha] = {}
        awake[node.number] = node

    def rest(self, node: Beside) -> None:
        """Tell the node of no more facts: its last partial match is gone."""
        awake = self._awake[node.alpha]
        if awake is not None:
            del awake[node.number]

    def unsettle(self, group: Group, token: Token) -> None:
        """Note that what is met inside a group may have changed for a partial match."""
        heappush(self._unsettled, (group.order, token, group.number))

    def _settle(self) -> None:
        """Settle the groups: those inside others first, and those before others."""
        while self._unsettled:
            _, token, number = heappop(self._unsettled)
            group = self.network.nodes[number]
            assert isinstance(group, Group)
            group.settle(self, token)

    def holds(self, node: Filter, token: Token) -> bool:
        """Whether a TEST holds; one that raises is noted and does not."""
        try:
            return bool(node.test(token, self.facts))
        except Exception as error:
            self.note(node.rules, facts_of(token, self.facts), error)
            return False

    def agrees(self, node: Beside, fact: Fact, token: Token) -> bool:
        """Whether a fact agrees with a partial match; a test that raises is noted and does not."""
        test: Test | None = node.test
        try:
            return test is None or test(fact, token, self.facts)
        except Exception as error:
            self.note(node.rules, (*facts_of(token, self.facts), fact), error)
            return False

    def note(self, rules: Sequence[str], facts: tuple[Fact, ...], error: Exception) -> None:
        """Note that a test raised."""
        self.troubles.append(Trouble(tuple(rules), facts, error))


def _number(node: Node) -> int:
    return node.number


def facts_of(token: Token, facts: Facts) -> tuple[Fact, ...]:
    """Give the facts of a match."""
    return tuple(facts[number] for number in token)
