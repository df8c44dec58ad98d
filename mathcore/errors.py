"""The one error of the package: an input the mathematics has no answer for."""

import numpy as np
from jaxtyping import Shaped
from numpy import ndarray


class MathInputError(ValueError):
    """An input without a meaningful answer; its message is one sentence a reader can act on."""


def require_finite(name: str, values: Shaped[ndarray, "*shape"]) -> None:
    """Refuse infinities and NaN.

    LAPACK may never return from a matrix that holds one, so every decomposition asks this first.

    Raises:
        MathInputError: naming the first entry that is not a number.

    >>> require_finite("A", np.array([1.0, np.inf]))
    Traceback (most recent call last):
    mathcore.errors.MathInputError: A must be finite, but its entry (1,) is inf.
    """
    finite = np.isfinite(values)
    if not finite.all():
        where = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise MathInputError(f"{name} must be finite, but its entry {where} is {values[where]}.")
