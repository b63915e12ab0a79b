"""The feature table: unit-years by features, with their ids and peer groups; from profiles, Parquet or CSV."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class FeatureTable:
    """Unit-years by features.

    Attributes:
        ids: of the unit-years, unique; shape (n,).
        features: ids of the features; shape (p,).
        values: float64, NaN where missing; shape (n, p).
        groups: labels of the peer groups from the coarsest to the finest (the first is year and kind); str, shape (n, levels).
    """

    ids: NDArray[np.str_]
    features: tuple[str, ...]
    values: NDArray[np.float64]
    groups: NDArray[np.str_]
