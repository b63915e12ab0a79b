"""Scales: they rise, they go back to where they came from, and nothing becomes infinite."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.peers.declared import SCALES, Feature
from mingcha.peers.scales import BY_NAME, scaled, unscaled
from tests.documents import screener

FEATURES = screener().knowledge.peers.features
ANY = [
    next(feature for feature in FEATURES.values() if feature.scale == scale)
    for scale in ("none", "log", "logit", "asinh", "signed_log")
]
NUMBERS = st.floats(-1e12, 1e12)


def test_every_name_has_its_scale() -> None:
    assert set(BY_NAME) == set(SCALES) == {feature.scale for feature in FEATURES.values()}


@pytest.mark.parametrize("name", SCALES)
@given(numbers=st.lists(NUMBERS, min_size=1, max_size=20))
def test_the_inverse_goes_back(name: str, numbers: list[float]) -> None:
    scale, x = BY_NAME[name], np.array(numbers)
    np.testing.assert_allclose(scale.inverse(scale.forward(x)), x, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", SCALES)
@given(one=NUMBERS, other=NUMBERS)
def test_what_is_more_stays_more(name: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    bent = BY_NAME[name].forward(np.array([low, high]))
    assert bent[0] <= bent[1]


@pytest.mark.parametrize(
    ("name", "value", "bent"),
    [
        ("none", 0.25, 0.25),
        ("log", 0.0, 0.0),
        ("log", math.e - 1, 1.0),
        ("log", -2.0, -2.0),
        ("logit", 0.5, 0.0),
        ("logit", 0.0, -6.908755),
        ("logit", 1.0, 6.908755),
        ("asinh", 0.0, 0.0),
        ("signed_log", 1 - math.e, -1.0),
    ],
)
def test_some_values_written_down(name: str, value: float, bent: float) -> None:
    assert BY_NAME[name].forward(np.array([value]))[0] == pytest.approx(bent, abs=1e-6)


def test_a_share_of_nil_and_one_of_a_tenth_of_a_percent_are_told_apart() -> None:
    nil, little = BY_NAME["logit"].forward(np.array([0.0, 0.001]))
    assert little - nil > 0.5


def _table(values: list[float]) -> tuple[np.ndarray, list[Feature]]:
    return np.tile(np.array(values)[:, None], (1, len(ANY))), ANY


def test_missing_stays_missing_and_infinities_become_finite() -> None:
    values, features = _table([np.nan, np.inf, -np.inf, 1.0])
    bent = scaled(values, features)
    assert np.isnan(bent[0]).all()
    assert np.isfinite(bent[1:]).all()
    assert (bent[1] > bent[3]).all()
    assert (bent[2] < bent[3]).all()


def test_a_table_goes_back_column_by_column_and_stays_as_it_was() -> None:
    values, features = _table([0.0, 0.3, 1.0, 12.5])
    before = values.copy()
    np.testing.assert_allclose(unscaled(scaled(values, features), features), values, atol=1e-12)
    np.testing.assert_array_equal(values, before)


def test_the_way_back_of_anything_is_finite() -> None:
    values, features = _table([1e6, -1e6])
    assert np.isfinite(unscaled(values, features)).all()
