"""Bounds for a walk downhill: each formula again with every term made positive."""

from typing import Any

import numpy as np

from mathcore.bounds import CEILING, FLOOR, Arrays, Bounds, U
from mathcore.surfaces import Surface


def _rosenbrock(x: Any, y: Any) -> tuple[Any, Any, Any, Any]:
    across, along = y + x * x, 1 + x
    bend = 202 + 1200 * x * x + 400 * y + 400 * x
    return along * along + 100 * across * across, 2 * along + 400 * x * across, 200 * across, bend


def _plateau(x: Any, y: Any) -> tuple[Any, Any, Any, Any]:
    shrink = 4 / (1 + x * x + y * y) ** 2
    return 1.0 + 0 * x, x * shrink, y * shrink, 10.0


def _quadratic(x: Any, y: Any, cx: float, cy: float) -> tuple[Any, Any, Any, Any]:
    return 0.5 * (cx * x * x + cy * y * y), cx * x, cy * y, max(cx, cy)


SIZES = {
    "bowl": _quadratic,
    "ravine": _quadratic,
    "saddle": lambda x, y: (x * x / 2 + y * y / 2 + y * y * y * y / 4, x, y + y * y * y, 2 + 3 * y * y),
    "plateau": _plateau,
    "rosenbrock": _rosenbrock,
    "double well": lambda x, y: (
        (x * x + 1) * (x * x + 1) + y * y + 0.3 * x, 4 * x * (x * x + 1) + 0.3, 2 * y, 12 * x * x + 6,
    ),
}  # fmt: skip
"""For each surface, from the sizes of x and y: the size of the height, of both slopes, and of the bend."""


def descend(theirs: Arrays, surface: Surface, start: Any, rate: float, steps: int, *, got: Any) -> Bounds:
    """16 roundings of the sum of sizes; nothing is promised where that overflows."""
    points = np.abs(theirs["?visited"])
    with np.errstate(all="ignore"):
        value, gx, gy, bend = SIZES[surface.name](points[:, 0], points[:, 1], *surface.parameters)
        slopes = 16 * U * np.stack((gx, gy), axis=-1) + FLOOR
        slopes[~(slopes < 16 * U * CEILING).all(axis=1)] = np.inf
        steps_b = np.vstack((np.zeros((1, 2)), (2 * U * points + 2 * abs(rate) * slopes)[:-1]))
        losses = 16 * U * value + FLOOR
        losses[np.isnan(losses)] = np.inf
        bends = np.broadcast_to(bend, points.shape[:1])
        curvature = 64 * U * bends[np.isfinite(points).all(axis=1)][-1:].sum()
        limit = theirs["limit"] * 2 * (curvature / np.abs(theirs["curvature"]) + U)
    return {
        "points": steps_b if len(theirs["points"]) == len(points) else 0.0,
        "losses": losses, "gradients": slopes,
        "rate": 0.0, "curvature": curvature, "limit": limit, "product": abs(rate) * curvature + FLOOR,
    }  # fmt: skip


def _unless(size: Any, bound: Any, dtype: str) -> Any:
    """Promise nothing where a number of that size may overflow on one side."""
    return np.where(size < float(np.finfo(dtype).max) / 4, bound, np.inf)


def descend_1d(
    theirs: Arrays,
    w: float,
    target: float,
    factor: float,
    rate: float,
    steps: int,
    dtype: str = "float64",
    *,
    got: Any,
) -> Bounds:
    """Roundings of the given precision; the three numbers of the parabola are always float64."""
    u, floor = float(np.finfo(dtype).eps) / 2, float(np.finfo(dtype).tiny)
    with np.errstate(all="ignore"):
        visited = np.abs(np.asarray(got.w, dtype=np.float64))
        error = abs(factor) * visited + abs(target)
        slope = 2 * abs(factor) * error
        gradient = _unless(slope * max(1, abs(factor)), 8 * u * slope + floor, dtype)
        stepped = _unless(abs(rate) * slope, 2 * u * (visited + abs(rate) * slope) + 2 * abs(rate) * gradient, dtype)
    bend = abs(rate) * 2 * factor * factor
    return {
        "w": np.concatenate(([0.0], stepped[:-1])), "prediction": u * abs(factor) * visited,
        "loss": _unless(error * error, 8 * u * error * error + floor, dtype), "gradient": gradient,
        "best": 16 * U * (abs(w) + abs(target / factor)), "multiplier": 8 * U * (1 + bend),
        "limit": 8 * U * np.abs(theirs["limit"]),
    }  # fmt: skip
