"""Budgets of Shandong and Shanxi: every table of the form in its order; what is empty says so; every project has its form."""

from __future__ import annotations

import pytest

from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.books import Books
from mingcha_datasets.corpus.layouts.shandong.tables import TITLES as SHANDONG
from mingcha_datasets.corpus.layouts.shanxi.tables import TITLES as SHANXI
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.paper import Board, Paper, Role, Words

SEEDS = range(12)
FORMS = {"shandong": SHANDONG, "shanxi": SHANXI}


def _made(layout: str) -> list[tuple[Books, Paper]]:
    return [(made.books, made.paper) for made in (make(layout, "budget", seed) for seed in SEEDS)]


def _boards(paper: Paper) -> list[Board]:
    return [block for block in paper.blocks if isinstance(block, Board) and not block.kind.startswith("performance")]


@pytest.mark.parametrize("layout", FORMS)
def test_all_tables_stand_in_the_order_of_the_form(layout: str) -> None:
    for _, paper in _made(layout):
        titles = [board.title for board in _boards(paper)]
        assert [title.endswith(wanted) for title, wanted in zip(titles, FORMS[layout], strict=True)] == [True] * len(titles)


@pytest.mark.parametrize("layout", FORMS)
def test_empty_tables_say_so_below_and_others_do_not(layout: str) -> None:
    for _, paper in _made(layout):
        for board, after in zip(paper.blocks, paper.blocks[1:], strict=False):
            if isinstance(board, Board) and board.kind in ("government_fund", "state_capital", "projects_carried_over"):
                noted = isinstance(after, Words) and after.role is BlockRole.NOTE
                assert noted != any(piece.fact and piece.fact.value for row in board.rows for piece in row)


@pytest.mark.parametrize("layout", FORMS)
def test_every_project_has_its_form(layout: str) -> None:
    for books, paper in _made(layout):
        forms = [block.title for block in paper.blocks if isinstance(block, Board) and block.kind == "performance_project"]
        assert forms == [project.name for project in books.projects]


@pytest.mark.parametrize("layout", FORMS)
def test_an_amount_is_nowhere_printed_without_its_fact(layout: str) -> None:
    for _, paper in _made(layout):
        money = [piece for _, piece in paper.pieces() if piece.role is Role.AMOUNT]
        assert money
        assert all(piece.fact is not None and piece.money is not None for piece in money)
