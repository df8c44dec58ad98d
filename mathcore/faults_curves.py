"""Wrong versions of tangents, curves and walks downhill."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mathcore.curves import Curve
from mathcore.derivative import Samples, Tangent, sample, tangent
from mathcore.gradient_descent import Descent, descend, regime
from mathcore.one_weight import OneWeight, descend_1d
from mathcore.rolling import EXAMPLES, Legs, Roll, roll
from mathcore.shapes import floats
from mathcore.surfaces import Surface

Faults = dict[str, dict[str, Callable[..., Any]]]


def _tangent(change: Callable[[Curve, Tangent, float], dict[str, Any]]) -> Callable[..., Tangent]:
    def wrong(curve: Curve, x: float, h: float) -> Tangent:
        right = tangent(curve, x, h)
        return right._replace(**change(curve, right, h))

    return wrong


def _neighbour(curve: Curve, right: Tangent, h: float) -> dict[str, Any]:
    slope = tangent(curve, right.x_h, h).slope
    return {"slope": slope, "intercept": right.value - slope * right.x}


def _slope_of_values(curve: Curve, lo: float, hi: float, n: int) -> Samples:
    right = sample(curve, lo, hi, n)
    with np.errstate(all="ignore"):
        return right._replace(slope=np.gradient(right.value, right.x))


def _shifted_slope(curve: Curve, lo: float, hi: float, n: int) -> Samples:
    right = sample(curve, lo, hi, n)
    return right._replace(slope=np.roll(right.slope, 1))


def _descend(change: Callable[[Any, Any], tuple[Any, Any]]) -> Callable[..., Descent]:
    def wrong(surface: Surface, start: tuple[float, float], rate: float, steps: int) -> Descent:
        bent = surface._replace(slope=lambda x, y: change(*surface.slope(x, y)))
        return descend(bent, start, rate, steps)

    return wrong


def _forgetful_rate(surface: Surface, start: tuple[float, float], rate: float, steps: int) -> Descent:
    right = descend(surface, start, 0.9 * rate, steps)
    product = rate * right.curvature
    return right._replace(rate=float(rate), product=product, regime=regime(product))


def _roll(change: Callable[[Any, Any], tuple[Any, Any]], share: float = 1.0) -> Callable[..., Roll]:
    def wrong(surface: Surface, start: Any, legs: Legs, batch: int = EXAMPLES, seed: int = 1) -> Roll:
        bent = surface._replace(slope=lambda x, y: change(*surface.slope(x, y)))
        run = roll(bent, start, [(share * rate, steps) for rate, steps in legs], batch, seed)
        told = [rate for rate, steps in legs for _ in range(steps)] + [legs[-1][0]]
        product = told[-1] * run.curvature
        return run._replace(rates=floats(told)[: len(run.points)], product=product, regime=regime(product))

    return wrong


def _one_weight(change: Callable[[OneWeight], dict[str, Any]], share: float = 1.0) -> Callable[..., OneWeight]:
    def wrong(w: float, target: float, factor: float, rate: float, steps: int, dtype: str = "float64") -> OneWeight:
        run = descend_1d(w, target, factor, rate * share, steps, dtype)
        return run._replace(**change(run))

    return wrong


CURVES: Faults = {
    "tangent": {
        "central formula without the 2": _tangent(lambda c, t, h: {"central_slope": 2 * t.central_slope}),
        "slope of the neighbour": _tangent(_neighbour),
        "secant divided by x + h": _tangent(lambda c, t, h: {"secant_slope": (t.value_h - t.value) / t.x_h
                                                             if t.x_h else np.inf}),
    },
    "sample": {
        "slopes one point late": _shifted_slope,
        "slopes from neighbouring values": _slope_of_values,
    },
    "descend": {
        "step uphill": _descend(lambda gx, gy: (-gx, -gy)),
        "forget the y axis": _descend(lambda gx, gy: (gx, 0.0 * gy)),
        "half the gradient": _descend(lambda gx, gy: (gx / 2.0, gy / 2.0)),
        "nine tenths of the rate": _forgetful_rate,
    },
    "roll": {
        "step uphill": _roll(lambda gx, gy: (-gx, -gy)),
        "forget the y axis": _roll(lambda gx, gy: (gx, 0.0 * gy)),
        "half the gradient": _roll(lambda gx, gy: (gx / 2.0, gy / 2.0)),
        "nine tenths of the rate": _roll(lambda gx, gy: (gx, gy), share=0.9),
    },
    "descend_1d": {
        "gradient without the factor 2": _one_weight(lambda run: {"gradient": run.gradient / 2}),
        "half the rate": _one_weight(lambda run: {}, share=0.5),
    },
}  # fmt: skip
