"""Facts of what the text tells: whose it is, of which years, why amounts changed, of which matters and level it speaks."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..knowledge import plain
from ..reading import Block, Paragraph
from ..understanding import Disclosure, Section, UnitName, Words, lacks_district, lacks_level, likeness
from .fact import Fact, Value, place_at
from .texts import Texts
from .violation import table_name
from .wordings import Wordings


def told_facts(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """All of them."""
    yield from _unit_names(texts, disclosure)
    yield from _years(texts, disclosure)
    yield from _reasons(disclosure, words)
    yield from _explained(texts, disclosure)
    yield from _changes(disclosure)
    yield from _parts(disclosure)
    yield from _matters(texts, disclosure, words)
    yield from _other_levels(texts, disclosure, words)


def _unit_names(texts: Texts, disclosure: Disclosure) -> Iterator[Fact]:
    if not disclosure.names:
        return
    unit = plain(disclosure.unit)
    confirmed = "yes" if unit and _stands_again(texts, unit) else "no"
    for one in disclosure.names:
        values: dict[str, Value] = {
            "name": one.name,
            "of": one.of,
            "likeness": _likeness(one, unit),
            "unit": disclosure.unit,
            "confirmed": confirmed,
            "line": one.line,
        }
        yield Fact("unit_name", values, place_at(one.line, one.name, table_name(one.table, disclosure), "单位名称"))


def _likeness(one: UnitName, unit: str) -> str:
    """How a name compares with the unit's, above where only the unit's district is missing: that is another office."""
    if not one.name:
        return "blank"
    if one.of == "list" and lacks_level(one.name, unit):
        return "short"
    return "above" if lacks_district(one.name, unit) else likeness(one.name, unit)


def _stands_again(texts: Texts, unit: str) -> bool:
    """Whether the unit's name stands in two blocks: on the cover, and again elsewhere."""
    # Most often it is printed as it is compared, which is quickly seen.
    as_printed = (block for block in texts.paragraphs if unit in block.text)
    if len(list(itertools.islice(as_printed, 2))) == 2:
        return True
    standing = (
        block
        for block in texts.document.blocks
        if any(unit in plain(text) for text in _texts_of(block) if len(text) >= len(unit))
    )
    return len(list(itertools.islice(standing, 2))) == 2


def _texts_of(block: Block) -> Sequence[str]:
    return (block.text,) if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row.cells]


_LONGEST_TITLE = 60
_COVER = 3
"""So many paragraphs a document may open with that are its title: the unit's name may stand before it."""
_TITLE_YEAR = re.compile(r"(20\d{2})\s*年")
_AS_OF = re.compile(
    r"截[至止]\s*(?:到\s*)?(20\d{2})\s*年\s*(?:12\s*月\s*31\s*日|年?\s*[底末])(?![^。；]{0,20}(?:预计|计划|力争|确保|将|拟|实现|完成|达到))"
)
_COMPARED = re.compile(r"(?:较|比|与|同)\s*(20\d{2})\s*年(?:度)?(?:[^，。；\d]{0,12})(?:相比|持平|增加|减少|增长|下降|一致|相同)")

_AMOUNT = r"(?:数|额)?(?:为|是)?\s*[\d,.]+\s*万?元[，,]\s*"
_BEFORE = re.compile(r"(20\d{2})\s*年(?:度)?预算(?:安排)?" + _AMOUNT + r"(?P<beside>(20\d{2})\s*年(?:度)?预算)(?=[数额为是\s\d])")
"""Two budgets side by side: the year's own, and the one before, of which this is the year."""
_BUDGETED = re.compile(
    r"(20\d{2})\s*年(?:度)?(?:当年)?预算执行" + _AMOUNT + r"(?P<beside>(20\d{2})\s*年(?:度)?预算安排)(?=[数额为是\s\d])"
)
"""What was spent in a year, and the budget that goes on from it, of which this is the year."""

_TOLD = re.compile(
    r"(?:^|[。；：])(?:[^，。；：\d较比与同]{0,40}?|[^，。；：]{0,16}?(?:个|对)[^，。；：\d]{0,10})(20\d{2})\s*年度"
    r"(?=[^，。；：\d]{0,6}(?:没有|无|财政拨款|一般公共预算|政府性基金|国有资本|机关运行经费|政府采购|“三公”|会议费|培训费|收入|支出|绩效自评|预算绩效))"
)
"""The year a sentence of a final account speaks of, where it opens with it."""


def _years(texts: Texts, disclosure: Disclosure) -> Iterator[Fact]:
    """Years in titles and headings, dates of balances and years compared with, as far as they should be a certain year."""
    if not disclosure.year:
        return
    opening = [block for block in texts.document.blocks[:_COVER] if isinstance(block, Paragraph)]
    titles = [
        *((table.title, table.line) for table in disclosure.tables if table.kind not in ("performance", "contents")),
        *((section.title, section.line) for section in disclosure.sections if section.level < 2),
        *((entry.title, entry.line) for entry in disclosure.contents),
        *((entry.title, entry.line) for entry in disclosure.catalogue),
    ]
    lines = {line for _, line in titles}
    titles += [
        (block.text, block.line) for block in opening if block.line not in lines and _is_cover(block.text, disclosure.year)
    ]
    for title, line in titles:
        yield from _year_facts(_TITLE_YEAR, title, line, "title", disclosure)
    for block in texts.paragraphs:
        if "20" in block.text:
            line = block.line
            if "截" in block.text:
                yield from _year_facts(_AS_OF, block.text, line, "as_of", disclosure)
            yield from _year_facts(_COMPARED, block.text, line, "compared", disclosure)
            if "预算" in block.text:
                yield from _side_by_side(_BEFORE, block, "before", 0, disclosure)
                yield from _side_by_side(_BUDGETED, block, "budgeted", -1, disclosure)
            if str(disclosure.year) not in block.text:
                yield from _year_facts(_TOLD, block.text, line, "told", disclosure)


def _is_cover(text: str, year: int) -> bool:
    """Whether it may be the title of a whole disclosure of another year; a sentence is none."""
    return len(text) < _LONGEST_TITLE and "。" not in text and str(year) not in text


def _year_facts(pattern: re.Pattern[str], text: str, line: int, role: str, disclosure: Disclosure) -> Iterator[Fact]:
    year = disclosure.year
    for match in pattern.finditer(text):
        if role == "compared" and _is_of_last_year(text, match, year):
            continue
        said = text.strip() if role == "title" else match[0]
        values: dict[str, Value] = {
            "year": int(match[1]),
            "role": role,
            "ahead": int(match[1]) - year,
            "text": said,
            "about": said.replace(disclosure.unit, "") if disclosure.unit else said,
            "line": line,
        }
        yield Fact("year", values, place_at(line, said))


def _side_by_side(pattern: re.Pattern[str], block: Paragraph, role: str, first: int, disclosure: Disclosure) -> Iterator[Fact]:
    """The second year of each pair of amounts of which the first is of the year ``first`` years ahead."""
    for match in pattern.finditer(block.text):
        if int(match[1]) - disclosure.year == first:
            line, ahead = block.line_at(match.start("beside")), int(match[3]) - disclosure.year
            values: dict[str, Value] = {
                "year": int(match[3]),
                "role": role,
                "ahead": ahead,
                "text": match["beside"],
                "about": match[0],
                "line": line,
            }
            yield Fact("year", values, place_at(line, match[0]))


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
        yield Fact("reason", values, place_at(claim.line, claim.text, "", claim.subject.strip()))


def _only_says(reason: str, rises: tuple[str, ...], falls: tuple[str, ...], past: Sequence[str]) -> str:
    """Up or down where a reason ends with a word for it, has none for the other and does not speak of last year; else ""."""
    text = reason.strip().rstrip("了。；;，, ")
    if any(word in text for word in past):
        return ""
    if text.endswith(rises) and not any(word in text for word in falls):
        return "up"
    return "down" if text.endswith(falls) and not any(word in text for word in rises) else ""


_EXPLAINS = re.compile(
    r"(?:\A|[。；;])\s*(?P<text>(?P<subject>[^，。；：:（(]{4,40}?)(?P<said>增加|增长|上升|减少|下降|降低)的?(?:主要)?原因)(?=[是为：:])"
)
"""A sentence that says what it explains, and whether that rose or fell, before it gives the reason."""
_ROSE = ("增加", "增长", "上升")
_AROUND = 20
_NO_NAME = re.compile(r"20\d{2}\s*年度?|(?:比|较|与|同)?上年度?(?:相比)?|预算|决算|安排|总?计|合计|数|额|为|的|\s")
_FEWEST = 4


def _explained(texts: Texts, disclosure: Disclosure) -> Iterator[Fact]:
    """Each sentence that explains a rise or a fall by its subject, with that subject's change just before it."""
    changed = (claim for claim in disclosure.claims if claim.change is not None and claim.base != "budget")
    changes = [(_name_of(claim.subject), claim) for claim in changed if claim.direction != "none"]
    for block in texts.paragraphs:
        for match in _EXPLAINS.finditer(block.text) if "原因" in block.text else ():
            line, subject = block.line_at(match.start("text")), _name_of(match["subject"])
            near = [(name, claim) for name, claim in changes if line - _AROUND <= claim.line <= line]
            told = [claim for name, claim in near if _are_one(name, subject)]
            directions = {claim.direction for claim in told}
            if len(directions) == 1:
                change = told[0].change
                agrees = (match["said"] in _ROSE) == (told[0].direction == "up")
                values: dict[str, Value] = {
                    "subject": told[0].subject.strip(),
                    "agree": "yes" if agrees else "no",
                    "stated": ("-" if told[0].direction == "down" else "+") + change.text if change is not None else "",
                    "text": match["text"],
                    "line": line,
                }
                yield Fact("explains", values, place_at(line, match["text"], "", told[0].subject.strip()))


def _are_one(name: str, other: str) -> bool:
    """Whether one of two names stands in the other."""
    return min(len(name), len(other)) >= _FEWEST and (name in other or other in name)


def _name_of(subject: str) -> str:
    """A subject without words that do not tell it from another."""
    return _NO_NAME.sub("", plain(subject))


_EXPLAINED_MEASURES = frozenset(("three_public", "agency_operating", "income", "expenditure", "total_income", "total_outlay"))
_NEAR = 10
_GIVES_REASON = re.compile("原因|由于|主要是|主要情况|影响")
_SAYS_HOW_MUCH = re.compile(r"(?:各?(?:增加|减少)|为|是)\Z")
"""What leads from a subject to its amount, and is no part of its name."""


def _changes(disclosure: Disclosure) -> Iterator[Fact]:
    """Each change of the whole budget, of three-public and of operating expenses, and whether its sections give a reason."""
    lines = [section.line for section in disclosure.sections]
    reasons = sorted(
        [statement.line for statement in disclosure.statements if statement.kind == "reason"]
        + [claim.line for claim in disclosure.claims if claim.reason]
    )
    told = {claim.change.fen for claim in disclosure.claims if claim.reason and claim.change is not None}
    reasoned = _reasoned(disclosure.sections)
    for claim in disclosure.claims:
        at = claim.coordinate
        if claim.change is None or not claim.change.fen or claim.listing or at.measure not in _EXPLAINED_MEASURES:
            continue
        if claim.base == "budget":
            continue
        if at.function or at.economy_dept or at.economy_gov or at.component or at.item not in ("", "three_public"):
            continue
        heading = bisect_right(lines, claim.line) - 1
        after = bisect_left(reasons, claim.line)
        following = reasons[after : after + 1]
        near = any(line <= claim.line + _NEAR and bisect_right(lines, line) - 1 == heading for line in following)
        within = reasoned[heading] if heading >= 0 else ""
        subject = _SAYS_HOW_MUCH.sub("", claim.subject.strip())
        values: dict[str, Value] = {
            "subject": subject,
            "measure": at.measure,
            "direction": claim.direction,
            "explained": "yes" if claim.reason or near or claim.change.fen in told else within,
            "text": claim.text,
            "line": claim.line,
        }
        yield Fact("change", values, place_at(claim.line, claim.text, "", subject))


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
            yield Fact("part", values, place_at(claim.line, claim.text, "", claim.subject.strip()))


def _matters(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """Each matter a disclosure must speak of, and whether it does; only a document with text and tables is whole."""
    whole = min(len(disclosure.tables), len(disclosure.sections), len(disclosure.contents)) >= _WHOLE
    line = disclosure.sections[0].line if disclosure.sections else 1
    for name, phrases in words.knowledge.words["narrative"]["matters"].items():
        mentioned = any(phrase in texts.joined for phrase in phrases)
        values: dict[str, Value] = {
            "name": name,
            "mentioned": "yes" if mentioned else "no",
            "whole": "yes" if whole else "no",
            "unit": disclosure.unit,
        }
        yield Fact("matter", values, place_at(line, name))


_WHOLE = 5


@lru_cache(maxsize=16)
def _acting(pattern: str) -> Wordings:
    """What a level of government is called in a form that speaks of what another one does."""
    return Wordings([("", re.compile(pattern))])


@lru_cache(maxsize=16)
def _foreign(names: tuple[str, ...]) -> re.Pattern[str]:
    """What belongs to another level of government, by its names."""
    return re.compile("|".join(map(re.escape, names)))


_DEFINES = re.compile(r"\A(?!.{0,30}(?:上级|转移支付).{0,20}[:：]).{0,30}[:：]\s*指")
"""A definition of what the unit itself has; what it receives from above is of another level."""


def _other_levels(texts: Texts, disclosure: Disclosure, words: Words) -> Iterator[Fact]:
    """Each definition of a term and each performance form, with a phrase for another level of government than the unit's."""
    levels = words.knowledge.words["narrative"]["levels"]
    level = next((one for one in levels if re.search(one["unit"], disclosure.unit)), None)
    if level is None:
        return
    defining = _foreign(tuple(level["foreign"]))
    acting = _acting(level["abroad"])

    def fact(where: str, text: str, line: int) -> Fact:
        return Fact("other_level", {"where": where, "text": text, "unit": disclosure.unit, "line": line}, place_at(line, text))

    for block in texts.paragraphs:
        if "指" in block.text and _DEFINES.search(block.text):
            match = defining.search(block.text)
            yield fact("definition", match[0], block.line_at(match.start())) if match else fact("definition", "", block.line)
    if not disclosure.forms:
        return
    rows = texts.cells
    for form in disclosure.forms:
        table = disclosure.tables[form.table]
        own = [(line, rows[line]) for line in range(table.line, table.end + 1) if line in rows]
        there = acting.found_in([cell for _, cells in own for cell in cells])
        lines = [
            (line, there[cell]) for line, cells in own if (cell := next(filter(there.__contains__, cells), None)) is not None
        ]
        for line, ((_, said),) in lines:
            yield fact("form", said, line)
        if not lines:
            yield fact("form", "", form.line)
