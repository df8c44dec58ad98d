"""A small table of word vectors made by hand, so that every number in it can be read; and what a query does with it.

A model learns such a table, with hundreds of axes that have no names. Ours has eight, and they have.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from mathcore.dot_product import norm
from mathcore.errors import MathInputError
from mathcore.notes import why_undefined
from mathcore.shapes import Numbers, Rows, floats
from mathcore.tokens import embed

AXES = ("royal", "female", "person", "animal", "wild", "food", "place", "motion")

WORDS: dict[str, tuple[float, ...]] = {
    "king": (3.0, -1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "queen": (2.9, 1.1, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "prince": (2.0, -0.8, 1.2, 0.0, 0.0, 0.0, 0.0, 0.2),
    "princess": (2.0, 0.9, 1.2, 0.0, 0.0, 0.0, 0.0, 0.2),
    "emperor": (4.8, -1.2, 2.8, 0.0, 0.2, 0.0, 0.6, 0.0),
    "man": (0.0, -1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "woman": (0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "boy": (0.0, -0.8, 1.2, 0.0, 0.1, 0.0, 0.0, 0.4),
    "girl": (0.0, 0.8, 1.2, 0.0, 0.1, 0.0, 0.0, 0.4),
    "crown": (2.4, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0),
    "palace": (1.8, 0.0, 0.2, 0.0, 0.0, 0.0, 2.4, 0.0),
    "cat": (0.0, 0.1, 0.2, 2.0, 0.4, 0.0, 0.3, 0.5),
    "kitten": (0.0, 0.1, 0.1, 0.9, 0.1, 0.0, 0.1, 0.2),
    "dog": (0.0, -0.1, 0.5, 2.0, 0.2, 0.0, 0.3, 0.8),
    "puppy": (0.0, -0.1, 0.2, 0.9, 0.0, 0.0, 0.1, 0.4),
    "lion": (1.2, -0.3, 0.0, 3.0, 3.0, 0.0, 0.0, 1.0),
    "tiger": (0.2, 0.0, 0.0, 3.2, 3.2, 0.0, 0.0, 1.2),
    "mouse": (0.0, 0.0, 0.0, 1.2, 0.6, 0.2, 0.1, 0.6),
    "horse": (0.5, 0.0, 0.3, 2.4, 0.6, 0.1, 0.0, 2.0),
    "bird": (0.0, 0.0, 0.0, 1.6, 1.2, 0.1, 0.0, 1.6),
    "fish": (0.0, 0.0, 0.0, 1.5, 1.0, 1.6, 0.0, 1.0),
    "apple": (0.0, 0.0, 0.0, 0.0, 0.2, 2.0, 0.0, 0.0),
    "bread": (0.0, 0.0, 0.1, 0.0, 0.0, 2.2, 0.0, 0.0),
    "milk": (0.0, 0.2, 0.1, 0.5, 0.0, 1.8, 0.0, 0.0),
    "cake": (0.2, 0.2, 0.2, 0.0, 0.0, 2.6, 0.0, 0.0),
    "house": (0.0, 0.0, 0.6, 0.0, 0.0, 0.0, 2.0, 0.0),
    "city": (0.3, 0.0, 1.2, 0.0, -0.3, 0.3, 3.0, 0.4),
    "forest": (0.0, 0.0, 0.0, 0.8, 2.4, 0.2, 2.0, 0.0),
    "mat": (0.0, 0.0, 0.1, 0.1, 0.0, 0.0, 0.7, 0.0),
    "car": (0.0, -0.1, 0.5, 0.0, 0.0, 0.0, 0.3, 2.2),
    "run": (0.0, 0.0, 0.4, 0.4, 0.2, 0.0, 0.0, 2.4),
    "walk": (0.0, 0.0, 0.6, 0.3, 0.0, 0.0, 0.2, 1.6),
    "sat": (0.0, 0.0, 0.5, 0.3, 0.0, 0.0, 0.6, -1.0),
    "the": (0.1, 0.0, 0.1, 0.1, 0.0, 0.1, 0.1, 0.1),
}
"""Each word's place on the axes. Words that mean more of something have longer arrows."""


class Query(NamedTuple):
    """A word, or a sum of words: its parts with their signs, which of them the table knows, and the vector."""

    signs: tuple[int, ...]
    words: tuple[str, ...]
    known: Bool[ndarray, " n"]
    vectors: Float[ndarray, "n axes"]
    vector: Float[ndarray, " axes"]


class Ranking(NamedTuple):
    """A query against many words: products, lengths, cosines, and both orders, the best first.

    `note` is empty, or says why something is not a number.
    """

    dots: Float[ndarray, " n"]
    lengths: Float[ndarray, " n"]
    query_length: float
    cosines: Float[ndarray, " n"]
    by_dot: tuple[int, ...]
    by_cosine: tuple[int, ...]
    moved: int
    note: str


def look_up(words: Sequence[str], seed: int) -> Float[ndarray, "n axes"]:
    """Return the vectors of words; one that is not in the table gets a repeatable stand-in without meaning.

    >>> look_up(["King"], seed=7)[0, :3]
    array([ 3., -1.,  2.])
    """
    if not words:
        return np.zeros((0, len(AXES)))
    strange = embed(words, len(AXES), seed)
    return np.array([WORDS.get(word.casefold(), row) for word, row in zip(words, strange.tolist(), strict=True)])


def combine(parts: Sequence[str], seed: int) -> Query:
    """Read a sum of words, such as king - man + woman, and add up their vectors.

    A sign may stand alone before a word or at its front; without one a word is added.

    >>> combine(["king", "-man"], seed=7).vector[:3]
    array([3., 0., 0.])
    """
    signs, words, sign = [], [], 1
    for part in parts:
        body = part.lstrip("+-−")
        sign *= (-1) ** sum(mark in "-−" for mark in part[: len(part) - len(body)])
        if body:
            signs.append(sign)
            words.append(body)
            sign = 1
    vectors = look_up(words, seed)
    known = np.array([word.casefold() in WORDS for word in words], dtype=bool)
    vector = (np.array(signs)[:, None] * vectors).sum(axis=0)
    return Query(tuple(signs), tuple(words), known, vectors, vector)


def rank(query: Float[ndarray, " axes"] | Numbers, vectors: Float[ndarray, "n axes"] | Rows) -> Ranking:
    r"""Rank vectors by dot product and by cosine with a query.

    $$d_i = q \cdot x_i, \qquad c_i = \frac{d_i}{\lVert q \rVert\, \lVert x_i \rVert}$$

    Equal scores keep the order of the list. A cosine with a vector of length 0 is NaN and ranks last.
    `moved` counts the places of the two orders that hold different words.

    Raises:
        MathInputError: when the query and the vectors differ in their number of components.

    Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval, section 6.3.
    PyTorch: `x @ q`, `torch.nn.functional.cosine_similarity(x, q)`.

    >>> rank([1.0, 0.0], [[1.0, 0.0], [5.0, 5.0]]).by_dot
    (1, 0)
    """
    q, x = floats(query, "the query"), floats(vectors, "the vectors")
    if x.ndim != 2 or q.shape != x.shape[1:]:
        raise MathInputError("The query must have as many components as each vector.")
    lengths, query_length = np.array([norm(row) for row in x]), norm(q)
    with np.errstate(all="ignore"):
        dots = (x * q).sum(axis=1)
        cosines = np.clip(dots / (query_length * lengths), -1.0, 1.0)
    by_dot, by_cosine = best_first(dots), best_first(cosines)
    moved = sum(one != other for one, other in zip(by_dot, by_cosine, strict=True))
    note = why_undefined([dots, cosines], query=q, vectors=x)
    return Ranking(dots, lengths, query_length, cosines, by_dot, by_cosine, moved, note)


def best_first(scores: Float[ndarray, " n"]) -> tuple[int, ...]:
    """Order places by their scores, the largest first; equal scores keep their order, and NaN comes last.

    >>> best_first(np.array([1.0, 3.0, np.nan, 3.0]))
    (1, 3, 0, 2)
    """
    return tuple(np.argsort(-scores, kind="stable").tolist())
