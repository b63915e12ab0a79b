"""The activations that wait, and which of them comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from .errors import ConditionError
from .patterns import Token

if TYPE_CHECKING:
    from .nodes import Terminal

Keys = tuple[int, int, tuple[int, ...]]
Strategy = Callable[["Terminal", Token, int], Keys]
"""The first keys by which an activation is ordered, the least first; then come the rule's rank, and the numbers of its facts."""


def depth(terminal: Terminal, token: Token, event: int) -> Keys:
    """Order by salience, then what was activated last, as CLIPS does by default; of one event, by the newest facts.

    Activations whose newest facts are the same are ordered by the next newest, those with more facts first, as in experta; on the
    same facts, rules fire in the order in which they are written.
    """
    newest = sorted(token[terminal.start :], reverse=True)
    return -terminal.rule.salience, -event, (*[-number for number in newest], 1)


def breadth(terminal: Terminal, token: Token, event: int) -> Keys:
    """Order by salience, then what was activated first; of one event, rules as they are written, then the oldest facts."""
    return -terminal.rule.salience, event, ()


def fixed(terminal: Terminal, token: Token, event: int) -> Keys:
    """Order by stratum, salience, rule and facts; when things were activated does not matter."""
    return terminal.rule.stratum, -terminal.rule.salience, ()


STRATEGIES: Mapping[str, Strategy] = {"depth": depth, "breadth": breadth, "fixed": fixed}


def strategy_named(name: str) -> Strategy:
    """Give the strategy of that name.

    Raises:
        ConditionError: when there is none.
    """
    if name not in STRATEGIES:
        raise ConditionError(f"there is no strategy {name!r}; choose one of {', '.join(STRATEGIES)}")
    return STRATEGIES[name]


_Entry = tuple[int, int, tuple[int, ...], int, Token]


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
        entry = (*self._strategy(terminal, token, event), rank, token)
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
            place = entry[3], entry[4]
            if waiting.get(place) is entry:
                del waiting[place]
                return place
        return None

    def __iter__(self) -> Iterator[tuple[int, Token]]:
        """The activations in the order in which they would fire."""
        return (entry[3:] for entry in sorted(self._waiting.values()))

    def __len__(self) -> int:
        return len(self._waiting)
