"""Reasons: which features of a row are out of line with the peers, or with its other features."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.peers import PeerForest
from mingcha.peers.reasons import KINDS, Because, Ranked, because, parts_of_score, ranked, residuals
from mingcha.peers.whitening import Whitening


def usual_of(*covariances: np.ndarray) -> Whitening:
    """Relations of one or several groups, each residual varying as its covariance lets expect."""
    stack = np.stack(covariances)
    m, p, _ = stack.shape
    return Whitening(np.arange(m, dtype=np.uint64), np.arange(m), stack, stack, np.linalg.inv(stack), np.ones((m, p)))


def alike(p: int, correlation: float) -> Whitening:
    """p features that go together."""
    return usual_of(np.full((p, p), correlation) + (1 - correlation) * np.eye(p))


def told(
    z: np.ndarray, usual: Whitening, top: int = 3, surprise: np.ndarray | None = None, which: np.ndarray | None = None
) -> Ranked:
    """The reasons of rows with NaN where missing, all features with the same part in the score."""
    missing = np.isnan(z)
    surprise = np.full(z.shape, 0.1) if surprise is None else surprise
    which = np.zeros(len(z), np.intp) if which is None else which
    return ranked(np.nan_to_num(z), missing, surprise, np.full(z.shape, 1 / z.shape[1]), usual, which, top)


def residual(z: np.ndarray, usual: Whitening) -> np.ndarray:
    return residuals(np.nan_to_num(z, nan=9.0), np.isnan(z), usual, np.zeros(len(z), np.intp))


def kinds(found: Ranked, row: int = 0) -> list[str]:
    return [KINDS[kind] for kind in found.kind[row]]


@st.composite
def situations(draw: st.DrawFn) -> tuple[np.ndarray, Whitening]:
    """Rows with gaps, and what is usual."""
    n, p = draw(st.integers(1, 6)), draw(st.integers(1, 7))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    factors = random.normal(size=(p, p))
    z = np.clip(3 * random.normal(size=(n, p)), -10, 10)
    z[random.random((n, p)) < draw(st.sampled_from([0, 0.2, 0.7]))] = np.nan
    return z, usual_of(factors @ factors.T / p + 0.1 * np.eye(p))


@given(situations())
@settings(deadline=None, max_examples=80)
def test_the_residual_is_that_of_the_normal_distribution_of_the_features_there(situation: tuple[np.ndarray, Whitening]) -> None:
    z, usual = situation
    covariance = usual.covariance[0]
    found = residual(z, usual)
    for row, values in enumerate(z):
        there = np.flatnonzero(~np.isnan(values))
        for j in there:
            others = there[there != j]
            pull = covariance[j, others] @ np.linalg.inv(covariance[np.ix_(others, others)])
            expected = pull @ values[others]
            deviation = np.sqrt(covariance[j, j] - pull @ covariance[others, j])
            np.testing.assert_allclose(found[row, j], (values[j] - expected) / deviation, rtol=1e-6, atol=1e-6)
        assert not found[row, np.isnan(values)].any()


@given(situations(), st.integers(0, 9))
@settings(deadline=None, max_examples=80)
def test_no_feature_is_told_twice(situation: tuple[np.ndarray, Whitening], top: int) -> None:
    z, usual = situation
    found = told(z, usual, top)
    assert found.feature.shape == (len(z), min(top, z.shape[1]))
    for row in range(len(z)):
        features = [feature for feature in found.feature[row] if feature >= 0]
        assert len(features) == len(set(features))
        for i, kind in enumerate(kinds(found, row)):
            assert (found.other[row, i] >= 0) == (kind == "relation" and found.feature[row, i] >= 0)
            assert found.other[row, i] not in found.feature[row, : i + 1] or found.other[row, i] == -1


@given(situations())
@settings(deadline=None, max_examples=80)
def test_the_weights_of_all_features_add_up_to_one(situation: tuple[np.ndarray, Whitening]) -> None:
    z, usual = situation
    found = told(z, usual, top=z.shape[1])
    np.testing.assert_allclose(found.weight.sum(axis=1), 1.0, rtol=1e-9)
    assert (found.weight >= 0).all()


@given(situations())
@settings(deadline=None, max_examples=40)
def test_a_row_has_the_same_reasons_whichever_rows_stand_beside_it(situation: tuple[np.ndarray, Whitening]) -> None:
    z, usual = situation
    together = told(z, usual)
    for row in range(len(z)):
        alone = told(z[[row]], usual)
        for name in ("kind", "feature", "other", "z", "weight", "expected"):
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[row])


def test_many_rows_have_the_reasons_that_each_has() -> None:
    random = np.random.default_rng(0)
    usual = alike(40, 0.5)
    z = np.where(random.random((3000, 40)) < 0.1, np.nan, 2 * random.normal(size=(3000, 40)))
    many, last = told(z, usual), told(z[2700:], usual)
    np.testing.assert_array_equal(many.feature[2700:], last.feature)
    np.testing.assert_array_equal(many.weight[2700:], last.weight)


def test_a_feature_far_from_the_peers_is_told_with_its_distance() -> None:
    found = told(np.array([[0.2, -5.0, 0.4]]), usual_of(np.eye(3)))
    assert kinds(found)[0] == "level"
    assert found.feature[0, 0] == 1
    assert found.z[0, 0] == -5.0
    assert found.expected[0, 0] == 0.0


def test_two_features_that_go_together_and_do_not_here_are_one_reason() -> None:
    usual = usual_of(np.array([[1, 0.95, 0], [0.95, 1, 0], [0, 0, 1.0]]))
    found = told(np.array([[1.6, -1.5, 0.3]]), usual)
    assert kinds(found)[:2] == ["relation", "level"]
    assert {found.feature[0, 0], found.other[0, 0]} == {0, 1}
    assert found.feature[0, 1] == 2
    assert found.feature[0, 2] == -1
    assert abs(found.z[0, 0]) > 4
    assert found.weight[0, 0] > 0.6


def test_the_expected_value_of_a_relation_is_what_the_other_features_let_expect() -> None:
    usual = alike(4, 0.9)
    found = told(np.array([[1.5, 1.6, -1.5, 1.4]]), usual)
    assert found.feature[0, 0] == 2
    assert found.expected[0, 0] == pytest.approx(1.4, abs=0.15)
    assert found.z[0, 0] < -5


def test_what_the_first_reason_explains_is_no_second_one() -> None:
    """One feature against four that go together: the residuals of the four are high only because of the one."""
    usual = alike(5, 0.9)
    z = np.array([[2.0, 2.1, -2.0, 1.9, 2.0]])
    strong = np.abs(residual(z, usual)) > 2
    assert strong.sum() > 1
    found = told(z, usual)
    assert found.feature[0, 0] == 2
    assert (np.abs(found.z[0, 1:]) < 2.2).all()
    assert found.weight[0, 0] > 0.5


def test_each_row_is_held_against_the_relations_of_its_own_group() -> None:
    together = np.array([[1, 0.9], [0.9, 1]])
    against = np.array([[1, -0.9], [-0.9, 1]])
    found = told(np.array([[1.7, -1.7]] * 2), usual_of(together, against), which=np.array([0, 1]))
    assert kinds(found, 0)[0] == "relation"
    assert kinds(found, 1)[0] == "level"


def test_a_gross_distance_is_told_before_a_greater_residual() -> None:
    usual = alike(3, 0.95)
    z = np.array([[7.0, 7.0, -0.5]])
    assert np.abs(residual(z, usual))[0].argmax() == 2
    found = told(z, usual)
    assert kinds(found)[0] == "level"
    assert found.feature[0, 0] in {0, 1}


def test_what_only_this_unit_misses_is_told_as_absent() -> None:
    z = np.array([[np.nan, np.nan, 0.5, -0.4]])
    found = told(z, usual_of(np.eye(4)), surprise=np.array([[np.log(2), np.log(500), 0.0, 0.0]]))
    assert kinds(found)[0] == "absent"
    assert found.feature[0, 0] == 1
    assert found.z[0, 0] == pytest.approx(3.09, abs=0.01)  # one in 500 on both sides of a normal distribution


def test_what_a_missing_feature_would_be_plays_no_part() -> None:
    usual = alike(4, 0.9)
    gap = np.array([[False, False, True, False]])
    one, other = (
        ranked(np.array([[2.0, 2.0, x, -2.0]]), gap, np.zeros((1, 4)), np.full((1, 4), 0.25), usual, np.zeros(1, np.intp), 3)
        for x in (0.0, 9.0)
    )
    np.testing.assert_array_equal(one.feature, other.feature)
    np.testing.assert_array_equal(one.z, other.z)


def test_parts_of_the_score_count_only_what_makes_the_path_shorter() -> None:
    parts = parts_of_score(np.array([[-3.0, 1.0, -1.0], [1.0, 0.0, 2.0]]))
    np.testing.assert_allclose(parts, [[0.75, 0.0, 0.25], [1 / 3, 1 / 3, 1 / 3]])


def test_reasons_name_the_columns_of_the_table() -> None:
    found = told(np.array([[0.1, 6.0, 0.2]]), usual_of(np.eye(3)), top=1)
    (reasons,) = because(found, np.array([[42.0]]), np.array([2, 0, 1]))
    assert reasons == (Because("level", 0, 6.0, reasons[0].weight, 42.0, -1),)


# --- the estimator ---


def units(n: int = 3000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two kinds of units: 0 and 1 go together, 2 and 3 are by themselves."""
    random = np.random.default_rng(seed)
    groups = random.choice(["court", "school"], n)
    centre = np.where(groups == "court", 30.0, 60.0)
    both = random.normal(size=n)
    X = np.stack(
        [
            centre + 5 * both + random.normal(size=n),
            0.5 * centre + 2 * both + 0.4 * random.normal(size=n),
            random.normal(10, 2, n),
            random.normal(0, 1, n),
        ],
        axis=1,
    )
    return X, groups


def test_explain_says_level_and_what_the_peers_have() -> None:
    X, groups = units()
    X[7] = [31.0, 15.5, 25.0, 0.0]
    groups[7] = "court"
    forest = PeerForest(n_estimators=50, random_state=0).fit(X, groups=groups)
    (reasons,) = forest.explain(X[[7]], groups=groups[[7]])
    assert (reasons[0].kind, reasons[0].feature) == ("level", 2)
    assert reasons[0].expected == pytest.approx(10, abs=0.5)
    assert reasons[0].z == pytest.approx(7.5, abs=1)
    assert reasons[0].weight == max(reason.weight for reason in reasons)


def test_explain_says_relation_and_what_the_other_figures_let_expect() -> None:
    X, groups = units()
    X[7] = [38.0, 12.0, 10.0, 0.0]  # each within the courts' range; 38 goes with 18
    groups[7] = "court"
    forest = PeerForest(n_estimators=50, random_state=0).fit(X, groups=groups)
    (reasons,) = forest.explain(X[[7]], groups=groups[[7]])
    assert reasons[0].kind == "relation"
    assert {reasons[0].feature, reasons[0].other} == {0, 1}
    wanted = {0: 22.5, 1: 18.2}[reasons[0].feature]
    assert reasons[0].expected == pytest.approx(wanted, abs=1.5)
    assert not {reason.feature for reason in reasons[1:]} & {0, 1}


def test_explain_says_absent() -> None:
    X, groups = units()
    X[7, 1] = np.nan
    forest = PeerForest(n_estimators=50, random_state=0).fit(X, groups=groups)
    (reasons,) = forest.explain(X[[7]], groups=groups[[7]])
    assert (reasons[0].kind, reasons[0].feature) == ("absent", 1)
    assert reasons[0].expected == pytest.approx({"court": 15, "school": 30}[groups[7]], abs=0.5)


def test_reasons_do_not_depend_on_the_order_of_rows_or_columns() -> None:
    X, groups = units(400)
    X[5, 2] = np.nan
    order, columns = np.random.default_rng(1).permutation(400), np.array([2, 0, 3, 1])
    one = PeerForest(n_estimators=20, random_state=0).fit(X, groups=groups).explain(X, groups=groups)
    Y = X[order][:, columns]
    two = PeerForest(n_estimators=20, random_state=0).fit(Y, groups=groups[order]).explain(Y, groups=groups[order])
    name = [*columns, -1]
    for row, reasons in zip(order, two, strict=True):
        back = tuple(Because(r.kind, name[r.feature], r.z, r.weight, r.expected, name[r.other]) for r in reasons)
        assert back == one[row]


@pytest.mark.parametrize("top", [0, 1, 9])
def test_there_are_as_many_reasons_as_asked_for_and_there_are(top: int) -> None:
    X, groups = units(50)
    forest = PeerForest(n_estimators=5, random_state=0).fit(X, groups=groups)
    for reasons in forest.explain(X, groups=groups, top=top):
        assert len(reasons) <= min(top, 4)
        assert top == 0 or reasons


ODD = {
    "one unit": np.ones((1, 3)),
    "all units equal": np.full((40, 3), 2.0),
    "a constant feature": np.column_stack([np.full(40, 5.0), np.arange(40.0), np.arange(40.0) ** 2]),
    "all missing": np.full((40, 3), np.nan),
    "one feature": np.arange(40.0)[:, None],
    "features in step": np.column_stack([np.arange(40.0), np.arange(40.0), 1 - np.arange(40.0)]),
}


@pytest.mark.parametrize("X", ODD.values(), ids=ODD)
def test_odd_tables_have_finite_reasons(X: np.ndarray) -> None:
    forest = PeerForest(n_estimators=5, random_state=0).fit(X)
    for reasons in forest.explain(X, top=5):
        assert 1 <= len(reasons) <= X.shape[1]
        assert sum(reason.weight for reason in reasons) == pytest.approx(1)
        for reason in reasons:
            assert np.isfinite([reason.z, reason.weight]).all()
            assert np.isfinite(reason.expected) or np.isnan(X).all()


def test_a_forest_without_emphasis_has_reasons_too() -> None:
    X, groups = units(100)
    X[3, 2] = 40
    forest = PeerForest(n_estimators=20, emphasis=0, random_state=0).fit(X, groups=groups)
    assert forest.explain(X[[3]], groups=groups[[3]])[0][0].feature == 2


def test_nothing_is_known_to_expect_of_a_feature_that_nobody_has() -> None:
    X = np.full((40, 2), np.nan)
    X[:, 0] = np.arange(40)
    forest = PeerForest(n_estimators=5, random_state=0).fit(X)
    (reasons,) = forest.explain(X[[3]])
    assert {reason.feature: np.isnan(reason.expected) for reason in reasons} == {0: False, 1: True}


def test_strong_reasons_come_before_weak_ones() -> None:
    X, groups = units()
    X[:20, 2] += 12
    X[:20, 3] -= 5
    forest = PeerForest(n_estimators=20, random_state=0).fit(X, groups=groups)
    for reasons in forest.explain(X[:20], groups=groups[:20], top=4):
        strong = [abs(reason.z) >= 3.5 for reason in reasons]
        assert all(a >= b for a, b in pairwise(strong))
