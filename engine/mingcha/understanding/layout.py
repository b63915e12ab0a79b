"""Find the heads of a table and what each column holds, by words and by what stands below them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Sequence
from functools import lru_cache

from msgspec import Struct

from ..amounts import FIRST_OF_NUMBER, is_broken_number, is_number
from ..knowledge import Meaning, plain
from ..reading import Row
from .words import Words

CODE = re.compile(r"[235]\d{2}(?:\d{2}){0,2}\Z")
_DATA_LABEL = re.compile(r"(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|1[、.．](?!\d))")
_YEAR = re.compile(r"(20\d{2})年?度?")
_PLACEHOLDER = re.compile(r"[*＊]+\Z|栏次|行次")
MAX_HEAD_ROWS = 12


class Head(Struct, frozen=True, gc=False):
    """A column's head.

    Attributes:
        index: of the cell in the row; ``text`` the heads above each other, joined.
        role: ordinal, code, name, amount, ratio or note.
        meaning: dimensions the words set; ``naming`` the dimension a name column names.
        of_which: whether it shows a part of another column only.
    """

    index: int
    text: str
    role: str
    meaning: Meaning
    naming: str
    of_which: bool


def split_head(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Divide a table's rows into its head and its body; either may be empty."""
    for count, row in enumerate(rows):
        if count >= MAX_HEAD_ROWS * 2 or _is_data(row):
            return list(rows[:count]), list(rows[count:])
    return list(rows), []


def with_sub_heads(head: Sequence[Row], body: Sequence[Row], words: Words) -> tuple[list[Row], list[Row]]:
    """Move sub-heads that stand in the row of the total, under a head that is merged over them, from the body into the head."""
    first = body[0] if body else Row((), 0)
    start = next((index for index, cell in enumerate(first.cells) if cell), 0)
    if not head or not first.cells or plain(first.cells[start]) not in _TOTAL_ONLY:
        return list(head), list(body)
    own = [index for index, cell in enumerate(first.cells[start + 1 :], start + 1) if cell and not is_number(cell)]
    merged = [index for index in own[1:] if not any(index < len(row.cells) and row.cells[index] for row in head)]
    if not merged or merged != own[1:] or not all(_is_head_word(first.cells[index], words) for index in own):
        return list(head), list(body)
    return [*head, _only(first, own)], [_only(first, set(range(len(first.cells))).difference(own)), *body[1:]]


def _only(row: Row, kept: Container[int]) -> Row:
    """A row with only these cells."""
    cells = tuple(cell if index in kept else "" for index, cell in enumerate(row.cells))
    return Row(cells, row.line, tuple(spot if index in kept else None for index, spot in enumerate(row.spots)))


def is_filler(row: Row) -> bool:
    """Whether a row only numbers or marks the columns (栏次, 1 2 3 …, **) or is blank."""
    last, numbers = 0, 0
    for cell in row.cells:
        if not cell:
            continue
        if len(cell) < 3 and cell.isdecimal():
            number = int(cell)
            if numbers and number != last + 1:
                return False
            last, numbers = number, numbers + 1
        elif cell[0] not in _MARKS or not _PLACEHOLDER.match(cell):
            return False
    return numbers != 1


def _numbers_columns(row: Row) -> bool:
    """Whether a row is a filler that besides has 类, 款 and 项, the heads of the parts of a code."""
    cells = row.cells
    return is_filler(row) or (
        "栏次" in cells and is_filler(Row(tuple("" if cell in _PARTS_OF_CODE else cell for cell in cells), row.line))
    )


def _without_numbers(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The heads in a row that numbers the columns: 类, 款 and 项."""
    return tuple(cell if cell in _PARTS_OF_CODE else "" for cell in cells) if "栏次" in cells else cells


class _Kinds(dict[str, str]):
    """Kinds of short cells as they were told before, forgotten where there are too many: nothing else is asked as often."""

    def __missing__(self, cell: str) -> str:
        kind = _kind_of(cell)
        if len(cell) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[cell] = kind
        return kind


def _kind_of(cell: str) -> str:
    if not cell:
        return " "
    if cell[0] not in FIRST_OF_NUMBER or not is_number(cell):
        return "-" if cell in _NO_NAMES else "b" if is_broken_number(cell) else "w"
    kind = "n" if not cell.isdecimal() else "c" if CODE.match(cell) else "d"
    return kind if len(cell) < _TOO_LONG_FOR_ORDINAL else kind.upper()


_REMEMBERED, _LONGEST_REMEMBERED = 65536, 60
cell_kind = _Kinds().__getitem__
"""What a cell holds, as one letter, so that rows of the same kinds of cells are alike.

A blank for none, w for words, b for digits that make no number, - for a mark that is no name; c for a code, d for other
digits alone and n for other numbers: as capitals where they are too long for an ordinal.
"""
_TOO_LONG_FOR_ORDINAL = 5
_NO_NAMES = frozenset(("-", "—", "*", "**", "类", "款", "项"))
_PARTS_OF_CODE = ("类", "款", "项")
_MARKS = frozenset("*＊栏行")
_FIRST_OF_DATA = FIRST_OF_NUMBER | frozenset("一二三四五六七八九十")
_TOTAL_ONLY = frozenset(("合计", "总计", "部门合计"))


def _is_data(row: Row) -> bool:
    cells = [cell for cell in row.cells if cell]
    for cell in cells:
        if cell[0] in _FIRST_OF_DATA and (
            (is_number(cell) and not _looks_like_year(cell)) or (len(cell) < 40 and _DATA_LABEL.match(cell))
        ):
            return not _numbers_columns(row)
    return len(cells) == 1 and plain(cells[0]) in _TOTAL_ONLY and bool(row.cells[0])


def _looks_like_year(cell: str) -> bool:
    return len(cell) == 4 and cell.startswith("20") and cell.isdigit()


def has_head_words(rows: Sequence[Row], words: Words) -> bool:
    """Whether the rows hold at least two column heads, so that they are a head and not a broken row."""
    found = 0
    for row in rows:
        for cell in row.cells:
            if cell and len(cell) < 60 and _is_head_word(cell, words):
                found += 1
                if found == 2:
                    return True
    return False


@lru_cache(maxsize=50_000)
def _is_head_word(cell: str, words: Words) -> bool:
    meaning = words.scan_head(cell)
    role, _ = _role(plain(cell), words, cell)
    return bool(meaning.fund or meaning.component or meaning.item) or role in ("code", "name", "amount", "ordinal")


def heads(head_rows: Sequence[Row], body: Sequence[Row], width: int, words: Words) -> list[Head]:
    """Say what each column holds.

    A cell of the head reaches over the blank cells to its right where a lower head row has text there. A
    head row that a merged cell made longer than ``width``, the body's, is moved back to the left.
    """
    found: list[Head] = []
    for over_numbers, otherwise in _columns(tuple([row.cells for row in head_rows]), width, words):
        head = over_numbers if otherwise is over_numbers or _any_number(body, over_numbers.index) else otherwise
        if head is not None:
            found.append(head)
    return found


@lru_cache(maxsize=10_000)
def _columns(rows: tuple[tuple[str, ...], ...], width: int, words: Words) -> Sequence[tuple[Head, Head | None]]:
    """Each column's head where numbers stand below it, and where none do; units of a province share their forms."""
    grid = _moved_under(tuple([_moved_back(_without_numbers(cells), width) for cells in rows if not is_filler(Row(cells, 0))]))
    columns: list[tuple[Head, Head | None]] = []
    for index in range(max([width, *(len(cells) for cells in grid)])):
        parts = _parts(grid, index)
        if parts or not grid:
            over_numbers = _head(index, parts, words, True)
            otherwise = _head(index, parts, words, False) if parts else None
            columns.append((over_numbers, over_numbers if otherwise == over_numbers else otherwise))
    return columns


def usual_width(rows: Sequence[Row]) -> int:
    """How many cells most of the rows have."""
    lengths = [len(row.cells) for row in rows]
    return max(set(lengths), key=lambda length: (lengths.count(length), length), default=0)


def _moved_back(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    excess = len(cells) - width
    if excess > 0 and not any(cells[:excess]):
        return cells[excess:]
    return cells


def _moved_under(grid: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Put sub-heads under the one head that has room for just so many, where they slid to the left edge under heads of their own.

    Files that lose the rows that heads span begin the next row at the first column.
    """
    for level, (row, below) in enumerate(itertools.pairwise(grid)):
        count = next((place for place, cell in enumerate(below) if not cell), len(below))
        if count < _FEWEST_SUBHEADS or any(below[count:]) or not all(row[:count]):
            continue
        owners = [place for place, cell in enumerate(row) if cell]
        wide = [one for one, after in itertools.pairwise([*owners, len(row)]) if after - one == count]
        if len(wide) == 1 and wide[0] >= count:
            moved = ("",) * wide[0] + below[:count]
            return (*grid[: level + 1], moved, *grid[level + 2 :])
    return grid


_FEWEST_SUBHEADS = 2


def _any_number(body: Sequence[Row], index: int) -> bool:
    return any(index < len(row.cells) and is_number(row.cells[index]) for row in body)


def _parts(grid: Sequence[Sequence[str]], index: int) -> tuple[str, ...]:
    """The heads above column ``index`` from top to bottom, merged heads included."""
    parts: list[str] = []
    lowest = max((level for level, row in enumerate(grid) if index < len(row) and row[index]), default=-1)
    for level, row in enumerate(grid[: lowest + 1]):
        own = row[index] if index < len(row) else ""
        if not own and level < lowest:
            own = next((cell for cell in reversed(row[:index]) if cell), "")
            if own and not _spans(grid, level, index):
                own = ""
        if own and plain(own) not in parts:
            parts.append(plain(own))
    return tuple(parts)


def _spans(grid: Sequence[Sequence[str]], level: int, index: int) -> bool:
    """Whether the head to the left of ``index`` in row ``level`` is a merged one: it has a sub-head of its own."""
    row = grid[level]
    owner = next(position for position in range(min(index, len(row)) - 1, -1, -1) if row[position])
    if any(any(upper[owner + 1 : index + 1]) for upper in grid[:level]):
        return False
    return any(owner < len(lower) and lower[owner] for lower in grid[level + 1 :])


def _head(index: int, parts: tuple[str, ...], words: Words, numbers: bool) -> Head:
    text = " ".join(parts)
    role, naming = _role(parts[-1] if parts else "", words, text)
    if role == "code_part":
        role = "code"
    if role in ("name", "note", "") and parts:
        joined_role, joined_naming = _role("".join(parts), words, text)
        if role == "" or (role == "note" and joined_role == "amount"):
            role, naming = joined_role or role, joined_naming
        if role == "name":
            naming = joined_naming
    meaning = words.scan_head("".join(parts))
    if any(word in plain(part) for part in parts for word in words.knowledge.words["columns"]["change"]):
        meaning = meaning._replace(period="change")
    if role == "" and (numbers or meaning.fund or meaning.component or meaning.item or _YEAR.search(text)):
        role = "amount"
    if role == "name" and numbers and (meaning.fund or meaning.component or meaning.item) and not naming:
        role = "amount"
    if role == "amount" and any(mark in text for mark in ("%", "比例", "占比", "增长率")):
        role = "ratio"
    return Head(index, text, role or "note", meaning, naming, parts[-1].startswith("其中") if parts else False)


@lru_cache(maxsize=50_000)
def _role(leaf: str, words: Words, path: str) -> tuple[str, str]:
    """The role of a head by its last part, and the dimension it names by all of them."""
    vocabulary, path = words.knowledge.words["columns"], plain(path)
    naming = next((dimension for dimension, found in vocabulary["naming"].items() if any(word in path for word in found)), "")
    roles = vocabulary["roles"]
    if leaf in roles["code_part"]:
        return "code_part", naming
    if leaf in roles["amount"]:
        return "amount", naming
    for role in ("ordinal", "code"):
        if any(word in leaf for word in roles[role]):
            return role, naming
    if leaf.endswith(tuple(roles["amount"])) and not leaf.endswith("名称"):
        return "amount", naming
    if leaf.endswith(tuple(roles["note"])):
        return "note", naming
    if leaf in roles["name"] or leaf.endswith("名称") or naming:
        return "name", naming
    if leaf.endswith(tuple(roles["name"])) and len(leaf) <= 12:
        return "name", naming
    return "", naming


def period_of(text: str, year: int, kind: str) -> str:
    """The period a head speaks of: this or last year, or the opening budget in a final account."""
    for found in _YEAR.findall(text):
        if year and int(found) == year - 1:
            return "last"
    if "上年" in text and "结转" not in text and "结余" not in text:
        return "last"
    if kind == "final_account" and "预算数" in text and "决算数" not in text:
        return "budget"
    return "this"
