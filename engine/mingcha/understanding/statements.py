"""Sentences without amounts that assert something, and numbers of people and vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..amounts import NUMBER
from ..reading import Paragraph
from .disclosure import Count, Statement
from .forms import topic_of
from .sentence import reason_after, states_amount
from .words import Words

_BARE_NUMBER = re.compile(
    rf"(增加|减少|增长|下降)\s*(?:了\s*)?((?>{NUMBER.pattern}))\s*(?=[，,。；;]|\Z)(?![，,]\s*[\d.,]+\s*[亿万千]?元)"
)
_BARE_AMOUNT = re.compile(
    r"(?:[一-鿿]{2,12}(?:支出|收入|预算|决算|合计|总额|金额|经费|资金|拨款|总计|安排|执行|计划|结转|结余|[费额])(?:数|额)?(?:均?为|是)?"
    r"|[一-鿿]{2,12}(?:[（(](?:[类款项]|\d{3,7})[）)][”’]?)(?:支出|收入)?(?:预算|决算)?(?:数|额)?(?:均?为|是)?)\s*"
    r"(?:(?<=[算行]数为)(?>\d[\d,]*)|(?>\d[\d,]*\.\d\d))(?!\d)\s*(?=[，,、。；;）)]|相比|\Z)(?!(?:[，,、]\s*[\d.,]+)+\s*[亿万千]?元)"
)
"""An amount of two decimals behind what it is of, such as an account with its code or level, and no unit behind it or its like.

Behind 预算数为 and 执行数为 any number is an amount.
"""
_MAY_LACK_UNIT = re.compile(r"\.\d\d(?!\d)\s*(?:[，,、。；;）)]|相比|\Z)|数为\d")
"""What any amount without a unit ends in: a cheap question to ask first."""
_CLAUSES = re.compile("[，。；;]|,(?!\\d)")
"""What a sentence has, and a row of a table has not whose cells only blanks part."""
_COMPARED_WITH = re.compile(r"(?:较|比|与)?(?:上年|去年|\d{4}\s*年[^，。；]{0,8})\Z")
_UNIT_ALONE = re.compile(r"(?:无变化|持平|不变)\s*(?:亿|万|千)?元")
_NOTHING_OF = re.compile(r"(?:本单位|本部门|我单位|我部门)?[^，。；]{0,20}?(?:无|没有|未安排|不涉及)[^，。；]{2,40}")
_DENIES = re.compile("无|没|未安排|空表")
_BLANK_PUBLISHED = re.compile(r"(?:已)?公开空表|本表(?:为空表|无数据)|空表")
_A_YEAR = re.compile(r"20\d\d\Z")
_LONGEST = 120


class Heading(NamedTuple):
    """A heading: how deep (0 the highest), its text and its line."""

    level: int
    text: str
    line: int


def lacks_unit(text: str) -> bool:
    """Whether an amount stands in ``text`` without its unit."""
    return _MAY_LACK_UNIT.search(text) is not None and _BARE_AMOUNT.search(text) is not None


def statements_in(sentence: str, offset: int, paragraph: Paragraph, heading: Heading, words: Words) -> Iterator[Statement]:
    """What a sentence asserts besides amounts.

    Kinds: nothing (there is nothing of a topic), nothing_blank_published (and its empty table is published),
    reason (a reason that stands alone), unit_missing, unit_alone.
    """

    def statement(kind: str, text: str, place: int, topic: str = "") -> Statement:
        return Statement(paragraph.line_at(offset + place), text.strip(), kind, topic, heading.text, heading.line)

    # 请 and 应 tell the unit what to do: the form's own notes, not the unit's statements.
    instructs = "请" in sentence or "应" in sentence
    if not instructs and len(sentence) < _LONGEST and _DENIES.search(sentence):
        nothing = _NOTHING_OF.search(sentence)
        topic = topic_of(nothing[0], words) if nothing and not states_amount(sentence) else ""
        if topic:
            kind = "nothing_blank_published" if _BLANK_PUBLISHED.search(sentence) else "nothing"
            yield statement(kind, sentence, 0, topic)
    reason = sentence.find("原因")
    if reason >= 0 and not states_amount(sentence[:reason]):
        yield statement("reason", reason_after(sentence, reason + 2), 0)
    if "增" in sentence or "减" in sentence or "降" in sentence:
        for match in _BARE_NUMBER.finditer(sentence):
            if len(match[2]) < 12 and not _A_YEAR.match(match[2]):
                compared = _COMPARED_WITH.search(sentence[: match.start()])
                start = compared.start() if compared else match.start()
                yield statement("unit_missing", sentence[start : match.end()], start)
    for match in _BARE_AMOUNT.finditer(sentence) if _MAY_LACK_UNIT.search(sentence) and _CLAUSES.search(sentence) else ():
        yield statement("unit_missing", match[0], match.start())
    if "变" in sentence or "平" in sentence:
        for match in _UNIT_ALONE.finditer(sentence):
            yield statement("unit_alone", match[0], match.start())


_STAFF = re.compile(
    r"(?P<head>(?:人员)?编制|(?:在编)?实有(?:在编在岗|在职|在编|在岗)?(?:教职工|职工|人员|人数)?|实际在编在职人员)\s*(?P<n>\d+)\s*[人名]"
    r"|(?P<part>行政(?:附属)?编制|事业编制|工勤编制|行政|事业|工勤|单位管理的离退休人员|离退休人员|离休|退休)"
    r"\s*(?:人员)?\s*(?P<m>\d+)\s*[人名]"
)
_VEHICLES = re.compile(
    r"(?:共有(?:公务用)?车辆?|公务用车编制|(?<!用车)实有|购置车辆|(?<![一-鿿])车辆)\s*(\d+)\s*辆"
    r"|(?<![一-鿿])(?:其中[:：]?)?((?:(?!共有)[一-鿿]){2,16}?用车)(?:实有)?\s*(\d+)\s*辆"
)


def counts_in(paragraph: Paragraph) -> Iterator[Count]:
    """Posts, staff and vehicles: the total (part ""), then its parts."""
    text = paragraph.text
    if "编制" not in text and "辆" not in text:
        return
    what = ""
    after_quota = -1
    for match in _STAFF.finditer(text):
        line = paragraph.line_at(match.start())
        of_one_kind = match["head"] and not text[after_quota : match.start()].strip("，,、 ") and after_quota >= 0
        after_quota = match.end() if match["part"] and "编制" in match["part"] else -1
        if of_one_kind or (after_quota >= 0 and what == "staff_actual"):
            what = ""  # 行政编制 30 人，实有 28 人；事业编制 50 人，实有 45 人: no total is told
        elif match["head"]:
            what = "staff_quota" if "编制" in match["head"] else "staff_actual"
            yield Count(line, what, "", int(match["n"]), match[0])
        elif what:
            part = match["part"]
            separate = "休" in part and text[max(0, match.start() - 1) : match.start()] in ("。", "；", ".")
            what = "staff_retired" if separate else what
            yield Count(line, what, part, int(match["m"]), match[0])
    if "辆" not in text:
        return
    counting = False
    for match in _VEHICLES.finditer(text):
        line = paragraph.line_at(match.start())
        if match[1]:
            counting = True
            yield Count(line, "vehicles", "", int(match[1]), match[0])
        elif counting:
            yield Count(line, "vehicles", match[2], int(match[3]), match[0])
