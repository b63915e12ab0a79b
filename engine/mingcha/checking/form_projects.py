"""Which listed projects have a performance form, and which of them a form of no listed project seems to be of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..understanding import Disclosure, Figure, Form, Line
from .form_money import form_total, project_key
from .violation import same_amount, within_rounding


class Project(NamedTuple):
    """A row of a list of projects with an amount.

    Attributes:
        above: the keys of the rows whose amounts this one is part of: its unit, the project it is a part of.
        last: whether no row is part of this one.
    """

    line: Line
    table: int
    amount: Figure
    above: tuple[str, ...]
    last: bool

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return project_key(self.line.label)


class Pairing(NamedTuple):
    """Projects without parts, by key: those with a form of their own or of what they are part of, and the rows of those without.

    Attributes:
        meant: by the line of a form of no listed project, the project that it seems to be of; those are not in ``without``.
    """

    with_form: frozenset[str]
    without: Mapping[str, Project]
    meant: Mapping[int, Project]


def listed_projects(disclosure: Disclosure) -> list[Project]:
    """Each row with an amount in the lists of projects."""
    found: list[Project] = []
    for table in disclosure.tables:
        for listing in table.listings if table.kind == "projects" else ():
            rows = [(line, row[0]) for line, row in zip(listing.lines, listing.cells, strict=True) if _is_project(line) and row]
            found += _nested(table.index, [(line, figure) for line, figure in rows if figure is not None and figure.fen])
    return found


def _is_project(line: Line) -> bool:
    return bool(line.item) and line.role == "item" and not line.code


def _nested(table: int, rows: Sequence[tuple[Line, Figure]]) -> Iterator[Project]:
    """Rows with those that they are part of: the rows right below a row are its parts where they add up to it."""
    ends: list[int] = [0] * len(rows)
    for at in reversed(range(len(rows))):
        together, end = 0, at + 1
        while end < len(rows) and together < rows[at][1].fen:
            together, end = together + rows[end][1].fen, ends[end]
        ends[at] = end if together == rows[at][1].fen else at + 1
    open_: list[int] = []
    for at, (line, figure) in enumerate(rows):
        while open_ and ends[open_[-1]] <= at:
            open_.pop()
        above = tuple(project_key(rows[place][0].label) for place in open_)
        yield Project(line, table, figure, above, ends[at] == at + 1)
        open_.append(at)


def paired(projects: Sequence[Project], forms: Sequence[Form], content: Callable[[str], frozenset[str]]) -> Pairing:
    """Projects and ``forms``, which are of one project each; ``content`` is what tells one name from another.

    A form of no listed project is of the only one without form that has the same funds, or of the only one without form at
    all where the funds cannot say: where no form is of a listed project, and where the form states none of the year.
    """
    names = {project_key(form.project) for form in forms}
    keys = {project.key for project in projects}
    strangers = {project_key(form.project): form for form in reversed(forms) if project_key(form.project) not in keys}
    parts = {project.key: project for project in reversed(projects) if project.last}
    amounts: dict[str, list[Figure]] = defaultdict(list)
    for project in projects:
        amounts[project.key].append(project.amount)
    lacking = {
        key: project
        for key, project in parts.items()
        if names.isdisjoint((key, *project.above)) and not any(_alike(project, form, content) for form in strangers.values())
    }
    none_listed = names.isdisjoint(keys)
    meant: dict[int, Project] = {}
    for form in strangers.values():
        funded = [project for key, project in lacking.items() if _same_funds(form, amounts[key])]
        alone = len(lacking) == 1 and (none_listed or (len(strangers) == 1 and _funds_open(form, *lacking.values())))
        fitting = funded if len(funded) == 1 else list(lacking.values()) if alone else []
        meant.update((form.line, project) for project in fitting)
    told = {project.key for project in meant.values()}
    without = {key: project for key, project in lacking.items() if key not in told}
    return Pairing(frozenset(parts.keys() - lacking.keys()), without, meant)


def _alike(project: Project, form: Form, content: Callable[[str], frozenset[str]]) -> bool:
    """Whether a form may be of a project whose name is worded otherwise: they share a word that does not fit any project."""
    return not content(project.line.label).isdisjoint(content(form.project))


def _same_funds(form: Form, amounts: Sequence[Figure]) -> bool:
    """Whether a form has the funds of a project, in one list or, this year's and those carried over, in all lists together."""
    total = form_total(form)
    if total is None:
        return False
    off = total.fen - sum(amount.fen for amount in amounts)
    together = within_rounding(off, total.ulp + sum(amount.ulp for amount in amounts))
    return together or any(same_amount(total, amount) for amount in amounts)


def _funds_open(form: Form, project: Project) -> bool:
    """Whether the funds of a form do not say of which project it is: none, or those of all years together."""
    total = form_total(form)
    return total is None or (total.coordinate.period == "whole" and total.fen > project.amount.fen)
