"""One set of scores at many temperatures: how certainty melts."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import SAMPLES, require_at_most
from mathcore.logits import softmax
from mathcore.notes import why_undefined
from mathcore.shapes import Number, Numbers, floats


class Melting(NamedTuple):
    """Probabilities at each temperature, a row a temperature, and how undecided they are.

    `note` is empty, or says why something is not a number.
    """

    power: Float[ndarray, " m"]
    probabilities: Float[ndarray, "m n"]
    entropy_bits: Float[ndarray, " m"]
    note: str


def melting(logits: Float[ndarray, " n"] | Numbers, low: Number, high: Number, count: int) -> Melting:
    r"""Return the probabilities at temperatures from low to high, evenly spread in their logarithm.

    $$p_i(T) = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}, \qquad T = 10^{power}$$

    Raises:
        MathInputError: when low is not positive, high is less or infinite, or there are not 2 to 10 000 temperatures.

    Source: Hinton, Vinyals and Dean (2015), arXiv:1503.02531, section 2.
    PyTorch: `torch.softmax(z / T[:, None], dim=-1)`.

    >>> melting([0.0, np.log(3.0)], 0.1, 1.0, 2).probabilities.round(4)
    array([[0.  , 1.  ],
           [0.25, 0.75]])
    """
    z = floats(logits, "logits")
    require_at_most("the number of temperatures", count, SAMPLES)
    if count < 2 or not 0 < low <= high < math.inf:
        raise MathInputError("There must be two temperatures or more, from one above 0 upwards.")
    power = np.linspace(math.log10(low), math.log10(high), count)
    with np.errstate(all="ignore"):
        p = softmax((z - z.max()) / 10.0 ** power[:, None])
        bits = -(p * np.log2(np.where(p == 0, 1.0, p))).sum(axis=1) + 0.0
    return Melting(power, p, bits, why_undefined([p, bits], logits=z))
