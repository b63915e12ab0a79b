"""Whitening: each feature freed of what the unit's other features let expect, and staying that one feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from .hashing import chunks

Matrix = NDArray[np.float64]
_BLOCK = 2048
"""Rows that are multiplied at once, always as many: a matrix product may round otherwise for another number of rows."""
_CALM = 0.5
"""The least that a residual is taken to vary: columns that have been in step to the last digit would shout at a rounding."""


@dataclass(frozen=True)
class Whitening:
    """Symmetric (ZCA) whitening, which keeps each column as near to itself as can be (Kessy, Lewin and Strimmer 2018).

    Attributes:
        covariance: of the peer z, shrunk; shape (p, p).
        matrix: its inverse square root; shape (p, p).
        precision: its inverse; shape (p, p).
        residual: root mean square in the reference of each column's conditional residual, in deviations that the precision lets
            expect; shape (p,).
    """

    covariance: Matrix
    matrix: Matrix
    precision: Matrix
    residual: NDArray[np.float64]


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
    precision = (vectors / values) @ vectors.T
    residual = np.sqrt(np.maximum(np.einsum("ij,jk,ki->i", precision, sample, precision) / np.diag(precision), _CALM**2))
    return Whitening(covariance, (vectors / np.sqrt(values)) @ vectors.T, precision, residual)


def product(z: Matrix, matrix: Matrix) -> Matrix:
    """Z times the matrix, in blocks of one size, so that a row comes out the same whichever rows stand beside it."""
    out = np.empty_like(z)
    for part in chunks(len(z), _BLOCK):
        block = np.zeros((_BLOCK, z.shape[1]))
        block[: part.stop - part.start] = z[part]
        out[part] = (block @ matrix)[: part.stop - part.start]
    return out
