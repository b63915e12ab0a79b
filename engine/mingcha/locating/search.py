"""Search for the likeliest changes that make every identity of a part of the graph hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import count, islice

from msgspec import Struct

from .graph import NONE, Changes, Graph
from .prior import Prices, Prior
from .slips import before, slip

MOST_TRIED = 8000
"""How many changes a search tries before it gives up: steps and not a time, so that every machine finds the same."""
MOST_BROKEN = 40
"""Of how many broken identities that have figures in common a search looks for the cause."""
MOST_MEMBERS = 100
"""How many figures of one identity are tried."""
MOST_SOLUTIONS = 12
WORTH_TELLING = 5.0
"""How much costlier than the best an explanation may be, in natural logarithms of odds."""
_LEAST = 2.5
"""About the least that one more cause costs; it guides the search."""
_MOST_SLIPS = 3


class Solution(Struct, frozen=True):
    """Changes that explain a part of the graph.

    Attributes:
        cost: minus the logarithm of the likelihood.
        changes: new amounts by figure; ``left`` the identities that stay broken.
    """

    cost: float
    changes: dict[int, int]
    left: frozenset[int]


class Search(Struct, frozen=True):
    """What a search found: explanations, the best first, how many changes it tried, and whether it was cut short."""

    found: tuple[Solution, ...]
    tried: int
    cut: bool


class _State(Struct, frozen=True):
    cost: float
    changes: dict[int, int]
    left: frozenset[int]
    open: frozenset[int]


def solutions(
    start: Sequence[int], graph: Graph, prior: Prior, price: Prices, given: Changes = NONE, most: int = MOST_TRIED
) -> Search:
    """The likeliest explanations of some broken identities.

    Every broken identity has a wrong figure or is none that must hold (Fellegi and Holt 1976; Reiter's hitting sets, 1987).
    So the search takes one that is still broken and tries each of its figures with each amount that an identity
    gives for it, and leaving it as it is; cheapest first.

    Args:
        start: the identities that are broken.
        graph: all figures and identities.
        prior: costs of changes.
        price: of leaving each identity broken.
        given: changes that are made already; they are part of no solution.
        most: how many changes are tried.
    """
    if len(start) > MOST_BROKEN:
        return Search((_step_by_step(start, graph, prior, price, given),), 0, True)
    ticket = count()
    first = _State(0.0, dict(given), frozenset(), frozenset(start))
    queue: list[tuple[float, int, _State]] = [(0.0, next(ticket), first)]
    seen: set[tuple[frozenset[tuple[int, int]], frozenset[int]]] = set()
    found: list[Solution] = []
    tried = 0
    while queue and len(found) < MOST_SOLUTIONS:
        bound, _, state = heappop(queue)
        if found and bound > found[0].cost + WORTH_TELLING:
            break
        key = (frozenset(state.changes.items()), state.left)
        if key in seen:
            continue
        seen.add(key)
        if not state.open:
            found.append(Solution(state.cost, _own(state, given), state.left))
            continue
        if tried > most:
            found.append(_step_by_step(start, graph, prior, price, given))
            return Search(tuple(sorted(found, key=_by_cost)), tried, True)
        for after in _next(state, graph, prior, price, given):
            tried += 1
            heappush(queue, (after.cost + _LEAST * _apart(after, graph), next(ticket), after))
    return Search(tuple(sorted(found, key=_by_cost)), tried, False)


def _by_cost(solution: Solution) -> tuple[float, list[tuple[int, int]]]:
    return solution.cost, sorted(solution.changes.items())


def _own(state: _State, given: Changes) -> dict[int, int]:
    """The changes that are not given."""
    return {member: right for member, right in state.changes.items() if member not in given}


def _apart(state: _State, graph: Graph) -> int:
    """How many of the open identities have no figure in common: each needs a change of its own."""
    taken: set[int] = set()
    apart = 0
    for number in sorted(state.open, key=graph.size):
        if taken.isdisjoint(graph.members[number]):
            taken.update(graph.members[number])
            apart += 1
    return apart


def _first_of(state: _State, graph: Graph) -> int:
    """The open identity that is looked at first: the smallest, which leaves least to choose from."""
    return min(state.open, key=graph.size)


def _next(state: _State, graph: Graph, prior: Prior, price: Prices, given: Changes) -> Iterator[_State]:
    """What may be done about one open identity."""
    number = _first_of(state, graph)
    misfits = graph.misfits(number, state.changes)
    yield _State(state.cost + price[number] * misfits, state.changes, state.left | {number}, state.open - {number})
    own = _own(state, given)
    for member in _suspicious(number, state, graph):
        if member not in state.changes:
            for right in _candidates(member, state, graph):
                yield _changed(member, right, prior.cost(member, right, own), state, graph)
                yield from _moved(member, right, graph.slack(number), prior, state, graph)


def _moved(member: int, right: int, slack: int, prior: Prior, state: _State, graph: Graph) -> Iterator[_State]:
    """An amount that goes to the cell of its row where it belongs, if both columns ask for that and nothing is against it.

    By one of them alone nothing tells such an amount from a wrong one.
    """
    stated = graph.fen[member]
    if stated and abs(right) >= slack:
        return
    for other in graph.row(member):
        there = graph.fen[other]
        if abs(there - right) < slack and other not in state.changes and prior.moved(member, there, other, stated):
            one = _changed(member, there, prior.odds.moved, state, graph)
            both = _changed(other, stated, 0.0, one, graph)
            if _both_ask(member, other, state, both, graph):
                yield both


def _both_ask(member: int, other: int, state: _State, moved: _State, graph: Graph) -> bool:
    """Whether moving an amount mends an identity of each of the two cells, and breaks none.

    Of one cell alone is enough where no column asks for the other, and an identity of the row that neither change alone would
    leave whole.
    """
    here, there = set(graph.touching[member]), set(graph.touching[other])
    before_ = {number for number in here | there if graph.misfits(number, state.changes)}
    after = {number for number in here | there if graph.misfits(number, moved.changes)}
    mended = before_ - after
    asked = [not mended.isdisjoint(own) for own in (here - there, there - here) if own or here.isdisjoint(there)]
    return after <= before_ and bool(mended) and all(asked)


def _suspicious(number: int, state: _State, graph: Graph) -> list[int]:
    """The figures of an identity that are tried: all; of very many the total, those a slip explains, and those of others broken.

    Among so many nothing else could be told apart.
    """
    members = list(dict.fromkeys(graph.members[number]))
    if len(members) <= MOST_MEMBERS:
        return members
    off = graph.residual(number, state.changes)
    weights = dict(zip(graph.members[number], graph.identities[number].weights, strict=False))
    return [
        member
        for member in members
        if member == members[0]
        or any(other != number and other in state.open for other in graph.touching[member])
        or slip(graph.fen[member], graph.rounded(graph.fen[member] - weights.get(member, 0) * off, member), graph.ulp[member])
    ][:MOST_MEMBERS]


def _candidates(member: int, state: _State, graph: Graph) -> list[int]:
    """The amounts that open identities give for a figure, each as precisely as any gives it.

    Where all give it only roughly, also those that a slip away from the stated one.
    """
    given = sorted(
        (doubt, right)
        for number in graph.touching[member]
        if number in state.open
        for right, doubt in graph.implied(member, number, state.changes)
    )
    kept: list[tuple[int, int]] = []
    for doubt, right in given:
        if not any(abs(right - other) <= doubt + least for least, other in kept):
            kept.append((doubt, right))
    amounts = dict.fromkeys(right for _, right in kept)
    if kept and kept[0][0] > graph.ulp[member]:
        least, most = min([right - doubt for doubt, right in kept]), max([right + doubt for doubt, right in kept])
        near = (
            amount
            for amount in before(graph.fen[member], graph.ulp[member])
            if least <= amount <= most and any(abs(amount - right) <= doubt for doubt, right in kept)
        )
        amounts |= dict.fromkeys(islice(near, _MOST_SLIPS))
    return list(amounts)


def _changed(member: int, right: int, cost: float, state: _State, graph: Graph) -> _State:
    changes = {**state.changes, member: right}
    touched = graph.touching[member]
    broken = {number for number in touched if number not in state.left and graph.misfits(number, changes)}
    return _State(state.cost + cost, changes, state.left, (state.open - frozenset(touched)) | broken)


def _step_by_step(start: Sequence[int], graph: Graph, prior: Prior, price: Prices, given: Changes) -> Solution:
    """An explanation made of the change that pays best for each broken identity in turn, where trying all takes too long."""
    state = _State(0.0, dict(given), frozenset(), frozenset(start))
    while state.open:
        before_ = state

        def worth(after: _State, state: _State = before_) -> float:
            opened = sum(price[number] for number in after.open - state.open)
            return after.cost + opened - sum(price[number] for number in state.open - after.open)

        number = _first_of(state, graph)
        state = min((after for after in _next(state, graph, prior, price, given) if number not in after.open), key=worth)
    return Solution(state.cost, _own(state, given), state.left)


def certain(start: Sequence[int], graph: Graph) -> dict[int, int]:
    """Changes that each make at least two broken identities hold and break none, those that mend most first.

    They are what a search would find in the end where so much is broken that it cannot try everything.
    """
    open_ = set(start)
    ranked = []
    for member in dict.fromkeys(member for number in start for member in graph.members[number]):
        state = _State(0.0, {}, frozenset(), frozenset(open_))
        for right in _candidates(member, state, graph):
            mended = _mended(member, right, {}, open_, graph)
            if len(mended) > 1:
                ranked.append((-len(mended), member, right))
    changes: dict[int, int] = {}
    for _, member, right in sorted(ranked):
        mended = _mended(member, right, changes, open_, graph) if member not in changes else set()
        if len(mended) > 1:
            changes[member] = right
            open_ -= mended
    return changes


def _mended(member: int, right: int, changes: Changes, broken: set[int], graph: Graph) -> set[int]:
    """The broken identities that a change mends; none where it breaks another."""
    after = {**changes, member: right}
    touched = graph.touching[member]
    if any(graph.misfits(number, after) for number in touched if number not in broken):
        return set()
    return {number for number in touched if number in broken and not graph.misfits(number, after)}
