"""The derivative: the slope a curve has at one point, and what a step h makes of it."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.curves import CURVES, Curve
from mathcore.errors import MathInputError
from mathcore.limits import SAMPLES, require_at_most
from mathcore.notes import written
from mathcore.shapes import Number

__all__ = ["CURVES", "Curve", "Samples", "Tangent", "sample", "tangent"]


class Tangent(NamedTuple):
    """A point on a curve: its tangent, the secant over a step h, and how wrong that is.

    Lines are slope and intercept, `y = slope * x + intercept`. `note` is empty, or says why some
    of the numbers are not numbers.
    """

    x: float
    value: float
    slope: float
    intercept: float
    x_h: float
    value_h: float
    secant_slope: float
    secant_intercept: float
    central_slope: float
    secant_error: float
    central_error: float
    note: str


class Samples(NamedTuple):
    """A curve at many points: `value` and `slope` are NaN outside its domain."""

    x: Float[ndarray, " n"]
    value: Float[ndarray, " n"]
    slope: Float[ndarray, " n"]


def tangent(curve: Curve, x: Number, h: Number) -> Tangent:
    r"""Put a tangent and a secant on a curve.

    $$f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}, \qquad
      \text{central: } \frac{f(x + h) - f(x - h)}{2h}$$

    The slope is exact, from the derivative's own formula. The secant is deliberately computed as
    written: for a tiny h its difference drowns in rounding, and the errors show it.

    Args:
        curve: One of `CURVES`, or a typed formula.
        x: Where the tangent touches.
        h: Step of the secant, not 0; negative steps look to the left.

    Raises:
        MathInputError: when h is 0, or x or h is not finite.

    Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 1.14.
    PyTorch: `torch.autograd.grad(f(x), x)`; ReLU and the absolute value have slope 0 at 0, as there.

    >>> tangent(CURVES["square"], 3.0, 1.0)[1:7]
    (9.0, 6.0, -9.0, 4.0, 16.0, 7.0)
    """
    x, h = float(x), float(h)
    if h == 0.0 or not math.isfinite(x) or not math.isfinite(h):
        raise MathInputError(f"A tangent needs a finite x and a finite step h that is not 0, not x={x}, h={h}.")
    with np.errstate(all="ignore"):
        value, value_h, value_back = curve.function(np.array([x, x + h, x - h])).tolist()
        slope = float(curve.derivative(np.array([x]))[0]) if not math.isnan(value) else math.nan
    secant, central = (value_h - value) / h, (value_h - value_back) / 2.0 / h
    return Tangent(
        x, value, slope, value - slope * x, x + h, value_h, secant, value - secant * x, central,
        abs(secant - slope), abs(central - slope), _note(curve, x, h, value, slope, value_h, value_back),
    )  # fmt: skip


def _note(curve: Curve, x: float, h: float, value: float, slope: float, ahead: float, behind: float) -> str:
    if not math.isfinite(value):
        return f"{curve.name} has no value at x = {written(x)}"
    if not math.isfinite(slope):
        return f"{curve.name} has no finite slope at x = {written(x)}"
    for place, height, sign in ((x + h, ahead, "+"), (x - h, behind, "−")):
        if not math.isfinite(height):
            return f"{curve.name} has no value at x {sign} h = {written(place)}"
    return ""


def sample(curve: Curve, lo: Number, hi: Number, n: int) -> Samples:
    """Follow a curve and its slope over n evenly spaced points from lo to hi.

    Raises:
        MathInputError: when lo is not below hi, an end is not finite, or n is not 2 to 10000.

    Source: Griewank and Walther, Evaluating Derivatives, 2nd ed., chapter 3, for slopes without differences.
    PyTorch: the function itself and `torch.autograd.grad` of its sum.

    >>> sample(CURVES["square"], 0.0, 2.0, 3).slope
    array([0., 2., 4.])
    """
    require_at_most("the number of points", n, SAMPLES)
    if n < 2 or not -math.inf < lo < hi < math.inf:
        raise MathInputError("A curve is followed from a finite lo up to a larger hi over 2 points or more.")
    x = np.linspace(lo, hi, n)
    with np.errstate(all="ignore"):
        value = curve.function(x)
        return Samples(x, value, np.where(np.isnan(value), np.nan, curve.derivative(x)))
