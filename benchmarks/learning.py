"""Fitting the small linear models that are shipped: needs scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import optimize, sparse

Array = np.ndarray[Any, np.dtype[Any]]


def fit(x: sparse.csr_matrix, y: Array, counts: Array, *, strength: float, rounds: int) -> tuple[Array, Array]:
    """Weights, a row a column of `x` and a column a class, and biases: a logistic model a class, kept small by its squares.

    `y` has a row an example and a column a class, of 0 or 1; `counts` says how much each of them counts.
    """
    (_, columns), classes = x.shape, y.shape[1]
    turned, signs = x.T.tocsr(), 2 * y - 1

    def loss(flat: Array) -> tuple[float, Array]:
        weights, bias = flat[: columns * classes].reshape(columns, classes), flat[columns * classes :]
        margins = (x @ weights + bias) * signs
        pulls = -signs * counts / (1 + np.exp(np.clip(margins, -30, 30)))
        gradient = [(strength * (turned @ pulls) + weights).ravel(), strength * pulls.sum(axis=0)]
        total = strength * float((np.logaddexp(0, -margins) * counts).sum()) + 0.5 * float((weights**2).sum())
        return total, np.concatenate(gradient)

    start = np.zeros(columns * classes + classes)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 6}).x
    return found[: columns * classes].reshape(columns, classes), found[columns * classes :]


def rough(weights: Array) -> tuple[Array, Array]:
    """Weights as whole numbers from -127 to 127, and what each column of them is to be multiplied by."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return np.round(weights / scale).astype(np.int8), scale
