"""Laws: any text at all is read, understood and screened; what is found stands where it is said to stand."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mingcha import Screening, UnreadableDocumentError
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.documents import screener

# What disclosures are made of, and what takes them apart.
_PIECES = (
    *(
        "\n",
        "\n\n",
        "\t",
        "\t\t",
        " ",
        "\u3000",
        "，",
        "。",
        "；",
        "：",
        "、",
        "（",
        "）",
        "(",
        ")",
        "“",
        "”",
        "\r",
        "\f",
        "<p>",
        "</p>",
    ),
    *(
        "0",
        "1",
        "60",
        "3.25",
        "60.00",
        "1,234,567.89",
        "-5.00",
        "(5.00)",
        "2024",
        "2023年",
        "17.79%",
        "9" * 25,
        "**",
        "栏次",
        "元",
        "万元",
    ),
    *(
        "201",
        "20126",
        "2012604",
        "301",
        "30201",
        "302",
        "501",
        "509",
        "类",
        "款",
        "项",
        "01",
        "合计",
        "小计",
        "总计",
        "其中：",
        "其中",
    ),
    *(
        "2024年某县档案馆单位预算公开",
        "目录",
        "表1",
        "表 6",
        "单位：元",
        "单位：万元",
        "报表名称",
        "是否空表",
        "是",
        "否",
        "一、",
        "（一）",
    ),
    *(
        "单位收支总表",
        "一般公共预算支出明细表（按支出功能分类科目）",
        "“三公”经费支出表",
        "项目支出表",
        "项目绩效目标表",
        "一级指标",
    ),
    *(
        "功能科目编码",
        "功能科目名称",
        "科目编码",
        "项目",
        "预算数",
        "决算数",
        "上年预算数",
        "人员经费",
        "公用经费",
        "专项业务经费支出",
    ),
    *(
        "收入",
        "支出",
        "本年收入合计",
        "本年支出合计",
        "上年结转",
        "收入总计",
        "支出总计",
        "一般公共预算",
        "政府性基金",
        "事业收入",
    ),
    *(
        "一般公共服务支出",
        "商品和服务支出",
        "(2)商品和服务支出",
        "办公费（30201）",
        "基本支出",
        "项目支出",
        "公务接待费",
        "机关运行经费",
    ),
    *(
        "较上年增加",
        "较上年减少",
        "增长",
        "下降",
        "与上年持平",
        "无变化",
        "占",
        "原因是",
        "人员增加",
        "本单位",
        "无",
        "预算",
        "并已公开空表",
    ),
    *(
        "产出指标",
        "数量指标",
        "≥5次",
        "实施期资金总额",
        "财政拨款",
        "年度资金总额",
        "人员编制 25 人",
        "实有人员",
        "行政 4 人",
        "共有车辆 2 辆",
    ),
    *("<!-- page 3 -->", "- 4 -", "第 5 页", "{", "}", "%s", "\\", "\x00", "\ufeff", "\u2028", "\x85", "𠮷", "①", "⼀"),
)
SOUP = st.lists(st.sampled_from(_PIECES), max_size=120).map("".join)
_CELL = st.sampled_from([piece for piece in _PIECES if "\t" not in piece and "\n" not in piece and "\r" not in piece] + [""] * 20)
_ROW = st.lists(_CELL, min_size=2, max_size=9).map("\t".join)
TABLES = st.lists(st.one_of(_ROW, _ROW, _ROW, SOUP), max_size=25).map("\n".join)
TEXTS = st.one_of(st.text(max_size=300), SOUP, TABLES)


SAMPLES = [print_disclosure(load_sample(name)).split("\n") for name in sample_names()]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sample disclosure with some lines lost, doubled, moved, cut, joined or with other cells."""
    lines = list(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(min_value=1, max_value=12))):
        place = draw(st.integers(min_value=0, max_value=len(lines) - 1))
        other = draw(st.integers(min_value=0, max_value=len(lines) - 1))
        match draw(st.integers(min_value=0, max_value=6)):
            case 0:
                lines[place] = ""
            case 1:
                lines.insert(other, lines[place])
            case 2:
                lines[place] = "\t" + lines[place]
            case 3:
                lines[place] = lines[place].replace("\t", draw(st.sampled_from((" ", "", "\t\t"))), 1)
            case 4:
                half = len(lines[place]) // 2
                lines[place : place + 1] = [lines[place][:half], lines[place][half:]]
            case 5:
                lines[place] += lines[other]
            case _:
                cells = lines[place].split("\t")
                cells[draw(st.integers(min_value=0, max_value=len(cells) - 1))] = draw(_CELL.filter(lambda cell: cell != "\x00"))
                lines[place] = "\t".join(cells)
    return "\n".join(lines)


def _screened(data: bytes) -> Screening | None:
    try:
        return screener().screen(data, "any text")
    except UnreadableDocumentError:
        return None


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


@given(text=TEXTS)
def test_any_text_is_screened_or_said_to_be_unreadable(text: str) -> None:
    _screened(text.encode("utf-8", "surrogatepass"))


@given(text=damaged())
def test_a_damaged_disclosure_is_screened_and_its_figures_stand_where_they_say(text: str) -> None:
    screening = _screened(text.encode())
    assert screening is not None
    lines = _lines(text)
    for figure in screening.disclosure.figures:
        assert figure.text in lines[figure.line - 1]
    for finding in screening.findings:
        assert all(place.line and place.line <= len(lines) for place in finding.places)


@given(data=st.binary(max_size=400))
def test_any_bytes_are_screened_or_said_to_be_unreadable(data: bytes) -> None:
    _screened(data)


@given(text=TEXTS)
def test_any_text_in_gb18030_is_screened_or_said_to_be_unreadable(text: str) -> None:
    _screened(text.encode("gb18030", "replace"))


@given(text=st.one_of(SOUP, TABLES))
def test_every_figure_of_a_table_stands_on_the_line_it_names(text: str) -> None:
    screening = _screened(text.encode())
    lines = _lines(text.removeprefix("\ufeff"))
    for figure in screening.disclosure.figures if screening else ():
        assert 1 <= figure.line <= len(lines)
        assert figure.text in lines[figure.line - 1]


@given(text=SOUP)
def test_every_amount_of_the_narrative_begins_on_the_line_it_names(text: str) -> None:
    screening = _screened(text.encode())
    lines = _lines(text.removeprefix("\ufeff"))
    for claim in screening.disclosure.claims if screening else ():
        for figure in (claim.amount, claim.change):
            if figure is not None:
                assert 1 <= figure.line <= len(lines)
                assert figure.text[0] in lines[figure.line - 1]


@given(text=st.one_of(SOUP, TABLES))
def test_every_place_of_every_finding_is_a_line_of_the_document(text: str) -> None:
    screening = _screened(text.encode())
    lines = _lines(text)
    for finding in screening.findings if screening else ():
        assert finding.places
        for place in finding.places:
            assert place.line is not None
            assert 1 <= place.line <= len(lines)


@given(text=TABLES)
def test_every_number_of_a_table_is_a_figure_a_label_or_listed_as_not_understood(text: str) -> None:
    screening = _screened(text.encode())
    for table in screening.disclosure.tables if screening else ():
        unread = sum(unread.table == table.index for unread in screening.disclosure.unread) if screening else 0
        nil = table.numbers - table.figures - table.labels - unread
        assert nil == 0, (table, unread)


@given(text=st.one_of(SOUP, TABLES))
def test_the_same_bytes_give_the_same(text: str) -> None:
    assert _screened(text.encode()) == _screened(text.encode())
