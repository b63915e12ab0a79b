"""Word documents to blocks: what Word prints, revisions as accepted, tables with their spans, and where everything stands."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha import Limits, UnreadableDocumentError
from mingcha.reading import Content, Paragraph, Table
from mingcha.reading.docx import read_docx
from tests.reading.merged import Merged, merged_tables
from tests.reading.word import cell, paragraph, part, relations, row, run, table, word, zipped

VANISH = "<w:vanish/>"
BY = 'w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"'


def _read(body: str, **parts: str) -> Content:
    return read_docx(word(body, **parts), "a test", Limits())


def _texts(body: str, **parts: str) -> list[str]:
    return [block.text for block in _read(body, **parts).blocks if isinstance(block, Paragraph)]


def _tables(body: str, **parts: str) -> list[list[tuple[str, ...]]]:
    return [[row.cells for row in block.rows] for block in _read(body, **parts).blocks if isinstance(block, Table)]


# -- what runs in a paragraph ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param(f"支出<w:ins {BY}>{run('100')}</w:ins>元", "支出100元", id="inserted"),
        pytest.param(f"支出<w:del {BY}><w:r><w:delText>90</w:delText></w:r></w:del>100元", "支出100元", id="deleted"),
        pytest.param(f"甲<w:moveFrom {BY}>{run('乙')}</w:moveFrom>丙", "甲丙", id="moved away"),
        pytest.param(f"甲<w:moveTo {BY}>{run('乙')}</w:moveTo>丙", "甲乙丙", id="moved here"),
        pytest.param(f"<w:hyperlink>{run('链接')}</w:hyperlink>", "链接", id="link"),
        pytest.param(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件", id="content control"),
        pytest.param(f"<w:smartTag><w:smartTagPr/>{run('某县')}</w:smartTag>", "某县", id="smart tag"),
        pytest.param(f"<w:customXml>{run('某县')}</w:customXml>", "某县", id="custom XML"),
        pytest.param(f'<w:fldSimple w:instr=" DATE ">{run("2024年")}</w:fldSimple>', "2024年", id="simple field"),
        pytest.param("<w:r><w:t>甲</w:t><w:noBreakHyphen/><w:t>乙</w:t></w:r>", "甲-乙", id="hyphen that does not break"),
        pytest.param("<w:r><w:t>甲</w:t><w:softHyphen/><w:t>乙\xad丙</w:t></w:r>", "甲乙丙", id="soft hyphen"),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>', "☑是", id="ticked box"),
        pytest.param('<w:r><w:sym w:font="Arial" w:char="20AC"/><w:t>100</w:t></w:r>', "€100", id="symbol"),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F04A"/><w:t>甲</w:t></w:r>', "甲", id="ornament"),
        pytest.param(
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('dong')}</w:rt><w:rubyBase>{run('东')}</w:rubyBase></w:ruby></w:r>",
            "东",
            id="phonetic",
        ),
        pytest.param("<m:oMath><m:r><m:t>1+2</m:t></m:r></m:oMath>", "1+2", id="formula"),
        pytest.param("１００．５０％", "100.50%", id="full-width digits"),
        pytest.param("\u3000\xa0 甲\xa0乙 \u3000", "甲 乙", id="blanks"),
        pytest.param("<w:r><w:t>\n  甲\n</w:t></w:r>", "甲", id="line ends in the file"),
    ],
)
def test_a_paragraph_says_what_is_printed(inside: str, text: str) -> None:
    pieces = [piece if piece.endswith(">") else run(piece) for piece in _split(inside)]
    assert _texts(paragraph(*pieces)) == [text]


def _split(inside: str) -> list[str]:
    """Text before, markup, text after."""
    start, end = inside.find("<"), inside.rfind(">")
    return [inside] if start < 0 else [piece for piece in (inside[:start], inside[start : end + 1], inside[end + 1 :]) if piece]


def _field(instruction: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_of_a_field_the_result_is_read_and_not_the_instruction_nor_a_field_inside_it() -> None:
    inner = _field("MERGEFIELD 内", run("内"))
    outer = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        f'{inner}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("外")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert _texts(paragraph(outer, run("后"))) == ["外后"]


def test_a_field_that_never_ends_does_not_swallow_the_next_paragraph() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert _texts(paragraph(broken) + paragraph("支出100元。")) == ["支出100元。"]


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    mark = f"<w:rPr><w:del {BY}/></w:rPr>"
    assert _texts(paragraph("支出1", properties=mark) + paragraph("00元。")) == ["支出100元。"]


def test_a_paragraph_that_was_deleted_leaves_nothing() -> None:
    deleted = f"<w:del {BY}><w:r><w:delText>旧段。</w:delText></w:r></w:del>"
    body = paragraph("甲。") + paragraph(deleted, properties=f"<w:rPr><w:del {BY}/></w:rPr>") + paragraph("乙。")
    assert _texts(body) == ["甲。", "乙。"]


def test_line_breaks_end_lines_and_blank_paragraphs_are_passed_over() -> None:
    content = _read(paragraph("<w:r><w:t>某局</w:t><w:br/><w:t>2024年部门预算</w:t></w:r>") + "<w:p/>" + paragraph("目录"))
    assert [block.text for block in content.blocks if isinstance(block, Paragraph)] == ["某局", "2024年部门预算", "目录"]
    assert [content.spots[block.line].paragraph for block in content.blocks] == [1, 1, 2]


def test_hidden_text_is_a_line_of_its_own_that_is_marked() -> None:
    styles = f'<w:style w:type="character" w:styleId="H"><w:rPr>{VANISH}</w:rPr></w:style>'
    content = _read(paragraph(run("旧数90元。", VANISH), run("支出100元。"), run("另", '<w:rStyle w:val="H"/>')), styles=styles)
    assert [(block.text, content.spots[block.line].hidden) for block in content.blocks if isinstance(block, Paragraph)] == [
        ("支出100元。", False),
        ("旧数90元。另", True),
    ]


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_crossed_out_text_is_no_part_of_a_figure_and_told(mark: str) -> None:
    body = paragraph(
        "支出", run("100", f"<w:{mark}/>"), run("200", f'<w:{mark} w:val="0"/>'), "万元", run("旧", f"<w:{mark}/>"), "。"
    )
    content = _read(body)
    assert [block.text for block in content.blocks if isinstance(block, Paragraph)] == ["支出200万元。"]
    (problem,) = content.problems
    assert problem.reason.startswith("1 crossed-out figure(s)")


def test_a_raised_number_is_none_of_the_digits_before_it() -> None:
    two = run("2", '<w:vertAlign w:val="superscript"/>')
    assert _texts(paragraph("支出100", two, "元，共100m", two, "。")) == ["支出100²元，共100m2。"]


def test_hidden_text_that_is_switched_off_is_seen() -> None:
    content = _read(paragraph(run("支出100元。", '<w:vanish w:val="0"/>')))
    assert not content.spots[1].hidden


# -- lists -------------------------------------------------------------------------------------------------------------------

LEVELS = "".join(
    f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{style}<w:lvlText w:val="{text}"/></w:lvl>'
    for place, (form, text, style) in enumerate(
        (
            ("chineseCounting", "%1、", '<w:pStyle w:val="Heading1"/>'),
            ("chineseCounting", "（%2）", ""),
            ("decimal", "%3.", ""),
            ("decimal", "%1-%4", ""),
        )
    )
)
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def _numbered(text: str, level: int = 0, number: int = 1) -> str:
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_of_lists_are_printed_by_level_and_begin_again_below_a_higher_one() -> None:
    body = (
        _numbered("概况")
        + _numbered("职责", 1)
        + _numbered("机构", 1)
        + _numbered("人员", 2)
        + _numbered("收支")
        + _numbered("收入", 1)
        + _numbered("表", 3)
    )
    assert _texts(body, numbering=NUMBERING) == [
        "一、概况",
        "（一）职责",
        "（二）机构",
        "1. 人员",
        "二、收支",
        "（一）收入",
        "二-1 表",
    ]


def test_another_list_of_the_same_kind_goes_on_unless_it_begins_anew() -> None:
    assert _texts(_numbered("甲") + _numbered("乙", number=2) + _numbered("丙"), numbering=NUMBERING) == [
        "一、甲",
        "一、乙",
        "二、丙",
    ]


def test_a_style_gives_its_list_and_a_paragraph_can_leave_it() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="Heading1"/></w:style>'
    )
    body = (
        paragraph("概况", properties='<w:pStyle w:val="Heading1"/>')
        + paragraph("收支", properties='<w:pStyle w:val="Mine"/>')
        + paragraph("附件", properties='<w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert _texts(body, styles=styles, numbering=NUMBERING) == ["一、概况", "二、收支", "附件"]


def test_a_column_that_only_a_list_numbers_has_its_numbers() -> None:
    numbered = paragraph(properties='<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>')
    body = table(row(cell(numbered), "办公费"), row(cell(numbered), "印刷费"))
    assert _tables(body, numbering=NUMBERING) == [[("1.", "办公费"), ("2.", "印刷费")]]


# -- beside the text ---------------------------------------------------------------------------------------------------------


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('框中。')}</w:txbxContent>"
    drawn = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _texts(paragraph("段。", drawn) + paragraph("后。")) == ["段。", "框中。", "后。"]


def test_a_text_box_that_only_the_fallback_has_is_read() -> None:
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{paragraph('框中。')}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _texts(paragraph(drawn)) == ["框中。"]


def test_notes_stand_after_the_paragraph_or_table_that_refers_to_them() -> None:
    notes = (
        f'<w:footnote w:id="-1" w:type="separator">{paragraph("不印。")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("注一。")}</w:footnote><w:footnote w:id="3">{paragraph("注二。")}</w:footnote>'
    )
    refer = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = (
        paragraph("支出100元", refer.format(2), run("。"))
        + paragraph("后。", refer.format(2))
        + table(row(cell(paragraph("办公费", refer.format(3))), "1"))
        + paragraph("完。")
    )
    content = _read(body, footnotes=notes)
    assert [block.text if isinstance(block, Paragraph) else "表" for block in content.blocks] == [
        "支出100元。",
        "注一。",
        "后。",
        "表",
        "注二。",
        "完。",
    ]


def test_a_large_picture_and_an_embedded_sheet_are_said_not_to_be_read() -> None:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="5000000" cy="3000000"/><a:graphic><a:graphicData uri="x/picture">'
        "<a:blip/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    sheet = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    seal = picture.replace("5000000", "500000")
    reasons = [problem.reason for problem in _read(paragraph("见表。", picture) + paragraph("见附表。", sheet, seal)).problems]
    assert len(reasons) == 2
    assert "1 picture(s)" in reasons[0]
    assert "1 embedded object(s)" in reasons[1]
    (problem,) = _read(paragraph("见表。", picture)).problems
    assert problem.left_out
    (problem,) = _read(paragraph("见表。", picture) + table(row("科目", "合计"), row("甲", "1.00"))).problems
    assert not problem.left_out


def test_a_web_page_that_word_would_take_in_is_read() -> None:
    page = "<html><body><p>收支表。</p><table><tr><td>科目<td>金额<tr><td>办公费<td>1.00</table></body></html>"
    members = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": part(
            "document", f'<w:body>{paragraph("甲。")}<w:altChunk r:id="rId1"/>{table(row("乙", "2"))}</w:body>'
        ),
        "word/_rels/document.xml.rels": relations(("aFChunk", "chunk.htm")),
        "word/chunk.htm": page,
    }
    content = read_docx(zipped(members), "a test", Limits())
    assert [block.text if isinstance(block, Paragraph) else content.spots[block.line].table for block in content.blocks] == [
        "甲。",
        "收支表。",
        1,
        2,
    ]
    content = read_docx(zipped({**members, "word/chunk.htm": b"PK"}), "a test", Limits())
    assert "1 embedded document(s)" in content.problems[0].reason


# -- tables ------------------------------------------------------------------------------------------------------------------


def test_spans_stand_at_their_first_cell_and_every_cell_has_its_place() -> None:
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = paragraph("表。") + table(
        row(cell("项目", properties=begins), cell("支出", across=2)),
        row(cell(properties=goes_on), "基本", "项目"),
        row("合计", "1.00", "2.00"),
    )
    content = _read(body)
    block = content.blocks[1]
    assert isinstance(block, Table)
    assert [row.cells for row in block.rows] == [("项目", "支出", ""), ("", "基本", "项目"), ("合计", "1.00", "2.00")]
    first, second, third = block.rows[0].spots
    assert first is not None
    assert second is not None
    assert (first.table, first.row, first.column, first.across, first.down) == (1, 1, 1, 1, 2)
    assert (second.column, second.across, second.down) == (2, 2, 1)
    assert third is None
    assert content.spots[block.rows[2].line].row == 3


def test_rows_and_cells_in_content_controls_are_read_and_deleted_ones_are_not() -> None:
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    body = table(
        control(row("甲", "1")),
        row("乙", control(cell("2")), cell("旧", properties=f"<w:cellDel {BY}/>")),
        row("丙", "3", properties=f"<w:del {BY}/>"),
        row("丁", "4", properties=f"<w:ins {BY}/>"),
    )
    assert _tables(control(body)) == [[("甲", "1"), ("乙", "2"), ("丁", "4")]]


def test_a_row_that_begins_later_stands_under_its_columns() -> None:
    body = table(row("a", "b", "c"), row("乙", "丙", properties='<w:gridBefore w:val="1"/>'))
    assert _tables(body) == [[("a", "b", "c"), ("", "乙", "丙")]]


def test_old_sideways_merges_are_spans() -> None:
    body = table(
        row(cell("收入", properties='<w:hMerge w:val="restart"/>'), cell(properties="<w:hMerge/>"), "支出"), row("a", "b", "c")
    )
    assert _tables(body) == [[("收入", "", "支出"), ("a", "b", "c")]]


def test_a_border_that_was_moved_a_little_makes_no_column() -> None:
    body = table(
        row(cell("项目", across=2), "金额"),
        row("办公费", cell("1.00", across=2)),
        columns=(2000, 30, 2000),
    )
    assert _tables(body) == [[("项目", "金额"), ("办公费", "1.00")]]


def test_grid_columns_in_which_no_cell_begins_are_none() -> None:
    body = table(row(cell("项目", across=2), "金额"), row(cell("办公费", across=2), "1.00"))
    assert _tables(body) == [[("项目", "金额"), ("办公费", "1.00")]]


def test_a_nested_table_stands_after_the_one_it_is_in() -> None:
    inner = table(row("内甲", "内乙"), row("内丙", "内丁"))
    body = table(row("外甲", "外乙"), row("外丙", cell(inner, "<w:p/>"))) + paragraph("后。")
    content = _read(body)
    tables = [block for block in content.blocks if isinstance(block, Table)]
    assert [[row.cells for row in block.rows] for block in tables] == [
        [("外甲", "外乙"), ("外丙", "")],
        [("内甲", "内乙"), ("内丙", "内丁")],
    ]
    assert [content.spots[block.line].table for block in tables] == [1, 2]


def test_a_nested_table_of_one_cell_is_text_of_its_cell() -> None:
    assert _tables(table(row("甲", cell(table(row("1.00")), "<w:p/>")))) == [[("甲", "1.00")]]


def test_a_table_of_one_column_and_one_around_others_are_no_tables() -> None:
    inner = table(row("科目", "金额"), row("办公费", "1.00"))
    body = table(row(cell(paragraph("某局收支表"), inner, "<w:p/>")), row(cell(paragraph("注：无。"))))
    content = _read(body)
    assert [block.text if isinstance(block, Paragraph) else len(block.rows) for block in content.blocks] == [
        "某局收支表",
        2,
        "注：无。",
    ]
    assert content.spots[1].table == 1


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("商品和", "服务支出"), "商品和 服务支出"),
        (("3,254,", "218.00"), "3,254,218.00"),
        (("3,254,218", ".00"), "3,254,218.00"),
        (("3,254,21", "8.00"), "3,254,218.00"),
        (("100", "200"), "100 200"),
        (("1,000", "200"), "1,000 200"),
        (("1,254,218.00", "3,000.00"), "1,254,218.00 3,000.00"),
        (("", "甲", ""), "甲"),
    ],
)
def test_the_paragraphs_of_a_cell_are_parted_by_a_blank_but_a_number_is_not(lines: tuple[str, ...], text: str) -> None:
    assert _tables(table(row("甲", cell(*lines)))) == [[("甲", text)]]


def test_hidden_rows_and_cells_are_read_and_marked() -> None:
    body = table(row("甲", "1"), row("乙", "2", properties="<w:hidden/>"), row("丙", cell(paragraph(run("3", VANISH)))))
    content = _read(body)
    (block,) = content.blocks
    assert isinstance(block, Table)
    assert [[spot is not None and spot.hidden for spot in row.spots] for row in block.rows] == [
        [False, False],
        [True, True],
        [False, True],
    ]
    assert [content.spots[row.line].hidden for row in block.rows] == [False, True, False]


def test_text_behind_a_merged_cell_is_said_to_be_there_unless_it_repeats_what_is_seen() -> None:
    def merged(above: str, below: str) -> Content:
        begins = cell(above, properties='<w:vMerge w:val="restart"/>')
        return _read(table(row(begins, "1"), row(cell(below, properties="<w:vMerge/>"), "2")))

    assert not merged("甲", "甲").problems
    (problem,) = merged("甲", "乙").problems
    assert "behind merged cells" in problem.reason


def test_a_tag_of_a_web_page_in_a_cell_is_taken_out_and_said() -> None:
    content = _read(table(row("目标", "&lt;p&gt;目标1。&lt;/p&gt;")))
    assert content.markup == ((1, "<p>"),)


@given(merged_tables())
def test_any_table_with_merged_cells_is_read_back(merged: Merged) -> None:
    """Every grid column begins somewhere in such a table, so nothing is folded."""
    rows = []
    for number in range(merged.rows):
        cells, column = [], 0
        while column < merged.columns:
            top, left, down, across = merged.area(number, column)
            text = merged.text(top, left)
            if down == 1:
                cells.append(cell(text, across=across))
            elif top == number:
                cells.append(cell(text, across=across, properties='<w:vMerge w:val="restart"/>'))
            else:
                cells.append(cell(across=across, properties="<w:vMerge/>"))
            column += across
        rows.append(row(*cells))
    (block,) = _read(table(*rows)).blocks
    assert isinstance(block, Table)
    assert [row.cells for row in block.rows] == merged.printed()
    assert [[None if spot is None else (spot.down, spot.across) for spot in row.spots] for row in block.rows] == merged.spans()


# -- tabs --------------------------------------------------------------------------------------------------------------------


def _tabbed(*cells: str) -> str:
    return paragraph("<w:r>" + "<w:tab/>".join(f"<w:t>{text}</w:t>" for text in cells) + "</w:r>")


def test_lines_with_amounts_between_tabs_are_a_table() -> None:
    body = (
        paragraph("收支表")
        + _tabbed("科目", "", "金额")
        + _tabbed("办公费", "1.00")
        + _tabbed("印刷费", "2.00")
        + paragraph("注：无。")
    )
    assert _tables(body) == [[("科目", "金额"), ("办公费", "1.00"), ("印刷费", "2.00")]]


def test_other_tabs_are_blanks() -> None:
    assert _texts(_tabbed("单位：某局", "金额单位：元") + paragraph("甲。")) == ["单位：某局 金额单位：元", "甲。"]


def test_a_table_of_contents_is_lines_with_their_pages() -> None:
    assert _texts(_tabbed("第一部分 概况", "1") + _tabbed("第二部分 收支", "3")) == ["第一部分 概况……1", "第二部分 收支……3"]
    field = _field("TOC \\o", "<w:r><w:t>第一部分 概况</w:t><w:tab/><w:t>1</w:t></w:r>")
    assert _texts(paragraph(field)) == ["第一部分 概况……1"]


def test_the_lines_of_a_file_made_from_a_pdf_are_joined_and_its_page_numbers_left_out() -> None:
    sentence = "本单位当年一般公共预算拨款支出总额为叁佰贰拾伍万元较上年减少叁拾万元主要原因是人员经费减少以及项目经费压减所致"
    lines = [sentence[start : start + 36] for start in range(0, len(sentence) - 36, 3)] * 3
    body = "".join(map(paragraph, [*lines[:6], "- 1 -", *lines[6:12], "以上。", "二、说明"]))
    assert _texts(body) == ["".join(lines[:12]) + "以上。", "二、说明"]


def test_tables_that_touch_and_have_other_columns_are_parted() -> None:
    def wide(*spans: int, times: int) -> list[str]:
        return [row(*(cell(f"{number}.{place}", across=span) for place, span in enumerate(spans))) for number in range(times)]

    above, below = wide(2, 2, 2, 2, times=4), wide(1, 2, 2, 3, times=3)
    assert [[len(cells) for cells in rows] for rows in _tables(table(*above, *below))] == [[4] * 4, [4] * 3]
    assert [len(rows) for rows in _tables(table(*above, *below[:1], *above))] == [9]


# -- packages ----------------------------------------------------------------------------------------------------------------


def test_the_document_is_found_through_its_relations() -> None:
    data = word(paragraph("支出100元。"), main="other/body2.xml")
    assert len(read_docx(data, "a test", Limits()).blocks) == 1


def test_strict_documents_are_read_alike() -> None:
    strict = part("document", f"<w:body>{paragraph('支出100元。')}</w:body>").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    data = zipped({"_rels/.rels": relations(("officeDocument", "/word/document.xml")), "word/document.xml": strict})
    (block,) = read_docx(data, "a test", Limits()).blocks
    assert isinstance(block, Paragraph)
    assert block.text == "支出100元。"


ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
DOCUMENT = part("document", f"<w:body>{paragraph('支出100元。')}</w:body>")


@pytest.mark.parametrize(
    ("members", "limits", "reason"),
    [
        pytest.param({}, Limits(), "no Word document", id="no part"),
        pytest.param({"word/document.xml": "<w:x xmlns:w='y'/>"}, Limits(), "no Word document", id="another root"),
        pytest.param({"word/document.xml": DOCUMENT[:-20]}, Limits(), "is damaged", id="XML cut off"),
        pytest.param({"word/document.xml": DOCUMENT.replace("?>", "?>" + ENTITY, 1)}, Limits(), "document type", id="entities"),
        pytest.param(
            {"word/document.xml": DOCUMENT.replace("UTF-8", "UTF-16").replace("?>", "?>" + ENTITY, 1).encode("utf-16")},
            Limits(),
            "document type",
            id="entities in UTF-16",
        ),
        pytest.param({"word/document.xml": part("document", "<w:body/>")}, Limits(), "no text", id="no text"),
        pytest.param({"word/document.xml": part("document", "<w:body>" + "<w:sdt>" * 300)}, Limits(), "damaged", id="too deep"),
        pytest.param({"word/document.xml": DOCUMENT}, Limits(max_members=1), "--max-members", id="members"),
        pytest.param({"word/document.xml": DOCUMENT}, Limits(max_unpacked=100), "--max-unpacked", id="unpacked"),
        pytest.param({"word/document.xml": DOCUMENT + " " * 3_000_000}, Limits(), "--max-ratio", id="ratio"),
        pytest.param(
            {"word/document.xml": part("document", f"<w:body>{table(row('a', 'b', 'c'))}</w:body>")},
            Limits(max_cells=2),
            "--max-cells",
            id="cells",
        ),
    ],
)
def test_what_is_no_sound_document_is_refused_with_the_reason(members: dict[str, str], limits: Limits, reason: str) -> None:
    data = zipped({"_rels/.rels": relations(("officeDocument", "word/document.xml")), **members})
    with pytest.raises(UnreadableDocumentError, match=reason):
        read_docx(data, "a test", limits)


def test_a_file_that_is_cut_off_or_encrypted_is_refused() -> None:
    data = word(paragraph("支出100元。"))
    with pytest.raises(UnreadableDocumentError, match="damaged or cut off"):
        read_docx(data[: len(data) // 2], "a test", Limits())
    encrypted = bytearray(data)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        while place >= 0:
            struct.pack_into("<H", encrypted, place + offset, 1)
            place = data.find(mark, place + 4)
    with pytest.raises(UnreadableDocumentError, match="is encrypted"):
        read_docx(bytes(encrypted), "a test", Limits())


def test_a_member_that_unpacks_to_more_than_it_declares_is_refused() -> None:
    data = bytearray(word(paragraph("支" * 1_500_000)))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        if data[place + 46 :].startswith(b"word/document.xml"):
            struct.pack_into("<I", data, place + 24, 1000)
        place = data.find(b"PK\x01\x02", place + 4)
    with pytest.raises(UnreadableDocumentError):
        read_docx(bytes(data), "a test", Limits())


def test_what_is_over_a_limit_is_left_out_and_said() -> None:
    content = read_docx(word("".join(paragraph(f"第{number}段。") for number in range(9))), "a test", Limits(max_lines=3))
    assert len(content.blocks) == 3
    assert "--max-lines" in content.problems[0].reason
    content = read_docx(word(paragraph("甲。") + table(row("1", "2", "3"))), "a test", Limits(max_columns=2))
    assert len(content.blocks) == 1
    assert "--max-columns" in content.problems[0].reason


@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_damaged_bytes_end_in_a_document_or_a_reason(noise: bytes, at: int) -> None:
    data = bytearray(word(paragraph("支出100元。") + table(row("甲", "1"))))
    at %= len(data)
    data[at : at + len(noise)] = noise
    try:
        content = read_docx(bytes(data), "a test", Limits())
    except UnreadableDocumentError:
        return
    assert content.blocks


def _in_control(block: str) -> str:
    return f"<w:sdt><w:sdtContent>{block}</w:sdtContent></w:sdt>"


def _in_box(block: str) -> str:
    return (
        f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{block}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def _in_table(rows: list[list[str]]) -> str:
    return table(*(row(*(cell(block, "<w:p/>") for block in blocks)) for blocks in rows))


BLOCKS = st.recursive(
    st.just(paragraph("甲#")),
    lambda inner: (
        inner.map(_in_control)
        | inner.map(_in_box)
        | st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3).map(_in_table)
    ),
    max_leaves=12,
)


@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_nothing_is_lost_and_nothing_read_twice_however_it_is_nested(blocks: list[str]) -> None:
    first, *others = "".join(blocks).split("#")
    body = first + "".join(f"〔{number}〕{rest}" for number, rest in enumerate(others))
    said = " ".join(
        block.text if isinstance(block, Paragraph) else " ".join(one for row in block.rows for one in row.cells)
        for block in _read(body).blocks
    )
    assert [said.count(f"〔{number}〕") for number in range(len(others))] == [1] * len(others)
