"""Budgets in the form of Shaanxi: whole, without anything wrong, and understood."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from mingcha import Screener
from mingcha_datasets.corpus.making import Made, make
from mingcha_datasets.corpus.paper import Board, Role, Words
from mingcha_datasets.corpus.printing import places_of, text_of

SEEDS = range(700, 706)


@pytest.fixture(scope="module")
def budgets() -> list[Made]:
    return [make("shaanxi", "budget", seed) for seed in SEEDS]


def _catalogue(made: Made) -> Board:
    return next(block for block in made.paper.blocks if isinstance(block, Board) and block.kind == "catalogue")


def test_it_lists_fifteen_tables_and_prints_each(budgets: list[Made]) -> None:
    for made in budgets:
        listed = [row[0].text for row in _catalogue(made).rows[1:]]
        printed = {piece.text.partition("-")[0] for _, piece in made.paper.pieces() if piece.role is Role.LABEL}
        assert listed == [f"表{number}" for number in range(1, 16)]
        assert printed == set(listed)


def test_an_empty_table_has_its_reason_and_others_have_none(budgets: list[Made]) -> None:
    for made in budgets:
        for _, _, empty, reason in _catalogue(made).rows[1:]:
            assert (empty.text == "是") == bool(reason.text)


def test_every_chapter_is_headed_as_in_the_contents(budgets: list[Made]) -> None:
    for made in budgets:
        lines = [block for block in made.paper.blocks if isinstance(block, Words)]
        contents = [line.text.removeprefix("- ") for line in lines if line.topic == "contents" and line.text.startswith("- ")]
        headings = [line.text for line in lines if line.level == 2]
        assert contents == headings


def test_nothing_is_found_wrong_and_nearly_every_amount_is_understood(budgets: list[Made]) -> None:
    screener = Screener()
    for made in budgets:
        screening = screener.screen(text_of(made.paper).encode(), "budget.txt")
        assert not [finding.message for finding in screening.findings if finding.severity in ("error", "warning")]
        disclosure = screening.disclosure
        said = [figure for claim in disclosure.claims for figure in (claim.amount, claim.change) if figure is not None]
        forms = [figure for form in disclosure.forms for figure in (*form.funds, *form.tasks)]
        read = Counter((figure.line, _digits(figure.text)) for figure in (*disclosure.figures, *said, *forms))
        places = places_of(made.paper)
        stated = Counter(
            (places[spot].line, _digits(piece.text))
            for spot, piece in made.paper.pieces()
            if piece.role is Role.AMOUNT and piece.text
        )
        assert (stated - read).total() <= 0.01 * stated.total()


def _digits(text: str) -> str:
    return re.sub(r"[^\d.]", "", text)


def test_the_same_seed_gives_the_same_text() -> None:
    assert text_of(make("shaanxi", "budget", 7).paper) == text_of(make("shaanxi", "budget", 7).paper)


def test_a_form_that_tells_how_many_are_paid_and_how_much_each_tells_what_the_project_costs() -> None:
    told = 0
    for seed in range(1, 8):
        made = make("shaanxi", "budget", seed)
        for block in made.paper.blocks:
            pieces = [piece for row in block.rows for piece in row if piece.fact] if isinstance(block, Board) else []
            people = [piece for piece in pieces if piece.fact and piece.fact.measure == "people"]
            rates = [piece for piece in pieces if piece.fact and piece.fact.measure == "rate"]
            for one, rate in zip(people, rates, strict=True):
                number, yuan = int(one.text.strip("=人")), int(rate.text.removeprefix("=").removesuffix("元/人"))
                assert one.fact
                assert 100 * number * yuan == made.books.spent(project=dict(one.fact.key)["project"]).value
                told += 1
    assert told
