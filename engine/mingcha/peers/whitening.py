"""Whitening: each feature freed of what the unit's other features let expect, and staying that one feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Whitening:
    """Symmetric (ZCA) whitening, which keeps each column as near to itself as can be (Kessy, Lewin and Strimmer 2018).

    Attributes:
        covariance: of the peer z, shrunk; shape (p, p).
        matrix: its inverse square root; shape (p, p).
        precision: its inverse; shape (p, p).
    """

    covariance: Matrix
    matrix: Matrix
    precision: Matrix


def whitening_of(products: Matrix, n: int, shrinkage: float) -> Whitening:
    """The whitening of n rows of peer z.

    Args:
        products: sum of the products of each two columns over the rows; shape (p, p).
        n: rows.
        shrinkage: weight of a covariance without correlations, beside which p further rows count: of few rows nothing but the
            variances is believed.
    """
    p = len(products)
    sample = products / max(n, 1)
    # A column without any spread (constant, or never there) is whitened by nothing.
    diagonal = np.where(np.diag(sample) > 1e-9, np.diag(sample), 1.0)
    weight = (1.0 - shrinkage) * n / (n + p)
    covariance = weight * sample
    np.fill_diagonal(covariance, diagonal)
    values, vectors = eigh(covariance)
    values = np.maximum(values, 1e-9)
    return Whitening(covariance, (vectors / np.sqrt(values)) @ vectors.T, (vectors / values) @ vectors.T)
