"""Slips of the pen: whatever a hand does to a right number is found to have been done."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingcha.amounts import parse_amount
from mingcha.diagnosing.slips import looks_alike, slips_of
from mingcha.understanding import Coordinate, Figure


def _figure(text: str, unit: str = "元") -> Figure:
    amount = parse_amount(text, unit)
    assert amount is not None
    return Figure(amount.fen, amount.ulp, unit, Coordinate("expenditure"), 1, 0, "", "", text)


def _kinds(stated: str, right: str, unit: str = "元") -> list[str]:
    return [slip.kind for slip in slips_of(_figure(stated, unit), _figure(right, unit).fen)]


@pytest.mark.parametrize(
    ("stated", "right", "kind"),
    [
        ("65,200.00", "55,200.00", "one_digit"),
        ("3,754,154.08", "3,754,194.08", "one_digit"),
        ("214850.00", "214580.00", "swapped"),
        ("15579.50", "15579.95", "two_digits"),
        ("21580.00", "214580.00", "dropped"),
        ("2145680.00", "214580.00", "inserted"),
        ("2145.80", "214580.00", "point"),
        ("21.46", "214580.00", "units"),
        ("-214580.00", "214580.00", "sign"),
        ("429160.00", "214580.00", "doubled"),
        ("107290.00", "214580.00", "halved"),
    ],
)
def test_each_slip_is_known(stated: str, right: str, kind: str) -> None:
    assert kind in _kinds(stated, right)


@pytest.mark.parametrize(("stated", "right"), [("187264.50", "214580.00"), ("0.00", "214580.00"), ("214580.00", "0.00")])
def test_other_amounts_are_no_slips(stated: str, right: str) -> None:
    assert _kinds(stated, right) == []


def test_the_digit_and_its_position_are_told() -> None:
    (slip,) = slips_of(_figure("3,754,154.08"), _figure("3,754,194.08").fen)
    assert (slip.stated, slip.right, slip.position) == ("5", "9", 6)


def test_a_small_amount_is_no_multiple_of_ten_of_another() -> None:
    assert _kinds("0.05", "0.50", "万元") == ["swapped"]


def test_an_amount_in_yuan_that_is_put_where_ten_thousands_belong() -> None:
    assert "units" in _kinds("3254218", "325.42", "万元")


def test_digits_look_alike_where_one_group_has_both() -> None:
    assert looks_alike("5", "9", ["59"])
    assert not looks_alike("5", "1", ["59", "17"])


WHOLE = st.integers(min_value=1_000, max_value=99_999_999).map(str)


@given(WHOLE, st.data())
def test_one_changed_digit_is_found(whole: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place] and not (place == 0 and d == "0")]))
    stated = whole[:place] + digit + whole[place + 1 :]
    assert "one_digit" in _kinds(f"{stated}.00", f"{whole}.00")


@given(WHOLE, st.data())
def test_two_neighbours_that_changed_places_are_found(whole: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(whole) - 2))
    stated = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assume(stated != whole and stated[0] != "0")
    assert "swapped" in _kinds(f"{stated}.00", f"{whole}.00")


@given(WHOLE, st.data())
def test_a_digit_too_many_and_one_missing_are_each_others_opposite(whole: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(whole)))
    longer = whole[:place] + data.draw(st.sampled_from("0123456789")) + whole[place:]
    assert "inserted" in _kinds(f"{longer}.00", f"{whole}.00")
    assert "dropped" in _kinds(f"{whole}.00", f"{longer}.00")


@given(WHOLE, st.integers(1, 3))
def test_a_point_that_moved_is_found(whole: str, steps: int) -> None:
    right = f"{whole}{'0' * steps}.00"
    shifts = [slip.steps for slip in slips_of(_figure(f"{whole}.00"), _figure(right).fen) if slip.kind == "point"]
    assert shifts == [-steps]
