from __future__ import annotations

import io

import pypdfium2.raw as raw
import pytest
from PIL import ImageFont

from mingcha.reading import Limits
from mingcha.reading.fonts import box_font
from mingcha.reading.pdf import read_pdf
from mingcha.reading.rendering import pdf_page
from tests.reading.drawing import Sheet, edges, layout, pdf_of, ruled, tables


def test_every_character_is_the_same_small_box() -> None:
    # Pillow's box reaches from the origin to where the next character begins.
    font = ImageFont.truetype(io.BytesIO(box_font()), 1000)
    assert {font.getbbox(text, anchor="ls") for text in "一类款1 A（𠮷"} == {(0, -100, 1000, 0)}


def test_characters_that_stand_alone_are_read_without_their_font() -> None:
    rows = [["类", "款", "项"], ["合 计", "一", "1.00"]]
    assert tables(pdf_of(ruled(edges(60, [80, 80, 80]), edges(100, [20, 20]), rows))) == [rows]


def test_a_character_is_as_wide_as_the_file_says() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 100, "一1", 10)

    (line,) = layout(pdf_of(draw)).parts
    # 1000 and 462 thousandths of its size.
    assert line.box[2] - line.box[0] == pytest.approx(14.62, abs=0.1)


def test_reading_asks_for_no_font_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("the machine was asked for its fonts")

    data = pdf_of(lambda sheet: sheet.text(60, 100, "收入 1.00 万元"))
    read = read_pdf(data, "a.pdf", Limits())
    pdf_page(data, "a.pdf", Limits(), 1, 72)
    monkeypatch.setattr(raw, "FPDF_GetDefaultSystemFontInfo", refuse)
    assert read_pdf(data, "a.pdf", Limits()) == read
