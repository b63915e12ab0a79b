"""Damage done to figures: named, the same for the same seed, printed as authors print, and taken back byte for byte."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.damage import Answer, base_of, judge
from mingcha_datasets import load_consistent, sample_names
from mingcha_datasets.damage import KINDS, WEAK, Damage, Edit, Intact, damaged, draw, restored
from mingcha_datasets.printed import NARRATIVE, Printed
from tests.documents import screener

AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")

samples = st.sampled_from(sample_names())
seeds = st.integers(0, 10**6)


@cache
def intact(name: str) -> Intact:
    return Intact(load_consistent(name))


@pytest.mark.parametrize("name", sample_names())
def test_an_amount_stands_where_it_is_said_to_stand(name: str) -> None:
    lines = intact(name).text.split("\n")
    for amount in intact(name).amounts:
        line = lines[amount.line - 1]
        assert line.startswith(amount.text, amount.start)
        if amount.table != NARRATIVE:
            assert amount.start == 0 or line[amount.start - 1] == "\t"
            assert (line + "\t").index("\t", amount.start) - amount.start - len(amount.text) in (0, len("万元"))


@pytest.mark.parametrize("name", sample_names())
def test_nearly_every_amount_is_one_that_screening_understands(name: str) -> None:
    disclosure = screener().understand(intact(name).text.encode(), name)
    claimed = (figure for claim in disclosure.claims for figure in (claim.amount, claim.change) if figure)
    understood = {(figure.line, text[0]) for figure in (*disclosure.figures, *claimed) if (text := AMOUNT.search(figure.text))}
    missing = [each for each in intact(name).amounts if (each.line, each.text) not in understood and each.value]
    assert len(missing) <= 0.04 * len(intact(name).amounts)


@pytest.mark.parametrize(
    ("name", "line", "text", "unit", "code", "label"),
    [
        ("zizhou-2024", "302\t商品和服务支出\t\t\t425400.00", "370200.00", "元", "302", "商品和服务支出"),
        (
            "dongchangfu-2024",
            "\t\t05\t机关事业单位基本养老保险缴费支出\t73.98",
            "73.98",
            "万元",
            "2080505",
            "机关事业单位基本养老",
        ),
        ("zizhou-2024", "商品和服务支出（302）42.54", "42.54", "万元", "302", "商品和服务支出"),
        ("zizhou-2024", "实施期资金总额：\t\t28万元", "28", "万元", "", "实施期资金总额："),
        ("zezhou-2024", "实施期资金总额：\t\t80,000", "80,000", "元", "", "实施期资金总额："),
    ],
)
def test_an_amount_knows_its_unit_and_its_account(name: str, line: str, text: str, unit: str, code: str, label: str) -> None:
    lines = intact(name).text.split("\n")
    found = [each for each in intact(name).amounts if line in lines[each.line - 1] and each.text == text]
    assert found
    assert (found[0].unit, found[0].code) == (unit, code)
    assert found[0].label.startswith(label)


@given(samples, seeds, st.integers(1, 3))
def test_the_same_seed_does_the_same_damage(name: str, seed: int, count: int) -> None:
    once, again = (draw(Intact(load_consistent(name)) if seed % 50 == 0 else intact(name), count, Random(seed)) for _ in range(2))
    assert once == again


@given(samples, seeds, st.integers(1, 3))
def test_damage_taken_back_restores_every_byte(name: str, seed: int, count: int) -> None:
    damages = draw(intact(name), count, Random(seed))
    text = damaged(intact(name).text, damages)
    assert text != intact(name).text
    assert restored(text, damages) == intact(name).text


@given(samples, seeds, st.sampled_from(sorted(KINDS)))
def test_damage_changes_the_amount_and_keeps_its_style(name: str, seed: int, kind: str) -> None:
    if kind == "wrong_label" and not intact(name).account_words:
        return
    (damage,) = draw(intact(name), 1, Random(seed), [kind])
    assert damage.kind == kind
    for edit in damage.edits:
        if kind == "wrong_label":
            assert edit.new != edit.at.text
            continue
        assert AMOUNT.fullmatch(edit.new)
        assert Decimal(edit.new.replace(",", "")) not in (0, edit.at.value)
        if "," in edit.at.text and abs(Decimal(edit.new.replace(",", ""))) >= 1000 and not kind.startswith("repeated"):
            assert "," in edit.new
        if not kind.startswith(("repeated", "wrong_unit")):
            assert len(edit.new.partition(".")[2]) == edit.at.decimals


@given(samples, seeds)
def test_damages_of_one_document_are_of_different_figures(name: str, seed: int) -> None:
    damages = draw(intact(name), 3, Random(seed))
    wrong = [edit.at for damage in damages for edit in damage.edits]
    assert len(damages) == 3
    assert len(set(wrong)) == len(wrong)


@given(samples, seeds)
def test_a_blank_leaves_a_cell_empty_and_is_drawn_only_where_asked_for(name: str, seed: int) -> None:
    damages = draw(intact(name), 2, Random(seed), tuple(WEAK))
    assert {edit.new for damage in damages for edit in damage.edits} == {""}
    assert restored(damaged(intact(name).text, damages), damages) == intact(name).text
    assert not {damage.kind for damage in draw(intact(name), 3, Random(seed))} & set(WEAK)


def test_a_blank_is_found_where_its_own_cell_is_named() -> None:
    base = base_of("zizhou-2024")
    at, figure = next((at, figure) for at, figure in base.figures.items() if at.table != NARRATIVE and at.value)
    here = Answer("", None, "error", 1.0, at.line, figure.row, figure.column, "", "0.00", at.yuan, "")
    damage = Damage("blank", (Edit(at, ""),))
    assert judge(here, damage, base) == (True, True)
    assert judge(here._replace(expected=None), damage, base) == (True, False)
    for elsewhere in (here._replace(column="another"), here._replace(text="1.00"), here._replace(line=1)):
        assert judge(elsewhere, damage, base) == (False, False)


def _one(name: str, kind: str, seed: int = 7) -> Edit:
    return draw(intact(name), 1, Random(seed), [kind])[0].edits[0]


@given(samples, seeds)
def test_a_wrong_digit_is_one_and_a_swap_keeps_the_digits(name: str, seed: int) -> None:
    edit = _one(name, "wrong_digit", seed)
    assert sum(one != other for one, other in zip(edit.at.text, edit.new, strict=True)) == 1
    edit = _one(name, "swapped_digits", seed)
    assert sorted(edit.at.text) == sorted(edit.new)


@given(samples, seeds)
def test_a_total_without_a_child_lacks_just_that_child(name: str, seed: int) -> None:
    (damage,) = draw(intact(name), 1, Random(seed), ["omitted_child"])
    off = {edit.at.value - Decimal(edit.new.replace(",", "")) for edit in damage.edits}
    assert len(off) == 1
    assert off <= {each.value for each in intact(name).children(damage.edits[0].at)}


def test_the_total_of_a_row_may_follow_from_a_wrong_total() -> None:
    drawn = [draw(intact("zizhou-2024"), 1, Random(seed), ["omitted_child"])[0] for seed in range(60)]
    both = [damage for damage in drawn if len(damage.edits) == 2]
    assert 0 < len(both) < len(drawn)
    for damage in both:
        wrong, total = damage.edits
        assert total.at.line == wrong.at.line
        assert total.at == intact("zizhou-2024").total_of_row(wrong.at)


@given(samples, seeds)
def test_a_repeated_row_has_all_amounts_of_the_row_above_or_below_it(name: str, seed: int) -> None:
    (damage,) = draw(intact(name), 1, Random(seed), ["repeated_whole_row"])
    assert len({edit.at.row for edit in damage.edits}) == 1
    for step in (-1, 1):
        others = [intact(name).beside(edit.at, step, 0) for edit in damage.edits]
        if [edit.new for edit in damage.edits] == [other.text for other in others if other]:
            break
    else:
        pytest.fail("neither the row above nor the row below")


@given(samples, seeds)
def test_a_stale_total_changes_an_account_and_all_above_it_by_one_amount(name: str, seed: int) -> None:
    (damage,) = draw(intact(name), 1, Random(seed), ["stale_total"])
    assert len({Decimal(edit.new.replace(",", "")) - edit.at.value for edit in damage.edits}) == 1
    assert len(damage.edits) > 1
    assert len({(edit.at.table, edit.at.column) for edit in damage.edits}) == 1


def test_a_wrong_label_is_the_name_and_the_code_of_another_account_of_the_level() -> None:
    code, name = draw(intact("ankang-2024"), 1, Random(3), ["wrong_label"])[0].edits
    assert code.at.line == name.at.line
    assert len(code.new) == len(code.at.text)
    assert code.new[0] == code.at.text[0]
    assert f"{name.new}（{code.new}）" in damaged(
        intact("ankang-2024").text, draw(intact("ankang-2024"), 1, Random(3), ["wrong_label"])
    )


def test_children_are_the_accounts_one_level_below() -> None:
    total = next(each for each in intact("zizhou-2024").amounts if each.code == "208" and each.text == "416424.00")
    assert [each.code for each in intact("zizhou-2024").children(total)] == ["20805", "20899"]
    leaf = next(each for each in intact("zizhou-2024").amounts if each.code == "2080506" and each.table != NARRATIVE)
    assert [each.code for each in intact("zizhou-2024").accounts_above(leaf)] == ["20805", "208"]


def test_damage_that_does_not_stand_in_the_text_is_refused() -> None:
    damages = draw(intact("zizhou-2024"), 1, Random(1))
    with pytest.raises(ValueError, match="does not stand"):
        damaged(intact("zezhou-2024").text, damages)


def test_more_damage_than_figures_is_refused() -> None:
    small = Intact(load_consistent("zizhou-2024"))
    small.amounts = tuple[Printed, ...](small.amounts[:2])
    with pytest.raises(ValueError, match="do not fit"):
        draw(small, 3, Random(1))
