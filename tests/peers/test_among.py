"""Where the peers' values lie: the unit itself is never its own peer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.peers.among import Peers
from mingcha.peers.table import FeatureTable


def _table(values: list[float], groups: list[tuple[str, ...]] | None = None) -> FeatureTable:
    labels = groups or [("2024 budget",)] * len(values)
    return FeatureTable(
        ids=np.array([f"u{number}" for number in range(len(values))]),
        features=("share",),
        values=np.array(values, np.float64)[:, None],
        groups=np.array(labels),
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.data())
def test_the_range_is_that_of_the_others(values: list[float], data: st.DataObject) -> None:
    own = data.draw(st.integers(0, len(values) - 1))
    others = np.delete(np.array(values), own)
    found = Peers(_table(values)).range(("2024 budget",), 0, f"u{own}")
    assert (found.known, found.units) == (len(others), len(others))
    assert found[:3] == pytest.approx(np.quantile(others, [0.05, 0.5, 0.95]).tolist(), rel=1e-9, abs=1e-6)


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), min_size=1, max_size=30))
def test_a_unit_from_elsewhere_has_all_as_peers_and_what_is_missing_counts_as_a_unit_only(values: list[float]) -> None:
    found = Peers(_table(values)).range((), 0, "another")
    assert (found.known, found.units) == (int(np.isfinite(values).sum()), len(values))


def test_no_peer_that_has_it_gives_no_range() -> None:
    found = Peers(_table([1.0, float("nan"), float("nan")])).range((), 0, "u0")
    assert found == (None, None, None, 0, 2)


def test_a_group_is_the_path_of_its_labels() -> None:
    groups: list[tuple[str, ...]] = [
        ("2024 budget", "county", "court"),
        ("2024 budget", "city", "court"),
        ("2024 budget", "county", "court"),
    ]
    peers = Peers(_table([1.0, 2.0, 3.0], groups))
    assert peers.rows(("2024 budget", "county", "court")).tolist() == [0, 2]
    assert peers.rows(("2024 budget",)).tolist() == [0, 1, 2]
    assert peers.rows(("2023 budget", "county")).tolist() == peers.rows(("2024 budget", "court")).tolist() == []
    assert peers.range(("2024 budget", "county"), 0, "u0") == (3.0, 3.0, 3.0, 1, 1)
    assert peers.range(("2024 budget", "county"), 0, "u1") == (1.1, 2.0, 2.9, 2, 2)
