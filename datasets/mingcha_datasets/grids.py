"""Lay tables and performance forms out as grids of cells, with the lines around them."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from mingcha_datasets.blocks import Block, Cells, Grid, Merged, Role, Text, grid, headed
from mingcha_datasets.disclosure import Disclosure, PerformanceForm, Table
from mingcha_datasets.forms.form import Form, PerformanceLayout, fill


def table_blocks(table: Table, disclosure: Disclosure, form: Form) -> list[Block]:
    """The table's label, title, the lines above it, its header and rows, and its note."""
    header = table.header or [[fill(cell, disclosure, form) for cell in row] for row in form.tables[table.kind]]
    above = [fill(line, disclosure, form, money=table.money) for line in form.above_table] if table.money else []
    captions = [Text(table.label, Role.LABEL), Text(table.title, Role.TITLE)]
    if disclosure.label_below_title:
        captions.reverse()
    lines = [Text(line, Role.ABOVE) for line in above]
    return _stated([*captions, *lines, headed(header, table.rows), Text(table.note, Role.NOTE)])


def performance_blocks(target: PerformanceForm, form: Form) -> list[Block]:
    """The label, title, rows and note of a form of performance targets."""
    layout = form.performance[target.kind]
    beside = (_tasks(target, layout), _indicators(target, layout))
    width = max(0, *(part.width for part in beside), *(columns[-1] + 1 for columns in (layout.fields, layout.funds) if columns))
    parts = [
        _pairs("", target.fields, layout.fields, width),
        _pairs(layout.funds_label, target.funds, layout.funds, width),
        beside[0],
        _pairs(layout.goals_label, target.goals, layout.goals, width),
        beside[1],
    ]
    captions = [Text(target.label, Role.LABEL), Text(target.title, Role.TITLE)]
    return _stated([*captions, grid(parts), Text(target.note, Role.NOTE)])


def _pairs(label: str, rows: Sequence[Cells], columns: Sequence[int], width: int) -> Grid:
    """Rows of names and values at their columns, each as wide as there is room up to the next or the table's end."""
    cells = tuple(tuple(_placed(row, columns)) for row in rows)
    wide = [
        Merged(number, column, 1, after - column)
        for number, row in enumerate(rows)
        for column, after in itertools.pairwise([*columns[: len(row) + len(row) % 2], width])
        if after - column > 1
    ]
    return _labelled(label, Grid(cells, 0, tuple(wide)), columns[0] if columns else 0)


def _placed(cells: Cells, columns: Sequence[int]) -> list[str]:
    """The cells at their columns, blanks between."""
    row = [""] * (max(columns) + 1)
    for column, cell in zip(columns, cells, strict=False):
        row[column] = cell
    return row


def _labelled(label: str, part: Grid, across: int) -> Grid:
    """The part with a label left of it, so many columns wide, that spans all of its rows."""
    if not label or not part.rows:
        return part
    first, *others = part.rows
    beside = [Merged(0, 0, len(part.rows), across)] if len(part.rows) * across > 1 else []
    return Grid(((label, *first[1:]), *others), part.heads, (*beside, *part.merged))


def _indented(part: Grid, by: int) -> Grid:
    rows = tuple((*[""] * by, *row) for row in part.rows)
    return Grid(rows, 0, tuple(Merged(each.row, each.column + by, each.down, each.across) for each in part.merged))


def _tasks(target: PerformanceForm, layout: PerformanceLayout) -> Grid:
    if not target.tasks:
        return Grid(())
    return _labelled(layout.tasks_label, _indented(headed(layout.tasks, target.tasks), layout.tasks_at), layout.tasks_at)


def _indicators(target: PerformanceForm, layout: PerformanceLayout) -> Grid:
    whole = grid([Grid((layout.indicators, *target.indicators))])
    levels = Grid(whole.rows, 0, tuple(_levels(whole.rows)))
    return _labelled(layout.indicators_label, _indented(levels, layout.indicators_at), layout.indicators_at)


def _levels(rows: Sequence[Cells]) -> Iterator[Merged]:
    """The cells of the first two levels, which stand for the blanks below them; a new first level ends a second."""
    for column in range(2):
        begins = [number for number, row in enumerate(rows) if any(row[: column + 1])]
        for row, after in zip(begins, [*begins[1:], len(rows)], strict=True):
            if after - row > 1:
                yield Merged(row, column, after - row, 1)


def _stated(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if block.text]
