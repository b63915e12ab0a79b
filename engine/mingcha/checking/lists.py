"""Lists of the narrative that leave one of their members out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..amounts import NUMBER, parse_amount
from ..knowledge import Rule
from ..understanding import Claim, Coordinate, Figure
from .cube import Cube
from .violation import Tally, Violation, place_of, same_amount, with_unit, within_rounding

_NUMBERED = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]")


class _Level(NamedTuple):
    """A level of accounts that texts list: its classification, how many digits its codes have, and the fewest of a list."""

    of: str
    digits: int
    fewest: int


_LEVELS = (_Level("function", 7, 3), _Level("economy_dept", 3, 2), _Level("economy_gov", 3, 2))
"""The items (项) by function and the classes by economic nature, of which few units have more than three."""


def accounts_listed(rule: Rule, cube: Cube) -> Tally:
    """The accounts of a level that the text lists are all there: none is missing whose amount is all that the list lacks.

    Where the text lists several accounts of a fund and the tables have one more, with which the list adds up to the whole that
    the text states, this one was left out. Lists that lack more were not meant to be complete. An amount that the text gives
    under a name which is no account's, or that of an account told twice, or without a unit, was not left out; a list that adds up
    to another total is of that one.
    """
    tally = Tally()
    for level in _LEVELS:
        _listed(rule, level, cube, tally)
    return tally


def _listed(rule: Rule, level: _Level, cube: Cube, tally: Tally) -> None:
    misnamed = [claim.amount for claim in cube.disclosure.claims if claim.coordinate.item and claim.amount is not None]
    for key, claims in cube.claims.items():
        if len(claims) > 1 and _code(level, key):
            misnamed += [claim.amount for claim in claims if claim.amount is not None]
    spent = cube.by_measure.get("expenditure", ())
    totals = [cube.tables[key][0] for key in spent if not (key.function or key.economy_dept) and key == _whole(key.fund)]
    printed: dict[str, dict[str, Figure]] = defaultdict(dict)
    for key in spent:
        if (code := _code(level, key)) and (figure := cube.tables[key][0]).fen:
            printed[key.fund][code] = figure
    for fund, lists in _lists(level, cube).items():
        # A table may state a class without saying whose money it is.
        lacking = [_lacking(level, one, printed[fund] or printed[""]) for one in lists]
        if not any(missing is not None for missing in lacking):
            tally.missing += 1
            continue
        left_out = [
            _left_out(rule, one.whole, missing[0], list(one.stated.values()), cube)
            for one, missing in zip(lists, lacking, strict=True)
            if missing
            and _completes(one.whole, [*one.stated.values(), *missing])
            and not _is_among(missing[0], misnamed)
            and not _stands_without_unit(missing[0], cube)
            # A list that is all of what another source pays, such as the appropriation alone, is complete.
            and not any(_completes(total, list(one.stated.values())) for total in totals)
        ]
        if left_out:
            tally.violations.append(left_out[0])
        else:
            tally.held += 1


class _List(NamedTuple):
    """Accounts of the text: the whole they are told of, their amounts, and the accounts told there or close behind."""

    whole: Figure
    stated: Mapping[str, Figure]
    named: Collection[str]


def _lists(level: _Level, cube: Cube) -> Mapping[str, list[_List]]:
    """By fund: all accounts of the text as one list, then those between one statement of the whole and the next."""
    claims = [(claim, cube.fold(claim.coordinate), claim.amount) for claim in cube.disclosure.claims if claim.listing >= 0]
    told = [(claim.line, getattr(claim.coordinate, level.of)) for claim in cube.disclosure.claims]
    runs: dict[str, list[tuple[Figure, dict[str, Figure]]]] = defaultdict(list)
    current: tuple[str, dict[str, Figure]] = "", {}
    together: dict[str, dict[str, Figure]] = defaultdict(dict)
    for _, key, amount in claims:
        if amount is None:
            continue
        code = _code(level, key)
        if key == _whole(key.fund):
            current = key.fund, {}
            runs[key.fund].append((amount, current[1]))
        elif code:
            together[key.fund][code] = amount
            if current[0] == key.fund:
                current[1][code] = amount
    found: dict[str, list[_List]] = {}
    for fund, stated in together.items():
        # An account whose amount was not understood, or of which only the budget is told, is not left out.
        everywhere = {code for _, code in told}
        found[fund] = [_List(whole, stated, everywhere) for whole, _ in runs[fund][-1:]]
        for whole, part in runs[fund]:
            last = max((figure.line for figure in part.values()), default=0)
            here = {code for line, code in told if whole.line <= line <= last + _CLOSE}
            found[fund].append(_List(whole, part, here))
    return found


_CLOSE = 30
"""So many lines behind a list what is told still belongs to it."""


def _lacking(level: _Level, one: _List, printed: Mapping[str, Figure]) -> list[Figure] | None:
    """The account that a list lacks, [] where it has all; None where it is too short or lacks several."""
    missing = [figure for code, figure in printed.items() if code not in one.stated and code not in one.named]
    return None if len(one.stated) < level.fewest or len(missing) > 1 else missing


def items_listed(rule: Rule, cube: Cube) -> Tally:
    """A numbered list of items leaves none out that has an amount. Terms: ``sets``, each with its ``measure`` and ``parts``."""
    tally = Tally()
    for group in rule.terms["sets"]:
        sections: dict[str, dict[str, Claim]] = defaultdict(dict)
        for claim in cube.disclosure.claims:
            at = claim.coordinate
            if at.measure == group["measure"] and at.item in group["parts"] and _NUMBERED.match(claim.subject):
                sections[claim.section].setdefault(at.item, claim)
        for claims in sections.values():
            first = next(iter(claims.values())).coordinate
            missing = [item for item in group["parts"] if item not in claims]
            known = [_amount(cube, first, item) for item in missing]
            amounts = [claim.amount for claim in claims.values() if claim.amount is not None]
            if not missing:
                tally.held += 1
            elif len(missing) > 1 or known[0] is None or not known[0].fen or not amounts:
                tally.missing += 1
            elif _stands_without_unit(known[0], cube):
                tally.held += 1
            else:
                tally.violations.append(_left_out(rule, amounts[0], known[0], amounts[1:], cube))
    return tally


def _whole(fund: str) -> Coordinate:
    return Coordinate("expenditure", fund=fund)


def _code(level: _Level, key: Coordinate) -> str:
    """The account of the level of which a coordinate is all that a source of money spends, or ""."""
    code: str = getattr(key, level.of)
    if len(code) != level.digits or key.measure != "expenditure":
        return ""
    return code if replace(key, **{level.of: ""}) == _whole(key.fund) else ""


def _completes(whole: Figure, parts: Sequence[Figure]) -> bool:
    return within_rounding(whole.fen - sum(part.fen for part in parts), whole.ulp + sum(part.ulp for part in parts))


def _is_among(one: Figure, others: Sequence[Figure]) -> bool:
    return any(same_amount(one, other) for other in others)


def _stands_without_unit(one: Figure, cube: Cube) -> bool:
    """Whether the text has the amount, but no unit behind it."""
    bare = [each.text for each in cube.disclosure.statements if each.kind == "unit_missing"]
    read = [parse_amount(number, unit) for text in bare for number in NUMBER.findall(text)[-1:] for unit in ("万元", "元")]
    return any(within_rounding(each.fen - one.fen, each.ulp + one.ulp) for each in read if each is not None)


def _amount(cube: Cube, at: Coordinate, item: str) -> Figure | None:
    key = cube.fold(Coordinate(at.measure, "this", at.fund, item=item))
    stated = [claim.amount for claim in cube.claims.get(key, ()) if claim.amount is not None]
    return next(iter([*cube.tables.get(key, ()), *stated]), None)


def _left_out(rule: Rule, first: Figure, missing: Figure, others: Sequence[Figure], cube: Cube) -> Violation:
    words = {"subject": first.row.strip(), "name": missing.row.strip() or missing.column.strip(), "a": with_unit(missing)}
    places = [place_of(figure, cube.disclosure) for figure in (first, missing, *others)]
    return Violation(rule.id, tuple(places), figures=(missing,), words=words)
