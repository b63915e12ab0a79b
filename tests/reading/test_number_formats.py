"""Numbers are shown as a spreadsheet shows them; the expected texts are Excel's own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.amounts import is_number, parse_amount
from mingcha.reading.number_formats import BUILT_IN, general, shown, shown_text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3254218, "#,##0.00", "3,254,218.00"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (3254218, "0.00", "3254218.00"),
        (0, "#,##0.00", "0.00"),
        (0.04, "#,##0.00", "0.04"),
        (5, "00", "05"),
        (123, "00000", "00123"),
        (1.005, "0.00", "1.01"),
        (2.675, "0.00", "2.68"),
        (0.5, "0", "1"),
        (0.5, ".00", ".50"),
        (12.5, ".00", "12.50"),
        (3.14, "#.##", "3.14"),
        (3, "#.##", "3"),
        (3, "0.0?", "3.0"),
        (123456789, "000-0000-00", "123-4567-89"),
    ],
)
def test_digits_stand_at_their_places(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [(0.85, "0%", "85%"), (0.1234, "0.00%", "12.34%"), (-0.052, "0.0%", "-5.2%"), (1, "0%", "100%")],
)
def test_a_share_is_shown_in_percent(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3254218, "0!.0,", "325.4"),
        (3254218, r"0\.0,", "325.4"),
        (3254218, "0!.0000", "325.4218"),
        (3254218, "#,##0,", "3,254"),
        (3254218, '0.00,,"百万元"', "3.25百万元"),
        (12345, '[>=10000]0!.0,"万";0', "1.2万"),
        (123, '[>=10000]0!.0,"万";0', "123"),
    ],
)
def test_a_number_is_scaled_by_its_format(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (-1234.5, "#,##0.00", "-1,234.50"),
        (-1234.5, "#,##0.00;[Red](#,##0.00)", "(1,234.50)"),
        (-1234.5, "#,##0.00_ ;[Red]-#,##0.00 ", "-1,234.50"),
        (-5, "0.00;0.00", "5.00"),
        (-1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-1,234.50"),
    ],
)
def test_negative_numbers_have_their_own_part(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("[<0](0.00);0.00", "(5.00)"),
        ("[<0]-0.00;0.00", "-5.00"),
        ('[Red][<0]\\-0.00;[>0]0.00;"-"', "-5.00"),
        ('[<0]"负"0.00;0.00', "负5.00"),
        ("[<0]0.00;0.00", "5.00"),
        ("[Red][<0]0.00;0.00", "-5.00"),
        ("[<100]0.00;0", "-5.00"),
        ('[=0]"";General', "-5"),
        ('[>=10000]0!.0,"万";0.00', "-5.00"),
        ("[>100]0.0;[<-100]0.00;0", "-5"),
        ("[>0]0.00;(0.00)", "(5.00)"),
    ],
)
def test_in_a_part_with_a_condition_a_negative_number_has_one_sign(code: str, text: str) -> None:
    assert shown(-5, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12345.5, "0." + "0" * 30, "12345.5" + "0" * 29),
        (1e27, "0.00", "1" + "0" * 27 + ".00"),
        (1e300, "0.00", "1" + "0" * 300 + ".00"),
        (12345.5, "0." + "0" * 500, "12345.5"),
        (5, "[>1.2.3]0.00;0.0", "5.00"),
    ],
)
def test_no_number_is_too_large_or_too_exact_to_be_shown(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,;%@/-<>=[]eE+"yd123 ', max_size=20))
def test_any_format_shows_any_number(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


def test_a_number_that_only_its_colour_tells_to_be_negative_gets_a_minus() -> None:
    assert shown(-1234.5, "#,##0.00;[Red]#,##0.00") == "-1,234.50"
    assert shown(-1234.5, "#,##0.00;[红色]#,##0.00") == "-1,234.50"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ('#,##0.00;-#,##0.00;""', ""),
        ("#,##0.00;-#,##0.00;", ""),
        ('#,##0.00;-#,##0.00;"—"', "—"),
        ("#,##0.00", "0.00"),
        ("#", ""),
    ],
)
def test_zero_can_be_shown_as_a_dash_or_as_nothing(code: str, text: str) -> None:
    assert shown(0, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (325.42, '0.00"万元"', "325.42万元"),
        (2024, '0"年"', "2024年"),
        (5, 'G/通用格式"人"', "5人"),
        (5, 'General"人"', "5人"),
    ],
)
def test_words_of_a_format_are_shown(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_the_sign_of_the_currency_is_left_out() -> None:
    assert shown(1234.5, "[$¥-804]#,##0.00") == "1,234.50"
    assert shown(-1234.5, "¥#,##0.00;¥-#,##0.00") == "-1,234.50"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (45657, 'yyyy"年"m"月"d"日"', "2024年12月31日"),
        (45657, BUILT_IN[31], "2024年12月31日"),
        (45657, BUILT_IN[14], "2024/12/31"),
        (45657, "yyyy-mm-dd", "2024-12-31"),
        (45657, "[$-804]aaaa", "星期二"),
        (45657, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二四年十二月三十一日"),
        (45657.75, "yyyy-m-d h:mm", "2024-12-31 18:00"),
        (45657.75, "h:mm AM/PM", "6:00 PM"),
        (45657.75, '上午/下午h"时"', "下午6时"),
        (1.5, "[h]:mm", "36:00"),
        (59, "yyyy/m/d", "1900/2/28"),
        (61, "yyyy/m/d", "1900/3/1"),
        (-1, "yyyy/m/d", "-1"),
    ],
)
def test_dates(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_days_can_be_counted_from_1904() -> None:
    assert shown(45657 - 1462, "yyyy/m/d", from_1904=True) == "2024/12/31"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (16390.41, "16390.41"),
        (3740910.0800000001, "3740910.08"),
        (1 / 3, "0.333333333"),
        (12345678901234, "12345678901234"),
        (1e20, "100000000000000000000"),
        (-5, "-5"),
        (-0.5, "-0.5"),
        (208.0, "208"),
    ],
)
def test_general_has_no_noise_and_no_powers_of_ten(value: float, text: str) -> None:
    assert general(value) == text
    assert shown(value, "General") == text


def test_what_would_be_cut_to_powers_of_ten_is_shown_in_full() -> None:
    assert shown(3254218, "0.00E+00") == "3254218"
    assert shown(1.5, "# ?/?") == "1.5"


def test_text_has_a_part_of_its_own() -> None:
    assert shown_text("合计", "@") == "合计"
    assert shown_text("合计", '0;0;0;@"项"') == "合计项"
    assert shown_text("合计", "#,##0.00") == "合计"


@given(fen=st.integers(-(10**13), 10**13), code=st.sampled_from(["0.00", "#,##0.00", "#,##0.00_ ;[Red]-#,##0.00 ", BUILT_IN[43]]))
def test_two_decimals_keep_an_amount_to_the_fen(fen: int, code: str) -> None:
    text = shown(fen / 100, code)
    if text == "-":
        assert fen == 0
        return
    assert is_number(text)
    amount = parse_amount(text, "元")
    assert amount is not None
    assert amount.fen == fen


@given(number=st.decimals(-(10**9), 10**9, places=2))
def test_general_keeps_an_amount_below_a_thousand_million(number: Decimal) -> None:
    assert Decimal(general(float(number))) == number


@given(
    value=st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e12, 1e12, allow_nan=False)),
    code=st.one_of(st.text('0#?.,;%@_*!\\"[]$>=<Red-/yYmMdhsAaEe+ 元', max_size=24), st.sampled_from(sorted(BUILT_IN.values()))),
)
def test_any_code_shows_any_number_as_some_text(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
    assert isinstance(shown_text("合计", code), str)


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (1e30, "#,##0.00", "1,000,000,000,000,000,000,000,000,000,000.00"),
        (-1e30, "0.00%", "-100000000000000000000000000000000.00%"),
        (float("inf"), "0.00", "inf"),
        (float("nan"), "General", "nan"),
    ],
)
def test_a_number_larger_than_any_amount_is_shown_whole(value: float, code: str, said: str) -> None:
    assert shown(value, code) == said
