"""Find what stands on pages without being part of their text: running heads and feet, page numbers, marks of a web print."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .pages import PageLayout, PageLine, PageTable

_AMOUNT = re.compile(r"\d[\d,]*\.\d|\d\s*(?:[百千万亿]*元|[%％‰人名辆台个项次户套件分])")
_SENTENCE = re.compile(r"[。；;！!？?]|[，、,]\Z")
_NUMBERED_TITLE = re.compile(r"附[件表录]?\s*[\d一二三四五六七八九十]")
_PAGE_NUMBER = re.compile(r"(?:\A|(?<=[第\W]))\d{1,4}(?=页|\W|\Z)")
_TITLE_OR_LABEL = re.compile(
    r"表(?:[（(][^（()）]*[)）])?\Z|\A表\s*[\d一二三四五六七八九十]"
    r"|[:：]|\A[（(]?\d{4}\s*年度?[)）]?\Z|\A[注续]"
)
_NUMBERED = re.compile(
    r"[-—–－~·.]+\s*\d{1,4}\s*[-—–－~·.]+|\d{1,4}\s*/\s*\d{1,4}"
    r"|[（(]?(?:共\s*\d{1,4}\s*页\s*[,，/]?\s*)?第\s*(?:\d{1,4}|[一二三四五六七八九十百]+)\s*页(?:\s*[,，/|]?\s*共\s*(?:\d{1,4}|[一二三四五六七八九十百]+)\s*页)?[)）]?"
    r"|page\s*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|[ivx]{1,5}",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}")
_WEB_PRINT = re.compile(
    r"(?:https?://|file:///)\S+(?:\s+\d+\s*/\s*\d+)?"
    r"|\d{2,4}[/-]\d{1,2}[/-]\d{1,2}[,，]?\s*(?:[上下]午)?\s*\d{1,2}:\d{2}(?:\s.*)?"
)
_BLANKS = re.compile(r"\s+")
_EDGE, _ROWS = 0.2, 3
_RUNNING_EDGE = 0.1
"""How near the edge running text stands, in the longer side of the page: word processors set it into the margin."""

_LONGEST = 40
"""Characters of a running head or foot at most: more is a sentence."""

_SAME_HEIGHT = 6.0
_LEAST = 3


class _Edge(NamedTuple):
    """A line near the upper or lower edge of a page: which part of which page, how far from that edge, what it says."""

    page: int
    part: int
    foot: bool
    row: int
    distance: float
    text: str


def furniture(layouts: Sequence[PageLayout]) -> set[tuple[int, int]]:
    """The parts of the pages that are furniture, as index of the page and index of the part.

    A running head or foot is short, stands at the very edge and says the same at the same height on most pages, but for the
    page's number. Titles, labels, sentences and amounts never count as one, however often they are repeated. A running head of
    the first page stays where the document says it nowhere else.
    """
    edges = [edge for page, layout in enumerate(layouts) for edge in _edges(page, layout)]
    numbers = list(_numbers(edges, len(layouts)))
    running = list(_running(edges, layouts))
    found = {(edge.page, edge.part) for edge in (*numbers, *running)}
    return found - set(_only_once(running, layouts, found))


def _edges(page: int, layout: PageLayout) -> Iterator[_Edge]:
    """The lines of the outermost rows of a page, as far as no table is beyond them."""
    parts = sorted(enumerate(layout.parts), key=lambda part: part[1].box[1])
    for foot, ordered in ((False, parts), (True, sorted(parts, key=lambda part: -part[1].box[3]))):
        row, last = -1, None
        for index, part in ordered:
            if isinstance(part, PageTable):
                break
            distance = layout.height - part.box[3] if foot else part.box[1]
            if distance > _EDGE * layout.height:
                break
            if last is None or not _beside(last, part):
                row += 1
            if row == _ROWS:
                break
            last = part
            yield _Edge(page, index, foot, row, distance, _BLANKS.sub(" ", part.text).strip())


def _beside(one: PageLine, other: PageLine) -> bool:
    overlap = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return overlap > 0.5 * min(one.box[3] - one.box[1], other.box[3] - other.box[1])


def _numbers(edges: Iterable[_Edge], pages: int) -> Iterator[_Edge]:
    """Page numbers, and what a browser prints on each page; a bare number only where the next page goes on counting."""
    bare: dict[tuple[bool, int], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if edge.row == 0 and _WEB_PRINT.fullmatch(edge.text):
            yield edge
        elif _BARE.fullmatch(edge.text):
            bare[edge.foot, edge.page - int(edge.text)].append(edge)
        elif edge.row < 2 and _NUMBERED.fullmatch(edge.text):
            yield edge
    for found in bare.values():
        if len(found) > 1 or (pages == 1 and found[0].text == "1"):
            yield from found


def _running(edges: Iterable[_Edge], layouts: Sequence[PageLayout]) -> Iterator[_Edge]:
    alike: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if _may_run(edge, layouts[edge.page]):
            alike[edge.foot, _PAGE_NUMBER.sub("0", edge.text)].append(edge)
    widths = [round(layout.width) for layout in layouts]
    by_width = Counter(widths)
    for found in alike.values():
        for edge in found:
            pages = {other.page for other in found if abs(other.distance - edge.distance) < _SAME_HEIGHT and _same(edge, other)}
            of_this_width = sum(widths[page] == widths[edge.page] for page in pages)
            most = 2 * len(pages) > len(layouts) or 2 * of_this_width > by_width[widths[edge.page]]
            if len(pages) >= _LEAST and most:
                yield edge


def _may_run(edge: _Edge, layout: PageLayout) -> bool:
    """Whether a line can be a running head or foot by what it says and where it stands."""
    if not edge.text or len(edge.text) > _LONGEST or edge.distance > _RUNNING_EDGE * max(layout.width, layout.height):
        return False
    return not any(said.search(edge.text) for said in (_AMOUNT, _SENTENCE, _TITLE_OR_LABEL)) and not _NUMBERED_TITLE.match(
        edge.text
    )


def _same(edge: _Edge, other: _Edge) -> bool:
    """Whether two lines differ by nothing but numbers that count the pages."""
    numbers = zip(_PAGE_NUMBER.findall(edge.text), _PAGE_NUMBER.findall(other.text), strict=False)
    return all(int(one) == int(two) or int(two) - int(one) == other.page - edge.page for one, two in numbers)


def _only_once(running: Iterable[_Edge], layouts: Sequence[PageLayout], found: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Running heads of the first page that no other part of the document repeats."""
    heads = [edge for edge in running if edge.page == 0 and not edge.foot and not _NUMBERED.fullmatch(edge.text)]
    if not heads:
        return
    said = {
        _BLANKS.sub("", part.text)
        for page, layout in enumerate(layouts)
        for index, part in enumerate(layout.parts)
        if isinstance(part, PageLine) and (page, index) not in found
    }
    for edge in heads:
        if _BLANKS.sub("", edge.text) not in said:
            yield edge.page, edge.part
