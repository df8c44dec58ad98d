"""Attention: each token asks every other how much of it to take in."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import TOKENS, require_at_most
from mathcore.logits import tempered
from mathcore.notes import why_undefined
from mathcore.shapes import Rows, floats
from mathcore.tokens import THE_CAT_SAT, embed, positions, project

__all__ = [
    "THE_CAT_SAT",
    "Attention",
    "attention",
    "causal_mask",
    "embed",
    "positions",
    "project",
]


class Attention(NamedTuple):
    """One attention step, in the order it is computed; `blind` marks queries that may see nothing.

    `note` is empty, or says why something is not a number.
    """

    scores: Float[ndarray, "m n"]
    scaled: Float[ndarray, "m n"]
    masked: Float[ndarray, "m n"]
    weights: Float[ndarray, "m n"]
    output: Float[ndarray, "m d_v"]
    blind: Bool[ndarray, " m"]
    note: str


def attention(
    q: Float[ndarray, "m d_k"] | Rows,
    k: Float[ndarray, "n d_q"] | Rows,
    v: Float[ndarray, "n2 d_v"] | Rows,
    *,
    scaled: bool = True,
    mask: Bool[ndarray, "m n"] | None = None,
) -> Attention:
    r"""Let each of m queries take a weighted average of n values.

    $$\operatorname{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V$$

    Without the division by $\sqrt{d_k}$ the scores of long vectors grow until one weight takes all. A
    query that may see nothing gets zeros, as in PyTorch, and is marked blind. What the mask hides
    cannot leak: a NaN in a hidden value stays hidden.

    Args:
        q: Queries.
        k: Keys, as long as the queries.
        v: Values, one a key.
        scaled: Whether to divide by $\sqrt{d_k}$.
        mask: True where a query may see a key.

    Raises:
        MathInputError: when the shapes do not fit.

    Source: Vaswani et al. (2017), arXiv:1706.03762, equation 1.
    PyTorch: `torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)`.

    >>> attention([[1.0]], [[0.0], [np.log(3.0)]], [[0.0], [4.0]]).output.round(6)
    array([[3.]])
    """
    q, k, v = _fitting(floats(q, "q"), floats(k, "k"), floats(v, "v"), mask)
    with np.errstate(all="ignore"):
        scores = q @ k.T
        logits = scores / scores.dtype.type(math.sqrt(q.shape[1])) if scaled else scores
        masked = logits if mask is None else np.where(mask, logits, logits.dtype.type(-np.inf))
        weights, blind = _weigh(masked, mask)
        output = weights @ v
        if not np.isfinite(v).all() and mask is not None:
            output = np.where(mask[:, :, None], weights[:, :, None] * v, v.dtype.type(0)).sum(axis=1)
    note = why_undefined([scores, weights, output], q=q, k=k, v=v)
    return Attention(scores, logits, masked, weights, output, blind, note)


def _weigh(
    masked: Float[ndarray, "m n"], mask: Bool[ndarray, "m n"] | None
) -> tuple[Float[ndarray, "m n"], Bool[ndarray, " m"]]:
    weights = np.exp(tempered(masked, 1.0))
    weights /= weights.sum(axis=1, keepdims=True)
    if mask is None:
        return weights, np.zeros(len(masked), dtype=bool)
    blind = np.logical_not(mask.any(axis=1))
    weights[blind] = 0
    return weights, blind


def _fitting(q: ndarray, k: ndarray, v: ndarray, mask: ndarray | None) -> tuple[ndarray, ndarray, ndarray]:
    if not q.ndim == k.ndim == v.ndim == 2 or 0 in (*q.shape, *k.shape, *v.shape):
        raise MathInputError("Queries, keys and values must be tables with rows and columns.")
    if q.shape[1] != k.shape[1]:
        raise MathInputError(f"A query has {q.shape[1]} numbers but a key has {k.shape[1]}: they must match.")
    if len(k) != len(v):
        raise MathInputError(f"There are {len(k)} keys but {len(v)} values: there must be one value a key.")
    if mask is not None and mask.shape != (len(q), len(k)):
        raise MathInputError(f"The mask must be {len(q)} by {len(k)}, but it is {mask.shape}.")
    return q, k, v


def causal_mask(t: int) -> Bool[ndarray, "t t"]:
    """Let each token see itself and what came before, not what follows.

    Raises:
        MathInputError: when t is not 0 to 512.

    Source: Vaswani et al. (2017), arXiv:1706.03762, section 3.2.3.
    PyTorch: `torch.ones(t, t, dtype=torch.bool).tril()`.

    >>> causal_mask(2)
    array([[ True, False],
           [ True,  True]])
    """
    require_at_most("the number of tokens", t, TOKENS)
    return np.tri(t, dtype=bool)
