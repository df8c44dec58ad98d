"""Cross-entropy: what it costs to have given the true choice so little probability."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.logits import log_softmax, tempered
from mathcore.notes import why_undefined
from mathcore.shapes import Number, Numbers, Rows, floats

IGNORED = -100
"""The target that says a row does not count, as in PyTorch."""


class CrossEntropy(NamedTuple):
    """Losses of a batch in nats, and the way down.

    `loss` is the mean over the `counted` rows, and `gradient` is that of the loss with respect to the
    logits. Rows that are ignored have loss and gradient 0. `note`
    is empty, or says why something is not a number.
    """

    probabilities: Float[ndarray, "b n"]
    losses: Float[ndarray, " b"]
    loss: float
    gradient: Float[ndarray, "b n"]
    counted: int
    note: str


def cross_entropy(
    logits: Float[ndarray, "b n"] | Rows,
    targets: Int[ndarray, " rows"] | list[int] | tuple[int, ...],
    temperature: Number = 1.0,
) -> CrossEntropy:
    r"""Measure how surprised a model is by the true choices.

    $$L_i = -\ln p_{i y_i} = -z_{i y_i} + \operatorname{log1p} \sum_{j \ne k} e^{z_{ij}}, \qquad
      \frac{\partial L_i}{\partial x_{ij}} = \frac{p_{ij} - [j = y_i]}{T}, \qquad
      z = \frac{x - \max x}{T},\ z_k = 0$$

    A confident and right model keeps its digits: the sum leaves out the largest score, and $p_y - 1$ is
    formed from the other probabilities. A true choice of score minus infinity costs infinity.

    Args:
        logits: Scores $x$, a row an example.
        targets: The position $y$ of the true choice in each row, or -100 to leave the row out.
        temperature: $T > 0$.

    Raises:
        MathInputError: when a target is not a position, nothing counts, the numbers of rows differ, or
            the temperature is not positive.

    Source: Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.
    PyTorch: `torch.nn.functional.cross_entropy(logits / T, targets)`.

    >>> result = cross_entropy([[0.0, np.log(3.0)]], [1])
    >>> round(result.loss, 6), result.gradient.round(6)
    (0.287682, array([[ 0.25, -0.25]]))
    """
    x, y = floats(logits, "logits"), np.asarray(targets)
    rows, counts = _counted(x, y, temperature)
    z = tempered(x, temperature)
    leader = (z == 0).argmax(axis=1)
    with np.errstate(all="ignore"):
        weights = np.exp(z)
        rest = weights.copy()
        rest[rows, leader] = 0
        p = weights / weights.sum(axis=1, keepdims=True)
        at = np.where(counts, y, 0)
        losses = np.where(counts, np.log1p(rest.sum(axis=1)) - z[rows, at], 0).astype(x.dtype)
        slopes = p.copy()
        slopes[rows, at] = 0
        slopes[rows, at] = -slopes.sum(axis=1)
        slopes = np.where(counts[:, None], slopes, 0) / x.dtype.type(temperature) / x.dtype.type(counts.sum())
    parts = p, losses, float(losses.sum() / counts.sum()), slopes.astype(x.dtype)
    return CrossEntropy(*parts, int(counts.sum()), why_undefined(parts, logits=x))


def _counted(x: ndarray, y: ndarray, temperature: Number) -> tuple[ndarray, ndarray]:
    if x.ndim != 2 or x.shape[1] == 0 or y.shape != x.shape[:1]:
        raise MathInputError("Logits must be rows of one length or more, with one target for each row.")
    if not temperature > 0:
        raise MathInputError(f"The temperature must be positive, not {temperature}.")
    counts = y != IGNORED
    if not counts.any():
        raise MathInputError("No row counts, so there is nothing to average.")
    wrong = counts & ((y < 0) | (y >= x.shape[1]))
    if wrong.any():
        row = int(wrong.argmax())
        raise MathInputError(f"Target {y[row]} of row {row} must be between 0 and {x.shape[1] - 1}.")
    return np.arange(len(x)), counts


def soft_cross_entropy(
    logits: Float[ndarray, "*batch n"] | Numbers | Rows, targets: Float[ndarray, "*batch n"] | Numbers | Rows
) -> Float[ndarray, "*batch"] | np.floating | float:
    r"""Measure the cost against targets that are shared out among several choices.

    $$L = -\sum_j t_j \ln p_j, \qquad 0 \ln 0 = 0$$

    A target of 0 costs nothing even where the score is minus infinity; PyTorch gives NaN there.

    Raises:
        MathInputError: when the shapes differ or a target is negative or NaN.

    Source: Hinton, Vinyals and Dean (2015), arXiv:1503.02531, section 2.
    PyTorch: `torch.nn.functional.cross_entropy(logits, targets, reduction="none")`.

    >>> round(float(soft_cross_entropy([0.0, 0.0], [0.5, 0.5])), 6)
    0.693147
    """
    x, t = floats(logits, "logits"), floats(targets, "targets")
    if x.shape != t.shape or not (t >= 0).all():
        raise MathInputError("There must be one target for each logit, and none may be negative.")
    logs = log_softmax(x)
    with np.errstate(all="ignore"):
        return -np.where(t == 0, 0, t * logs).sum(axis=-1)
