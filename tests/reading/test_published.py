"""What is hidden as a whole takes no part in the screening; hidden rows and columns do."""

from __future__ import annotations

import openpyxl

from mingcha import Screener
from tests.reading.workbooks import saved


def _workbook(*, sheet_hidden: bool, row_hidden: bool) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, total in (("部门支出总表", 30), ("部门收入总表", 99)):
        sheet = book.create_sheet(name)
        rows = [[name, None, "单位：万元"], ["科目编码", "科目名称", "合计"], [None, "合计", total]]
        for row in (*rows, [208, "社会保障和就业支出", 10], [210, "卫生健康支出", 20]):
            sheet.append(row)
        sheet.row_dimensions[4].hidden = row_hidden
    book["部门收入总表"].sheet_state = "hidden" if sheet_hidden else "visible"
    return saved(book)


def test_figures_of_a_hidden_sheet_are_not_screened() -> None:
    screener = Screener()
    seen = screener.screen(_workbook(sheet_hidden=False, row_hidden=False))
    assert [table.title for table in seen.disclosure.tables] == ["部门支出总表", "部门收入总表"]
    assert any(finding.severity == "error" for finding in seen.findings)
    hidden = screener.screen(_workbook(sheet_hidden=True, row_hidden=False))
    assert [table.title for table in hidden.disclosure.tables] == ["部门支出总表"]
    assert not any(finding.severity == "error" for finding in hidden.findings)
    assert ["部门收入总表" in problem.reason for problem in hidden.problems] == [True]


def test_figures_of_hidden_rows_count() -> None:
    screening = Screener().screen(_workbook(sheet_hidden=True, row_hidden=True))
    assert not any(finding.severity == "error" for finding in screening.findings)
    assert [figure.text for figure in screening.disclosure.figures] == ["30", "10", "20"]
