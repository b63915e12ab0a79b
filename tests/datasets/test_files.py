"""A disclosure is written as files of every kind, and each says what the text says."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from mingcha.reading.fonts import use_box_font
from mingcha_datasets import load_sample, print_disclosure, sample_names
from mingcha_datasets.__main__ import main
from mingcha_datasets.blocks import Block, Grid, Merged, Role, Text, headed
from mingcha_datasets.errors import MissingLibraryError
from mingcha_datasets.files import FORMATS, write
from mingcha_datasets.files.docx import docx
from mingcha_datasets.files.typeset import Style, typeset
from mingcha_datasets.files.xlsx import xlsx
from mingcha_datasets.printing import printed_blocks

SAMPLE = "dongchangfu-2024"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

heads = st.lists(st.lists(st.sampled_from(["", "甲", "乙"]), min_size=5, max_size=5), min_size=1, max_size=4)


def words(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module", params=sample_names())
def sample(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


def test_what_is_printed_is_the_blocks_below_each_other(sample: str) -> None:
    disclosure = load_sample(sample)
    assert print_disclosure(disclosure) == "\n\n".join(block.text for block in printed_blocks(disclosure)) + "\n"


def test_heads_span_the_blanks_beside_and_below_them() -> None:
    grid = headed([("编码", "", "名称", "支出", ""), ("类", "款", "", "小计", "人员")], [("201", "", "", "1.00")])
    assert grid.merged == (Merged(0, 0, 1, 2), Merged(0, 2, 2, 1), Merged(0, 3, 1, 2))
    assert grid.rows[2] == ("201", "", "", "1.00", "")


@given(heads)
def test_merged_cells_never_overlap_and_cover_only_blanks(header: list[list[str]]) -> None:
    grid = headed(header, [])
    spans = grid.spans()
    covered = [
        (row + down, column + across)
        for (row, column), (rows, columns) in spans.items()
        for down in range(rows)
        for across in range(columns)
    ]
    assert sorted(covered) == [(row, column) for row in range(len(header)) for column in range(5)]
    assert all(not grid.rows[row][column] for row, column in set(covered) - set(spans))


def test_the_merged_cells_of_all_samples_fit(sample: str) -> None:
    for block in printed_blocks(load_sample(sample)):
        if isinstance(block, Grid):
            shown = block.spans()
            assert all(
                text == "" or (row, column) in shown for row, cells in enumerate(block.rows) for column, text in enumerate(cells)
            )


def test_a_word_document_has_the_words_of_the_text_in_order(sample: str) -> None:
    data, _ = write(load_sample(sample), "docx")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    assert words(str(body.xpath("string()"))) == words(print_disclosure(load_sample(sample)))


def test_rows_of_a_word_document_are_as_wide_as_its_grid() -> None:
    with zipfile.ZipFile(BytesIO(write(load_sample(SAMPLE), "docx")[0])) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == sum(isinstance(block, Grid) for block in printed_blocks(load_sample(SAMPLE)))
    for table in tables:
        width = len(list(table.iter(f"{W}gridCol")))
        for row in table.iter(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
            assert sum(1 if span is None else int(span.get(f"{W}val", "")) for span in spans) == width


@pytest.mark.parametrize("format_", ["html", "html-gb"])
def test_a_web_page_has_the_words_of_the_text_in_order(sample: str, format_: str) -> None:
    page = html.document_fromstring(write(load_sample(sample), format_)[0].decode("utf-8" if format_ == "html" else "gb18030"))
    assert words(str(page.xpath("string(//div[@id='zoom'])"))) == words(print_disclosure(load_sample(sample)))


def test_a_workbook_has_a_sheet_for_every_table(sample: str) -> None:
    workbook = load_workbook(BytesIO(write(load_sample(sample), "xlsx")[0]))
    grids = [block for block in printed_blocks(load_sample(sample)) if isinstance(block, Grid)]
    sheets = [sheet for sheet in workbook.worksheets if not sheet.title.startswith("说明")]
    assert len(sheets) == len(grids)
    for sheet, grid in zip(sheets, grids, strict=True):
        assert sheet.max_column == grid.width
        assert sheet.max_row >= len(grid.rows)


def test_amounts_of_a_workbook_are_numbers_with_the_format_that_prints_them() -> None:
    grid = Grid((("1,234.50", "0.00", "-3.1", "12.5%", "201", "1,23.4", ""),))
    sheet = load_workbook(BytesIO(xlsx([grid]))).worksheets[0]
    assert [(cell.value, cell.number_format) for cell in sheet[1]] == [
        (1234.5, "#,##0.00"),
        (0, "0.00"),
        (-3.1, "0.0"),
        (0.125, "0.0%"),
        ("201", "@"),
        ("1,23.4", "@"),
        (None, "General"),
    ]


@pytest.mark.parametrize("format_", ["pdf", "pdf-turned", "pdf-heads", "pdf-unruled"])
def test_a_pdf_has_all_the_words_of_the_text(format_: str) -> None:
    use_box_font()  # the machine may have no Chinese font, without which PDFium leaves out characters that stand alone
    with PdfDocument(write(load_sample(SAMPLE), format_)[0]) as document:
        found = Counter("".join(page.get_textpage().get_text_bounded() for page in document))
        sizes = {(round(page.get_width()), round(page.get_height())) for page in document}
    assert not Counter(words(print_disclosure(load_sample(SAMPLE)))) - found
    assert sizes == {(595, 842), (842, 595)}


def test_turned_pages_are_upright_in_the_file() -> None:
    with PdfDocument(write(load_sample(SAMPLE), "pdf-turned")[0]) as document:
        assert {page.get_rotation() for page in document} == {0, 90}
        assert all(tuple(map(round, page.get_mediabox())) == (0, 0, 595, 842) for page in document)


def test_a_table_that_goes_on_has_its_header_on_every_page() -> None:
    rows = [(f"{number}", "名称", f"{number}.00") for number in range(100)]
    blocks: list[Block] = [Text("一、说明"), headed([("编号", "名称", "金额")], rows)]
    pages = typeset(blocks, "标题", Style(), lambda text, size: size * len(text))
    assert len(pages) > 2
    assert all(sum(string.text == "编号" for string in page.strings) == 1 for page in pages)
    once = typeset(blocks, "标题", Style(repeat_heads=False), lambda text, size: size * len(text))
    assert sum(string.text == "编号" for page in once for string in page.strings) == 1


@pytest.mark.parametrize("lines", range(40, 50))
def test_no_page_ends_inside_a_title(lines: int) -> None:
    blocks: list[Block] = [*[Text("注", Role.NOTE)] * lines, Text("支出表" * 20, Role.TITLE), Grid((("项目",), ("1.00",)), 1)]
    pages = typeset(blocks, "", Style(furniture=False), lambda text, size: len(text) * size)
    assert [sum("支出表" in string.text for string in page.strings) for page in pages][-1] == 2


def test_strings_stay_inside_the_page_and_never_over_each_other() -> None:
    for page in typeset(printed_blocks(load_sample(SAMPLE)), "标题", Style(), lambda text, size: size * len(text) / 2):
        assert all(0 < string.left < page.width and 0 < string.baseline < page.height for string in page.strings)
        places = sorted((string.baseline, string.left, len(string.text) * string.size / 2) for string in page.strings)
        for (down, left, width), (below, after, _) in pairwise(places):
            assert down != below or left + width <= after + 0.01


@pytest.mark.parametrize("format_", [each for each in FORMATS if each not in ("xlsx", "scan")])
def test_the_same_disclosure_gives_the_same_bytes(format_: str) -> None:
    assert write(load_sample(SAMPLE), format_) == write(load_sample(SAMPLE), format_)


def test_a_scan_has_a_picture_a_page_and_no_text() -> None:
    with PdfDocument(write(load_sample("zizhou-2024"), "scan")[0]) as document:
        assert len(document) > 5
        assert not document[0].get_textpage().get_text_bounded().strip()
        assert {obj.type for obj in document[0].get_objects()} == {3}


def test_the_command_writes_the_formats_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path), "--as", "txt,docx"]) == 0
    written = capsys.readouterr().out.splitlines()
    assert written == [str(tmp_path / f"{name}{ending}") for name in sample_names() for ending in (".txt", ".docx")]
    assert (tmp_path / f"{SAMPLE}.docx").read_bytes() == docx(printed_blocks(load_sample(SAMPLE)))


def test_an_unknown_format_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--out", "x", "--as", "docx,wps"])
    assert exit_.value.code == 2
    assert "there is no format 'wps'; choose from txt, docx" in capsys.readouterr().err


def test_without_reportlab_a_pdf_is_refused_with_a_sentence(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['reportlab'] = None; from mingcha_datasets.__main__ import main\n"
        "sys.exit(main(['--out', sys.argv[1], '--as', 'pdf']))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "to write a PDF reportlab is needed, which is not installed; pip install reportlab, or mingcha[corpus] for all\n"
    )


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.delitem(sys.modules, "mingcha_datasets.files.xlsx")
    disclosure = load_sample(sample_names()[0])
    assert write(disclosure, "txt")
    with pytest.raises(MissingLibraryError, match="pip install openpyxl"):
        write(disclosure, "xlsx")
