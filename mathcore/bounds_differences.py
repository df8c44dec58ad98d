"""Bounds for measured slopes, dips, layers and paths."""

from typing import Any

import numpy as np

from mathcore.bounds import FLOOR, Arrays, Bounds, U, curve_bounds
from mathcore.curves import Curve
from mathcore.formula import Formula


def nudge(theirs: Arrays, curve: Curve, x: float, step: float) -> Bounds:
    """Roundings of two heights, and of a slope times the step."""
    places = np.array([x, x + step])
    values, slopes = _of_curve(theirs, curve, places)
    foretold = abs(step) * slopes[0] + 2 * U * abs(theirs["foretold"]) + FLOOR
    true = values.sum() + U * abs(theirs["true"])
    return _promise(foretold=foretold, true=true, missed=foretold + true + U * abs(theirs["missed"]), step=0.0)


def error_curve(theirs: Arrays, curve: Curve, x: float, finest: int = -16, coarsest: int = 0, *, got: Any) -> Bounds:
    """As for the secants of a tangent, at every step."""
    values, slopes = _of_curve(theirs, curve, theirs["?places"])
    steps, slope = theirs["steps"], abs(theirs["?slopes"][0])
    ahead, behind = values[1:].reshape(2, -1)
    forward = (values[0] + ahead) / steps + slopes[0] + 6 * U * (theirs["forward"] + slope)
    central = (ahead + behind) / 2 / steps + slopes[0] + 6 * U * (theirs["central"] + slope)
    return _promise(
        forward=forward, central=central, powers=4 * U * np.abs(theirs["powers"]), steps=64 * U * steps,
        best_forward=64 * U * theirs["best_forward"], best_central=64 * U * theirs["best_central"],
    )  # fmt: skip


def dip(theirs: Arrays, curve: Curve, lo: float, hi: float, *, got: Any) -> Bounds:
    """Where a curve turns, its slope vanishes in roundings, which the bend turns into a place."""
    values, slopes = _of_curve(theirs, curve, np.array([got.x]))
    place = slopes[0] / np.abs(theirs["?bends"][0]) + 2 * U * abs(got.x)
    return _promise(x=place, value=values[0], slope=slopes[0])


def through_layers(theirs: Arrays, slope: float, layers: int, weight: float = 1.0) -> Bounds:
    """Two roundings a layer, in any order; a partial product may leave the numbers where the whole does not."""
    bound = 4 * layers * U * np.abs(theirs["value"]) + FLOOR
    return {"value": np.where(np.isfinite(bound), bound, np.inf)}


def paths(theirs: Arrays, formula: Formula, x: float) -> Bounds:
    """No path is less certain than their sum, whose error the formula itself bounds."""
    off = 4 * float(formula.evaluate(np.array([float(x)])).slope_error[0]) + FLOOR
    return _promise(products=off, total=off)


def _of_curve(theirs: Arrays, curve: Curve, places: Any) -> tuple[Any, Any]:
    """Bound the values and slopes of a curve at some places."""
    return curve_bounds(curve, places, theirs["?values"], theirs["?slopes"], theirs["?bends"])


def _promise(**bounds: Any) -> Bounds:
    """Promise nothing where a bound is not a number."""
    return {name: np.where(np.isnan(bound), np.inf, bound) for name, bound in bounds.items()}
