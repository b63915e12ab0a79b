"""Facts of the text as a whole: titles listed and printed, numbering, sections, unit names, years, reasons."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from ..knowledge import plain
from ..reading import Block, Document, Paragraph
from ..understanding import Disclosure, Section, Words, likeness
from ..understanding.forms import topic_of
from ..understanding.outline import is_heading, mark_of
from .contents import ABSENT, one_line, pairings, same_titles
from .fact import Fact, Value
from .violation import Place, table_name


def text_facts(document: Document, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """All of them."""
    yield from _titles(disclosure)
    yield from _numbering(disclosure)
    yield from _sections(disclosure, words)
    yield from _unit_names(document, disclosure)
    yield from _years(document, disclosure, words)
    yield from _reasons(disclosure, words)
    yield from _changes(disclosure)
    yield from _parts(disclosure)
    yield from _endings(document)
    for line, tag in document.markup or ((1, ""),):
        yield Fact("markup", {"text": tag, "line": line}, _place(line, tag))
    yield from _unpaired(document)
    yield from _matters(document, disclosure, words)
    yield from _other_levels(document, disclosure, words)
    yield from _depths(disclosure)


def _place(line: int, text: str, table: str = "", row: str = "") -> Place:
    return Place(None, line, table, row, "", text)


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
        yield Fact("listed", values, _place(listed.line, listed.text, "目录"))
        if printed is not None:
            values = {"title": one_line(printed.text), "label": printed.label, "pair": pair, "line": printed.line}
            yield Fact("printed", values, _place(printed.line, printed.text))
    for table, other in same_titles(disclosure.tables):
        values = {"title": one_line(table.title), "label": table.label, "other_label": other, "line": table.line}
        yield Fact("same_title", values, _place(table.line, table.title))


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
        yield Fact("numbering", values, _place(one.line, one.text, table))
    wrong = {one.line for one in disclosure.misnumbered}
    for section in disclosure.sections:
        if section.line not in wrong:
            values = {"problem": "", "before": "", "text": section.title, "line": section.line, "before_line": 0}
            yield Fact("numbering", values, _place(section.line, section.title))


def _sections(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    topics: Mapping[str, Sequence[str]] = words.knowledge.words["narrative"]["topics"]
    names = {disclosure.unit, *(one.name for one in disclosure.names)} - {""}
    # The longer first, so that a name that another begins with leaves nothing of that one.
    named = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"\Z")
    for section in disclosure.sections:
        topic = topic_of(section.title, words)
        spoken = [name for name, phrases in topics.items() if any(phrase in section.own for phrase in phrases)]
        values: dict[str, Value] = {
            "title": section.title,
            "level": section.level,
            "topic": topic if topic in topics else "",
            "on_topic": "yes" if topic in spoken else "no",
            "other_topic": spoken[0] if spoken and topic not in spoken else "",
            "text": section.text,
            "own": section.own,
            "about": named.sub("", section.text),
            "length": len("".join(section.text.split())),
            "line": section.line,
        }
        line, begins = (section.own_line, section.own) if section.own else (section.line, section.title)
        yield Fact("section", values, _place(line, begins.partition("\n")[0][:60], "", section.title))


def _unit_names(document: Document, disclosure: Disclosure) -> Iterator[Fact]:
    if not disclosure.names:
        return
    unit = plain(disclosure.unit)
    confirmed = "yes" if unit and _stands_again(document, unit) else "no"
    for one in disclosure.names:
        values: dict[str, Value] = {
            "name": one.name,
            "of": one.of,
            "likeness": likeness(one.name, unit) if one.name else "blank",
            "unit": disclosure.unit,
            "confirmed": confirmed,
            "line": one.line,
        }
        yield Fact("unit_name", values, _place(one.line, one.name, table_name(one.table, disclosure), "单位名称"))


def _stands_again(document: Document, unit: str) -> bool:
    """Whether the unit's name stands in two blocks: on the cover, and again elsewhere."""
    standing = (
        block for block in document.blocks if any(unit in plain(text) for text in _texts_of(block) if len(text) >= len(unit))
    )
    return len(list(itertools.islice(standing, 2))) == 2


def _texts_of(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    else:
        yield from (cell for row in block.rows for cell in row.cells)


_TITLE_YEAR = re.compile(r"(20\d{2})\s*年")
_AS_OF = re.compile(
    r"截[至止]\s*(?:到\s*)?(20\d{2})\s*年\s*(?:12\s*月\s*31\s*日|年?\s*[底末])(?![^。；]{0,20}(?:预计|计划|力争|确保|将|拟|实现|完成|达到))"
)
_COMPARED = re.compile(r"(?:较|比|与|同)\s*(20\d{2})\s*年(?:度)?(?:[^，。；\d]{0,12})(?:相比|持平|增加|减少|增长|下降|一致|相同)")


def _years(document: Document, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """Years in titles and headings, dates of balances and years compared with, as far as they should be a certain year."""
    if not disclosure.year:
        return
    titles = [
        *((table.title, table.line) for table in disclosure.tables if table.kind not in ("performance", "contents")),
        *((section.title, section.line) for section in disclosure.sections if section.level < 2),
        *((entry.title, entry.line) for entry in disclosure.contents),
        *((entry.title, entry.line) for entry in disclosure.catalogue),
    ]
    for title, line in titles:
        yield from _year_facts(_TITLE_YEAR, title, line, "title", disclosure.year)
    for block in document.blocks:
        if isinstance(block, Paragraph) and "20" in block.text:
            line = block.line
            yield from _year_facts(_AS_OF, block.text, line, "as_of", disclosure.year)
            yield from _year_facts(_COMPARED, block.text, line, "compared", disclosure.year)


def _year_facts(pattern: re.Pattern[str], text: str, line: int, role: str, year: int) -> Iterator[Fact]:
    for match in pattern.finditer(text):
        if role == "compared" and _is_of_last_year(text, match, year):
            continue
        said = text.strip() if role == "title" else match[0]
        values: dict[str, Value] = {
            "year": int(match[1]),
            "role": role,
            "ahead": int(match[1]) - year,
            "text": said,
            "line": line,
        }
        yield Fact("year", values, _place(line, said))


def _is_of_last_year(text: str, match: re.Match[str], year: int) -> bool:
    """Whether a sentence about last year compares it with the year before."""
    before = text[: match.start()]
    years = _TITLE_YEAR.findall(before[before.rfind("。") + 1 :])
    return bool(years) and int(years[-1]) == year - 1 == int(match[1]) + 1


def _reasons(disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """The reason of each change, and what it says: that something rose or that something fell, where it says no more."""
    narrative = words.knowledge.words["narrative"]
    rises, falls, past = (tuple(narrative[name]) for name in ("rises", "falls", "of_last_year"))
    for claim in disclosure.claims:
        if not claim.reason or claim.direction not in ("up", "down"):
            continue
        values: dict[str, Value] = {
            "subject": claim.subject.strip(),
            "direction": claim.direction,
            "says": _only_says(claim.reason, rises, falls, past),
            "text": claim.reason,
            "line": claim.line,
        }
        yield Fact("reason", values, _place(claim.line, claim.text, "", claim.subject.strip()))


def _only_says(reason: str, rises: tuple[str, ...], falls: tuple[str, ...], past: Sequence[str]) -> str:
    """Up or down where a reason ends with a word for it, has none for the other and does not speak of last year; else ""."""
    text = reason.strip().rstrip("了。；;，, ")
    if any(word in text for word in past):
        return ""
    if text.endswith(rises) and not any(word in text for word in falls):
        return "up"
    return "down" if text.endswith(falls) and not any(word in text for word in rises) else ""


_EXPLAINED_MEASURES = frozenset(("three_public", "agency_operating", "income", "expenditure", "total_income", "total_outlay"))
_NEAR = 10
_GIVES_REASON = re.compile("原因|由于|主要是|主要情况|影响")


def _changes(disclosure: Disclosure) -> Iterator[Fact]:
    """Each change of the whole budget, of three-public and of operating expenses, and whether its sections give a reason."""
    lines = [section.line for section in disclosure.sections]
    reasons = [statement.line for statement in disclosure.statements if statement.kind == "reason"]
    reasons += [claim.line for claim in disclosure.claims if claim.reason]
    told = {claim.change.fen for claim in disclosure.claims if claim.reason and claim.change is not None}
    reasoned = _reasoned(disclosure.sections)
    for claim in disclosure.claims:
        at = claim.coordinate
        if claim.change is None or not claim.change.fen or claim.listing or at.measure not in _EXPLAINED_MEASURES:
            continue
        if at.function or at.economy_dept or at.economy_gov or at.component or at.item not in ("", "three_public"):
            continue
        heading = bisect_right(lines, claim.line) - 1
        near = any(claim.line <= line <= claim.line + _NEAR and bisect_right(lines, line) - 1 == heading for line in reasons)
        within = reasoned[heading] if heading >= 0 else ""
        values: dict[str, Value] = {
            "subject": claim.subject.strip(),
            "measure": at.measure,
            "direction": claim.direction,
            "explained": "yes" if claim.reason or near or claim.change.fen in told else within,
            "text": claim.text,
            "line": claim.line,
        }
        yield Fact("change", values, _place(claim.line, claim.text, "", claim.subject.strip()))


def _reasoned(sections: Sequence[Section]) -> list[str]:
    """Of each section whether it, or one around it, gives a reason."""
    found: list[str] = []
    around: dict[int, bool] = {}
    for section in sections:
        around = {level: gives for level, gives in around.items() if level < section.level}
        around[section.level] = _GIVES_REASON.search(section.own) is not None
        found.append("yes" if any(around.values()) else "no")
    return found


def _parts(disclosure: Disclosure) -> Iterator[Fact]:
    """Each part of an enumeration, with the side, income or expenditure, that the enumeration is of."""
    of: dict[int, str] = {}
    for claim in disclosure.claims:
        if claim.listing > 0:
            whole = of.setdefault(claim.listing, claim.coordinate.measure)
            values: dict[str, Value] = {
                "subject": claim.subject.strip(),
                "of": whole,
                "measure": claim.coordinate.measure,
                "line": claim.line,
            }
            yield Fact("part", values, _place(claim.line, claim.text, "", claim.subject.strip()))


def _endings(document: Document) -> Iterator[Fact]:
    """How a paragraph ends after which a new section begins."""
    for block, after in itertools.pairwise(document.blocks):
        if not isinstance(block, Paragraph) or not isinstance(after, Paragraph) or len(block.text) < _A_SENTENCE:
            continue
        mark, mine = mark_of(after.text), mark_of(block.text)
        if mark is None or not is_heading(after.text) or (mine is not None and mine.level >= mark.level):
            continue
        values: dict[str, Value] = {
            "mark": block.text.rstrip()[-1:],
            "open": "yes" if _OPEN_END.search(block.text) else "no",
            "text": block.text.rstrip()[-12:],
            "next": after.text,
            "line": block.line_at(len(block.text) - 1),
        }
        yield Fact("ending", values, _place(block.line_at(len(block.text) - 1), block.text.rstrip()[-12:]))


_A_SENTENCE = 12
_OPEN_END = re.compile(
    r"[，。；].{0,80}(?:增加|减少|提高|下降|持平|一致|[了的]|工作|支出|经费|情况|万元|服务|管理|建设|[人辆台])\s*\Z", re.DOTALL
)
"""How a sentence, and no heading and no list, ends that lacks its full stop."""


def _unpaired(document: Document) -> Iterator[Fact]:
    """Each cell with brackets or quotation marks, and the mark that opens or closes nothing, if any."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            continue
        for row in block.rows:
            for cell in row.cells:
                if len(cell) > 1 and _PAIRED.search(cell):
                    mark = _alone(_ORDINALS.sub("", cell))
                    yield Fact("unpaired", {"mark": mark, "text": cell[-40:], "line": row.line}, _place(row.line, cell, "表"))


_PAIRED = re.compile("[“”（）()《》]")
_ORDINALS = re.compile(r"(?:(?<=\A)|(?<=[\s。；;：:，,]))[\d一二三四五六七八九十]{1,2}[)）]")


def _alone(text: str) -> str:
    """The first bracket or quotation mark without its other half; full and half width brackets are one."""
    text = text.translate(_ONE_WIDTH)
    for left, right in (("(", ")"), ("“", "”"), ("《", "》")):
        if text.count(left) != text.count(right):
            return left if text.count(left) > text.count(right) else right
    return ""


_ONE_WIDTH = str.maketrans("（）", "()")


def _matters(document: Document, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """Each matter a disclosure must speak of, and whether it does; only a document with text and tables is whole."""
    joined = "".join(text for block in document.blocks for text in _texts_of(block))
    whole = min(len(disclosure.tables), len(disclosure.sections), len(disclosure.contents)) >= _WHOLE
    line = disclosure.sections[0].line if disclosure.sections else 1
    for name, phrases in words.knowledge.words["narrative"]["matters"].items():
        mentioned = any(phrase in joined for phrase in phrases)
        values: dict[str, Value] = {
            "name": name,
            "mentioned": "yes" if mentioned else "no",
            "whole": "yes" if whole else "no",
            "unit": disclosure.unit,
        }
        yield Fact("matter", values, _place(line, name))


_WHOLE = 5


_DEFINES = re.compile(r"\A(?!.{0,30}(?:上级|转移支付).{0,20}[:：]).{0,30}[:：]\s*指")
"""A definition of what the unit itself has; what it receives from above is of another level."""


def _other_levels(document: Document, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """Each definition of a term and each performance form, with a phrase for another level of government than the unit's."""
    levels = words.knowledge.words["narrative"]["levels"]
    level = next((one for one in levels if re.search(one["unit"], disclosure.unit)), None)
    if level is None:
        return
    defining = re.compile("|".join(map(re.escape, level["foreign"])))
    acting = re.compile(level["abroad"])

    def fact(where: str, text: str, line: int) -> Fact:
        return Fact("other_level", {"where": where, "text": text, "unit": disclosure.unit, "line": line}, _place(line, text))

    for block in document.blocks:
        if isinstance(block, Paragraph) and _DEFINES.search(block.text):
            match = defining.search(block.text)
            yield fact("definition", match[0], block.line_at(match.start())) if match else fact("definition", "", block.line)
    rows = {row.line: row.cells for block in document.blocks if not isinstance(block, Paragraph) for row in block.rows}
    for form in disclosure.forms:
        table = disclosure.tables[form.table]
        found = False
        for line in range(table.line, table.end + 1):
            said = next((match for cell in rows.get(line, ()) if (match := acting.search(cell))), None)
            if said:
                found = True
                yield fact("form", said[0], line)
        if not found:
            yield fact("form", "", form.line)


def _depths(disclosure: Disclosure) -> Iterator[Fact]:
    """How many digits the longest code of each classification has, and in how many tables codes of it stand."""
    found: dict[str, list[tuple[int, int]]] = {}
    for table in disclosure.tables:
        for of in ("function", "economy_dept"):
            codes = [getattr(line, of) for listing in table.listings for line in listing.lines if line.code]
            digits = max((len(code) for code in codes), default=0)
            if digits:
                found.setdefault(of, []).append((digits, table.line))
    for of, tables in found.items():
        digits, line = max(tables, key=lambda one: (one[0], -one[1]))
        yield Fact("depth", {"of": of, "digits": digits, "tables": len(tables), "line": line}, _place(line, ""))
