"""Sheets of a workbook to printed lines: lines of text above, between and below tables, tables where columns or heads change."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from ..errors import UnreadableDocumentError
from .blocks import Content, Printed, blocks_of
from .document import Problem, Spot
from .grid import said, together
from .limits import Limits
from .text import without_markup

_FIGURE = re.compile(r"[-−－(（]?[\d.,，．]+%?[)）]?\Z")
_MONEY_UNIT = re.compile(r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(?:亿|百万|万|千)?元")
_CAPTION = re.compile(
    r"(?:编制|公开|填报|预算|汇总|主管|财政)*(?:部门|单位|日期|时间)(?:[（(](?:单位|公章|盖章)[)）])?(?:名称)?\s*[:：].*\S"
    r"|(?:公开|预算|决算|财决|部门|单位|附)*(?:表\s*[一二三四五六七八九十\d]+(?:-\d+)?|\s*\d+(?:-\d+)?\s*表)\Z|[（(]?20\d\d\s*年度?[)）]?\Z"
    r"|附件\s*[一二三四五六七八九十\d]*\Z|续表\Z"
)
_NOTE = re.compile(r"(?:注|备注|说明|附注|填报说明|补充说明)\s*[\d一二三四五六七八九十]*\s*[:：.、]|[*※]")
_TITLE = re.compile(r"表(?:\s*[（(][^（()）]*[)）])*\s*\Z")
_LONG = 40
_LABEL = 15
_NAMELESS = re.compile(r"(?:|sheet|工作表|表格|chart|table)\s*\d*(?:\s*[（(]\d+[)）])?\Z", re.I)
_LETTERS = 26


class Merge(Struct, frozen=True, gc=False):
    """A merged cell, its first and last row and column counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Struct, frozen=True, gc=False):
    """A sheet as its file has it; rows and columns are counted from 0.

    Attributes:
        name: on its tab.
        rows: what the cells of each row show, by row and column; cells that show nothing may be left out.
        merges: merged cells.
        hidden: whether the sheet is; ``hidden_rows`` and ``hidden_columns`` which of its rows and columns are.
        ruled: of each row with cells that have a rule at their left or right, the first and the last such column.
        errors: cells that show an error; ``blank_formulas`` cells whose formula has no stored result.
        unseen: cells with a number of which their format shows nothing.
        lines: of a text, the 1-based line each row begins on.
    """

    name: str
    rows: Mapping[int, Mapping[int, str]]
    merges: Sequence[Merge] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    ruled: Mapping[int, tuple[int, int]] = {}
    errors: Sequence[tuple[int, int]] = ()
    blank_formulas: Sequence[tuple[int, int]] = ()
    unseen: Sequence[tuple[int, int]] = ()
    lines: Sequence[int] = ()


class _Grid(Struct, frozen=True, gc=False):
    """The part of a sheet that says something.

    Attributes:
        rows: row numbers in order with their cells; what a merged cell hides is taken out.
        spans: the merged cells by their first cell, cut to the part in use.
    """

    rows: tuple[tuple[int, Mapping[int, str]], ...]
    spans: Mapping[tuple[int, int], Merge]


def read_sheets(sheets: Sequence[Sheet], limits: Limits, problems: Sequence[Problem] = ()) -> Content:
    """Paragraphs and tables of all sheets, in order.

    Args:
        sheets: in the order of their tabs.
        limits: columns of a row, cells of all tables, rows and columns of a merged cell.
        problems: what was left out already.
    """
    left_out = list(problems)
    lines: list[Printed] = []
    room = limits.max_cells
    for sheet in sheets:
        left_out.extend(_told(sheet))
        grid = _grid(sheet, limits, left_out)
        for line in _lines(sheet, grid, limits, left_out):
            room -= len(line.cells or ("",))
            if room < 0 or len(lines) >= limits.max_lines:
                limit = f"{limits.max_cells:,} cells (--max-cells)" if room < 0 else f"{limits.max_lines:,} lines (--max-lines)"
                left_out.append(Problem(f"sheet {sheet.name!r} and what follows it were read up to the limit of {limit} only"))
                return blocks_of(lines, limits, left_out)
            lines.append(line)
    return blocks_of(lines, limits, left_out)


def refuse_blank(sheets: Iterable[Sheet], name: str, problems: Iterable[Problem]) -> None:
    """Refuse a workbook in which no cell says anything.

    Args:
        sheets: all of it.
        name: how to call it in messages.
        problems: what was left out already; it may be the reason.

    Raises:
        UnreadableDocumentError: no cell says anything.
    """
    sheets = list(sheets)
    if not any(any(sheet.rows.values()) for sheet in sheets):
        reasons = [problem.reason for problem in (*problems, *(own for sheet in sheets for own in _told(sheet)))]
        reason = f" ({reasons[0]})" if reasons else ""
        raise UnreadableDocumentError(name, f"no cell of the workbook says anything{reason}; publish it again as cells")


def cell_name(row: int, column: int) -> str:
    """``D3`` for row 2 and column 3, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def cell_text(text: str) -> str:
    """What a cell says, on one line."""
    text = text.replace("\t", " ")
    return together(map(said, text.splitlines())) if "\n" in text or "\r" in text else said(text)


def _told(sheet: Sheet) -> Iterator[Problem]:
    """What a reader has to know of a sheet: errors, formulas without results, what is hidden."""
    where = f"sheet {sheet.name!r}"
    if sheet.errors:
        yield Problem(f"{where} shows errors in {_cells(sheet.errors)}; correct the formulas and publish the workbook again")
    if sheet.blank_formulas:
        yield Problem(
            f"{where} has formulas without results in {_cells(sheet.blank_formulas)}, which were read as blank; "
            "open the workbook in its program, save it and publish it again"
        )
    if sheet.unseen:
        yield Problem(f"{where} has numbers in {_cells(sheet.unseen)} of which their format shows nothing; they were not read")
    if not any(sheet.rows.values()):
        return
    if sheet.hidden:
        yield Problem(f"{where} is hidden; it was read but takes no part in the screening; unhide it if it is to be published")
        return
    figures = [(row, column) for row, cells in sheet.rows.items() for column, text in cells.items() if _FIGURE.match(text)]
    rows = sorted(sheet.hidden_rows.intersection(row for row, _ in figures))
    columns = sorted(sheet.hidden_columns.intersection(column for _, column in figures))
    parts = [
        f"{word} {', '.join(names[:8])}{' …' if len(names) > 8 else ''}"
        for word, names in (
            ("row", [str(row + 1) for row in rows]),
            ("column", [cell_name(0, column)[:-1] for column in columns]),
        )
        if names
    ]
    if parts:
        yield Problem(f"{where} hides figures in {' and '.join(parts)}; they were read like the others", left_out=False)


def _cells(cells: Sequence[tuple[int, int]]) -> str:
    names = [cell_name(*cell) for cell in cells[:8]]
    return ", ".join(names) + (f" and {len(cells) - 8:,} more cells" if len(cells) > 8 else "")


def _grid(sheet: Sheet, limits: Limits, left_out: list[Problem]) -> _Grid:
    """The rows and columns in use, with the merged cells cut to them."""
    numbers = sorted(row for row, cells in sheet.rows.items() if any(cells.values()))
    rows = {row: {column: text for column, text in sorted(sheet.rows[row].items()) if text} for row in numbers}
    last_column = max((next(reversed(cells)) for cells in rows.values()), default=0)
    last_row = numbers[-1] if numbers else 0
    spans: dict[tuple[int, int], Merge] = {}
    work = limits.max_cells
    covered: list[tuple[int, int]] = []
    for merge in sheet.merges:
        first, end = bisect_left(numbers, merge.top), bisect_left(numbers, merge.bottom + 1)
        work -= end - first + 1
        if work < 0:
            left_out.append(Problem(f"sheet {sheet.name!r} has more merged cells than the limit allows (--max-cells)"))
            break
        for row in numbers[first:end]:
            cells = rows[row]
            hides = [c for c in cells if merge.left <= c <= merge.right and (row, c) != (merge.top, merge.left)]
            for column in hides:
                if _is_covered(cells.pop(column), rows.get(merge.top, {}).get(merge.left, "")):
                    covered.append((row, column))
        bottom, right = min(merge.bottom, last_row), min(merge.right, last_column)
        if rows.get(merge.top, {}).get(merge.left):
            bottom, right = min(bottom, merge.top + limits.max_span - 1), min(right, merge.left + limits.max_span - 1)
            spans[merge.top, merge.left] = Merge(merge.top, merge.left, max(bottom, merge.top), max(right, merge.left))
    if covered:
        left_out.append(
            Problem(f"sheet {sheet.name!r} has figures behind merged cells in {_cells(covered)}, not read; delete them there")
        )
    return _Grid(tuple((row, rows[row]) for row in numbers if rows[row]), spans)


def _is_covered(text: str, above: str) -> bool:
    """Whether what a merged cell hides is a figure that it does not show itself; a nil is none that counts."""
    return text != above and _FIGURE.match(text) is not None and any(digit in text for digit in "123456789")


def _lines(sheet: Sheet, grid: _Grid, limits: Limits, left_out: list[Problem]) -> Iterator[Printed]:
    """A sheet's lines of text and rows; its name is a title where the sheet itself has none above its first table."""
    runs = _runs(sheet, grid)
    above = runs[0].rows if runs and runs[0].text else []
    if any(not run.text for run in runs) and not _NAMELESS.match(sheet.name.strip()) and all(_is_caption(c) for _, c in above):
        yield Printed(cell_text(sheet.name), spot=Spot(sheet=sheet.name, hidden=sheet.hidden))
    for run in runs:
        if not run.text:
            yield from _table(sheet, grid, run.rows, limits, left_out)
            continue
        for row, cells in run.rows:
            yield Printed(_joined(cells.values()), spot=_spot(sheet, grid, row, next(iter(cells))))


_Rows = list[tuple[int, Mapping[int, str]]]


class _Run(Struct):
    """Lines of text below each other, or the rows of one table, with the first and the last column in which anything stands."""

    text: bool
    rows: _Rows = []
    first: int = sys.maxsize
    last: int = -1

    def add(self, row: int, cells: Mapping[int, str]) -> None:
        """Put a row, whose cells are in order, below the others."""
        self.rows.append((row, cells))
        self.first, self.last = min(self.first, next(iter(cells))), max(self.last, max(cells))


def _runs(sheet: Sheet, grid: _Grid) -> list[_Run]:
    runs: list[_Run] = []
    for stretch in _stretches(grid):
        before = runs[-1] if runs else None
        for (row, cells), text in zip(stretch, _texts(sheet, grid, stretch), strict=True):
            same = runs and runs[-1].text == text
            if same and not text and runs[-1] is before and row == stretch[0][0]:
                same = _goes_on(runs[-1], stretch)
            if not same:
                runs.append(_Run(text))
            runs[-1].add(row, cells)
    return runs


def _stretches(grid: _Grid) -> Iterator[_Rows]:
    """Rows without a blank row between them; a row that a merged cell reaches into is not blank."""
    stretch: _Rows = []
    reach = -1
    for row, cells in grid.rows:
        if row > reach + 1 and stretch:
            yield stretch
            stretch = []
        stretch.append((row, cells))
        reach = max([reach, row, *(grid.spans[row, column].bottom for column in cells if (row, column) in grid.spans)])
    if stretch:
        yield stretch


def _texts(sheet: Sheet, grid: _Grid, stretch: _Rows) -> list[bool]:
    """Which rows of a stretch are lines of text: those above its first firm row, and below it those that no table has."""
    ruled = any(row in sheet.ruled for row, _ in stretch)
    firm = [_is_firm(sheet, grid, row, cells, ruled=ruled) for row, cells in stretch]
    strict = ruled and all(row in sheet.ruled for (row, _), own in zip(stretch, firm, strict=True) if own)
    width = max(max(cells) for _, cells in stretch) - min(min(cells) for _, cells in stretch) + 1
    texts: list[bool] = []
    for own, group in groupby(zip(stretch, firm, strict=True), key=itemgetter(1)):
        rows = [line for line, _ in group]
        if own:
            texts += [False] * len(rows)
        elif not texts:
            texts += [True] * len(rows)
        elif strict:
            texts += [row not in sheet.ruled or _is_caption(cells) for row, cells in rows]
        else:
            whole = [_across(grid, row, cells) >= max(width, 2) for row, cells in rows]
            texts += _after_rows([cells for _, cells in rows], whole, ends=len(texts) + len(rows) == len(stretch), ruled=ruled)
    return texts


def _after_rows(rows: Sequence[Mapping[int, str]], whole: Sequence[bool], *, ends: bool, ruled: bool) -> list[bool]:
    """Which rows are lines of text of those that follow a table's and are not firm, where no rules tell.

    What begins with a title, a caption or a note is text to the end, and so are all rows among which a sentence stands.

    Args:
        rows: their cells.
        whole: whether a row is one cell merged over the whole table.
        ends: whether no table follows.
        ruled: whether the tables have rules: sentences may stand in one then.
    """
    said = [next(iter(cells.values())) for cells in rows]
    if not ruled and any(len(text) > _LONG or text.endswith(("。", "；")) for text in said):
        return [True] * len(rows)
    told = [
        _is_caption(cells)
        or _NOTE.match(text) is not None
        or (len(text) < _LONG and _TITLE.search(text) is not None and (over or not ruled))
        or (ends and (over or len(text) > _LONG))
        for cells, text, over in zip(rows, said, whole, strict=True)
    ]
    first = told.index(True) if True in told else len(rows)
    while first < len(rows) and first and len(said[first - 1]) > _LABEL:  # the beginning of a title in two rows
        first -= 1
    return [index >= first for index in range(len(rows))]


def _is_firm(sheet: Sheet, grid: _Grid, row: int, cells: Mapping[int, str], *, ruled: bool) -> bool:
    """Whether a row is surely one of a table: it has figures, or two cells, or rules that are no box around a title."""
    if any(map(_FIGURE.match, cells.values())):
        return True
    if _is_caption(cells):
        return False
    if not ruled or row not in sheet.ruled:
        return not ruled and len(cells) > 1
    first, last = sheet.ruled[row]
    column, said = next(iter(cells.items()))
    boxed = len(cells) == 1 and first >= column and last < column + _across(grid, row, cells)
    return not boxed or (row != grid.rows[0][0] and _TITLE.search(said) is None)


def _across(grid: _Grid, row: int, cells: Mapping[int, str]) -> int:
    """How many columns the first cell of a row spans."""
    column = next(iter(cells))
    span = grid.spans.get((row, column))
    return span.right - span.left + 1 if span else 1


def _is_caption(cells: Mapping[int, str]) -> bool:
    """Whether a row says whose table it is, of what day and in which money unit, and nothing else."""
    said = list(cells.values())
    return len(said) <= 4 and (any(map(_MONEY_UNIT.match, said)) or all(map(_CAPTION.match, said)))


def _joined(cells: Iterable[str]) -> str:
    """Cells side by side as one line."""
    line = ""
    for cell in cells:
        line += cell if not line or line.endswith(("：", ":")) else "  " + cell
    return line


def _goes_on(run: _Run, stretch: _Rows) -> bool:
    """Whether the rows after a blank one belong to the table above it: the same columns, and no head again."""
    if not any(map(_FIGURE.match, stretch[0][1].values())):
        return False
    below = {column for _, cells in stretch for column in cells}
    return run.first <= min(below) and max(below) <= run.last


def _table(sheet: Sheet, grid: _Grid, run: _Rows, limits: Limits, left_out: list[Problem]) -> Iterator[Printed]:
    """The rows of one table, in the columns in which anything stands."""
    columns = sorted({column for _, cells in run for column in cells})
    if len(columns) > limits.max_columns:
        left_out.append(
            Problem(
                f"sheet {sheet.name!r}: of a table of {len(columns):,} columns the first {limits.max_columns:,} were read; "
                "delete what stands far to the right or raise the limit (--max-columns)"
            )
        )
        columns = columns[: limits.max_columns]
    for index, (row, cells) in enumerate(run):
        marked = [without_markup(cells.get(column, "")) for column in columns]
        yield Printed(
            cells=tuple([" ".join(text.split()) if tag else text for text, tag in marked]),
            follows=index > 0,
            markup=next((tag for _, tag in marked if tag), ""),
            spot=_spot(sheet, grid, row, columns[0], whole=True),
            spots=tuple([_spot(sheet, grid, row, column) for column in columns]),
        )


def _spot(sheet: Sheet, grid: _Grid, row: int, column: int, *, whole: bool = False) -> Spot:
    """Where a cell stands, or a ``whole`` row."""
    span = None if whole else grid.spans.get((row, column))
    return Spot(
        sheet=sheet.name,
        cell=cell_name(row, column),
        line=sheet.lines[row] if sheet.lines else 0,
        across=span.right - span.left + 1 if span else 1,
        down=span.bottom - span.top + 1 if span else 1,
        hidden=sheet.hidden or row in sheet.hidden_rows or (not whole and column in sheet.hidden_columns),
    )
