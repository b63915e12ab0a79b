from __future__ import annotations

import pytest

from mingcha import reading
from mingcha.errors import UnreadableDocumentError
from tests.reading.drawing import Sheet, edges, layout, pdf_of, ruled, tables

ROWS = [["科目编码", "科目名称", "金额"], ["2080505", "基本养老保险缴费支出", "1,234.56"], ["2210201", "住房公积金", "0.08"]]
XS, YS = edges(60, [80, 200, 90]), edges(100, [20, 20, 20])


def test_a_ruled_table_is_read_with_its_title_and_places() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(200, 80, "支出预算表", 14)
        ruled(XS, YS, ROWS)(sheet)

    document = reading.read(pdf_of(draw), "budget.pdf")
    title, table = document.blocks
    assert isinstance(title, reading.Paragraph)
    assert title.text == "支出预算表"
    assert isinstance(table, reading.Table)
    assert [list(row.cells) for row in table.rows] == ROWS
    spot = table.rows[1].spots[2]
    assert spot is not None
    assert spot.page == 1
    assert spot.box == pytest.approx((340, 120, 430, 140), abs=1)


def test_damaged_bytes_are_refused_with_the_remedy() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"broken\.pdf: the PDF is damaged .* export it again"):
        reading.read(b"%PDF-1.7\nnothing here", "broken.pdf")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_turned_is_read_as_shown_or_upright(turn: int) -> None:
    assert tables(pdf_of(ruled(XS, YS, ROWS), turn=turn)) == [ROWS]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_drawn_turned_is_read_upright(turn: int) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.translate(300, 400)
        sheet.canvas.rotate(turn)
        sheet.canvas.translate(-250, -720)
        ruled(XS, YS, ROWS)(sheet)

    found = layout(pdf_of(draw))
    assert tables(pdf_of(draw)) == [ROWS]
    assert found.turned == turn // 90
