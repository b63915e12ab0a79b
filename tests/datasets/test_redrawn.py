"""Amounts drawn anew: other figures, but what was equal stays equal, sums hold and nil stays nil."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha_datasets import load_consistent, parse_disclosure, print_disclosure, sample_names
from mingcha_datasets.damage import Intact
from mingcha_datasets.printed import NARRATIVE, Printed, amounts
from mingcha_datasets.redrawn import Sum, redrawn
from tests.documents import screener

SHARES = """\
name: 某县某局
year: 2024
kind: budget
layout: shanxi
level: unit
narrative:
  支出预算:
    - subject: 支出预算
      amount: "100.00"
      parts:
        - {subject: 基本支出, amount: "40.00", share: 40.00%}
        - {subject: 项目支出, amount: "60.00", share: 60.00%}
  一般公共预算支出规模:
    - {subject: 一般公共预算当年支出, amount: "100.00", change: {direction: 减少, amount: "25.00", trend: 下降, percent: 20.00%}}
"""

seeds = st.integers(0, 10**6)
redraws = pytest.mark.parametrize(("name", "seed"), [(name, seed) for name in sample_names() for seed in (1, 2, 3)])


@cache
def intact(name: str) -> Intact:
    return Intact(load_consistent(name))


@cache
def accounts(name: str) -> list[Sum]:
    """Every account of the tables with the accounts one level below it."""
    found = ((each, intact(name).children(each)) for each in intact(name).amounts if each.table != NARRATIVE)
    return [[(whole, -1), *((part, 1) for part in parts)] for whole, parts in found if parts]


@cache
def after(name: str, seed: int) -> dict[Printed, Printed]:
    new = redrawn(load_consistent(name), (), accounts(name), Random(seed))
    return dict(zip(intact(name).amounts, amounts(new), strict=True))


@redraws
def test_amounts_are_others_and_stand_in_the_same_places(name: str, seed: int) -> None:
    pairs = after(name, seed)
    assert sum(old.value != new.value for old, new in pairs.items()) > len(pairs) / 4
    for old, new in pairs.items():
        assert (old.line, old.table, old.row, old.column, old.unit) == (new.line, new.table, new.row, new.column, new.unit)
        assert new.decimals in (old.decimals, 2)
        assert (new.value > 0, new.value < 0) == (old.value > 0, old.value < 0)


@redraws
def test_what_was_equal_stays_equal(name: str, seed: int) -> None:
    new_by_old: dict[Fraction, set[Fraction]] = {}
    for old, new in after(name, seed).items():
        if old.decimals == 2:
            new_by_old.setdefault(Fraction(old.yuan), set()).add(Fraction(new.yuan))
    assert all(max(values) - min(values) <= 100 for values in new_by_old.values())


@redraws
def test_accounts_still_add_up(name: str, seed: int) -> None:
    pairs = after(name, seed)
    for members in accounts(name):
        new = [(pairs[each], sign) for each, sign in members]
        last_places = sum((Fraction(1, 10**each.decimals) for each, _ in new), Fraction(0))
        assert 2 * abs(sum((sign * Fraction(each.value) for each, sign in new), Fraction(0))) <= last_places


@settings(max_examples=50)
@given(seeds)
def test_shares_and_growth_follow_the_amounts(seed: int) -> None:
    disclosure = parse_disclosure(SHARES, "a.yaml")
    whole, basic, project = amounts(disclosure)[:3]
    text = print_disclosure(redrawn(disclosure, (), [[(whole, -1), (basic, 1), (project, 1)]], Random(seed)))
    found = re.search(r"支出预算([\d.]+)万元，其中：基本支出([\d.]+)万元，占([\d.]+)%；项目支出([\d.]+)万元，占([\d.]+)%", text)
    assert found
    total, first, share, second, rest = map(float, found.groups())
    assert total == pytest.approx(first + second)
    assert share == pytest.approx(100 * first / total, abs=0.006)
    assert rest == pytest.approx(100 * second / total, abs=0.006)
    found = re.search(r"当年支出([\d.]+)万元，比上年减少([\d.]+)万元，下降([\d.]+)%", text)
    assert found
    this, less, percent = map(float, found.groups())
    assert percent == pytest.approx(100 * less / (this + less), abs=0.006)


def test_amounts_drawn_anew_are_read_as_well_as_the_old_ones() -> None:
    old = screener().understand(intact("zizhou-2024").text.encode(), "old")
    text = print_disclosure(redrawn(load_consistent("zizhou-2024"), (), accounts("zizhou-2024"), Random(1)))
    new = screener().understand(text.encode(), "new")
    assert [figure.coordinate for figure in new.figures] == [figure.coordinate for figure in old.figures]
