from __future__ import annotations

import io
import itertools
import sys
from types import ModuleType

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from mingcha import reading
from mingcha.errors import UnreadableDocumentError
from mingcha.reading import Limits, confinement
from mingcha.reading.kinds import Kind
from mingcha.reading.pages import Page
from mingcha.reading.pdf import _text_of, open_pdf, pages_of, read_pdf
from mingcha.reading.sandbox import Sandbox
from tests.reading.drawing import FONT, Sheet, edges, fill_in, layout, lines, pdf_of, ruled, tables

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


def _picture(sheet: Sheet) -> None:
    image = Image.new("L", (200, 280), 255)
    sheet.canvas.drawInlineImage(image, 20, 20, 550, 800)


@pytest.fixture
def no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if mingcha[ocr] were not installed."""
    monkeypatch.setitem(sys.modules, "mingcha.reading.recognising", None)


def _text(sheet: Sheet) -> None:
    sheet.text(60, 80, "本单位当年收入 1.00 万元。")


@pytest.mark.usefixtures("no_recognition")
def test_a_page_that_is_a_picture_is_left_out_with_the_remedy() -> None:
    content = read_pdf(pdf_of(_text, _picture), "scan.pdf", Limits())
    assert [problem.reason for problem in content.problems] == [
        "page 2 is a picture and was left out; install mingcha[ocr] to have it recognised"
    ]
    assert len(content.blocks) == 1


@pytest.mark.usefixtures("no_recognition")
def test_a_scan_without_any_text_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"scan\.pdf: page 1 is a picture .* install mingcha\[ocr\]"):
        read_pdf(pdf_of(_picture), "scan.pdf", Limits())


@pytest.mark.usefixtures("no_recognition")
def test_hidden_text_behind_a_scan_is_read_with_a_low_score_where_nothing_better_is_installed() -> None:
    def draw(sheet: Sheet) -> None:
        _picture(sheet)
        text = sheet.canvas.beginText(60, 700)
        text.setFont(FONT, 10)
        text.setTextRenderMode(3)
        text.textLine("本单位当年收入")
        sheet.canvas.drawText(text)

    content = read_pdf(pdf_of(draw), "scan.pdf", Limits())
    assert [block.text for block in content.blocks if isinstance(block, reading.Paragraph)] == ["本单位当年收入"]
    assert content.spots[1].score == 0.5
    assert "page 1 is a picture; only the text beside it was read" in content.problems[0].reason


class _Recognising(ModuleType):
    """Recognition that finds nothing on any page."""

    def __getattr__(self, name: str) -> object:
        return lambda _, number, width, height, rules: Page(number, width, height, (), rules, recognised=True)


@pytest.mark.parametrize("installed", [True, False])
def test_only_pages_that_are_recognised_add_time(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mingcha.reading.recognising", _Recognising("recognising") if installed else None)
    told: list[int] = []
    monkeypatch.setattr(confinement, "ON_MORE_TIME", [lambda: told.append(1)])
    content = read_pdf(pdf_of(_text, _picture, _picture, _picture), "scan.pdf", Limits(max_ocr_pages=2))
    assert len(told) == (2 if installed else 0)
    left_out = "page {} is a picture and was left out; "
    assert [problem.reason for problem in content.problems] == (
        [left_out.format(4) + "2 pages were recognised before it (--max-ocr-pages)"]
        if installed
        else [left_out.format(page) + "install mingcha[ocr] to have it recognised" for page in (2, 3, 4)]
    )


@pytest.mark.usefixtures("no_recognition")
def test_more_pictures_than_may_be_recognised_are_no_crash_where_none_can() -> None:
    with Sandbox(1) as sandbox:
        data = pdf_of(_text, *[_picture] * 5)
        limits = Limits(max_ocr_pages=3)
        content = sandbox.read(data, "scan.pdf", Kind("PDF", "tests.reading.stubs:pdf_without_recognition"), limits)
    assert len(content.problems) == 5


def test_a_pdf_that_says_nothing_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="no text was found on the pages of this PDF"):
        read_pdf(pdf_of(lambda sheet: sheet.canvas.line(1, 1, 9, 9), lambda _: None), "blank.pdf", Limits())


@pytest.mark.parametrize(("count", "what"), [(60, "60 objects"), (30, "60 characters")])
def test_a_page_that_draws_too_much_is_left_out_before_its_text_is_asked_for(count: int, what: str) -> None:
    def draw(sheet: Sheet) -> None:
        for index in range(count if "objects" in what else 1):
            sheet.text(60, 80 + index, "字" if "objects" in what else "字" * 60)

    content = read_pdf(pdf_of(_text, draw), "full.pdf", Limits(max_objects=50))
    assert [problem.reason for problem in content.problems] == [
        f"page 2 draws {what}, over the limit of 50, and was left out; raise the limit (--max-objects)"
    ]
    assert len(content.blocks) == 1


@pytest.mark.usefixtures("no_recognition")
def test_a_page_whose_fonts_map_to_nothing_is_to_be_recognised() -> None:
    data = _unmapped()
    with open_pdf(data, "fonts.pdf") as pdf:
        assert pages_of(pdf, 0).unreadable
    with pytest.raises(UnreadableDocumentError, match="page 1 has fonts that map to nothing"):
        read_pdf(data, "fonts.pdf", Limits())


def _unmapped() -> bytes:
    """A PDF whose only font is of drawn glyphs with names that say nothing."""
    glyph = b"1000 0 0 0 750 750 d1 0 0 750 750 re f"
    content = b"BT /F1 12 Tf 60 700 Td (abcabcabc) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 99 "
        b"/Widths [1000 1000 1000] /CharProcs << /q1 6 0 R /q2 6 0 R /q3 6 0 R >> "
        b"/Encoding << /Type /Encoding /Differences [97 /q1 /q2 /q3] >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(glyph), glyph),
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 7\n0000000000 65535 f \n%strailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(data),
    )


def test_unseen_text_is_not_read() -> None:
    def draw(sheet: Sheet) -> None:
        _text(sheet)
        hidden = sheet.canvas.beginText(60, 600)
        hidden.setFont(FONT, 10)
        hidden.setTextRenderMode(3)
        hidden.textLine("看不见")
        sheet.canvas.drawText(hidden)
        sheet.text(60, 900, "在页外")
        sheet.canvas.saveState()
        path = sheet.canvas.beginPath()
        path.rect(60, 500, 100, 10)
        sheet.canvas.clipPath(path, stroke=0)
        sheet.text(60, 300, "被裁去")
        sheet.canvas.restoreState()
        sheet.canvas.saveState()
        sheet.canvas.translate(200, 400)
        sheet.canvas.rotate(45)
        sheet.canvas.setFont(FONT, 60)
        sheet.canvas.drawString(0, 0, "样稿")
        sheet.canvas.restoreState()

    assert lines(pdf_of(draw)) == ["本单位当年收入 1.00 万元。"]


def test_radicals_are_read_as_the_characters_they_stand_for_and_full_width_signs_stay() -> None:
    assert _text_of(ord("⼀")) == "一"
    assert _text_of(ord("⽀")) == "支"
    assert _text_of(ord("，")) == "，"
    assert _text_of(ord("（")) == "（"
    assert _text_of(ord("１")) == "１"
    assert _text_of(0) == "\ufffd"


def test_bold_text_that_is_drawn_twice_is_read_once() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 80, "支出总计 11.22", 12)
        sheet.text(60.4, 80, "支出总计 11.22", 12)

    assert lines(pdf_of(draw)) == ["支出总计 11.22"]


def test_pages_over_the_limit_are_recorded() -> None:
    content = read_pdf(pdf_of(_text, _text, _text), "long.pdf", Limits(max_pages=2))
    assert [problem.reason for problem in content.problems] == ["only the first 2 of 3 pages were read (--max-pages)"]


def test_a_password_is_named_as_the_reason() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(60, 700, "1.00")
    canvas.save()
    with pytest.raises(UnreadableDocumentError, match=r"the PDF is encrypted .* without"):
        read_pdf(file.getvalue(), "locked.pdf", Limits())


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


def test_italic_text_is_read() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 80, "本年收入")
        sheet.canvas.saveState()
        sheet.canvas.transform(1, 0, 0.25, 1, 100 - 0.25 * (sheet.height - 80), 0)
        sheet.text(0, 80, "123.45万元")
        sheet.canvas.restoreState()

    assert lines(pdf_of(draw)) == ["本年收入123.45万元"]


def _turned(sheet: Sheet, x: float, y: float, degrees: float, text: str, size: float = 10) -> None:
    sheet.canvas.saveState()
    sheet.canvas.translate(x, sheet.height - y)
    sheet.canvas.rotate(degrees)
    sheet.canvas.setFont(FONT, size)
    sheet.canvas.drawString(0, 0, text)
    sheet.canvas.restoreState()


@pytest.mark.parametrize("degrees", [-2.0, -0.6, 0.2, 0.6, 1.0])
def test_a_page_that_stands_a_little_aslant_is_read(degrees: float) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.translate(300, 400)
        sheet.canvas.rotate(degrees)
        sheet.canvas.translate(-300, -400)
        sheet.text(60, 80, "本年收入合计123.45万元，支出合计123.45万元，年末结转和结余0.00万元。")
        ruled(XS, YS, ROWS)(sheet)

    data = pdf_of(draw)
    assert tables(data) == [ROWS]
    assert lines(data) == ["本年收入合计123.45万元，支出合计123.45万元，年末结转和结余0.00万元。"]


@pytest.mark.parametrize("degrees", [90, 270])
def test_text_of_two_directions_is_read_each_in_its_own(degrees: float) -> None:
    def draw(sheet: Sheet) -> None:
        for number in range(8):
            sheet.text(60, 60 + 16 * number, "本单位负责某项工作，承担相应职能，办理相应事务。")
        sheet.canvas.translate(300, 300)
        sheet.canvas.rotate(degrees)
        sheet.canvas.translate(-250, -720)
        ruled(XS, YS, ROWS)(sheet)

    prose, table = read_pdf(pdf_of(draw), "turned.pdf", Limits()).blocks[-2:]
    assert isinstance(prose, reading.Paragraph)
    assert isinstance(table, reading.Table)
    assert [list(row.cells) for row in table.rows] == ROWS


@pytest.mark.parametrize(("degrees", "base"), [(90, 145), (270, 105)])
def test_a_label_that_is_turned_in_its_cell_reads_in_its_own_direction(degrees: float, base: float) -> None:
    def draw(sheet: Sheet) -> None:
        ys = edges(100, [25, 25])
        sheet.box(60, 100, 80, 150)
        ruled(edges(80, [100, 90]), ys, [["基本支出", "111.00"], ["项目支出", "222.00"]])(sheet)
        _turned(sheet, 74 if degrees == 90 else 66, base, degrees, "2023年", 9)

    assert tables(pdf_of(draw)) == [[["2023年", "基本支出", "111.00"], ["", "项目支出", "222.00"]]]


@pytest.mark.parametrize("degrees", [0, 90, 45])
def test_a_watermark_under_a_table_gets_into_no_cell(degrees: float) -> None:
    def draw(sheet: Sheet) -> None:
        _turned(sheet, 120 if degrees else 70, 160 if degrees else 150, degrees, "某县财政局", 50)
        ruled(XS, YS, ROWS)(sheet)

    content = read_pdf(pdf_of(draw), "mark.pdf", Limits())
    (table,) = content.blocks
    assert isinstance(table, reading.Table)
    assert [list(row.cells) for row in table.rows] == ROWS
    assert content.problems == ()


def test_the_upright_character_of_a_round_stamp_is_no_text() -> None:
    def draw(sheet: Sheet) -> None:
        for degrees, character in ((50, "某"), (25, "县"), (0, "财"), (-25, "政"), (-50, "局")):
            _turned(sheet, 300 - degrees, 110, degrees, character, 12)
        ruled(XS, YS, ROWS)(sheet)

    assert tables(pdf_of(draw)) == [ROWS]


def test_what_was_left_out_as_a_watermark_is_told_where_it_has_figures() -> None:
    def draw(sheet: Sheet) -> None:
        _text(sheet)
        _turned(sheet, 200, 400, 30, "支出 123.45 万元")

    (problem,) = read_pdf(pdf_of(draw), "aslant.pdf", Limits()).problems
    assert problem.reason.startswith("page 1 has 10 characters that stand aslant")
    assert not problem.left_out


@pytest.mark.parametrize("size", [5, 8.3])
def test_the_raised_mark_of_a_note_is_no_digit_of_the_figure_before_it(size: float) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 80, "基本支出")
        sheet.text(100.5, 76, "1", size)
        sheet.text(130, 80, "12.00")
        sheet.text(155.5, 76, "2", size)
        sheet.text(200, 80, "1,234.56")

    assert lines(pdf_of(draw)) == ["基本支出 12.00 1,234.56"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_table_whose_every_second_row_is_shaded_cell_by_cell_is_one(first: int) -> None:
    rows = [["项目", "预算", "决算"], *([f"{name}支出", f"{number}.00", "2.00"] for number, name in enumerate("甲乙丙丁戊己"))]
    xs, ys = edges(60, [120, 90, 90]), edges(100, [18] * len(rows))

    def draw(sheet: Sheet) -> None:
        for row in range(first, len(rows), 2):
            for left, right in itertools.pairwise(xs):
                sheet.box(left, ys[row], right, ys[row + 1], stroke=False, fill=0.9)
        fill_in(sheet, xs, ys, rows)

    assert tables(pdf_of(draw)) == [rows]
