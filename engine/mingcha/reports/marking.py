"""What a finding says of each of its places: wrong and what is right, in question, or what shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from ..checking import Place
from ..explaining.node import Node
from ..findings import SURE, Finding
from ..knowledge import Rule
from .cases import Told
from .drawing import DOUBT, OTHER, PROOF, WRONG, Mark, Marked
from .pointing import Lines, occurrences, point

_RIGHT = re.compile(r".*, should state (\S+) (\S*), a difference of \S+ \S*", re.DOTALL)
"""What a proof says of a wrong figure, in English; the document's own words come before it."""
_PERCENT = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?\s*[%％]")
_CHANGED = ("suspect", "repeated")


def marks_of(told: Told, rule: Rule | None, lines: Lines) -> list[Marked]:
    """The marks of a finding, where the document says what they are about.

    Args:
        told: the finding and its proof.
        rule: that is broken, where the knowledge has it.
        lines: of the document.
    """
    pointed = ((point(place, lines), mark) for place, mark in roles(told, rule))
    marks = [Marked(at, mark) for at, mark in pointed if at is not None]
    meant = _MEANT.get(told.finding.kind)
    return marks if meant is None else meant(told.finding, marks, lines)


def roles(told: Told, rule: Rule | None) -> Iterator[tuple[Place, Mark]]:
    """The places of a finding, each once, with its mark."""
    finding = told.finding
    marks = dict(_wrong(told) if finding.diagnosis else _questioned(told, rule))
    for other in finding.alternatives:
        unit = finding.unit_of_money or ""  # the table of the place may have another one
        right = _like(other.expected, unit, other.place.text).removesuffix(unit) + unit
        marks.setdefault(other.place, Mark(OTHER, right))
    for place in chain(finding.places, *(evidence.places for evidence in finding.because)):
        marks.setdefault(place, Mark(PROOF))
    yield from marks.items()


def _wrong(told: Told) -> Iterator[tuple[Place, Mark]]:
    """The figures that a cause is about, and what they should be.

    One whose amount is right lacks others or stands in the wrong place; one that is hardly sure to be wrong is in question.
    """
    kind = WRONG if told.finding.confidence >= SURE else DOUBT
    for node in walk(told.proof):
        if node.kind in _CHANGED and node.places:
            right, place = _RIGHT.fullmatch(node.words.get("en", "")), node.places[0]
            yield place, Mark(DOUBT) if right is None else Mark(kind, _like(right[1], right[2], place.text))


def located(told: Told) -> bool:
    """Whether it is said, with enough confidence, which figure is wrong and what it should be."""
    return any(mark.kind == WRONG for _, mark in _wrong(told))


def _questioned(told: Told, rule: Rule | None) -> Iterator[tuple[Place, Mark]]:
    """Where something does not hold and no cause is located: the first place of every violation, or all that are alike."""
    finding = told.finding
    alike = rule is not None and (rule.relation == "misspelt" or (rule.together and _about_one(rule)))
    for place in finding.places if alike else ():
        yield place, Mark(DOUBT)
    for node in walk(told.proof):
        if node.kind == "violation" and node.places:
            yield node.places[0], Mark(DOUBT)
    for place in finding.places[:1]:
        yield place, Mark(DOUBT, _like(finding.expected or "", finding.unit_of_money or "", place.text))


def _about_one(rule: Rule) -> bool:
    """Whether each violation of a rule has one place: what it tells together are so many of the same."""
    return rule.relation != "find" or sum(not pattern.absent for pattern in rule.terms) == 1


def _percent(finding: Finding, marks: list[Marked], lines: Lines) -> list[Marked]:
    """A percentage that does not follow from its amounts is what is in question; the amounts beside it show it."""
    found: list[str] = [*_PERCENT.findall(finding.message), "", ""]
    stated, should_be = found[:2]
    first = next((marked for marked in marks if marked.mark.kind == DOUBT), None)
    if first is None or first.at.line not in lines.pieces:
        return marks
    text = lines.pieces[first.at.line].paragraph.text
    at = next((span for span in occurrences(text, stated) if span[0] >= first.at.start), None)
    if at is None:
        return marks
    rest = [marked._replace(mark=Mark(PROOF)) if marked is first else marked for marked in marks]
    return [Marked(first.at._replace(start=at[0], end=at[1]), Mark(DOUBT, should_be)), *rest]


def _name(finding: Finding, marks: list[Marked], lines: Lines) -> list[Marked]:
    """A name that is in question stands before the amount that the place says."""
    first, row = marks[0] if marks else None, finding.places[0].row
    if first is None or first.mark.kind != DOUBT or first.at.line not in lines.pieces:
        return marks
    text = lines.pieces[first.at.line].paragraph.text
    spans = [span for span in occurrences(text, row) if span[1] <= first.at.start]
    return [first._replace(at=first.at._replace(start=spans[-1][0], end=spans[-1][1])), *marks[1:]] if spans else marks


_MEANT = {"percent": _percent, "code_name": _name}
"""Findings whose places say the amount beside what is in question, by kind."""


def _like(amount: str, unit: str, printed: str) -> str:
    """An amount written as what is printed in its place: with separators of thousands, with its unit, where that has them."""
    whole, point_, decimals = amount.removeprefix("-").partition(".")
    if whole.isdigit() and ("," in printed or "，" in printed):
        amount = "-" * amount.startswith("-") + f"{int(whole):,}{point_}{decimals}"
    return amount + unit if amount and unit and printed.endswith(unit) else amount


def walk(node: Node) -> Iterator[Node]:
    """A statement of a proof and all that it rests on."""
    yield node
    for child in node.children:
        yield from walk(child)
