"""Facts of the form of the text: titles listed and printed, numbering, sections, endings, marks without their other half."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ..reading import Document, Paragraph
from ..understanding import Disclosure, Words
from ..understanding.forms import topic_of
from ..understanding.outline import is_heading, mark_of
from .contents import ABSENT, one_line, pairings, same_titles
from .fact import Fact, Value, place_at
from .texts import Texts
from .violation import table_name


def text_facts(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """All of them."""
    yield from _titles(disclosure)
    yield from _numbering(disclosure)
    yield from _sections(disclosure, words)
    yield from _endings(texts.document)
    yield from _markup(texts.document)
    yield from _unpaired(texts)
    yield from _unpaired_in_text(texts)


def _titles(disclosure: Disclosure) -> Iterator[Fact]:
    """Each listed title, with the printed one of the same pair; nothing is absent where hardly any table was printed."""
    found = list(pairings(disclosure))
    tables = [pairing for pairing in found if pairing.of == "table"]
    whole = 2 * sum(pairing.match != ABSENT for pairing in tables) > len(tables)
    for pair, (listed, of, match, printed) in enumerate(found):
        if match == ABSENT and not (of == "table" and whole):
            continue
        values: dict[str, Value] = {
            "title": one_line(listed.text),
            "label": listed.label,
            "of": of,
            "match": match,
            "pair": pair,
            "line": listed.line,
        }
        yield Fact("listed", values, place_at(listed.line, listed.text, "目录"))
        if printed is not None:
            values = {"title": one_line(printed.text), "label": printed.label, "pair": pair, "line": printed.line}
            yield Fact("printed", values, place_at(printed.line, printed.text))
    for table, other in same_titles(disclosure.tables):
        values = {"title": one_line(table.title), "label": table.label, "other_label": other, "line": table.line}
        yield Fact("same_title", values, place_at(table.line, table.title))


def _numbering(disclosure: Disclosure) -> Iterator[Fact]:
    for one in disclosure.misnumbered:
        table = table_name(one.table, disclosure)
        values: dict[str, Value] = {
            "problem": "repeated" if one.repeated else "skipped",
            "before": one.before,
            "text": one.text,
            "line": one.line,
            "before_line": one.before_line,
        }
        yield Fact("numbering", values, place_at(one.line, one.text, table))
    wrong = {one.line for one in disclosure.misnumbered}
    for section in disclosure.sections:
        if section.line not in wrong:
            values = {"problem": "", "before": "", "text": section.title, "line": section.line, "before_line": 0}
            yield Fact("numbering", values, place_at(section.line, section.title))


def _sections(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    topics: Mapping[str, Sequence[str]] = words.knowledge.words["narrative"]["topics"]
    names = {disclosure.unit, *(one.name for one in disclosure.names)} - {""}
    # The longer first, so that a name that another begins with leaves nothing of that one.
    longest_first = sorted(names, key=len, reverse=True)
    for section in disclosure.sections:
        topic = topic_of(section.title, words)
        spoken = [name for name, phrases in topics.items() if any(map(section.own.__contains__, phrases))]
        values: dict[str, Value] = {
            "title": section.title,
            "level": section.level,
            "topic": topic if topic in topics else "",
            "on_topic": "yes" if topic in spoken else "no",
            "other_topic": spoken[0] if spoken and topic not in spoken else "",
            "text": section.text,
            "own": section.own,
            "about": _without(section.text, longest_first),
            "length": len("".join(section.text.split())),
            "line": section.line,
        }
        line, begins = (section.own_line, section.own) if section.own else (section.line, section.title)
        yield Fact("section", values, place_at(line, begins.partition("\n")[0][:60], "", section.title))


def _without(text: str, names: Sequence[str]) -> str:
    """A text without names; a pattern is compiled for several only: every document has other names."""
    there = [name for name in names if name in text]
    if len(there) > 1:
        return re.sub("|".join(map(re.escape, there)), "", text)
    return text.replace(there[0], "") if there else text


def _endings(document: Document) -> Iterator[Fact]:
    """How a paragraph ends after which a new section begins."""
    for block, after in itertools.pairwise(document.blocks):
        if not isinstance(block, Paragraph) or not isinstance(after, Paragraph) or len(block.text) < _A_SENTENCE:
            continue
        mark = mark_of(after.text)
        if mark is None or not is_heading(after.text):
            continue
        mine = mark_of(block.text)
        if mine is not None and mine.level >= mark.level:
            continue
        text, line = block.text.rstrip(), block.line_at(len(block.text) - 1)
        last = _last_words(text)
        values: dict[str, Value] = {
            "mark": text[-1:],
            "open": "yes" if text.endswith(_OPEN_WORDS) and _OPEN_END.search(text[-_LONGEST_END:]) else "no",
            "text": last,
            "next": after.text,
            "line": line,
        }
        yield Fact("ending", values, place_at(line, last))


def _last_words(text: str) -> str:
    """The last clauses of a text, from a beginning that can be quoted: no number and no word is cut in two."""
    begins = (match.end() for match in _CLAUSE.finditer(text, max(len(text) - _MOST_QUOTED, 0), len(text) - _A_SENTENCE + 1))
    begin = max(begins, default=0)
    return text[begin:] if len(text) - begin <= _MOST_QUOTED else "……" + text[-_MOST_QUOTED:]


_A_SENTENCE = 12
_MOST_QUOTED = 40
_CLAUSE = re.compile("[，。；：、！？]")
_OPEN_WORDS = (
    *("增加", "减少", "提高", "下降", "持平", "一致", "了", "的", "工作", "支出", "经费", "情况", "万元", "服务", "管理", "建设"),
    *("人", "辆", "台"),
)
_OPEN_END = re.compile(rf"[，。；].{{0,80}}(?:{'|'.join(_OPEN_WORDS)})\Z", re.DOTALL)
"""How a sentence, and no heading and no list, ends that lacks its full stop; it needs no more than so many characters."""
_LONGEST_END = 83


def _markup(document: Document) -> Iterator[Fact]:
    """Each line with tags in its cells, and the document where there is none."""
    for line, tag in document.markup or ((1, ""),):
        yield Fact("markup", {"text": tag, "line": line}, place_at(line, tag))


def _unpaired(texts: Texts) -> Iterator[Fact]:
    """Each cell with brackets or quotation marks, and the mark that opens or closes nothing, if any."""
    for row in texts.rows_with(_PAIRED):
        for cell in row.cells:
            if len(cell) > 1 and _PAIRED.search(cell):
                mark = _known_alone(cell) if len(cell) <= _SHORT else _alone(cell)
                values: dict[str, Value] = {"mark": mark, "text": _clause_with(mark, cell) if mark else "", "line": row.line}
                yield Fact("unpaired", values, place_at(row.line, cell, "表"))


def _unpaired_in_text(texts: Texts) -> Iterator[Fact]:
    """Each mark without its other half in a paragraph that ends; none where a neighbour has that: a page may end in between."""
    paragraphs = texts.paragraphs
    alone = ["" if _even(block.text) else _alone(block.text) for block in paragraphs]
    for place, (block, mark) in enumerate(zip(paragraphs, alone, strict=True)):
        around = alone[max(place - _NEIGHBOURS, 0) : place + _NEIGHBOURS + 1]
        if mark and _OTHER_HALF[mark] not in around and block.text.rstrip().endswith("。"):
            at = _where_alone(mark, block.text)
            text = block.text[at : at + _QUOTED] if mark in _OPENING else block.text[max(at - _QUOTED, 0) : at + 1]
            line = block.line_at(at)
            yield Fact("unpaired", {"mark": mark, "text": text, "line": line}, place_at(line, text))


def _even(text: str) -> bool:
    """Whether as many marks open as close, which is cheaper to count than to look for those alone."""
    count = text.count
    return count("(") + count("（") == count(")") + count("）") and count("“") == count("”") and count("《") == count("》")


_PAIRS = (("(", ")"), ("“", "”"), ("《", "》"))
"""Marks that open and close; of brackets the narrow ones stand for both widths."""
_OPENING = "".join(left for left, _ in _PAIRS)
_OTHER_HALF = {one: other for left, right in _PAIRS for one, other in ((left, right), (right, left))}
_NEIGHBOURS = 2
_QUOTED = 20


def _where_alone(mark: str, text: str) -> int:
    """The place of the opening mark that is closed last of all or never, or of the closing one that nothing opens."""
    left, right = next(pair for pair in _PAIRS if mark in pair)
    opened: list[int] = []
    for place, char in enumerate(text.translate(_ONE_WIDTH)):
        if char == left:
            opened.append(place)
        elif char == right:
            if opened:
                opened.pop()
            elif mark == right:
                return place
    return opened[-1] if opened else 0


_PAIRED = re.compile("[“”（）()《》]")
_ORDINALS = re.compile(r"(?:(?<=\A)|(?<=[\s。；;：:，,]))[\d一二三四五六七八九十]{1,2}[)）]")


def _alone(text: str) -> str:
    """The first bracket or quotation mark without its other half; full and half width brackets are one, ordinals have none."""
    text = _ORDINALS.sub("", text).translate(_ONE_WIDTH)
    for left, right in _PAIRS:
        if text.count(left) != text.count(right):
            return left if text.count(left) > text.count(right) else right
    return ""


def _clause_with(mark: str, text: str) -> str:
    """The clause of a cell in which a mark stands alone: of several an opening one first, a closing one last."""
    even = text.translate(_ONE_WIDTH)
    place = even.find(mark) if mark in _OPENING else even.rfind(mark)
    if place < 0:
        return ""
    begin = max((match.end() for match in _CLAUSE.finditer(text, 0, max(place - 1, 0))), default=0)
    ending = _CLAUSE.search(text, place)
    end = ending.start() if ending else len(text)
    cut_off, goes_on = max(begin, place - _MOST_QUOTED), min(end, place + _MOST_QUOTED)
    return "……" * (cut_off > begin) + text[cut_off:goes_on] + "……" * (goes_on < end)


_ONE_WIDTH = str.maketrans("（）", "()")
_SHORT = 64
_known_alone = lru_cache(maxsize=16_384)(_alone)
"""Remembered: heads and names in short cells are the same in thousands of disclosures of a form."""
