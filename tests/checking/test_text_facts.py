"""Facts of the text: numbering, sections, names, years, reasons, changes, endings, matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import facts, screened, screener

COVER = "2024年某县档案馆单位预算公开\n\n"


def _values(text: str, kind: str, *fields: str) -> list[tuple[str | int, ...]]:
    return [tuple(fact.values[field] for field in fields) for fact in facts(COVER + text).get(kind, [])]


def test_each_heading_in_order_has_a_fact_of_numbering_without_a_problem() -> None:
    text = "一、甲\n\n二、乙\n\n二、丙\n"
    assert sorted(_values(text, "numbering", "problem", "line")) == [("", 3), ("", 5), ("repeated", 7)]


def test_a_section_is_about_its_text_without_the_names_of_units() -> None:
    text = "单位名称：某县档案馆\n\n单位名称：某县档案馆本级\n\n一、主要职责\n\n某县档案馆本级与某县档案馆管理档案。\n"
    assert _values(text, "section", "about", "length") == [("与管理档案。", 18)]


@pytest.mark.parametrize(
    ("own", "on_topic", "other"), [("政府采购预算 5 万元。", "yes", ""), ("三公经费预算 5 万元。", "no", "three_public")]
)
def test_a_section_says_whether_its_text_is_on_its_topic(own: str, on_topic: str, other: str) -> None:
    found = _values(f"一、政府采购情况\n\n{own}\n", "section", "topic", "on_topic", "other_topic")
    assert found == [("procurement", on_topic, other)]


def test_a_name_is_confirmed_where_it_stands_twice() -> None:
    text = "第一部分 概况\n\n单位名称：某县档案局\n"
    assert _values(text, "unit_name", "likeness", "confirmed") == [("variant", "no")]
    assert _values(f"{text}\n某县档案馆管理档案。\n", "unit_name", "likeness", "confirmed") == [("variant", "yes")]


@pytest.mark.parametrize(
    ("text", "role", "year", "ahead"),
    [
        ("一、2023年预算说明\n", "title", 2023, -1),
        ("截至2023年12月31日，有车辆 1 辆。\n", "as_of", 2023, -1),
        ("截至2024年底，有车辆 1 辆。\n", "as_of", 2024, 0),
        ("收入较2022年增加。\n", "compared", 2022, -2),
        ("收入与2023年度相比持平。\n", "compared", 2023, -1),
    ],
)
def test_a_year_has_a_role_and_a_distance(text: str, role: str, year: int, ahead: int) -> None:
    assert _values(text, "year", "role", "year", "ahead") == [(role, year, ahead)]


CHANGE = "一、支出情况\n\n2024年本单位支出预算 5.00 万元，较上年增加 1.00 万元。\n\n{next}\n"


@pytest.mark.parametrize(
    ("after", "explained"),
    [
        ("主要是人员增加。", "yes"),
        ("增加的原因如下所述。", "yes"),
        ("特此说明如上所述。", "no"),
        ("二、收入情况\n\n主要是人员增加。", "no"),
    ],
)
def test_a_change_is_explained_where_its_own_section_gives_a_reason(after: str, explained: str) -> None:
    assert _values(CHANGE.format(next=after), "change", "explained") == [(explained,)]


def test_a_change_in_another_section_with_the_same_words_is_not_explained_by_the_first() -> None:
    text = CHANGE.format(next="主要是人员增加。") + "\n" + CHANGE.format(next="特此说明如上所述。").replace("一、", "二、")
    assert _values(text, "change", "explained") == [("yes",), ("no",)]


@pytest.mark.parametrize(
    ("reason", "says"),
    [("人员减少", "down"), ("人员增加", "up"), ("上年人员减少", ""), ("人员增加，经费减少", ""), ("人员调动", "")],
)
def test_a_reason_says_that_something_rose_or_fell(reason: str, says: str) -> None:
    text = f"2024年本单位支出预算 5.00 万元，较上年增加 1.00 万元，主要原因是{reason}。\n"
    assert _values(text, "reason", "direction", "says") == [("up", says)]


@pytest.mark.parametrize("verb", ["为", "", "是"])
def test_the_subject_of_a_change_is_named_without_its_verb(verb: str) -> None:
    text = f"2024年“三公”经费预算数{verb} 5.00 万元，比2023年预算增加 1.00 万元。\n"
    assert _values(text, "change", "subject") == [("2024年“三公”经费预算数",)]


def test_what_a_paragraph_ends_with_is_quoted_in_whole_clauses() -> None:
    amount = "一、甲\n\n本年收入合计 28849.38 万元，其中，一般公共预算收入 28849.38 万元，占 100%；\n\n二、乙\n"
    assert _values(amount, "ending", "text")[-1] == ("一般公共预算收入 28849.38 万元，占 100%；",)
    long = f"一、甲\n\n{'档案' * 40}；\n\n二、乙\n"
    assert _values(long, "ending", "text")[-1] == ("……" + ("档案" * 40 + "；")[-40:],)


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [
        ("做好宣传，根据某县字[2021]17号)的通知精神，安排资金。", "根据某县字[2021]17号)的通知精神"),
        ("维护系统。确保正常运行。”", "确保正常运行。”"),
        (f"（{'档案' * 40}", "（" + ("档案" * 40)[:39] + "……"),
        ("三目录（药品、诊疗。安排资金", "三目录（药品"),
    ],
)
def test_a_mark_alone_is_quoted_with_its_clause(cell: str, quoted: str) -> None:
    assert _values(f"单位：元\n\n科目 | 金额\n{cell} | 1.00\n", "unpaired", "text") == [(quoted,)]


def test_a_paragraph_before_a_heading_ends_with_a_mark() -> None:
    assert _values("一、甲\n\n本单位负责管理全县的档案；\n\n二、乙\n", "ending", "mark", "next")[1:] == [("；", "二、乙")]


def test_markup_in_a_cell_is_recorded_with_its_line() -> None:
    text = "单位：元\n\n科目 | 金额\n<p>合计</p> | 1.00\n"
    assert _values(text, "markup", "text", "line") == [("<p>", 6)]
    assert _values("说明一句。\n", "markup", "text") == [("",)]


def test_a_matter_is_mentioned_or_not_and_a_fragment_is_not_whole() -> None:
    (name, phrases), *_ = screener().knowledge.words["narrative"]["matters"].items()
    for body, mentioned in ((phrases[0], "yes"), ("", "no")):
        assert (name, mentioned, "no") in _values(f"一、甲\n\n{body}\n", "matter", "name", "mentioned", "whole")


@given(st.lists(st.text(alphabet="目录第一二部分、.（）12表甲较比2024年增加原因：指\t\n", max_size=15), max_size=15))
def test_any_text_has_facts_on_its_lines(lines: list[str]) -> None:
    text = f"{COVER}目录\n" + "\n".join(lines) + "\n目录\n" + "\n".join(lines)
    last = text.count("\n") + 1
    for kind, found in facts(text).items():
        for fact in found:
            assert fact.place.line is not None, kind
            assert 0 <= fact.place.line <= last, kind


LONG = {
    "changes with reasons": "一、支出\n2024年支出合计 9.00 万元，较上年增加 1.00 万元。\n主要是甲原因。\n" * 2_000,
    "names and sections": "".join(f"单位名称：某县第{n}档案馆\n\n一、概况\n\n甲\n\n" for n in range(4_000)),
    "definitions": "某县档案馆：指甲乙丙。\n" * 20_000,
    "years": "截至2024年12月31日，较2022年增加" * 10_000,
    "one long paragraph": "甲乙较2022年，主要是" * 20_000,
    "headings and sentences": "本单位负责管理全县的档案资料；\n\n一、甲\n\n" * 10_000,
}


@pytest.mark.parametrize("what", LONG)
def test_a_long_text_is_screened_to_its_end(what: str) -> None:
    screened(f"{COVER}单位：元\n\n科目 | 金额\n合计 | 1.00\n\n{LONG[what]}\n")


def _alone_in(*paragraphs: str) -> list[tuple[str | int, ...]]:
    text = "\n\n".join(("2024年某县档案馆单位预算公开", "一、收支说明", "本单位预算 1.00 万元。", *paragraphs))
    return [(fact.values["mark"], fact.values["text"]) for fact in facts(text).get("unpaired", [])]


def test_a_bracket_of_a_paragraph_that_nothing_closes_is_told_from_where_it_opens() -> None:
    assert _alone_in("自评项目（2024年）39个（其中，评级为“优”的项目39个。全年没有发现问题。") == [
        ("(", "（其中，评级为“优”的项目39个。全年没")
    ]
    assert _alone_in("自评项目39个，评级为“优”的39个），全年没有发现问题。") == [(")", "自评项目39个，评级为“优”的39个）"[-21:])]
    assert _alone_in("1）自评项目39个（其中，评级为“优”的项目39个）。2）没有发现问题。") == []


def test_a_bracket_that_a_page_break_parts_from_its_other_half_is_not_alone() -> None:
    assert _alone_in("自评项目39个（其中，评级为“优”的项目39个。", "第 5 页", "评级为“良”的项目0个），全年没有发现问题。") == []


def test_two_items_that_both_open_a_quotation_and_do_not_close_it_are_both_told_of() -> None:
    items = ("1.“档案事务（款）行政运行（项）8.00 万元，用于日常工作。", "2.“档案事务（款）档案馆（项）9.00 万元，用于修缮。")
    assert [mark for mark, _ in _alone_in(*items)] == ["“", "“"]
