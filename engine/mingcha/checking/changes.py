"""Relations of changes, growth and shares: parts of a change, this year minus last, percentages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import attrgetter

from msgspec.structs import replace

from ..amounts import print_exact
from ..knowledge import Rule, name_key
from ..understanding import CLASSIFICATIONS, Claim, Coordinate, Figure
from .agreement import SPOKEN, all_the_same, candidates_for, signed
from .cube import Cube
from .identity import WHOLE, Identity, added_up, grown, risen, share_of, weighed
from .violation import Tally, Violation, only_cut_off, place_of, with_unit, within_rounding

_NEAR = 6
"""Within how many lines the text states last year's amount of what it gives the growth of."""
_DIMENSIONS = ("function", "economy_dept", "economy_gov", "component", "fund", "item")


def changes_add_up(rule: Rule, cube: Cube) -> Tally:
    """The changes of a complete enumeration add up to the change of the whole.

    An enumeration is complete when its amounts add up to the whole, or, without amounts, when it names both
    basic and project expenditure.
    """
    tally = Tally()
    listings: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    balances: dict[int, list[Claim]] = defaultdict(list)
    for claim in cube.disclosure.claims:
        if claim.listing > 0:
            dimension = next((each for each in _DIMENSIONS if getattr(claim.coordinate, each)), "")
            if dimension:
                listings[claim.listing, dimension].append(claim)
            elif claim.coordinate.measure in _BALANCES:
                balances[claim.listing].append(claim)
    _items_add_up(rule, cube, tally)
    for (listing, dimension), claims in listings.items():
        parts = _top(claims, dimension)
        beside = balances[listing] if dimension == "fund" else []
        if len(parts) + len(beside) == 1 and dimension == "fund":
            continue  # a source of money there was last year only need not be listed
        whole = replace(parts[0].coordinate, **{dimension: ""})
        if any(replace(part.coordinate, **{dimension: ""}) != whole for part in parts):
            continue
        heads = _changed(whole, cube)
        if not heads and dimension == "fund":
            whole = replace(whole, fund=_common_source(parts, cube))
            heads = _changed(whole, cube)
        if not heads or not any(part.change is not None for part in (*parts, *beside)):
            continue
        # 收入预算 may have in it what was carried in, where the list has that too.
        readings = [
            _of_parts(rule, [*parts, *more], dimension, whole, heads, cube) for more in ([beside, []] if beside else [[]])
        ]
        known = [reading for reading in readings if reading is not None]
        if not known:
            tally.missing += 1
        else:
            tally.add(next((reading for reading in known if not reading.violations), known[0]))
    return tally


_BALANCES = ("carried_in", "other_receipt")


def _common_source(parts: Sequence[Claim], cube: Cube) -> str:
    """The source of money that those of all parts are right below (财政拨款), "" where there is none."""
    nodes = cube.knowledge.dimensions["fund"].nodes
    above = {nodes[part.coordinate.fund].parent or "" for part in parts}
    return above.pop() if len(above) == 1 else ""


def _items_add_up(rule: Rule, cube: Cube, tally: Tally) -> None:
    """The changes of all items of an item, such as of the three public expenses, add up to its change."""
    below: dict[str, list[str]] = defaultdict(list)
    for item, node in cube.knowledge.dimensions["item"].nodes.items():
        if item and node.parent:
            below[node.parent].append(item)
    listings: dict[tuple[int, Coordinate], dict[str, Claim]] = defaultdict(dict)
    for claim in cube.disclosure.claims:
        if claim.listing > 0 and claim.coordinate.item:
            listings[claim.listing, replace(claim.coordinate, item="")].setdefault(claim.coordinate.item, claim)
    for (_, common), claims in listings.items():
        for item in below:
            whole = replace(common, item=item)
            parts = _parts_of(item, claims, below)
            heads = _changed(whole, cube)
            if not parts or not heads or not any(part.change is not None for part in parts):
                continue
            against = _of_parts(rule, parts, "item", whole, heads, cube)
            if against is None:
                tally.missing += 1
            else:
                tally.add(against)


def _parts_of(item: str, claims: Mapping[str, Claim], below: Mapping[str, Sequence[str]]) -> list[Claim]:
    """The claims of all items right below one, or of all that these are divided into; [] where one is not listed."""
    parts = [[claims[each]] if each in claims else _parts_of(each, claims, below) for each in below.get(item, ())]
    return [claim for part in parts for claim in part] if all(parts) else []


def _of_parts(
    rule: Rule, parts: Sequence[Claim], dimension: str, whole: Coordinate, heads: Sequence[Claim], cube: Cube
) -> Tally | None:
    """The changes of all parts against the whole's; None where they are not known to be all, or something else explains it."""
    complete = _complete(parts, dimension, whole, cube)
    unclear = any(part.change is None and part.direction != "none" for part in parts)
    if unclear or not (complete or _all_of_this_year(parts, dimension, whole, cube)):
        return None
    against = Tally()
    moved = tuple(cube.knowledge.words["narrative"]["moved"])
    steady = sum(part.amount.ulp for part in parts if part.change is None and part.amount is not None)
    _against_heads(rule, heads, [part.change for part in parts if part.change is not None], steady, cube, against)
    if any(
        _may_be_moved(violation, parts, moved)
        or (not complete and _rises_more(violation) > 0)
        or _one_rises_too_much(violation, parts)
        for violation in against.violations
    ):
        return None
    return against


def _one_rises_too_much(violation: Violation, parts: Sequence[Claim]) -> bool:
    """Whether a part that rose by more than it has explains it, which is told of that part (see ``rise_within``)."""
    over = _rises_more(violation)
    return any(
        part.change is not None and part.amount is not None and part.change.fen - over <= part.amount.fen < part.change.fen
        for part in parts
    )


def _may_be_moved(violation: Violation, parts: Sequence[Claim], moved: Collection[str]) -> bool:
    """Whether accounts that are not listed any more may explain why the parts rise by more than the whole.

    Their money moved to parts that rose and say so, and it is no more than these rises together. A part that names a listed
    one as its origin took over nothing; what moved away to another account is listed there, for every account that has an
    amount this year is.
    """
    taken = [
        part.change
        for part in parts
        if part.change is not None
        and part.change.fen > 0
        and any(word in part.reason for word in moved)
        and not any(
            other.code_name and name_key(other.code_name) in name_key(part.reason) for other in parts if other is not part
        )
    ]
    over = _rises_more(violation)
    return over > 0 and 2 * (over - sum(change.fen for change in taken)) <= sum(figure.ulp for figure in violation.figures)


def _rises_more(violation: Violation) -> int:
    """By how much more than the whole the parts rise, in fen; 0 or less where they do not."""
    return 0 if violation.stated is None or violation.expected is None else violation.stated - violation.expected


def _top(claims: Sequence[Claim], dimension: str) -> list[Claim]:
    codes = {getattr(claim.coordinate, dimension) for claim in claims}
    if dimension in CLASSIFICATIONS:
        return [
            c
            for c in claims
            if not any(o != getattr(c.coordinate, dimension) and getattr(c.coordinate, dimension).startswith(o) for o in codes)
        ]
    return list(claims)


def _complete(parts: Sequence[Claim], dimension: str, whole: Coordinate, cube: Cube) -> bool:
    amounts = [part.amount for part in parts]
    if all(amount is None for amount in amounts):
        return dimension == "component" and {"basic", "project"} <= {part.coordinate.component for part in parts}
    if any(amount is None for amount in amounts):
        return False
    stated = [amount for amount in amounts if amount is not None]
    total, ulps = sum(amount.fen for amount in stated), sum(amount.ulp for amount in stated)
    return any(within_rounding(one.fen - total, one.ulp + ulps) for one in _stated(whole, cube))


def _stated(whole: Coordinate, cube: Cube) -> list[Figure]:
    keys = (cube.fold(replace(whole, measure=measure)) for measure in SPOKEN.get(whole.measure, (whole.measure,)))
    return [claim.amount for key in keys for claim in cube.claims.get(key, ()) if claim.amount is not None]


def _changed(whole: Coordinate, cube: Cube) -> list[Claim]:
    """The claims of a whole that state its change: under its own name, else as the total that may have balances in it."""
    keys = (cube.fold(replace(whole, measure=measure)) for measure in SPOKEN.get(whole.measure, (whole.measure,)))
    found = ([claim for claim in cube.changes.get(key, ()) if claim.change is not None] for key in keys)
    own = ([claim for claim in claims if _is_whole(claim, whole, cube)] for claims in found)
    return next((claims for claims in own if claims), [])


def _is_whole(claim: Claim, whole: Coordinate, cube: Cube) -> bool:
    """Whether a change at the whole's coordinate is the whole's, where one source of money is all there is this year."""
    return claim.coordinate.fund == whole.fund or claim.coordinate.measure not in cube.moved_apart


def _all_of_this_year(parts: Sequence[Claim], dimension: str, whole: Coordinate, cube: Cube) -> bool:
    """Whether parts without amounts are all that the whole has this year: their amounts in the tables add up to it.

    What it had last year only may be missing; its fall can explain why the parts rise by more than the whole.
    """
    if any(part.amount is not None for part in parts):
        return False
    figures = [_level(part, cube.fold(part.coordinate), cube) for part in parts]
    there = [figure for figure in figures if figure is not None]
    total, ulps = sum(figure.fen for figure in there), sum(figure.ulp for figure in there)
    return total > 0 and any(within_rounding(one.fen - total, one.ulp + ulps) for one in _stated(whole, cube))


def _against_heads(rule: Rule, heads: Sequence[Claim], parts: Sequence[Figure], steady: int, cube: Cube, tally: Tally) -> None:
    """Compare the sum of the changes; ``steady``, in fen, is how far parts that are said to be unchanged may have moved."""
    total, ulps = sum(part.fen for part in parts), sum(part.ulp for part in parts) + steady
    changes = [head.change for head in heads if head.change is not None]
    for change in changes:
        if within_rounding(change.fen - total, change.ulp + ulps):
            tally.hold(added_up(rule.id, change, parts, steady))
            return
    change = changes[0]
    figures = (*parts, change)
    unit = change.unit
    listed = "".join(("+" if part.fen > 0 else "") + print_exact(part.fen, unit) for part in parts).lstrip("+")
    tally.breaks(
        Violation(
            rule.id,
            tuple(place_of(figure, cube.disclosure) for figure in figures),
            total,
            change.fen,
            unit,
            figures,
            {
                "parts": listed,
                "sum": print_exact(total, unit) + unit,
                "whole": print_exact(change.fen, unit) + unit,
                "subject": change.row.strip(),
                "line": change.line,
            },
            only_cut_off(total - change.fen, ulps + change.ulp),
            added_up(rule.id, change, parts, steady),
        )
    )


def changes_balance(rule: Rule, cube: Cube) -> Tally:
    """Two measures that are equal this year have changed by the same amount. Terms: ``left`` and ``right``, each a measure.

    What is said of both at once (收支预算) counts with the left one. With balances nothing is concluded, unless what the text
    calls income has them in it: it is then as much as the expenditure, or they are listed as a part of it.
    """
    tally = Tally()
    left, right = rule.terms["left"], rule.terms["right"]
    balances = [claim for claim in cube.disclosure.claims if claim.coordinate.measure in _BALANCES and claim.listing > 0]
    carried = cube.carried or any(claim.amount is not None and claim.amount.fen for claim in balances)
    moved = any(claim.change is not None and claim.change.fen for claim in balances)
    for coordinate in [key for key in cube.changes if key == Coordinate(left, fund=key.fund)]:
        keys = [replace(coordinate, measure=measure) for measure in (left, "", right)]
        own, both, other = ([claim for claim in cube.changes.get(key, ()) if claim.change is not None] for key in keys)
        if left in cube.moved_apart:
            own, both, other = ([claim for claim in claims if not claim.coordinate.fund] for claims in (own, both, other))
        levels = [claim.amount or _level(claim, coordinate, cube) for claim in own]
        levels += [claim.amount or _level(claim, keys[-1], cube) for claim in other]
        inside = carried and all(level is not None and level.table < 0 for level in levels)
        inside = inside or not {claim.listing for claim in own}.isdisjoint(claim.listing for claim in balances)
        equal = len({level.fen for level in levels if level is not None}) == 1
        if not own or not other or not equal or ((carried or moved) and not inside):
            tally.missing += 1
            continue
        changes = {id(claim.change): claim.change for claim in (*own, *both, *other) if claim.change is not None}
        all_the_same(rule, list(changes.values()), signed, cube.disclosure, tally)
    return tally


def difference(rule: Rule, cube: Cube) -> Tally:
    """This year minus last year is the stated change, where last year's amount is printed."""
    tally = Tally()
    for coordinate, claims in cube.changes.items():
        for claim in claims:
            change = claim.change
            if change is None:
                continue
            this = claim.amount or _level(claim, coordinate, cube)
            before = replace(coordinate, period=claim.base)
            last = _first(cube.tables.get(before, ())) or _amount(cube.claims.get(before, ()))
            if this is None or last is None:
                tally.missing += 1
                continue
            expected = this.fen - last.fen
            identity = weighed(rule.id, ((1, change), (-1, this), (1, last)))
            if within_rounding(expected - change.fen, this.ulp + last.ulp + change.ulp):
                tally.hold(identity)
                continue
            figures = (change, this, last)
            words = {"subject": claim.subject.strip(), "a": signed(change), "this": this.text, "last": last.text}
            tally.breaks(
                Violation(
                    rule.id,
                    tuple(place_of(f, cube.disclosure) for f in figures),
                    change.fen,
                    expected,
                    change.unit,
                    figures,
                    words,
                    identity=identity,
                )
            )
    return tally


def rise_within(rule: Rule, cube: Cube) -> Tally:
    """A rise is at most this year's amount, since last year's cannot have been below nil."""
    tally = Tally()
    for coordinate, claims in cube.changes.items():
        for claim in claims:
            change = claim.change
            if change is None or change.fen <= 0 or coordinate.period != "this":
                continue
            this = claim.amount or _level(claim, coordinate, cube)
            if this is None or this.fen < 0:
                tally.missing += 1
            elif change.fen <= this.fen or within_rounding(change.fen - this.fen, change.ulp + this.ulp):
                tally.held += 1
            else:
                words = {"subject": claim.subject.strip(), "a": with_unit(change), "this": with_unit(this)}
                places = tuple(place_of(figure, cube.disclosure) for figure in (change, this))
                tally.violations.append(Violation(rule.id, places, figures=(change, this), words=words))
    return tally


def growth_from_nil(rule: Rule, cube: Cube) -> Tally:
    """No growth is stated where last year's amount is nil. Terms: ``only`` or ``besides`` these percentages."""
    tally = Tally()
    only, besides = rule.terms.get("only"), rule.terms.get("besides", ())
    for claim in cube.disclosure.claims:
        if claim.growth is None or claim.listing < 0 or claim.coordinate.period != "this":
            continue
        at = cube.fold(claim.coordinate)
        this = claim.amount or (_level(claim, at, cube) if claim.change is not None else None)
        if this is None or this.fen <= 0:
            continue
        last = _last_beside(claim, cube)
        # A rise by all that there is this year is one from nil.
        risen = claim.change if last is None and claim.change is not None and claim.change.fen == this.fen else None
        nil = last or risen
        if nil is None:
            tally.missing += 1
            continue
        percent = Fraction(abs(claim.growth[0]), 100)
        if (nil is last and nil.fen) or not (percent in only if only is not None else percent not in besides):
            tally.held += 1
            continue
        words = {"subject": claim.subject.strip(), "stated": _percent(claim.growth[0]), "this": with_unit(this)}
        told = dict.fromkeys((claim.amount or claim.change or this, this, nil))
        places = tuple(place_of(figure, cube.disclosure) for figure in told)
        tally.violations.append(Violation(rule.id, places, figures=(this, nil), words=words))
    return tally


def _last_beside(claim: Claim, cube: Cube) -> Figure | None:
    """Last year's amount of a claim, as the text around it or else a table prints it."""
    key = cube.fold(replace(claim.coordinate, period=claim.base))
    stated = _amount([other for other in cube.claims.get(key, ()) if abs(other.line - claim.line) < _NEAR])
    return stated or _first(cube.tables.get(key, ()))


def _level(claim: Claim, coordinate: Coordinate, cube: Cube) -> Figure | None:
    """This year's amount of a claim that states the change only: from the text, else from the tables."""
    stated = _amount(cube.claims.get(coordinate, ()))
    if stated is None and coordinate.measure in _TOTALS:  # 收入支出总计增加…: both are one amount, said of one of them
        stated = _amount(cube.claims.get(replace(coordinate, measure=_TOTALS[coordinate.measure]), ()))
    return stated or _first(candidates_for(claim, coordinate, cube))


_TOTALS = {"total_income": "total_outlay", "total_outlay": "total_income"}
"""The two totals of a final account, which are equal."""


def _first(figures: Sequence[Figure]) -> Figure | None:
    return figures[0] if figures and all(figure.fen == figures[0].fen for figure in figures) else None


def _amount(claims: Sequence[Claim]) -> Figure | None:
    return _first([claim.amount for claim in claims if claim.amount is not None])


def growth(rule: Rule, cube: Cube) -> Tally:
    """A stated growth is the change divided by last year's amount; from nil there is no percentage."""
    tally = Tally()
    for claim in cube.disclosure.claims:
        if claim.growth is None or claim.listing < 0:
            continue
        coordinate = cube.fold(claim.coordinate)
        this = claim.amount if claim.coordinate.period == "this" else None
        this = this or _level(claim, replace(coordinate, period="this"), cube)
        last = None
        if claim.change is None:
            last = _amount(
                [
                    c
                    for c in cube.claims.get(cube.fold(replace(claim.coordinate, period=claim.base)), ())
                    if abs(c.line - claim.line) < _NEAR
                ]
            )
        if this is None or (claim.change is None and last is None):
            tally.missing += 1
            continue
        corners = _growth_range(this, claim.change, last)
        if not corners:
            tally.missing += 1
            continue
        value, ulp = claim.growth
        identity = _grown(rule, this, claim.change, last, claim.growth)
        if _is_rounded(value, ulp, corners):
            tally.hold(identity)
            continue
        figures = tuple(figure for figure in (claim.change, this, last) if figure is not None)
        low, high = _least_and_most(corners)
        middle = (low + high) / 2
        words = {"subject": claim.subject.strip(), "stated": _percent(value), "expected": _percent(float(middle))}
        places = tuple(place_of(figure, cube.disclosure) for figure in figures)
        hint = _is_cut_off(value, ulp, corners)
        tally.breaks(Violation(rule.id, places, figures=figures, words=words, hint=hint, identity=identity))
    return tally


def _grown(rule: Rule, this: Figure, change: Figure | None, last: Figure | None, percent: tuple[int, int]) -> Identity:
    """A stated growth, by the change where it is stated."""
    if change is not None:
        return risen(rule.id, change, this, percent)
    assert last is not None
    return grown(rule.id, this, last, percent)


_Ratios = Sequence[tuple[int, int]]
"""What rounded amounts allow at the least and the most, as fractions with a positive denominator; integers are fast."""


def _is_rounded(value: int, ulp: int, ratios: _Ratios) -> bool:
    """Whether ``value`` is a number between the least and the most of some ratios, rounded to ``ulp``."""
    most, least = 2 * value + ulp, 2 * value - ulp
    not_above = any(most * below >= 2 * above for above, below in ratios)
    return not_above and any(least * below <= 2 * above for above, below in ratios)


def _least_and_most(ratios: _Ratios) -> tuple[Fraction, Fraction]:
    exact = [Fraction(above, below) for above, below in ratios]
    return min(exact), max(exact)


def _is_cut_off(value: int, ulp: int, ratios: _Ratios) -> bool:
    """Whether ``value`` is between the least and the most of some ratios when its decimals below ``ulp`` were cut off."""
    if _is_rounded(value, ulp, ratios):
        return False
    low, high = _least_and_most(ratios)
    least, most = (low, high) if low >= 0 else (-high, -low)
    return least >= 0 and least - ulp < abs(value) <= most and value * low >= 0


def _growth_range(this: Figure, change: Figure | None, last: Figure | None) -> _Ratios:
    """The growths, in 1/100 of a percent, between which the rounded amounts allow any; none from nil."""
    found: list[tuple[int, int]] = []
    for a in (2 * this.fen - this.ulp, 2 * this.fen + this.ulp):
        if change is not None:
            for c in (2 * change.fen - change.ulp, 2 * change.fen + change.ulp):
                if a - c <= 0:
                    return ()
                found.append((10_000 * c, a - c))
        elif last is not None:
            for b in (2 * last.fen - last.ulp, 2 * last.fen + last.ulp):
                if b <= 0:
                    return ()
                found.append((10_000 * (a - b), b))
    return found


def share(rule: Rule, cube: Cube) -> Tally:
    """A stated share is the part divided by the whole it names, which may stand in the text or in a table."""
    tally = Tally()
    full = _full_lists(cube)
    for claim in cube.disclosure.claims:
        if claim.share is None or claim.amount is None or (claim.listing < 0 and not claim.share_bases):
            continue
        part, value, ulp = claim.amount, *claim.share
        printed = _not_nil(_wholes(claim, cube))
        wholes = printed or _not_nil(_added_up(claim, cube))
        if not wholes:
            tally.missing += 1
            continue
        fitting = [whole for whole in wholes if _is_share(part, whole, value, ulp)]
        cut_off = [whole for whole in fitting if _is_cut_off(value, ulp, _share_range(part, whole))]
        exact = fitting if claim.listing in full else [whole for whole in fitting if whole not in cut_off]
        whole = [*exact, *cut_off, *wholes][0]
        identity = share_of(rule.id, part, whole, claim.share) if printed else None
        if exact:
            tally.held += 1
            tally.identities.extend([identity] if identity else [])
            continue
        words = {
            "subject": claim.subject.strip(),
            "stated": _percent(value),
            "expected": f"{part.fen * 100 / whole.fen:.2f}%",
            "a": with_unit(part),
            "b": with_unit(whole),
        }
        places = (place_of(part, cube.disclosure), place_of(whole, cube.disclosure))
        tally.breaks(Violation(rule.id, places, figures=(part, whole), words=words, hint=bool(cut_off), identity=identity))
    return tally


def share_of_nil(rule: Rule, cube: Cube) -> Tally:
    """No share of an amount that the text states right before is stated where that amount is nil and the part is not."""
    tally = Tally()
    for claim in cube.disclosure.claims:
        part, whole = claim.amount, claim.share_of
        if claim.share is None or part is None or whole is None or claim.listing < 0:
            continue
        if whole.fen or not part.fen or not claim.share[0]:
            tally.held += 1
            continue
        words = {"subject": claim.subject.strip(), "stated": _percent(claim.share[0]), "this": with_unit(part)}
        places = (place_of(part, cube.disclosure), place_of(whole, cube.disclosure))
        tally.violations.append(Violation(rule.id, places, figures=(part, whole), words=words))
    return tally


def _not_nil(figures: Iterable[Figure]) -> list[Figure]:
    """Those that cannot be nil, up to rounding: nothing is a share of nil."""
    return [figure for figure in figures if figure.fen > figure.ulp]


def _full_lists(cube: Cube) -> set[int]:
    """The enumerations whose shares add up to 100 %, for which a last place may have been adjusted."""
    added: dict[int, int] = defaultdict(int)
    for claim in cube.disclosure.claims:
        if claim.listing > 0 and claim.share is not None:
            added[claim.listing] += claim.share[0]
    return {listing for listing, total in added.items() if total == WHOLE}


def _wholes(claim: Claim, cube: Cube) -> Iterator[Figure]:
    """The amounts that a claim's share may be of."""
    if claim.share_of is not None:
        yield _most_precise(claim.share_of, cube)
    for base in claim.share_bases:
        coordinate = cube.fold(base)
        yield from (other.amount for other in cube.claims.get(coordinate, ()) if other.amount is not None)
        yield from candidates_for(claim, coordinate, cube)


def _percent(hundredths: float) -> str:
    return f"{hundredths / 100:.2f}%"


def _most_precise(told: Figure, cube: Cube) -> Figure:
    """An amount of the text, or the same of a table that tells more precisely what it is: 3 may be 3.00 there."""
    same = [figure for figure in cube.tables.get(cube.fold(told.coordinate), ()) if figure.fen == told.fen]
    return min([told, *same], key=attrgetter("ulp"))


def _added_up(claim: Claim, cube: Cube) -> Iterator[Figure]:
    """A whole that is nowhere printed, from all its parts in the text, such as the three-public total from its items."""
    for base in claim.share_bases[:1]:
        items = cube.knowledge.dimensions["item"].nodes
        parts = [replace(base, item=item) for item, node in items.items() if item and base.item and node.parent == base.item]
        stated = [_amount(cube.claims.get(cube.fold(part), ())) for part in parts]
        amounts = [amount for amount in stated if amount is not None]
        if amounts and len(amounts) == len(parts):
            fen, ulp = sum(amount.fen for amount in amounts), sum(amount.ulp for amount in amounts)
            text = "＋".join(amount.text for amount in amounts if amount.fen)
            yield replace(amounts[0], fen=fen, ulp=ulp, coordinate=base, text=text)


def _is_share(part: Figure, whole: Figure, value: int, ulp: int) -> bool:
    """Whether ``value``, in 1/100 of a percent, is the share that the rounded amounts allow."""
    # One unit of the last place is how a list of shares is made to add up to 100 %.
    nearly = 2 * abs(WHOLE * part.fen - value * whole.fen) <= (2 * ulp + 1) * whole.fen
    return nearly or _is_rounded(value, ulp, _share_range(part, whole))


def _share_range(part: Figure, whole: Figure) -> _Ratios:
    """The shares, in 1/100 of a percent, between which the rounded amounts allow any."""
    return [
        (WHOLE * a, b)
        for a in (2 * part.fen - part.ulp, 2 * part.fen + part.ulp)
        for b in (2 * whole.fen - whole.ulp, 2 * whole.fen + whole.ulp)
    ]
