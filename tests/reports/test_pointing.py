"""A place of a finding leads to the very cell, or the very words, that it means."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.checking import Place
from mingcha.reading import Spot
from mingcha.reports.pointing import WHOLE, Lines, Pointed, occurrences, point, squeezed
from mingcha.running.excerpt import Excerpt, Rows, Shown, Text, Titled, excerpt_in, excerpt_of
from mingcha_datasets import load_sample, print_disclosure, sample_names
from tests.documents import screener


def place(line: int, text: str, *, table: str = "", row: str = "", column: str = "", spot: Spot | None = None) -> Place:
    return Place(None, line, table, row, column, text, spot)


def one_row(*cells: str, heads: Sequence[tuple[int, str]] = ()) -> Lines:
    return Lines(Excerpt((Rows((Shown(cells, 7),)),), (Titled("1", "收支总表", "元", 7, 7, tuple(heads)),)))


def sentence(text: str, *lines: tuple[int, int]) -> Lines:
    return Lines(Excerpt((Text(text, lines or ((0, 7),)),)))


def said(at: Pointed | None, lines: Lines) -> str:
    assert at is not None
    text = lines.pieces[at.line].paragraph.text if at.line in lines.pieces else lines.row(at.line).cells[at.cell]
    return text[at.start : at.end]


def test_a_cell_is_found_by_its_text() -> None:
    assert point(place(7, "405200.00"), one_row("302", "商品和服务支出", "405200.00", "")) == Pointed(7, 2, 0, 9)


def test_of_cells_that_say_the_same_it_is_the_one_below_the_head() -> None:
    lines = one_row("302", "商品", "5.00", "5.00", heads=[(2, "合计"), (3, "公用经费 支出")])
    assert point(place(7, "5.00", column="公用经费支出"), lines) == Pointed(7, 3, 0, 4)


def test_below_heads_that_are_called_alike_it_is_the_one_beside_its_label() -> None:
    lines = one_row("一、收入", "9.00", "一、支出", "9.00", heads=[(1, "预算数"), (3, "预算数")])
    assert point(place(7, "9.00", row="一、支出", column="预算数"), lines) == Pointed(7, 3, 0, 4)


def test_a_blank_cell_is_found_by_its_head_alone() -> None:
    lines = one_row("302", "", "", heads=[(1, "合计"), (2, "公用")])
    assert point(place(7, "", column="公用"), lines) == Pointed(7, 2, 0, 0)


def test_a_place_without_words_and_head_means_the_row() -> None:
    assert point(place(7, "", row="绩效目标"), one_row("绩效目标", "", "")) == Pointed(7, WHOLE, 0, 0)


def test_words_inside_a_cell_are_found() -> None:
    lines = one_row("目标", "致力俩不愁，三保障")
    assert said(point(place(7, "俩不愁"), lines), lines) == "俩不愁"


def test_an_amount_is_never_found_inside_a_longer_one() -> None:
    lines = sentence("本年10万元，上年0万元。")
    assert said(point(place(7, "0万元"), lines), lines) == "0万元"
    assert point(place(7, "0万元"), lines) == Pointed(7, WHOLE, 9, 12)


def test_what_was_put_right_is_found_as_it_was_recognised() -> None:
    lines = one_row("一、收入", "l00.00")
    assert point(place(7, "100.00", spot=Spot(page=1, raw="l00.00")), lines) == Pointed(7, 1, 0, 6)


def test_of_several_the_words_that_follow_their_subject_most_closely_are_meant() -> None:
    lines = sentence("公务接待费5万元，会议费5万元，培训费5万元。")
    assert point(place(7, "5万元", row="会议费"), lines) == Pointed(7, WHOLE, 12, 15)


def test_words_are_looked_for_in_their_own_line_of_a_joined_paragraph() -> None:
    lines = sentence("收入5万元，支出5万元", (0, 7), (6, 8))
    assert point(place(8, "5万元"), lines) == Pointed(8, WHOLE, 8, 11)


def test_blanks_inside_words_do_not_matter() -> None:
    lines = sentence("减少 30.1 万元")
    assert said(point(place(7, "30.1万元"), lines), lines) == "30.1 万元"


def test_what_the_document_does_not_say_is_nowhere() -> None:
    assert point(place(7, "国有资产占有使用"), sentence("第一部分 部门概况")) is None
    assert point(place(8, "国有资产"), sentence("国有资产")) is None


def test_words_that_go_on_in_the_next_paragraph_are_marked_as_far_as_the_line_has_them() -> None:
    lines = sentence("2024年一般公共预算")
    assert said(point(place(7, "2024年一般公共预算支出表"), lines), lines) == "2024年一般公共预算"


@pytest.mark.parametrize("name", sample_names())
def test_of_the_samples_every_place_with_a_head_is_found(name: str) -> None:
    screening = screener().screen(print_disclosure(load_sample(name)).encode(), name)
    lines = Lines(excerpt_in(excerpt_of(screening)))
    places = [one for finding in screening.findings for one in finding.places if one.column]
    for one in places:
        at = point(one, lines)
        assert squeezed(said(at, lines)) == squeezed(one.text)
        table = lines.table(one.line or 0)
        heads = dict(table.columns) if table is not None and at is not None and at.line in lines.rows else {}
        if at is not None and squeezed(one.column) in map(squeezed, heads.values()):
            assert squeezed(heads[at.cell]) == squeezed(one.column)


@given(st.text("ab 1,", max_size=12), st.text("ab 1,", min_size=1, max_size=3))
def test_what_occurs_is_what_was_wanted(text: str, wanted: str) -> None:
    for start, end in occurrences(text, wanted):
        assert squeezed(text[start:end]) == squeezed(wanted)


@given(st.lists(st.text("甲乙12. ", max_size=4), min_size=1, max_size=6), st.data())
def test_a_cell_of_a_row_is_found_wherever_its_text_and_head_are_given(cells: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(cells) - 1))
    lines = one_row(*cells, heads=[(index, f"栏{index}") for index in range(len(cells))])
    assert point(place(7, cells[at], column=f"栏{at}"), lines) == Pointed(7, at, 0, len(cells[at]))
