"""Random arrows in many dimensions: almost all of them are almost perpendicular."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import DIMENSIONS, SEED, require_at_most

PAIRS = 200
"""Pairs of arrows that are compared."""

MOST = DIMENSIONS
"""Dimensions at most."""

NEAR = 0.17364817766693033
"""The sine of 10 degrees: below it in size, a cosine is within 10 degrees of perpendicular."""

EDGES = np.linspace(-1.0, 1.0, 41)
EDGES.setflags(write=False)


class RandomCosines(NamedTuple):
    """What pairs of random arrows show: each cosine, how many fall in each bin, and how far they spread about 0.

    `expected` is the spread of infinitely many pairs; `near_right` the share within 10 degrees of perpendicular;
    `doublings` says how often one dimension has to be doubled to be so many.
    """

    cosines: Float[ndarray, " pairs"]
    shares: Float[ndarray, " bins"]
    spread: float
    expected: float
    near_right: float
    doublings: float


class Spreads(NamedTuple):
    """The spread in 1, 2, 4 ... dimensions, measured and expected, and the doublings that lead there."""

    doublings: Int[ndarray, " n"]
    measured: Float[ndarray, " n"]
    expected: Float[ndarray, " n"]


@lru_cache(maxsize=2)
def _arrows(seed: int) -> Float[ndarray, "two pairs most"]:
    require_at_most("the seed", seed, SEED)
    arrows = np.random.default_rng(seed).standard_normal((2, PAIRS, MOST))
    arrows.setflags(write=False)
    return arrows


@lru_cache(maxsize=2)
def _sums(seed: int) -> Float[ndarray, "three pairs most"]:
    """Return the sums of x y, x x and y y up to every dimension, so that a change of it costs nothing."""
    x, y = _arrows(seed)
    return np.stack([x * y, x * x, y * y]).cumsum(axis=2)


def random_pairs(d: int, seed: int) -> Float[ndarray, "two pairs d"]:
    """Return pairs of arrows with independent normal components: every direction is equally likely.

    In d + 1 dimensions they are the same arrows with one component more.

    >>> random_pairs(3, seed=1).shape
    (2, 200, 3)
    """
    if not 1 <= d <= MOST:
        raise MathInputError(f"The dimension must be between 1 and {MOST}, but it is {d}.")
    return _arrows(seed)[:, :, :d]


def random_cosines(d: int, seed: int) -> RandomCosines:
    r"""Compare pairs of random arrows in d dimensions.

    The cosine of two directions drawn evenly has mean 0 and, exactly,
    $$\sqrt{\mathbb{E}\,\cos^2\theta} = 1/\sqrt{d}$$

    Source: Vershynin, High-Dimensional Probability, remark 3.2.5.
    PyTorch: `torch.nn.functional.cosine_similarity(x, y)`.

    >>> bool(random_cosines(1, seed=1).spread == 1.0)
    True
    """
    random_pairs(d, seed)
    cosines = _cosines(d, seed)
    counts = np.histogram(cosines, EDGES)[0]
    return RandomCosines(
        cosines, counts / PAIRS, float(np.sqrt(np.mean(cosines * cosines))), float(1 / np.sqrt(d)),
        float(np.mean(np.abs(cosines) < NEAR)), float(np.log2(d)),
    )  # fmt: skip


def _cosines(d: int, seed: int) -> Float[ndarray, " pairs"]:
    xy, xx, yy = _sums(seed)[:, :, d - 1]
    return np.clip(xy / np.sqrt(xx * yy), -1.0, 1.0)


def spreads(seed: int) -> Spreads:
    """Measure the spread in every power of two dimensions.

    Source: Vershynin, High-Dimensional Probability, remark 3.2.5.
    PyTorch: the root mean square of `torch.nn.functional.cosine_similarity(a, b)` in each dimension.

    >>> spreads(seed=1).expected[:3]
    array([1.        , 0.70710678, 0.5       ])
    """
    doublings = np.arange(int(np.log2(MOST)) + 1)
    runs = [random_cosines(2**k, seed) for k in doublings.tolist()]
    return Spreads(doublings, np.array([run.spread for run in runs]), np.array([run.expected for run in runs]))
