"""What a province's form consists of: parts in order, headings, header rows of tables, turns of phrase.

Texts of a form may name {name}, {level}, {self}, {year}, {last_year} and {name_on_tables}, which are filled
from the disclosure. Nothing in a form speaks of one unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mingcha_datasets.disclosure import Disclosure

Header = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Phrases:
    """How a form puts a claim into words."""

    gap: str
    among: str
    between_parts: str
    details: str
    because: str = "主要原因是"
    against: str = "较上年"
    empty_table: str = "，并已公开空表"


@dataclass(frozen=True)
class Line:
    """A fixed line of the form."""

    text: str


@dataclass(frozen=True)
class Slot:
    """The place where the statements under one name of the narrative are printed.

    `opening` stands once before the first claim, `lead` before every claim, `join` between two. `absent` is
    the sentence that says there is nothing. With `listed` the parts of a claim become paragraphs of their
    own, each behind that number template.
    """

    name: str
    opening: str = ""
    lead: str = ""
    join: str = "；"
    absent: str = "{self}无{absent}"
    listed: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """The list of the tables as a table that says which of them are empty and why."""

    header: tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """The tables of these kinds; without kinds, all that no other place of the form prints."""

    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Performance:
    """The performance forms."""


@dataclass(frozen=True)
class Contents:
    """The table of contents."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; printed only when the disclosure fills some of it.

    `contents` is the title in the table of contents where it differs, "" where it is not listed there.
    """

    title: str
    body: tuple["Element", ...]
    contents: str | None = None


Element = Line | Slot | Catalogue | Tables | Performance | Contents | Section


@dataclass(frozen=True)
class PerformanceLayout:
    """The columns in which the blocks of a performance form stand, counted from 0."""

    indicators: tuple[str, ...]
    indicators_at: int = 0
    indicators_label: str = ""
    fields: tuple[int, ...] = (0, 2, 4, 5)
    funds: tuple[int, ...] = ()
    funds_label: str = ""
    goals: tuple[int, ...] = (0, 1)
    goals_label: str = ""
    tasks: Header = ()
    tasks_at: int = 0
    tasks_label: str = ""


@dataclass(frozen=True)
class Form:
    """One province's form."""

    name: str
    levels: Mapping[str, str]
    phrases: Phrases
    body: tuple[Element, ...]
    headings: tuple[str, ...]
    contents: tuple[str, ...]
    tables: Mapping[str, Header]
    performance: Mapping[str, PerformanceLayout]
    above_table: tuple[str, ...]
    catalogue_line: str = ""
    numbering_runs_on: bool = False
    kinds: tuple[str, ...] = ("budget",)


def fill(template: str, disclosure: Disclosure, form: Form, **more: str) -> str:
    """The template with the words of this disclosure in it."""
    level = form.levels[disclosure.level]
    return template.format(
        name=disclosure.name,
        name_on_tables=disclosure.name_on_tables or disclosure.name,
        year=disclosure.year,
        last_year=disclosure.year - 1,
        level=level,
        self=f"本{level}",
        **more,
    )


def header(*lines: str) -> Header:
    """Header rows written as `a|b||c`, one string a row."""
    return tuple(tuple(line.split("|")) for line in lines)
