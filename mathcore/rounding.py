"""Rounding after every step: what fewer digits, or the short floats of graphics cards, do to probabilities."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.notes import why_undefined
from mathcore.shapes import Number, Numbers, floats

DIGITS = {"2 digits": 2, "3 digits": 3, "4 digits": 4}
FORMATS = ("float64", "float32", "bfloat16", "float16", *reversed(DIGITS))
"""What numbers can be rounded to: floats of 64, 32 and 16 bits, and decimal digits as in a book."""


class RoundedSoftmax(NamedTuple):
    """Softmax as it is written in the book, rounded after every step; `note` says why any number is undefined."""

    scaled: Float[ndarray, " n"]
    weights: Float[ndarray, " n"]
    total: float
    probabilities: Float[ndarray, " n"]
    probability_sum: float
    note: str


def rounded(x: Float[ndarray, "*shape"] | Numbers, how: str) -> Float[ndarray, "*shape"]:
    r"""Round numbers to a format, and return them in float64.

    Halves go to the even neighbour. Short floats are reached through float32, as in PyTorch; what is too large
    for them becomes infinite.

    Args:
        x: Numbers.
        how: One of `FORMATS`.

    Raises:
        MathInputError: when there is no such format.

    Source: IEEE 754-2019, section 4.3; Kalamkar et al. (2019), arXiv:1905.12322, for bfloat16.
    PyTorch: `x.to(torch.bfloat16).to(torch.float64)`.

    >>> float(rounded([0.323339], "bfloat16")[0]), float(rounded([0.323339], "3 digits")[0])
    (0.32421875, 0.323)
    """
    x = floats(x, "x").astype(np.float64)
    with np.errstate(all="ignore"):
        if how in DIGITS:
            return _to_digits(x, DIGITS[how])
        if how == "bfloat16":
            return _to_bfloat16(x)
        if how == "float16":
            return x.astype(np.float32).astype(np.float16).astype(np.float64)
    if how not in ("float64", "float32"):
        raise MathInputError(f"Numbers can be rounded to {', '.join(FORMATS)}, not to {how}.")
    with np.errstate(all="ignore"):
        return x.astype(how).astype(np.float64)


def _to_digits(x: Float[ndarray, "*shape"], digits: int) -> Float[ndarray, "*shape"]:
    places = digits - 1 - np.floor(np.log10(np.abs(x)))
    up, down = 10.0 ** np.maximum(places, 0), 10.0 ** np.maximum(-places, 0)
    result = np.round(x * up / down) / up * down
    return np.where(np.isfinite(result), result, x)


def _to_bfloat16(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Keep the upper 16 of the 32 bits of a float, rounded to even."""
    bits = x.astype(np.float32).view(np.uint32).astype(np.uint64)
    kept = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16 << 16).astype(np.uint32)
    return np.where(np.isnan(x), x, kept.view(np.float32))


def rounded_softmax(logits: Float[ndarray, " n"] | Numbers, temperature: Number, how: str) -> RoundedSoftmax:
    r"""Compute softmax as it is written in the book, rounding after every step.

    $$s_i = \operatorname{fl}(z_i / T), \quad w_i = \operatorname{fl}(e^{s_i}), \quad
      W = \operatorname{fl}\Big(\sum_j w_j\Big), \quad p_i = \operatorname{fl}(w_i / W)$$

    Nothing is subtracted first, so that one can compare with a calculation by hand; large scores overflow.

    Raises:
        MathInputError: when the temperature is 0 or less or NaN, or there is no such format.

    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28; rounding as in `rounded`.
    PyTorch: the four steps, each followed by `.to(torch.bfloat16)`.

    >>> rounded_softmax([0.707107, 0.530330, 0.424264], 1.0, "4 digits").probabilities
    array([0.3858, 0.3232, 0.2909])
    """
    z = floats(logits, "logits")
    if not temperature > 0:
        raise MathInputError(f"The plain formula divides by the temperature, which is {temperature}.")
    with np.errstate(all="ignore"):
        scaled = rounded(z / temperature, how)
        weights = rounded(np.exp(scaled), how)
        total = rounded(weights.sum(keepdims=True), how)
        p = rounded(weights / total, how)
        parts = scaled, weights, float(total[0]), p, float(p.sum())
    return RoundedSoftmax(*parts, why_undefined(parts, logits=z))
