"""The sections of a form that a disclosure fills, with their numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from mingcha_datasets.disclosure import Disclosure
from mingcha_datasets.forms.form import Element, Form, Line, Section, Slot, Tables, fill

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Chapter:
    """A section that is printed: its heading and its line in the contents, each "" when there is none."""

    heading: str
    listed: str
    body: tuple["Element | Chapter", ...]


def outline(disclosure: Disclosure, form: Form) -> tuple[Element | Chapter, ...]:
    """The form's body with each filled section as a numbered chapter and the others gone."""
    counts = [0] * len(form.headings)
    return tuple(_chapters(form.body, 0, counts, disclosure, form))


def _chapters(
    elements: tuple[Element, ...], depth: int, counts: list[int], disclosure: Disclosure, form: Form
) -> Iterator[Element | Chapter]:
    for element in elements:
        if not isinstance(element, Section):
            yield element
        elif _is_filled(element, disclosure):
            counts[depth] += 1
            for deeper in range(depth + 1, len(counts)):
                # Some forms count their chapters through all parts.
                if not (form.numbering_runs_on and deeper == 1):
                    counts[deeper] = 0
            heading = _numbered(form.headings[depth], element.title, counts[depth], disclosure, form)
            yield Chapter(
                heading="" if element.title in disclosure.leaves_out else heading,
                listed=_listed(element, depth, counts[depth], disclosure, form),
                body=tuple(_chapters(element.body, depth + 1, counts, disclosure, form)),
            )


def _is_filled(section: Section, disclosure: Disclosure) -> bool:
    return any(_has_content(element, disclosure) for element in section.body)


def _has_content(element: Element, disclosure: Disclosure) -> bool:
    if isinstance(element, Section):
        return _is_filled(element, disclosure)
    if isinstance(element, Slot):
        return element.name in disclosure.narrative
    if isinstance(element, Tables) and element.kinds:
        return any(table.kind in element.kinds for table in disclosure.tables)
    return not isinstance(element, Line)


def _listed(section: Section, depth: int, number: int, disclosure: Disclosure, form: Form) -> str:
    title = section.title if section.contents is None else section.contents
    if not title or depth >= len(form.contents):
        return ""
    return _numbered(form.contents[depth], title, number, disclosure, form)


def _numbered(template: str, title: str, number: int, disclosure: Disclosure, form: Form) -> str:
    return template.format(zh=chinese(number), arabic=number, title=fill(title, disclosure, form))


def chinese(number: int) -> str:
    """A number from 1 to 99 as Chinese headings count: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    leading = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return leading + (_DIGITS[ones] if ones else "")
