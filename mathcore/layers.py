"""What a slope becomes when it is passed through many layers, and how deep a bend dips."""

import math
from typing import NamedTuple

import numpy as np

from mathcore.curves import Curve
from mathcore.errors import MathInputError
from mathcore.limits import SAMPLES, require_at_most
from mathcore.shapes import Number


class Dip(NamedTuple):
    """The lowest point of a curve between two places."""

    x: float
    value: float
    slope: float


def dip(curve: Curve, lo: Number, hi: Number) -> Dip:
    """Find where a curve that falls at lo and rises at hi turns, by halving the interval until it is one float wide.

    Raises:
        MathInputError: unless the curve falls at lo and rises at hi, both finite.

    Source: Burden and Faires, Numerical Analysis, section 2.1, for halving an interval.
    PyTorch: the value and `torch.autograd.grad` at that place.

    >>> from mathcore.curves import CURVES
    >>> dip(CURVES["square"], -1.0, 2.0).x
    0.0
    """
    low, high = float(lo), float(hi)
    with np.errstate(all="ignore"):
        falling, rising = curve.derivative(np.array([low, high])).tolist()
    if not (falling < 0.0 < rising and math.isfinite(low) and math.isfinite(high)):
        raise MathInputError("A dip lies where a curve first falls and then rises.")
    with np.errstate(all="ignore"):
        while True:
            middle = low / 2.0 + high / 2.0
            slope = float(curve.derivative(np.array([middle]))[0])
            if slope == 0.0 or middle in (low, high):
                return Dip(middle, float(curve.function(np.array([middle]))[0]), slope)
            low, high = (middle, high) if slope < 0.0 else (low, middle)


def through_layers(slope: Number, layers: int, weight: Number = 1.0) -> float:
    r"""Multiply a slope by itself and by a weight, once for each layer it is passed through.

    $$\prod_{k=1}^{n} w s = (w s)^n$$

    Raises:
        MathInputError: when slope or weight is not finite or there are more than 10000 layers.

    Source: Bengio, Simard and Frasconi (1994), doi:10.1109/72.279181.
    PyTorch: `torch.full((layers,), weight * slope).prod()`.

    >>> through_layers(0.25, 10)
    9.5367431640625e-07
    """
    require_at_most("the number of layers", layers, SAMPLES)
    if not (math.isfinite(slope) and math.isfinite(weight)):
        raise MathInputError("A slope that passes through layers has to be finite.")
    product = 1.0
    for _ in range(layers):
        product *= float(weight) * float(slope)
    return product
