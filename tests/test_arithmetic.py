"""Identities written out: the sum that is printed is the right amount, and what holds is said to hold."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.amounts import parse_amount
from mingcha.arithmetic import holds, target_of, written_out
from mingcha.checking.identity import Identity, added_up, all_equal, grown, one_of, risen, share_of, weighed
from mingcha.understanding import Coordinate, Figure


def _figure(text: str, unit: str = "元") -> Figure:
    amount = parse_amount(text, unit)
    assert amount is not None
    return Figure(amount.fen, amount.ulp, unit, Coordinate(), 1, 0, "", "", text)


TOTAL, OTHER, PART, MORE = _figure("405200.00"), _figure("425400.00"), _figure("405200.00"), _figure("20200.00")


@pytest.mark.parametrize(
    ("identity", "written"),
    [
        (added_up("R", TOTAL, [PART, MORE]), "405200.00 + 20200.00 = 425400.00 ≠ 405200.00 元"),
        (added_up("R", OTHER, [PART, MORE]), "405200.00 + 20200.00 = 425400.00 元"),
        (added_up("R", _figure("445600.00"), [MORE, TOTAL]), "445600.00 - 20200.00 = 425400.00 ≠ 405200.00 元"),
        (all_equal("R", [TOTAL, OTHER]), "425400.00 ≠ 405200.00 元"),
        (all_equal("R", [OTHER, TOTAL, OTHER]), "425400.00 ≠ 405200.00 元"),
        (one_of("R", _figure("42.54", "万元"), [TOTAL]), "425400.00 ≠ 405200.00 元"),
        (one_of("R", TOTAL, [OTHER, MORE]), "425400.00 / 20200.00 ≠ 405200.00 元"),
        (added_up("R", TOTAL, []), "0.00 ≠ 405200.00 元"),
        (share_of("R", MORE, PART, (499, 1)), "20200.00 / 405200.00 = 4.99%"),
        (share_of("R", PART, TOTAL, (9900, 1)), "405200.00 / 405200.00 = 100.00% ≠ 99.00%"),
        (grown("R", OTHER, PART, (499, 1)), "425400.00 / 405200.00 - 1 = 4.99%"),
        (grown("R", OTHER, PART, (-499, 1)), "425400.00 / 405200.00 - 1 = 4.99% ≠ -4.99%"),
        (risen("R", MORE, OTHER, (475, 1)), "20200.00 / (425400.00 - 20200.00) = 4.99% ≠ 4.75%"),
        (risen("R", PART, PART, (10000, 1)), "405200.00 / (405200.00 - 405200.00) ≠ 100.00%"),
    ],
)
def test_what_the_others_make_of_a_wrong_figure_is_written_out(identity: Identity, written: str) -> None:
    assert written_out(identity, {id(TOTAL): 42_540_000}) == written


def test_a_wrong_figure_in_ten_thousands_is_made_in_ten_thousands() -> None:
    wrong = _figure("61", "万元")
    assert written_out(one_of("R", wrong, [_figure("590156.96")]), {id(wrong): 59_015_696}) == "59.015696 ≠ 61.00 万元"


def test_other_wrong_figures_count_with_their_right_amounts() -> None:
    total, part, sound = _figure("28.00"), _figure("18.00"), _figure("10.00")
    identity = added_up("R", total, [part, sound])
    assert written_out(identity, {id(total): 3000, id(part): 2000}) == "20.00 + 10.00 = 30.00 元"


def test_equal_figures_are_told_apart_by_their_place() -> None:
    total, first, second = _figure("5.00"), _figure("5.00"), _figure("5.00")
    identity = added_up("R", total, [first, second])
    assert target_of(identity, {id(second): 0}) == 2
    assert written_out(identity, {id(second): 0}) == "5.00 - 5.00 = 0.00 ≠ 5.00 元"


def test_of_a_long_sum_the_rest_is_one_term() -> None:
    parts = [_figure("1.00") for _ in range(20)]
    assert written_out(added_up("R", _figure("9.00"), parts), {}) == "1.00 + " * 12 + "8.00 = 20.00 ≠ 9.00 元"


def test_a_difference_within_rounding_is_said_to_be_one() -> None:
    assert written_out(one_of("R", _figure("42.54", "万元"), [_figure("425396.00")]), {}) == "42.5396 ≈ 42.54 万元"


AMOUNTS = st.lists(st.integers(-10_000_000, 10_000_000), min_size=2, max_size=30)


@given(amounts=AMOUNTS, signs=st.data())
def test_the_sum_that_is_printed_is_what_makes_the_identity_hold(amounts: list[int], signs: st.DataObject) -> None:
    weights = signs.draw(st.lists(st.sampled_from((1, -1)), min_size=len(amounts), max_size=len(amounts)))
    figures = [_figure(f"{Decimal(fen) / 100:.2f}") for fen in amounts]
    place = signs.draw(st.integers(0, len(amounts) - 1))
    identity = weighed("R", zip(weights, figures, strict=True))
    right = -weights[place] * sum(w * fen for n, (w, fen) in enumerate(zip(weights, amounts, strict=True)) if n != place)
    left, sign, stated = re.split(r" ([≠≈=]) (?=[^≠≈=]*\Z)", written_out(identity, {id(figures[place]): right}))
    terms = [Decimal(term.replace(" ", "")) for term in re.findall(r"(?:^|[-+]) ?-?[\d.]+|^-[\d.]+", left.split(" = ")[0])]
    assert sum(terms) == Decimal(right) / 100
    if not holds(identity):
        assert sign in ("≠", "≈")
        assert Decimal(stated.removesuffix(" 元")) == Decimal(amounts[place]) / 100


@given(amounts=AMOUNTS)
def test_a_sum_holds_when_its_total_is_what_its_parts_make(amounts: list[int]) -> None:
    parts = [_figure(f"{Decimal(fen) / 100:.2f}") for fen in amounts]
    ulps = sum(part.ulp for part in parts) + 1
    total = sum(amounts)
    assert holds(added_up("R", _figure(f"{Decimal(total) / 100:.2f}"), parts))
    assert not holds(added_up("R", _figure(f"{Decimal(total + ulps) / 100:.2f}"), parts))
