"""Softmax: turn scores into probabilities, with temperature as the contrast knob."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.logits import log_softmax, logsumexp, naive_softmax, softmax, tempered
from mathcore.shapes import Number, Numbers, floats

__all__ = [
    "Softmax",
    "entropy",
    "jacobian",
    "log_softmax",
    "logsumexp",
    "naive_softmax",
    "softmax",
    "softmax_report",
]


class Softmax(NamedTuple):
    """Scores on their way to probabilities, in the order it is computed.

    `shifted` is (z - max z) / T, `entropy` is in nats, `effective` is how many equally likely choices
    would be as uncertain, `top` the position of the largest score (the first of several). `note` is
    empty, or says why the numbers are not numbers.
    """

    shifted: Float[ndarray, " n"]
    weights: Float[ndarray, " n"]
    total: float
    probabilities: Float[ndarray, " n"]
    probability_sum: float
    entropy: float
    entropy_bits: float
    effective: float
    top: int
    note: str


def softmax_report(logits: Float[ndarray, " n"] | Numbers, temperature: Number = 1.0) -> Softmax:
    r"""Turn scores into probabilities and keep every step.

    $$z_i' = \frac{z_i - \max z}{T}, \quad w_i = e^{z_i'}, \quad p_i = \frac{w_i}{\sum_j w_j}, \quad
      H = -\sum_i p_i \ln p_i$$

    Edges are those of `softmax`; at $T = 0$ each largest score weighs 1 and every other 0.

    Raises:
        MathInputError: when there are no logits, or the temperature is negative or NaN.

    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28; Shannon (1948) for the entropy.
    PyTorch: `torch.softmax(z / T, dim=-1)`, `torch.distributions.Categorical(p).entropy()`.

    >>> two = softmax_report([0.0, np.log(3.0)])
    >>> round(two.total, 6), two.probabilities.round(6), two.top
    (1.333333, array([0.25, 0.75]), 1)
    """
    z = floats(logits, "logits")
    if z.size == 0:
        raise MathInputError("There must be at least one logit.")
    with np.errstate(all="ignore"):
        shifted = tempered(z, temperature)
        weights = np.exp(shifted)
        total = weights.sum()
        p = weights / total
    nats = float(_entropy(p))
    return Softmax(
        shifted, weights, float(total), p, float(p.sum()), nats, nats / math.log(2.0),
        math.exp(nats), int(z.argmax()), "" if math.isfinite(nats) else _why_undefined(z),
    )  # fmt: skip


def _why_undefined(z: Float[ndarray, " n"]) -> str:
    if np.isnan(z).any():
        return "probabilities undefined: a logit is not a number"
    if (z == np.inf).any():
        return "probabilities undefined: a logit is infinite, and infinity minus infinity has no value"
    return "probabilities undefined: every logit is minus infinity, so no choice is left"


def entropy(p: Float[ndarray, "*batch n"] | Numbers) -> Float[ndarray, "*batch"] | np.floating | float:
    r"""Measure how undecided a distribution is, in nats.

    $$H = -\sum_i p_i \ln p_i, \qquad 0 \ln 0 = 0$$

    Exactly 0 when one choice is certain, $\ln n$ when all n are equally likely.

    Raises:
        MathInputError: when a probability is negative or NaN, or they do not sum to 1 within 1e-9
            (1e-4 in single precision).

    Source: Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x.
    PyTorch: `torch.special.entr(p).sum(-1)`.

    >>> float(entropy([0.0, 1.0])), float(entropy([0.25] * 4) / np.log(2.0))
    (0.0, 2.0)
    """
    p = floats(p, "p")
    slack = 1e-9 if p.dtype == np.float64 else 1e-4
    if not ((p >= 0).all() and (np.abs(p.sum(axis=-1) - 1) <= slack).all()):
        raise MathInputError("Probabilities must not be negative and must sum to 1.")
    return _entropy(p)


def _entropy(p: Float[ndarray, "*batch n"]) -> Float[ndarray, "*batch"] | np.floating | float:
    with np.errstate(all="ignore"):
        logs = np.log(np.where(p == 0, 1, p).astype(p.dtype))
        return 0.0 - (p * logs).sum(axis=-1)


def jacobian(logits: Float[ndarray, " n"] | Numbers, temperature: Number = 1.0) -> Float[ndarray, "n n"]:
    r"""Return how each probability changes with each score.

    $$\frac{\partial p_i}{\partial z_j} = \frac{p_i (\delta_{ij} - p_j)}{T}$$

    The diagonal is computed as $\sum_{j \ne i} p_i p_j$, without a subtraction, so rows sum to 0 and a
    probability near 1 loses no digits.

    Raises:
        MathInputError: when the temperature is 0, where the probabilities jump, or negative or NaN.

    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28.
    PyTorch: `torch.autograd.functional.jacobian(lambda z: torch.softmax(z / T, -1), z)`.

    >>> jacobian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    if temperature == 0:
        raise MathInputError("At temperature 0 the probabilities jump and have no derivative.")
    p = softmax(floats(logits, "logits"), temperature)
    with np.errstate(all="ignore"):
        slopes = -p[:, None] * p
        np.fill_diagonal(slopes, 0)
        np.fill_diagonal(slopes, -slopes.sum(axis=1))
        return slopes / slopes.dtype.type(temperature)
