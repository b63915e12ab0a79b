"""The activations that wait, and which of them comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from .errors import ConditionError
from .patterns import Token

if TYPE_CHECKING:
    from .nodes import Terminal

Strategy = Callable[["Terminal", int], tuple[int, int]]
"""The first two keys by which an activation is ordered; then come the rule, and the numbers of its facts."""


def depth(terminal: Terminal, event: int) -> tuple[int, int]:
    """Order by salience, then what was activated last: CLIPS's default. Rules with one event: in the order they are written."""
    return -terminal.rule.salience, -event


def breadth(terminal: Terminal, event: int) -> tuple[int, int]:
    """Order by salience, then what was activated first."""
    return -terminal.rule.salience, event


def fixed(terminal: Terminal, event: int) -> tuple[int, int]:
    """Order by stratum, salience, rule and facts; when things were activated does not matter."""
    return terminal.rule.stratum, -terminal.rule.salience


STRATEGIES: Mapping[str, Strategy] = {"depth": depth, "breadth": breadth, "fixed": fixed}


def strategy_named(name: str) -> Strategy:
    """Give the strategy of that name.

    Raises:
        ConditionError: when there is none.
    """
    if name not in STRATEGIES:
        raise ConditionError(f"there is no strategy {name!r}; choose one of {', '.join(STRATEGIES)}")
    return STRATEGIES[name]


_Entry = tuple[int, int, int, Token]


class Agenda:
    """Activations in total order: what the strategy says, then the rule's rank, then the facts' numbers."""

    __slots__ = ("_heap", "_strategy", "_waiting")

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self._heap: list[_Entry] = []
        self._waiting: dict[tuple[int, Token], _Entry] = {}

    def add(self, terminal: Terminal, token: Token, event: int) -> None:
        """Put an activation on the agenda."""
        rank = terminal.rank
        entry = (*self._strategy(terminal, event), rank, token)
        self._waiting[rank, token] = entry
        heappush(self._heap, entry)

    def remove(self, terminal: Terminal, token: Token) -> None:
        """Take an activation off the agenda, if it is there."""
        self._waiting.pop((terminal.rank, token), None)

    def pop(self) -> tuple[int, Token] | None:
        """Take the first activation off: the rank of its terminal and its facts' numbers."""
        heap, waiting = self._heap, self._waiting
        while heap:
            entry = heappop(heap)
            place = entry[2], entry[3]
            if waiting.get(place) is entry:
                del waiting[place]
                return place
        return None

    def __iter__(self) -> Iterator[tuple[int, Token]]:
        """The activations in the order in which they would fire."""
        return (entry[2:] for entry in sorted(self._waiting.values()))

    def __len__(self) -> int:
        return len(self._waiting)
