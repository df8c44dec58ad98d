"""What attention costs as a text grows: counted, and measured on this machine."""

import time
from typing import NamedTuple

import numpy as np

from mathcore.attention import attention, causal_mask
from mathcore.errors import MathInputError
from mathcore.limits import COUNTED_TOKENS, TOKENS, require_at_most

LONGEST = COUNTED_TOKENS
"""Words of the longest text whose cost is counted."""


class Cost(NamedTuple):
    """Counts for one layer: entries of the tables of weights, multiply-adds, and bytes in single precision."""

    entries: int
    score_multiply_adds: int
    mix_multiply_adds: int
    weight_bytes: int
    cache_bytes: int


class Race(NamedTuple):
    """One text in one pass, and word by word: seconds, and the largest difference between their outputs."""

    together: float
    one_by_one: float
    difference: float


def cost(t: int, d_k: int, d_v: int, heads: int = 1) -> Cost:
    r"""Count what attention takes for t words.

    $$entries = h T^2, \quad scores = h T^2 d_k, \quad mix = h T^2 d_v, \quad cache = 4 h T (d_k + d_v)$$

    Every word looks at every word, so twice the words is four times the work. What is kept of old words while
    new ones are generated, the cache of keys and values, only grows in proportion.

    Raises:
        MathInputError: when a number is less than 1 or t is over a million.

    Source: Vaswani et al. (2017), arXiv:1706.03762, table 1.
    PyTorch: `q.matmul(k.mT).numel()` on the meta device, which has shapes and no numbers.

    >>> cost(3, 2, 2).entries, cost(6, 2, 2).entries
    (9, 36)
    """
    require_at_most("the number of words", t, LONGEST)
    if min(t, d_k, d_v, heads) < 1:
        raise MathInputError("There must be at least one word, one head, and vectors of one number.")
    entries = heads * t * t
    return Cost(entries, entries * d_k, entries * d_v, 4 * entries, 4 * heads * t * (d_k + d_v))


def race(t: int, d: int = 2) -> Race:
    """Time causal attention over t words in one pass, as in training, and word by word, as in generation.

    Both give the same outputs. The best of three passes counts for the first. With short vectors the products stay
    on one thread, so that the time is this computation's and not its neighbours'.

    Raises:
        MathInputError: when t is not 1 to 512.
    """
    require_at_most("the number of words", t, TOKENS)
    q, k, v = np.random.default_rng(0).normal(size=(3, t, d)).astype(np.float32)
    mask = causal_mask(t)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        whole = attention(q, k, v, mask=mask).output
        seconds.append(time.perf_counter() - start)
    start = time.perf_counter()
    single = [attention(q[i : i + 1], k[: i + 1], v[: i + 1]).output[0] for i in range(t)]
    alone = time.perf_counter() - start
    return Race(min(seconds), alone, float(np.abs(whole - np.array(single)).max()))
