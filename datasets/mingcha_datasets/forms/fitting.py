"""Check that a disclosure fits its form, so that printing it cannot fail or drop anything silently."""

from collections.abc import Iterable, Iterator

from mingcha_datasets.disclosure import Disclosure, PerformanceForm, Table
from mingcha_datasets.errors import MalformedDisclosureError
from mingcha_datasets.forms.form import Element, Form, Section, Slot


def check(disclosure: Disclosure, form: Form, file: str) -> None:
    """Raise MalformedDisclosureError where the disclosure says something its form has no place for."""
    _one_of("kind", disclosure.kind, form.kinds, file)
    _one_of("level", disclosure.level, form.levels, file)
    sections = tuple(_sections(form.body))
    for title in disclosure.leaves_out:
        _one_of("leaves_out", title, (section.title for section in sections), file)
    for name in disclosure.narrative:
        _one_of("narrative", name, (slot.name for slot in _slots(form.body)), file)
    for number, table in enumerate(disclosure.tables, 1):
        _check_table(table, form, file, f"tables[{number}]")
    for number, target in enumerate(disclosure.performance, 1):
        _check_performance(target, form, file, f"performance[{number}]")


def _sections(elements: Iterable[Element]) -> Iterator[Section]:
    for element in elements:
        if isinstance(element, Section):
            yield element
            yield from _sections(element.body)


def _slots(elements: Iterable[Element]) -> Iterator[Slot]:
    for element in elements:
        if isinstance(element, Slot):
            yield element
        elif isinstance(element, Section):
            yield from _slots(element.body)


def _check_table(table: Table, form: Form, file: str, place: str) -> None:
    _one_of(f"{place}.kind", table.kind, form.tables, file)
    header = table.header or form.tables[table.kind]
    width = max(len(row) for row in header)
    _check_widths(table.rows, width, file, f"{place}.rows")


def _check_performance(target: PerformanceForm, form: Form, file: str, place: str) -> None:
    _one_of(f"{place}.kind", target.kind, form.performance, file)
    layout = form.performance[target.kind]
    _check_widths(target.fields, len(layout.fields), file, f"{place}.fields")
    _check_widths(target.funds, len(layout.funds), file, f"{place}.funds")
    _check_widths(target.goals, len(layout.goals), file, f"{place}.goals")
    _check_widths(target.tasks, max(map(len, layout.tasks), default=0), file, f"{place}.tasks")
    _check_widths(target.indicators, len(layout.indicators), file, f"{place}.indicators")


def _check_widths(rows: tuple[tuple[str, ...], ...], width: int, file: str, place: str) -> None:
    for number, row in enumerate(rows, 1):
        if len(row) > width:
            problem = f"{len(row)} cells where the form has {width} columns"
            raise MalformedDisclosureError(file, f"{place}[{number}]", problem, "remove cells or give the table its own header")


def _one_of(place: str, value: str, known: Iterable[str], file: str) -> None:
    names = tuple(dict.fromkeys(known))
    if value not in names:
        problem = f"the form does not know {value!r}"
        raise MalformedDisclosureError(file, place, problem, f"use one of {', '.join(names) or 'none'}")
