"""Final accounts: every layout prints all that its form prescribes, and nothing that its books do not say."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.drawing import draw
from mingcha_datasets.corpus.layouts import LAYOUTS
from mingcha_datasets.corpus.layouts.final.form import form_of
from mingcha_datasets.corpus.layouts.final.tables import is_empty
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Board, Paper, Piece, Role, Words
from mingcha_datasets.corpus.printing import places_of, text_of
from tests.documents import screener, understood

NAMES = ("shaanxi", "shandong", "shanxi", "jiangsu", "shanghai")
SEEDS = st.integers(min_value=0, max_value=10**6)
any_layout = st.sampled_from(NAMES)
SOME = settings(max_examples=20)
"""An account takes some hundredths of a second to draw and print."""


@cache
def _printed(layout: str, seed: int) -> tuple[Books, Paper]:
    books = draw(layout, "final", Random(f"{seed} books"))
    return books, LAYOUTS[layout, "final"](books, Random(f"{seed} words"))


def _boards(paper: Paper) -> list[Board]:
    return [block for block in paper.blocks if isinstance(block, Board)]


def _lines(paper: Paper) -> list[Words]:
    return [block for block in paper.blocks if isinstance(block, Words)]


@SOME
@given(any_layout, SEEDS)
def test_all_tables_of_the_form_are_printed_in_its_order(layout: str, seed: int) -> None:
    _, paper = _printed(layout, seed)
    titles = [board.title for board in _boards(paper) if board.kind not in ("catalogue", "units")]
    assert titles == [table["title"] for table in form_of(layout).tables]


@SOME
@given(any_layout, SEEDS)
def test_all_chapters_of_the_form_are_told_in_its_order(layout: str, seed: int) -> None:
    _, paper = _printed(layout, seed)
    headings = [line.text for line in _lines(paper) if line.role is BlockRole.HEADING]
    told = [
        next(place for place, text in enumerate(headings) if text.endswith(chapter["title"]))
        for chapter in form_of(layout).chapters
    ]
    assert told == sorted(told)


@SOME
@given(any_layout, SEEDS)
def test_an_amount_is_its_fact_as_money_is_printed(layout: str, seed: int) -> None:
    _, paper = _printed(layout, seed)
    for _, piece in paper.pieces():
        if piece.role is Role.AMOUNT:
            assert piece.fact is not None
            assert piece.money is not None
            assert piece.text == piece.money.text(abs(piece.fact.value))


@SOME
@given(any_layout, SEEDS)
def test_an_amount_of_a_sentence_is_followed_by_its_unit(layout: str, seed: int) -> None:
    _, paper = _printed(layout, seed)
    for line in _lines(paper):
        for piece, after in zip(line.pieces, (*line.pieces[1:], Piece("")), strict=True):
            assert piece.role is not Role.AMOUNT or (after.role, after.text) == (Role.MONEY_UNIT, "万元")


@SOME
@given(any_layout, SEEDS)
def test_a_fact_is_printed_alike_wherever_money_is(layout: str, seed: int) -> None:
    _, paper = _printed(layout, seed)
    values: dict[object, int] = {}
    for _, piece in paper.pieces():
        if piece.fact is not None:
            assert values.setdefault(piece.fact.id, piece.fact.value) == piece.fact.value


@SOME
@given(any_layout, SEEDS)
def test_a_table_without_data_says_so(layout: str, seed: int) -> None:
    books, paper = _printed(layout, seed)
    for number, block in enumerate(paper.blocks):
        if isinstance(block, Board) and block.kind not in ("catalogue", "units"):
            after = paper.blocks[number + 2]
            says = isinstance(after, Words) and after.role is BlockRole.NOTE and after.text.startswith("说明：")
            assert says == is_empty(block.kind, books)


@SOME
@given(SEEDS)
def test_the_catalogue_of_shaanxi_marks_the_empty_tables(seed: int) -> None:
    books, paper = _printed("shaanxi", seed)
    (catalogue,) = (board for board in _boards(paper) if board.kind == "catalogue")
    kinds = [table["kind"] for table in form_of("shaanxi").tables]
    marks = [(row[2].text == "是", bool(row[3].text)) for row in catalogue.rows[catalogue.heads :]]
    assert marks == [(is_empty(kind, books), is_empty(kind, books)) for kind in kinds]


@SOME
@given(any_layout, SEEDS)
def test_the_same_books_and_chances_print_the_same(layout: str, seed: int) -> None:
    books, paper = _printed(layout, seed)
    assert LAYOUTS[layout, "final"](books, Random(f"{seed} words")) == paper


def test_no_note_or_reason_of_a_form_is_missing() -> None:
    known = words("final")
    for name in NAMES:
        for table in form_of(name).tables:
            assert table["kind"] in known["notes"]


@pytest.mark.parametrize("layout", NAMES)
@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_found_wrong_in_an_intact_account(layout: str, seed: int) -> None:
    _, paper = _printed(layout, seed)
    findings = screener().screen(text_of(paper).encode(), "a.txt").findings
    assert [finding.message for finding in findings if finding.severity != "info"] == []


@pytest.mark.parametrize("layout", NAMES)
@pytest.mark.parametrize("seed", range(2))
def test_every_amount_of_a_table_is_read(layout: str, seed: int) -> None:
    _, paper = _printed(layout, seed)
    read = {(figure.line, figure.cell): figure for figure in understood(text_of(paper)).figures}
    places = places_of(paper)
    for spot, piece in paper.pieces():
        if piece.role is Role.AMOUNT and piece.text and isinstance(paper.blocks[spot.block], Board):
            assert read[places[spot].line, spot.column].text == piece.text
