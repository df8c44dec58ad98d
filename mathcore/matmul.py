"""Matrix multiplication: every row of one table against every column of another."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import TERMS, require_at_most
from mathcore.notes import why_undefined
from mathcore.shapes import Rows, floats


class MatMul(NamedTuple):
    """A product with its workings: entry `[i, k, j]` is the k-th term, or sum so far, of result (i, j).

    `note` is empty, or says why something is not a number.
    """

    product: Float[ndarray, "m p"]
    terms: Float[ndarray, "m n p"]
    partial_sums: Float[ndarray, "m n p"]
    multiply_adds: int
    note: str


class MatMulGradient(NamedTuple):
    """How a number that depends on the product changes with each entry of both factors; `note` as for the product."""

    d_a: Float[ndarray, "m n"]
    d_b: Float[ndarray, "n p"]
    note: str


def matmul(a: Float[ndarray, "m n"] | Rows, b: Float[ndarray, "k p"] | Rows) -> MatMul:
    r"""Multiply two matrices and keep every term.

    $$c_{ij} = \sum_{k=1}^{n} a_{ik}\, b_{kj}$$

    The terms are added from the first to the last, so the last partial sum is the result, digit for
    digit. It takes $m \cdot n \cdot p$ multiplications with as many additions.

    Raises:
        MathInputError: when a has not as many columns as b has rows, or there are over a million terms.

    Source: Golub and Van Loan, Matrix Computations, 4th ed., section 1.1.
    PyTorch: `a @ b`.

    >>> matmul([[1.0, 2.0]], [[3.0], [4.0]]).partial_sums.ravel()
    array([ 3., 11.])
    """
    a, b = _pair(a, b)
    count = a.shape[0] * a.shape[1] * b.shape[1]
    require_at_most("the number of terms", count, TERMS)
    with np.errstate(all="ignore"):
        terms = a[:, :, None] * b[None, :, :]
        partial_sums = terms.cumsum(axis=1)
    product = partial_sums[:, -1, :] if a.shape[1] else np.zeros((a.shape[0], b.shape[1]), a.dtype)
    return MatMul(product, terms, partial_sums, count, why_undefined([terms, partial_sums], a=a, b=b))


def matmul_gradient(
    a: Float[ndarray, "m n"] | Rows, b: Float[ndarray, "k p"] | Rows, upstream: Float[ndarray, "m p"] | Rows
) -> MatMulGradient:
    r"""Carry a gradient back through a product.

    $$\frac{\partial L}{\partial A} = G B^\top, \qquad \frac{\partial L}{\partial B} = A^\top G, \qquad
      G = \frac{\partial L}{\partial (AB)}$$

    Args:
        a: Left factor.
        b: Right factor.
        upstream: $G$, of the shape of the product.

    Raises:
        MathInputError: when the shapes do not fit.

    Source: Giles (2008), "Collected matrix derivative results", section 2.2.1.
    PyTorch: `(a @ b).backward(upstream)`.

    >>> matmul_gradient([[1.0, 2.0]], [[3.0], [4.0]], [[10.0]]).d_a
    array([[30., 40.]])
    """
    a, b = _pair(a, b)
    upstream = floats(upstream, "upstream")
    if upstream.shape != (a.shape[0], b.shape[1]):
        raise MathInputError(f"upstream must be {a.shape[0]} by {b.shape[1]}, but it is {upstream.shape}.")
    with np.errstate(all="ignore"):
        both = upstream @ b.T, a.T @ upstream
    return MatMulGradient(*both, why_undefined(both, a=a, b=b, upstream=upstream))


def _pair(a: object, b: object) -> tuple[Float[ndarray, "m n"], Float[ndarray, "k p"]]:
    a, b = floats(a, "a"), floats(b, "b")
    if a.ndim != 2 or b.ndim != 2:
        raise MathInputError("Both factors must be matrices with rows and columns.")
    if a.shape[1] != b.shape[0]:
        raise MathInputError(
            f"The shapes do not fit: a has {a.shape[1]} columns but b has {b.shape[0]} rows, "
            f"and {a.shape[1]} is not {b.shape[0]}."
        )
    return a, b
