"""The words for inputs: what every routine accepts where it says numbers."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError

Number = float | int
Numbers = Sequence[float | int]
Rows = Sequence[Sequence[float | int]]


def floats(values: object, name: str = "the input") -> Float[ndarray, "..."]:
    """Return `values` as a floating-point array; arrays of floats keep their precision.

    Raises:
        MathInputError: when `values` is ragged or holds something that is no number a float can hold.

    >>> floats([1, 2])
    array([1., 2.])
    """
    if isinstance(values, ndarray) and values.dtype.kind == "f":
        return values
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise MathInputError(f"{name} must be numbers in rows of one length.") from error
    except OverflowError as error:
        raise MathInputError(f"A whole number in {name} is beyond the largest float, 1.8e308.") from error
