"""A slip is recognised from the amount it left, and undone by one of the amounts it may have come from."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingcha.locating.slips import DROPPED, INSERTED, ONE_DIGIT, POINT, SIGN, SWAPPED, UNIT, before, slip

AMOUNTS = st.integers(min_value=1_000, max_value=10**12)
ULPS = st.sampled_from((1, 100, 10_000))


@given(AMOUNTS, ULPS, st.integers(min_value=0), st.sampled_from("0123456789"))
def test_another_digit(right: int, ulp: int, place: int, digit: str) -> None:
    digits = str(right)
    place %= len(digits)
    stated = int(digits[:place] + digit + digits[place + 1 :])
    assume(stated not in (0, right) and len(str(stated)) == len(digits))
    assert slip(stated * ulp, right * ulp, ulp) in (ONE_DIGIT, POINT)
    assert right * ulp in set(before(stated * ulp, ulp))


@given(AMOUNTS, ULPS, st.integers(min_value=0))
def test_two_digits_swapped(right: int, ulp: int, place: int) -> None:
    digits = str(right)
    place %= len(digits) - 1
    stated = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
    assume(stated != right and len(str(stated)) == len(digits))
    assert slip(stated * ulp, right * ulp, ulp) in (SWAPPED, ONE_DIGIT)
    assert right * ulp in set(before(stated * ulp, ulp))


@given(AMOUNTS, ULPS, st.integers(min_value=0), st.sampled_from("0123456789"))
def test_a_digit_too_many_or_too_few(short: int, ulp: int, place: int, digit: str) -> None:
    digits = str(short)
    place %= len(digits) + 1
    long = int(digits[:place] + digit + digits[place:])
    assume(len(str(long)) == len(digits) + 1)
    assert slip(long * ulp, short * ulp, ulp) in (INSERTED, POINT)
    assert slip(short * ulp, long * ulp, ulp) in (DROPPED, POINT)
    assert short * ulp in set(before(long * ulp, ulp))
    assert long * ulp in set(before(short * ulp, ulp))


@given(AMOUNTS, ULPS, st.sampled_from(((10, POINT), (100, POINT), (1_000, POINT), (10_000, UNIT), (100_000_000, UNIT))))
def test_point_and_unit(right: int, ulp: int, shifted: tuple[int, str]) -> None:
    factor, kind = shifted
    assert slip(right * factor * ulp, right * ulp, ulp) == kind
    assert slip(right * ulp, right * factor * ulp, ulp) == kind


@given(AMOUNTS, ULPS)
def test_sign(right: int, ulp: int) -> None:
    assert slip(-right * ulp, right * ulp, ulp) == SIGN
    assert slip(right * ulp, right * ulp, ulp) == ""


@pytest.mark.parametrize(("stated", "right"), [(123_456, 654_321), (100, -200), (0, 123_456), (123_456, 0), (55, 7_777)])
def test_no_slip(stated: int, right: int) -> None:
    assert slip(stated, right, 1) == ""


def test_a_rounded_amount_in_the_wrong_unit() -> None:
    """354.52 元 beside 3,545,173.00 元: the sentence's 万元 in a table of 元."""
    assert slip(35452, 354517300, 1) == UNIT
