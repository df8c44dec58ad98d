"""Tokens as vectors: a worked example, and repeatable stand-ins for what a model would learn."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import TOKENS, require_at_most


class Example(NamedTuple):
    """A short text with its queries, keys and values."""

    words: tuple[str, ...]
    q: Float[ndarray, "t d_k"]
    k: Float[ndarray, "t d_k"]
    v: Float[ndarray, "t d_v"]


class Projection(NamedTuple):
    """Queries, keys and values of a text."""

    q: Float[ndarray, "t d_k"]
    k: Float[ndarray, "t d_k"]
    v: Float[ndarray, "t d_v"]


def _shared(rows: list[list[float]]) -> Float[ndarray, "m n"]:
    array = np.array(rows)
    array.setflags(write=False)
    return array


THE_CAT_SAT = Example(
    ("The", "cat", "sat"),
    _shared([[1.0, 0.5], [0.3, 0.8], [0.1, 0.9]]),
    _shared([[0.9, 0.2], [0.4, 0.7], [0.2, 0.8]]),
    _shared([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
)
"""Queries and keys whose products are the scores 1 .75 .6 / .43 .68 .7 / .27 .67 .74.

Those nine scores have rank 2, and these one-decimal Q and K give them exactly; the values V are our own:
"The" points along the first axis, "cat" along the second, "sat" along both.
"""


@lru_cache(maxsize=4096)
def _entries(label: str, count: int) -> Float[ndarray, " n"]:
    """Return numbers of mean 0 and variance 1, spread evenly, that depend on the label alone."""
    raw = np.frombuffer(hashlib.shake_256(label.encode("utf-8", "surrogatepass")).digest(8 * count), dtype="<u8")
    numbers = ((raw >> np.uint64(11)) * 2.0**-52 - 1.0) * np.sqrt(3.0)
    numbers.setflags(write=False)
    return numbers


def embed(words: Sequence[str], d_model: int, seed: int) -> Float[ndarray, "t d_model"]:
    """Give each word a vector that depends on the word and the seed alone.

    The vectors carry no meaning: they are digits of a hash, the same on every machine and for every
    version of NumPy, with mean 0 and variance 1. Capitals make no difference.

    Raises:
        MathInputError: when there is no word, over 512 words, or d_model is not 1 to 512.

    >>> table = embed(["a", "b", "A"], 4, seed=0)
    >>> bool((table[0] == table[2]).all()), bool((table[0] == table[1]).any())
    (True, False)
    """
    _require_sizes(len(words), d_model)
    return np.stack([_entries(f"{seed}/word/{word.casefold()}", d_model) for word in words])


def project(words: Sequence[str], d_model: int, d_k: int, d_v: int, seed: int) -> Projection:
    r"""Make queries, keys and values of a text by three matrix products.

    $$Q = X W_Q, \quad K = X W_K, \quad V = X W_V$$

    X comes from `embed`; the entries of the three matrices come from the seed in the same way, divided by
    $\sqrt{d_{model}}$ so that queries, keys and values keep variance 1.

    Raises:
        MathInputError: when there is no word, over 512 words, or a size is not 1 to 512.

    Source: Vaswani et al. (2017), arXiv:1706.03762, section 3.2.2.
    PyTorch: `x @ w_q`, `x @ w_k`, `x @ w_v`.

    >>> project(["a", "b"], 8, 4, 3, seed=0).v.shape
    (2, 3)
    """
    x = embed(words, d_model, seed)
    return Projection(*(x @ projection_weights(name, d_model, size, seed)
                        for name, size in (("q", d_k), ("k", d_k), ("v", d_v))))  # fmt: skip


def projection_weights(name: str, d_in: int, d_out: int, seed: int) -> Float[ndarray, "d_in d_out"]:
    """Return the matrix `project` uses for "q", "k" or "v": seeded, of variance 1 / d_in.

    >>> projection_weights("q", 4, 2, seed=0).shape
    (4, 2)
    """
    _require_sizes(d_in, d_out)
    return _entries(f"{seed}/weights/{name}/{d_in}x{d_out}", d_in * d_out).reshape(d_in, d_out) / np.sqrt(d_in)


def _require_sizes(*sizes: int) -> None:
    for size in sizes:
        require_at_most("a number of words or dimensions", size, TOKENS)
        if size == 0:
            raise MathInputError("There must be at least one word and one dimension.")


def positions(t: int, d: int) -> Float[ndarray, "t d"]:
    r"""Return the sinusoidal position signal that is added to the embeddings.

    $$P_{s,2i} = \sin\frac{s}{10000^{2i/d}}, \qquad P_{s,2i+1} = \cos\frac{s}{10000^{2i/d}}$$

    Raises:
        MathInputError: when t or d is not 1 to 512.

    Source: Vaswani et al. (2017), arXiv:1706.03762, section 3.5.
    PyTorch: `torch.sin` and `torch.cos` of the same angles.

    >>> positions(2, 2).round(4)
    array([[0.    , 1.    ],
           [0.8415, 0.5403]])
    """
    _require_sizes(t, d)
    pair = np.arange(d) // 2 * 2
    angles = np.arange(t)[:, None] / 10000.0 ** (pair / d)
    return np.where(np.arange(d) % 2 == 0, np.sin(angles), np.cos(angles))
