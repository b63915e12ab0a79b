"""Path contributions: what each column adds to the length of a row's path."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.peers.forest import Forest, grow
from mingcha.peers.hashing import mixed
from mingcha.peers.paths import contributions, over_features


def a_forest(rows: np.ndarray, trees: int = 5, sample: int = 64, seed: int = 1) -> Forest:
    return grow(
        mixed(np.arange(len(rows), dtype=np.uint64)),
        lambda chosen: rows[chosen],
        np.ones(rows.shape[1]) / rows.shape[1],
        trees,
        sample,
        seed,
    )


def parts_of(forest: Forest, rows: np.ndarray) -> tuple[np.ndarray, float]:
    return contributions([tree.tree_ for tree in forest.trees], forest.lengths, rows)


def mean_length(forest: Forest, rows: np.ndarray) -> np.ndarray:
    return sum(
        (length[tree.tree_.apply(rows)] for tree, length in zip(forest.trees, forest.lengths, strict=True)), np.zeros(len(rows))
    ) / len(forest.trees)


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """Rows with ties, constant columns and values far out."""
    n, p = draw(st.integers(1, 90)), draw(st.integers(1, 6))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = random.standard_t(2, size=(n, p)) * random.choice([0.0, 1.0, 100.0], p)
    return np.asarray(rows.round(1) if draw(st.booleans()) else rows, np.float32)


@given(tables(), st.integers(1, 6), st.integers(2, 64))
@settings(deadline=None, max_examples=60)
def test_the_parts_of_all_columns_and_the_start_are_the_mean_path_length(rows: np.ndarray, trees: int, sample: int) -> None:
    forest = a_forest(rows, trees, sample)
    parts, start = parts_of(forest, rows)
    np.testing.assert_allclose(parts.sum(axis=1) + start, mean_length(forest, rows), rtol=1e-12, atol=1e-12)


@given(tables())
@settings(deadline=None, max_examples=30)
def test_the_start_is_the_mean_of_the_rows_that_the_trees_were_grown_on(rows: np.ndarray) -> None:
    forest = a_forest(rows, sample=len(rows))
    _, start = parts_of(forest, rows)
    np.testing.assert_allclose(start, mean_length(forest, rows).mean(), rtol=1e-12, atol=1e-12)


def test_a_column_that_is_the_same_in_all_rows_adds_nothing() -> None:
    rows = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
    rows[:, 1] = 7
    parts, _ = parts_of(a_forest(rows), rows)
    assert not parts[:, 1].any()
    assert parts[:, 0].any()


def test_the_column_in_which_a_row_is_far_out_shortens_its_path_most() -> None:
    rows = np.abs(np.random.default_rng(0).normal(size=(500, 8))).astype(np.float32)
    rows[3, 5] = 30
    parts, _ = parts_of(a_forest(rows, trees=50, sample=500), rows)
    assert parts[3].argmin() == 5
    assert parts[3, 5] < 2 * np.delete(parts[3], 5).min()


@given(st.integers(1, 7), st.integers(1, 5), st.integers(0, 2**32 - 1), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_distributing_over_features_keeps_the_sum_of_each_row(n: int, p: int, seed: int, nothing: bool, told: bool) -> None:
    random = np.random.default_rng(seed)
    parts = random.normal(size=(n, p + 4))
    white = np.zeros((n, p)) if nothing else random.normal(size=(n, p))
    absent = random.exponential(size=(n, p)) if told else np.zeros((n, p))
    over = over_features(parts, white, absent.max(axis=1), absent)
    assert over.shape == (n, p)
    np.testing.assert_allclose(over.sum(axis=1), parts.sum(axis=1), rtol=1e-9, atol=1e-12)


def test_what_is_of_the_largest_value_goes_to_the_feature_that_has_it() -> None:
    parts = np.array([[0.0, 0.0, 0.0, 0.0, -2.0, 0.0, 0.0]])
    over = over_features(parts, np.array([[0.5, -3.0, 1.0]]), np.zeros(1), np.zeros((1, 3)))
    np.testing.assert_array_equal(over, [[0.0, -2.0, 0.0]])
