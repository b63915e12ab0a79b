"""The page of one disclosure: what was read, each finding with its tables, proof, law and letter, and how the rules fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from ..findings import SEVERITIES, Basis, Finding
from ..knowledge import Rule
from ..whereabouts import where
from .cases import Case, RunView, Told
from .drawing import KINDS, Brush, Drawing, Painter, shown
from .letter import body, frame, grouped, named, place_told, plain, subject, sure
from .marking import located, marks_of
from .pages import Links, encoded, environment
from .pointing import Lines, point
from .proofs import proof_tree
from .standings import Standings

if TYPE_CHECKING:
    from jinja2 import Template

    from .words import Words

MOST_BYTES = 2_000_000
"""No page has more."""
_MOST_PROBLEMS = 200
_STATES = ("violated", "holds", "not_enough_data", "not_applicable")


class Extent(NamedTuple):
    """How much a page shows.

    Attributes:
        findings: so many at most; ``words`` characters of each of their sentences.
        drawings: of each, so many tables and paragraphs at most; ``text`` characters of a text without marks.
        statements: so many of a proof at most.
        letters: whether there is a text for a letter.
    """

    findings: int = 2000
    words: int = 4000
    drawings: int = 8
    text: int = 400
    statements: int = 400
    letters: bool = True


EXTENTS = (
    Extent(),
    Extent(2000, 1000, 3, 150, 40),
    Extent(1000, 500, 1, 80, 12, letters=False),
    Extent(300, 200, 0, 0, 0, letters=False),
)
"""From all to the least: the first whose page is not too large is taken."""


class Drawn(NamedTuple):
    """A table or sentences as the page has them: title, money unit and place of a table, its rows or the paragraphs."""

    title: str
    unit: str
    where: str
    html: Markup
    is_table: bool


class Amounts(NamedTuple):
    """What is stated and what it should be; or, where it was not told which is wrong, ``both`` that should agree."""

    stated: str
    expected: str
    both: str
    difference: str


class Card(NamedTuple):
    """A finding as the page has it, all in words.

    Attributes:
        told: the finding itself; ``number`` its number on the page.
        title: the cause; where none is known, that the rule is broken: a rule's own title says what should be.
        place: of the first of its places.
        drawings: its tables and sentences; ``absent`` words that are missed, so that no place has them; so many places are
            ``left`` that are not drawn.
        alternatives: what else it may be; ``laws`` items of a list.
        letter: "" where there is none.
    """

    told: Told
    id: str
    severity: Markup
    rule: Markup
    cause: str
    number: int
    title: str
    message: Markup
    confidence: str
    place: str
    drawings: Sequence[Drawn]
    absent: str
    left: int
    amounts: Amounts | None
    alternatives: Sequence[str]
    proof: Markup
    laws: Markup
    correction: Markup
    letter: str
    letter_title: str


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
    is_text = all(place.spot is None for told in found for place in told.finding.places)
    lines = Lines(case.excerpt)
    painter = Painter(lines, _brush(view, is_text, extent.text))
    disclosed = subject(case, view.words)
    findings = [
        _card(told, number, lines, painter, disclosed, view, extent) for number, told in enumerate(found[: extent.findings], 1)
    ]
    file = named(case.record.document)
    report = case.report
    problems = {"unit.problems": report.problems, "unit.corrected": report.corrected, "unit.failures": report.failures}
    html = around.template.render(
        root=links.root,
        here="unit",
        links=links,
        record=case.record,
        report=case.report,
        problems={key: _listed(told, extent, view.words) for key, told in problems.items()},
        name=plain(case.record.unit) or file,
        file=file,
        findings=findings,
        over=len(found) - len(findings),
        short=extent is not EXTENTS[0],
        letter=frame(case, view.words) if found and extent.letters else None,
        states=_states(case, around),
        scopes=[(one.why.get(view.lang, ""), len(one.rules)) for one in case.report.not_applicable],
        standing=around.standings.of(case.record.document),
        pictures=around.standings.pictures(links.peers) if extent is EXTENTS[0] else (),
        tools=around.tools,
    )
    return encoded(html)


def _gravest(told: Told) -> tuple[int, int, str]:
    places = told.finding.places
    return -SEVERITIES.index(told.finding.severity), (places[0].line or 0) if places else 0, told.finding.id


def _card(told: Told, number: int, lines: Lines, painter: Painter, disclosed: str, view: RunView, extent: Extent) -> Card:
    finding, words, around = told.finding, view.words, _around(view)
    rule = around.rules.get(finding.rule)
    drawings = painter.draw(marks_of(told, rule, lines))[: extent.drawings] if extent.drawings else []
    first = finding.places[0] if finding.places else None
    places = {place for evidence in finding.because for place in evidence.places}.union(finding.places)
    return Card(
        told=told,
        id=finding.id,
        severity=around.signs[finding.severity],
        rule=around.links.get(finding.rule) or Markup(shown(finding.rule)),
        cause=finding.diagnosis or "",
        number=number,
        message=_told(finding.message, extent.words, words),
        correction=_told(finding.correction or "", extent.words, words),
        letter_title=words("letter.heading", title=finding.title),
        title=finding.title if finding.diagnosis else words("unit.broken", title=finding.title),
        confidence=sure(finding.confidence),
        place=place_told(first, words) if first else "",
        drawings=_together([_drawn(drawing, finding, words) for drawing in drawings]),
        absent=plain(first.text) if first and point(first, lines) is None else "",
        left=max(len(places) - sum(drawing.marks for drawing in drawings), 0),
        amounts=_amounts(told, words),
        alternatives=[
            words(
                "unit.alternative",
                place=place_told(one.place, words),
                expected=grouped(one.expected),
                unit=finding.unit_of_money or "",
                odds=sure(one.probability),
            )
            for one in finding.alternatives
        ],
        proof=proof_tree(told.proof, view.lang, words.texts["unit.more"], extent.statements),
        laws=Markup("".join(_law(law, view) for law in finding.basis)),
        letter=body(told, rule, disclosed, words) if extent.letters else "",
    )


def _drawn(drawing: Drawing, finding: Finding, words: Words) -> Drawn:
    table = drawing.table
    spots = (place for place in finding.places if place.line == drawing.line and place.spot is not None)
    at = next((where(place.spot, place.line, words.lang) for place in spots), "")
    if not drawing.rows:
        return Drawn("", "", at, drawing.html, False)
    label = words("unit.labelled", label=table.label) if table and table.label else ""
    title = " ".join(plain(part) for part in (label, table.title) if part) if table else ""
    unit = words("unit.money", unit=plain(table.unit)) if table and table.unit else ""
    return Drawn(title or words("unit.untitled"), unit, at, drawing.html, True)


def _told(text: str, most: int, words: Words) -> Markup:
    """A sentence; of one without end the beginning, and how long it is."""
    if len(text) <= most:
        return Markup(shown(text))
    return Markup(f"{shown(text[:most])}… {shown(words('unit.cut', count=len(text)))}")


def _listed(told: Sequence[str], extent: Extent, words: Words) -> list[Markup]:
    """Sentences of a list; of very many the first, and how many more there are."""
    shown_ = [_told(one, extent.words, words) for one in told[:_MOST_PROBLEMS]]
    more = len(told) - len(shown_)
    return [*shown_, Markup(shown(words("unit.more_problems", count=more)))] if more else shown_


def _together(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Sentences stand together, where the first of them stands."""
    texts = [one for one in drawn if not one.is_table]
    if len(texts) < 2:
        return list(drawn)
    joined = texts[0]._replace(html=Markup("").join(one.html for one in texts))
    return [joined if one is texts[0] else one for one in drawn if one.is_table or one is texts[0]]


def _amounts(told: Told, words: Words) -> Amounts | None:
    finding = told.finding
    if finding.stated is None or finding.expected is None or finding.difference is None:
        return None
    unit = finding.unit_of_money or ""
    stated, expected, difference = (
        words("unit.amount", amount=grouped(amount), unit=unit)
        for amount in (finding.stated, finding.expected, finding.difference.removeprefix("-"))
    )
    both = "" if located(told) else words("unit.both", stated=stated, expected=expected)
    return Amounts(stated, expected, both, difference)


def _states(case: Case, around: Around) -> list[tuple[str, int, Markup]]:
    """The rules in each state: its name, how many, and their names as items of a list."""
    by_state: dict[str, list[str]] = {state: [] for state in _STATES}
    for rule, state in case.report.rules.items():
        by_state[state].append(around.items.get(rule) or f"<li>{shown(rule)}</li>")
    return [(state, len(items), Markup("".join(items))) for state, items in by_state.items()]


# -- what the pages of a run have in common


class Around(NamedTuple):
    """What is around a page.

    Attributes:
        rules: by id; ``links`` to their pages, and the same with their titles as ``items`` of a list.
        standings: of the units among their peers.
        tools: of reviews, and ``signs`` of the severities, drawn once.
    """

    template: Template
    rules: Mapping[str, Rule]
    links: Mapping[str, Markup]
    items: Mapping[str, str]
    standings: Standings
    tools: Markup
    signs: Mapping[str, Markup]


@lru_cache(maxsize=2)
def _around(view: RunView) -> Around:
    rules = {rule.id: rule for rule in view.knowledge.rules}
    links = {name: Markup(f'<a class="rule" href="../../rules/{shown(quote(name))}.html">{shown(name)}</a>') for name in rules}
    items = {name: f"<li>{links[name]} {shown(rule.title[view.lang])}</li>" for name, rule in rules.items()}
    pages = environment(view)
    tools = Markup(pages.get_template("review.html").module.tools(root="../../"))  # type: ignore[attr-defined]
    severity = pages.get_template("pieces.html").module.severity  # type: ignore[attr-defined]
    signs = {name: Markup(severity(name)) for name in SEVERITIES}
    return Around(pages.get_template("unit.html"), rules, links, items, Standings(view.folder), tools, signs)


@lru_cache(maxsize=4096)
def _law(basis: Basis, view: RunView) -> str:
    """A law as an item of a list, with how far the citation was checked."""
    words = view.words
    told = words("unit.law", law=basis.law, article=basis.article, demands=basis.demands)
    return f'<li>{shown(told)} <small class="verified">{shown(words(f"unit.verified.{basis.verified}"))}</small></li>'


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
