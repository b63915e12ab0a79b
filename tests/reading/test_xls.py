"""Old workbooks give what the new ones give."""

from __future__ import annotations

import pytest
import xlwt

from mingcha.errors import UnreadableDocumentError
from mingcha.reading import Limits, Table
from tests.reading.workbooks import Rows, blocks, content, saved_xls, xls, xlsx

ROWS: Rows = [
    ["部门支出总表"],
    ["部门：某县医疗保障局", None, "单位：元"],
    ["科目编码", "科目名称", "合计"],
    [208, "社会保障和就业支出", 416424.5],
    ["20805", "行政事业\n单位养老支出", "３２５"],
    [5, "完成率", 0.85],
]
FORMATS = {(3, 2): "#,##0.00", (5, 0): "000", (5, 2): "0%"}


def test_an_old_workbook_gives_what_the_new_one_gives() -> None:
    names = {(row, column): f"{'ABC'[column]}{row + 1}" for row, column in FORMATS}
    new = xlsx({"支出": ROWS}, formats={names[cell]: code for cell, code in FORMATS.items()})
    assert blocks(xls({"支出": ROWS}, formats=FORMATS), "xls") == blocks(new)
    assert blocks(new)[2] == [
        ["科目编码", "科目名称", "合计"],
        ["208", "社会保障和就业支出", "416,424.50"],
        ["20805", "行政事业 单位养老支出", "325"],
        ["005", "完成率", "85%"],
    ]


def test_merged_cells_hidden_rows_and_sheets_rules_and_errors() -> None:
    book = xlwt.Workbook()
    box = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    sheet = book.add_sheet("绩效")
    sheet.write(0, 0, "绩效目标表")
    sheet.write_merge(1, 1, 0, 1, "收入", box)
    sheet.write(1, 2, "", box)
    sheet.write(2, 0, "甲", box)
    sheet.write(2, 1, 1.5, box)
    sheet.row(2).hidden = True
    sheet.row(2).set_cell_error(2, "#DIV/0!")
    other = book.add_sheet("底稿")
    other.write(0, 0, "旧数")
    other.visibility = 1
    found = content(saved_xls(book), "xls")
    assert blocks(saved_xls(book), "xls") == ["绩效目标表", [["收入", "", ""], ["甲", "1.5", "#DIV/0!"]], "旧数"]
    table = found.blocks[1]
    assert isinstance(table, Table)
    assert [spot.across if spot else 0 for spot in table.rows[0].spots] == [2, 1, 1]
    assert [found.spots[row.line].hidden for row in table.rows] == [False, True]
    assert [problem.reason.partition(";")[0] for problem in found.problems] == [
        "sheet '绩效' shows errors in C3",
        "sheet '绩效' hides figures in row 3",
        "sheet '底稿' is hidden",
    ]


def test_limits_are_kept() -> None:
    found = content(xls({"支出": [[index, index] for index in range(1, 9)]}), "xls", Limits(max_cells=6))
    assert any("--max-cells" in problem.reason for problem in found.problems)


@pytest.mark.parametrize("cut", [512, 1024, 3000])
def test_a_damaged_workbook_is_told(cut: int) -> None:
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        content(xls({"支出": ROWS})[:cut], "xls")
