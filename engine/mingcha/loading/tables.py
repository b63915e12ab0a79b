"""The code tables: CSV files to accounts, every line checked."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..errors import KnowledgeError
from ..knowledge import Account, Accounts, Content, name_key
from .files import Source
from .flaws import remedy
from .yamls import together

COLUMNS = ("code", "name", "first_year", "last_year", "trust")
"""What the head of a code table names, in any order; a table may have more columns."""

_PAIRS = ("dept_code", "gov_code", "trust")
_CONTENTS = ("code", "says", "also", "trust")
_CODE = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_OPEN = 9999

Row = Mapping[str, str]


def accounts(source: Source, old: Source | None = None) -> Accounts:
    """The accounts of a code table; an ``old`` list beside it only tells what codes once meant.

    Raises:
        KnowledgeError: names each line that is wrong.
    """
    rows = _rows(source, COLUMNS, _flaws_of_account)
    names: dict[str, str] = {}
    codes: dict[str, list[str]] = {}
    entries: dict[str, tuple[Account, ...]] = {}
    for row in rows:
        names.setdefault(row["code"], row["name"])
    # The newest code of a name comes first: an account that was renumbered keeps its old code on an old line.
    for row in sorted(rows, key=lambda row: (-int(row["last_year"] or _OPEN), row["code"])):
        known = codes.setdefault(name_key(row["name"]), [])
        if row["code"] not in known:
            known.append(row["code"])
    for row in (*rows, *(_rows(old, COLUMNS, _flaws_of_account) if old is not None else ())):
        account = Account(row["name"], int(row["first_year"] or 0), int(row["last_year"] or _OPEN), row["trust"])
        entries[row["code"]] = (*entries.get(row["code"], ()), account)
    return Accounts(names, {key: tuple(found) for key, found in codes.items()}, entries)


def counterparts(source: Source) -> dict[str, dict[str, str]]:
    """Classes of economy_dept with the classes of economy_gov they may go with, and the trust in each pair.

    Raises:
        KnowledgeError: names each line that is wrong.
    """
    found: dict[str, dict[str, str]] = {}
    for row in _rows(source, _PAIRS, lambda row: _flaws_of_codes(row, ("dept_code", "gov_code"))):
        found.setdefault(row["dept_code"], {})[row["gov_code"]] = row["trust"]
    return found


def contents(source: Source) -> tuple[Content, ...]:
    """What certain accounts are for.

    Raises:
        KnowledgeError: names each line that is wrong.
    """
    rows = _rows(source, _CONTENTS, lambda row: _flaws_of_codes(row, ("code",)))
    return tuple(Content(row["code"], tuple(row["says"].split("|")), tuple(row["also"].split())) for row in rows)


def _rows(source: Source, columns: Sequence[str], flaws_of: Callable[[Row], Iterator[str]]) -> list[Row]:
    reader = csv.reader(source.text.splitlines(keepends=True), strict=True)
    errors: list[KnowledgeError] = []
    rows: list[Row] = []
    seen: dict[tuple[str, ...], int] = {}
    try:
        head = next(reader, [])
        _check_head(head, columns, source)
        for cells in reader:
            line = reader.line_num
            flaws = list(_flaws(cells, head, flaws_of)) if cells else ["the line is blank; take it away"]
            earlier = seen.setdefault(tuple(cells), line)
            if not flaws and earlier != line:
                flaws.append(f"the same stands in line {earlier}; keep one of the two")
            errors.extend(KnowledgeError(source.shown, flaw, line) for flaw in flaws)
            rows.append(dict(zip(head, cells, strict=False)))
    except csv.Error as error:
        errors.append(KnowledgeError(source.shown, f"not CSV: {error}", reader.line_num))
    if not rows and not errors:
        errors.append(KnowledgeError(source.shown, "there is no account in it; restore it from the release", 1))
    if errors:
        raise together(errors)
    return rows


def _check_head(head: Sequence[str], columns: Sequence[str], source: Source) -> None:
    missing = [column for column in columns if column not in head]
    if missing:
        near = f"; {remedy(missing[0], head)}" if head else ""
        raise KnowledgeError(source.shown, f"the head has no column {missing[0]!r}{near}; it is {','.join(columns)}", 1)
    double = [column for column in head if head.count(column) > 1]
    if double:
        raise KnowledgeError(source.shown, f"the head has the column {double[0]!r} twice", 1)


def _flaws(cells: Sequence[str], head: Sequence[str], flaws_of: Callable[[Row], Iterator[str]]) -> Iterator[str]:
    if len(cells) != len(head):
        yield f"{len(cells)} cells where the head has {len(head)}; put a cell with a comma in quotes"
        return
    row = dict(zip(head, cells, strict=True))
    yield from flaws_of(row)
    if not row["trust"].strip():
        yield "trust is blank; say where the line is from, see taxonomy/README.md"


def _flaws_of_codes(row: Row, columns: Sequence[str]) -> Iterator[str]:
    for column in columns:
        if not _CODE.fullmatch(row[column]):
            yield (
                f"the {column} {row[column]!r} is not of 3, 5 or 7 digits" if row[column] else f"the {column} is blank; write it"
            )


def _flaws_of_account(row: Row) -> Iterator[str]:
    yield from _flaws_of_codes(row, ("code",))
    if not row["name"].strip():
        yield "the name is blank; write it"
    years = (row["first_year"], row["last_year"])
    wrong = [year for year in years if year and not _YEAR.fullmatch(year)]
    if wrong:
        yield f"the year {wrong[0]!r} is no year; leave it blank where it is open"
    elif all(years) and years[0] > years[1]:
        yield f"first_year {years[0]} is after last_year {years[1]}"
