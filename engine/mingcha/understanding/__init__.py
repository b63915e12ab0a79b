"""Document to Disclosure: every figure at its coordinate, every claim with its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..amounts import FIRST_OF_NUMBER, is_number
from ..knowledge import name_key, plain
from ..reading import Document, Paragraph, Row
from ..whereabouts import Scores, whereabouts_of
from .disclosure import (
    CLASSIFICATIONS,
    LOST_CELLS,
    MALFORMED,
    CatalogueEntry,
    Claim,
    ContentsEntry,
    Coordinate,
    Count,
    Disclosure,
    Figure,
    Form,
    Indicator,
    Line,
    Listing,
    Misnumbered,
    Section,
    Statement,
    Sum,
    UnderstoodTable,
    UnitName,
    Unread,
)
from .forms import read_catalogue, read_form
from .identity import Identity, identify, province_of, unit_type_of
from .layout import heads
from .listings import Body, Context, read_body
from .lost_cells import lost_cells, without_amounts
from .money_units import usual_units
from .names import lacks_district, lacks_level, likeness, unit_names, usual_name, wording_of
from .narrative import read_narrative
from .outline import misnumbered_rows, read_outline
from .subjects import Names
from .tables import RawTable, find_tables, starts_form, titled
from .words import Words

__all__ = [
    "CLASSIFICATIONS",
    "LOST_CELLS",
    "MALFORMED",
    "CatalogueEntry",
    "Claim",
    "ContentsEntry",
    "Coordinate",
    "Count",
    "Disclosure",
    "Figure",
    "Form",
    "Indicator",
    "Line",
    "Listing",
    "Misnumbered",
    "Section",
    "Statement",
    "Sum",
    "UnderstoodTable",
    "UnitName",
    "Unread",
    "Words",
    "lacks_district",
    "lacks_level",
    "likeness",
    "understand",
]


def understand(document: Document, words: Words) -> Disclosure:
    """Understand a document; never raises for what a document says.

    ``words`` remembers what labels mean, so pass the same one for many documents of one knowledge base.
    """
    identity = identify(document.blocks)
    wording = wording_of(document.blocks)
    identity = identity._replace(unit=usual_name(identity.unit, wording))
    tables: list[UnderstoodTable] = []
    catalogue: list[CatalogueEntry] = []
    forms: list[Form] = []
    unread: list[Unread] = []
    figures: list[Figure] = []
    outline = read_outline(document.blocks)
    digits = words.knowledge.words["digits"]
    raws = _with_listed_titles(find_tables(document.blocks, words), outline.contents, words)
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    usual = usual_units(raws, paragraphs, words, lambda raw: _file_of(raw, document))
    damaged = {_file_of(raw, document) for raw in raws if lost_cells(raw)}
    for index, raw in enumerate(raws):
        kind = _kind(raw, words)
        file = _file_of(raw, document)
        table, form, found, missed = _table(raw, index, kind, usual[file], identity, words, whole=file not in damaged)
        tables.append(table)
        figures.extend(found)
        unread.extend(missed)
        if kind == "catalogue":
            catalogue.extend(read_catalogue(raw.rows, words))
        if form is not None:
            forms.append(form)
    narrative = read_narrative(paragraphs, _names(tables, identity.unit), identity.year, identity.kind, words)
    titles = [(table.title, table.line) for table in tables]
    return Disclosure(
        document=document.name,
        sha256=document.sha256,
        unit=identity.unit,
        year=identity.year,
        kind=identity.kind,
        tables=tuple(tables),
        claims=tuple(narrative.claims),
        statements=tuple(narrative.statements),
        catalogue=tuple(catalogue),
        forms=tuple(forms),
        counts=tuple(narrative.counts),
        figures=tuple(figures),
        unread=tuple(unread + narrative.unread),
        amounts_in_text=narrative.amounts,
        contents=tuple(outline.contents),
        sections=tuple(outline.sections),
        misnumbered=(*outline.misnumbered, *misnumbered_rows(tables)),
        names=tuple(unit_names(document.blocks, outline.sections, forms, titles, identity.unit, wording)),
        unit_type=unit_type_of(paragraphs, narrative.counts, words),
        province=province_of(identity.unit, paragraphs, words),
        whereabouts=whereabouts_of(
            document, (row for raw in raws for row in raw.rows), Scores(digits["sure_score"], digits["legible_score"])
        ),
    )


def _file_of(raw: RawTable, document: Document) -> str:
    """Of several files read as one disclosure, the one that a table stands in."""
    spot = document.spots.get(raw.rows[0].line)
    return spot.file if spot is not None else ""


def _with_listed_titles(raws: list[RawTable], contents: Sequence[ContentsEntry], words: Words) -> list[RawTable]:
    """Tables that print only 表6 get the title that the catalogue, or else the table of contents, has for 表6."""
    if all(raw.title or not raw.label for raw in raws):
        return raws
    titles = {entry.label: entry.title for entry in contents if entry.label}
    for raw in raws:
        if _kind(raw, words) == "catalogue":
            titles |= {entry.label: entry.title for entry in read_catalogue(raw.rows, words) if entry.label}
    return titled(raws, titles)


def _kind(raw: RawTable, words: Words) -> str:
    title = plain(raw.title)
    joined = _said_in_head(_cells(raw.head or raw.body[:6]))
    if not raw.head or "绩效" in title or starts_form(raw):
        joined += "|" + "|".join([plain(cell) for row in raw.body for cell in row.cells if cell and len(cell) < 8])
    for kind, in_title, word in words.announcing:
        if word in (title if in_title else joined):
            return kind
    return "other"


_Cells = tuple[tuple[str, ...], ...]


def _cells(rows: Sequence[Row]) -> _Cells:
    return tuple([row.cells for row in rows])


@lru_cache(maxsize=8192)
def _said_in_head(head: _Cells) -> str:
    """The words of a head, remembered: forms prescribe them."""
    return "|".join([plain(cell) for cells in head for cell in cells if cell and len(cell) < 30])


def _table(
    raw: RawTable, index: int, kind: str, usual_unit: str, identity: Identity, words: Words, *, whole: bool
) -> tuple[UnderstoodTable, Form | None, list[Figure], Sequence[Unread]]:
    meaning = words.scan(_EXCEPT.sub("", plain(raw.title)))
    if meaning.item:
        meaning = meaning._replace(item="")
    if kind in ("three_public", "procurement") and meaning.measure in ("", "income", "expenditure"):
        meaning = meaning._replace(measure="three_public" if kind == "three_public" else "procurement")
    if meaning.measure == "three_public" and not _other_items(raw, words):
        meaning = meaning._replace(item="three_public")
    if kind == "three_public" and "机关运行经费" in plain(raw.title):
        meaning = meaning._replace(measure="", item="")
    if kind == "projects":
        meaning = meaning._replace(component="project", measure="expenditure")
    form: Form | None = None
    figures: list[Figure] = []
    labels = _numbers_in_head(_cells(raw.head))
    if kind == "performance":
        read = read_form(raw.rows, index, raw.title, raw.unit, words)
        numbers = labels + _numbers(row.cells for row in raw.body)
        form, body = read.form, Body([], read.unread, 0, 0)
        figures = [*form.funds, *form.tasks]
        count = min(len(figures), numbers)
        labels = numbers - count - len(read.unread)
    elif kind in ("catalogue", "contents"):
        numbers = labels = labels + _numbers(row.cells for row in raw.body)
        body, count = Body([], [], 0, 0), 0
    else:
        context = Context(index, kind, raw.unit or usual_unit, meaning, identity.year, identity.kind)
        if whole:
            body = read_body(heads(raw.head, raw.body, raw.width, words), raw.body, context, words)
        else:
            body = without_amounts(raw.body, index)
        figures = [figure for listing in body.listings for row in listing.cells for figure in row if figure is not None]
        count = len(figures)
        numbers = labels + body.numbers + sum(one.reason == MALFORMED for one in body.unread)
        labels += body.labels
    table = UnderstoodTable(
        index=index,
        label=raw.label,
        title=raw.title,
        kind=kind,
        unit=raw.unit,
        line=raw.title_line or raw.rows[0].line,
        end=raw.rows[-1].line,
        measure=meaning.measure,
        fund=meaning.fund,
        component=meaning.component,
        listings=tuple(body.listings),
        numbers=numbers,
        figures=count,
        labels=labels,
    )
    return table, form, figures, body.unread


def _other_items(raw: RawTable, words: Words) -> bool:
    """Whether a table of three-public expenses has others beside them (会议费, 培训费), so that its total is of all."""
    items = words.knowledge.dimensions["item"]
    cells = [raw.title, *(cell for row in raw.rows for cell in row.cells if cell and not is_number(cell))]
    return any(not items.within(item, "three_public") for item in {words.scan(cell).item for cell in cells} if item)


@lru_cache(maxsize=8192)
def _numbers_in_head(head: _Cells) -> int:
    return _numbers(head)


def _numbers(rows: Iterable[Sequence[str]]) -> int:
    return len([1 for cells in rows for cell in cells if cell and cell[0] in FIRST_OF_NUMBER and is_number(cell)])


_EXCEPT = re.compile(r"\(不含[^()]*\)")


def _names(tables: Sequence[UnderstoodTable], unit: str) -> Names:
    found: dict[str, dict[str, None]] = {}
    for table in tables:
        for listing in table.listings:
            for line in listing.lines:
                if line.function and line.code:
                    found.setdefault(name_key(line.label), {})[line.function] = None
    return Names({key: tuple(codes) for key, codes in found.items()}, unit)
