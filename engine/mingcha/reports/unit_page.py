"""The page of one disclosure: what was read, each finding with its tables, proof, law and letter, and how the rules fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from ..findings import SEVERITIES, Finding
from ..knowledge import Rule
from ..whereabouts import where
from .cases import Case, RunView, Told
from .drawing import KINDS, Brush, Drawing, draw, shown
from .letter import item, letter, place_told, plain, sure
from .marking import marks_of
from .pages import Links, environment
from .pointing import Lines
from .proofs import proof_tree
from .standings import Standings

if TYPE_CHECKING:
    from jinja2 import Template

    from .words import Words

MOST_BYTES = 2_000_000
"""No page has more."""
_STATES = ("violated", "holds", "not_enough_data", "not_applicable")


class Extent(NamedTuple):
    """How much a page shows.

    Attributes:
        findings: so many at most.
        drawings: of each, so many tables and paragraphs at most; ``text`` characters of a text without marks.
        statements: so many of a proof at most.
        letters: whether there is a text for a letter.
    """

    findings: int = 2000
    drawings: int = 8
    text: int = 400
    statements: int = 400
    letters: bool = True


EXTENTS = (Extent(), Extent(2000, 3, 150, 40), Extent(1000, 1, 80, 12, letters=False), Extent(300, 0, 0, 0, letters=False))
"""From all to the least: the first whose page is not too large is taken."""


class Drawn(NamedTuple):
    """A table or sentences as the page has them: title, money unit and place of a table, its rows or the paragraphs."""

    title: str
    unit: str
    where: str
    html: Markup
    is_table: bool


class Amounts(NamedTuple):
    """What is stated, what it was found to be or is compared with, how that is called, and the difference, with their unit."""

    stated: str
    called: str
    expected: str
    difference: str


class Shown(NamedTuple):
    """A finding as the page has it, all in words.

    Attributes:
        told: the finding itself; ``number`` its number on the page.
        place: of the first of its places.
        drawings: its tables and sentences; so many places are ``left`` that are not drawn.
        alternatives: what else it may be.
        letter: "" where there is none.
    """

    told: Told
    number: int
    confidence: str
    place: str
    drawings: Sequence[Drawn]
    left: int
    amounts: Amounts | None
    alternatives: Sequence[str]
    proof: Markup
    letter: str


def unit_page(case: Case, view: RunView, links: Links) -> bytes:
    """The page of a disclosure, as a whole HTML file.

    Args:
        case: the disclosure.
        view: of the run that it is in.
        links: where the page lies among the others.
    """
    page = b""
    for extent in EXTENTS:
        page = _page(case, view, links, extent)
        if len(page) <= MOST_BYTES:
            break
    return page


def _page(case: Case, view: RunView, links: Links, extent: Extent) -> bytes:
    around = _around(view)
    found = sorted(case.findings, key=_gravest)
    lines = Lines(case.excerpt)
    findings = [_shown(told, number, lines, view, extent) for number, told in enumerate(found[: extent.findings], 1)]
    with_rules = [(told, around.rules.get(told.finding.rule)) for told in found]
    file = plain(PureWindowsPath(case.record.document).name)
    html = around.template.render(
        root=links.root,
        here="unit",
        links=links,
        record=case.record,
        report=case.report,
        name=plain(case.record.unit) or file,
        file=file,
        findings=findings,
        over=len(found) - len(findings),
        short=extent is not EXTENTS[0],
        letter=letter(case, with_rules, view.words) if found and extent.letters else "",
        states=_states(case, around),
        scopes=[(one.why.get(view.lang, ""), len(one.rules)) for one in case.report.not_applicable],
        standing=around.standings.of(case.record.document),
    )
    return html.encode("utf-8", "replace")


def _gravest(told: Told) -> tuple[int, int, str]:
    places = told.finding.places
    return -SEVERITIES.index(told.finding.severity), (places[0].line or 0) if places else 0, told.finding.id


def _shown(told: Told, number: int, lines: Lines, view: RunView, extent: Extent) -> Shown:
    finding, words = told.finding, view.words
    rule = _around(view).rules.get(finding.rule)
    marks = marks_of(told, rule, lines)
    is_text = all(place.spot is None for place in finding.places)
    drawings = draw(marks, lines, _brush(view, is_text, extent.text))[: extent.drawings] if extent.drawings else []
    places = {place for evidence in finding.because for place in evidence.places}.union(finding.places)
    return Shown(
        told=told,
        number=number,
        confidence=sure(finding.confidence),
        place=place_told(finding.places[0], words) if finding.places else "",
        drawings=[_drawn(drawing, finding, words) for drawing in drawings],
        left=max(len(places) - sum(drawing.marks for drawing in drawings), 0),
        amounts=_amounts(finding, words),
        alternatives=[
            words(
                "unit.alternative",
                place=place_told(one.place, words),
                expected=one.expected,
                unit=finding.unit_of_money or "",
                odds=sure(one.probability),
            )
            for one in finding.alternatives
        ],
        proof=proof_tree(told.proof, view.lang, words.texts["unit.more"], extent.statements),
        letter=item(told, rule, words) if extent.letters else "",
    )


def _drawn(drawing: Drawing, finding: Finding, words: Words) -> Drawn:
    table = drawing.table
    spots = (place for place in finding.places if place.line == drawing.line and place.spot is not None)
    at = next((where(place.spot, place.line, words.lang) for place in spots), "")
    if not drawing.rows:
        return Drawn("", "", at, drawing.html, False)
    title = " ".join(plain(part) for part in (table.label, table.title) if part) if table else ""
    unit = words("unit.money", unit=plain(table.unit)) if table and table.unit else ""
    return Drawn(title or words("unit.untitled"), unit, at, drawing.html, True)


def _amounts(finding: Finding, words: Words) -> Amounts | None:
    if finding.stated is None or finding.expected is None or finding.difference is None:
        return None
    unit = finding.unit_of_money or ""
    stated, expected, difference = (
        words("unit.amount", amount=amount, unit=unit) for amount in (finding.stated, finding.expected, finding.difference)
    )
    return Amounts(stated, words("unit.expected" if finding.diagnosis else "unit.compared"), expected, difference)


def _states(case: Case, around: Around) -> list[tuple[str, int, Markup]]:
    """The rules in each state: its name, how many, and their names as items of a list."""
    by_state: dict[str, list[str]] = {state: [] for state in _STATES}
    for rule, state in case.report.rules.items():
        by_state[state].append(around.items.get(rule) or f"<li>{escape(rule)}</li>")
    for one in case.report.not_applicable:
        if not by_state["not_applicable"]:
            by_state["not_applicable"] = [around.items.get(rule) or f"<li>{escape(rule)}</li>" for rule in one.rules]
    return [(state, len(items), Markup("".join(items))) for state, items in by_state.items()]


# -- what the pages of a run have in common


class Around(NamedTuple):
    """What is around a page: its template, the rules and their items of a list, how units stand among their peers."""

    template: Template
    rules: Mapping[str, Rule]
    items: Mapping[str, str]
    standings: Standings


@lru_cache(maxsize=2)
def _around(view: RunView) -> Around:
    rules = {rule.id: rule for rule in view.knowledge.rules}
    items = {
        name: f'<li><a href="../../rules/{escape(name)}.html">{escape(name)}</a> {shown(rule.title[view.lang])}</li>'
        for name, rule in rules.items()
    }
    return Around(environment(view).get_template("unit.html"), rules, items, Standings(view.folder))


@lru_cache(maxsize=16)
def _brush(view: RunView, is_text: bool, text: int) -> Brush:
    texts = view.words.texts
    return Brush(
        tags={kind: texts[f"unit.mark.{kind}"] for kind in KINDS},
        rights={kind: texts[f"unit.right.{kind}"] for kind in KINDS},
        line=texts["unit.line"] if is_text else "",
        gap=texts["unit.gap"],
        long=texts["unit.cut"],
        text=text,
    )
