"""PeerForest through its public contract: same for any order, fair among peers, plain about what cannot be told."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from mingcha.peers import PeerForest

Matrix = NDArray[np.float64]


def units(n: int = 600, p: int = 8, groups: int = 12, seed: int = 0) -> tuple[Matrix, NDArray[Any]]:
    """Log-normal features around the centre of each group; groups of two levels."""
    random = np.random.default_rng(seed)
    group = random.integers(0, groups, n)
    centres = random.normal(0, 2, (groups, p))
    common = random.normal(size=(n, 1))
    X = np.exp(centres[group] + 0.3 * (0.7 * common + random.normal(size=(n, p))))
    return X, np.stack([group % 3, group], axis=1).astype(str)


@parametrize_with_checks([PeerForest(n_estimators=16, random_state=0)])
@pytest.mark.filterwarnings("ignore")
def test_scikit_learns_checks(estimator: PeerForest, check: Any) -> None:
    check(estimator)


@pytest.fixture(scope="module")
def fitted() -> tuple[PeerForest, Matrix, NDArray[Any]]:
    X, groups = units()
    return PeerForest(n_estimators=16, random_state=0).fit(X, groups=groups), X, groups


def test_no_order_of_the_rows_matters(fitted: tuple[PeerForest, Matrix, NDArray[Any]]) -> None:
    forest, X, groups = fitted
    order = np.random.default_rng(1).permutation(len(X))
    other = clone(forest).fit(X[order], groups=groups[order])
    assert (other.score_samples(X, groups=groups) == forest.score_samples(X, groups=groups)).all()
    assert other.offset_ == forest.offset_


def test_no_order_of_the_columns_matters(fitted: tuple[PeerForest, Matrix, NDArray[Any]]) -> None:
    forest, X, groups = fitted
    order = np.random.default_rng(2).permutation(X.shape[1])
    other = clone(forest).fit(X[:, order], groups=groups)
    assert (other.score_samples(X[:, order], groups=groups) == forest.score_samples(X, groups=groups)).all()


def test_no_number_of_workers_matters(fitted: tuple[PeerForest, Matrix, NDArray[Any]]) -> None:
    forest, X, groups = fitted
    X, groups = np.repeat(X, 12, axis=0), np.repeat(groups, 12, axis=0)  # several blocks of rows
    scores = clone(forest).fit(X, groups=groups).score_samples(X, groups=groups)
    assert (clone(forest).set_params(n_jobs=2).fit(X, groups=groups).score_samples(X, groups=groups) == scores).all()


def test_a_row_scores_the_same_whichever_rows_stand_beside_it(fitted: tuple[PeerForest, Matrix, NDArray[Any]]) -> None:
    forest, X, groups = fitted
    alone = [forest.score_samples(X[[i]], groups=groups[[i]])[0] for i in range(0, 600, 37)]
    assert alone == forest.score_samples(X, groups=groups)[::37].tolist()


def test_ids_keep_the_subsamples_when_a_figure_is_corrected() -> None:
    X, groups = units()
    ids = np.array([f"unit {i}" for i in range(len(X))])
    corrected = X.copy()
    corrected[0] *= 1.001
    forest = PeerForest(n_estimators=16, max_samples=64, random_state=0)
    before = forest.fit(X, groups=groups, ids=ids).score_samples(X, groups=groups)
    after = clone(forest).fit(corrected, groups=groups, ids=ids).score_samples(corrected, groups=groups)
    assert np.abs(after - before)[1:].max() < 0.2


def test_a_forest_is_picklable_and_clonable(fitted: tuple[PeerForest, Matrix, NDArray[Any]]) -> None:
    forest, X, groups = fitted
    again = pickle.loads(pickle.dumps(forest))
    assert (again.score_samples(X, groups=groups) == forest.score_samples(X, groups=groups)).all()
    assert clone(forest).get_params() == forest.get_params()


def test_what_is_unusual_among_peers_is_found_though_it_is_usual_elsewhere() -> None:
    X, groups = units(2000, seed=3)
    bad = np.random.default_rng(4).permutation(len(X))[:40]
    X[bad, 2] *= np.where(np.arange(40) % 2, 4.0, 0.25)
    found = -PeerForest(random_state=0).fit(X, groups=groups).score_samples(X, groups=groups)
    raw = -IsolationForest(random_state=0).fit(X).score_samples(X)
    is_bad = np.isin(np.arange(len(X)), bad)
    assert roc_auc_score(is_bad, found) > 0.92 > 0.85 > roc_auc_score(is_bad, raw)


def test_scale_and_unit_of_a_column_do_not_matter() -> None:
    X, groups = units()
    ids = np.arange(len(X)).astype(str)
    other = X * 1024.0  # a power of two: nothing is rounded
    one, again = (
        PeerForest(n_estimators=16, random_state=0).fit(x, groups=groups, ids=ids).score_samples(x, groups=groups)
        for x in (X, other)
    )
    assert np.abs(one - again).max() < 1e-6


def test_one_unit_less_changes_little() -> None:
    X, groups = units(3000, p=20, seed=8)
    forest = PeerForest(random_state=0)
    scores = forest.fit(X, groups=groups).score_samples(X, groups=groups)
    worst = set(np.argsort(scores)[:100])
    for gone in (0, 1000, 2500):
        left = np.delete(np.arange(len(X)), gone)
        fewer = clone(forest).fit(X[left], groups=groups[left]).score_samples(X[left], groups=groups[left])
        assert len(worst & set(left[np.argsort(fewer)[:100]])) >= 95


def test_pvalues_hold_their_rate_for_new_units() -> None:
    rates = []
    for seed in range(4):
        X, groups = units(4000, seed=seed)
        forest = PeerForest(n_estimators=32, random_state=0).fit(X[:2000], groups=groups[:2000])
        p = forest.pvalues(X[2000:], groups=groups[2000:])
        rates.append((p <= 0.05).mean())
        assert ((p > 0) & (p <= 1)).all()
    assert 0.035 < np.mean(rates) < 0.065


def test_predict_agrees_with_the_pvalues(fitted: tuple[PeerForest, Matrix, NDArray[Any]]) -> None:
    forest, X, groups = fitted
    forest = clone(forest).set_params(alpha=0.05).fit(X, groups=groups)
    assert ((forest.pvalues(X, groups=groups) <= 0.05) == (forest.predict(X, groups=groups) == -1)).all()


def test_a_small_group_leans_on_the_larger_one_and_says_so() -> None:
    X, groups = units(300)
    groups[:3] = ["0", "tiny"]
    forest = PeerForest(n_estimators=16, random_state=0).fit(X, groups=groups)
    standing = forest.standing(X, groups=groups)
    assert standing.too_few[:3].all()
    assert (standing.depth[:3] == 1).all()
    assert (standing.size[:3] == (groups[:, 0] == "0").sum() - 1).all()
    assert not standing.too_few[3:].any()
    assert (standing.depth[3:] == 2).all()


def test_a_group_that_was_not_seen_is_scored_as_the_larger_one() -> None:
    X, groups = units(300)
    forest = PeerForest(n_estimators=16, random_state=0).fit(X, groups=groups)
    new = forest.standing(X[:1], groups=np.array([["0", "never seen"]]))
    assert (new.depth.tolist(), new.too_few.tolist()) == ([1], [False])
    elsewhere = forest.standing(X[:1], groups=np.array([["never seen", "1"]]))
    assert elsewhere.depth.tolist() == [0]


def test_a_general_rise_is_no_anomaly_at_its_own_year() -> None:
    X, groups = units(3000, seed=5)
    forest = PeerForest(n_estimators=32, random_state=0).fit(X[:1500], groups=groups[:1500])
    raised = X[1500:] * 1.5
    assert (forest.pvalues(raised, groups=groups[1500:]) <= 0.05).mean() > 0.1
    own_year = forest.at(raised, groups=groups[1500:])
    assert 0.02 < (own_year.pvalues(raised, groups=groups[1500:]) <= 0.05).mean() < 0.08


def test_a_gap_that_few_peers_have_raises_the_score_and_one_that_all_have_does_not() -> None:
    X, groups = units(600)
    X[groups[:, 1] == "1", 0] = np.nan
    X[0, 1:4] = np.nan
    forest = PeerForest(random_state=0).fit(X, groups=groups)
    scores = -forest.score_samples(X, groups=groups)
    assert scores[0] > np.quantile(scores, 0.9)
    assert abs(np.median(scores[groups[:, 1] == "1"])) < 0.5


def test_infinities_count_as_missing_and_are_said() -> None:
    X, groups = units(100)
    X[0, 0], X[1, 2] = np.inf, -np.inf
    with pytest.warns(UserWarning, match="2 infinite values in columns 0, 2"):
        forest = PeerForest(n_estimators=8, random_state=0).fit(X, groups=groups)
    with pytest.warns(UserWarning, match="infinite"):
        assert np.isfinite(forest.score_samples(X, groups=groups)).all()


@pytest.mark.parametrize("n", [1, 2, 5])
def test_few_units_are_scored_without_an_alarm(n: int) -> None:
    X = units(n)[0]
    forest = PeerForest(n_estimators=8, random_state=0).fit(X)
    assert np.isfinite(forest.score_samples(X)).all()
    assert (forest.predict(X) == 1).all()
    assert (forest.pvalues(X) > 0.2).all()


@pytest.mark.parametrize(
    "X", [np.ones((50, 4)), np.full((50, 4), np.nan), np.zeros((50, 1)), np.column_stack([np.arange(50.0), np.ones(50)])]
)
def test_equal_units_constant_features_and_nothing_at_all(X: Matrix) -> None:
    forest = PeerForest(n_estimators=8, random_state=0).fit(X)
    scores = forest.score_samples(X)
    assert np.isfinite(scores).all()
    if np.ptp(np.nan_to_num(X), axis=0).max() == 0:
        assert np.ptp(scores) == 0
        assert (forest.predict(X) == 1).all()


@settings(max_examples=60, deadline=None)
@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 40), st.integers(1, 5)),
        elements=st.floats(allow_infinity=False) | st.sampled_from([0.0, 1.0, -1e300, 1e300, np.nan]),
    ),
    st.integers(1, 4),
)
def test_any_numbers_give_finite_scores(X: Matrix, groups: int) -> None:
    labels = np.arange(len(X)) % groups
    forest = PeerForest(n_estimators=4, random_state=0).fit(X, groups=labels)
    assert np.isfinite(forest.score_samples(X, groups=labels)).all()
    assert len(forest.explain(X, groups=labels)) == len(X)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"groups": np.zeros(3)}, "give a label or a row of labels for each of the 50 rows"),
        ({"ids": np.zeros((50, 2))}, "give one for each of the 50 rows"),
    ],
)
def test_wrong_shapes_are_said(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        PeerForest().fit(np.ones((50, 2)), **wrong)


def test_wrong_levels_and_parameters_are_said() -> None:
    X, groups = units(60)
    forest = PeerForest(n_estimators=4, random_state=0).fit(X, groups=groups)
    with pytest.raises(ValueError, match="groups have 0 levels, fit was given 2"):
        forest.score_samples(X)
    with pytest.raises(ValueError, match="alpha is 2; it must be from 0"):
        PeerForest(alpha=2).fit(X)


def test_the_second_detector_keeps_every_promise() -> None:
    X, groups = units(1200, p=20, seed=6)
    bad = np.random.default_rng(7).permutation(len(X))[:24]
    X[bad, np.arange(24) % 20] *= 6.0
    is_bad = np.isin(np.arange(len(X)), bad)
    both = PeerForest(random_state=0, neighbours=True).fit(X, groups=groups)
    scores = both.score_samples(X, groups=groups)
    assert roc_auc_score(is_bad, -scores) > 0.9
    alone = clone(both).set_params(neighbours=False).fit(X, groups=groups)
    assert (alone.score_samples(X, groups=groups) != scores).any()
    order = np.random.default_rng(8).permutation(len(X))
    again = clone(both).fit(X[order], groups=groups[order])
    assert (again.score_samples(X, groups=groups) == scores).all()
    assert both.score_samples(X[:1], groups=groups[:1])[0] == scores[0]
    assert (both.predict(X[~is_bad], groups=groups[~is_bad]) == -1).mean() < 0.02


def test_the_second_detector_is_refused_where_it_would_never_end() -> None:
    with pytest.raises(ValueError, match="at most 50000 of them; leave it False"):
        PeerForest(n_estimators=2, neighbours=True, random_state=0).fit(np.random.default_rng(0).normal(size=(50_001, 2)))
    with pytest.raises(ValueError, match="needs more rows than the 1"):
        PeerForest(n_estimators=2, neighbours=True, random_state=0).fit(np.ones((2, 2)))
