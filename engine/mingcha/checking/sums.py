"""Relations of totals and parts: inside a listing, between the two sides, in the narrative, over staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter

from msgspec.structs import replace

from ..knowledge import Rule
from ..understanding import Coordinate, Disclosure, Figure, Listing, Sum
from .cube import Cube
from .identity import added_up, all_equal, weighed
from .violation import Place, Tally, Violation, only_cut_off, place_of, same_amount, table_name, unequal, within_rounding

_MAX_PLACES = 40


def adds_up(rule: Rule, cube: Cube) -> Tally:
    """Every total equals its parts. Terms: ``axis`` row or column, ``along`` dimensions, ``total`` coded or closing."""
    tally = Tally()
    total = rule.terms.get("total")
    for along in rule.terms["along"]:
        for sort, one, listing, divided in cube.sums.get((rule.terms["axis"], along), ()):
            if total is None or total == sort:
                _listing_sum(rule, one, listing, divided, cube, tally)
    return tally


def _listing_sum(rule: Rule, one: Sum, listing: Listing, divided: Mapping[int, int], cube: Cube, tally: Tally) -> None:
    cells, optional, parts = listing.cells, one.optional, one.parts
    if one.axis == "column":
        for number, row in enumerate(cells):
            total = row[one.total]
            if total is None:
                continue
            stated = [figure for part in parts if (figure := row[part]) is not None]
            if stated or total.fen:
                beside = [row[part] for part in optional] if optional else ()
                blanks = [_blank(listing, number, part, cube) for part in parts if row[part] is None]
                _compare(rule, total, stated, beside, blanks, cube, tally)
        return
    broken = listing.table in cube.broken_tables
    columns = zip(*[cells[part] for part in parts], strict=True)
    for place, (total, column) in enumerate(zip(cells[one.total], columns, strict=True)):
        stated = [figure for figure in column if figure is not None]
        if total is None:
            total = _blank_total(one, listing, place, stated, cube)
        if total is None:
            tally.missing += bool(stated)
        elif broken and not within_rounding(_difference(total, stated), _ulps(total, stated)):
            tally.missing += 1
        # A blank part is nil where other totals of the column are divided; else the column may have totals only.
        elif stated or (divided.get(place) and total.fen):
            beside = [cells[part][place] for part in optional] if optional else ()
            blanks = [_blank(listing, part, place, cube) for part in parts if cells[part][place] is None]
            _compare(rule, total, stated, beside, blanks, cube, tally)
        else:
            tally.missing += total.fen != 0


def _blank_total(one: Sum, listing: Listing, place: int, stated: Sequence[Figure], cube: Cube) -> Figure | None:
    """A blank in a row of totals is nil where most other columns of total or parts have their total; else it is unknown.

    It is unknown too where no column of its side has one: sub-heads may stand there.
    """
    if not any(part.fen for part in stated):
        return None
    rows = [listing.cells[row] for row in (one.total, *one.parts)]
    used = [p for p in range(len(rows[0])) if any((figure := row[p]) is not None and figure.fen for row in rows)]
    beside = [total for p in used if (total := rows[0][p]) is not None]
    if 2 * len(beside) <= len(used):
        return None
    side = [p for p in used if listing.columns[p].measure == listing.columns[place].measure]
    if len(side) > 1 and all(rows[0][p] is None for p in side):
        return None
    return _blank(listing, one.total, place, cube)


def _blank(listing: Listing, row: int, place: int, cube: Cube) -> Figure:
    """A blank cell as the nil it stands for; the same in the sums across and down, so that locating can find it left blank."""
    column, line = listing.columns[place], listing.lines[row]
    key = line.line, column.index
    known = cube.blanks.get(key)
    if known is None:
        # A figure is true, a blank is not.
        beside = next(filter(None, listing.cells[row]), None) or _any_beside(listing, place)
        unit, ulp = (beside.unit, beside.ulp) if beside else ("", 1)
        known = cube.blanks[key] = Figure(
            0, ulp, unit, _ROOT, line.line, listing.table, line.label, column.head, "", column.index
        )
    return known


def _any_beside(listing: Listing, place: int) -> Figure | None:
    """A figure of the same column, else of the same listing."""
    cells = listing.cells
    return next(filter(None, chain([row[place] for row in cells], *cells)), None)


_ROOT = Coordinate()


def _compare(
    rule: Rule,
    total: Figure,
    stated: Sequence[Figure],
    optional: Sequence[Figure | None],
    blanks: Sequence[Figure],
    cube: Cube,
    tally: Tally,
) -> None:
    """One total against its parts, of which the blank ones are nil."""
    fen, ulps = total.fen, total.ulp
    for part in stated:
        fen -= part.fen
        ulps += part.ulp
    if 2 * abs(fen) <= ulps:
        tally.hold(added_up(rule.id, total, (*stated, *blanks)))
        return
    extra = [part for part in optional if part is not None and part.fen]
    choices = [[*stated, *added] for added in ([], extra, *([part] for part in extra))]
    for together in choices:
        if within_rounding(_difference(total, together), _ulps(total, together)):
            tally.hold(added_up(rule.id, total, [*together, *blanks]))
            return
    nearest = min(choices, key=lambda together: abs(_difference(total, together)))
    broken = _broken_sum(rule, total, nearest, sum(part.fen for part in nearest), cube.disclosure)
    tally.breaks(replace(broken, identity=added_up(rule.id, total, [*nearest, *blanks])))


def _broken_sum(rule: Rule, total: Figure, parts: Sequence[Figure], expected: int, disclosure: Disclosure) -> Violation:
    """A total that differs from its parts."""
    figures = (total, *parts)
    listed = "＋".join(
        f"{part.row} {part.text}" if part.row != total.row else f"{part.column.split()[-1]} {part.text}"
        for part in parts[:12]
        if part.fen
    )
    return Violation(
        rule.id,
        tuple(place_of(figure, disclosure) for figure in figures[:_MAX_PLACES]),
        total.fen,
        expected,
        total.unit,
        figures,
        {
            "table": table_name(total.table, disclosure),
            "row": total.row or total.column,
            "column": total.column.split()[-1] if total.column else "",
            "parts": listed + ("＋…" if len(parts) > 12 else "") or "0",
        },
        only_cut_off(_difference(total, parts), _ulps(total, parts)),
        added_up(rule.id, total, parts),
    )


def _difference(total: Figure, parts: Iterable[Figure | None]) -> int:
    return total.fen - sum(part.fen for part in parts if part is not None)


def _ulps(total: Figure, parts: Iterable[Figure | None]) -> int:
    return total.ulp + sum(part.ulp for part in parts if part is not None)


def narrative_adds_up(rule: Rule, cube: Cube) -> Tally:
    """An amount of the narrative equals its parts, where the narrative states all of them; some of them are no more than it.

    Terms: ``sets``, each with the ``measure``, the dimension ``along``, its member ``whole`` and all ``parts`` of it.
    """
    tally = Tally()
    for group in rule.terms["sets"]:
        along = group["along"]
        for coordinate, claims in list(cube.claims.items()):
            if coordinate.measure != group["measure"] or getattr(coordinate, along) != group["whole"]:
                continue
            parts = [_stated_once(cube, replace(coordinate, **{along: part})) for part in group["parts"]]
            stated = [part for part in parts if part is not None]
            for claim in claims:
                if claim.amount is None:
                    tally.missing += 1
                elif len(stated) == len(parts):
                    judge(rule, claim.amount, stated, cube.disclosure, tally)
                elif _is_more(stated, claim.amount):
                    # Of parts that are not all told the sum shows that a figure is wrong, and not what it should be.
                    added = sum(part.fen for part in stated)
                    broken = _broken_sum(rule, claim.amount, stated, added, cube.disclosure)
                    tally.violations.append(replace(broken, identity=None))
                else:
                    tally.missing += 1
    return tally


def _is_more(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether some parts, several, are already more than the whole."""
    return len(parts) > 1 and -2 * _difference(whole, parts) > _ulps(whole, parts)


def judge(rule: Rule, total: Figure, parts: Sequence[Figure], disclosure: Disclosure, tally: Tally) -> None:
    """Count a total that is the sum of all its parts as held, any other as a violation."""
    difference = _difference(total, parts)
    if within_rounding(difference, _ulps(total, parts)) and not (difference and _is_one(total, parts)):
        tally.hold(added_up(rule.id, total, parts))
    else:
        tally.breaks(_broken_sum(rule, total, parts, total.fen - difference, disclosure))


def _is_one(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a total has but one part, printed as precisely, beside exact nils: rounded alike, both are one number."""
    own = [part for part in parts if part.fen]
    nils = [part for part in parts if not part.fen]
    return len(own) == 1 and own[0].ulp == total.ulp and bool(nils) and all(part.ulp <= 1 for part in nils)


def _stated_once(cube: Cube, coordinate: Coordinate) -> Figure | None:
    """The narrative's amount at a coordinate; None where there is none or they contradict each other."""
    amounts = [claim.amount for claim in cube.claims.get(cube.fold(coordinate), ()) if claim.amount is not None]
    return amounts[0] if amounts and all(amount.fen == amounts[0].fen for amount in amounts) else None


def balances(rule: Rule, cube: Cube) -> Tally:
    """Two coordinates that must be equal in one table. Terms: ``left`` and ``right``, each a measure."""
    tally = Tally()
    left, right = rule.terms["left"], rule.terms["right"]
    by_table: dict[int, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in cube.wholes:
        if figure.coordinate.measure in (left, right):
            by_table[figure.table][figure.coordinate.measure].append(figure)
    for sides in by_table.values():
        if not sides[left] or not sides[right]:
            tally.missing += 1
            continue
        one = sides[left][0]
        for other in sides[right]:
            if other.coordinate.fund != one.coordinate.fund and len(sides[right]) > 1:
                continue
            if same_amount(one, other):
                tally.hold(all_equal(rule.id, (one, other)))
            else:
                tally.breaks(unequal(rule, one, other, cube.disclosure, all_equal(rule.id, (one, other))))
    return tally


def funds_balance(rule: Rule, cube: Cube) -> Tally:
    """For each source of money a table's income and what was brought in are its outlay with what is carried on.

    What was brought in and is not told by source is that of the only source with an outlay; of several it is not known whose.
    """
    tally = Tally()
    by_table: dict[int, dict[str, dict[str, Figure]]] = defaultdict(lambda: defaultdict(dict))
    for figure in cube.wholes:
        measure, fund = figure.coordinate.measure, figure.coordinate.fund
        by_table[figure.table][_ALL if fund in ("", "appropriation") else fund].setdefault(measure, figure)
    for by_fund in by_table.values():
        together = by_fund.pop(_ALL, {}).get("carried_in")
        if together is not None and any("carried_in" in sides for sides in by_fund.values()):
            together = None
        paying = [fund for fund, sides in by_fund.items() if (outlay := sides.get("total_outlay")) is not None and outlay.fen]
        for fund, sides in by_fund.items():
            outlay = sides.get("total_outlay")
            received = [sides[measure] for measure in ("income", "carried_in") if measure in sides]
            if together is not None and together.fen:
                if paying != [fund]:
                    tally.missing += 1
                    continue
                received.append(together)
            if outlay is not None and received:
                judge(rule, outlay, received, cube.disclosure, tally)
    return tally


_ALL = ""
"""Stands for all sources together."""


def listed_add_up(rule: Rule, cube: Cube) -> Tally:
    """What the accounts of the text had in another period adds up to what their whole had.

    The accounts are all there when their amounts of this year add up to this year's whole. Terms: ``periods``.
    """
    tally = Tally()
    accounts: dict[Coordinate, list[Coordinate]] = defaultdict(list)
    for key in cube.claims:
        if key.period in rule.terms["periods"] and (key.function or key.item):
            accounts[replace(key, function="", item="")].append(key)
    for whole, keys in accounts.items():
        above = {key.function[:length] for key in keys for length in (3, 5) if length < len(key.function)}
        leaves = [key for key in keys if key.function not in above]
        total, this = _stated_once(cube, whole), _stated_once(cube, replace(whole, period="this"))
        then = [_stated_once(cube, leaf) for leaf in leaves]
        now = [_stated_once(cube, replace(leaf, period="this")) for leaf in leaves]
        parts, current = [part for part in then if part is not None], [part for part in now if part is not None]
        complete = len(parts) == len(current) == len(leaves) > 1
        if not complete or total is None or this is None or not within_rounding(_difference(this, current), _ulps(this, current)):
            tally.missing += 1
        else:
            judge(rule, total, parts, cube.disclosure, tally)
    return tally


def at_most(rule: Rule, cube: Cube) -> Tally:
    """An amount is not more than what it is a part of. Terms: ``pairs``, each a ``part`` and a ``whole`` by their dimensions.

    The whole may be of the same source of money or of one that has it in it.
    """
    tally = Tally()
    for pair in rule.terms["pairs"]:
        measure, members, said = pair["part"]["measure"], attrgetter(*pair["part"]), (*pair["part"].values(),)
        told = [key for key in cube.claims if key.measure == measure]
        for key in dict.fromkeys([key for key in (*cube.by_measure.get(measure, ()), *told) if members(key) == said]):
            if key != Coordinate(**{"period": key.period, "fund": key.fund, **pair["part"]}):
                continue
            parts = _figures_at(key, cube)
            funds = (key.fund, *cube.knowledge.dimensions["fund"].ancestors(key.fund))
            wholes = [Coordinate(**{"period": key.period, **pair["whole"], "fund": fund}) for fund in funds]
            found = [figure for whole in wholes for figure in _figures_at(whole, cube)]
            for part in parts:
                _not_above(rule, part, found, cube.disclosure, tally)
    return tally


def _figures_at(key: Coordinate, cube: Cube) -> list[Figure]:
    key = cube.fold(key)
    stated = [claim.amount for claim in cube.claims.get(key, ()) if claim.amount is not None]
    return [*cube.tables.get(key, ()), *stated]


def _not_above(rule: Rule, part: Figure, wholes: Sequence[Figure], disclosure: Disclosure, tally: Tally) -> None:
    if not wholes:
        tally.missing += 1
    elif any(part.fen <= whole.fen or same_amount(part, whole) for whole in wholes):
        tally.held += 1
    else:
        tally.violations.append(unequal(rule, part, wholes[0], disclosure))


def carries_over(rule: Rule, cube: Cube) -> Tally:
    """In a row with balances: brought in + income - expenditure = carried on; a blank is nil."""
    tally = Tally()
    for table in cube.disclosure.tables:
        for listing in table.listings:
            places: dict[str, int] = {}
            for place, column in enumerate(listing.columns):
                if (
                    column.measure in _SIGNS
                    and column.period == "this"
                    and not (column.component or column.item or column.of_which)
                ):
                    places.setdefault(column.measure, place)
            if len(places) == len(_SIGNS):
                for line, row in zip(listing.lines, listing.cells, strict=True):
                    # What a total leaves blank though its parts have it is unknown, and another rule's matter.
                    if line.role in _TOTALS and any(row[place] is None and _has_any(listing, place) for place in places.values()):
                        tally.missing += 1
                    else:
                        _carried_on(rule, {measure: row[places[measure]] for measure in _SIGNS}, cube.disclosure, tally)
    return tally


_TOTALS = ("total", "grand")


def _has_any(listing: Listing, place: int) -> bool:
    return any((figure := row[place]) is not None and figure.fen for row in listing.cells)


_SIGNS: Mapping[str, int] = {"carried_out": -1, "carried_in": 1, "income": 1, "expenditure": -1}


def _carried_on(rule: Rule, row: Mapping[str, Figure | None], disclosure: Disclosure, tally: Tally) -> None:
    stated = {measure: figure for measure, figure in row.items() if figure is not None}
    figures = tuple(stated.values())
    if not any(figure.fen for figure in figures):
        return
    difference = sum(_SIGNS[measure] * figure.fen for measure, figure in stated.items())
    identity = weighed(rule.id, ((_SIGNS[measure], figure) for measure, figure in stated.items()))
    if within_rounding(difference, sum(figure.ulp for figure in figures)):
        tally.hold(identity)
        return
    left = stated["carried_out"].fen if "carried_out" in stated else 0
    words = {measure: stated[measure].text if measure in stated else "0" for measure in _SIGNS}
    words |= {"table": table_name(figures[0].table, disclosure), "row": figures[0].row}
    places = tuple(place_of(figure, disclosure) for figure in figures)
    unit = figures[0].unit
    tally.breaks(Violation(rule.id, places, left, left + difference, unit, figures, words, identity=identity))


def counts_add_up(rule: Rule, cube: Cube) -> Tally:
    """A number of people or things equals its parts. Terms: ``what``; people who retired may be counted or not."""
    tally = Tally()
    counts = [count for count in cube.disclosure.counts if count.what in rule.terms["what"]]
    heads = [place for place, count in enumerate(counts) if not count.part]
    for number, place in enumerate(heads):
        end = heads[number + 1] if number + 1 < len(heads) else len(counts)
        parts = counts[place + 1 : end]
        head = counts[place]
        if all("休" in part.part for part in parts):  # none, or those who retired, who are told of beside
            tally.missing += 1
            continue
        retired = sum(part.number for part in parts if "休" in part.part and part.what != "vehicles")
        total = sum(part.number for part in parts)
        if head.number in (total, total - retired):
            tally.held += 1
            continue
        places = tuple(Place(None, count.line, "", count.part or count.what, "", count.text) for count in (head, *parts))
        listed = "＋".join(f"{part.part} {part.number}" for part in parts)
        words = {"text": head.text, "number": head.number, "sum": total, "parts": listed}
        tally.violations.append(Violation(rule.id, places, words=words))
    return tally
