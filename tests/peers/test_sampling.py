"""A sample stands for all units: small groups whole, the others alike, the same for any order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.peers import scoring
from mingcha.peers.sampling import quotas, sample
from mingcha.peers.scoring import fit, score
from mingcha.peers.table import FeatureTable
from tests.peers import units


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=40), st.integers(1, 5000))
def test_groups_give_what_they_have_small_ones_all_and_large_ones_no_less(sizes: list[int], most: int) -> None:
    if sum(sizes) <= most:
        return
    given = quotas(np.array(sizes), most)
    assert given.sum() <= most
    assert ((given >= 0) & (given <= sizes)).all()
    ordered = given[np.argsort(sizes, kind="stable")]
    assert (np.diff(ordered) >= 0).all()
    if len(sizes) * 100 <= most:
        assert all(one == size for one, size in zip(given, sizes, strict=True) if size <= 100)
        assert most - given.sum() <= len(sizes)


def _table(sizes: list[int]) -> FeatureTable:
    groups = np.array([[f"{year}", f"{at}"] for at, size in enumerate(sizes) for year in [2020 + at % 2] * size])
    ids = np.array([f"unit {row}" for row in range(len(groups))])
    return FeatureTable(ids, ("x",), np.arange(len(groups), dtype=np.float64)[:, None], groups)


def test_all_units_are_the_sample_where_they_are_few() -> None:
    assert sample(_table([3, 9]), most=12).tolist() == list(range(12))


@given(st.integers(0, 9))
def test_the_order_of_the_units_does_not_matter(seed: int) -> None:
    whole = _table([300, 5, 700, 40])
    mixed = units.shuffled(whole, seed)
    taken = whole.ids[sample(whole, most=400)]
    assert set(mixed.ids[sample(mixed, most=400)]) == set(taken)
    small = {name for name, group in zip(whole.ids, whole.groups[:, 1], strict=True) if group in ("1", "3")}
    assert small <= set(taken)
    assert 390 < len(taken) <= 400


def test_units_without_groups_are_sampled_too() -> None:
    whole = _table([100])
    plain = FeatureTable(whole.ids, whole.features, whole.values, np.empty((100, 0), dtype=np.str_))
    assert len(sample(plain, most=30)) == 30


def test_a_model_of_many_units_is_fitted_on_a_sample_and_knows_them_as_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "sample", lambda table: sample(table, most=200))
    whole = units.table(600)
    learnt = fit(whole, units.knowledge(), trees=20)
    assert 190 < learnt.head.units == len(learnt.reference.ids) <= 200
    assert fit(units.shuffled(whole), units.knowledge(), trees=20).reference.ids.tolist() == learnt.reference.ids.tolist()
    found = score(whole, learnt, units.knowledge())
    assert (found.whole.own, found.drift, found.whole.units) == (True, (), 600)
    other = score(units.table(600, first=600, seed=4), learnt, units.knowledge())
    assert not other.whole.own
    assert len(other.drift) == 1
