"""Level lines of a landscape, and the window that a walk on it needs."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.surfaces import Surface

Window = tuple[float, float, float, float]
"""x from, x to, y from, y to."""


class Contours(NamedTuple):
    """Level lines: the heights, and for each a list of straight pieces from point to point.

    `whole` says that the surface is finite in all of the window; where it is not, there are no lines.
    """

    levels: Float[ndarray, " count"]
    lines: list[Float[ndarray, "pieces 2 2"]]
    whole: bool


def contours(surface: Surface, window: Window, count: int = 9, resolution: int = 40) -> Contours:
    r"""Trace the lines on which a surface has the same height.

    The heights are quantiles of the surface over the window, so that the lines share the area evenly.
    Within each cell of a grid the surface is taken as linear along the edges (marching squares).
    Where the surface overflows there are no lines: those that are drawn share what is left.

    Raises:
        MathInputError: when count or resolution is below 1.

    Source: Lorensen and Cline (1987), doi:10.1145/37402.37422, in two dimensions.

    >>> from mathcore.surfaces import bowl
    >>> lines = contours(bowl(2, 2), (-1.0, 1.0, -1.0, 1.0), count=1).lines
    >>> bool(np.ptp(np.linalg.norm(lines[0], axis=-1)) < 0.01)  # a circle: every point equally far from the centre
    True
    """
    if count < 1 or resolution < 1:
        raise MathInputError(f"Level lines need at least one level and one cell, not {count} and {resolution}.")
    x = np.linspace(window[0], window[1], resolution + 1)
    y = np.linspace(window[2], window[3], resolution + 1)
    corners = np.stack(np.meshgrid(x, y), axis=-1)
    heights = np.asarray(surface.function(corners))
    finite = np.isfinite(heights)
    whole = bool(finite.all())
    if not finite.any():
        return Contours(np.empty(0), [], whole)
    heights = heights / 4  # so that the difference of two of them does not overflow; exact, but for the smallest
    levels = np.quantile(heights[finite], (np.arange(count) + 0.5) / count)
    return Contours(4 * levels, [_trace(corners, heights, level) for level in levels], whole)


def _trace(
    corners: Float[ndarray, "rows columns 2"], heights: Float[ndarray, "rows columns"], level: float
) -> Float[ndarray, "pieces 2 2"]:
    """Connect, in each cell whose corners are finite, the points where its edges cross the level."""
    ring = [np.s_[:-1, :-1], np.s_[:-1, 1:], np.s_[1:, 1:], np.s_[1:, :-1]]
    place = np.stack([corners[cut] for cut in ring], axis=2).reshape(-1, 4, 2)
    height = np.stack([heights[cut] for cut in ring], axis=2).reshape(-1, 4)
    kept = np.isfinite(height).all(axis=1)
    place, height = place[kept], height[kept]
    after, rise = np.roll(place, -1, axis=1), np.roll(height, -1, axis=1) - height
    crossed = (height < level) != (height + rise < level)
    cells = crossed.any(axis=1)
    place, after, height, rise, crossed = (part[cells] for part in (place, after, height, rise, crossed))
    share = np.divide(level - height, rise, out=np.zeros_like(rise), where=crossed)
    points = place + share[..., None] * (after - place)
    edges = np.argsort(~crossed, kind="stable")
    ends = np.take_along_axis(points, edges[..., None], axis=1)
    twice = crossed.all(axis=1)
    return np.concatenate([ends[:, :2], ends[twice, 2:]])


def follow(window: Window, points: Float[ndarray, "visited 2"]) -> Window:
    """Double a window about its centre until every finite point of a walk is in it.

    Doubling, rather than fitting, keeps the axes still while a walk changes a little.

    >>> follow((-1.0, 1.0, -1.0, 1.0), np.array([[0.5, 0.0], [3.0, 0.0]]))
    (-4.0, 4.0, -4.0, 4.0)
    """
    finite = points[np.isfinite(points).all(axis=1)]
    if not len(finite):
        return window
    with np.errstate(over="ignore"):
        center = np.array([window[0] + window[1], window[2] + window[3]]) / 2
        half = np.array([window[1] - window[0], window[3] - window[2]]) / 2
        need = float((np.abs(finite - center) / half).max(initial=1.0))
        factor = 2.0 ** min(np.ceil(np.log2(need)), 1000.0)
        low, high = center - factor * half, center + factor * half
    return float(low[0]), float(high[0]), float(low[1]), float(high[1])
