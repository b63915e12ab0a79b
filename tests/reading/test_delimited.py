"""Text of cells parted by commas is read like a sheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.reading import Limits, Paragraph, Table, read
from mingcha.reading.delimited import delimiter_of

EXPORTED = (
    '部门支出总表,,,\n部门：某县医疗保障局,,,单位：元\n科目编码,科目名称,合计,"其中：\n基本支出"\n208,社会保障和就业支出,"416,424.00",1\n'
    "20805,行政事业单位养老支出,412795.00,\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_sheet_exported_as_text_is_a_table(encoding: str, delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(EXPORTED, newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    document = read(text.getvalue().encode(encoding), "支出.csv")
    assert document.kind == "csv"
    title, owner, table = document.blocks
    assert isinstance(title, Paragraph)
    assert isinstance(owner, Paragraph)
    assert isinstance(table, Table)
    assert (title.text, owner.text) == ("部门支出总表", "部门：某县医疗保障局  单位：元")
    assert [row.cells for row in table.rows] == [
        ("科目编码", "科目名称", "合计", "其中： 基本支出"),
        ("208", "社会保障和就业支出", "416,424.00", "1"),
        ("20805", "行政事业单位养老支出", "412795.00", ""),
    ]


def test_labels_with_figures_are_a_table_of_two_columns() -> None:
    (table,) = read('科目,合计\n教育,1.00\n卫生,-2.00\n\n合计,"1,234.00"\n'.encode(), "支出.csv").blocks
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [("科目", "合计"), ("教育", "1.00"), ("卫生", "-2.00"), ("合计", "1,234.00")]


def test_a_cell_that_is_wrapped_to_keep_its_zeros_says_what_is_in_it() -> None:
    text = '科目编码,科目名称,合计\n="0201",行政运行,"=""1.00"""\n="0202",机关服务,2.00\n'
    (table,) = read(text.encode(), "支出.csv").blocks
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows][1:] == [("0201", "行政运行", "1.00"), ("0202", "机关服务", "2.00")]


def test_a_place_is_a_line_of_the_file() -> None:
    document = read(EXPORTED.encode(), "支出.csv")
    table = document.blocks[2]
    assert isinstance(table, Table)
    spots = table.rows[1].spots
    assert spots[2] is not None
    assert (spots[2].line, spots[2].cell) == (5, "C4")


@pytest.mark.parametrize(
    "text",
    [
        "第一部分 概况\n一、职责, 机构, 人员\n本单位当年预算收入 1,325,420.00 元, 支出 1,325,420.00 元, 较上年减少。\n无\n无\n",
        "科目编码\t科目名称\t合计\n208\t支出\t1,416,424.00\n210\t支出\t1,416,424.00\n",
        "甲\n乙\n",
        "教育支出1,234\n卫生支出2,345\n农林支出3,456\n",
        "一、部门预算,详见附表\n二、单位职责,如下\n三、人员,12\n",
    ],
)
def test_what_is_no_grid_of_cells_stays_text(text: str) -> None:
    assert delimiter_of(text) == ""
    assert read(text.encode(), "x.csv").kind == "text"


def test_limits_are_kept() -> None:
    text = "a,b,1\n" * 20
    document = read(text.encode(), "x.csv", Limits(max_lines=5))
    assert [len(block.rows) for block in document.blocks if isinstance(block, Table)] == [5]
    assert "--max-lines" in document.problems[0].reason


_CELLS = st.text(st.sampled_from('甲乙丙1."\n'), max_size=5)


@given(rows=st.lists(st.lists(_CELLS, min_size=4, max_size=4), min_size=4, max_size=8))
def test_a_written_grid_is_told_as_one(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    assert delimiter_of(text.getvalue()) == ","
