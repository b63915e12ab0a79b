"""Jiangsu's and Shanghai's budgets: printed as their forms prescribe, and understood although nothing was tuned to them."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from mingcha import Screening
from mingcha_datasets.blocks import Role as BlockRole
from mingcha_datasets.corpus.damage.index import Index
from mingcha_datasets.corpus.damaging import damage
from mingcha_datasets.corpus.making import make
from mingcha_datasets.corpus.names import words
from mingcha_datasets.corpus.paper import Board, Paper, Role, Words
from mingcha_datasets.corpus.printing import places_of, text_of
from tests.documents import screened

EASTERN = ("jiangsu", "shanghai")
FIGURES = ("wrong_digit", "swapped_digits", "dropped_digit", "omitted_child", "copied_cell")


def _paper(layout: str, seed: int) -> Paper:
    return make(layout, "budget", seed).paper


def _screened(paper: Paper) -> Screening:
    return screened(text_of(paper))


def _titles(paper: Paper) -> list[str]:
    """The titles that stand above tables."""
    return [block.text for block in paper.blocks if isinstance(block, Words) and block.role is BlockRole.TITLE]


def _kinds(paper: Paper) -> list[str]:
    return [block.kind for block in paper.blocks if isinstance(block, Board)]


def test_jiangsu_prints_its_thirteen_tables_with_labels_in_order() -> None:
    paper = _paper("jiangsu", 1)
    labels = [block.text for block in paper.blocks if isinstance(block, Words) and block.role is BlockRole.LABEL]
    assert labels == [f"公开{number:02}表" for number in range(1, 14)]
    assert _titles(paper) == list(words("jiangsu")["tables"].values())
    assert _kinds(paper) == list(words("jiangsu")["tables"])


def test_shanghai_prints_its_nine_tables_in_order_then_forms_of_projects() -> None:
    papers = [_paper("shanghai", seed) for seed in range(6)]
    for paper in papers:
        kinds = _kinds(paper)
        assert kinds[:9] == list(words("shanghai")["tables"])
        assert set(kinds[9:]) <= {"performance_project"}
        assert all(title.startswith(str(paper.year)) for title in _titles(paper))
    assert any("performance_project" in _kinds(paper) for paper in papers)


@pytest.mark.parametrize("layout", EASTERN)
def test_what_the_contents_list_stands_below(layout: str) -> None:
    paper = _paper(layout, 2)
    text = text_of(paper).split("\n\n")
    assert all(sum(title in line for line in text) >= 2 for title in _titles(paper))


@pytest.mark.parametrize("layout", EASTERN)
@pytest.mark.parametrize("seed", range(3))
def test_every_amount_says_what_it_states_and_how_it_is_printed(layout: str, seed: int) -> None:
    for _, piece in _paper(layout, seed).pieces():
        if piece.role is Role.AMOUNT:
            assert piece.fact is not None
            assert piece.money is not None
            value = piece.fact.value
            assert piece.text == piece.money.text(abs(value) if piece.fact.period == "change" else value)


@pytest.mark.parametrize("layout", EASTERN)
def test_empty_tables_have_a_note_that_says_so(layout: str) -> None:
    for seed in range(8):
        blocks = _paper(layout, seed).blocks
        for board, below in itertools.pairwise(blocks):
            if isinstance(board, Board) and board.kind in ("government_fund", "state_capital"):
                amounts = [piece for row in board.rows for piece in row if piece.role is Role.AMOUNT]
                noted = isinstance(below, Words) and below.role is BlockRole.NOTE
                assert noted == (not any(piece.fact.value for piece in amounts if piece.fact))


@pytest.mark.parametrize("layout", EASTERN)
def test_the_same_number_makes_the_same_disclosure(layout: str) -> None:
    assert text_of(_paper(layout, 7)) == text_of(_paper(layout, 7)) != text_of(_paper(layout, 8))


@pytest.mark.parametrize("layout", EASTERN)
def test_nothing_undamaged_is_called_an_error(layout: str) -> None:
    for seed in range(25):
        found = [finding for finding in _screened(_paper(layout, seed)).findings if finding.severity == "error"]
        assert not found, (seed, found[0].message)


@pytest.mark.parametrize("layout", EASTERN)
def test_every_amount_that_is_printed_is_read(layout: str) -> None:
    for seed in range(5):
        paper = _paper(layout, seed)
        disclosure, places = _screened(paper).disclosure, places_of(paper)
        told = [figure for claim in disclosure.claims for figure in (claim.amount, claim.change) if figure is not None]
        funds = [figure for form in disclosure.forms for figure in form.funds]
        read = {figure.line for figure in (*disclosure.figures, *told, *funds)}
        stated = [spot for spot, piece in paper.pieces() if piece.role is Role.AMOUNT and piece.fact and piece.fact.value]
        assert all(places[spot].line in read for spot in stated)


@pytest.mark.parametrize("layout", EASTERN)
def test_nine_of_ten_wrong_figures_that_another_place_reveals_are_found(layout: str) -> None:
    found = revealed = 0
    for seed in range(8):
        index = Index(_paper(layout, seed))
        for kind in FIGURES:
            done = damage(index, [kind], 1, Random(f"{seed} {kind}"))
            if done is None or not done.defects[0].revealed:
                continue
            lines = {stand.line for stand in done.defects[0].where}
            places = {place.line for finding in _screened(done.paper).findings for place in finding.places}
            revealed += 1
            found += not lines.isdisjoint(places)
    assert revealed > 20
    assert found >= 0.9 * revealed
