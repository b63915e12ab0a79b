"""The outline: contents, headings with their texts, and numbers out of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.understanding import ContentsEntry, Disclosure, Misnumbered
from mingcha.understanding.outline import Mark, chinese_number, is_heading, mark_of
from tests.documents import understood

COVER = "2024年某县档案馆单位预算公开\n\n"
ONES = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return {0: "", 1: "十"}.get(tens, ONES[tens] + "十") + ONES[ones]


def _misnumbered(body: str) -> list[tuple[str, str, bool]]:
    return [(one.before, one.text, one.repeated) for one in understood(COVER + body).misnumbered]


# -- marks -------------------------------------------------------------------------------------------------------------


@given(st.integers(min_value=1, max_value=99))
def test_a_chinese_number_is_read_as_it_is_printed(number: int) -> None:
    assert chinese_number(_chinese(number)) == number


@given(st.text(alphabet="零一二三四五六七八九十百两12", max_size=5))
def test_what_is_no_chinese_number_is_none(text: str) -> None:
    printed = {_chinese(number): number for number in range(1, 100)}
    assert chinese_number(text) == printed.get(text, 0)


@pytest.mark.parametrize(
    ("text", "level", "number", "rest"),
    [
        ("第三部分 预算报表", 0, 3, "预算报表"),
        ("十二、收入情况", 1, 12, "收入情况"),
        ("一 、收入情况", 1, 1, "收入情况"),
        ("一\u3000、收入情况", 1, 1, "收入情况"),
        ("一\xa0、收入情况", 1, 1, "收入情况"),
        ("（二）支出情况", 2, 2, "支出情况"),
        ("(二) 支出情况", 2, 2, "支出情况"),
        ("3、项目", 3, 3, "项目"),
        ("3．项目", 3, 3, "项目"),
        ("（4）项目", 4, 4, "项目"),
        ("- 5、项目", 3, 5, "项目"),
    ],
)
def test_a_mark_has_a_level_and_a_number(text: str, level: int, number: int, rest: str) -> None:
    mark = mark_of(text)
    assert isinstance(mark, Mark)
    assert (mark.level, mark.number, text[mark.end :]) == (level, number, rest)


@pytest.mark.parametrize("text", ["收入情况", "3.25 万元", "2024年", "123、项目", "三是完善制度", "", "（附表）"])
def test_a_text_without_a_number_in_front_has_no_mark(text: str) -> None:
    assert mark_of(text) is None


@given(st.text(alphabet="第一二十部分章、.（）()12-• \u3000\xa0甲", max_size=12))
def test_a_mark_never_fails_and_ends_inside_its_text(text: str) -> None:
    mark = mark_of(text)
    assert mark is None or (0 < mark.end <= len(text) and 0 <= mark.level <= 4 and 0 <= mark.number <= 99)


@pytest.mark.parametrize(
    ("text", "heading"),
    [("一、收入情况", True), ("一、收入减少。", False), ("一、包括：", False), ("一、" + "甲" * 60, False), ("1、甲，乙", True)],
)
def test_a_heading_announces_and_says_nothing(text: str, heading: bool) -> None:
    assert is_heading(text) is heading


# -- contents ----------------------------------------------------------------------------------------------------------

CONTENTS = COVER + "目 录\n\n第一部分 单位概况......1\n一、主要职责 2\n第二部分 预算报表\n表六 支出明细表 …… 12\n\n"


def _entries(disclosure: Disclosure) -> list[tuple[int, int, int, str, str]]:
    return [(one.part, one.level, one.number, one.label, one.title) for one in disclosure.contents]


def test_the_contents_list_parts_sections_and_tables_without_their_pages() -> None:
    disclosure = understood(CONTENTS + "第一部分 单位概况\n\n一、主要职责\n\n管理档案。\n")
    assert _entries(disclosure) == [
        (1, 0, 1, "", "单位概况"),
        (1, 1, 1, "", "主要职责"),
        (2, 0, 2, "", "预算报表"),
        (2, 1, 0, "6", "支出明细表"),
    ]
    assert isinstance(disclosure.contents[0], ContentsEntry)
    assert disclosure.contents[0].line == 5


def test_the_body_begins_where_the_first_entry_stands_again() -> None:
    disclosure = understood(CONTENTS + "第一部分 单位概况\n\n一、主要职责\n\n管理档案。\n")
    assert [(one.level, one.title, one.own) for one in disclosure.sections] == [
        (0, "单位概况", ""),
        (1, "主要职责", "管理档案。"),
    ]


def test_a_document_without_contents_has_none() -> None:
    assert understood(COVER + "一、主要职责\n\n管理档案。\n").contents == ()


def test_contents_whose_body_never_begins_are_none() -> None:
    disclosure = understood(CONTENTS + "管理档案。\n")
    assert disclosure.contents == ()
    assert disclosure.sections


def test_contents_that_are_a_table_are_read() -> None:
    disclosure = understood(COVER + "目录\n\n一、主要职责 | 2\n二、收支情况 | 3\n\n一、主要职责\n\n管理档案。\n\n二、收支情况\n")
    assert [one.title for one in disclosure.contents] == ["主要职责", "收支情况"]


# -- sections ----------------------------------------------------------------------------------------------------------


def test_a_section_has_the_text_down_to_the_next_as_high_and_its_own_down_to_the_next() -> None:
    disclosure = understood(
        COVER + "第一部分 概况\n\n一、职责\n\n管理档案。\n\n（一）编研\n\n编写史料。\n\n二、机构\n\n内设三股。\n\n第二部分 说明\n"
    )
    assert [(one.part, one.level, one.number, one.title) for one in disclosure.sections] == [
        (1, 0, 1, "概况"),
        (1, 1, 1, "职责"),
        (1, 2, 1, "编研"),
        (1, 1, 2, "机构"),
        (2, 0, 2, "说明"),
    ]
    assert [one.own for one in disclosure.sections] == ["", "管理档案。", "编写史料。", "内设三股。", ""]
    assert disclosure.sections[0].text == "一、职责\n管理档案。\n（一）编研\n编写史料。\n二、机构\n内设三股。"
    assert disclosure.sections[1].text == "管理档案。\n（一）编研\n编写史料。"
    assert (disclosure.sections[1].line, disclosure.sections[1].own_line) == (5, 7)


@given(st.lists(st.sampled_from(("第一部分 甲", "一、甲", "（一）甲", "1、甲", "（1）甲", "正文一句。")), max_size=12))
def test_the_texts_of_sections_are_cut_from_the_paragraphs_after_them(lines: list[str]) -> None:
    """An oracle that reads on from each heading."""
    levels = {"第": 0, "一": 1, "（": 2, "1": 3}
    heads = [(place, levels[line[0]]) for place, line in enumerate(lines) if line[0] in levels and line != "（1）甲"]
    expected = []
    for place, level in heads:
        end = next((at for at, other in heads if at > place and other <= level), len(lines))
        own = next((at for at, _ in heads if at > place), len(lines))
        expected.append(("\n".join(lines[place + 1 : end]), "\n".join(lines[place + 1 : own])))
    disclosure = understood(COVER + "导语一句。\n\n" + "\n\n".join(lines) + "\n")
    assert [(one.text, one.own) for one in disclosure.sections] == expected


# -- numbers out of order ----------------------------------------------------------------------------------------------

STYLES = st.sampled_from(("{zh}、事项", "（{zh}）事项", "{n}、事项", "（{n}）事项", "第{zh}部分 事项"))


def _list(style: str, numbers: list[int]) -> list[str]:
    return [
        style.format(zh=_chinese(number), n=number) + "甲乙丙丁戊己庚辛壬癸"[place % 10] for place, number in enumerate(numbers)
    ]


@given(style=STYLES, length=st.integers(min_value=1, max_value=30), text=st.booleans())
def test_numbers_in_order_are_never_misnumbered(style: str, length: int, text: bool) -> None:
    between = "\n\n写了一句。\n\n" if text else "\n\n"
    assert _misnumbered(between.join(_list(style, list(range(1, length + 1)))) + "\n") == []


@given(style=STYLES, length=st.integers(min_value=3, max_value=12), data=st.data())
def test_a_number_given_twice_is_found(style: str, length: int, data: st.DataObject) -> None:
    twice = data.draw(st.integers(min_value=2, max_value=length - 1))
    numbers = list(range(1, length + 1))
    numbers[twice] = twice
    found = _misnumbered("\n\n".join(_list(style, numbers)) + "\n")
    assert (_list(style, numbers)[twice - 1], _list(style, numbers)[twice], True) in found


@given(style=STYLES, length=st.integers(min_value=4, max_value=12), data=st.data())
def test_a_number_left_out_after_the_second_is_found(style: str, length: int, data: st.DataObject) -> None:
    missing = data.draw(st.integers(min_value=3, max_value=length - 1))
    numbers = [number for number in range(1, length + 1) if number != missing]
    lines = _list(style, numbers)
    assert _misnumbered("\n\n".join(lines) + "\n") == [(lines[missing - 2], lines[missing - 1], False)]


def test_a_list_may_begin_again_after_a_higher_heading() -> None:
    assert _misnumbered("一、甲\n\n1、乙\n\n2、丙\n\n二、丁\n\n1、戊\n\n2、己\n") == []


def test_a_list_may_begin_again_after_text() -> None:
    assert _misnumbered("1、甲\n\n说了一句。\n\n1、乙\n\n2、丙\n") == []


def test_a_number_that_stands_inside_a_paragraph_is_not_left_out() -> None:
    assert _misnumbered("1、甲\n\n2、乙。3、丙。\n\n4、丁\n") == []
    assert _misnumbered("1、甲\n\n2、乙\n\n其中3、丙。\n\n4、丁\n") == []


def test_a_heading_that_is_printed_again_with_its_words_is_no_number_given_twice() -> None:
    assert _misnumbered("一、甲\n\n二、收支情况\n\n二、收支情况\n\n三、乙\n") == []


def test_a_number_left_out_of_a_long_list_of_rows_is_found() -> None:
    rows = "".join(f"{_chinese(number)}、事项{number} | 1.00\n" for number in range(1, 11) if number != 5)
    found = understood(COVER + "收入支出总表\n\n单位：元\n\n项目 | 预算数\n" + rows).misnumbered
    assert [(one.table, one.repeated) for one in found] == [(0, False)]
    assert isinstance(found[0], Misnumbered)
    assert (found[0].before, found[0].text) == ("四、事项4", "六、事项6")


# -- any text ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(alphabet="目录第一二十部分、.（）12表甲。，：\t\n", max_size=15), max_size=20))
def test_no_text_of_marks_makes_it_fail(lines: list[str]) -> None:
    body = "\n".join(lines)
    disclosure = understood(f"{COVER}目录\n{body}\n目录\n{body}\n")
    last = 2 * (body.count("\n") + 1) + 5
    found = [
        *(one.line for one in disclosure.contents),
        *(one.line for one in disclosure.sections),
        *(one.line for one in disclosure.misnumbered),
    ]
    assert all(1 <= line <= last for line in found)


LONG = {
    "20,000 headings": "".join(f"{_chinese(n % 99 + 1)}、甲事项\n" for n in range(20_000)),
    "20,000 items under a heading": "一、甲\n" + "".join(f"{n % 99 + 1}、甲事项\n" for n in range(20_000)),
    "headings of all levels": "第一部分 甲\n一、甲\n（一）甲\n1、甲\n正文一句。\n" * 4_000,
    "numbers that skip": "2、甲\n" + "乙丙丁。\n" * 10_000 + "4、甲\n2、甲\n" * 2_000,
    "5,000 contents entries": "目录\n" + "".join(f"{_chinese(n % 99 + 1)}、甲{n}表 {n}\n" for n in range(5_000)),
    "one long paragraph": "一、部门职责甲乙丙" * 22_000,
}


@pytest.mark.parametrize("what", LONG)
def test_a_long_outline_is_read_to_its_end(what: str) -> None:
    understood(f"{COVER}{LONG[what]}\n")
