"""Print a disclosure as the document that its province's form prescribes: its blocks, and these as text."""

from collections.abc import Iterator
from dataclasses import replace

from mingcha_datasets.blocks import Block, Role, Text, headed, text_of
from mingcha_datasets.disclosure import Absence, CatalogueEntry, Claim, Disclosure, Statement
from mingcha_datasets.forms import FORMS
from mingcha_datasets.forms.form import (
    Catalogue,
    Contents,
    Element,
    Form,
    Line,
    Performance,
    Section,
    Slot,
    Tables,
    fill,
)
from mingcha_datasets.grids import performance_blocks, table_blocks
from mingcha_datasets.outline import Chapter, outline
from mingcha_datasets.sentences import claim_head, claim_sentence


def print_disclosure(disclosure: Disclosure) -> str:
    """The document as text: paragraphs and tables between blank lines, cells between tabs."""
    return text_of(printed_blocks(disclosure))


def printed_blocks(disclosure: Disclosure) -> tuple[Block, ...]:
    """The document as lines of text and tables, in order."""
    form = FORMS[disclosure.layout]
    chapters = outline(disclosure, form)
    above = [Text(disclosure.above_title)] if disclosure.above_title else []
    return (*above, *_blocks(chapters, 1, chapters, disclosure, form))


Parts = tuple[Element | Chapter, ...]


def _blocks(parts: Parts, level: int, chapters: Parts, disclosure: Disclosure, form: Form) -> Iterator[Block]:
    for element in parts:
        match element:
            case Chapter():
                if element.heading:
                    yield Text(element.heading, Role.HEADING, level)
                yield from _blocks(element.body, level + 1, chapters, disclosure, form)
            case Line():
                yield Text(fill(element.text, disclosure, form))
            case Slot():
                yield from map(Text, _slot_blocks(element, disclosure, form))
            case Contents():
                yield from map(Text, _contents_blocks(chapters, disclosure, form))
            case Catalogue():
                yield headed([element.header], map(_catalogue_row, disclosure.catalogue))
            case Tables():
                kinds = element.kinds or _kinds_printed_nowhere_else(form)
                for table in disclosure.tables:
                    if table.kind in kinds:
                        yield from table_blocks(table, disclosure, form)
            case Performance():
                for target in disclosure.performance:
                    yield from performance_blocks(target, form)


def _kinds_printed_nowhere_else(form: Form) -> set[str]:
    return set(form.tables) - set(_named_kinds(form.body))


def _named_kinds(elements: tuple[Element, ...]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, Tables):
            yield from element.kinds
        elif isinstance(element, Section):
            yield from _named_kinds(element.body)


def _catalogue_row(entry: CatalogueEntry) -> tuple[str, ...]:
    return (entry.label, entry.name, entry.empty, entry.reason)


def _contents_blocks(chapters: Parts, disclosure: Disclosure, form: Form) -> Iterator[str]:
    yield "目录"
    for part in chapters:
        if isinstance(part, Chapter) and part.listed:
            yield part.listed
            lines = [inner.listed for inner in part.body if isinstance(inner, Chapter) and inner.listed]
            if form.catalogue_line and Tables() in part.body:
                lines += [form.catalogue_line.format(label=entry.label, table=entry.name) for entry in disclosure.catalogue]
            if lines:
                yield "\n".join(lines)


def _slot_blocks(slot: Slot, disclosure: Disclosure, form: Form) -> Iterator[str]:
    """The statements of a slot as paragraphs: texts and lists by themselves, the others run together."""
    opening = fill(slot.opening, disclosure, form)
    running: list[tuple[str, str]] = []
    for statement in disclosure.narrative.get(slot.name, ()):
        if _stands_alone(statement, slot) and running:
            yield _paragraph(running, slot.join)
            running = []
        match statement:
            case str():
                yield statement
            case Claim() if _stands_alone(statement, slot):
                yield from _listing(statement, opening, slot, disclosure, form)
                opening = ""
            case Claim():
                lead = opening + fill(slot.lead, disclosure, form)
                running.append((lead + claim_sentence(statement, form.phrases), statement.end))
                opening = ""
            case Absence():
                running.append((_absence(statement, slot, disclosure, form), ""))
    if running:
        yield _paragraph(running, slot.join)


def _stands_alone(statement: Statement, slot: Slot) -> bool:
    return isinstance(statement, str) or (slot.listed is not None and isinstance(statement, Claim) and bool(statement.parts))


def _paragraph(sentences: list[tuple[str, str]], join: str) -> str:
    """The sentences one after the other; a sentence with an end of its own keeps it."""
    *first, (last, end) = sentences
    return "".join(f"{text}{own or join}" for text, own in first) + last + (end or "。")


def _listing(claim: Claim, opening: str, slot: Slot, disclosure: Disclosure, form: Form) -> Iterator[str]:
    whole = replace(claim, parts=())
    yield f"{opening}{fill(slot.lead, disclosure, form)}{claim_head(whole, form.phrases)}，其中："
    for number, part in enumerate(claim.parts, 1):
        end = part.end or ("。" if number == len(claim.parts) else "；")
        yield f"{(slot.listed or '').format(number)}{claim_sentence(part, form.phrases)}{end}"


def _absence(absence: Absence, slot: Slot, disclosure: Disclosure, form: Form) -> str:
    template = "{years}，{self}无{absent}" if absence.years else slot.absent
    text = fill(template, disclosure, form, absent="、".join(absence.absent), years=absence.years)
    return text + (form.phrases.empty_table if absence.empty_table else "")
