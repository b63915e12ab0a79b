"""What contents and catalogues list beside what is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.checking.contents import key, pairings, same_titles
from tests.documents import screened, understood

UNIT = "某县档案馆"
COVER = f"2024年{UNIT}单位预算公开\n\n"
HEADS = ("主要职责", "机构设置", "收支情况说明", "三公经费说明", "政府采购说明", "名词解释")
TABLES = ("部门综合预算收支总表", "部门综合预算收入总表", "政府性基金收支表", "三公经费预算表", "政府采购情况表")
TABLE = "\n{title}\n\n单位：元\n\n项目 | 预算数\n本年收入合计 | 1.00\n"


def _document(listed: list[str], printed: list[str], tables: list[str]) -> str:
    numbers = "一二三四五六七八九"
    contents = "".join(f"{numbers[place]}、{title}\n" for place, title in enumerate(listed))
    body = "".join(f"{numbers[place]}、{title}\n\n说明一句。\n\n" for place, title in enumerate(printed))
    return f"{COVER}目录\n\n{contents}\n{body}{''.join(TABLE.format(title=title) for title in tables)}"


def _matches(text: str) -> list[tuple[str, str, str | None]]:
    found = pairings(understood(text))
    return [(one.listed.text, one.match, one.printed.text if one.printed else None) for one in found]


@given(sections=st.lists(st.sampled_from(HEADS), unique=True, min_size=1), tables=st.lists(st.sampled_from(TABLES), unique=True))
def test_what_is_printed_as_it_is_listed_never_differs(sections: list[str], tables: list[str]) -> None:
    text = _document([*sections, *tables][:9], sections, tables)
    assert {match for _, match, _ in _matches(text)} == {"same"}


@pytest.mark.parametrize("printed", ["收支情况的说明", "收支的说明", "收支状况说明"])
def test_a_heading_that_is_printed_in_other_words_differs(printed: str) -> None:
    assert _matches(_document(["主要职责", "收支情况说明"], ["主要职责", printed], [])) == [
        ("主要职责", "same", "主要职责"),
        ("收支情况说明", "differs", printed),
    ]


def test_a_heading_that_is_not_printed_is_absent() -> None:
    assert _matches(_document(["主要职责", "收支情况说明"], ["主要职责", "名词解释"], [])) == [
        ("主要职责", "same", "主要职责"),
        ("收支情况说明", "absent", None),
    ]


def test_a_table_whose_title_has_a_slip_differs_and_one_that_nobody_printed_is_absent() -> None:
    listed = ["主要职责", "部门综合预算收支总表", "政府采购情况表"]
    assert _matches(_document(listed, ["主要职责"], ["部门综和预算收支总表"])) == [
        ("部门综合预算收支总表", "differs", "部门综和预算收支总表"),
        ("政府采购情况表", "absent", None),
        ("主要职责", "same", "主要职责"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024年某县档案馆收支总表", "收支总表"),
        ("单位收支总表", "部门收支总表"),
        ("一、收支总表", "收支总表"),
        ("表3收支总表", "收支总表"),
        ("收 支 总 表", "收支总表"),
        ("2024年度部门收支总表", "收支总表"),
    ],
)
def test_year_unit_number_and_blanks_make_no_other_title(one: str, other: str) -> None:
    assert key(one, UNIT) == key(other, UNIT)


@given(st.text(max_size=20), st.text(max_size=6))
def test_any_title_has_a_key(title: str, unit: str) -> None:
    assert len(key(title, unit)) <= 12 * (len(title) + 1) * 18


def test_two_labels_with_one_title_are_told_with_the_first() -> None:
    text = COVER + "".join(f"表{number}\n{TABLE.format(title=TABLES[0])}\n说明：无。\n\n" for number in (1, 2))
    disclosure = understood(text)
    assert [(table.label, other) for table, other in same_titles(disclosure.tables)] == [("1", ""), ("2", "1")]


def test_contents_that_are_printed_twice_are_screened() -> None:
    text = _document(list(HEADS), list(HEADS), [])
    screened(text + "\n" + text.removeprefix(COVER) + "\n" + TABLE.format(title=TABLES[0]))


def test_thousands_of_listed_and_printed_tables_are_paired_to_the_end() -> None:
    rows = "".join(f"表{number} | 部门甲{number}乙丙丁戊表 | 否 |\n" for number in range(5_000))
    tables = "".join(TABLE.format(title=f"部门收{number}支乙丙丁戊表") for number in range(1_000))
    screened(f"{COVER}目录\n\n报表 | 报表名称 | 是否空表 | 公开空表理由\n{rows}{tables}")


def test_the_source_of_money_may_stand_in_brackets_behind_the_title() -> None:
    listed = ["主要职责", "一般公共预算支出预算表"]
    assert ("一般公共预算支出预算表", "same", "支出预算表（一般公共预算）") in _matches(
        _document(listed, ["主要职责"], ["支出预算表（一般公共预算）"])
    )


def test_a_table_named_rightly_in_the_contents_may_be_misnamed_in_the_catalogue() -> None:
    text = (
        f"{COVER}目录\n\n一、政府性基金收支表\n\n报表 | 报表名称 | 是否空表 | 公开空表理由\n表1 | 政府性收支表 | 否 |\n"
        "\n表1\n\n政府性基金收支表\n\n单位：元\n\n项目 | 预算数\n本年收入合计 | 1.00\n"
    )
    assert ("政府性收支表", "differs", "政府性基金收支表") in _matches(text)


@pytest.mark.parametrize(("listed", "match"), [("名称解释", "differs"), ("名词解释", "same"), ("某局2024年度名词解释", "absent")])
def test_a_short_title_of_a_part_is_compared_too(listed: str, match: str) -> None:
    contents = f"第一部分 单位概况\n\n一、主要职责\n\n第二部分 {listed}\n\n"
    body = "第一部分 单位概况\n\n一、主要职责\n\n本单位管理档案。\n\n第二部分 名词解释\n\n一般公共预算 1.00 万元。\n"
    assert (listed, match) in [(title, how) for title, how, _ in _matches(f"{COVER}目录\n\n{contents}{body}")]
