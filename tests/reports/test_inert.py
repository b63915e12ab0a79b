"""Text of documents stays text in a spreadsheet, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.reports.inert import MOST, bared, guarded, is_formula, shown

CUT = "…〔{count} 字〕"
_SIGNS = st.text(st.sampled_from("'\"=+-@＝＋－＠\t\r\n \u3000\ufeff0159,.%aA局|!()"))
ANY = st.text(st.characters(exclude_categories=())) | _SIGNS


@given(ANY)
def test_a_guarded_text_is_told_back(text: str) -> None:
    assert bared(guarded(text)) == text


@given(ANY)
def test_no_guarded_text_begins_as_a_formula_does_unless_it_is_a_plain_number(text: str) -> None:
    bare = guarded(text).lstrip(" \u3000\ufeff")
    if bare[:1] and bare[0] in "=+-@＝＋－＠\t\r\n":
        assert set(bare) <= set("+-0123456789,.%")
        assert sum(bare.count(sign) for sign in "+-") == 1


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://a.example","看")',
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\ufeff=1",
        "＝１＋１",
        "＠SUM(1)",
        "'=1",
        "-",
        "--1",
        "-1-1",
        "+1 元",
    ],
)
def test_what_a_spreadsheet_may_take_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert is_formula(text)
    assert guarded(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "-20200.00", "+5", "-1,234,567.89", "-12.5%", "某局", "3-1", "a=b", "'某局'", "（-5）", "<r>"]
)
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert not is_formula(text)
    assert guarded(text) == text


@given(ANY)
def test_a_shown_text_can_be_held_by_a_cell(text: str) -> None:
    held = shown(text, CUT)
    assert len(held.encode("utf-16-le")) // 2 <= MOST  # and no half of a character is left
    assert not any(ord(character) < 32 and character not in "\t\n" for character in held)
    assert not set("\ufffe\uffff") & set(held)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\t\n")))
def test_a_text_that_a_cell_can_hold_stays_as_it_is(text: str) -> None:
    assert shown(text, CUT) == text


def test_what_a_cell_cannot_hold_is_shown() -> None:
    assert shown("a\x00b\x1bc\rd\ud800e\uffff", CUT) == "a\\x00b\\x1bc\\x0dd\\ud800e\\uffff"


@pytest.mark.parametrize("character", ["字", "🀄"])
def test_a_text_that_is_too_long_is_cut_and_says_so(character: str) -> None:
    held = shown(character * 10_000_000, CUT)
    assert held.endswith("…〔10000000 字〕")
    assert MOST - 1 <= len(held.encode("utf-16-le")) // 2 <= MOST


def test_a_text_that_just_fits_is_not_cut() -> None:
    assert shown("字" * MOST, CUT) == "字" * MOST
    assert shown("🀄" * (MOST // 2), CUT) == "🀄" * (MOST // 2)
    assert shown("🀄" * (MOST // 2 + 1), CUT).endswith("字〕")
