"""Findings on a file that is no text say where in the file: page and box, table and row, paragraph; never a line of ours."""

from __future__ import annotations

import re

import pytest

from mingcha import Finding
from mingcha.reading import Spot
from mingcha.whereabouts import where
from mingcha_datasets import load_sample
from mingcha_datasets.files import write
from tests.documents import screener

SAMPLE = "zizhou-2024"


def _findings(format_: str, lang: str = "zh") -> tuple[Finding, ...]:
    data, ending = write(load_sample(SAMPLE), format_)
    return screener(lang).screen(data, SAMPLE + ending).findings


@pytest.mark.parametrize("format_", ["docx", "pdf"])
@pytest.mark.parametrize(("lang", "line"), [("zh", re.compile(r"第 ?\d+ ?行(?!』)")), ("en", re.compile(r"\bline \d+"))])
def test_no_message_names_a_line_of_a_file_that_has_none(format_: str, lang: str, line: re.Pattern[str]) -> None:
    findings = _findings(format_, lang)
    assert findings
    for finding in findings:
        assert not line.search(re.sub(r"第\d+个表格第\d+行", "", finding.message)), finding.message
        places = [*finding.places, *(place for because in finding.because for place in because.places)]
        assert all(place.spot is not None for place in places if place.line)


def test_the_place_of_a_figure_in_a_pdf_is_the_box_of_its_cell() -> None:
    data, ending = write(load_sample(SAMPLE), "pdf")
    document = screener().read(data, SAMPLE + ending)
    for finding in screener().screen(document).findings:
        place = finding.places[0]
        if finding.stated is None or not place.table or place.spot is None or place.spot.box is None:
            continue
        assert place.page == place.spot.page > 0
        row = next(row for block in document.blocks if hasattr(block, "rows") for row in block.rows if row.line == place.line)
        assert place.spot in row.spots
        assert row.cells[row.spots.index(place.spot)] == place.text


def test_a_figure_in_a_word_file_is_told_by_table_and_row() -> None:
    wrong = next(finding for finding in _findings("docx") if finding.rule == "TOT-005")
    assert wrong.places[0].spot is not None
    assert wrong.places[0].spot.table > 0
    assert wrong.places[0].spot.row > 0


@pytest.mark.parametrize(
    ("spot", "zh", "en"),
    [
        (None, "第7行", "line 7"),
        (Spot(page=3), "第3页", "page 3"),
        (Spot(sheet="收支", cell="D3"), "工作表“收支”D3", 'sheet "收支" D3'),
        (Spot(table=2, row=5), "第2个表格第5行", "table 2, row 5"),
        (Spot(paragraph=4), "第4段", "paragraph 4"),
        (Spot(file="附件1.docx", paragraph=4), "《附件1.docx》第4段", "附件1.docx, paragraph 4"),
        (Spot(line=9, table=2, row=1), "第9行", "line 9"),
    ],
)
def test_a_place_is_told_in_the_words_of_its_kind_of_file(spot: Spot | None, zh: str, en: str) -> None:
    assert (where(spot, 7, "zh"), where(spot, 7, "en")) == (zh, en)
