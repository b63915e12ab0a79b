"""Amounts: read as they are printed, exactly, with the precision they were printed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.amounts import FEN_IN, Amount, parse_amount, print_amount, print_exact

UNITS = st.sampled_from(sorted(FEN_IN))
COUNTS = st.integers(min_value=1, max_value=10**13)
DECIMALS = st.integers(min_value=0, max_value=2)


@pytest.mark.parametrize(
    ("text", "unit", "fen", "ulp"),
    [
        ("0.01", "元", 1, 1),
        ("1", "元", 100, 100),
        ("1.5", "元", 150, 10),
        ("350000.00", "元", 35_000_000, 1),
        ("65,200.00", "元", 6_520_000, 1),
        ("1,234,567", "元", 123_456_700, 100),
        ("1，234，567.89", "元", 123_456_789, 1),
        ("61", "万元", 61_000_000, 1_000_000),
        ("59.02", "万元", 59_020_000, 10_000),
        ("3590.3", "万元", 3_590_300_000, 100_000),
        ("59.015696", "万元", 59_015_696, 1),
        ("7", "千元", 700_000, 100_000),
        ("2.5", "百万元", 250_000_000, 10_000_000),
        ("1.27", "亿元", 12_700_000_000, 100_000_000),
        (".5", "元", 50, 10),
        ("１２．３４", "元", 1234, 1),
        ("  8.00 ", "万元", 8_000_000, 10_000),
    ],
)
def test_an_amount_is_read_exactly_with_the_unit_of_its_last_place(text: str, unit: str, fen: int, ulp: int) -> None:
    assert parse_amount(text, unit) == Amount(fen, ulp)


@pytest.mark.parametrize("unit", sorted(FEN_IN))
@pytest.mark.parametrize("text", ["0", "00", "-0"])
def test_a_nil_without_decimals_is_exactly_nil(text: str, unit: str) -> None:
    assert parse_amount(text, unit) == Amount(0, 0)


@pytest.mark.parametrize(("text", "unit", "ulp"), [("0.00", "元", 1), ("0.00", "万元", 10_000), ("0.0", "亿元", 1_000_000_000)])
def test_a_nil_with_decimals_is_nil_to_its_last_place(text: str, unit: str, ulp: int) -> None:
    assert parse_amount(text, unit) == Amount(0, ulp)


@pytest.mark.parametrize("text", ["-1.50", "−1.50", "－1.50", "﹣1.50", "(1.50)", "（1.50）"])
def test_a_minus_or_brackets_make_an_amount_negative(text: str) -> None:
    assert parse_amount(text, "元") == Amount(-150, 1)


@pytest.mark.parametrize("text", ["(-1.50)", "（-1.50）"])
def test_a_minus_in_brackets_is_positive_again(text: str) -> None:
    assert parse_amount(text, "元") == Amount(150, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "—",
        ".",
        ",",
        "12,34",
        "1,2345",
        "1.2.3",
        "1 2",
        "5%",
        "3元",
        "约5",
        "**",
        "2024年",
        "1e5",
        "0x10",
        "+5",
        "--5",
        "壹",
    ],
)
def test_what_is_no_plain_number_is_no_amount(text: str) -> None:
    assert parse_amount(text, "元") is None


@pytest.mark.parametrize("text", ["(5", "5)", "（5", "5）"])
def test_one_bracket_alone_is_no_amount(text: str) -> None:
    assert parse_amount(text, "元") is None


@pytest.mark.parametrize("digits", [19, 40, 5000])
def test_a_run_of_digits_beyond_any_budget_is_no_amount(digits: int) -> None:
    assert parse_amount("9" * digits, "元") is None
    assert parse_amount("0." + "9" * digits, "万元") is None


def test_the_largest_amount_a_state_could_print_is_one() -> None:
    assert parse_amount("999999999999999999", "元") == Amount(99_999_999_999_999_999_900, 100)


@given(count=COUNTS, unit=UNITS, decimals=DECIMALS)
def test_what_is_printed_is_read_back(count: int, unit: str, decimals: int) -> None:
    place = max(FEN_IN[unit] // 10**decimals, 1)
    amount = parse_amount(print_amount(count * place, unit, decimals), unit)
    assert amount == Amount(count * place, place)


@given(count=COUNTS, unit=UNITS, decimals=DECIMALS)
def test_a_negative_amount_that_is_printed_is_read_back(count: int, unit: str, decimals: int) -> None:
    place = max(FEN_IN[unit] // 10**decimals, 1)
    amount = parse_amount(print_amount(-count * place, unit, decimals), unit)
    assert amount == Amount(-count * place, place)


@given(count=COUNTS, unit=UNITS, decimals=DECIMALS)
def test_thousands_separators_change_nothing(count: int, unit: str, decimals: int) -> None:
    place = max(FEN_IN[unit] // 10**decimals, 1)
    plain = print_amount(count * place, unit, decimals)
    whole, point, rest = plain.partition(".")
    separated = f"{int(whole):,}{point}{rest}"
    assert parse_amount(separated, unit) == parse_amount(plain, unit) == Amount(count * place, place)
    assert parse_amount(separated.replace(",", "，"), unit) == Amount(count * place, place)


@given(fen=st.integers(min_value=-(10**15), max_value=10**15), unit=UNITS)
def test_an_amount_printed_exactly_is_read_back_to_the_fen(fen: int, unit: str) -> None:
    amount = parse_amount(print_exact(fen, unit), unit)
    assert amount is not None
    assert amount.fen == fen


@given(fen=st.integers(min_value=-(10**15), max_value=10**15), unit=UNITS, decimals=DECIMALS)
def test_rounding_when_printing_moves_an_amount_by_half_a_unit_of_the_last_place_at_most(
    fen: int, unit: str, decimals: int
) -> None:
    amount = parse_amount(print_amount(fen, unit, decimals), unit)
    assert amount is not None
    assert 2 * abs(amount.fen - fen) <= max(FEN_IN[unit] // 10**decimals, 1)


@pytest.mark.parametrize(
    ("fen", "unit", "decimals", "text"),
    [
        (50, "元", 0, "1"),
        (49, "元", 0, "0"),
        (-50, "元", 0, "-1"),
        (-49, "元", 0, "0"),
        (5_000, "万元", 2, "0.01"),
        (4_999, "万元", 2, "0.00"),
        (375_415_408, "万元", 2, "375.42"),
        (100, "元", 2, "1.00"),
    ],
)
def test_half_a_unit_of_the_last_place_is_rounded_away_from_nil(fen: int, unit: str, decimals: int, text: str) -> None:
    assert print_amount(fen, unit, decimals) == text


@pytest.mark.parametrize(
    ("fen", "unit", "text"),
    [
        (0, "元", "0.00"),
        (1, "元", "0.01"),
        (1, "万元", "0.000001"),
        (59_015_696, "万元", "59.015696"),
        (-2_020_000, "元", "-20200.00"),
    ],
)
def test_an_exact_print_has_two_decimals_and_as_many_more_as_it_needs(fen: int, unit: str, text: str) -> None:
    assert print_exact(fen, unit) == text


@given(text=st.text(max_size=40))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    amount = parse_amount(text, "万元")
    assert amount is None or amount.ulp >= 0


@given(text=st.from_regex(r"[(（]?[-−]?[0-9０-９,，.．]{1,24}[)）]?", fullmatch=True), unit=UNITS)
def test_whatever_looks_like_a_number_is_read_without_an_exception(text: str, unit: str) -> None:
    amount = parse_amount(text, unit)
    assert amount is None or isinstance(amount.fen, int)
