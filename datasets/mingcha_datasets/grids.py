"""Lay tables and performance forms out as lines of tab-separated cells."""

from collections.abc import Iterable, Sequence

from mingcha_datasets.disclosure import Disclosure, PerformanceForm, Table
from mingcha_datasets.forms.form import Form, PerformanceLayout, fill

Cells = Sequence[str]


def table_blocks(table: Table, disclosure: Disclosure, form: Form) -> list[str]:
    """The table's label, title, the lines above it, its header and rows, and its note; each a block."""
    header = table.header or [[fill(cell, disclosure, form) for cell in row] for row in form.tables[table.kind]]
    above = [fill(line, disclosure, form, money=table.money) for line in form.above_table] if table.money else []
    captions = [table.label, table.title]
    if disclosure.label_below_title:
        captions.reverse()
    return _stated([*captions, *above, grid([*header, *table.rows]), table.note])


def performance_blocks(target: PerformanceForm, form: Form) -> list[str]:
    """The label, title, rows and note of a form of performance targets; each a block."""
    layout = form.performance[target.kind]
    rows = [
        *(_placed(row, layout.fields) for row in target.fields),
        *_labelled(layout.funds_label, [_placed(row, layout.funds) for row in target.funds]),
        *_tasks(target, layout),
        *_labelled(layout.goals_label, [_placed(row, layout.goals) for row in target.goals]),
        *_indicators(target, layout),
    ]
    return _stated([target.label, target.title, grid(rows), target.note])


def grid(rows: Iterable[Cells]) -> str:
    """The rows as lines of tab-separated cells, all of the same number of cells."""
    lines = [tuple(row) for row in rows]
    width = max(map(len, lines), default=0)
    return "\n".join("\t".join((*line, *[""] * (width - len(line)))) for line in lines)


def _placed(cells: Cells, columns: Sequence[int]) -> list[str]:
    """The cells at their columns, blanks between."""
    row = [""] * (max(columns) + 1)
    for column, cell in zip(columns, cells, strict=False):
        row[column] = cell
    return row


def _labelled(label: str, rows: list[list[str]]) -> list[list[str]]:
    """The rows with the label in the first cell of the first."""
    if label and rows:
        return [[label, *rows[0][1:]], *rows[1:]]
    return rows


def _tasks(target: PerformanceForm, layout: PerformanceLayout) -> list[list[str]]:
    if not target.tasks:
        return []
    indent = [""] * layout.tasks_at
    rows = [[*indent, *row] for row in (*layout.tasks, *target.tasks)]
    return _labelled(layout.tasks_label, rows)


def _indicators(target: PerformanceForm, layout: PerformanceLayout) -> list[list[str]]:
    indent = [""] * layout.indicators_at
    return _labelled(layout.indicators_label, [[*indent, *row] for row in (layout.indicators, *target.indicators)])


def _stated(blocks: Iterable[str]) -> list[str]:
    return [block for block in blocks if block]
