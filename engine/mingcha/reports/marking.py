"""What a finding says of each of its places: wrong and what is right, in question, or what shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..checking import Place
from ..explaining.node import Node
from ..findings import Finding
from ..knowledge import Rule
from .cases import Told
from .drawing import DOUBT, OTHER, PROOF, WRONG, Mark, Marked
from .pointing import WHOLE, Lines, occurrences, point

_RIGHT = re.compile(r".*, should state (\S+) \S*, a difference of \S+ \S*", re.DOTALL)
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
    return _percent(told.finding, marks, lines) if told.finding.kind == "percent" else marks


def roles(told: Told, rule: Rule | None) -> Iterator[tuple[Place, Mark]]:
    """The places of a finding, each with its mark."""
    finding = told.finding
    wrong = dict(_wrong(finding, told.proof) if finding.diagnosis else _questioned(finding, told.proof, rule))
    printed = finding.places[0].text if finding.places else ""
    for place, mark in wrong.items():
        yield place, mark._replace(right=_like(mark.right, place.text or printed))
    for other in finding.alternatives:
        if other.place not in wrong:
            yield other.place, Mark(OTHER, _like(other.expected, other.place.text or printed))
    for place in dict.fromkeys(place for evidence in ((finding.places,), (one.places for one in finding.because)) for places in evidence for place in places):
        if place not in wrong:
            yield place, Mark(PROOF)


def _wrong(finding: Finding, proof: Node) -> Iterator[tuple[Place, Mark]]:
    """The figures that a located cause says are wrong; one whose amount is right stands in the wrong place, or lacks others."""
    for node in walk(proof):
        if node.kind in _CHANGED and node.places:
            right = _RIGHT.fullmatch(node.words.get("en", ""))
            yield node.places[0], Mark(DOUBT) if right is None else Mark(WRONG, right[1])
    if finding.places and not any(node.kind in _CHANGED for node in walk(proof)):
        yield finding.places[0], Mark(DOUBT)


def _questioned(finding: Finding, proof: Node, rule: Rule | None) -> Iterator[tuple[Place, Mark]]:
    """Where something does not hold and no cause is located: the first place of every violation, or all that are alike."""
    alike = rule is not None and (rule.relation == "misspelt" or rule.together and _about_one(rule))
    first = finding.places[:1]
    yield from ((place, Mark(DOUBT, finding.expected or "")) for place in first)
    for node in walk(proof):
        if node.kind == "violation":
            yield from ((place, Mark(DOUBT)) for place in node.places[:1] if place not in first)
    if alike:
        yield from ((place, Mark(DOUBT)) for place in finding.places[1:])


def _about_one(rule: Rule) -> bool:
    """Whether each violation of a rule has one place: what it tells together are so many of the same."""
    return rule.relation != "find" or sum(not pattern.absent for pattern in rule.terms) == 1


def _percent(finding: Finding, marks: list[Marked], lines: Lines) -> list[Marked]:
    """A percentage that does not follow from its amounts is what is in question; the amounts beside it show it."""
    stated, *others = [*_PERCENT.findall(finding.message), "", ""]
    first = next((marked for marked in marks if marked.mark.kind == DOUBT), None)
    if not stated or first is None or first.at.cell != WHOLE:
        return marks
    text = lines.pieces[first.at.line].paragraph.text
    at = next((span for span in occurrences(text, stated) if span[0] >= first.at.start), None)
    if at is None:
        return marks
    rest = [marked._replace(mark=Mark(PROOF)) if marked is first else marked for marked in marks]
    return [Marked(first.at._replace(start=at[0], end=at[1]), Mark(DOUBT, others[0])), *rest]


def _like(amount: str, printed: str) -> str:
    """An amount with separators of thousands where what is printed has them."""
    whole, point_, decimals = amount.removeprefix("-").partition(".")
    if not whole.isdigit() or not ("," in printed or "，" in printed):
        return amount
    return "-" * amount.startswith("-") + f"{int(whole):,}{point_}{decimals}"


def walk(node: Node) -> Iterator[Node]:
    """A statement of a proof and all that it rests on."""
    yield node
    for child in node.children:
        yield from walk(child)


Rules = Mapping[str, Rule]
