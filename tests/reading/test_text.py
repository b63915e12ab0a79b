"""Text to blocks: encodings, paragraphs rejoined, tables with their rows, and the line each stands on."""

from __future__ import annotations

import codecs
from textwrap import dedent

import pytest

from mingcha import Limits
from mingcha.reading import Document, Paragraph, Table, read
from tests.documents import figures_at, understood, with_tabs, written


def _read(text: str) -> Document:
    return read(with_tabs(dedent(text).strip("\n")).encode(), "a test")


def _paragraphs(text: str) -> list[str]:
    return [block.text for block in _read(text).blocks if isinstance(block, Paragraph)]


def _tables(text: str) -> list[list[tuple[str, ...]]]:
    return [[row.cells for row in block.rows] for block in _read(text).blocks if isinstance(block, Table)]


# -- encodings ---------------------------------------------------------------------------------------------------------

TEXT = "某县档案馆\n\n科目\t金额\n办公费\t1.00\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(TEXT.encode("gb18030"), id="GB18030"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16 with a mark"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), id="UTF-16 with the other mark"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(TEXT.replace("\n", "\r").encode(), id="CR"),
    ],
)
def test_every_encoding_and_line_end_gives_the_same_blocks(data: bytes) -> None:
    document = read(data, "a test")
    (paragraph, table) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    assert (paragraph.text, paragraph.line) == ("某县档案馆", 1)
    assert [(row.cells, row.line) for row in table.rows] == [(("科目", "金额"), 3), (("办公费", "1.00"), 4)]


def test_a_character_outside_gb2312_is_read_from_gb18030() -> None:
    (paragraph,) = read("䶮县档案馆€100".encode("gb18030"), "a test").blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "䶮县档案馆€100"


def test_the_hash_is_of_the_bytes() -> None:
    assert read(b"1", "a test").sha256 == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"


# -- places ------------------------------------------------------------------------------------------------------------


def test_paragraphs_and_rows_know_their_lines() -> None:
    document = _read(
        """
        某县档案馆

        一、总体情况

        科目 | 金额
        办公费 | 1.00

        印刷费 | 2.00
        二、说明
        """
    )
    places = [
        (block.text, block.line) if isinstance(block, Paragraph) else [(row.cells[0], row.line) for row in block.rows]
        for block in document.blocks
    ]
    assert places == [
        ("某县档案馆", 1),
        ("一、总体情况", 3),
        [("科目", 5), ("办公费", 6)],
        [("印刷费", 8)],
        ("二、说明", 9),
    ]


def test_a_claim_in_a_wrapped_sentence_stands_on_the_line_its_amount_is_printed_on() -> None:
    document = _read(
        """
        本单位当年预算支出安排用于保障机构正常运转和完成各项工作任务，合计为
        60.00 万元，较上年增加 3.00 万元。
        """
    )
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.line_at(paragraph.text.index("本单位")) == 1
    assert paragraph.line_at(paragraph.text.index("60.00")) == 2


# -- sentences ---------------------------------------------------------------------------------------------------------


def test_a_sentence_that_the_width_of_the_page_cut_is_joined_again() -> None:
    assert _paragraphs(
        """
        本单位当年预算支出六十万元，较上年增加三万元，主要原因是人员经费
        增加和公用经费调整。
        """
    ) == ["本单位当年预算支出六十万元，较上年增加三万元，主要原因是人员经费增加和公用经费调整。"]


def test_a_page_mark_inside_a_sentence_is_no_part_of_it() -> None:
    assert _paragraphs(
        """
        本单位当年预算支出六十万元，较上年增长

        <!-- page 3 -->

        百分之五，主要原因是调资。
        """
    ) == ["本单位当年预算支出六十万元，较上年增长百分之五，主要原因是调资。"]


def test_a_page_number_inside_a_sentence_is_no_part_of_it() -> None:
    assert _paragraphs(
        """
        本单位当年预算支出 32.37 万元，较上年增加 4.89 万元，增长

        3

        17.79%，主要原因是调资。
        """
    ) == ["本单位当年预算支出 32.37 万元，较上年增加 4.89 万元，增长17.79%，主要原因是调资。"]


@pytest.mark.parametrize("mark", ["- 3 -", "—3—", "— 12 —", "第 3 页", "第3页 共12页", "第 3 页/共 12 页", "<!-- page 3 -->"])
def test_a_page_mark_is_no_paragraph(mark: str) -> None:
    assert _paragraphs(f"第一段。\n\n{mark}\n\n第二段。") == ["第一段。", "第二段。"]


def test_a_year_alone_on_its_line_is_no_page_number() -> None:
    assert "2024" in "".join(_paragraphs("某县档案馆\n\n2024\n\n部门预算"))


@pytest.mark.parametrize(
    "start",
    [
        "一、总体情况",
        "（二）收支情况",
        "1、基本支出",
        "2. 项目支出",
        "第二部分 报表",
        "附件 1",
        "表 3",
        "目录",
        "单位：万元",
        "注：四舍五入",
    ],
)
def test_what_opens_with_a_number_or_a_heading_word_starts_a_paragraph(start: str) -> None:
    assert _paragraphs(f"本单位当年预算支出六十万元，较上年增加三万元\n{start}") == [
        "本单位当年预算支出六十万元，较上年增加三万元",
        start,
    ]


def test_a_line_that_ends_its_sentence_is_not_joined_to_the_next() -> None:
    assert _paragraphs("第一段，很短。\n第二段，也很短。") == ["第一段，很短。", "第二段，也很短。"]


def test_a_line_that_begins_with_an_amount_goes_on_with_the_line_before() -> None:
    assert _paragraphs("本单位当年预算支出\n60.00 万元") == ["本单位当年预算支出60.00 万元"]


# -- tables ------------------------------------------------------------------------------------------------------------


def test_a_line_that_ends_a_quotation_goes_on_with_the_line_that_opened_it() -> None:
    wrapped = "1.“一般公共服务支出（类）档案\n事务（款）”6.00 万元。"
    assert _paragraphs(wrapped) == [wrapped.replace("\n", "")]


def test_a_quotation_that_is_opened_anew_ends_none_before_it() -> None:
    assert len(_paragraphs("“三公经费情况\n“三公”经费支出 1.00 万元。\n")) == 2


def test_ragged_rows_are_kept_ragged() -> None:
    assert _tables("科目 | 金额 | 备注\n办公费 | 1.00\n印刷费 | 2.00 | 见说明 | 再见") == [
        [("科目", "金额", "备注"), ("办公费", "1.00"), ("印刷费", "2.00", "见说明", "再见")]
    ]


def test_blank_cells_are_kept_in_their_places() -> None:
    assert _tables("科目 | | 金额\n | | 1.00\n办公费 | | ") == [[("科目", "", "金额"), ("", "", "1.00"), ("办公费", "", "")]]


def test_markup_of_cells_is_taken_away() -> None:
    assert _tables("<p>科目</p> | <p>金额</p>\n<p>办公<br/>费</p> | <span class='x'>1.00</span>") == [
        [("科目", "金额"), ("办公 费", "1.00")]
    ]


def test_what_is_no_markup_stays() -> None:
    assert _tables("指标 | 值\n合格率 | <5%\n次数 | a<b>c") == [[("指标", "值"), ("合格率", "<5%"), ("次数", "a c")]]


def test_a_blank_line_ends_a_table_that_a_later_step_joins_again() -> None:
    assert _tables("科目 | 金额\n办公费 | 1.00\n\n印刷费 | 2.00") == [
        [("科目", "金额"), ("办公费", "1.00")],
        [("印刷费", "2.00")],
    ]


def test_a_row_that_lost_its_tabs_inside_a_table_is_a_row() -> None:
    assert _tables("编码 | 名称 | 合计\n201 | 一般公共服务支出 | 10.00\n20126 档案事务 10.00") == [
        [("编码", "名称", "合计"), ("201", "一般公共服务支出", "10.00"), ("20126", "档案事务", "10.00")]
    ]


# -- tables cut by a page, joined when they are understood --------------------------------------------------------------

CUT = """
    2024年某县档案馆单位预算公开

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出
    | 合计 | 400.00 | 300.00 | 100.00
    201 | 一般公共服务支出 | 400.00 | 300.00 | 100.00
    {between}
    20126 | 档案事务 | 400.00 | 300.00 | 100.00
    2012604 | 档案馆 | 400.00 | 300.00 | 100.00
    """
HEADER = "功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出"


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("", id="a blank line"),
        pytest.param("\n    <!-- page 4 -->\n", id="a page mark"),
        pytest.param("\n    - 4 -\n", id="a page number between dashes"),
        pytest.param("\n    4\n", id="a page number"),
        pytest.param(f"\n    {HEADER}", id="the header again after a blank line"),
        pytest.param(f"\n    <!-- page 4 -->\n\n    {HEADER}", id="the header again after a page mark"),
        pytest.param(
            f"\n    一般公共预算支出明细表（按支出功能分类科目）\n\n    单位：元\n\n    {HEADER}",
            id="title, unit and header again",
        ),
    ],
)
def test_a_table_that_a_page_cut_is_one_table_with_all_its_rows(between: str) -> None:
    disclosure = understood(CUT.format(between=between))
    (table,) = disclosure.tables
    assert [line.code for line in table.listings[0].lines] == ["", "201", "20126", "2012604"]
    assert (table.numbers - table.labels, table.figures) == (12, 12)
    assert figures_at(
        disclosure, measure="expenditure", fund="general_public_budget", function="2012604", component="operating"
    ) == ["100.00"]
    assert disclosure.unread == ()


def test_a_table_under_another_title_is_another_table() -> None:
    title = "\n    一般公共预算支出明细表（按支出经济分类科目）\n\n    单位：元\n\n    "
    disclosure = understood(CUT.format(between=title + HEADER.replace("功能", "部门经济")))
    assert [table.title for table in disclosure.tables] == [
        "一般公共预算支出明细表（按支出功能分类科目）",
        "一般公共预算支出明细表（按支出经济分类科目）",
    ]


# -- limits ------------------------------------------------------------------------------------------------------------


def test_a_row_that_is_too_wide_is_left_out_and_recorded_with_its_line() -> None:
    document = read(b"a\tb\n" + b"\t" * 10_000 + b"\nc\td\n", "a test")
    (problem,) = document.problems
    assert problem.line == 2
    assert "10,001 columns" in problem.reason
    assert "--max-columns" in problem.reason
    assert [row.cells for block in document.blocks if isinstance(block, Table) for row in block.rows] == [
        ("a", "b"),
        ("c", "d"),
    ]


def test_lines_beyond_the_limit_are_left_out_and_recorded() -> None:
    document = read(b"one\n\ntwo\n\nthree\n", "a test", Limits(max_lines=3))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["one", "two"]
    (problem,) = document.problems
    assert "first 3 of 6 lines" in problem.reason


def test_a_document_within_all_limits_has_no_problem() -> None:
    assert read(written(CUT.format(between="")), "a test").problems == ()


def test_tags_are_taken_out_of_cells_and_told_with_their_lines() -> None:
    document = read("<p>合计</p>\t1.00\n甲<br/>乙\t2.00\n\n<b>一句话。\n".encode(), "a test", Limits())
    assert document.markup == ((1, "<p>"), (2, "<br/>"))
    assert [row.cells for block in document.blocks if not isinstance(block, Paragraph) for row in block.rows] == [
        ("合计", "1.00"),
        ("甲 乙", "2.00"),
    ]


def test_cells_that_a_spreadsheet_quoted_lose_the_quotes() -> None:
    document = read('合计\t"3,254,218.00"\t"三公"\n甲\t"用""乙""的"\t1\n'.encode(), "t.txt")
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [("合计", "3,254,218.00", '"三公"'), ("甲", '用"乙"的', "1")]


def test_what_a_cell_has_beyond_the_limit_is_left_out_and_told() -> None:
    long = "甲" * 30
    document = read(f"项目\t金额\n{long}\t1.00\n乙\t2.00\n".encode(), "a test", Limits(max_cell=20))
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [row.cells[0] for row in table.rows] == ["项目", "甲" * 20, "乙"]
    (problem,) = document.problems
    assert problem.line == 2
    assert problem.left_out
    assert "30 characters" in problem.reason
    assert "--max-cell" in problem.reason
