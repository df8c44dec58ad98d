"""Attention from the side of one query: every number on the way from its arrow to its output."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from mathcore.attention import attention
from mathcore.errors import MathInputError
from mathcore.notes import why_undefined
from mathcore.shapes import Rows, floats
from mathcore.softmax import entropy


class OneQuery(NamedTuple):
    """What one query does, in the order it is computed.

    `products` are q times k, entry by entry, one row a key; `scores` are their sums. `exponentials` are those of
    the masked scores as they are, and `total` is their sum: for reading along, because large ones overflow. The
    `weights` come from the safe softmax. `parts` are the weighted values, one row a key; their sum is `output`.
    `effective` is how many words listened to equally would be as many. `note` is empty,
    or says why something is not a number.
    """

    products: Float[ndarray, "n d_k"]
    scores: Float[ndarray, " n"]
    scaled: Float[ndarray, " n"]
    masked: Float[ndarray, " n"]
    exponentials: Float[ndarray, " n"]
    total: float
    weights: Float[ndarray, " n"]
    parts: Float[ndarray, "n d_v"]
    output: Float[ndarray, " d_v"]
    effective: float
    top: int
    note: str


def one_query(
    q: Float[ndarray, "m d_k"] | Rows,
    k: Float[ndarray, "n d_q"] | Rows,
    v: Float[ndarray, "n2 d_v"] | Rows,
    query: int,
    *,
    scaled: bool = True,
    mask: Bool[ndarray, "m n"] | None = None,
) -> OneQuery:
    r"""Follow one query through attention.

    $$s_j = \frac{q \cdot k_j}{\sqrt{d_k}}, \quad a_j = \frac{e^{s_j}}{\sum_l e^{s_l}}, \quad o = \sum_j a_j v_j$$

    Args:
        q: Queries.
        k: Keys, as long as the queries.
        v: Values, one a key.
        query: Which query.
        scaled: Whether to divide by $\sqrt{d_k}$.
        mask: True where a query may see a key.

    Raises:
        MathInputError: when the shapes do not fit, or there is no such query.

    Source: Vaswani et al. (2017), arXiv:1706.03762, equation 1.
    PyTorch: `torch.nn.functional.scaled_dot_product_attention(q[i:i+1], k, v)`.

    >>> step = one_query([[1.0]], [[0.0], [np.log(3.0)]], [[0.0], [4.0]], 0)
    >>> step.total.__round__(6), step.weights.round(6), step.output.round(6)
    (4.0, array([0.25, 0.75]), array([3.]))
    """
    q, k, v = floats(q, "q"), floats(k, "k"), floats(v, "v")
    if q.ndim != 2 or not 0 <= query < len(q):
        raise MathInputError(f"There is no query number {query}.")
    all_rows = attention(q, k, v, scaled=scaled, mask=mask)
    scores, logits, masked, weights, output, blind = (part[query] for part in all_rows[:-1])
    with np.errstate(all="ignore"):
        products = k * q[query]
        exponentials = np.exp(masked)
        visible = v if mask is None else np.where(mask[query][:, None], v, 0.0)
        parts = weights[:, None] * visible
        nats = 0.0 if blind else float(entropy(weights)) if np.isfinite(weights).all() else math.nan
    total, effective = float(exponentials.sum()), math.exp(nats)
    return OneQuery(
        products, scores, logits, masked, exponentials, total, weights, parts, output, effective,
        int(weights.argmax()), why_undefined([products, scores, total, parts, output, effective], q=q, k=k, v=v),
    )  # fmt: skip
