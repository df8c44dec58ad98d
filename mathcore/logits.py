"""From scores to probabilities and their logarithms, safe at every size of score."""

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.shapes import Number, Numbers, Rows, floats


def tempered(logits: Float[ndarray, "*batch n"], temperature: Number) -> Float[ndarray, "*batch n"]:
    r"""Return $(z - \max z) / T$, the exponents of softmax: 0 at the largest score, negative elsewhere.

    At $T = 0$ every other score goes to minus infinity; at $T = \infty$ every finite one to 0, while a
    score of minus infinity, which stands for a masked choice, stays where it is.

    Raises:
        MathInputError: when the temperature is negative or NaN.

    Source: Blanchard, Higham and Higham (2021), doi:10.1093/imanum/draa038, for the shift.
    PyTorch: `(z - z.amax(-1, keepdim=True)) / T`.

    >>> tempered(np.array([1.0, 3.0]), 2.0)
    array([-1.,  0.])
    """
    if not temperature >= 0:
        raise MathInputError(f"The temperature must be 0 or more, not {temperature}.")
    if logits.shape[-1] == 0:
        return logits.copy()
    with np.errstate(all="ignore"):
        below = logits - logits.max(axis=-1, keepdims=True)
        if temperature == 0:
            return np.where(below < 0, -np.inf, below).astype(logits.dtype)
        if math.isinf(temperature):
            return np.where(np.isneginf(logits), below, below * 0).astype(logits.dtype)
        return below / logits.dtype.type(temperature)


def softmax(
    logits: Float[ndarray, "*batch n"] | Numbers | Rows, temperature: Number = 1.0
) -> Float[ndarray, "*batch n"]:
    r"""Turn scores into probabilities along the last axis.

    $$p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}$$

    The largest score is subtracted *before* dividing by the temperature: every exponent is then at
    most 0, nothing overflows, and no digits are lost at a small temperature. $T = 0$ is the limit: the
    largest score takes all, ties share equally. An infinite or NaN score, or a row that is minus
    infinity throughout, gives NaN; an empty axis stays empty.

    Args:
        logits: Scores $z$; minus infinity rules a choice out.
        temperature: $T \ge 0$. Below 1 sharpens, above 1 flattens.

    Raises:
        MathInputError: when the temperature is negative or NaN.

    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28.
    PyTorch: `torch.softmax(logits / temperature, dim=-1)`.

    >>> softmax([0.0, np.log(3.0)]).round(2), softmax([2.0, 2.0, 1.0], 0)
    (array([0.25, 0.75]), array([0.5, 0.5, 0. ]))
    """
    with np.errstate(all="ignore"):
        weights = np.exp(tempered(floats(logits, "logits"), temperature))
        return weights / weights.sum(axis=-1, keepdims=True)


def logsumexp(
    x: Float[ndarray, "*batch n"] | Numbers | Rows,
) -> Float[ndarray, "*batch"] | np.floating | float:
    r"""Return the logarithm of a sum of exponentials along the last axis.

    $$\ln \sum_i e^{x_i} = m + \operatorname{log1p} \sum_{i \ne k} e^{x_i - m}, \qquad m = x_k = \max x$$

    One largest term is taken out of the sum, so a result close to 0 keeps its digits. Nothing at all,
    or only minus infinities, gives minus infinity; an infinity gives infinity.

    Source: Blanchard, Higham and Higham (2021), doi:10.1093/imanum/draa038.
    PyTorch: `torch.logsumexp(x, dim=-1)`.

    >>> round(float(np.exp(logsumexp([np.log(2.0), np.log(3.0)]))), 9)
    5.0
    """
    x = floats(x, "x")
    if x.shape[-1] == 0:
        return np.full(x.shape[:-1], -np.inf, x.dtype)[()]
    with np.errstate(all="ignore"):
        top = x.max(axis=-1)
        rest = _others(x - top[..., None])
        return np.where(np.isinf(top), top, top + np.log1p(rest)).astype(x.dtype)[()]


def log_softmax(
    logits: Float[ndarray, "*batch n"] | Numbers | Rows, temperature: Number = 1.0
) -> Float[ndarray, "*batch n"]:
    r"""Return the logarithms of the probabilities along the last axis.

    $$\ln p_i = z_i - \operatorname{log1p} \sum_{j \ne k} e^{z_j}, \qquad
      z = \frac{x - \max x}{T}, \quad z_k = 0$$

    Subtracting the logarithm of the sum from the *shifted* score keeps all digits of large scores. Edges
    as for `softmax`.

    Raises:
        MathInputError: when the temperature is negative or NaN.

    Source: Blanchard, Higham and Higham (2021), doi:10.1093/imanum/draa038.
    PyTorch: `torch.log_softmax(logits / temperature, dim=-1)`.

    >>> np.exp(log_softmax([0.0, np.log(3.0)])).round(2)
    array([0.25, 0.75])
    """
    z = tempered(floats(logits, "logits"), temperature)
    if z.shape[-1] == 0:
        return z
    with np.errstate(all="ignore"):
        return z - np.log1p(_others(z))[..., None]


def _others(z: Float[ndarray, "*batch n"]) -> Float[ndarray, "*batch"]:
    """Sum the exponentials of all but one largest entry of each row."""
    weights = np.exp(z)
    poisoned = np.isnan(weights).any(axis=-1)
    np.put_along_axis(weights, z.argmax(axis=-1, keepdims=True), 0, axis=-1)
    return np.where(poisoned, np.nan, weights.sum(axis=-1))


def naive_softmax(
    logits: Float[ndarray, "*batch n"] | Numbers | Rows, temperature: Number = 1.0, dtype: str = "float64"
) -> Float[ndarray, "*batch n"]:
    r"""Compute softmax as it is written in the book, to see it fail.

    $$p_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}$$

    Nothing is subtracted: above a score of 709 (88 in float32) the exponential is infinite, and infinity
    over infinity is NaN.

    Args:
        logits: Scores $z$.
        temperature: $T$, other than 0.
        dtype: "float64", "float32" or "float16", the precision of every operation.

    Raises:
        MathInputError: when the temperature is 0 or NaN.

    Source: Goodfellow, Bengio and Courville, Deep Learning, section 4.1, on its overflow.
    PyTorch: `torch.exp(z / T) / torch.exp(z / T).sum(-1, keepdim=True)`.

    >>> naive_softmax([0.0, 89.0], dtype="float32")
    array([ 0., nan], dtype=float32)
    """
    if temperature == 0 or math.isnan(temperature):
        raise MathInputError(f"The plain formula divides by the temperature, which is {temperature}.")
    with np.errstate(all="ignore"):
        z = floats(logits, "logits").astype(dtype)
        weights = np.exp(z / z.dtype.type(temperature))
        return weights / weights.sum(axis=-1, keepdims=True)
