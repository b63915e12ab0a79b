"""What is hidden as a whole takes no part in the screening; hidden rows and columns do."""

from __future__ import annotations

import openpyxl

from mingcha import Screener
from tests.reading.word import paragraph, row, run, table, word
from tests.reading.workbooks import saved


def _workbook(*, sheet_hidden: bool, row_hidden: bool) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, total in (("部门支出总表", 30), ("部门收入总表", 99)):
        sheet = book.create_sheet(name)
        rows = [[name, None, "单位：万元"], ["科目编码", "科目名称", "合计"], [None, "合计", total]]
        for cells in (*rows, [208, "社会保障和就业支出", 10], [210, "卫生健康支出", 20]):
            sheet.append(cells)
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


def _tab(title: str, total: int, row: str = "") -> str:
    return (
        f"<p>{title}</p><p>单位：万元</p><table><tr><td>科目编码<td>科目名称<td>合计<tr><td><td>合计<td>{total}.00"
        f"<tr><td>208<td>社会保障和就业支出<td>10.00<tr {row}><td>210<td>卫生健康支出<td>20.00</table>"
    )


def test_tables_on_hidden_tabs_of_a_page_are_not_screened_but_told() -> None:
    page = f"<html>{_tab('部门支出总表', 30)}<div style='display:none'>{_tab('部门收入总表', 99)}</div></html>"
    screening = Screener().screen(page.encode(), "tabs.html")
    assert [table.title for table in screening.disclosure.tables] == ["部门支出总表"]
    problem, *_ = screening.problems
    assert problem.reason.startswith("1 table(s) and 2 paragraph(s) are hidden (the first in line 1)")
    assert problem.left_out


def test_hidden_words_of_a_document_are_told() -> None:
    hidden = paragraph(run("本年支出 60.00 万元。", "<w:vanish/>"))
    rows = table(row("科目", "合计"), row("甲", "1.00", properties="<w:hidden/>"), row("乙", "2.00"))
    problems = Screener().screen(word(paragraph("说明。") + hidden + rows), "x.docx").problems
    assert [(problem.reason.split(")")[0] + ")", problem.left_out) for problem in problems] == [
        ("0 table(s)", True),
        ("1 row(s)", False),
    ]
    assert "the first in paragraph 2)" in problems[0].reason
    assert "the first in row 2 of table 1)" in problems[1].reason
    problem, *_ = (
        Screener().screen(word(paragraph("本年支出 60.00 万元。") + paragraph(run("批注", "<w:vanish/>"))), "x.docx").problems
    )
    assert not problem.left_out


def test_figures_of_hidden_rows_count() -> None:
    screening = Screener().screen(_workbook(sheet_hidden=True, row_hidden=True))
    assert not any(finding.severity == "error" for finding in screening.findings)
    assert [figure.text for figure in screening.disclosure.figures] == ["30", "10", "20"]
