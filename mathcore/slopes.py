"""How each probability of softmax answers to each score, with the sums that must vanish."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.notes import why_undefined
from mathcore.shapes import Number, Numbers, floats
from mathcore.softmax import jacobian, softmax


class Slopes(NamedTuple):
    """Probabilities, their slopes, and the sums of the slopes along rows and columns.

    `note` is empty, or says why something is not a number.
    """

    probabilities: Float[ndarray, " n"]
    jacobian: Float[ndarray, "n n"]
    row_sums: Float[ndarray, " n"]
    column_sums: Float[ndarray, " n"]
    note: str


def slopes(logits: Float[ndarray, " n"] | Numbers, temperature: Number = 1.0) -> Slopes:
    r"""Return the Jacobian of softmax and its sums.

    $$J_{ij} = \frac{p_i (\delta_{ij} - p_j)}{T}, \qquad \sum_j J_{ij} = \sum_i J_{ij} = 0$$

    Rows vanish because raising all scores together changes nothing, columns because probabilities always make 1.

    Raises:
        MathInputError: when the temperature is 0, where the probabilities jump, or negative or NaN.

    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28.
    PyTorch: `torch.autograd.functional.jacobian(lambda z: torch.softmax(z / T, -1), z)`.

    >>> slopes([0.0, 0.0]).row_sums
    array([0., 0.])
    """
    z = floats(logits, "logits")
    j = jacobian(z, temperature)
    with np.errstate(invalid="ignore"):  # infinite slopes of both signs have no sum, which the note says
        parts = softmax(z, temperature), j, j.sum(axis=1), j.sum(axis=0)
    return Slopes(*parts, why_undefined(parts, logits=z))
