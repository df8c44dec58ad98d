"""Where the exponential leaves the numbers a computer can write."""

from functools import cache
from typing import NamedTuple

import numpy as np

from mathcore.errors import MathInputError

BITS = {"float16": np.uint16, "float32": np.uint32, "float64": np.uint64}


class Edges(NamedTuple):
    """Neighbouring numbers of one precision: the last whose exponential is finite, and the first whose is not;
    the last whose exponential is more than 0, and the first whose is exactly 0."""

    last_finite: float
    first_infinite: float
    last_positive: float
    first_zero: float


def exponential_edges(dtype: str) -> Edges:
    r"""Find where the exponential overflows and underflows in a precision, by trying.

    The overflow lies at $\ln$ of the largest number, the underflow at $\ln$ of half the smallest.

    Args:
        dtype: "float16", "float32" or "float64".

    Raises:
        MathInputError: when there is no such precision.

    Source: IEEE 754-2019, section 3.4.
    PyTorch: `torch.exp` in the same precision.

    >>> edges = exponential_edges("float64")
    >>> round(edges.last_finite, 2), round(edges.first_zero, 2)
    (709.78, -745.13)
    """
    if dtype not in BITS:
        raise MathInputError(f"The precision must be one of {', '.join(BITS)}, not {dtype}.")
    return _edges(dtype)


@cache
def _edges(dtype: str) -> Edges:
    finite, infinite = _border(dtype, 1, lambda y: np.isfinite(y))
    positive, zero = _border(dtype, -1, lambda y: y > 0)
    return Edges(finite, infinite, positive, zero)


def _border(dtype: str, sign: int, holds) -> tuple[float, float]:
    """Halve the numbers of a precision, which lie in the order of their bits, until two neighbours are left."""
    kind = np.dtype(dtype).type

    def number(bits: int) -> np.floating:
        return sign * np.array([bits], BITS[dtype]).view(dtype)[0]

    low, high = 0, int(np.array([np.finfo(kind).max]).view(BITS[dtype])[0])
    with np.errstate(all="ignore"):
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if holds(np.exp(number(middle))) else (low, middle)
    return float(number(low)), float(number(high))
