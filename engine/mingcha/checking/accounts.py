"""Relations of account codes and names: by the account tables, the tree of codes, and what projects are for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..knowledge import Accounts, Content, Knowledge, Rule, name_key, plain
from ..understanding import Disclosure, Figure, Line, UnderstoodTable
from ..understanding.miscoded import is_slip
from ..understanding.words import bare
from .agreement import same_account
from .cube import Cube, Pair, Printed
from .violation import Place, Tally, Violation, place_of, table_name, with_unit

_DAMAGED = 3
"""So many rows of one table with another account's name tell of columns that slid in reading."""
_LEVELS = (3, 5, 7)
_LISTS = frozenset(("projects", "procurement", "performance", "catalogue"))
"""Tables that name accounts without listing a hierarchy."""


def own_name(rule: Rule, cube: Cube) -> Tally:
    """No code is printed with the name of another account of its level; judged where the code tables are sure of both."""
    tally = Tally()
    wrong: dict[Printed, str] = {}
    for code, rows in _printed(cube):
        accounts = cube.knowledge.accounts_of(code)
        if not _certain_names(accounts, code, cube.disclosure.year):
            tally.missing += len(rows)
            continue
        labels = {row.label for row in rows}
        others = {label: other for label in labels if (other := _other_account(accounts, code, label, cube.disclosure.year))}
        astray = [row for row in rows if row.label in others] if others else []
        wrong |= {row: others[row.label] for row in astray}
        tally.held += len(rows) - len(astray)
    in_table = Counter(row.table for row in wrong)
    groups: dict[tuple[str, str], list[Printed]] = defaultdict(list)
    for row, other in wrong.items():
        if in_table[row.table] >= _DAMAGED:
            tally.missing += 1
        else:
            groups[row.code, other].append(row)
    for (code, other), rows in groups.items():
        own = _certain_names(cube.knowledge.accounts_of(code), code, cube.disclosure.year)[0]
        words = {"code": code, "a": rows[0].label, "b": own, "other": other}
        tally.violations.append(Violation(rule.id, _places(rows, cube.disclosure), words=words))
    return tally


def listed_code(rule: Rule, cube: Cube) -> Tally:
    """No account is printed with a code that no list of accounts has, a digit apart from its own.

    Where another table has the account with its own code and the same amounts, the two tables already tell of it.
    """
    tally = Tally()
    mistyped: list[tuple[Printed, str]] = []
    for code, rows in _printed(cube):
        accounts = cube.knowledge.accounts_of(code)
        for row in rows:
            if code in accounts.entries and (row.own == code or _told_by_name(accounts, row, cube.disclosure.year)):
                tally.held += 1
                continue
            own = row.own if row.own != code else _mistyped(accounts, code, row.label)
            if own:
                mistyped.append((row, own))
            else:
                tally.missing += 1
    told = {place.line for two in same_account(rule, cube).violations for place in two.places} if mistyped else ()
    for row, own in mistyped:
        if row.line in told:
            tally.missing += 1
            continue
        words = {"code": row.code, "name": row.label, "own": own}
        place = Place(None, row.line, table_name(row.table, cube.disclosure), f"{row.code} {row.label}", "", row.code)
        tally.violations.append(Violation(rule.id, (place,), words=words))
    return tally


def _told_by_name(accounts: Accounts, row: Printed, year: int) -> bool:
    """Whether ``own_name`` tells of a row: its code and its name are sure to be of two accounts."""
    return bool(_certain_names(accounts, row.code, year) and _other_account(accounts, row.code, row.label, year))


def _mistyped(accounts: Accounts, code: str, label: str) -> str:
    """The only code of a name where the printed one is none and one digit, or two neighbours, apart from it; else "".

    Of the functional classification only classes: the lists of its sections and items grow every year.
    """
    if code in accounts.entries or (code[0] == "2" and len(code) > _LEVELS[0]):
        return ""
    near = [own for own in accounts.codes.get(name_key(label), ()) if is_slip(code, own)]
    return near[0] if len(near) == 1 else ""


def _printed(cube: Cube) -> Iterator[tuple[str, list[Printed]]]:
    """Every account code of the tables with the rows that print it with a name."""
    return ((code, found) for code, found in cube.printed.items() if len(code) in _LEVELS)


def _places(rows: Sequence[Printed], disclosure: Disclosure) -> tuple[Place, ...]:
    return tuple(
        Place(None, row.line, table_name(row.table, disclosure), f"{row.code} {row.label}", "", row.label) for row in rows
    )


@lru_cache(maxsize=16_384)
def _certain_names(accounts: Accounts, code: str, year: int) -> Sequence[str]:
    return [account.name for account in accounts.entries.get(code, ()) if account.certain(year)]


@lru_cache(maxsize=16_384)
def _other_account(accounts: Accounts, code: str, label: str, year: int) -> str:
    """The account of the same level whose name a row surely prints, "" where it may be its own; a sister goes first."""
    key = name_key(label)
    if any(_short_for(key, name_key(account.name)) for account in accounts.entries[code]):
        return ""
    bearers = [
        other
        for other in accounts.codes.get(key, ())
        if len(other) == len(code) and key in map(name_key, _certain_names(accounts, other, year))
    ]
    return min(bearers, key=lambda other: (other[:-2] != code[:-2], other), default="")


def _short_for(one: str, other: str) -> bool:
    """Whether the names are the same or one was cut off."""
    return one in other or other in one


def has_parent(rule: Rule, cube: Cube) -> Tally:
    """In a table that lists the accounts above, none of them is left out."""
    tally = Tally()
    for table in cube.disclosure.tables:
        if table.kind in _LISTS:
            continue
        printed = {line.code for listing in table.listings for line in listing.lines}
        present = {code for code in printed if _is_account(code)}
        for first in "235" if present else "":
            own = {code for code in present if code[0] == first}
            for level in _LEVELS[1:] if own else ():
                _parents(rule, table, own, level, cube, tally)
    return tally


def _is_account(code: str) -> bool:
    return len(code) in _LEVELS and code[0] in "235" and code.isdecimal()


class _Row(NamedTuple):
    """A row with a code: whether it has an amount, and a row with a name and no code right above it; ``headed`` for its list.

    A list is headed where the total stands right above its first row: it begins there, and no row was lost in reading.
    """

    code: str
    line: Line
    spends: bool
    below_codeless: bool
    headed: bool


def _coded_rows(lines: Sequence[Line], cells: Sequence[Sequence[Figure | None]]) -> list[_Row]:
    rows: list[_Row] = []
    codeless, headed, total = False, False, -1
    for line, figures in zip(lines, cells, strict=True):
        if _is_account(line.code):
            headed = headed if rows else line.line == total + 1
            rows.append(_Row(line.code, line, any(figure is not None and figure.fen for figure in figures), codeless, headed))
            codeless = False
        elif line.role == "item":
            codeless = True
        total = line.line if line.role == "total" else total
    return rows


def _parents(rule: Rule, table: UnderstoodTable, present: set[str], level: int, cube: Cube, tally: Tally) -> None:
    """Judge one level of one classification in a table; holes are told only where most parents stand there."""
    parents = {code[:-2] for code in present if len(code) == level}
    listed = parents & present
    holes = parents - present
    tally.held += len(listed)
    if not holes:
        return
    if len(listed) < 2 or 2 * len(holes) > len(listed):
        tally.missing += len(holes)
        return
    rows = [_coded_rows(listing.lines, listing.cells) for listing in table.listings]
    for parent in sorted(holes):
        orphans = [row for listing in rows for row in _orphans(listing, parent, listed, level)]
        if not orphans or orphans[0].below_codeless or not any(row.spends for row in orphans) or _miscoded(rows, parent, cube):
            tally.missing += 1
            continue
        name = table_name(table.index, cube.disclosure)
        words = {"code": orphans[0].code, "name": orphans[0].line.label, "parent": parent, "table": name}
        places = tuple(
            Place(None, row.line.line, name, f"{row.code} {row.line.label}", "", row.code) for row in orphans if row.line.label
        )
        if places:
            tally.violations.append(Violation(rule.id, places, words=words))


def _miscoded(rows: Sequence[Sequence[_Row]], parent: str, cube: Cube) -> bool:
    """Whether the row of the account above is there under a wrong code, which its own finding tells."""
    accounts = cube.knowledge.accounts_of(parent)
    year = cube.disclosure.year
    for row in (row for listing in rows for row in listing if len(row.code) == len(parent) and row.code != parent):
        if _certain_names(accounts, row.code, year):
            other = _other_account(accounts, row.code, row.line.label, year)
        else:
            other = _mistyped(accounts, row.code, row.line.label)
        if other == parent:
            return True
    return False


def _orphans(listing: Sequence[_Row], parent: str, listed: set[str], level: int) -> list[_Row]:
    """The children of ``parent``; none at the head of a list without its total, which may go on from the page before."""
    first = next((place for place, row in enumerate(listing) if row.headed or row.code in listed), len(listing))
    return [row for row in listing[first:] if len(row.code) == level and row.code[:-2] == parent]


def counterpart(rule: Rule, cube: Cube) -> Tally:
    """A departmental economic account goes with a class of the government's that it can have."""
    tally = Tally()
    judged: dict[str, list[Pair]] = defaultdict(list)
    wrong: dict[str, list[Pair]] = defaultdict(list)
    known: dict[tuple[str, str, str], bool] = {}
    for pair in cube.pairs:
        key = pair.dept[:3], pair.gov, pair.gov_name
        if key not in known:
            known[key] = _can_judge(pair, cube.knowledge)
        if not known[key]:
            tally.missing += 1
            continue
        judged[pair.place.table].append(pair)
        if pair.gov[:3] not in cube.knowledge.dept_to_gov[key[0]]:
            wrong[pair.place.table].append(pair)
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for table, pairs in judged.items():
        if 2 * len(wrong[table]) > len(pairs):
            # Most rows of a table wrong: its columns slid in reading.
            tally.missing += len(pairs)
            continue
        tally.held += len(pairs) - len(wrong[table])
        for pair in wrong[table]:
            groups[pair.dept, pair.gov].append(pair)
    for (dept, gov), pairs in groups.items():
        fitting = "、".join(cube.knowledge.dept_to_gov[dept[:3]])
        words = {"dept": pairs[0].place.row, "gov": f"{gov} {pairs[0].gov_name}".strip(), "fitting": fitting}
        tally.violations.append(Violation(rule.id, tuple(pair.place for pair in pairs), words=words))
    return tally


def _can_judge(pair: Pair, knowledge: Knowledge) -> bool:
    """Whether all counterparts of the pair's class are known for sure, and its own is one, printed with its name."""
    counterparts = knowledge.dept_to_gov.get(pair.dept[:3], {})
    if not counterparts or "unverified" in counterparts.values():
        return False
    if all(pair.gov[:3] not in known for known in knowledge.dept_to_gov.values()):
        return False
    names = [name_key(account.name) for account in knowledge.economy_gov.entries.get(pair.gov, ())]
    return not pair.gov_name or any(_short_for(name_key(pair.gov_name), name) for name in names)


def one_counterpart(rule: Rule, cube: Cube) -> Tally:
    """A departmental account with the same amount has the same government account in every table."""
    tally = Tally()
    tables: dict[str, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for pair in cube.pairs:
        if len(pair.dept) > 3 and pair.amount:
            tables[pair.dept][pair.place.table].append(pair)
    for found in tables.values():
        single = [pairs[0] for pairs in found.values() if len({pair.gov for pair in pairs}) == 1]
        for pair in single[1:]:
            first = single[0]
            if pair.gov == first.gov:
                tally.held += 1
            elif pair.amount != first.amount or len(pair.gov) != len(first.gov):
                tally.missing += 1
            else:
                words = {
                    "name": pair.place.row,
                    "a": f"{pair.gov} {pair.gov_name}".strip(),
                    "b": f"{first.gov} {first.gov_name}".strip(),
                    "table": pair.place.table,
                    "other": first.place.table,
                }
                tally.violations.append(Violation(rule.id, (pair.place, first.place), words=words))
    return tally


def standard_wording(rule: Rule, cube: Cube) -> Tally:
    """A name printed with its code is worded as the list of accounts words it; one finding a wording for all its places."""
    tally = Tally()
    for code, rows in _printed(cube):
        accounts = cube.knowledge.accounts_of(code)
        standard = _certain_names(accounts, code, cube.disclosure.year)
        if not standard:
            tally.missing += len(rows)
            continue
        known = _known_wordings(accounts, code)
        if known.issuperset([_as_worded(row.label) for row in rows]):
            tally.held += len(rows)
            continue
        worded: dict[str, list[Printed]] = defaultdict(list)
        for row in rows:
            worded[_as_worded(row.label)].append(row)
        for label, alike in worded.items():
            usual = next((name for name in standard if _differs_in_wording(label, _as_worded(name))), "")
            if label in known or not usual or _is_anothers(alike[0], accounts):
                tally.held += len(alike)
                continue
            words = {"code": code, "a": alike[0].label, "b": usual, "count": len(alike)}
            tally.violations.append(Violation(rule.id, _places(alike, cube.disclosure), words=words))
    return tally


@lru_cache(maxsize=16_384)
def _known_wordings(accounts: Accounts, code: str) -> frozenset[str]:
    return frozenset(_as_worded(account.name) for account in accounts.entries[code])


@lru_cache(maxsize=16_384)
def _as_worded(name: str) -> str:
    """A name as its wording is compared: blanks, the form of brackets and a final 支出 say nothing."""
    text = plain(name).replace("[", "(").replace("]", ")").replace("·", "").replace("・", "")
    return text.removesuffix("支出") if len(text) > 4 else text


def _is_anothers(row: Printed, accounts: Accounts) -> bool:
    codes = accounts.codes.get(name_key(row.label), ())
    return row.code not in codes and any(len(code) == len(row.code) for code in codes)


def _differs_in_wording(one: str, other: str) -> bool:
    """Whether one name has a single character inside that the other lacks, or only its brackets differ; never a cut-off one."""
    if one == other or len(other) < _WORDS or one in other or other in one:
        return False
    if _without_brackets(one) == _without_brackets(other):
        return True
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(1, len(longer) - 1)
    )


_WORDS = 6
"""Names of fewer characters differ in meaning by one of them (办公费, 办公经费)."""


def _without_brackets(name: str) -> str:
    return name.replace("(", "").replace(")", "")


class _Named(NamedTuple):
    """A name of an account: as printed, in which table (-1 in the text) and row, and whether it stands beside its code."""

    label: str
    table: int
    line: int
    row: str
    coded: bool

    def place(self, disclosure: Disclosure) -> Place:
        table = table_name(self.table, disclosure) if self.table >= 0 else ""
        return Place(None, self.line, table, self.row, "", self.label)


def one_wording(rule: Rule, cube: Cube) -> Tally:
    """A name that a disclosure prints as the list of accounts words it is worded so where the text or a label names the account.

    Names beside a code are judged by ``standard_wording``; of those only a sign that strayed into a name is told here.
    """
    tally = Tally()
    coded, elsewhere = dict(_printed(cube)), _without_code(cube)
    for code in dict.fromkeys((*coded, *elsewhere)):
        rows, others = coded.get(code, []), elsewhere.get(code, [])
        accounts = cube.knowledge.accounts_of(code)
        labels = {row.label for row in rows} | {one.label for one in others}
        printed = set(map(_core, labels))
        usual = next((name for name in _certain_names(accounts, code, cube.disclosure.year) if _core(name) in printed), "")
        if not usual:
            tally.missing += len(rows) + len(others)
            continue
        if not others and not any(map(_has_stray, labels)):
            tally.held += len(rows)
            continue
        named = [_Named(row.label, row.table, row.line, f"{code} {row.label}", coded=True) for row in rows] + others
        odd: dict[str, list[_Named]] = defaultdict(list)
        for one in dict.fromkeys(named):
            if _worded_otherwise(one.label, one.coded, usual, accounts, code):
                odd[_bare(one.label)].append(one)
            else:
                tally.held += 1
        for label, alike in odd.items():
            if not _STRAY.search(label) and all(one.table >= 0 for one in alike):
                # Labels without a code are those of the form; the text is the unit's own.
                tally.held += len(alike)
                continue
            words = {"code": code, "a": _bare(alike[0].label), "b": usual, "count": len(alike)}
            places = tuple(one.place(cube.disclosure) for one in alike)
            tally.violations.append(Violation(rule.id, places, words=words))
    return tally


def _without_code(cube: Cube) -> dict[str, list[_Named]]:
    """Accounts with their names in the text, and with the labels of classes that stand beside no code."""
    found: dict[str, list[_Named]] = defaultdict(list)
    for claim in cube.disclosure.claims:
        if claim.code and claim.code_name:
            found[claim.code].append(_Named(claim.code_name, -1, claim.line, claim.subject, coded=False))
    for table in cube.disclosure.tables:
        for line in (line for listing in table.listings for line in listing.lines if not line.code and line.role == "item"):
            code = line.account
            if len(code) == _LEVELS[0] and code in cube.knowledge.accounts_of(code).codes.get(name_key(_bare(line.label)), ()):
                found[code].append(_Named(line.label, table.index, line.line, line.label, coded=False))
    return found


def _bare(label: str) -> str:
    """A name as it is compared, without its number and without marks in front or behind."""
    return bare(label)[0].strip("·・")


@lru_cache(maxsize=16_384)
def _core(label: str) -> str:
    """A name bare and without a final 支出."""
    return _bare(label).removesuffix("支出")


@lru_cache(maxsize=16_384)
def _has_stray(label: str) -> bool:
    return _STRAY.search(_bare(label)) is not None


@lru_cache(maxsize=16_384)
def _worded_otherwise(label: str, coded: bool, usual: str, accounts: Accounts, code: str) -> bool:
    """Whether a name differs from the usual one in a sign that strayed into it or, without a code in a table, in a character."""
    name = _bare(label)
    if name != (clean := _STRAY.sub("", name)):
        return clean.removesuffix("支出") == _core(usual)
    known = _as_worded(name) in _known_wordings(accounts, code)
    return not (coded or known) and _differs_in_wording(_as_worded(name), _as_worded(usual))


_STRAY = re.compile("(?<=[一-鿿])[·・.,，。、*](?=[一-鿿])")


def project_account(rule: Rule, cube: Cube) -> Tally:
    """The only project stands under the account that its name says, where the tables give all its money to one account."""
    tally = Tally()
    projects = _projects(cube.disclosure)
    spent = _project_accounts(cube)
    if not projects or not spent:
        return tally
    codes, amounts = {figure.coordinate.economy_dept for figure in spent}, {figure.fen for figure in (*spent, *projects)}
    if len(codes) != 1 or len(amounts) != 1:
        tally.missing += 1
        return tally
    code, project = min(codes), projects[-1]
    said = [content for content in cube.knowledge.contents if any(word in plain(project.row) for word in content.says)]
    if len(said) != 1:
        tally.missing += 1
    elif code in (said[0].code, *said[0].also):
        tally.held += 1
    else:
        tally.violations.append(_under_another(rule, said[0], project, spent, cube))
    return tally


def _projects(disclosure: Disclosure) -> list[Figure]:
    """Every amount in the lists of projects that is not nil; units and groups above a project repeat its amount."""
    return [
        figure
        for table in disclosure.tables
        if table.kind == "projects"
        for listing in table.listings
        for row in listing.cells
        for figure in row
        if figure is not None and figure.fen
    ]


def _project_accounts(cube: Cube) -> list[Figure]:
    """What tables spend on projects, by account below the classes of economy_dept."""
    return [
        figure
        for coordinate in cube.by_measure.get("expenditure", ())
        if coordinate.component == "project" and len(coordinate.economy_dept) > 3 and coordinate.period == "this"
        for figure in cube.tables[coordinate]
        if figure.fen
    ]


def _under_another(rule: Rule, content: Content, project: Figure, spent: Sequence[Figure], cube: Cube) -> Violation:
    code = spent[0].coordinate.economy_dept
    words = {
        "project": project.row,
        "a": with_unit(project),
        "code": code,
        "name": spent[0].row,
        "other": content.code,
        "other_name": cube.knowledge.economy_dept.names.get(content.code, ""),
    }
    figures = (*spent, project)
    return Violation(rule.id, tuple(place_of(figure, cube.disclosure) for figure in figures), words=words, figures=figures)
