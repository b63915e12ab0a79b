"""Pages that are pictures: rules, skew, seals, turns and digits, on small pictures of drawn tables."""

from __future__ import annotations

import io
from functools import cache

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mingcha.errors import UnreadableDocumentError
from mingcha.reading import Document, Limits, Row, Spot, Table, read_here
from mingcha.reading.blocks import Content
from mingcha.reading.pages import Page
from mingcha.reading.recognised import is_recognised, tidied, tidy
from tests.reading.drawing import Sheet, edges, pdf_of

pytest.importorskip("onnxruntime", reason="recognition is the extra [ocr]")
pytest.importorskip("cv2", reason="recognition is the extra [ocr]")

from mingcha.reading import pdf, recognising
from mingcha.reading.bitmap import ink, rules, skew

ROWS = [["2080505", "275,197.00", "0.00"], ["2210201", "1,239,335.68", "14"], ["301", "7", "68.05"]]
XS, YS = edges(40, [70, 90, 90]), edges(40, [20, 20, 20])
DPI = 150


def _draw(sheet: Sheet) -> None:
    for x in XS:
        sheet.line(x, YS[0], x, YS[-1])
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)
    sheet.canvas.setFont("Helvetica", 10)
    for row, top in zip(ROWS, YS, strict=False):
        for cell, left in zip(row, XS, strict=False):
            sheet.canvas.drawString(left + 6, sheet.height - top - 14, cell)


@cache
def _picture() -> NDArray[np.uint8]:
    with pdf.open_pdf(pdf_of(_draw, size=(330, 140)), "test.pdf") as document:
        return pdf.picture_of(document, 0, DPI)


def _recognised(picture: NDArray[np.uint8]) -> Page:
    return recognising.recognise(picture, 1, picture.shape[1] * 72 / DPI, picture.shape[0] * 72 / DPI)


def _said(page: Page) -> list[str]:
    return [char.text for char in sorted(page.chars, key=lambda char: (round(char.top / 10), char.left))]


EXPECTED = [cell for row in ROWS for cell in row]


def test_cells_are_recognised_with_their_boxes_and_scores() -> None:
    page = _recognised(_picture())
    assert _said(page) == EXPECTED
    assert page.recognised
    assert all(0.9 < char.score < 1 for char in page.chars)
    first = min(page.chars, key=lambda char: (char.top, char.left))
    assert (first.left, first.right) == pytest.approx((46, 85), abs=2)


def test_every_rule_is_found_once_where_it_is() -> None:
    page = _recognised(_picture())
    across = sorted(rule.top for rule in page.rules if rule.top == rule.bottom)
    down = sorted(rule.left for rule in page.rules if rule.left == rule.right)
    assert across == pytest.approx(YS, abs=1)
    assert down == pytest.approx(XS, abs=1)


@pytest.mark.parametrize("angle", [-1.3, 0.8])
def test_a_skewed_page_is_put_straight(angle: float) -> None:
    skewed = np.asarray(Image.fromarray(_picture()).rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor="white"))
    assert skew.skew_of(ink.ink_of(ink.grey_of(skewed, DPI / 72), DPI / 72)) == pytest.approx(angle, abs=0.15)
    assert _said(_recognised(skewed)) == EXPECTED


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_on_its_side_is_turned_upright(quarters: int) -> None:
    page = _recognised(np.ascontiguousarray(np.rot90(_picture(), quarters)))
    assert page.turned == quarters
    assert (page.width, page.height) == pytest.approx((330, 140), abs=1)
    assert _said(page) == EXPECTED


def test_a_red_seal_over_the_table_is_taken_off() -> None:
    seal = Image.new("RGB", _picture().shape[1::-1], "white")
    ImageDraw.Draw(seal).ellipse((200, 60, 400, 260), outline=(215, 40, 45), width=7)
    ImageDraw.Draw(seal).regular_polygon((300, 160, 45), 3, fill=(215, 40, 45))
    sealed = (_picture().astype(np.uint16) * np.asarray(seal) // 255).astype(np.uint8)
    page = _recognised(sealed)
    assert _said(page) == EXPECTED
    assert len(page.rules) == len(XS) + len(YS)


def test_red_print_stays() -> None:
    red = _picture().copy()
    red[:, :, 0] = 255 - (255 - red[:, :, 0]) // 5
    assert _said(_recognised(red)) == EXPECTED


@pytest.mark.parametrize("damage", ["faint", "broken"])
def test_faint_and_broken_rules_are_found(damage: str) -> None:
    grey = ink.grey_of(_picture(), DPI / 72)
    across, down = rules.strokes_of(grey, ink.ink_of(grey, DPI / 72), DPI / 72)
    mask = rules.without(grey, across, down) != grey
    damaged = grey.astype(np.int64)
    if damage == "faint":
        damaged[mask] = 255 - (255 - damaged[mask]) // 4
    else:
        gaps = np.add.outer(np.arange(grey.shape[0]) // 5, np.arange(grey.shape[1]) // 5) % 6 == 0
        damaged[mask & gaps] = 255
    page = _recognised(np.repeat(damaged.astype(np.uint8)[:, :, None], 3, axis=2))
    assert len(page.rules) == len(XS) + len(YS)
    assert _said(page) == EXPECTED


def test_a_rule_ends_where_a_merged_cell_begins() -> None:
    def draw(sheet: Sheet) -> None:
        _draw(sheet)
        sheet.canvas.setFillGray(1)
        sheet.canvas.rect(XS[0] + 1, sheet.height - YS[2] + 1, XS[3] - XS[0] - 2, 18, stroke=0, fill=1)

    with pdf.open_pdf(pdf_of(draw, size=(330, 140)), "test.pdf") as document:
        page = _recognised(pdf.picture_of(document, 0, DPI))
    inner = [rule for rule in page.rules if rule.left == rule.right == pytest.approx(XS[1], abs=1)]
    assert [(rule.top, rule.bottom) for rule in inner] == [
        pytest.approx((YS[0], YS[1]), abs=2),
        pytest.approx((YS[2], YS[3]), abs=2),
    ]


def test_a_blank_page_gives_nothing() -> None:
    page = _recognised(np.full((300, 200, 3), 250, np.uint8))
    assert (page.chars, page.rules, page.turned) == ((), (), 0)


# -- pictures as files -------------------------------------------------------------------------------------------------


def _file(kind: str, *pictures: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    first, *others = [Image.fromarray(picture) for picture in pictures]
    options = {"save_all": True, "append_images": others} if others else {}
    first.save(file, kind, dpi=(DPI, DPI), **options)
    return file.getvalue()


def _rows(content: Content) -> list[tuple[str, ...]]:
    return [row.cells for block in content.blocks if isinstance(block, Table) for row in block.rows]


@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPEG"])
def test_a_picture_is_read_like_a_page(kind: str) -> None:
    content = read_here(_file(kind, _picture()), "scan", "image", Limits())
    assert _rows(content) == [tuple(row) for row in ROWS]
    (table,) = (block for block in content.blocks if isinstance(block, Table))
    spot = table.rows[0].spots[1]
    assert spot is not None
    assert spot.page == 1
    assert spot.box == pytest.approx((XS[1], YS[0], XS[2], YS[1]), abs=2)


def test_pages_of_a_tiff_beyond_the_limit_are_recorded() -> None:
    content = read_here(_file("TIFF", _picture(), _picture(), _picture()), "scan.tif", "image", Limits(max_ocr_pages=1))
    assert [problem.reason for problem in content.problems] == ["only the first 1 of 3 pages were recognised (--max-ocr-pages)"]
    assert len(_rows(content)) == 3


def test_a_scan_in_a_pdf_is_recognised() -> None:
    content = read_here(_file("PDF", _picture()), "scan.pdf", "pdf", Limits())
    assert _rows(content) == [tuple(row) for row in ROWS]


def test_a_picture_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"pixels, over the limit of 1,000, .*--max-pixels"):
        read_here(_file("PNG", _picture()), "scan.png", "image", Limits(max_pixels=1000))


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nnothing", _file("JPEG", np.zeros((50, 50, 3), np.uint8))[:300]])
def test_a_damaged_picture_is_refused_with_the_remedy(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match="scan"):
        read_here(data, "broken", "image", Limits())


# -- numbers tidied ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("3 254,218.00", "3,254,218.00"),
        ("3，254，218.00", "3,254,218.00"),
        ("239,335. 00", "239,335.00"),
        ("239,335,00", "239,335.00"),
        ("3.254.218.00", "3,254,218.00"),
        ("l2.5O", "12.50"),
        ("o", "0"),
        ("一", "-"),
        ("- 12.00", "-12.00"),
        ("12。50", "12.50"),
    ],
)
def test_a_number_misread_in_one_way_only_is_put_right(read: str, meant: str) -> None:
    assert tidy(read, sure=True) == meant


@pytest.mark.parametrize("read", ["156,627.84 0.00", "12 345", "13,284.001", "2024年", "基本工资", "1-2", "12,34", ""])
def test_what_may_mean_something_else_stays(read: str) -> None:
    assert tidy(read, sure=True) == read


@pytest.mark.parametrize("read", ["O", "一", "I", "239,335,00"])
def test_outside_columns_of_numbers_letters_stay(read: str) -> None:
    assert tidy(read, sure=False) == read


def test_what_was_read_is_kept_beside_what_is_meant() -> None:
    spots = (Spot(page=1, score=0.8), Spot(page=1, score=0.8), Spot(page=1))
    table = Table(
        (Row(("办公费", "1.00", ""), 1, spots), Row(("水费", "O.00", ""), 2, spots), Row(("O型", "1，000.00", ""), 3, spots))
    )
    (tidy_table,) = tidied(Content((table,))).blocks
    assert isinstance(tidy_table, Table)
    assert [row.cells for row in tidy_table.rows] == [("办公费", "1.00", ""), ("水费", "0.00", ""), ("O型", "1,000.00", "")]
    assert [[spot.raw for spot in row.spots if spot] for row in tidy_table.rows] == [["", "", ""], ["", "O.00", ""], ["", "", ""]]
    assert all(spot.score < 0.99 for row in tidy_table.rows for spot in row.spots if spot and not spot.raw)


def test_what_a_file_says_is_left_alone() -> None:
    table = Table(
        (Row(("水费", "O.00"), 1, (Spot(page=1), Spot(page=1))), Row(("电费", "1.00"), 2, (Spot(page=1), Spot(page=1))))
    )
    content = Content((table,))
    assert tidied(content) == content
    assert not is_recognised(Document("x", "", content.blocks))
    seen = msgspec.structs.replace(table, rows=(Row(("1",), 1, (Spot(page=1, score=0.9),)),))
    assert is_recognised(Document("x", "", (seen,)))
