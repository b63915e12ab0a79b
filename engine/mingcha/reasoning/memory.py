"""What one engine knows at a moment: its facts, the partial matches of the network, and what it did not dare to ask."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from .agenda import Agenda
from .facts import Fact
from .nodes import NOTHING, Beside, Filter, Group, Test, Waiting
from .patterns import Facts, Token

if TYPE_CHECKING:
    from .alphas import Alpha
    from .network import Network


class Trouble(NamedTuple):
    """A test of a condition that raised; the condition counts as not met."""

    rules: tuple[str, ...]
    facts: tuple[Fact, ...]
    error: Exception


class Table:
    """Where the facts of a pattern and the partial matches that wait for them meet, by key.

    Attributes:
        facts: the facts of each key, by number.
        tokens: what waits with each key, by the number of the node where it waits.
    """

    __slots__ = ("facts", "tokens")

    def __init__(self) -> None:
        self.facts: dict[Any, dict[int, Fact]] = {}
        self.tokens: dict[Any, dict[int, Waiting]] = {}

    def put(self, key: Any, number: int, fact: Fact) -> None:
        """Add a fact to those of its key."""
        facts = self.facts.get(key)
        if facts is None:
            self.facts[key] = {number: fact}
        else:
            facts[number] = fact


class Memory:
    """The network's memory for one set of facts.

    Attributes:
        facts: the facts by number.
        agenda: the activations that wait.
        event: how many facts have come or gone.
        troubles: tests that raised since the list was last emptied.
        tables: by number, those that a partial match has come to; a rule no fact has begun to match costs nothing.
        groups: the partial matches of each group, by its number: what is met inside, and whether it was passed on.
    """

    __slots__ = ("_alphas", "_homes", "_lag", "_unsettled", "agenda", "event", "facts", "groups", "network", "tables", "troubles")

    def __init__(self, network: Network, facts: dict[int, Fact], agenda: Agenda) -> None:
        self.network = network
        self.facts = facts
        self.agenda = agenda
        self.event = 0
        self.troubles: list[Trouble] = []
        self.tables: list[Table | None] = [None] * network.table_count
        self.groups: dict[int, dict[Token, list[Any]]] = {}
        self._alphas: list[dict[int, Fact] | None] = [None] * len(network.alphas)
        self._homes: dict[int, list[Alpha]] = {}
        self._lag: int | None = None  # of several facts that come together: the event of each, less its number
        self._unsettled: list[tuple[int, Token, int]] = []

    def insert(self, first: int, facts: Sequence[Fact]) -> None:
        """Match facts that have come, already known by the numbers from ``first`` on.

        All patterns know them before any node is told, and nodes far from the start are told first: so each longer match is made
        once, and no absence is found where a fact is about to end it. Several facts are as many events when no group is in the
        network: what they activate was activated by the last of its facts.
        """
        self.event += len(facts)
        self._lag = self.event - first - len(facts) + 1 if len(facts) > 1 else None
        come = self._by_pattern(first, facts)
        told: list[tuple[int, int, Fact, Waiting]] = []
        for alpha, there in come.items():
            if alpha.tables:
                self._store(alpha, there, told)
        nodes = self.network.besides
        if len(told) > 1:
            told.sort(key=_place, reverse=True)
        for place, number, fact, tokens in told:
            nodes[place].fact_added(self, number, fact, tokens)
        for alpha, there in come.items():
            for head in alpha.heads:
                for number in there:
                    head.add(self, (number,))
        if self._unsettled:
            self._settle()
        self._lag = None

    def _by_pattern(self, first: int, facts: Sequence[Fact]) -> dict[Alpha, dict[int, Fact]]:
        """The patterns that facts meet, each with the facts by number."""
        found: dict[Alpha, dict[int, Fact]] = {}
        lookups = self.network.lookups
        for number, fact in enumerate(facts, first):
            lookup = lookups.get(fact.__class__)
            if lookup is not None:
                homes = self._homes[number] = lookup.always if lookup.simple else lookup.homes(fact, self)
                for alpha in homes:
                    there = found.get(alpha)
                    if there is None:
                        found[alpha] = {number: fact}
                    else:
                        there[number] = fact
        return found

    def _store(self, alpha: Alpha, come: dict[int, Fact], told: list[tuple[int, int, Fact, Waiting]]) -> None:
        """Put facts where partial matches will find them, and note the nodes where some wait for them."""
        facts = self._alphas[alpha.number]
        if facts is None:
            self._alphas[alpha.number] = come
        else:
            facts.update(come)
        for place, key_of in alpha.tables:
            table = self.tables[place]
            if table is not None:
                for number, fact in come.items():
                    try:
                        key = key_of(fact)
                    except KeyError:
                        continue
                    table.put(key, number, fact)
                    waiting = table.tokens.get(key)
                    if waiting is not None:
                        told += [(node, number, fact, tokens) for node, tokens in waiting.items()]

    def moment(self, token: Token) -> int:
        """Give the event that made a partial match, while it is being made."""
        return self.event if self._lag is None else self._lag + max(token)

    def delete(self, number: int, fact: Fact) -> None:
        """Undo the matches of a fact that goes, still in ``facts``; in the same order as they are made."""
        self.event += 1
        homes = self._homes.pop(number, None)
        if homes is None:
            return
        told: list[tuple[int, Waiting]] = []
        for alpha in homes:
            if alpha.tables:
                facts = self._alphas[alpha.number]
                assert facts is not None
                del facts[number]
                for place, key_of in alpha.tables:
                    table = self.tables[place]
                    if table is not None:
                        try:
                            key = key_of(fact)
                        except KeyError:
                            continue
                        del table.facts[key][number]
                        if not table.facts[key]:
                            del table.facts[key]
                        told += table.tokens.get(key, {}).items()
        nodes = self.network.besides
        for place, tokens in sorted(told, key=_place, reverse=True):
            nodes[place].fact_removed(self, number, fact, tokens)
        for alpha in homes:
            for head in alpha.heads:
                head.remove(self, (number,))
        if self._unsettled:
            self._settle()

    def table(self, node: Beside) -> Table:
        """Give the node's table, made when the first partial match comes to it."""
        table = self.tables[node.table] = Table()
        facts, key_of = table.facts, node.right_key
        for number, fact in (self._alphas[node.alpha] or NOTHING).items():
            try:
                key = key_of(fact)
            except KeyError:
                continue
            # As ``put`` does, here where most facts of a document pass.
            if key in facts:
                facts[key][number] = fact
            else:
                facts[key] = {number: fact}
        return table

    def unsettle(self, group: Group, token: Token) -> None:
        """Note that what is met inside a group may have changed for a partial match."""
        heappush(self._unsettled, (group.order, token, group.number))

    def _settle(self) -> None:
        """Settle the groups: those inside others first, and those before others."""
        while self._unsettled:
            _, token, number = heappop(self._unsettled)
            self.network.groups[number].settle(self, token)

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


_place = itemgetter(0)


def facts_of(token: Token, facts: Facts) -> tuple[Fact, ...]:
    """Give the facts of a match."""
    return tuple([facts[number] for number in token])
