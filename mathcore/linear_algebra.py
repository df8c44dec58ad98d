"""Singular values: the directions a matrix stretches, and the best copy of lower rank."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError, require_finite
from mathcore.shapes import Rows, floats


class Svd(NamedTuple):
    """A matrix taken apart: a = u diag(s) vt, largest stretch first. Vectors may differ in sign elsewhere."""

    u: Float[ndarray, "m r"]
    s: Float[ndarray, " r"]
    vt: Float[ndarray, "r n"]

    @property
    def product(self) -> Float[ndarray, "m n"]:
        """Put the matrix together again."""
        return (self.u * self.s) @ self.vt

    @property
    def gram_u(self) -> Float[ndarray, "r r"]:
        """Return the products of the columns of u with each other: 1 with itself, 0 with others."""
        return self.u.T @ self.u

    @property
    def gram_v(self) -> Float[ndarray, "r r"]:
        """Return the products of the rows of vt with each other."""
        return self.vt @ self.vt.T


class LowRank(NamedTuple):
    """The best copy of a matrix by fewer numbers; `error` is its largest stretch of what is missing.

    `energy` is the share of the sum of squares that is kept, and `numbers` how many the two factors take.
    """

    s: Float[ndarray, " r"]
    approximation: Float[ndarray, "m n"]
    error: float
    frobenius_error: float
    energy: float
    numbers: int


def svd(a: Float[ndarray, "m n"] | Rows) -> Svd:
    r"""Take a matrix apart into turns and stretches.

    $$A = U \operatorname{diag}(\sigma) V^\top, \qquad U^\top U = V^\top V = I, \quad
      \sigma_1 \ge \sigma_2 \ge \dots \ge 0$$

    Small singular values are right to within roundings of the largest, not of themselves.

    Raises:
        MathInputError: when an entry is not finite (LAPACK might not return) or the matrix is empty.

    Source: Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.
    PyTorch: `torch.linalg.svd(a, full_matrices=False)`.

    >>> svd([[0.0, 2.0], [1.0, 0.0]]).s
    array([2., 1.])
    """
    a = floats(a, "the matrix")
    if a.ndim != 2 or 0 in a.shape:
        raise MathInputError("A matrix must have at least one row and one column.")
    require_finite("the matrix", a)
    return Svd(*np.linalg.svd(a, full_matrices=False))


def low_rank(a: Float[ndarray, "m n"] | Rows, rank: int) -> LowRank:
    r"""Find the closest matrix of a given rank.

    $$A_r = \sum_{i \le r} \sigma_i u_i v_i^\top, \qquad \lVert A - A_r \rVert_2 = \sigma_{r+1}, \quad
      \lVert A - A_r \rVert_F^2 = \sum_{i > r} \sigma_i^2$$

    Raises:
        MathInputError: as `svd`, or when the rank is not between 0 and the smaller side.

    Source: Eckart and Young (1936), doi:10.1007/BF02288367.
    PyTorch: `torch.linalg.svd`, cut off after r singular values.

    >>> low_rank([[2.0, 0.0], [0.0, 1.0]], 1).approximation
    array([[2., 0.],
           [0., 0.]])
    """
    parts = svd(a)
    if not 0 <= rank <= len(parts.s):
        raise MathInputError(f"The rank must be between 0 and {len(parts.s)}, not {rank}.")
    (u, s, vt), peak = parts, parts.s[0]
    with np.errstate(all="ignore"):
        squares = (s / peak) ** 2 if peak > 0 else np.zeros_like(s)
        return LowRank(
            s, (u[:, :rank] * s[:rank]) @ vt[:rank],
            float(s[rank]) if rank < len(s) else 0.0, float(peak * np.sqrt(squares[rank:].sum())),
            float(squares[:rank].sum() / squares.sum()) if peak > 0 else 1.0,
            rank * (u.shape[0] + vt.shape[1]),
        )  # fmt: skip
