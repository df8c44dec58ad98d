"""Four knobs and one loss: the smallest model in which some weights matter more than others."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.notes import why_undefined
from mathcore.shapes import Number

KNOBS = ("per word", "per long word", "per emoji", "to begin with")
"""What each weight stands for: seconds of reading time."""

SENTENCES = np.array([
    [4.0, 0.0, 0.0, 1.0], [8.0, 2.0, 0.0, 1.0], [12.0, 3.0, 0.0, 1.0],
    [6.0, 1.0, 0.0, 1.0], [15.0, 5.0, 0.0, 1.0], [9.0, 1.0, 0.0, 1.0],
])  # fmt: skip
"""Words, long words and emoji of six sentences, and a 1 for the constant. No sentence has an emoji."""

SECONDS = np.array([2.3, 4.2, 6.0, 3.3, 7.9, 4.1])
"""How long reading each of them took."""


class Knobs(NamedTuple):
    """A guess for each sentence, what is wrong with it, the loss, and the derivative by each knob.

    `note` is empty, or says why something is not a number.
    """

    guesses: Float[ndarray, " sentences"]
    errors: Float[ndarray, " sentences"]
    loss: float
    gradient: Float[ndarray, " knobs"]
    stepped: Float[ndarray, " knobs"]
    loss_after: float
    note: str


def knobs(weights: Sequence[Number], rate: Number = 0.004) -> Knobs:
    r"""Guess reading times, and say how each knob would have to move.

    $$L = \frac1n \sum_i (x_i \cdot w - y_i)^2, \qquad
      \frac{\partial L}{\partial w_j} = \frac2n \sum_i x_{ij}(x_i \cdot w - y_i)$$

    The knob for emoji is blameless: with no emoji in the data, its derivative is exactly 0, wherever it stands.

    Args:
        weights: Four numbers, in the order of `KNOBS`.
        rate: How far one step goes against the gradient; `stepped` is where it leads, `loss_after` the loss there.

    Raises:
        MathInputError: unless there are four weights.

    Source: Goodfellow, Bengio and Courville, Deep Learning, section 5.1.4.
    PyTorch: `torch.autograd.grad(((X @ w - y) ** 2).mean(), w)`.

    >>> knobs([0.4, 0.3, 0.0, 0.7]).gradient[2]
    np.float64(0.0)
    """
    w = np.array(weights, dtype=np.float64)
    if w.shape != (len(KNOBS),):
        raise MathInputError(f"There are {len(KNOBS)} knobs, not {w.size}.")
    with np.errstate(all="ignore"):
        guesses = SENTENCES @ w
        errors = guesses - SECONDS
        gradient = 2.0 * (errors @ SENTENCES) / len(SECONDS)
        stepped = w - float(rate) * gradient
        after = SENTENCES @ stepped - SECONDS
        parts = guesses, errors, float(np.mean(errors * errors)), gradient, stepped, float(np.mean(after * after))
    return Knobs(*parts, why_undefined(parts, weights=w, rate=rate))
