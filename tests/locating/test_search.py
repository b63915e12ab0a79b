"""The search finds what trying everything finds: the cheapest changes after which every identity holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from mingcha.checking.identity import EQUAL, SUM, Identity
from mingcha.locating.graph import Changes, Graph
from mingcha.locating.prior import Prices, Prior
from mingcha.locating.search import solutions
from mingcha.understanding import Coordinate, Figure

CHANGE, LEAVE = 3.0, 4.0


class _Alike:
    """Every change costs the same."""

    def cost(self, member: int, right: int, changes: Changes) -> float:
        return CHANGE


def _figure(fen: int, place: int) -> Figure:
    return Figure(fen, 1, "元", Coordinate(), place, 0, f"row {place}", "", str(fen))


@st.composite
def _grids(draw: st.DrawFn) -> tuple[list[Identity], list[int]]:
    """A table of two or three rows and columns with totals, in which one or two amounts were changed; and where."""
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    inner = [[draw(st.integers(1, 10**6)) * 100 for _ in range(columns)] for _ in range(rows)]
    full = [[*row, sum(row)] for row in inner]
    full.append([sum(column) for column in zip(*full, strict=True)])
    cells = [(row, column) for row in range(rows + 1) for column in range(columns + 1)]
    wrong = draw(st.lists(st.sampled_from(cells), min_size=1, max_size=2, unique=True))
    for row, column in wrong:
        full[row][column] += draw(st.integers(1, 10**6)) * 100 + 37
    figures = {(row, column): _figure(full[row][column], row * 10 + column) for row, column in cells}
    twin = _figure(inner[0][0] if (0, 0) not in wrong else full[0][0], 99)
    identities = [
        *(_sum([figures[row, columns], *(figures[row, column] for column in range(columns))]) for row in range(rows + 1)),
        *(_sum([figures[rows, column], *(figures[row, column] for row in range(rows))]) for column in range(columns + 1)),
        Identity("AGR-001", EQUAL, (figures[0, 0], twin)),
    ]
    return identities, [row * 10 + column for row, column in wrong]


def _sum(figures: Sequence[Figure]) -> Identity:
    return Identity("TOT-001", SUM, tuple(figures), (1, *[-1] * (len(figures) - 1)))


def _cheapest(graph: Graph) -> float:
    """The least cost of at most two changes and what they leave broken, by trying all."""
    best = LEAVE * len(graph.broken)
    amounts = {member: _given(member, graph) for member in range(len(graph.figures))}
    for count in (1, 2):
        for members in combinations(range(len(graph.figures)), count):
            for rights in product(*(amounts[member] for member in members)):
                changes = dict(zip(members, rights, strict=True))
                left = sum(graph.misfits(number, changes) > 0 for number in range(len(graph.members)))
                best = min(best, CHANGE * count + LEAVE * left)
    return best


def _given(member: int, graph: Graph) -> set[int]:
    return {right for number in graph.touching[member] for right, _ in graph.implied(member, number, {})}


@given(_grids())
def test_nothing_is_cheaper_than_the_first_solution(grid: tuple[list[Identity], list[int]]) -> None:
    identities, _ = grid
    graph = Graph(identities)
    search = solutions(graph.broken, graph, cast(Prior, _Alike()), cast(Prices, [LEAVE] * len(identities)))
    assert not search.cut
    assert search.found[0].cost <= _cheapest(graph)


@given(_grids())
def test_solutions_cost_what_they_say_and_make_all_else_hold(grid: tuple[list[Identity], list[int]]) -> None:
    identities, _ = grid
    graph = Graph(identities)
    found = solutions(graph.broken, graph, cast(Prior, _Alike()), cast(Prices, [LEAVE] * len(identities))).found
    for solution in found:
        misfits = {number for number in range(len(graph.members)) if graph.misfits(number, solution.changes)}
        assert misfits <= solution.left
        assert solution.cost == CHANGE * len(solution.changes) + LEAVE * len(solution.left)
    assert [solution.cost for solution in found] == sorted(solution.cost for solution in found)


@given(_grids())
def test_one_wrong_amount_of_a_whole_table_is_found(grid: tuple[list[Identity], list[int]]) -> None:
    identities, wrong = grid
    if len(wrong) > 1:
        return
    graph = Graph(identities)
    found = solutions(graph.broken, graph, cast(Prior, _Alike()), cast(Prices, [LEAVE] * len(identities))).found
    assert [graph.figures[member].line for member in found[0].changes] in (wrong, [*wrong, 99], [99, *wrong])
