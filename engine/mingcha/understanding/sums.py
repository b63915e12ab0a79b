"""Find which amounts of a listing must add up: by the trees of the dimensions, never by positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter

from ..knowledge import Dimension, Knowledge
from .disclosure import CLASSIFICATIONS, Column, Figure, Line, Sum
from .outline import depth_of

_COLUMN_DIMENSIONS = ("component", "fund", "item")
_MEMBERS = {along: attrgetter(along) for along in (*CLASSIFICATIONS, "component", "fund", "item")}
"""What a line speaks of along each of its dimensions."""
_CARRIED = frozenset(("carried_in", "carried_out", "other_receipt", "other_outlay"))


def sums_of(
    kind: str,
    columns: tuple[Column, ...],
    lines: Sequence[Line],
    cells: Sequence[Sequence[Figure | None]],
    spans: Sequence[tuple[int, int]],
    briefed: Container[int],
    units: Mapping[int, str],
    knowledge: Knowledge,
    fund: str = "",
) -> Iterator[Sum]:
    """All totals of a listing with their parts.

    Args:
        kind: of the table.
        columns: its amount columns.
        lines: its rows.
        cells: the figures of each.
        spans: the columns in which each line has its names.
        briefed: the lines that say something of themselves after their amounts.
        units: the codes of the lines that are units (单位编码).
        knowledge: the trees of the dimensions.
        fund: what the title says of all amounts, so that a head that says so too says nothing more.
    """
    if len(columns) > 2:
        yield from _all_across(columns, tuple([knowledge.dimensions[along] for along in _COLUMN_DIMENSIONS]), fund)
        yield from _changes(columns, cells)
    if kind == "projects":
        for whole in _projects(lines, cells, briefed):
            yield whole
            if _fit(cells, whole.total, whole.parts):
                yield from _units_of_projects(units, whole.parts)
        return
    if kind == "procurement":
        yield from _by_item(lines, knowledge.dimensions["item"])
        yield from _codes(lines, "function") if _are_accounts(lines) else _outline(spans)
        return
    if units:
        yield from _units(lines, cells, units)
    there = {along: any(map(members, lines)) for along, members in _MEMBERS.items()}
    for along in CLASSIFICATIONS:
        if there[along]:
            yield from _codes(lines, along) if not units or kind != "accounts" else _by_unit(lines, along, units)
    for along in ("component", "fund"):
        if there[along]:
            yield from _tree(lines, along, knowledge.dimensions[along])
    if there["item"] and not (there["economy_dept"] or there["economy_gov"]):
        yield from _by_item(lines, knowledge.dimensions["item"])
    yield from _balances(lines)
    yield from _closing(lines)


@lru_cache(maxsize=4096)
def _all_across(columns: tuple[Column, ...], dimensions: tuple[Dimension, ...], fund: str) -> tuple[Sum, ...]:
    """Totals and parts that stand side by side; units of a province share their columns."""
    pairs = zip(_COLUMN_DIMENSIONS, dimensions, strict=True)
    return tuple([one for along, dimension in pairs for one in _across(columns, along, dimension, fund)])


def _across(columns: Sequence[Column], along: str, dimension: Dimension, fund: str) -> Iterator[Sum]:
    """Totals and parts along one dimension of the columns."""
    own = _COLUMN_DIMENSIONS.index(along)
    carried: list[int] = []
    alike: dict[tuple[str, ...], dict[str, int]] = {}
    # Income and expenditure side by side, as in the table of a fund, are not parts of each other.
    both = {"income", "expenditure"} <= {column.measure for column in columns}
    for place, column in enumerate(columns):
        if column.measure in _CARRIED:
            carried.append(place)
        elif not column.of_which:
            members = (column.component, column.fund, column.item)
            elsewhere = (column.component, "" if column.fund == fund else column.fund, column.item)
            others = (column.measure if both else "", column.period, *elsewhere[:own], *elsewhere[own + 1 :])
            alike.setdefault(others, {}).setdefault(members[own], place)
    for nodes in alike.values():
        if len(nodes) < 3:
            continue
        for node, place in nodes.items():
            parts = _frontier(node, nodes, dimension)
            if len(parts) > 1:
                optional = tuple(carried) if node == "" and along in ("fund", "component") else ()
                yield Sum("column", along, place, tuple(nodes[part] for part in parts), optional)


def _frontier(node: str, nodes: dict[str, int], dimension: Dimension) -> list[str]:
    """The nearest members below ``node`` that are there, none of them below another."""
    below = [other for other in nodes if other != node and node in dimension.ancestors(other)]
    return [one for one in below if not any(other != one and other in dimension.ancestors(one) for other in below)]


def _changes(columns: tuple[Column, ...], cells: Sequence[Sequence[Figure | None]]) -> Iterator[Sum]:
    """This year, which is last year and the change, where all three stand side by side and none was left blank throughout.

    Nor where changes have no sign: none is below nil although an amount fell.
    """
    for this, last, change in _compared(columns):
        stated = all(any(row[place] is not None for row in cells) for place in (last, change))
        if stated and _has_signs(cells, this, last, change):
            yield Sum("column", "period", this, (last, change))


@lru_cache(maxsize=4096)
def _compared(columns: tuple[Column, ...]) -> Sequence[tuple[int, int, int]]:
    """Columns of this year, of last year and of the change that speak of the same."""
    alike: dict[tuple[str, ...], dict[str, list[int]]] = {}
    for place, column in enumerate(columns):
        subject = (column.measure, column.fund, column.component, column.item)
        alike.setdefault(subject, {}).setdefault(column.period, []).append(place)
    found = [[periods.get(period, ()) for period in _CHANGED] for periods in alike.values()]
    return [(this[0], last[0], change[0]) for this, last, change in found if len(this) == len(last) == len(change) == 1]


def _has_signs(cells: Sequence[Sequence[Figure | None]], this: int, last: int, change: int) -> bool:
    """Whether a change is below nil where an amount fell, in any row; or none fell."""
    rows = [[figure.fen if figure is not None else 0 for figure in (row[this], row[last], row[change])] for row in cells]
    return any(moved < 0 for _, _, moved in rows) or not any(now < before and moved for now, before, moved in rows)


_CHANGED = ("this", "last", "change")


def _units(lines: Sequence[Line], cells: Sequence[Sequence[Figure | None]], units: Mapping[int, str]) -> Iterator[Sum]:
    """Units below the total and, where codes begin with the code of another unit, below that unit.

    A department's own line can also be what it spends itself, beside its units; then all lines are parts of the total.
    """
    total = next((place for place, line in enumerate(lines) if line.role in ("total", "subtotal")), None)
    codes = list(units.values())
    if total is None or len(set(codes)) < len(codes):
        return
    parts: dict[int, list[int]] = defaultdict(list)
    for place, code in units.items():
        above = [other for other, it in units.items() if it != code and code.startswith(it)]
        parts[max(above, key=lambda other: len(units[other]), default=total)].append(place)
    nested = [(group, tuple(below)) for group, below in parts.items()]
    flat = [(total, tuple(units))]
    best = flat if _fitting(cells, flat) > _fitting(cells, nested) else nested
    for group, below in best:
        yield Sum("row", "item", group, below)


def _fitting(cells: Sequence[Sequence[Figure | None]], sums: Sequence[tuple[int, tuple[int, ...]]]) -> int:
    """In how many columns with amounts all of ``sums`` hold to the last place."""
    rows = [[figure.fen if figure is not None else 0 for figure in row] for row in cells]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    return sum(all(column[total] == sum(column[part] for part in parts) for total, parts in sums) for column in columns)


def _codes(lines: Sequence[Line], along: str) -> Iterator[Sum]:
    """Account codes: every parent and the nearest codes below it, in one component and source of money."""
    alike: dict[str, dict[_Account, int]] = {}
    totals: dict[str, int] = {}
    code_of = _MEMBERS[along]
    for place, line in enumerate(lines):
        role = line.role
        account = _account(line, along) if code_of(line) else None
        if account is not None:
            if role == "item":
                alike.setdefault(line.component, {}).setdefault(account, place)
        elif role in ("total", "subtotal"):
            totals[""] = place
        elif role == "item" and line.component and not (line.function or line.economy_dept or line.economy_gov):
            totals.setdefault(line.component, place)
    if len(alike) == len(totals) == 1 and "" in alike and "" not in totals:
        # Under its own name in the last row: 人员经费合计 below the classes it consists of.
        (last,) = totals.values()
        totals = {"": last} if last > max(alike[""].values()) else {}
    for component, accounts in alike.items():
        parts: dict[int, list[int]] = {}
        for (code, _), place in accounts.items():
            above = _above(code, lines[place].counterpart, accounts)
            total = totals.get(component) if above is None else above
            if total is not None:
                parts.setdefault(total, []).append(place)
        for total, places in parts.items():
            yield Sum("row", along, total, tuple(places))


def _by_unit(lines: Sequence[Line], along: str, units: Iterable[int]) -> Iterator[Sum]:
    """Accounts listed unit by unit: each unit's are its parts, and no others."""
    for start, end in pairwise([*sorted(units), len(lines)]):
        accounts: dict[_Account, int] = {}
        for place in range(start + 1, end):
            account = _account(lines[place], along) if _MEMBERS[along](lines[place]) else None
            if account is not None and lines[place].role == "item":
                accounts.setdefault(account, place)
        parts: dict[int, list[int]] = {}
        for (code, _), place in accounts.items():
            above = _above(code, lines[place].counterpart, accounts)
            parts.setdefault(start if above is None else above, []).append(place)
        for total, places in parts.items():
            yield Sum("row", along, total, tuple(places))


def _are_accounts(lines: Sequence[Line]) -> bool:
    """Whether purchases are listed by account, each once behind those above it, and not one by one with the account of each."""
    codes = [line.function for line in lines if line.role == "item"]
    return bool(codes) and len(set(codes)) == len(codes) and all(code[:3] in codes for code in codes)


_Account = tuple[str, str]
"""A code, and the code of the other economic classification where several rows have the same code (see ``listings``)."""


def _account(line: Line, along: str) -> _Account | None:
    """The account that a row names along a dimension, if it is listed by it."""
    code: str = _MEMBERS[along](line)
    if along == "function" or not (line.economy_dept and line.economy_gov):
        return code, ""
    listed_by_gov = line.code == line.economy_gov
    if listed_by_gov != (along == "economy_gov"):
        return None
    return (code, line.economy_dept if listed_by_gov else line.economy_gov)


def _above(code: str, counterpart: str, accounts: Mapping[_Account, int]) -> int | None:
    """Where the nearest account above one stands that is there, with its counterpart where that divides accounts too."""
    besides = (counterpart, counterpart[:3], "") if counterpart else ("",)
    for length in (5, 3):
        if length < len(code):
            for beside in besides:
                place = accounts.get((code[:length], beside))
                if place is not None:
                    return place
    return None


def _tree(lines: Sequence[Line], along: str, dimension: Dimension) -> Iterator[Sum]:
    """Sources of money or components that stand below each other, before the subtotal."""
    nodes: dict[str, int] = {}
    total: int | None = None
    for place, line in enumerate(lines):
        if line.function or line.economy_dept or line.economy_gov or line.measure in _CARRIED:
            continue
        node = getattr(line, along)
        if line.role == "item" and node:
            nodes.setdefault(node, place)
        elif line.role in ("total", "subtotal"):
            total = place
    if total is not None and nodes:
        top = [node for node in nodes if not any(other in nodes for other in dimension.ancestors(node))]
        yield Sum("row", along, total, tuple(nodes[node] for node in top), _unknown(lines, total, dimension))
    for node, place in nodes.items():
        parts = _frontier(node, nodes, dimension)
        if len(parts) > 1:
            yield Sum("row", along, place, tuple(nodes[part] for part in parts))


def _unknown(lines: Sequence[Line], total: int, items: Dimension) -> tuple[int, ...]:
    """Rows above the total whose labels say nothing we know: they may be parts of it."""
    return tuple(
        place
        for place in range(total)
        if lines[place].role == "item" and lines[place].item and not lines[place].measure and lines[place].item not in items.nodes
    )


def _by_item(lines: Sequence[Line], dimension: Dimension) -> Iterator[Sum]:
    """Items with a tree of their own, such as the three-public expenses."""
    nodes: dict[str, int] = {}
    total: int | None = None
    for place, line in enumerate(lines):
        if line.role == "item" and line.item in dimension.nodes and line.item:
            nodes.setdefault(line.item, place)
        elif line.role in ("total", "subtotal"):
            total = place
    if not nodes:
        return
    if total is not None:
        top = [node for node in nodes if not any(other in nodes for other in dimension.ancestors(node))]
        yield Sum("row", "item", total, tuple(nodes[node] for node in top))
    for node, place in nodes.items():
        parts = _frontier(node, nodes, dimension)
        if len(parts) > 1:
            yield Sum("row", "item", place, tuple(nodes[part] for part in parts))


def _outline(spans: Sequence[tuple[int, int]]) -> Iterator[Sum]:
    """Groups whose names all stand to the left of the names of what they consist of, in the lines right below."""
    parts: dict[int, list[int]] = {}
    groups: list[int] = []
    for place, (left, _) in enumerate(spans):
        while groups and left <= spans[groups[-1]][1]:
            groups.pop()
        if groups:
            parts.setdefault(groups[-1], []).append(place)
        groups.append(place)
    for group, below in parts.items():
        if len({spans[place][0] for place in below}) == 1:
            yield Sum("row", "item", group, tuple(below))


def _balances(lines: Sequence[Line]) -> Iterator[Sum]:
    """A balance and the sources of money listed below it."""
    for place, line in enumerate(lines):
        if line.role != "carried":
            continue
        parts = []
        for number in range(place + 1, len(lines)):
            part = lines[number]
            if part.role != "of_which" or not part.fund or part.measure != line.measure:
                break
            parts.append(number)
        if len(parts) > 1:
            yield Sum("row", "fund", place, tuple(parts))


def _closing(lines: Sequence[Line]) -> Iterator[Sum]:
    """The closing total: the subtotal and what stands between the two."""
    roles = [line.role for line in lines]
    if "grand" not in roles:
        return
    if "subtotal" not in roles:
        yield from _numbered(lines, roles.index("grand"))
        return
    subtotal, grand = roles.index("subtotal"), roles.index("grand")
    if grand < subtotal:
        return
    between = tuple(place for place in range(subtotal + 1, grand) if roles[place] in ("item", "carried"))
    yield Sum("row", "measure", grand, (subtotal, *between))


def _numbered(lines: Sequence[Line], grand: int) -> Iterator[Sum]:
    """A closing total whose parts are numbered like its balance (一、本年收入, 二、上年结转), and what the others consist of."""
    depths = [depth_of(line.label) for line in lines[:grand]]
    top = next((depth for line, depth in zip(lines, depths, strict=False) if line.measure in _CARRIED), 0)
    places = [place for place, depth in enumerate(depths) if depth == top]
    if not top or len(places) < 2:
        return
    yield Sum("row", "measure", grand, tuple(places))
    for place, after in pairwise([*places, grand]):
        below = [part for part in range(place + 1, after) if depths[part] == top + 1]
        if lines[place].role == "item" and len(below) > 1:
            yield Sum("row", "measure", place, tuple(below))


def _projects(lines: Sequence[Line], cells: Sequence[Sequence[Figure | None]], briefed: Container[int]) -> Iterator[Sum]:
    """A list of projects, where units and groups repeat the sums of what follows.

    The tree is not printed, so it is found from the amounts of the first column: a row is a group when the
    rows after it add up to it exactly. One row of the same amount is little to go by: what is told about a project shows that
    it is none's group. Where no such tree fits, the rows that do not repeat the total are its parts.
    """
    values = [row[0].fen if row and row[0] is not None else 0 for row in cells]
    total = next((place for place, line in enumerate(lines) if line.role == "total" and values[place]), None)
    if total is None:
        return
    candidates = [place for place, row in enumerate(cells) if place != total and any(figure and figure.fen for figure in row)]
    if total > 0 and candidates and total > candidates[-1]:
        yield Sum("row", "item", total, tuple(candidates))
        return
    leaves = _leaves(candidates, values, values[total], briefed)
    if leaves is None:
        parts = (place for place in candidates if place in briefed or values[place] != values[total])
        tops = [place for place in parts if lines[place].role != "unit"]
        leaves = next((rows for rows in (candidates, tops) if _fit(cells, total, rows)), None)
        leaves = leaves or _leaves(tops, values, values[total], briefed)
        wrong = _wrong_group(tops, values, values[total], briefed) if leaves is None else None
        if wrong is not None:
            group, leaves = wrong
            yield Sum("row", "item", group, _of_group(group, leaves, candidates, values))
        if leaves is None:
            readings = (_tops(tops, values, briefed), [place for place in tops if place in briefed])
            leaves = min(readings, key=lambda rows: abs(values[total] - sum(values[place] for place in rows)))
    if leaves:
        yield Sum("row", "item", total, tuple(leaves))


def _wrong_group(
    places: Sequence[int], values: Sequence[int], target: int, briefed: Container[int]
) -> tuple[int, Sequence[int]] | None:
    """The only row without which the others are nested groups, and those that are none: a group with a wrong amount."""
    found = []
    for group in places if len(places) <= _MOST_TRIED else ():
        rest = [place for place in places if place != group]
        leaves = _leaves(rest, values, target, briefed) if group not in briefed else None
        if leaves and leaves[-1] > group:
            found.append((group, leaves))
    return found[0] if len(found) == 1 else None


def _of_group(group: int, leaves: Sequence[int], candidates: Sequence[int], values: Sequence[int]) -> tuple[int, ...]:
    """The projects of a group with a wrong amount: those after it whose sum is one digit apart from that, else all of its own.

    Those are all up to the next group, or, where groups of its own follow, all there are.
    """
    end = next((place for place in candidates if place > group and place not in leaves), candidates[-1] + 1)
    after = [place for place in leaves if group < place]
    own = [place for place in after if place < end] or after
    sums = accumulate(values[place] for place in own)
    near = [number for number, added in enumerate(sums, 1) if _one_digit_apart(str(values[group]), str(added))]
    if own is after:
        return tuple(own[: near[-1]] if near else own)
    return tuple(own[: near[0]] if len(near) == 1 else own)


def _one_digit_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


_MOST_TRIED = 60


def _units_of_projects(units: Mapping[int, str], projects: Sequence[int]) -> Iterator[Sum]:
    """Units with the projects below them: down to the next unit that is none of their own."""
    codes = list(units.values())
    if len(set(codes)) < len(codes):
        return
    for unit, code in units.items():
        end = next((other for other, its in units.items() if other > unit and not its.startswith(code)), None)
        below = tuple(project for project in projects if unit < project and (end is None or project < end))
        if below:
            yield Sum("row", "item", unit, below)


def _fit(cells: Sequence[Sequence[Figure | None]], total: int, rows: Sequence[int]) -> bool:
    """Whether rows of a list of projects add up to its total within their rounding."""
    figures = [figure for place in (total, *rows) if (figure := cells[place][0]) is not None]
    off = figures[0].fen - sum(figure.fen for figure in figures[1:])
    return 2 * abs(off) <= sum(figure.ulp for figure in figures)


def _leaves(places: Sequence[int], values: Sequence[int], target: int, briefed: Container[int]) -> Sequence[int] | None:
    """The rows that are no groups, where the rows are nested groups that add up to ``target``; else None.

    A row of the same amount as the next may be its group or its equal, so every reading is followed up; of two that fit,
    the one with fewer groups first in the list wins.
    """
    if len(places) > _MOST_PROJECTS:
        return None
    amounts = [values[place] for place in places]
    readings: list[dict[int, tuple[int, ...]]] = [{} for _ in places]
    for position in reversed(range(len(places))):
        below = _added_up(position + 1, amounts[position], amounts, readings)
        if places[position] in briefed:
            below.pop(position + 2, None)
        readings[position] = {position + 1: (places[position],), **below}
    return _added_up(0, target, amounts, readings).get(len(places))


def _added_up(
    start: int, target: int, amounts: Sequence[int], readings: Sequence[dict[int, tuple[int, ...]]]
) -> dict[int, tuple[int, ...]]:
    """Where the rows from ``start`` on have added up to ``target``, and which of them are no groups."""
    reached: dict[int, dict[int, tuple[int, ...]]] = {start: {0: ()}}
    position, last = start, start
    while position <= min(last, len(amounts) - 1):
        for added, leaves in reached.get(position, {}).items():
            if abs(added) < abs(target):
                for end, inner in readings[position].items():
                    reached.setdefault(end, {}).setdefault(added + amounts[position], leaves + inner)
                    last = max(last, end)
        position += 1
    return {end: sums[target] for end, sums in reached.items() if end > start and target in sums}


_MOST_PROJECTS = 200


def _tops(places: Sequence[int], values: Sequence[int], briefed: Container[int]) -> list[int]:
    ends = _group_ends(places, values, briefed)
    tops, position = [], 0
    while position < len(places):
        tops.append(places[position])
        position = ends[position]
    return tops


def _group_ends(places: Sequence[int], values: Sequence[int], briefed: Container[int]) -> list[int]:
    """For each row, where its group ends: after the rows that add up to it exactly, or right after itself."""
    ends = [position + 1 for position in range(len(places))]
    for position in range(len(places) - 2, -1, -1):
        value, added, follower = values[places[position]], 0, position + 1
        while follower < len(places) and abs(added) < abs(value):
            added += values[places[follower]]
            follower = ends[follower]
            if added == value and not (follower == position + 2 and places[position] in briefed):
                ends[position] = follower
    return ends
