"""How likely a figure is wrong in a given way, before its identities are asked: what a change costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from math import log

from ..checking.cube import Cube
from ..checking.identity import AMONG, EQUAL, PERCENTAGES, SUM
from ..knowledge import Odds
from ..understanding import Figure
from .graph import NONE, Changes, Graph
from .slips import DROPPED, INSERTED, ONE_DIGIT, POINT, SIGN, SWAPPED, UNIT, slip

_WAYS = {ONE_DIGIT: 9.0, SWAPPED: 1.0, INSERTED: 1.0, DROPPED: 10.0}
"""From how many amounts each slip of digits leads to one, for each of its digits."""
_ALL_WAYS = {POINT: 6.0, UNIT: 4.0, SIGN: 1.0}


class Prices:
    """What it costs to leave each identity broken, by its number, worked out when it is asked for."""

    def __init__(self, graph: Graph, confidence: Mapping[str, float], odds: Odds) -> None:
        self._graph, self._confidence, self.odds = graph, confidence, odds
        self._known: dict[int, float] = {}

    def __getitem__(self, number: int) -> float:
        """That its rule does not apply, by the confidence of the rule, or that the percentage is wrong and no amount is."""
        cost = self._known.get(number)
        if cost is None:
            cost = self._known[number] = self._cost(number)
        return cost

    def _cost(self, number: int) -> float:
        odds, identity = self.odds, self._graph.identities[number]
        if identity.form in PERCENTAGES:
            return odds.percentage if self._graph.misfits(number, NONE) else odds.computed
        doubt = max(1.0 - self._confidence[identity.rule], odds.least_doubt)
        digits = min(odds.most_digits, max(len(str(abs(figure.fen) // (figure.ulp or 1))) for figure in identity.figures))
        return max(odds.least, odds.applies - odds.per_doubt * log(doubt) - odds.per_digit * (odds.most_digits - digits))


def _digits(stated: int, right: int, ulp: int) -> int:
    """How many digits the longer of two amounts has, but for nils at the end of both."""
    one, other = abs(stated) // ulp, abs(right) // ulp
    while one and other and one % 10 == other % 10 == 0:
        one, other = one // 10, other // 10
    return len(str(max(one, other)))


def _rounded(fen: int) -> int:
    """An amount without sign in 0.01 万元, as texts state it."""
    return (2 * abs(fen) + _TEXT_ULP) // (2 * _TEXT_ULP)


_TEXT_ULP = 10_000
CHANGE = "change"


class Prior:
    """Costs of changes of the figures of one disclosure."""

    def __init__(self, graph: Graph, cube: Cube, odds: Odds) -> None:
        self._graph = graph
        self.odds = odds
        self._cube = cube
        self._own: dict[tuple[int, int], float] = {}

    def cost(self, member: int, right: int, changes: Changes) -> float:
        """What a change costs, given those made already."""
        for other, new in changes.items():
            if self.follows(member, right, other, new):
                return self.odds.follows
        key = (member, right)
        if key not in self._own:
            self._own[key] = self._alone(member, right)
        return self._own[key]

    def follows(self, member: int, right: int, other: int, new: int) -> bool:
        """Whether two changes are one cause: a wrong amount repeated, one computed from the other, or one moved to its cell."""
        graph = self._graph
        if self.moved(member, right, other, new):
            return True
        if abs((right - graph.fen[member]) - (new - graph.fen[other])) >= graph.ulp[member] + graph.ulp[other]:
            return False
        return abs(graph.fen[member] - graph.fen[other]) < graph.ulp[member] + graph.ulp[other] or self._computed(member, other)

    def moved(self, member: int, right: int, other: int, new: int) -> bool:
        """Whether two changes move an amount from one cell of a row to another one, where nothing stands."""
        graph = self._graph
        one, two = graph.figures[member], graph.figures[other]
        nil = not (right and new) and right == graph.fen[other] and new == graph.fen[member] and right != new
        return nil and (one.table, one.line) == (two.table, two.line) and one.table >= 0

    def _computed(self, member: int, other: int) -> bool:
        """Whether one of two figures is a total and the other a part of it."""
        graph = self._graph
        for number in graph.touching[member]:
            identity, members = graph.identities[number], graph.members[number]
            if identity.form == SUM and other in members:
                weights = [identity.weights[members.index(one)] for one in (member, other)]
                if weights[0] != weights[1]:
                    return True
        return False

    def _alone(self, member: int, right: int) -> float:
        graph, odds = self._graph, self.odds
        figure, stated, ulp = graph.figures[member], graph.fen[member], graph.ulp[member]
        if not figure.text:
            return odds.blank
        rounded = graph.rounded(right, member)
        digits = _digits(stated, rounded, ulp)
        kind = slip(stated, rounded, ulp)
        if kind:
            cost = odds.slip + odds.per_way * log(_ALL_WAYS.get(kind) or _WAYS[kind] * digits)
        elif self._part(member, abs(right - stated)):
            cost = odds.slip + odds.per_way * log(odds.off_by_part)
        else:
            cost = odds.other + odds.per_digit * min(digits, odds.most_digits)
        beside = self._beside(figure)
        cost += odds.beside * ((stated in beside) - (right in beside))
        cost += odds.recurs_against * self._recurs(member, stated) - self._recurs(member, right)
        if right < 0 <= stated and figure.coordinate.period != CHANGE:
            cost += odds.negative
        if not right:
            cost += odds.nil / 2 if self._nil_is_printed(member) else odds.nil
        return max(odds.least, cost + (odds.in_text if figure.table < 0 else 0.0))

    def _nil_is_printed(self, member: int) -> bool:
        """Whether a figure that must be the same states that there is nothing; a blank states nothing."""
        graph = self._graph
        same = (number for number in graph.touching[member] if graph.identities[number].form in (EQUAL, AMONG))
        return any(not graph.fen[other] and graph.figures[other].text for number in same for other in graph.members[number])

    def _recurs(self, member: int, fen: int) -> float:
        """How much an amount is confirmed by figures elsewhere, a change by changes, that no identity compares with this one."""
        graph = self._graph
        role = graph.figures[member].coordinate.period == CHANGE
        key = _rounded(fen)
        times = self._sound.get((role, key), 0)
        if times:
            compared = {other for number in graph.touching[member] for other in graph.members[number]}
            times -= sum(
                _rounded(graph.fen[other]) == key and id(graph.figures[other]) not in self._doubtful for other in compared
            )
        digits = len(str(key).rstrip("0")) - 1
        return min(self.odds.recurs, self.odds.recurs_per_digit * digits) if times > 0 else 0.0

    def _part(self, member: int, off: int) -> bool:
        """Whether a total is off by one of its parts."""
        graph = self._graph
        for number in graph.touching[member]:
            identity, members = graph.identities[number], graph.members[number]
            if identity.form == SUM and members[0] == member and any(graph.fen[part] == off for part in members[1:]):
                return True
        return False

    def _beside(self, figure: Figure) -> set[int]:
        """The amounts left of, right of, above and below a cell, or of a form's other period, that no broken identity has."""
        cell = self._cube.cell(figure)
        if cell is None:
            return {one.fen for one in self._other_periods.get(id(figure), ()) if one.fen and id(one) not in self._doubtful}
        rows = cell.listing.cells
        places = (
            (cell.row, cell.column - 1),
            (cell.row, cell.column + 1),
            (cell.row - 1, cell.column),
            (cell.row + 1, cell.column),
        )
        found = (rows[row][column] for row, column in places if 0 <= row < len(rows) and 0 <= column < len(rows[row]))
        return {one.fen for one in found if one is not None and one.fen and id(one) not in self._doubtful}

    @cached_property
    def _other_periods(self) -> dict[int, list[Figure]]:
        """The funds of a form for the year beside those for the whole project."""
        return {
            id(one): [other for other in form.funds if other is not one and other.coordinate.fund == one.coordinate.fund]
            for form in self._cube.disclosure.forms
            for one in form.funds
        }

    @cached_property
    def _sound(self) -> Counter[tuple[bool, int]]:
        """How often the document states each amount outside broken identities, apart as a change and as a level."""
        told = [figure for claim in self._cube.disclosure.claims for figure in (claim.amount, claim.change) if figure is not None]
        doubtful = self._doubtful
        return Counter(
            [
                (figure.coordinate.period == CHANGE, _rounded(figure.fen))
                for figure in (*self._cube.disclosure.figures, *told)
                if figure.fen and id(figure) not in doubtful
            ]
        )

    @cached_property
    def _doubtful(self) -> set[int]:
        graph = self._graph
        return {id(graph.figures[member]) for number in graph.broken for member in graph.members[number]}
