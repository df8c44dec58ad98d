"""Sampling: from scores to one choice, by temperature, top-k, min-p, top-p and a draw."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.shapes import Number, Numbers, floats
from mathcore.softmax import softmax


class Sampling(NamedTuple):
    """The stages between scores and the distribution that is drawn from.

    `order` lists choices from most to least probable, the lower position first among equals. Each
    `kept` is what is left after that stage; `final` is renormalised.
    """

    probabilities: Float[ndarray, " n"]
    order: Int[ndarray, " n"]
    kept_by_k: Bool[ndarray, " n"]
    kept_by_min_p: Bool[ndarray, " n"]
    kept_by_p: Bool[ndarray, " n"]
    final: Float[ndarray, " n"]
    cumulative: Float[ndarray, " n"]


def choose_from(
    logits: Float[ndarray, " n"] | Numbers,
    temperature: Number = 1.0,
    top_k: int | None = None,
    top_p: Number = 1.0,
    min_p: Number = 0.0,
) -> Sampling:
    """Narrow a distribution down: temperature, then top-k, then min-p, then top-p, then renormalise.

    Args:
        logits: Scores.
        temperature: As for `softmax`; 0 leaves the largest score.
        top_k: How many choices to keep, or None for all.
        top_p: Keep the fewest choices, best first, that hold this share of what is left.
        min_p: Keep choices of at least this share of the best one's probability.

    Raises:
        MathInputError: when a setting is out of its range, or a probability is not a number.

    Source: Holtzman et al. (2019), arXiv:1904.09751; Fan, Lewis and Dauphin (2018), arXiv:1805.04833.
    PyTorch: `torch.softmax`, `torch.topk`, `torch.sort` and `torch.cumsum`.

    >>> choose_from([0.0, 0.0, np.log(2.0)], top_k=2).final.round(6)
    array([0.333333, 0.      , 0.666667])
    """
    p = softmax(floats(logits, "logits"), temperature)
    by_k = keep_top_k(p, p.size if top_k is None else top_k)
    narrowed = np.where(by_k, p, 0)
    if not 0 <= min_p <= 1:
        raise MathInputError(f"min-p must be between 0 and 1, not {min_p}.")
    by_min = by_k & (narrowed >= min_p * narrowed.max(initial=0))
    left = np.where(by_min, p, 0)
    by_p = by_min & keep_top_p(left / left.sum(), top_p) if by_min.any() else by_min
    final = np.where(by_p, p, 0)
    final = final / final.sum() if by_p.any() else final
    return Sampling(p, _order(p), by_k, by_min, by_p, final, final.cumsum())


def _order(p: Float[ndarray, " n"]) -> Int[ndarray, " n"]:
    if np.isnan(p).any():
        raise MathInputError("A probability is not a number, so the choices have no order.")
    return np.argsort(-p, kind="stable")


def keep_top_k(p: Float[ndarray, " n"] | Numbers, k: int) -> Bool[ndarray, " n"]:
    """Mark the k largest entries; among equals the lower position wins.

    Raises:
        MathInputError: when k is not 0 to n, or an entry is NaN.

    Source: Fan, Lewis and Dauphin (2018), arXiv:1805.04833, section 5.4.
    PyTorch: the values of `torch.topk(p, k)`; which of several equals it picks is not defined.

    >>> keep_top_k([1.0, 3.0, 3.0, 3.0], 2)
    array([False,  True,  True, False])
    """
    p = floats(p, "p")
    if not 0 <= k <= p.size:
        raise MathInputError(f"k must be between 0 and {p.size}, not {k}.")
    kept = np.zeros(p.size, dtype=bool)
    kept[_order(p)[:k]] = True
    return kept


def keep_top_p(p: Float[ndarray, " n"] | Numbers, share: Number) -> Bool[ndarray, " n"]:
    """Mark the fewest entries, largest first, that together reach a share, the one that crosses it included.

    A sum within its rounding of the share has reached it. A share of 1 or more keeps everything, one of 0
    or less the best entry.

    Raises:
        MathInputError: when the share is NaN or p is no distribution.

    Source: Holtzman et al. (2019), arXiv:1904.09751.
    PyTorch: `torch.cumsum` of `torch.sort(p, descending=True)`.

    >>> keep_top_p([0.5, 0.2, 0.3], 0.8)
    array([ True, False,  True])
    """
    p = floats(p, "p")
    if not (share >= 0 or share <= 0) or p.size == 0 or not (p >= 0).all() or not abs(p.sum() - 1) <= 1e-6:
        raise MathInputError("top-p needs a share that is a number, and probabilities that sum to 1.")
    if share >= 1:
        return np.ones(p.size, dtype=bool)
    order = _order(p)
    before = np.concatenate(([0], p[order].cumsum()[:-1]))
    slack = p.size * np.finfo(p.dtype).eps / 2
    kept = np.zeros(p.size, dtype=bool)
    kept[order[before < share - slack]] = True
    kept[order[0]] = True
    return kept


def draw(p: Float[ndarray, " n"] | Numbers, uniforms: Float[ndarray, " draws"] | Numbers) -> Int[ndarray, " draws"]:
    """Turn numbers between 0 and 1 into choices: the first whose cumulative probability exceeds the number.

    Chance stays with the caller: pass `rng.random(count)` of a generator made from a seed.

    Raises:
        MathInputError: when p is no distribution, or a number is not at least 0 and below 1.

    Source: Devroye (1986), Non-Uniform Random Variate Generation, section III.2.
    PyTorch: `torch.searchsorted(p.cumsum(0), uniforms, right=True)`.

    >>> draw([0.25, 0.0, 0.75], [0.0, 0.2, 0.25, 0.99])
    array([0, 0, 2, 2])
    """
    p, u = floats(p, "p"), floats(uniforms, "uniforms")
    if p.size == 0 or not (p >= 0).all() or not abs(p.sum() - 1) <= 1e-6:
        raise MathInputError("Probabilities must not be negative and must sum to 1.")
    if not ((u >= 0) & (u < 1)).all():
        raise MathInputError("Draws need numbers from 0 to below 1.")
    steps = p.cumsum()
    last = int(np.flatnonzero(p)[-1])
    with np.errstate(all="ignore"):
        return np.minimum(np.searchsorted(steps, u * steps[-1], side="right"), last)
