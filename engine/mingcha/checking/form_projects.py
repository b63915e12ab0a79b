"""Which listed projects have a performance form, and which a form or a task of no listed project seems to be of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..understanding import Disclosure, Figure, Form, Line, Listing
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


class Meant(NamedTuple):
    """The listed project that a form of no listed project seems to be of.

    Attributes:
        grounds: how many things say so: equal funds, its name in the form's objective, that no other project is left, and that
            then no form at all is of a listed project.
    """

    project: Project
    grounds: int


class Pairing(NamedTuple):
    """Projects without parts, by key: those with a form, be it of what they are part of, and the rows of those without any.

    Attributes:
        meant: by the line of a form of no listed project, the project that it seems to be of; those are not in ``without``.
        special: the only project that has but a form of special funds, where each of the others has one of its own; else "".
    """

    with_form: frozenset[str]
    without: Mapping[str, Project]
    meant: Mapping[int, Meant]
    special: str


Content = Callable[[str], frozenset[str]]
"""What tells one text from another: all in it but the words that fit any project."""


def listed_projects(disclosure: Disclosure) -> list[Project]:
    """Each row with an amount in the lists of projects."""
    found: list[Project] = []
    for table in disclosure.tables:
        for listing in table.listings if table.kind == "projects" else ():
            firsts = [(line, row[0]) for line, row in zip(listing.lines, listing.cells, strict=True) if row]
            rows = [(line, figure) for line, figure in firsts if figure is not None and figure.fen]
            total = next((figure.fen for line, figure in rows if line.role == "total"), 0)
            units = {project_key(line.label) for line in listing.lines if line.role == "unit"}
            projects = [(line, figure) for line, figure in rows if _is_project(line) and project_key(line.label) not in units]
            found += _nested(table.index, projects, total, _groups(listing))
    return found


def _is_project(line: Line) -> bool:
    return bool(line.item) and line.role == "item" and not line.code


def _groups(listing: Listing) -> dict[int, str]:
    """By the line of a row, the key of the project whose amount should be its sum, and need not be as printed."""
    lines = listing.lines
    sums = [one for one in listing.sums if one.axis == "row" and _is_project(lines[one.total])]
    return {lines[part].line: project_key(lines[one.total].label) for one in sums for part in one.parts}


def _nested(table: int, rows: Sequence[tuple[Line, Figure]], total: int, groups: Mapping[int, str]) -> Iterator[Project]:
    """Rows with those that they are part of: of ``groups``, or the rows right above whose amount is theirs together."""
    ends = [at + 1 for at in range(len(rows))]
    for at in reversed(range(_wholes([figure.fen for _, figure in rows], total))):
        together, end = 0, at + 1
        while end < len(rows) and together < rows[at][1].fen:
            together, end = together + rows[end][1].fen, ends[end]
        ends[at] = end if together == rows[at][1].fen else at + 1
    open_: list[int] = []
    for at, (line, figure) in enumerate(rows):
        while open_ and ends[open_[-1]] <= at:
            open_.pop()
        group = groups.get(line.line)
        above = tuple(dict.fromkeys([*(project_key(rows[place][0].label) for place in open_), *([group] if group else [])]))
        yield Project(line, table, figure, above, ends[at] == at + 1 and project_key(line.label) not in groups.values())
        open_.append(at)


def _wholes(amounts: Sequence[int], total: int) -> int:
    """How many rows may have parts: only those of the whole list where all others, as they stand, add up to its total."""
    whole = next((at for at, amount in enumerate(amounts) if amount != total), len(amounts))
    return whole if sum(amounts[whole:]) == total else len(amounts)


def paired(projects: Sequence[Project], forms: Sequence[Form], special: Sequence[Form], content: Content) -> Pairing:
    """Projects, their own ``forms`` and those of ``special`` funds, which a project may have too; each form is of one project.

    A form of no listed project is of the one without a form of this kind for which most grounds speak. Its funds and its
    objective both have to, where special funds may be of a project that no list has, or the project has a form of the other kind.
    """
    parts = {project.key: project for project in reversed(projects) if project.last}
    amounts: dict[str, list[Figure]] = defaultdict(list)
    for project in projects:
        amounts[project.key].append(project.amount)
    strangers, special_strangers = (_strangers(of_kind, amounts.keys()) for of_kind in (forms, special))
    lacking = _lacking(parts, forms, strangers, content)
    special_lacking = _lacking(parts, special, special_strangers, content)
    bare = lacking & special_lacking
    left = bare if len(bare) == 1 and len(strangers) == 1 else frozenset()
    unlisted = len(strangers) == len({project_key(form.project) for form in forms})

    def grounds(form: Form, project: Project, one_is_enough: Collection[str]) -> int:
        funds = _same_funds(form, amounts[project.key])
        named = bool(name := content(project.line.label)) and name <= content(form.objective)
        if project.key not in one_is_enough:
            return 2 if funds and named else 0
        open_ = funds or _funds_open(form, project)
        only = project.key in left and (open_ or unlisted)
        return funds + named + only + (only and unlisted) if open_ or only else 0

    meant = _meant(strangers, [parts[key] for key in lacking], lambda form, project: grounds(form, project, bare))
    meant |= _meant(special_strangers, [parts[key] for key in special_lacking], lambda form, project: grounds(form, project, ()))
    told = {each.project.key for each in meant.values()}
    without = {key: project for key, project in parts.items() if key in bare - told}
    alone = lacking - told
    only_special = next(iter(alone)) if forms and len(alone) == 1 and not without else ""
    return Pairing(frozenset(parts.keys() - bare), without, meant, only_special)


def tasks_meant(form: Form, projects: Sequence[Project], content: Content) -> dict[int, Project]:
    """By the line of a task of the whole unit's form that is no listed project, the project that it seems to be.

    Tasks may be called anything. Only where all projects but one are tasks by their names, and the task has the other's amount
    and no word of its name, the task must be it.
    """
    tasks = {figure.line: figure for figure in reversed(form.tasks) if figure.coordinate.item}
    names = {project_key(figure.row) for figure in tasks.values()}
    parts = {project.key: project for project in reversed(projects) if project.last}
    left = [project for project in parts.values() if names.isdisjoint((project.key, *project.above))]
    if len(left) != 1 or len(parts) == 1:
        return {}
    listed = {project.key for project in projects}
    amounts = [project.amount for project in projects if project.key == left[0].key]
    strangers = [figure for figure in tasks.values() if project_key(figure.row) not in listed]
    name = content(left[0].line.label)
    fitting = [figure.line for figure in strangers if any(same_amount(figure, amount) for amount in amounts)]
    worded = any(not name.isdisjoint(content(figure.row)) for figure in strangers)
    return {fitting[0]: left[0]} if len(fitting) == 1 and not worded else {}


def _strangers(forms: Sequence[Form], listed: Collection[str]) -> list[Form]:
    """The first form of each project that is not listed."""
    found: dict[str, Form] = {}
    for form in forms:
        found.setdefault(project_key(form.project), form)
    return [form for key, form in found.items() if key not in listed]


def _lacking(parts: Mapping[str, Project], forms: Sequence[Form], strangers: Sequence[Form], content: Content) -> frozenset[str]:
    """The projects of which, and of what they are part of, no form is, nor one that may be of it in other words."""
    names = {project_key(form.project) for form in forms}
    worded = [content(form.project) for form in strangers]
    return frozenset(
        key
        for key, project in parts.items()
        if names.isdisjoint((key, *project.above)) and all(content(project.line.label).isdisjoint(words) for words in worded)
    )


def _meant(forms: Sequence[Form], projects: Sequence[Project], grounds: Callable[[Form, Project], int]) -> dict[int, Meant]:
    """By the line of a form, the project for which most grounds speak, where it is one."""
    found: dict[int, Meant] = {}
    for form in forms:
        fitting = [Meant(project, speaking) for project in projects if (speaking := grounds(form, project))]
        most = max((each.grounds for each in fitting), default=0)
        best = [each for each in fitting if each.grounds == most]
        found.update((form.line, each) for each in best if len(best) == 1)
    return found


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
