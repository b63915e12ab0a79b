"""Relations of figures at one coordinate: equal in all tables, in the narrative, and repeated the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from msgspec.structs import replace

from ..knowledge import Rule, name_key
from ..understanding import Claim, Coordinate, Disclosure, Figure, Line, UnderstoodTable
from ..understanding.subjects import LEVELS, paths_in
from .cube import Cube
from .identity import all_equal, one_of
from .violation import (
    Place,
    Tally,
    Violation,
    only_cut_off,
    place_of,
    same_amount,
    table_name,
    unequal,
    with_unit,
    within_rounding,
)

_OWN_YEAR_ONLY = ("不含上年结转", "本年预算", "当年")
_SLIPS = 3
"""How many amounts of one thing a table may state by slips; one that states more lists its parts."""


def agrees(rule: Rule, cube: Cube) -> Tally:
    """Figures of tables at one coordinate are equal. Terms: ``measures``."""
    tally = Tally()
    items = cube.knowledge.dimensions["item"].nodes
    for measure in rule.terms["measures"]:
        for coordinate in cube.by_measure.get(measure, ()):
            if coordinate.item not in items:
                continue
            figures = cube.tables[coordinate]
            if cube.misplaced.figures:
                figures = [figure for figure in figures if id(figure) not in cube.misplaced.figures]
            if len(figures) < 2 or len({figure.line for figure in figures}) == 1:
                tally.missing += 1
            elif len({figure.fen for figure in figures}) == 1:
                tally.hold(all_equal(rule.id, figures))
            elif _lists_parts(figures):
                tally.missing += 1
            else:
                _equal(rule, coordinate, figures, cube, tally)
    return tally


def _lists_parts(figures: Sequence[Figure]) -> bool:
    """Whether one table states many amounts at one coordinate: it lists an account by something that was not understood."""
    if len(figures) <= _SLIPS:
        return False
    distinct = Counter([table for table, _ in {(figure.table, figure.fen) for figure in figures}])
    return max(distinct.values()) > _SLIPS


def _equal(rule: Rule, coordinate: Coordinate, figures: Sequence[Figure], cube: Cube, tally: Tally) -> None:
    usual = _usual(figures)
    different = [figure for figure in figures if not same_amount(figure, usual)]
    identity = all_equal(rule.id, figures)
    if not different:
        tally.hold(identity)
        return
    if cube.carried and any(word in cube.disclosure.tables[f.table].title for f in figures for word in _OWN_YEAR_ONLY):
        tally.missing += 1
        return
    if cube.carried and _with_balance(figures, cube):
        tally.missing += 1
        return
    alike = [figure for figure in figures if figure not in different]
    groups: dict[int, list[Figure]] = defaultdict(list)
    for figure in different:
        groups[figure.fen].append(figure)
    violations = []
    for group in groups.values():
        first = group[0]
        involved = (*group, *alike)
        violations.append(
            Violation(
                rule.id,
                tuple(place_of(figure, cube.disclosure) for figure in involved[:20]),
                first.fen,
                usual.fen,
                first.unit,
                involved,
                {
                    "what": _what(first),
                    "a": f"{table_name(first.table, cube.disclosure)} {with_unit(first)}",
                    "b": "、".join(
                        dict.fromkeys(f"{table_name(figure.table, cube.disclosure)} {with_unit(figure)}" for figure in alike[:4])
                    ),
                },
                only_cut_off(first.fen - usual.fen, first.ulp + usual.ulp),
                identity,
            )
        )
    tally.breaks(*violations)


def _with_balance(figures: Sequence[Figure], cube: Cube) -> bool:
    """Whether the larger amounts stand in tables that have a balance carried in, to be paid from it, the others in none."""
    least, most = min(figure.fen for figure in figures), max(figure.fen for figure in figures)
    larger, smaller = ({figure.table for figure in figures if figure.fen == fen} for fen in (most, least))
    distinct = len({figure.fen for figure in figures}) == len({least, most})
    balances = [cube.carried_in.get(table, 0) for table in larger]
    return distinct and most - least <= min(balances) and not any(cube.carried_in.get(table, 0) for table in smaller)


def sides_agree(rule: Rule, cube: Cube) -> Tally:
    """What comes in for an account is what goes out for it, for each source of money. Terms: ``left``, ``right``: measures."""
    tally = Tally()
    for key in cube.by_measure.get(rule.terms["left"], ()):
        if not key.function or key.period != "this" or key != Coordinate(key.measure, fund=key.fund, function=key.function):
            continue
        own, other = (
            cube.tables[key][0],
            next(iter(cube.tables.get(cube.fold(replace(key, measure=rule.terms["right"])), ())), None),
        )
        if other is None or not cube.misplaced.figures.isdisjoint((id(own), id(other))):
            tally.missing += 1
        elif same_amount(own, other):
            tally.hold(all_equal(rule.id, (own, other)))
        elif cube.carried:
            tally.missing += 1  # what was carried in may be spent beside what comes in
        else:
            tally.breaks(unequal(rule, own, other, cube.disclosure, all_equal(rule.id, (own, other))))
    return tally


def _usual(figures: Sequence[Figure]) -> Figure:
    """The figure most others agree with; of equally many, the one printed most precisely, then the first."""
    votes = Counter(figure.fen for figure in figures)
    return max(figures, key=lambda figure: (votes[figure.fen], -figure.ulp, -figures.index(figure)))


def _what(figure: Figure) -> str:
    column = figure.column.split()[-1] if figure.column else ""
    return f"{figure.row}（{column}）" if column and column not in ("预算数", "决算数", "金额", "合计") else figure.row


def narrative_agrees(rule: Rule, cube: Cube) -> Tally:
    """An amount of the narrative equals the table's at its coordinate. Terms: ``measures``.

    Where the sentence does not say the source of money, any source's figure may be meant.
    """
    tally = Tally()
    measures = frozenset(rule.terms["measures"])
    for coordinate, claims in cube.claims.items():
        if (coordinate.measure or "income") not in measures:
            continue
        for claim in claims:
            candidates = candidates_for(claim, coordinate, cube)
            if not candidates or claim.amount is None:
                tally.missing += 1
                continue
            amount = claim.amount
            if _is_among(amount, candidates):
                tally.hold(one_of(rule.id, amount, candidates))
            elif _is_among(amount, others := other_sources(claim, coordinate, cube)):
                tally.hold(one_of(rule.id, amount, others))
            elif (
                _without_balances(coordinate, candidates, cube)
                or any(id(one) in cube.misplaced.figures for one in candidates)
                or _part_of_another_whole(coordinate, candidates, cube)
                or _is_all_of(amount, candidates)
            ):
                tally.missing += 1
            else:
                tally.breaks(_claim_against(rule, claim, amount, candidates, cube.disclosure))
    return tally


def _is_among(amount: Figure, figures: Sequence[Figure]) -> bool:
    return any(same_amount(amount, figure) for figure in figures)


def candidates_for(claim: Claim, coordinate: Coordinate, cube: Cube) -> list[Figure]:
    """The table figures a claim at ``coordinate``, a folded one, can mean."""
    found: list[Figure] = []
    for measure in SPOKEN.get(coordinate.measure, (coordinate.measure,)):
        key = coordinate if measure == coordinate.measure else cube.fold(replace(coordinate, measure=measure))
        found.extend(cube.tables.get(key, ()))
    return found or other_sources(claim, coordinate, cube)


def other_sources(claim: Claim, coordinate: Coordinate, cube: Cube) -> list[Figure]:
    """The table figures of any source of money, where the claim names none."""
    if not claim.open_fund or claim.coordinate.fund:
        return []
    keys = (replace(coordinate, measure=measure) for measure in SPOKEN.get(coordinate.measure, (coordinate.measure,)))
    return [figure for key in keys for figure in cube.of_any_fund(key)]


def _without_balances(coordinate: Coordinate, candidates: Sequence[Figure], cube: Cube) -> bool:
    """Whether the text may have in a total what was carried in, and no table states the total."""
    measures = {figure.coordinate.measure for figure in candidates}
    return cube.carried and coordinate.measure in _TOTALS and measures.isdisjoint(_TOTALS)


def _is_all_of(amount: Figure, candidates: Sequence[Figure]) -> bool:
    """Whether an amount is what several sources of money in one table come to together."""
    sources: dict[int, dict[str, Figure]] = defaultdict(dict)
    for figure in candidates:
        sources[figure.table].setdefault(figure.coordinate.fund, figure)
    several = [list(found.values()) for found in sources.values() if len(found) > 1]
    return any(
        within_rounding(amount.fen - sum(one.fen for one in found), amount.ulp + sum(one.ulp for one in found))
        for found in several
    )


def _part_of_another_whole(coordinate: Coordinate, candidates: Sequence[Figure], cube: Cube) -> bool:
    """Whether tables divide one source's money only, and there is other money in what the text divides."""
    whole = Coordinate(coordinate.measure, coordinate.period, coordinate.fund)
    all_money = cube.tables.get(whole, ())
    funds = {cube.fold(figure.coordinate).fund for figure in candidates}
    if coordinate == whole or not all_money or coordinate.fund in funds:
        return False
    of_sources = [figure for fund in funds for figure in cube.tables.get(replace(whole, fund=fund), ())]
    return bool(of_sources) and not any(_is_among(figure, all_money) for figure in of_sources)


_TOTALS = ("total_income", "total_outlay")
SPOKEN = {
    "": ("income", "expenditure"),
    "income": ("income", "total_income"),
    "expenditure": ("expenditure", "total_outlay"),
    "total_income": ("total_income", "income", "total_outlay"),
    "total_outlay": ("total_outlay", "expenditure", "total_income"),
}
"""What texts call 收入预算 or 支出总计 may include balances or not; the tables tell the two apart. 收入总计 is 支出总计."""


def _claim_against(rule: Rule, claim: Claim, amount: Figure, candidates: Sequence[Figure], disclosure: Disclosure) -> Violation:
    near = [figure for figure in candidates if only_cut_off(amount.fen - figure.fen, amount.ulp + figure.ulp)]
    usual = _usual(near or candidates)
    return Violation(
        rule.id,
        (place_of(amount, disclosure), *(place_of(figure, disclosure) for figure in candidates[:12])),
        amount.fen,
        usual.fen,
        amount.unit,
        (amount, *candidates),
        {
            "subject": claim.subject.strip(),
            "a": amount.text,
            "table": table_name(usual.table, disclosure),
            "b": f"{usual.row} {with_unit(usual)}",
        },
        bool(near),
        one_of(rule.id, amount, candidates),
    )


def narrative_repeats(rule: Rule, cube: Cube) -> Tally:
    """What the narrative states twice without a table beside it is the same both times. Terms: ``measures``."""
    tally = Tally()
    measures = frozenset(rule.terms["measures"])
    items = cube.knowledge.dimensions["item"].nodes
    for coordinate, claims in cube.claims.items():
        amounts = [claim.amount for claim in claims if claim.amount is not None]
        if coordinate.measure not in measures or coordinate.item not in items or len(amounts) < 2:
            continue
        if any(candidates_for(claim, coordinate, cube) for claim in claims):
            tally.missing += 1
            continue
        all_the_same(rule, amounts, _as_printed, cube.disclosure, tally)
    return tally


def told_twice(rule: Rule, cube: Cube) -> Tally:
    """An amount that is stated twice in a few lines, as finely both times, is the same to its last place.

    Others suppose rounding where the difference is no greater; yet nobody rounds one amount in two ways in one paragraph.
    """
    tally = Tally()
    for claims in cube.claims.values():
        stated = [(claim, claim.amount) for claim in claims if claim.amount is not None and claim.coordinate.period == "this"]
        for (_, one), (claim, other) in pairwise(stated):
            if other.line - one.line > _NEAR or (one.ulp, one.unit) != (other.ulp, other.unit):
                continue
            if one.fen == other.fen:
                tally.held += 1
            elif same_amount(one, other):
                words = {"subject": claim.subject.strip(), "a": with_unit(one), "b": with_unit(other)}
                places = (place_of(one, cube.disclosure), place_of(other, cube.disclosure))
                tally.violations.append(Violation(rule.id, places, figures=(one, other), words=words))
    return tally


_NEAR = 4
"""So many lines a paragraph may be wrapped over."""


def is_nil(rule: Rule, cube: Cube) -> Tally:
    """There is nothing of these measures, in tables or text. Terms: ``measures``."""
    tally = Tally()
    for measure in rule.terms["measures"]:
        in_tables = (figure for key in cube.by_measure.get(measure, ()) for figure in cube.tables[key])
        in_text = (claim.amount for key, claims in cube.claims.items() if key.measure == measure for claim in claims)
        figures = [figure for figure in (*in_tables, *in_text) if figure is not None]
        stated = [figure for figure in figures if figure.fen]
        tally.held += len(figures) - len(stated)
        if stated:
            places = tuple(place_of(figure, cube.disclosure) for figure in stated[:20])
            words = {"a": stated[0].text, "table": table_name(stated[0].table, cube.disclosure)}
            tally.violations.append(Violation(rule.id, places, figures=tuple(stated), words=words))
    return tally


def all_the_same(
    rule: Rule, figures: Sequence[Figure], printed: Callable[[Figure], str], disclosure: Disclosure, tally: Tally
) -> None:
    """Report each figure of one thing that differs from what most of them say."""
    usual = _usual(figures)
    identity = all_equal(rule.id, figures)
    violations = []
    for figure in figures:
        if same_amount(figure, usual):
            tally.held += 1
            continue
        words = {"subject": figure.row.strip(), "a": printed(figure), "b": printed(usual), "line": usual.line}
        places = (place_of(figure, disclosure), place_of(usual, disclosure))
        hint = only_cut_off(figure.fen - usual.fen, figure.ulp + usual.ulp)
        amounts = (figure, usual)
        violations.append(Violation(rule.id, places, figure.fen, usual.fen, figure.unit, amounts, words, hint, identity))
    if violations:
        tally.breaks(*violations)
    else:
        tally.identities.append(identity)


def changes_agree(rule: Rule, cube: Cube) -> Tally:
    """A change against last year that is stated several times is the same each time. Terms: ``measures``."""
    tally = Tally()
    measures = frozenset(rule.terms["measures"])
    for coordinate, claims in cube.changes.items():
        alike: dict[Coordinate, list[Figure]] = defaultdict(list)
        for claim in claims:
            if claim.change is not None:
                alike[claim.coordinate if coordinate.measure in cube.moved_apart else coordinate].append(claim.change)
        for changes in alike.values():
            if coordinate.measure not in measures or len(changes) < 2:
                tally.missing += 1
            else:
                all_the_same(rule, changes, signed, cube.disclosure, tally)
    return tally


def _as_printed(figure: Figure) -> str:
    return figure.text


def signed(figure: Figure) -> str:
    """A change as printed, with its sign."""
    return ("+" if figure.fen > 0 else "-") + figure.text


def code_swap(rule: Rule, cube: Cube) -> Tally:
    """An amount stated for one account that the tables give, exactly and only, to another account left unmentioned."""
    tally = Tally()
    stated = {(c.function, c.economy_dept, c.economy_gov) for c in cube.claims}
    for coordinate, claims in cube.claims.items():
        code = coordinate.function or coordinate.economy_dept or coordinate.economy_gov
        if not code or coordinate.component or coordinate.period != "this":
            continue
        own = cube.tables.get(coordinate, [])
        if any(id(figure) in cube.misplaced.figures for figure in own):
            tally.missing += len(claims)
            continue
        for claim in claims:
            amount = claim.amount
            if amount is None or not claim.code or _is_among(amount, own):
                tally.held += amount is not None
                continue
            others = [
                figure
                for other in cube.by_measure[coordinate.measure]
                if _sister(coordinate, other) and (other.function, other.economy_dept, other.economy_gov) not in stated
                for figure in cube.tables[other]
                if figure.fen and same_amount(amount, figure)
            ]
            names = {
                (figure.coordinate.function, figure.coordinate.economy_dept, figure.coordinate.economy_gov) for figure in others
            }
            if len(names) != 1:
                tally.missing += 1
                continue
            other_code = next(code for code in next(iter(names)) if code)
            tally.violations.append(
                Violation(
                    rule.id,
                    (
                        place_of(amount, cube.disclosure),
                        *(place_of(figure, cube.disclosure) for figure in (*others[:4], *own[:4])),
                    ),
                    figures=(amount, *others),
                    words={"subject": claim.subject, "a": amount.text, "code": other_code, "name": others[0].row},
                )
            )
    return tally


def _sister(one: Coordinate, other: Coordinate) -> bool:
    """Whether two coordinates differ in one account of one level and classification only."""
    lengths = len(one.function), len(one.economy_dept), len(one.economy_gov)
    if lengths != (len(other.function), len(other.economy_dept), len(other.economy_gov)) or one == other:
        return False
    return replace(one, **_NO_ACCOUNT) == replace(other, **_NO_ACCOUNT)


_NO_ACCOUNT = {"function": "", "economy_dept": "", "economy_gov": ""}


def code_listed(rule: Rule, cube: Cube) -> Tally:
    """A code of the narrative stands in a table, where tables of its money list codes of its classification and level."""
    tally = Tally()
    printed = cube.printed
    levels: dict[tuple[str, int], set[int]] = defaultdict(set)
    for code, places in printed.items():
        levels[code[0], len(code)].update([one.table for one in places])
    for claim in cube.disclosure.claims:
        amount = claim.amount
        if not claim.code or amount is None or not amount.fen:
            continue
        if claim.code in printed:
            tally.held += 1
        elif any(_covers(cube.disclosure.tables[table], claim) for table in levels[claim.code[0], len(claim.code)]):
            words = {"code": claim.code, "name": claim.code_name, "a": amount.text}
            tally.violations.append(Violation(rule.id, (place_of(amount, cube.disclosure),), figures=(amount,), words=words))
        else:
            tally.missing += 1
    return tally


def paths_listed(rule: Rule, cube: Cube) -> Tally:
    """An account that the text names by its level (类, 款, 项) stands in a table, below the accounts named with it.

    Terms: ``judge`` account (is there one of this name) or above (are those it is said to be below the ones it is below).
    """
    tally = Tally()
    # What was only planned for an account leads to no row in the tables of a final account.
    claims = [claim for claim in reversed(cube.disclosure.claims) if claim.coordinate.period != "budget"]
    stated = {claim.subject: claim.amount for claim in claims if claim.amount and claim.amount.fen}
    paths = {subject: path for subject in reversed(stated) if len(path := paths_in(subject)) > 1}
    names = {code: {_wording(name) for name in found} for code, found in cube.names.items() if code[0] == "2"} if paths else {}
    levels = {len(code) for code in names}
    for subject, (*upper, (name, level)) in paths.items():
        if LEVELS[level] not in levels:
            continue
        amount = stated[subject]
        alike = [code for code in names if len(code) == LEVELS[level] and _is_called(code, name, names)]
        if rule.terms["judge"] == "account":
            wrong = [] if alike else [(name, level)]
        else:
            called = {(one, mark) for one, mark in upper for code in alike if _is_called(code[: LEVELS[mark]], one, names)}
            wrong = [one for one in upper if one not in called]
        if rule.terms["judge"] == "above" and not alike:
            tally.missing += 1
        elif not wrong:
            tally.held += 1
        else:
            # What the table calls just so is meant before what only sounds like it.
            meant = next((code for code in alike if _wording(name) in names[code]), alike[0] if alike else "")
            above, mark = wrong[-1]
            own = cube.printed_places(meant[: LEVELS[mark]]) if meant else ()
            words = {"subject": subject.strip(), "name": name.strip(), "a": amount.text}
            words |= {"above": above.strip(), "own": own[0].text if own else ""}
            places = (place_of(amount, cube.disclosure), *own[:2])
            tally.violations.append(Violation(rule.id, places, figures=(amount,), words=words))
    return tally


def _is_called(code: str, name: str, names: Mapping[str, Collection[str]]) -> bool:
    """Whether a table calls ``code`` by ``name``, or does not say how it is called."""
    if code not in names:
        return True
    wording = _wording(name)
    return wording in names[code] or any(_same_name(wording, other) for other in names[code])


@lru_cache(maxsize=65536)
def _wording(name: str) -> str:
    """A name without the words that do not change what it names."""
    return _LINKS.sub("", name_key(name))


_LINKS = re.compile("[的和与及、]")


def _covers(table: UnderstoodTable, claim: Claim) -> bool:
    """Whether what a claim speaks of would stand in a table: one of basic expenditure has no account of projects."""
    own = claim.coordinate
    return table.component in ("", own.component) and (claim.open_fund or not own.fund or table.fund in ("", own.fund))


def code_names(rule: Rule, cube: Cube) -> Tally:
    """An account is called by one name. Terms: ``between`` narrative (text against tables) or tables."""
    tally = Tally()
    if rule.terms["between"] == "narrative":
        _names_in_text(rule, cube, tally)
    else:
        _names_in_tables(rule, cube, tally)
    return tally


def _names_in_text(rule: Rule, cube: Cube, tally: Tally) -> None:
    knowledge = cube.knowledge
    for claim in cube.disclosure.claims:
        if not claim.code:
            continue
        key = name_key(claim.code_name)
        usual = knowledge.functional.names.get(claim.code, "")
        known = cube.names.get(claim.code) or ({name_key(usual)} if usual else set())
        if not known:
            tally.missing += 1
            continue
        if any(_same_name(key, other) for other in known):
            tally.held += 1
            continue
        others = [code for code, found in cube.names.items() if key in found and code != claim.code]
        if not others:
            tally.missing += 1
            continue
        place = Place(None, claim.line, "", claim.subject, "", claim.text)
        own = cube.printed_places(claim.code)
        words = {
            "code": claim.code,
            "a": claim.code_name,
            "b": own[0].text if own else usual,
            "other": others[0],
        }
        tally.violations.append(Violation(rule.id, (place, *own[:4], *cube.printed_places(others[0])[:1]), words=words))


def _names_in_tables(rule: Rule, cube: Cube, tally: Tally) -> None:
    for code, found in cube.printed.items():
        if len(found) < 2:
            continue
        if len(cube.names.get(code, ())) <= 1:
            tally.held += 1
            continue
        places = cube.printed_places(code)
        votes = Counter(name_key(place.text) for place in places)
        usual = max(votes, key=lambda key: (votes[key], -[name_key(p.text) for p in places].index(key)))
        different = [
            place for place in places if not _same_name(key := name_key(place.text), usual) and not _run_together(key, usual)
        ]
        if not different:
            tally.held += 1
            continue
        alike = [place for place in places if place not in different]
        words = {"code": code, "a": different[0].text, "b": alike[0].text}
        tally.violations.append(Violation(rule.id, (*different[:4], *alike[:4]), words=words))


def _same_name(one: str, other: str) -> bool:
    """Equal by meaning, or one the other's beginning, as where a column was too narrow."""
    return one == other or one.startswith(other) or other.startswith(one) or one.endswith(other) or other.endswith(one)


def _run_together(name: str, usual: str) -> bool:
    """Whether other characters stand among those of a usual name, as where a conversion mixed two lines of a cell up.

    The end of such a name may be missing: it is among the characters of the next.
    """
    changes = [change for change in SequenceMatcher(None, usual, name, autojunk=False).get_opcodes() if change[0] != "equal"]
    inside = [tag for tag, _, end, _, _ in changes if end < len(usual)]
    return len(inside) >= _FEWEST_PIECES and set(inside) == {"insert"}


_FEWEST_PIECES = 2


def rows_in_place(rule: Rule, cube: Cube) -> Tally:
    """In a list of accounts the amounts stand beside their own names, not a few rows off; one finding a table."""
    tally = Tally()
    disclosure = cube.disclosure
    tally.held = sum(any(line.code for line in listing.lines) for table in disclosure.tables for listing in table.listings)
    for table, slide in cube.slides.items():
        other = slide.other
        words = {"table": table_name(table, disclosure), "row": slide.figure.row, "a": with_unit(slide.figure)}
        words |= {"own": slide.own, "other": table_name(other.table, disclosure), "count": str(slide.rows)}
        places = (place_of(slide.figure, disclosure), place_of(other, disclosure))
        tally.violations.append(Violation(rule.id, places, figures=(slide.figure, other), words=words))
    return tally


def classes_agree(rule: Rule, cube: Cube) -> Tally:
    """All tables that divide one expenditure by class have each amount beside one class."""
    tally = Tally()
    tally.held = len(cube.by_measure.get("expenditure", ()))
    for here, there in cube.misplaced.moved:
        words = {"table": table_name(here.table, cube.disclosure), "row": here.row, "a": with_unit(here)}
        words |= {"other": table_name(there.table, cube.disclosure), "own": there.row}
        places = tuple(place_of(figure, cube.disclosure) for figure in (here, there))
        tally.violations.append(Violation(rule.id, places, figures=(here, there), words=words))
    return tally


def rows_swapped(rule: Rule, cube: Cube) -> Tally:
    """No two accounts have each other's amounts in another table, whichever money or side of the budget it is about."""
    tally = Tally()
    tally.held = len(cube.tables)
    for swapped in cube.misplaced.swapped:
        first, second, other, _ = swapped
        words = {"table": table_name(first.table, cube.disclosure), "other": table_name(other.table, cube.disclosure)}
        words |= {"row": first.row, "a": with_unit(first), "own": second.row, "b": with_unit(second)}
        places = tuple(place_of(figure, cube.disclosure) for figure in swapped)
        tally.violations.append(Violation(rule.id, places, figures=tuple(swapped), words=words))
    return tally


def same_account(rule: Rule, cube: Cube) -> Tally:
    """One account keeps its code: the same name and amounts under another code in another table."""
    tally = Tally()
    rows: dict[tuple[str, str, int], dict[tuple[str, int], Line]] = defaultdict(dict)
    codes_of: dict[int, set[str]] = defaultdict(set)
    for table in cube.disclosure.tables:
        for listing in table.listings:
            for line, cells in zip(listing.lines, listing.cells, strict=True):
                if len(line.code) < 5:
                    continue
                amount = max([figure.fen for figure in cells if figure is not None], default=0)
                if amount:
                    codes_of[table.index].add(line.code)
                    rows[line.code[:3], name_key(line.label), amount].setdefault((line.code, table.index), line)
    for found in rows.values():
        if len(found) == 1:
            continue
        codes = {code for code, _ in found}
        if len(codes) == 1:
            tally.held += 1
            continue
        if len({len(code) for code in codes}) > 1 or len(codes) != 2:
            continue
        first, second = sorted(codes, key=lambda code: (code in cube.knowledge.economy_dept.names, code))
        tables = {code: {table for own, table in found if own == code} for code in codes}
        if tables[first] & tables[second] or any(second in codes_of[table] for table in tables[first]):
            continue
        wrong, right = (
            [
                Place(None, line.line, table_name(table, cube.disclosure), f"{code} {line.label}", "", code)
                for (own, table), line in found.items()
                if own == code
            ]
            for code in (first, second)
        )
        words = {
            "name": wrong[0].row.partition(" ")[2],
            "a": first,
            "b": second,
            "table": wrong[0].table,
            "other": right[0].table,
        }
        tally.violations.append(Violation(rule.id, (*wrong, *right), words=words))
    return tally
