"""The same words in another order: what attention makes of each word before and after."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.attention import attention, causal_mask
from mathcore.errors import MathInputError
from mathcore.shapes import Rows, floats

Vectors = tuple[Rows | ndarray, Rows | ndarray, Rows | ndarray]
"""Queries, keys and values."""


class Orders(NamedTuple):
    """The output of each word in both orders, rows by word, and the largest change of each."""

    before: Float[ndarray, "t d_v"]
    after: Float[ndarray, "t d_v"]
    change: Float[ndarray, " t"]
    largest: float


def compare_orders(
    first: Vectors, second: Vectors, order: list[int], *, scaled: bool = True, causal: bool = False
) -> Orders:
    r"""Let the same words listen to each other in two orders and compare word by word.

    $$\operatorname{attention}(P Q, P K, P V) = P \operatorname{attention}(Q, K, V)$$

    This holds for every permutation P, so that without a mask or a signal of the positions the order of the words
    makes no difference to any of them, apart from rounding.

    Args:
        first: Queries, keys and values of the words in their order.
        second: The same in the other order.
        order: `order[i]` is the word that stands at place i in the other order.
        scaled: Whether to divide by $\sqrt{d_k}$.
        causal: Whether a word sees only what comes before it.

    Raises:
        MathInputError: when the shapes do not fit or `order` is no permutation.

    Source: Lee et al. (2019), arXiv:1810.00825, section 2.2.
    PyTorch: `scaled_dot_product_attention` twice, and `torch.argsort(order)`.

    >>> q = [[1.0], [0.0]]
    >>> compare_orders((q, q, q), (q[::-1], q[::-1], q[::-1]), [1, 0]).largest
    0.0
    """
    place = np.argsort(order)
    if sorted(order) != list(range(len(floats(first[0], "q")))):
        raise MathInputError("The other order must hold every word once.")
    mask = causal_mask(len(order)) if causal else None
    before, after = (attention(*vectors, scaled=scaled, mask=mask).output for vectors in (first, second))
    change = np.abs(after[place] - before).max(axis=1)
    return Orders(before, after[place], change, float(change.max()))
