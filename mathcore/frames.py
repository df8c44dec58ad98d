"""Frames for pictures: how far an axis must reach, chosen so that it keeps still while little changes."""

import math
from collections.abc import Iterable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

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
    if half <= 0 or all(ends[0] <= value <= ends[1] for value in finite):
        return ends
    need = max(abs(value / 2 - middle / 2) for value in finite) / half * 2
    factor = 2.0 ** max(1, math.ceil(math.log2(need))) if need < 1e300 else need
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


def decade(value: float) -> float:
    """Return the place of a positive value on an axis of powers of ten.

    >>> decade(0.001)
    -3.0
    """
    return math.log10(value)


def outward(values: Iterable[float]) -> Ends:
    """Enclose 0 and the finite values between round numbers: 1, 2 or 5 times a power of ten.

    >>> outward([3.2, -0.7, float("nan")])
    (-1.0, 5.0)
    """
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    return -_round_up(-low) if low < 0 else 0.0, _round_up(high) if high > 0 else 0.0 if low < 0 else 1.0


def _round_up(value: float) -> float:
    power = 10.0 ** min(math.floor(math.log10(max(value, 1e-300))), 307)
    return next((step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= value), value)


def grain(ends: Ends, parts: int = 200) -> float:
    """Return the step in which a hand moves on an axis: 1, 2 or 5 times a power of ten, at most one of so many parts.

    What it sets is then a short number, however far the axis reaches.

    >>> grain((-0.7, 1.4)), grain((-1.75, 2.45)), grain((-5.0, 5.0), 50)
    (0.01, 0.02, 0.2)
    """
    part = ends[1] / parts - ends[0] / parts
    power = 10.0 ** math.floor(math.log10(part))
    return next(float(f"{step * power:.0e}") for step in (5.0, 2.0, 1.0) if step * power <= part * (1 + 1e-9))


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


def thin(
    points: Float[ndarray, "visited 2"], window: tuple[float, float, float, float], cells: int = 700
) -> Float[ndarray, "drawn 2"]:
    """Keep of a path what a picture can show: steps too short to see, or drawn before, are left out.

    A row of NaN stands where the line is interrupted by what was left out. The picture is taken to be so many
    cells wide and high.

    >>> thin(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0], [1.0, 0.0]]), (-2.0, 2.0, -2.0, 2.0)).tolist()
    [[0.0, 0.0], [1.0, 0.0]]
    """
    if len(points) < 3:
        return points
    corner, far = np.array(window[::2]) / cells, np.array(window[1::2]) / cells
    with np.errstate(all="ignore"):
        place = (points / cells - corner) / (far - corner)
    cell = np.round(np.nan_to_num(np.clip(place, -10.0, 10.0)) * cells).astype(np.int64) @ np.array([1, 10**8])
    steps = np.sort(np.stack((cell[:-1], cell[1:]), axis=1))
    _, first = np.unique(steps, axis=0, return_index=True)
    kept = np.sort(first[steps[first, 0] != steps[first, 1]])
    if not kept.size:
        return points[:1]
    runs = np.split(kept, np.flatnonzero(np.diff(kept) > 1) + 1)
    pieces = [np.vstack((points[run[0] : run[-1] + 2], [[np.nan, np.nan]])) for run in runs]
    return np.concatenate(pieces)[:-1]


def envelope(values: Float[ndarray, " n"], columns: int = 400) -> list[tuple[int, float]]:
    """Keep of a long curve its lowest and highest point in each of so many columns.

    >>> envelope(np.array([1.0, 5.0, 2.0]))
    [(0, 1.0), (1, 5.0), (2, 2.0)]
    """
    if len(values) <= 2 * columns:
        return list(enumerate(values.tolist()))
    kept = [0, len(values) - 1]
    for start in range(0, len(values), -(-len(values) // columns)):
        part = values[start : start + -(-len(values) // columns)]
        finite = np.flatnonzero(np.isfinite(part))
        if finite.size:
            kept += [start + int(finite[part[finite].argmin()]), start + int(finite[part[finite].argmax()])]
    return [(step, float(values[step])) for step in sorted(set(kept))]
