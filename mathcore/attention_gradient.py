"""Attention backward: which query, key and value is to blame, and how much."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from mathcore.attention import attention
from mathcore.errors import MathInputError
from mathcore.notes import why_undefined
from mathcore.shapes import Rows, floats


class AttentionGradient(NamedTuple):
    """A gradient on its way back through attention, in the order it is computed; `note` says why any is undefined."""

    d_weights: Float[ndarray, "m n"]
    d_scores: Float[ndarray, "m n"]
    d_q: Float[ndarray, "m d_k"]
    d_k: Float[ndarray, "n d_k"]
    d_v: Float[ndarray, "n d_v"]
    note: str


def attention_gradient(
    q: Float[ndarray, "m d_k"] | Rows,
    k: Float[ndarray, "n d_k"] | Rows,
    v: Float[ndarray, "n d_v"] | Rows,
    upstream: Float[ndarray, "m d_v"] | Rows,
    *,
    scaled: bool = True,
    mask: Bool[ndarray, "m n"] | None = None,
) -> AttentionGradient:
    r"""Carry a gradient back through attention.

    $$dA = G V^\top, \quad dS_{ij} = A_{ij} \Big(dA_{ij} - \sum_l A_{il}\, dA_{il}\Big), \quad
      dQ = \frac{dS\, K}{\sqrt{d_k}}, \quad dK = \frac{dS^\top Q}{\sqrt{d_k}}, \quad dV = A^\top G$$

    Here A are the weights and $G$ is the upstream gradient, of the shape of the output. Blind queries
    pass nothing back.

    Raises:
        MathInputError: when the shapes do not fit.

    Source: Dao et al. (2022), arXiv:2205.14135, appendix B.2.
    PyTorch: `scaled_dot_product_attention(q, k, v, attn_mask=mask).backward(upstream)`.

    >>> attention_gradient([[1.0]], [[0.0], [0.0]], [[0.0], [4.0]], [[1.0]]).d_k
    array([[-1.],
           [ 1.]])
    """
    q, k, v, upstream = floats(q, "q"), floats(k, "k"), floats(v, "v"), floats(upstream, "upstream")
    weights = attention(q, k, v, scaled=scaled, mask=mask).weights
    if upstream.shape != (len(q), v.shape[1]):
        raise MathInputError(f"upstream must be {len(q)} by {v.shape[1]}, but it is {upstream.shape}.")
    with np.errstate(all="ignore"):
        d_weights = upstream @ v.T
        d_scores = weights * (d_weights - (weights * d_weights).sum(axis=1, keepdims=True))
        share = d_scores / d_scores.dtype.type(math.sqrt(q.shape[1])) if scaled else d_scores
        parts = d_weights, d_scores, share @ k, share.T @ q, weights.T @ upstream
    return AttentionGradient(*parts, why_undefined(parts, q=q, k=k, v=v, upstream=upstream))
