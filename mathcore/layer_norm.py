"""Layer normalisation: give every vector mean 0 and length root n, forward and backward."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.notes import why_undefined
from mathcore.shapes import Number, Numbers, Rows, floats


class LayerNorm(NamedTuple):
    """One normalisation in the order it is computed; `note` is empty, or says why rows are not numbers."""

    mean: Float[ndarray, " b"]
    centred: Float[ndarray, "b n"]
    variance: Float[ndarray, " b"]
    inverse_std: Float[ndarray, " b"]
    normalised: Float[ndarray, "b n"]
    output: Float[ndarray, "b n"]
    note: str


class LayerNormGradient(NamedTuple):
    """A gradient on its way back; `d_x` is inverse_std times (own - shared - along).

    `note` is empty, or says why something is not a number.
    """

    d_gamma: Float[ndarray, " n"]
    d_beta: Float[ndarray, " n"]
    own: Float[ndarray, "b n"]
    shared: Float[ndarray, "b 1"]
    along: Float[ndarray, "b n"]
    d_x: Float[ndarray, "b n"]
    note: str


def layer_norm(
    x: Float[ndarray, "b n"] | Rows,
    gamma: Float[ndarray, " n"] | Numbers | None = None,
    beta: Float[ndarray, " n"] | Numbers | None = None,
    eps: Number = 1e-5,
) -> LayerNorm:
    r"""Normalise each row.

    $$y_j = \gamma_j \frac{x_j - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta_j, \qquad
      \mu = \frac1n \sum_j x_j, \quad \sigma^2 = \frac1n \sum_j (x_j - \mu)^2$$

    The first entry is subtracted before anything is averaged, and the mean of what is left is taken out
    twice: a row far from 0 keeps its digits, where the mean of squares minus the squared mean has none.
    Huge rows are scaled by a power of two, so that no square overflows; their variance may still be
    infinite as a number. A constant row, or a row of one entry, gives 0. A row with an infinity or NaN
    gives NaN, and `note` says so.

    Args:
        x: A row an example.
        gamma: $\gamma$, 1 if left out.
        beta: $\beta$, 0 if left out.
        eps: $\varepsilon \ge 0$.

    Raises:
        MathInputError: when eps is negative or NaN, a row is constant at eps 0, or the shapes do not fit.

    Source: Ba, Kiros and Hinton (2016), arXiv:1607.06450.
    PyTorch: `torch.nn.functional.layer_norm(x, (n,), gamma, beta, eps)`.

    >>> layer_norm([[1.0, 3.0]], eps=0).output
    array([[-1.,  1.]])
    """
    x = floats(x, "x")
    g, b = _weights(x, gamma, beta, eps)
    with np.errstate(all="ignore"):
        exponent = _exponents(x, float(eps))
        small = np.ldexp(x, -exponent[:, None])
        moved = small - small[:, :1]
        shift = moved.mean(axis=1, keepdims=True)
        centred = moved - shift
        correction = centred.mean(axis=1, keepdims=True)
        centred -= correction
        variance = (centred * centred).mean(axis=1)
        inverse = 1 / np.sqrt(variance + np.ldexp(x.dtype.type(eps), -2 * exponent))
        if eps == 0 and (variance == 0).any():
            raise MathInputError("A constant row has no spread to divide by: eps must be positive.")
        normalised = centred * inverse[:, None]
        mean = np.ldexp(small[:, 0] + (shift + correction)[:, 0], exponent)
        return LayerNorm(
            mean, np.ldexp(centred, exponent[:, None]), np.ldexp(variance, 2 * exponent),
            np.ldexp(inverse, -exponent), normalised, normalised * g + b,
            _why_undefined(x, g, b),
        )  # fmt: skip


def _why_undefined(x: ndarray, gamma: ndarray, beta: ndarray) -> str:
    if not np.isfinite(x).all():
        return "a row holds an infinity or something that is not a number"
    if not (np.isfinite(gamma).all() and np.isfinite(beta).all()):
        return "gamma or beta holds an infinity or something that is not a number"
    return ""


def _exponents(x: Float[ndarray, "b n"], eps: float) -> ndarray:
    """Powers of two to divide rows by: none for ordinary rows, since eps would have to follow."""
    peak = np.abs(x).max(axis=1)
    exponent = np.frexp(np.where(np.isfinite(peak), peak, 0.0))[1]
    wide = int(np.finfo(x.dtype).maxexp) // 3
    return np.where((exponent > wide) | ((eps == 0) & (exponent < -wide)), exponent, 0)


def _weights(x: ndarray, gamma: object, beta: object, eps: Number) -> tuple[ndarray, ndarray]:
    if x.ndim != 2 or x.shape[1] == 0:
        raise MathInputError("x must be rows with at least one entry.")
    if not (eps >= 0 and math.isfinite(eps)):
        raise MathInputError(f"eps must be 0 or more, not {eps}.")
    n = x.shape[1]
    g = np.ones(n, x.dtype) if gamma is None else floats(gamma, "gamma")
    b = np.zeros(n, x.dtype) if beta is None else floats(beta, "beta")
    if g.shape != (n,) or b.shape != (n,):
        raise MathInputError(f"gamma and beta must have {n} entries, one for each column.")
    return g, b


def layer_norm_gradient(
    x: Float[ndarray, "b n"] | Rows,
    upstream: Float[ndarray, "b n"] | Rows,
    gamma: Float[ndarray, " n"] | Numbers | None = None,
    eps: Number = 1e-5,
) -> LayerNormGradient:
    r"""Carry a gradient back through layer normalisation.

    $$\frac{\partial L}{\partial x_j} = \frac{1}{\sqrt{\sigma^2 + \varepsilon}} \Big( g_j\gamma_j
      - \frac1n \sum_k g_k\gamma_k - \hat x_j\, \frac1n \sum_k g_k\gamma_k \hat x_k \Big), \quad
      \frac{\partial L}{\partial \gamma_j} = \sum_b g_{bj} \hat x_{bj}, \quad
      \frac{\partial L}{\partial \beta_j} = \sum_b g_{bj}$$

    $\gamma_k$ stands inside the sums, and the divisor holds $\varepsilon$: the form often copied leaves
    out both, and is wrong by 77 % once $\sigma^2$ falls to a tenth of $\varepsilon$.

    Raises:
        MathInputError: as `layer_norm`, or when upstream has another shape than x.

    Source: Ba, Kiros and Hinton (2016), arXiv:1607.06450; derivative by the chain rule.
    PyTorch: `layer_norm(x, (n,), gamma, beta, eps).backward(upstream)`.

    >>> layer_norm_gradient([[1.0, 3.0, 5.0]], [[0.0, 0.0, 1.0]], eps=0).d_beta
    array([0., 0., 1.])
    """
    x, g = floats(x, "x"), floats(upstream, "upstream")
    weight, _ = _weights(x, gamma, None, eps)
    if g.shape != x.shape:
        raise MathInputError(f"upstream must have the shape of x, {x.shape}, but it has {g.shape}.")
    there = layer_norm(x, eps=eps)
    with np.errstate(all="ignore"):
        own = g * weight
        shared = own.mean(axis=1, keepdims=True)
        along = there.normalised * (own * there.normalised).mean(axis=1, keepdims=True)
        d_x = there.inverse_std[:, None] * (own - shared - along)
        parts = (g * there.normalised).sum(axis=0), g.sum(axis=0), own, shared, along, d_x
    return LayerNormGradient(*parts, why_undefined(parts, x=x, upstream=g, gamma=weight))
