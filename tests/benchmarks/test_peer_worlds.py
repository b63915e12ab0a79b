"""The worlds that detectors are measured on are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peer_worlds import COMBINATION, FEATURES, KINDS, NAMES, RECIPES, SMALL, Population, World, scaled_of

N = 1_000


@pytest.fixture(scope="module", params=RECIPES)
def population(request: pytest.FixtureRequest) -> Population:
    return Population(request.param, N)


@pytest.fixture(scope="module")
def world(population: Population) -> World:
    return population.draw(1, bad=0.05)


@pytest.fixture(scope="module")
def clean(population: Population) -> World:
    return population.draw(1, bad=0)


def test_the_same_seeds_give_the_same_world(population: Population, world: World) -> None:
    again = Population(population.recipe, N).draw(1, bad=0.05)
    for name in ("ids", "groups", "leaf", "raw", "scaled", "kind", "changed", "moved", "anchor"):
        np.testing.assert_array_equal(getattr(again, name), getattr(world, name))


def test_another_seed_gives_other_units_of_the_same_groups(population: Population, world: World) -> None:
    other = population.draw(2, bad=0.05)
    assert not np.array_equal(other.raw, world.raw, equal_nan=True)
    assert sorted(map(tuple, other.groups.tolist())) == sorted(map(tuple, world.groups.tolist()))


def test_another_population_has_other_groups(population: Population) -> None:
    assert Population(population.recipe, N, seed=1).sizes.tolist() != population.sizes.tolist()


def test_ids_are_unique(world: World) -> None:
    assert len(set(world.ids.tolist())) == N


def test_features_are_forty_with_names_of_their_own() -> None:
    assert len(FEATURES) == len(set(NAMES)) == 40


def test_an_injection_changes_exactly_the_features_it_says(world: World, clean: World) -> None:
    same = (world.raw == clean.raw) | (np.isnan(world.raw) & np.isnan(clean.raw))
    np.testing.assert_array_equal(~same, world.changed)
    np.testing.assert_array_equal(world.changed.any(axis=1), world.bad)


def test_what_an_injection_moved_it_changed(world: World) -> None:
    assert not (world.moved & ~world.changed).any()


def test_a_clean_draw_has_no_anomaly(clean: World) -> None:
    assert not clean.bad.any()
    assert not clean.changed.any()


def test_all_kinds_are_equally_frequent(world: World) -> None:
    counts = np.bincount(world.kind, minlength=len(KINDS))
    assert counts.sum() == N
    assert (counts[1:] >= 9).all()
    assert (counts[1:] <= 10).all()


def test_a_combination_leaves_every_feature_in_the_range_of_its_kind_and_year(world: World, clean: World) -> None:
    for row in np.flatnonzero(world.kind == COMBINATION):
        alike = clean.raw[clean.groups[:, 0] == clean.groups[row, 0]]
        for column in np.flatnonzero(world.changed[row]):
            assert np.nanmin(alike[:, column]) <= world.raw[row, column] <= np.nanmax(alike[:, column]), NAMES[column]


def test_a_combination_has_an_anchor_that_stayed_and_nothing_else_has(world: World) -> None:
    np.testing.assert_array_equal(world.anchor >= 0, world.kind == COMBINATION)
    rows = np.flatnonzero(world.kind == COMBINATION)
    assert not world.changed[rows, world.anchor[rows]].any()


def test_a_third_of_the_groups_is_small_and_the_others_larger(population: Population) -> None:
    sizes = population.sizes
    small = (sizes >= SMALL[0]) & (sizes <= SMALL[1])
    assert small.sum() == len(sizes) // 3
    assert (sizes[~small] > SMALL[1]).all()
    assert sizes.sum() == N


def test_ten_thousand_units_are_in_sixty_groups_up_to_hundreds() -> None:
    sizes = Population("lognormal", 10_000).sizes
    assert len(sizes) == 60
    assert sizes.sum() == 10_000
    assert (sizes >= 100).sum() >= 15
    assert sizes.min() >= 5


def test_every_label_has_one_parent(world: World) -> None:
    for coarse, fine in zip(world.groups.T, world.groups.T[1:], strict=False):
        assert len(set(zip(coarse.tolist(), fine.tolist(), strict=True))) == len(set(fine.tolist()))


def test_small_groups_get_one_anomaly_each_where_that_is_asked_for(population: Population) -> None:
    world = population.draw(1, small_bad=True)
    counts = np.bincount(world.leaf[world.bad], minlength=len(population.sizes))
    small = (population.sizes >= SMALL[0]) & (population.sizes <= SMALL[1])
    assert (counts[~small] == 0).all()
    assert (counts[small] <= 1).all()
    assert counts.sum() >= small.sum() - 1


def test_drift_raises_money_and_no_ratio(population: Population, clean: World) -> None:
    drifted = population.draw(1, bad=0, drift=0.1)
    total, filled = NAMES.index("total"), NAMES.index("posts_filled")
    np.testing.assert_allclose(drifted.raw[:, total], 1.1 * clean.raw[:, total])
    np.testing.assert_array_equal(drifted.raw[:, filled], clean.raw[:, filled])


def test_a_few_percent_are_missing_and_more_in_some_groups(population: Population) -> None:
    world = Population(population.recipe, 5_000).draw(1, bad=0)
    missing = np.isnan(world.raw)
    assert 0.02 < missing.mean() < 0.12
    by_group = [missing[world.leaf == group].mean() for group in np.unique(world.leaf)]
    assert max(by_group) > 2 * np.median(by_group)


def test_scaled_features_are_missing_where_the_raw_ones_are(world: World) -> None:
    np.testing.assert_array_equal(np.isnan(world.scaled), np.isnan(world.raw))


def test_scales_keep_the_order_of_values(world: World) -> None:
    order = np.argsort(world.raw, axis=0, kind="stable")
    steps = np.diff(np.take_along_axis(scaled_of(world.raw), order, axis=0), axis=0)
    assert (steps[~np.isnan(steps)] >= 0).all()


@pytest.mark.parametrize("n", [1, 2, 5, 13, 40, 100])
def test_worlds_can_be_tiny(n: int) -> None:
    world = Population("structural", n).draw(0)
    assert world.raw.shape == (n, 40)
    assert world.groups.shape == (n, 4)
