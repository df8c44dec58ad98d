"""Frames for pictures: how far an axis must reach, chosen so that it keeps still while little changes."""

import math
from collections.abc import Iterable

import numpy as np

Ends = tuple[float, float]
"""Where an axis begins and ends."""


def stretch(ends: Ends, values: Iterable[float]) -> Ends:
    """Double an axis about its middle until every finite value lies on it.

    Doubling, rather than fitting, keeps the axis still while a value changes a little.

    >>> stretch((-1.0, 1.0), [0.5, 3.0, float("inf")])
    (-4.0, 4.0)
    """
    finite = [value for value in values if math.isfinite(value)]
    middle, half = ends[0] / 2 + ends[1] / 2, ends[1] / 2 - ends[0] / 2
    if not finite or not 0 < half < math.inf:
        return ends
    need = max(abs(value / 2 - middle / 2) for value in finite) / half * 2
    factor = 2.0 ** math.ceil(math.log2(max(1.0, need))) if need < 1e300 else need
    low, high = middle - factor * half, middle + factor * half
    limit = float(np.finfo(np.float64).max)
    return max(low, -limit), min(high, limit)


def decades(values: Iterable[float], *, least: int = 3) -> Ends:
    """Enclose the positive finite values between powers of a thousand, at least so many decades apart.

    Powers of a thousand, rather than of ten, keep a logarithmic axis still while the values change a little.

    >>> decades([0.5, 20.0, 0.0])
    (0.001, 1000.0)
    """
    sizes = [math.log10(value) for value in values if 0 < value < math.inf]
    if not sizes:
        return 1e-3, 1.0
    low, high = 3 * math.floor(min(sizes) / 3), 3 * math.ceil(max(sizes) / 3)
    high = max(high, low + least)
    return 10.0 ** max(low, -307), 10.0 ** min(high, 308)


def widen(window: tuple[float, float, float, float], aspect: float) -> tuple[float, float, float, float]:
    """Widen a window, about its middle, to a given height over width; neither side is cut.

    >>> widen((-1.0, 1.0, -1.0, 1.0), 0.5)
    (-2.0, 2.0, -1.0, 1.0)
    """
    left, right, low, high = window
    width, height = right - left, high - low
    wide, tall = max(width, height / aspect), max(height, width * aspect)
    x, y = left / 2 + right / 2, low / 2 + high / 2
    return x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2


def zoom(before: tuple[float, float, float, float], after: tuple[float, float, float, float]) -> float:
    """Say how many times wider a window has become.

    >>> zoom((-1.0, 1.0, -1.0, 1.0), (-4.0, 4.0, -4.0, 4.0))
    4.0
    """
    return (after[1] / 2 - after[0] / 2) / (before[1] / 2 - before[0] / 2)
