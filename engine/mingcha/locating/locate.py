"""Locate the wrong figures behind the violations of one disclosure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp

from msgspec.structs import replace

from ..checking.cube import Cube
from ..checking.identity import PERCENTAGES, SUM, Identity
from ..checking.violation import Outcome, Violation
from .absent import absent_rows
from .graph import Graph
from .prior import Prices, Prior
from .search import MOST_TRIED, Solution, certain, solutions
from .suspect import Alternative, Change, Located, Suspect
from .whatif import after

_MANY = 24
"""From how many broken identities on that have figures in common those are mended first that need no search."""
_NEARLY = 1.5
"""How much costlier an explanation may be and still join the part to others."""
_FEWEST_TRIED = 300
"""How many changes are tried for a part however many were tried for others."""
_MOST_ALTERNATIVES = 4
_LIKELY = 0.5
"""From which probability on other findings reckon with a right amount."""


def locate(outcomes: Sequence[Outcome], cube: Cube) -> Located:
    """The fewest and likeliest wrong figures that explain all violations of identities.

    Args:
        outcomes: of all rules, with the identities that hold and those that do not.
        cube: the disclosure they are of, with its knowledge.
    """
    violations = [violation for outcome in outcomes for violation in outcome.violations]
    if not any(violation.identity is not None and not violation.hint for violation in violations):
        return Located((), tuple(violations))
    graph = Graph(identity for outcome in outcomes for identity in outcome.identities)
    suspects = [*_relabelled(violations, cube), *absent_rows(violations, cube)]
    skip = {graph.number_of(violation.identity) for suspect in suspects for violation in suspect.explains}
    odds = cube.knowledge.odds
    price = Prices(graph, {rule.id: rule.confidence for rule in cube.knowledge.rules}, odds)
    prior = Prior(graph, cube, odds)
    capped = False
    for part, found, cut in _solved([number for number in graph.broken if number not in skip], graph, prior, price):
        capped |= cut
        likely = (one for one in _suspects(found, part, graph, prior, violations) if one.probability >= odds.least_likely)
        suspects.extend(likely)
    suspects, restated = _with_others(suspects, violations, cube)
    explained = {id(violation) for suspect in suspects for violation in suspect.explains}
    rest = tuple(violation for violation in violations if id(violation) not in explained)
    return Located(tuple(sorted(suspects, key=_by_line)), rest, capped, restated)


def _by_line(suspect: Suspect) -> tuple[int, str, str]:
    figure = suspect.changes[0].figure
    return figure.line, figure.column, figure.text


def _relabelled(violations: Sequence[Violation], cube: Cube) -> Iterator[Suspect]:
    """Amounts of the text that are right and stand beside the wrong account: the amount is the tables' for another one.

    What the same claim says of a change stands beside the wrong account too.
    """
    claims = {id(claim.amount): claim for claim in cube.disclosure.claims if claim.amount is not None}
    relations = {rule.id: rule.relation for rule in cube.knowledge.rules}
    for swap in violations:
        if relations[swap.rule] == "code_swap":
            amount = swap.figures[0]
            own = {id(figure) for figure in (amount, claims[id(amount)].change) if figure is not None}
            same = [v for v in violations if v.identity is not None and any(id(figure) in own for figure in v.identity.figures)]
            yield Suspect((Change(amount, amount.fen),), cube.knowledge.odds.relabelled, (swap, *same))


_Solved = tuple[Sequence[int], Sequence[Solution], bool]


def _solved(broken: Sequence[int], graph: Graph, prior: Prior, price: Prices) -> list[_Solved]:
    """Each part of the broken identities with its explanations."""
    sure: dict[int, int] = {}
    mended: list[_Solved] = []
    waiting: list[list[int]] = []
    for part in _parts(broken, graph):
        if len(part) <= _MANY:
            waiting.append(part)
            continue
        changes = certain(part, graph)
        sure |= changes
        mended.extend(_each(changes, part, graph, prior))
        waiting.extend(_parts([number for number in part if graph.misfits(number, changes)], graph))
    return [*mended, *_searched(waiting, sure, graph, prior, price)]


def _searched(waiting: list[list[int]], sure: Mapping[int, int], graph: Graph, prior: Prior, price: Prices) -> list[_Solved]:
    """Each part with what a search finds for it; parts are one where the best of one changes figures of the other."""
    done: list[_Solved] = []
    left = MOST_TRIED
    while waiting:
        part = waiting.pop()
        if left < -MOST_TRIED:
            done.append((part, (), True))
            continue
        search = solutions(part, graph, prior, price, sure, max(_FEWEST_TRIED, left))
        left -= search.tried
        same = next((other for other in done if _meet(part, search.found, other, graph)), None)
        if same is None:
            done.append((part, search.found, search.cut))
        else:
            done.remove(same)
            waiting.append(sorted([*part, *same[0]]))
    return done


def _each(changes: Mapping[int, int], part: Sequence[int], graph: Graph, prior: Prior) -> Iterator[_Solved]:
    """Changes that need no search, each with the identities it mends."""
    for member, right in changes.items():
        own = [number for number in part if member in graph.members[number]]
        cost = prior.cost(member, right, {})
        yield own, [Solution(cost, {member: right}, frozenset(number for number in own if graph.misfits(number, changes)))], False


def _meet(part: Sequence[int], found: Sequence[Solution], other: _Solved, graph: Graph) -> bool:
    one, another = _changed(found), _changed(other[1])
    return not (
        one.isdisjoint(another)
        and one.isdisjoint(member for number in other[0] for member in graph.members[number])
        and another.isdisjoint(member for number in part for member in graph.members[number])
    )


def _changed(found: Sequence[Solution]) -> set[int]:
    """The figures that the best explanations change, those nearly as good too."""
    return {member for solution in found if solution.cost < found[0].cost + _NEARLY for member in solution.changes}


def _parts(broken: Sequence[int], graph: Graph) -> list[list[int]]:
    """Broken identities that have figures in common, together."""
    group: dict[int, int] = {number: number for number in broken}

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    first: dict[int, int] = {}
    for number in broken:
        for member in graph.members[number]:
            if member in first:
                group[root(number)] = root(first[member])
            else:
                first[member] = number
    parts: dict[int, list[int]] = defaultdict(list)
    for number in broken:
        parts[root(number)].append(number)
    return list(parts.values())


def _suspects(
    found: Sequence[Solution], part: Sequence[int], graph: Graph, prior: Prior, violations: Sequence[Violation]
) -> Iterator[Suspect]:
    if not found:
        return
    best = found[0]
    weights = [exp(best.cost - solution.cost) for solution in found]
    odds = [weight / sum(weights) for weight in weights]
    by_identity = _by_identity(violations, graph, set(part) - best.left)
    for cluster in _clusters(best.changes, graph, prior):
        leader = _leader(cluster, best.changes, graph)
        probability = sum(
            odd for odd, solution in zip(odds, found, strict=True) if solution.changes.get(leader) == best.changes[leader]
        )
        touched = {number for member in cluster for number in graph.touching[member]}
        explains = tuple(v for number in sorted(touched) for v in by_identity.get(number, ()))
        if not explains:
            continue
        order = [leader, *(member for member in sorted(cluster) if member != leader)]
        yield Suspect(
            tuple(Change(graph.figures[member], best.changes[member]) for member in order),
            probability,
            explains,
            _confirmed(order, best, graph),
            tuple(_alternatives(leader, found, odds, touched, graph)),
        )


def _by_identity(violations: Iterable[Violation], graph: Graph, settled: set[int]) -> Mapping[int, list[Violation]]:
    found: dict[int, list[Violation]] = defaultdict(list)
    for violation in violations:
        number = graph.number_of(violation.identity)
        if number in settled:
            found[number].append(violation)
    return found


def _clusters(changes: Mapping[int, int], graph: Graph, prior: Prior) -> list[list[int]]:
    """Changes that are one cause together: a wrong amount, and what repeats it or was computed from it."""
    clusters: list[list[int]] = []
    for member, right in changes.items():
        joined = [
            cluster for cluster in clusters if any(prior.follows(member, right, other, changes[other]) for other in cluster)
        ]
        clusters = [cluster for cluster in clusters if cluster not in joined]
        clusters.append([*(other for cluster in joined for other in cluster), member])
    return clusters


def _leader(cluster: Sequence[int], changes: Mapping[int, int], graph: Graph) -> int:
    """Of figures wrong by one cause the one the others follow: a part before its total, a table before the text.

    Of a cell and the blank one that its amount belongs into, the cell.
    """

    def rank(member: int) -> tuple[int, bool, bool, int]:
        above = sum(
            graph.members[number][0] == member and any(other in graph.members[number] for other in cluster if other != member)
            for number in graph.touching[member]
            if graph.identities[number].form == SUM
        )
        return above, graph.figures[member].table < 0, not graph.fen[member], member

    return min(cluster, key=rank)


def _confirmed(cluster: Sequence[int], best: Solution, graph: Graph) -> tuple[Identity, ...]:
    """The identities of the changed figures that hold with them."""
    numbers = dict.fromkeys(number for member in cluster for number in graph.touching[member])
    return tuple(graph.identities[number] for number in numbers if not graph.misfits(number, best.changes))


def _alternatives(
    leader: int, found: Sequence[Solution], odds: Sequence[float], touched: set[int], graph: Graph
) -> Iterator[Alternative]:
    """What else explains the same violations: the changes of other solutions in the same identities."""
    right = found[0].changes[leader]
    shares: dict[tuple[tuple[int, int], ...], float] = defaultdict(float)
    for solution, odd in zip(found[1:], odds[1:], strict=True):
        if solution.changes.get(leader) != right:
            near = tuple(
                (member, new)
                for member, new in sorted(solution.changes.items())
                if found[0].changes.get(member) != new and not touched.isdisjoint(graph.touching[member])
            )
            shares[near] += odd
    for changes, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ALTERNATIVES]:
        yield Alternative(tuple(Change(graph.figures[member], new) for member, new in changes), share)


_Restated = tuple[tuple[Violation, Violation], ...]


def _with_others(suspects: Sequence[Suspect], violations: Sequence[Violation], cube: Cube) -> tuple[list[Suspect], _Restated]:
    """The suspects with the violations of other rules that vanish when their figures are right, and what else becomes of some."""
    taken = {id(violation) for suspect in suspects for violation in suspect.explains}
    changed: dict[int, list[int]] = defaultdict(list)
    for place, suspect in enumerate(suspects):
        for change in suspect.changes:
            changed[id(change.figure)].append(place)
    about = [v for v in violations if id(v) not in taken and any(id(figure) in changed for figure in v.figures)]
    changes = [change for suspect in suspects for change in suspect.changes]
    left = after(about, changes, cube) if about else []
    more: dict[int, list[Violation]] = defaultdict(list)
    restated: list[tuple[Violation, Violation]] = []
    for violation, then in zip(about, left, strict=True):
        if then is not None:
            restated.extend(_restated(violation, then, [suspects[place] for place in _places(violation, changed)]))
            continue
        for place in _places(violation, changed):
            more[place].append(violation)
    return [_explaining_more(suspect, more[place]) for place, suspect in enumerate(suspects)], tuple(restated)


def _places(violation: Violation, changed: Mapping[int, Sequence[int]]) -> Iterable[int]:
    """The suspects that change figures of a violation."""
    return dict.fromkeys(place for figure in violation.figures for place in changed.get(id(figure), ()))


def _restated(violation: Violation, then: Violation, about: Sequence[Suspect]) -> Iterator[tuple[Violation, Violation]]:
    """A percentage that is wrong with the right amounts too: it is reckoned with these where they are likely."""
    percent = violation.identity is not None and violation.identity.form in PERCENTAGES
    if percent and then.words != violation.words and all(suspect.probability > _LIKELY for suspect in about):
        own = {id(figure) for figure in violation.figures}
        changes = [change for suspect in about for change in suspect.changes if id(change.figure) in own]
        given = tuple((change.figure, change.right) for change in changes)
        yield violation, replace(violation, words=then.words, hint=then.hint, identity=then.identity, given=given)


def _explaining_more(suspect: Suspect, more: Sequence[Violation]) -> Suspect:
    return replace(suspect, explains=(*suspect.explains, *more)) if more else suspect
