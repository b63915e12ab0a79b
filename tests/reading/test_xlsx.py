"""Workbooks: what every cell shows, titles and captions as lines of text, tables where heads change."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Border, Side

from mingcha.errors import UnreadableDocumentError
from mingcha.reading import Limits, Table
from tests.reading.workbooks import Rows, blocks, content, raw_xlsx, saved, xlsx

HEAD = ["科目编码", "科目名称", "合计"]
BODY: Rows = [[208, "社会保障和就业支出", 416424], ["20805", "行政事业单位养老支出", 412795.5]]
BOX = Border(left=Side("thin"), right=Side("thin"))


def test_title_caption_and_table() -> None:
    data = xlsx({"表2": [["部门支出总表"], ["部门：某县医疗保障局", None, "单位：万元"], HEAD, *BODY]}, merged=["A1:C1"])
    assert blocks(data) == [
        "部门支出总表",
        "部门：某县医疗保障局  单位：万元",
        [HEAD, ["208", "社会保障和就业支出", "416424"], ["20805", "行政事业单位养老支出", "412795.5"]],
    ]


def test_a_caption_cut_into_cells_is_one_line() -> None:
    data = xlsx({"支出表": [["支出表"], ["编制单位：", "某县医疗保障局", "单位：元"], HEAD, *BODY]})
    assert blocks(data)[1] == "编制单位：某县医疗保障局  单位：元"


def test_the_name_of_a_sheet_is_the_title_where_it_has_none() -> None:
    assert blocks(xlsx({"部门支出总表": [[None, None, "单位：万元"], HEAD, *BODY]}))[:2] == ["部门支出总表", "单位：万元"]
    assert blocks(xlsx({"部门支出总表": [HEAD, *BODY]}))[0] == "部门支出总表"
    assert blocks(xlsx({"Sheet1": [HEAD, *BODY]})) == [[HEAD, *[[str(cell) for cell in row] for row in BODY]]]
    assert blocks(xlsx({"表2": [["支出表"], HEAD, *BODY]}))[0] == "支出表"


def test_a_cover_is_lines_of_text() -> None:
    data = xlsx({"封面": [[None], ["某县医疗保障局"], [None, "2024年部门预算公开表"], [None], ["二〇二四年二月"]]})
    assert blocks(data) == ["某县医疗保障局", "2024年部门预算公开表", "二〇二四年二月"]


def test_notes_below_a_table_are_text_and_rows_of_one_cell_in_it_are_rows() -> None:
    rows = [HEAD, BODY[0], [None, "一、项目支出"], BODY[1], ["注：本表不含上级专款。"], ["口径与上年相同"]]
    found = blocks(xlsx({"支出表": rows}, merged=["A5:C5", "A6:C6"]))
    assert found[1] == [
        HEAD,
        ["208", "社会保障和就业支出", "416424"],
        ["", "一、项目支出", ""],
        ["20805", "行政事业单位养老支出", "412795.5"],
    ]
    assert found[2:] == ["注：本表不含上级专款。", "口径与上年相同"]


def test_blank_rows_end_a_table_only_where_the_head_changes() -> None:
    rows: Rows = [HEAD, BODY[0], [], BODY[1], [], ["项目", "金额"], ["设备购置", 5]]
    found = blocks(xlsx({"表": rows}))
    assert found[0] == "表"
    assert [len(table) for table in found[1:]] == [3, 2]
    assert found[2] == [["项目", "金额"], ["设备购置", "5"]]


def test_any_number_of_blank_rows_in_a_table_leaves_it_one() -> None:
    rows: Rows = [[str(number // 2), "甲", 1.5] if number % 2 else [None] * 3 for number in range(1, 601)]
    title, table = blocks(xlsx({"支出表": [HEAD, *rows]}))
    assert (title, len(table)) == ("支出表", 301)


def test_text_between_tables_without_rules_is_text() -> None:
    rows: Rows = [
        *[HEAD, *BODY],
        *[["（一）收支情况"], ["本单位当年预算收入400.00万元，较上年增加10.00万元，主要原因是人员增加。"]],
        *[HEAD, *BODY],
        *[["结转下年"], ["2024年某县医疗保障局一般公共预算"], ["支出表"], HEAD, *BODY],
    ]
    found = blocks(xlsx({"Sheet1": rows}))
    assert [block if isinstance(block, str) else len(block) for block in found] == [
        *[3, "（一）收支情况", "本单位当年预算收入400.00万元，较上年增加10.00万元，主要原因是人员增加。"],
        *[4, "2024年某县医疗保障局一般公共预算", "支出表", 3],
    ]


def test_a_title_between_rows_begins_another_table() -> None:
    rows = [["收入总表"], HEAD, *BODY, ["支出总表"], [None, None, "单位：元"], HEAD, *BODY]
    found = blocks(xlsx({"表": rows}, merged=["A1:C1", "A5:C5"]))
    assert [block if isinstance(block, str) else len(block) for block in found] == ["收入总表", 3, "支出总表", "单位：元", 3]


def test_columns_in_which_nothing_stands_are_left_out() -> None:
    rows: Rows = [[], [None, *HEAD[:2], None, HEAD[2]], [None, *BODY[0][:2], None, BODY[0][2]]]
    assert blocks(xlsx({"支出表": rows}, merged=["C2:D2", "C3:D3"]))[1] == [HEAD, ["208", "社会保障和就业支出", "416424"]]


def test_rules_tell_a_row_of_a_form_from_a_line_of_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "绩效"
    for row in (["绩效目标表"], ["项目名称"], ["主管部门", None, "某局"], ["填表人：甲", None, "联系电话：乙"]):
        sheet.append(row)
    for row in sheet["A2:C3"]:
        for cell in row:
            cell.border = BOX
    assert blocks(saved(book)) == ["绩效目标表", [["项目名称", ""], ["主管部门", "某局"]], "填表人：甲  联系电话：乙"]


def test_a_merged_cell_says_its_text_once_and_knows_its_span() -> None:
    data = xlsx({"收支表": [["收入", None, "支出", None], ["项目", "预算数", "项目", "预算数"], ["甲", 1.5, "乙", 2.5]]},
                merged=["A1:B1", "C1:D1"])  # fmt: skip
    table = content(data).blocks[1]
    assert isinstance(table, Table)
    assert table.rows[0].cells == ("收入", "", "支出", "")
    spots = table.rows[0].spots
    assert [spot.across if spot else 0 for spot in spots] == [2, 1, 2, 1]
    assert spots[2] is not None
    assert (spots[2].sheet, spots[2].cell) == ("收支表", "C1")


def test_what_a_merged_cell_hides_is_not_read() -> None:
    sheet = (
        '<sheetData><row r="1"><c t="str"><v>甲</v></c><c t="str"><v>藏</v></c><c><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    assert blocks(raw_xlsx(sheet))[1:] == [[["甲", "1"]]]


def test_figures_behind_merged_cells_and_in_formats_that_show_nothing_are_told() -> None:
    rows: Rows = [HEAD, [208, "甲", 60], [210, "乙", 0], [211, "丙", 60], [212, "丁", 7]]
    found = content(xlsx({"支出表": rows}, merged=["B3:C3"], formats={"C5": ";;;"}))
    assert [problem.reason.split(";")[0] for problem in found.problems] == [
        "sheet '支出表' has numbers in C5 of which their format shows nothing"
    ]
    covered = raw_xlsx(
        '<sheetData><row r="1"><c t="str"><v>甲</v></c><c t="str"><v>乙</v></c><c><v>60</v></c><c><v>1</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>'
    )
    assert [problem.reason for problem in content(covered).problems] == [
        "sheet '表' has figures behind merged cells in C1, not read; delete them there"
    ]


def _changed(data: bytes, rename: Mapping[str, str], replace: Mapping[str, str] | None = None) -> bytes:
    """A workbook with parts of other names ("" for none), and with other words in them."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(file, "w") as changed:
        for part in package.namelist():
            text = package.read(part).decode()
            for old, new in (replace or {}).items():
                text = text.replace(old, new)
            if rename.get(part, part):
                changed.writestr(rename.get(part, part), text)
    return file.getvalue()


TWO = raw_xlsx(
    '<sheetData><row r="1"><c t="s"><v>0</v></c><c><v>5</v></c><c><v>6</v></c></row></sheetData>',
    shared="<si><t>医保</t></si>",
)


@pytest.mark.parametrize(
    ("rename", "replace"),
    [
        ({"xl/sharedStrings.xml": "xl/SharedStrings.xml"}, {}),
        ({"xl/worksheets/sheet1.xml": "xl/worksheets/Sheet1.xml"}, {}),
        ({}, {"worksheets/sheet1.xml": "worksheets\\sheet1.xml"}),
        ({"xl/worksheets/sheet1.xml": "xl/worksheets/sheet 1.xml"}, {"worksheets/sheet1.xml": "worksheets/sheet%201.xml"}),
        ({"xl/worksheets/sheet1.xml": "xl/worksheets/sheet%201.xml"}, {"worksheets/sheet1.xml": "worksheets/sheet%201.xml"}),
        ({"_rels/.rels": ""}, {}),
    ],
)
def test_parts_are_found_however_their_names_are_written(rename: Mapping[str, str], replace: Mapping[str, str]) -> None:
    assert blocks(_changed(TWO, rename, replace))[1:] == [[["医保", "5", "6"]]]


def test_texts_and_sheets_that_are_not_there_are_told() -> None:
    for data in (_changed(TWO, {"xl/sharedStrings.xml": ""}), _changed(TWO, {}, {"<v>0</v>": "<v>7</v>"})):
        with pytest.raises(UnreadableDocumentError, match="a cell shows a text that is not in it"):
            content(data)
    lost = content(_changed(xlsx({"收入表": [HEAD, *BODY], "支出表": [HEAD, *BODY]}), {"xl/worksheets/sheet2.xml": ""}))
    assert [problem.reason for problem in lost.problems] == [
        "sheet '支出表' is not in the file and was not read; open the workbook, save it and publish it again"
    ]
    with pytest.raises(UnreadableDocumentError, match=r"no cell of the workbook says anything .*is not in the file"):
        content(_changed(TWO, {"xl/worksheets/sheet1.xml": ""}))


def _with_drawing(data: bytes, *anchors: str) -> bytes:
    """A workbook with a drawing over its first sheet."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{office}/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
        )
        package.writestr(
            "xl/drawings/drawing1.xml",
            '<wsDr xmlns="x" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f"{''.join(f'<twoCellAnchor>{anchor}</twoCellAnchor>' for anchor in anchors)}</wsDr>",
        )
    return file.getvalue()


PICTURE = '<pic><a:blip/><spPr><a:xfrm><a:ext cx="9000000" cy="5000000"/></a:xfrm></spPr></pic>'
LOGO = PICTURE.replace("5000000", "500000")


def test_what_lies_over_the_cells_is_told_and_is_left_out_where_they_say_hardly_anything() -> None:
    rows = xlsx({"支出表": [HEAD, *BODY, *BODY, *BODY]})
    assert content(_with_drawing(rows, LOGO)).problems == ()
    box = "<sp><txBody><a:p><a:r><a:t>单位：万元</a:t></a:r></a:p></txBody></sp>"
    chart = '<graphicFrame><a:graphic><a:graphicData uri="http://x/drawingml/2006/chart"/></a:graphic></graphicFrame>'
    (problem,) = content(_with_drawing(rows, PICTURE, PICTURE, box, chart)).problems
    assert problem.reason.startswith("sheet '支出表' has 2 picture(s), 1 text box(s), 1 chart(s) that were not read")
    assert not problem.left_out
    (problem,) = content(_with_drawing(xlsx({"支出表": [["某局支出表"]]}), PICTURE)).problems
    assert problem.left_out
    with pytest.raises(UnreadableDocumentError, match=r"no cell of the workbook says anything .*1 picture\(s\)"):
        content(_with_drawing(xlsx({"支出表": []}), PICTURE))


def test_numbers_are_shown_by_their_formats() -> None:
    data = xlsx(
        {"支出表": [HEAD, [5, "甲", 1234567.891], [208, "乙", 0.85], [208, "丙", -12.5]]},
        formats={"A2": "000", "C2": "#,##0.00", "C3": "0.00%", "C4": "#,##0.00;[Red](#,##0.00)"},
    )
    assert blocks(data)[1] == [HEAD, ["005", "甲", "1,234,567.89"], ["208", "乙", "85.00%"], ["208", "丙", "(12.50)"]]


def test_numbers_stored_as_text_are_as_they_are() -> None:
    assert blocks(xlsx({"支出表": [HEAD, ["0208", "甲", "３２５．４２"]]}))[1] == [HEAD, ["0208", "甲", "325.42"]]


def test_zeros_that_the_sheet_does_not_show_are_blank() -> None:
    sheet = (
        '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>'
        '<sheetData><row r="1"><c r="A1"><v>0</v></c><c r="B1"><v>1</v></c><c r="C1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>0</v></c><c r="C2"><v>2</v></c></row></sheetData>'
    )
    assert blocks(raw_xlsx(sheet))[1:] == [[["", "1", "2"], ["3", "", "2"]]]


def test_rich_text_is_whole_and_comments_and_pronunciation_are_not_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = CellRichText("其中：", TextBlock(InlineFont(b=True), "基本"), "支出")
    sheet["B1"] = 5
    sheet["B1"].comment = Comment("不公开的批注", "x")
    assert blocks(saved(book)) == [[["其中：基本支出", "5"]]]
    shared = '<si><r><t>医保</t></r><r><t>中心</t></r><rPh sb="0" eb="1"><t>yibao</t></rPh></si><si><t>一_x000D_二</t></si>'
    sheet_xml = '<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>7</v></c></row></sheetData>'
    assert blocks(raw_xlsx(sheet_xml, shared=shared))[1:] == [[["医保中心", "一 二", "7"]]]


def test_lines_of_a_cell_are_one() -> None:
    data = xlsx({"支出表": [["科目\n编码", "Name\nof it", "合计"], [208, "目标1\n2.其他", 1.5]]})
    assert blocks(data)[1] == [["科目 编码", "Name of it", "合计"], ["208", "目标1 2.其他", "1.5"]]


def test_tags_that_stand_as_characters_in_a_cell_are_taken_out_and_told() -> None:
    found = content(xlsx({"支出表": [HEAD, [208, "<p>目标1</p><p>目标2</p>", 1.5]]}))
    table = found.blocks[1]
    assert isinstance(table, Table)
    assert table.rows[1].cells == ("208", "目标1 目标2", "1.5")
    assert found.markup == ((3, "<p>"),)


def test_an_error_is_printed_and_recorded() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    found = content(raw_xlsx(sheet))
    assert blocks(raw_xlsx(sheet))[1:] == [[["1", "#DIV/0!"]]]
    assert [problem.reason for problem in found.problems] == [
        "sheet '表' shows errors in B1; correct the formulas and publish the workbook again"
    ]


def test_formulas_without_results_are_recorded() -> None:
    found = content(xlsx({"支出表": [HEAD, [208, "甲", "=SUM(C3:C4)"]]}))
    (problem,) = found.problems
    assert "sheet '支出表' has formulas without results in C2" in problem.reason


def test_text_that_a_program_took_for_a_formula_is_text() -> None:
    data = xlsx({"绩效表": [["指标", "指标值"], ["参保人数", "=104767人"], ["标准", "=390元/人"], ["合计", "='2024年'!A1"]]})
    found = content(data)
    assert blocks(data)[1] == [["指标", "指标值"], ["参保人数", "=104767人"], ["标准", "=390元/人"], ["合计", ""]]
    assert ["in B4," in problem.reason for problem in found.problems] == [True]


def test_a_formula_that_names_a_column_of_a_table_is_none_that_is_text() -> None:
    found = content(xlsx({"支出表": [HEAD, [208, "甲", "=SUM(表1[2024年])"]]}))
    assert ["without results in C2," in problem.reason for problem in found.problems] == [True]


def test_results_of_formulas_are_read() -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1</f><v>甲</v></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1" t="str"><f>""</f><v></v></c></row></sheetData>'
    )
    assert blocks(raw_xlsx(sheet))[1:] == [[["2", "甲", "TRUE"]]]
    assert content(raw_xlsx(sheet)).problems == ()


def test_hidden_rows_and_columns_are_read_marked_and_recorded() -> None:
    book = _opened(xlsx({"支出表": [HEAD, *BODY]}))
    sheet = book["支出表"]
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["A"].hidden = True
    found = content(saved(book))
    table = found.blocks[1]
    assert isinstance(table, Table)
    assert [row.cells[2] for row in table.rows] == ["合计", "416424", "412795.5"]
    assert [[spot.hidden if spot else None for spot in row.spots] for row in table.rows] == [
        [True, False, False],
        [True, True, True],
        [True, False, False],
    ]
    assert [problem.reason for problem in found.problems] == [
        "sheet '支出表' hides figures in row 2 and column A; they were read like the others"
    ]


def test_a_hidden_sheet_is_read_marked_and_recorded() -> None:
    book = _opened(xlsx({"收入表": [HEAD, *BODY], "支出表": [HEAD, *BODY]}))
    book["收入表"].sheet_state = "veryHidden"
    found = content(saved(book))
    assert [found.spots[block.line].hidden for block in found.blocks] == [True, True, False, False]
    assert [problem.reason for problem in found.problems] == [
        "sheet '收入表' is hidden; it was read but takes no part in the screening; unhide it if it is to be published"
    ]


def test_the_strict_form_of_the_standard_is_read() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>'
    assert blocks(raw_xlsx(sheet, main="http://purl.oclc.org/ooxml/spreadsheetml/main"))[1:] == [[["1", "2"]]]


def test_a_size_that_lies_costs_nothing() -> None:
    sheet = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    )
    assert blocks(raw_xlsx(sheet))[1:] == [[["1"]], [["2"]]]


def test_merged_cells_as_large_as_the_sheet_cost_nothing() -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row></sheetData>'
        "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 2000 + "</mergeCells>"
    )
    assert blocks(raw_xlsx(sheet))[1:] == [[["1"]]]


def test_columns_far_to_the_right_are_kept_without_the_blank_ones_between() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row></sheetData>'
    assert blocks(raw_xlsx(sheet))[1:] == [[["1", "2"]]]


def test_columns_over_the_limit_are_left_out_and_recorded() -> None:
    found = content(xlsx({"支出表": [list(range(1, 8)), list(range(1, 8))]}), limits=Limits(max_columns=3))
    assert [row.cells for block in found.blocks if isinstance(block, Table) for row in block.rows] == [("1", "2", "3")] * 2
    assert "of a table of 7 columns the first 3 were read" in found.problems[0].reason


def test_cells_over_the_limit_are_left_out_and_recorded() -> None:
    found = content(xlsx({"支出表": [[index, index] for index in range(1, 9)]}), limits=Limits(max_cells=6))
    assert [row.cells for block in found.blocks if isinstance(block, Table) for row in block.rows][-1] == ("2", "2")
    assert any("--max-cells" in problem.reason for problem in found.problems)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 cut", "damaged"),
        (xlsx({"支出表": [HEAD]})[:-200], "damaged"),
        (raw_xlsx("<sheetData><row>"), "damaged"),
        (raw_xlsx("", shared='<!DOCTYPE x [<!ENTITY a "b">]>'), "damaged"),
    ],
)
def test_damaged_workbooks_are_told(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=reason):
        content(data)


def _opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))
