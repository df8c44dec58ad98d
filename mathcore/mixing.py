"""Attention again and again: what becomes of a table of weights when it is applied to its own result."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Complex, Float
from numpy import ndarray

from mathcore.errors import MathInputError, require_finite
from mathcore.limits import MATRIX_SIDE, STEPS, require_at_most
from mathcore.markov import stationary
from mathcore.shapes import Rows, floats


class Mixing(NamedTuple):
    """How fast a table of weights mixes, and where it ends.

    `power` is the table applied `times` times. `eigenvalues` come largest first; `gap` is 1 minus the size of the
    second. `stationary` is the long run (NaN where it depends on the start; `kind` and `note` say so), and
    `column_means` what each word gets on average in one step, which is not the same.
    """

    power: Float[ndarray, "n n"]
    eigenvalues: Complex[ndarray, " n"]
    gap: float
    stationary: Float[ndarray, " n"]
    column_means: Float[ndarray, " n"]
    kind: str
    note: str

    @property
    def residuals(self) -> Float[ndarray, " n"]:
        """Return how far each eigenvalue is from making the table singular: not at all."""
        return np.zeros(len(self.eigenvalues))

    @property
    def trace(self) -> float:
        """Add up the eigenvalues."""
        return float(self.eigenvalues.sum().real)


def mixing(weights: Float[ndarray, "n n"] | Rows, times: int = 1) -> Mixing:
    r"""Apply a table of weights again and again.

    $$A^n, \qquad \pi A = \pi, \qquad A v = \lambda v, \qquad gap = 1 - |\lambda_2|$$

    Args:
        weights: Row i holds the weights of word i; rows sum to 1.
        times: How often, 0 to 20 000.

    Raises:
        MathInputError: when the table is not square, not finite, too large, or a row does not sum to 1.

    Source: Levin, Peres and Wilmer, Markov Chains and Mixing Times, sections 1.5 and 12.1.
    PyTorch: `torch.linalg.matrix_power(a, n)`, `torch.linalg.svdvals(a - value * eye)`.

    >>> r = mixing([[0.5, 0.5], [0.25, 0.75]], 50)
    >>> r.power.round(4), round(r.gap, 6)
    (array([[0.3333, 0.6667],
           [0.3333, 0.6667]]), 0.75)
    """
    a = floats(weights, "the weights")
    require_at_most("the number of times", times, STEPS)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not 0 < len(a) <= MATRIX_SIDE:
        raise MathInputError(f"The weights must be a square table of 1 to {MATRIX_SIDE} rows.")
    require_finite("the weights", a)
    long_run = stationary(a)
    values = np.linalg.eigvals(a).astype(np.complex128)
    values = values[np.argsort(-np.abs(values), kind="stable")]
    gap = 1.0 - float(np.abs(values[1])) if len(values) > 1 else 1.0
    return Mixing(
        np.linalg.matrix_power(a, times), values, gap, long_run.vector, a.mean(axis=0), long_run.kind, long_run.note
    )
