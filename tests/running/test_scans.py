"""Slips of recognition put right by the figures around them and by the tables of accounts; what stays in doubt is no error."""

from __future__ import annotations

from textwrap import dedent

import msgspec
import pytest

from mingcha import Screener, Screening
from mingcha.reading import Document, Row, Spot, Table, read
from mingcha.running.report import report_of
from tests.documents import with_tabs

TEXT = """
    2024年某县档案馆单位预算公开

    表5

    一般公共预算支出明细表（按支出功能分类科目）

    单位：元

    功能科目编码 | 功能科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
     | 合计 | 905,872.00 | 648,372.00 | 87,300.00 | 170,200.00
    201 | 一般公共服务支出 | 793,560.00 | 536,060.00 | 87,300.00 | 170,200.00
    20126 | 档案事务 | 793,560.00 | 536,060.00 | 87,300.00 | 170,200.00
    2012601 | 行政运行 | 623,360.00 | 536,060.00 | 87,300.00 |
    2012604 | 档案馆 | 170,200.00 | | | 170,200.00
    221 | 住房保障支出 | 112,312.00 | 112,312.00 | |
    22102 | 住房改革支出 | 112,312.00 | 112,312.00 | |
    2210201 | 住房公积金 | 112,312.00 | 112,312.00 | |
"""
SURE = 0.999


def _scan(*misread: tuple[str, str, float], text: str = TEXT) -> Document:
    """The text as a scan: the first cell that says the one was read as the other, with that score; all else is sure."""
    document = read(with_tabs(dedent(text).strip("\n")).encode(), "scan")
    left = {printed: (said, score) for printed, said, score in misread}

    def row_of(row: Row) -> Row:
        reads = [left.pop(cell, (cell, SURE)) for cell in row.cells]
        return Row(tuple(said for said, _ in reads), row.line, tuple(Spot(page=1, score=score) for _, score in reads))

    blocks = tuple(Table(tuple(map(row_of, block.rows))) if isinstance(block, Table) else block for block in document.blocks)
    spots = {block.line: Spot(page=1, score=SURE) for block in document.blocks}
    return msgspec.structs.replace(document, blocks=blocks, spots=spots, kind="pdf")


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


def _raw(screening: Screening) -> list[str]:
    return [spot.raw for row in screening.disclosure.whereabouts.cells.values() for spot in row if spot and spot.raw]


def _about_amounts(screening: Screening) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in screening.findings if finding.rule[:3] in ("TOT", "AGR")]


def test_the_document_as_printed_is_sound(screener: Screener) -> None:
    screening = screener.screen(_scan())
    assert _about_amounts(screening) == []
    assert _raw(screening) == []


@pytest.mark.parametrize(
    ("printed", "said", "score"),
    [
        ("623,360.00", "623,860.00", 0.95),
        ("623,360.00", "623,560.00", 0.95),
        ("623,360.00", "62,360.00", 0.7),
        ("623,360.00", "6,233,360.00", 0.7),
    ],
)
def test_a_doubtful_figure_that_one_slip_makes_right_is_corrected(
    screener: Screener, printed: str, said: str, score: float
) -> None:
    screening = screener.screen(_scan((printed, said, score)))
    assert _about_amounts(screening) == []
    assert _raw(screening) == [said]
    assert printed in {figure.text for figure in screening.disclosure.figures}


def test_a_figure_that_was_surely_read_is_the_units_own_error(screener: Screener) -> None:
    screening = screener.screen(_scan(("623,360.00", "623,860.00", SURE)))
    assert _raw(screening) == []
    assert _about_amounts(screening)
    assert not any("扫描件" in finding.message and finding.severity == "error" for finding in screening.findings)


def test_a_doubtful_figure_that_no_slip_explains_is_a_warning_with_advice(screener: Screener) -> None:
    screening = screener.screen(_scan(("623,360.00", "41,977.00", 0.95)))
    assert _raw(screening) == []
    findings = [finding for finding in screening.findings if finding.rule[:3] in ("TOT", "AGR")]
    assert findings
    assert all(finding.severity != "error" and "核对扫描件" in finding.message for finding in findings)


def test_the_advice_is_given_in_english_too() -> None:
    screening = Screener(lang="en").screen(_scan(("623,360.00", "41,977.00", 0.95)))
    assert any("check the scan" in finding.message for finding in screening.findings)


def test_a_doubtful_code_beside_its_name_is_corrected(screener: Screener) -> None:
    screening = screener.screen(_scan(("2210201", "2210261", 0.9)))
    assert _raw(screening) == ["2210261"]
    assert _about_amounts(screening) == []


def test_a_doubtful_name_beside_its_code_is_corrected(screener: Screener) -> None:
    assert _raw(screener.screen(_scan(("住房公积金", "住房公积全", 0.6)))) == ["住房公积全"]


def test_a_name_that_was_surely_read_stays(screener: Screener) -> None:
    assert _raw(screener.screen(_scan(("住房公积金", "住房公积全", SURE)))) == []


def test_where_the_units_own_error_is_as_likely_nothing_is_put_right(screener: Screener) -> None:
    text = """
    2024年某县档案馆单位预算公开

    一般公共预算支出表

    单位：万元

    功能科目编码 | 科目名称 | 本年支出合计
     | 合计 | 1,233.00
    201 | 一般公共服务支出 | 1,138.00
    208 | 社会保障和就业支出 | 100.00
    """
    screening = screener.screen(_scan(("1,233.00", "1,233.00", 0.98), text=text))
    assert _raw(screening) == []
    assert {severity for _, severity in _about_amounts(screening)} == {"warning"}


def test_what_was_put_right_is_told(screener: Screener) -> None:
    report = report_of(screener.screen(_scan(("623,360.00", "623,860.00", 0.95))), "zh")
    assert report.corrected == ("第1页『行政运行』识别为“623,860.00”，更正为“623,360.00”",)
    assert report.status == "read"


def test_a_row_whose_code_lost_digits_in_recognition_is_no_error(screener: Screener) -> None:
    sound = TEXT.replace("2012604 | 档案馆 | 170,200.00 | | | 170,200.00", "2012604 | 档案馆 | 170,200.00 | 0.00 | | 170,200.00")
    screening = screener.screen(_scan(("2012604", "20126", SURE), text=sound))
    assert "error" not in {severity for _, severity in _about_amounts(screening)}
