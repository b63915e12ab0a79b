"""mingcha read --image draws the pages of a document with what was read and understood of them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from mingcha.errors import UnreadableDocumentError
from mingcha.reading import Document, Limits, read
from mingcha.reading.rendering import MOST_PIXELS, picture
from mingcha.reporting.images import LOOKS, Mark, marks_of, write_images
from mingcha.understanding import Disclosure
from mingcha_datasets.blocks import Block, Role, Text, headed
from mingcha_datasets.files.pdf import pdf
from mingcha_datasets.files.typeset import Style
from tests.commands import Mingcha
from tests.documents import screener

HEAD = [("功能科目编码", "功能科目名称", "支出", "", ""), ("", "", "合计", "人员经费", "公用经费")]
ROWS = [
    ("", "合计", "400.00", "300.00", "100.00"),
    ("201", "一般公共服务支出", "400.00", "300.00", "100.00"),
    ("20126", "档案事务", "4,00.00", "300.00", "100.00"),
]
BLOCKS: list[Block] = [
    Text("2024年某县档案馆单位预算公开", Role.HEADING, 1),
    Text("本单位当年一般公共预算支出 0.04 万元，较上年增加 0.01 万元，主要原因是人员增加。" * 2),
    Text("一般公共预算支出明细表（按支出功能分类科目）", Role.TITLE),
    Text("单位：元", Role.ABOVE),
    headed(HEAD, ROWS),
    Text("第二页", Role.HEADING, 1),
    headed([tuple("甲乙丙丁戊己庚辛壬癸")], [tuple("1234567890")]),
]


@pytest.fixture(scope="module")
def data() -> bytes:
    return pdf(BLOCKS, "某县档案馆", Style(turned=True))


@pytest.fixture(scope="module")
def document(data: bytes) -> Document:
    return read(data, "a.pdf")


@pytest.fixture(scope="module")
def disclosure(document: Document) -> Disclosure:
    return screener().understand(document)


@pytest.fixture(scope="module")
def marks(document: Document, disclosure: Disclosure) -> dict[int, list[Mark]]:
    return marks_of(document, disclosure)


def roles(marks: list[Mark]) -> list[str]:
    return [mark.role for mark in marks]


def test_every_cell_is_marked_once_by_what_it_is(marks: dict[int, list[Mark]]) -> None:
    found = roles(marks[1])
    # Two rows of five with 编码 and 名称 over both and 支出 over three.
    assert found.count("head") == 6
    assert found.count("figure") == 8
    assert found.count("unread") == 1
    assert found.count("label") == 6
    assert found.count("table") == 1


def test_a_merged_cell_is_one_box_as_wide_as_the_cells_below_it(marks: dict[int, list[Mark]]) -> None:
    heads = sorted((mark.box for mark in marks[1] if mark.role == "head"), key=lambda box: (box[1], box[0]))
    code, name, spending, *below = heads
    assert spending[0] == pytest.approx(below[0][0], abs=1)
    assert spending[2] == pytest.approx(below[-1][2], abs=1)
    assert code[3] == name[3] == pytest.approx(below[0][3], abs=1)


def test_lines_of_text_and_claims_are_marked_and_page_numbers_are_not(marks: dict[int, list[Mark]]) -> None:
    lines = [mark for mark in marks[1] if mark.role == "text" and mark.box[1] > 60]
    # Two headings, a paragraph of three lines, title, unit.
    assert len(lines) == 7
    assert all(mark.box[3] < 780 for mark in marks[1])
    claims = [mark for mark in marks[1] if mark.role == "claim"]
    assert claims
    for claim in claims:
        assert any(line.box[0] - 1 <= claim.box[0] < claim.box[2] <= line.box[2] + 1 for line in lines)


def test_pages_are_written_as_numbered_pictures(data: bytes, document: Document, disclosure: Disclosure, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    written = write_images(data, document, disclosure, Limits(), folder)
    assert written == [folder / "page-001.png", folder / "page-002.png"]
    with Image.open(written[0]) as first, Image.open(written[1]) as second:
        assert first.width < first.height
        # The second page, which the file turns, is drawn as it is shown.
        assert second.width > second.height


def test_colours_are_where_the_cells_are(
    data: bytes, document: Document, disclosure: Disclosure, marks: dict[int, list[Mark]], tmp_path: Path
) -> None:
    path, _ = write_images(data, document, disclosure, Limits(), tmp_path)
    with Image.open(path) as opened:
        page = opened.convert("RGB")
    legend = page.height - round(841.89 * page.width / 595.28)
    scale = page.width / 595.28
    for mark in marks[1]:
        left, top = (edge * scale for edge in mark.box[:2])
        inside = page.getpixel((round(left) + 3, round(top) + legend + 3))
        assert isinstance(inside, tuple)
        look = LOOKS[mark.role]
        if look.fill:
            strongest = max(range(3), key=lambda index: look.colour[index])
            assert inside[strongest] == max(inside), mark
            assert inside != (255, 255, 255), mark
    # The margin keeps its colour.
    assert page.getpixel((5, legend + 5)) == (255, 255, 255)


def test_what_was_recognised_with_doubt_is_marked(document: Document, disclosure: Disclosure) -> None:
    import msgspec

    block = document.blocks[-1]
    rows = [
        msgspec.structs.replace(row, spots=tuple(spot and msgspec.structs.replace(spot, score=0.5) for spot in row.spots))
        for row in block.rows  # type: ignore[union-attr]
    ]
    doubtful = msgspec.structs.replace(document, blocks=(msgspec.structs.replace(block, rows=tuple(rows)),))
    (page,) = marks_of(doubtful, disclosure).values()
    assert roles(page).count("low") == sum(spot is not None for row in rows for spot in row.spots)


def test_a_document_without_pages_is_refused_with_a_sentence(mingcha_command: Mingcha, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("2024年某县档案馆单位预算公开\n", encoding="utf-8")
    done = mingcha_command("read", str(file), "--image", str(tmp_path / "pages"))
    assert done.status == 2
    assert done.err == f"mingcha: {file}: only PDFs and pictures have pages to draw on; convert the file to PDF first\n"


def test_the_command_says_where_the_pictures_are(mingcha_command: Mingcha, data: bytes, tmp_path: Path) -> None:
    file, folder = tmp_path / "a.pdf", tmp_path / "pages"
    file.write_bytes(data)
    done = mingcha_command("read", str(file), "--image", str(folder))
    assert done.status == 0
    assert done.out.splitlines()[:2] == [str(folder / "page-001.png"), str(folder / "page-002.png")]


def test_a_page_that_is_not_there_is_an_error(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match="there is no page 3, only 2"):
        picture(data, "a.pdf", "pdf", Limits(), 3, 72)


def test_a_picture_is_never_larger_than_its_limit(data: bytes) -> None:
    found = picture(data, "a.pdf", "pdf", Limits(max_text=1000), 1, 1200)
    assert found.width * found.height <= MOST_PIXELS * 1.01
    assert len(found.rgb) == found.width * found.height * 3
    assert found.width == pytest.approx(595.28 * found.scale, abs=1)


def test_a_page_of_a_picture_is_drawn_in_points_as_its_dots_an_inch_tell() -> None:
    file = io.BytesIO()
    Image.new("RGB", (1654, 2339), (10, 200, 30)).save(file, "PNG", dpi=(200, 200))
    found = picture(file.getvalue(), "a.png", "image", Limits(), 1, 100)
    assert found.pages == 1
    assert found.scale == pytest.approx(100 / 72, rel=0.01)
    assert abs(found.width - 827) <= 1
    assert abs(found.height - 1170) <= 1
    assert found.rgb[:3] == bytes((10, 200, 30))
    with pytest.raises(UnreadableDocumentError, match="there is no page 2, only 1"):
        picture(file.getvalue(), "a.png", "image", Limits(), 2, 100)
