"""Several heads: each has its own queries, keys and values of the same words."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import HEADS, require_at_most
from mathcore.tokens import embed, positions, projection_weights


class Heads(NamedTuple):
    """The words as vectors, and the queries, keys and values of each head."""

    x: Float[ndarray, "t d_model"]
    q: Float[ndarray, "h t d_k"]
    k: Float[ndarray, "h t d_k"]
    v: Float[ndarray, "h t d_k"]


def heads(
    words: Sequence[str], count: int, seed: int, *, d_model: int = 8, d_k: int = 2, position: bool = False
) -> Heads:
    r"""Make queries, keys and values of a text for a number of heads.

    $$Q^{(h)} = X W_Q^{(h)}, \quad K^{(h)} = X W_K^{(h)}, \quad V^{(h)} = X W_V^{(h)}$$

    X is the seeded table of `embed`, plus the signal of `positions` where it is switched on. The first head is that
    of `project`.

    Raises:
        MathInputError: when there is no word, over 512 words, or a number of heads outside 1 to 16.

    Source: Vaswani et al. (2017), arXiv:1706.03762, section 3.2.2.
    PyTorch: `torch.einsum("td,hdk->htk", x, w)`.

    >>> heads(["a", "b"], 3, seed=0).q.shape
    (3, 2, 2)
    """
    require_at_most("the number of heads", count, HEADS)
    if count == 0:
        raise MathInputError("There must be at least one head.")
    x = embed(words, d_model, seed)
    if position:
        x = x + positions(len(words), d_model)
    return Heads(x, *(np.stack([x @ matrix for matrix in matrices(name, count, seed, d_model, d_k)]) for name in "qkv"))


def matrices(name: str, count: int, seed: int, d_model: int, d_k: int) -> list[Float[ndarray, "d_model d_k"]]:
    """Return the matrices that make the queries ("q"), keys or values of each head.

    >>> [matrix.shape for matrix in matrices("q", 2, 0, 8, 2)]
    [(8, 2), (8, 2)]
    """
    return [projection_weights(f"{name}{h or ''}", d_model, d_k, seed) for h in range(count)]
