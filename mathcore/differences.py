"""Slopes measured with a step: a nudge and what comes of it, and how the error depends on the size of the step."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.curves import Curve
from mathcore.errors import MathInputError
from mathcore.notes import written
from mathcore.shapes import Number

PER_DECADE = 4
AHEAD, BOTH_WAYS = 2.0**-26, 2.0 ** (-52 / 3)
"""Steps near which the quotients are usually best: the square and the cube root of the spacing of floats at 1."""


class Nudge(NamedTuple):
    """A step along the input: the change of the output that the slope foretells, the true one, and what it missed.

    `note` is empty, or says why something is not a number.
    """

    step: float
    foretold: float
    true: float
    missed: float
    note: str


class ErrorCurve(NamedTuple):
    """The error of both difference quotients for steps of $10^{powers}$, and the steps at which each is smallest.

    Errors are NaN where a quotient does not exist, and the best steps where none does; then `note` says so.
    """

    powers: Float[ndarray, " n"]
    steps: Float[ndarray, " n"]
    forward: Float[ndarray, " n"]
    central: Float[ndarray, " n"]
    best_forward: float
    best_central: float
    note: str


def nudge(curve: Curve, x: Number, step: Number) -> Nudge:
    r"""Nudge the input, and compare what the slope foretells with what happens.

    $$f(x + \delta) - f(x) \approx f'(x)\,\delta$$

    Raises:
        MathInputError: when x or the step is not finite.

    Source: Griewank and Walther, Evaluating Derivatives, 2nd ed., section 3.1.
    PyTorch: `torch.func.jvp(f, (x,), (step,))` for what is foretold.

    >>> from mathcore.curves import CURVES
    >>> nudge(CURVES["square"], 3.0, 0.5)
    Nudge(step=0.5, foretold=3.0, true=3.25, missed=0.25, note='')
    """
    x, step = float(x), float(step)
    if not (math.isfinite(x) and math.isfinite(step)):
        raise MathInputError("A nudge needs a finite place and a finite step.")
    with np.errstate(all="ignore"):
        value, after = curve.function(np.array([x, x + step])).tolist()
        slope = float(curve.derivative(np.array([x]))[0]) if not math.isnan(value) else math.nan
    missed = (after - value) - slope * step
    note = f"{curve.name} has no slope or no value from x = {written(x)} on" if math.isnan(missed) else ""
    return Nudge(step, slope * step, after - value, missed, note)


def error_curve(curve: Curve, x: Number, finest: int = -16, coarsest: int = 0) -> ErrorCurve:
    r"""Measure a slope with steps of every size, and say how wrong each measurement is.

    $$\frac{f(x+h) - f(x)}{h} \text{ has an error of about } \tfrac12 |f''| h + \frac{2 u |f|}{h}, \qquad
      \frac{f(x+h) - f(x-h)}{2h} \text{ of about } \tfrac16 |f'''| h^2 + \frac{u |f|}{h}$$

    The first part is the bend of the curve within the step, the second the digits lost by subtracting two
    numbers that nearly agree. Between them lies a valley, near $h = \sqrt u \approx 10^{-8}$ for the one and
    near $\sqrt[3]u \approx 6 \cdot 10^{-6}$ for the other.

    Args:
        curve: One of `CURVES`, or a typed formula.
        x: Where.
        finest: Power of ten of the smallest step.
        coarsest: Power of ten of the largest step.

    Raises:
        MathInputError: when x is not finite, or the powers are out of order or outside -18 to 2.

    Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 1.14.
    PyTorch: the same quotients, compared with `torch.autograd.grad(f(x), x)`.

    >>> from mathcore.curves import CURVES
    >>> found = error_curve(CURVES["exponential"], 1.0)
    >>> found.best_forward < 1e-7 < found.best_central < 1e-4
    True
    """
    if not math.isfinite(x) or not -18 <= finest < coarsest <= 2:
        raise MathInputError("The error of a step needs a finite x and powers of ten in order, within -18 to 2.")
    powers = np.arange(finest * PER_DECADE, coarsest * PER_DECADE + 1)[::-1] / PER_DECADE
    steps, x = 10.0**powers, float(x)
    with np.errstate(all="ignore"):
        value = curve.function(np.array([x]))[0]
        slope = curve.derivative(np.array([x]))[0]
        ahead, behind = curve.function(x + steps), curve.function(x - steps)
        forward = np.abs((ahead - value) / steps - slope)
        central = np.abs((ahead - behind) / 2.0 / steps - slope)
    note = f"{curve.name} has no slope or no value near x = {written(x)}" if np.isnan(forward + central).any() else ""
    return ErrorCurve(powers, steps, forward, central, _best(steps, forward), _best(steps, central), note)


def _best(steps: Float[ndarray, " n"], errors: Float[ndarray, " n"]) -> float:
    finite = np.isfinite(errors)
    return float(steps[finite][errors[finite].argmin()]) if finite.any() else math.nan
