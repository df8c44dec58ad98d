"""Fifty digits for curves, activations and surfaces."""

from typing import Any

import numpy as np
from mpmath import mp, mpf

from mathcore.bounds import FLOOR, U, curve_slope, curve_value
from mathcore.bounds_descent import SIZES
from mathcore.curves import Curve
from mathcore.surfaces import Surface

from .oracle import Parts, each, lift, lower


def phi(x: Any) -> Any:
    """The normal density."""
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def big_phi(x: Any) -> Any:
    """The normal distribution."""
    return mp.erfc(-x / mp.sqrt(2)) / 2


def sigma(x: Any) -> Any:
    """The logistic function."""
    return 1 / (1 + mp.exp(-x))


def _sign(x: Any) -> Any:
    return mpf((x > 0) - (x < 0))


CURVES = {
    "square": (lambda x: x * x, lambda x: 2 * x, lambda x: mpf(2)),
    "cubic": (lambda x: x**3 - 3 * x, lambda x: 3 * x * x - 3, lambda x: 6 * x),
    "sine": (mp.sin, mp.cos, lambda x: -mp.sin(x)),
    "cosine": (mp.cos, lambda x: -mp.sin(x), lambda x: -mp.cos(x)),
    "exponential": (mp.exp, mp.exp, mp.exp),
    "logarithm": (mp.log, lambda x: 1 / x, lambda x: -1 / x**2),
    "reciprocal": (lambda x: 1 / x, lambda x: -1 / x**2, lambda x: 2 / x**3),
    "root": (mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x)), lambda x: -1 / (4 * x * mp.sqrt(x))),
    "absolute": (abs, _sign, lambda x: mpf(0)),
    "bell": (lambda x: mp.exp(-x * x), lambda x: -2 * x * mp.exp(-x * x), lambda x: (4 * x * x - 2) * mp.exp(-x * x)),
    "sigmoid": (sigma, lambda x: sigma(x) * sigma(-x), lambda x: sigma(x) * sigma(-x) * (sigma(-x) - sigma(x))),
    "tanh": (mp.tanh, lambda x: mp.sech(x) ** 2, lambda x: -2 * mp.tanh(x) * mp.sech(x) ** 2),
    "relu": (lambda x: max(x, mpf(0)), lambda x: mpf(x > 0), lambda x: mpf(0)),
    "gelu": (lambda x: x * big_phi(x), lambda x: big_phi(x) + x * phi(x), lambda x: (2 - x * x) * phi(x)),
    "silu": (
        lambda x: x * sigma(x),
        lambda x: sigma(x) * (1 + x * sigma(-x)),
        lambda x: sigma(x) * sigma(-x) * (2 + x * (sigma(-x) - sigma(x))),
    ),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), sigma, lambda x: sigma(x) * sigma(-x)),
    "line": (lambda x: 2 * x + 1, lambda x: mpf(2), lambda x: mpf(0)),
}
"""Every curve with its first and second derivative."""


def curve(name: str, x: Any) -> tuple[Any, Any, Any]:
    """Return values, slopes and bends."""
    return tuple(each(function, lift(x)) for function in CURVES[name])


def tangent(line: Curve, x: float, h: float) -> Parts:
    """value: u (8 |f| + 4 |x f'|); slope: 64 u (|f| + |f'| + |x f''|)."""
    places = np.array([x, x + h, x - h])
    values, slopes, bends = curve(line.name, places)
    v = curve_value(places, lower(values), lower(slopes))
    s = curve_slope(x, lower(values)[0], lower(slopes)[0], lower(bends)[0])
    secant = (values[1] - values[0]) / mpf(h)
    return {
        "value": (values[0], v[0]), "slope": (slopes[0], s), "value_h": (values[1], v[1]),
        "secant_slope": (secant, (v[0] + v[1]) / abs(h) + 4 * U * abs(float(secant))),
    }  # fmt: skip


def activation(name: str, power: int) -> Any:
    """Make the reference of an activation, or with power 1 of its slope."""
    growth = {"gelu": lambda x: 8 + 2 * x * x, "silu": lambda x: 6 + np.abs(x), "sigmoid": lambda x: 8 + np.abs(x),
              "relu": lambda x: 0 * x}  # fmt: skip

    def parts(x: Any) -> Parts:
        three = curve(name, x)
        value, slope, bend = map(lower, three)
        if power:
            # Ours never subtracts from 1, so the promise leaves out the value that PyTorch's bound holds.
            return {"value": (three[1], curve_slope(x, 0 * value, slope, bend) + 16 * U * np.abs(slope - x * bend))}
        return {"value": (three[0], U * growth[name](x) * np.abs(value) + FLOOR)}

    parts.__doc__ = "64 u (|f'| + |x f''|)." if power else PROMISES[name]
    return parts


PROMISES = {"gelu": "u (8 + 2 x^2) |f|.", "silu": "u (6 + |x|) |f|.", "sigmoid": "u (8 + |x|) f.", "relu": "Exact."}


def normal_cdf(x: Any) -> Parts:
    """u (8 + 2 x^2) f."""
    value = each(big_phi, lift(x))
    return {"value": (value, U * (8 + 2 * x * x) * lower(value) + FLOOR)}


HEIGHTS = {
    "bowl": lambda x, y, cx, cy: (cx * x * x + cy * y * y) / 2,
    "ravine": lambda x, y, cx, cy: (cx * x * x + cy * y * y) / 2,
    "saddle": lambda x, y: x * x / 2 - y * y / 2 + y**4 / 4,
    "plateau": lambda x, y: 1 - 1 / (1 + x * x + y * y),
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    "double well": lambda x, y: (x * x - 1) ** 2 + y * y + mpf(0.3) * x,
}


def descend(surface: Surface, start: Any, rate: float, steps: int) -> Parts:
    """Heights and slopes: 16 u of the sum of the sizes of their terms; one step by those."""
    x, y = map(mpf, start)
    parameters = [mpf(p) for p in surface.parameters]
    height = lambda u, v: HEIGHTS[surface.name](u, v, *parameters)  # noqa: E731
    h = mpf(10) ** -20
    slope = [(height(x + h, y) - height(x - h, y)) / (2 * h), (height(x, y + h) - height(x, y - h)) / (2 * h)]
    value, gx, gy, _ = SIZES[surface.name](abs(start[0]), abs(start[1]), *surface.parameters)
    size = np.array([float(gx), float(gy)])
    after = np.array([x - mpf(rate) * slope[0], y - mpf(rate) * slope[1]])
    moved = U * np.abs(start) + (17 * U * size + FLOOR) * abs(rate) + U * np.abs(lower(after))
    open_ = np.full(steps, np.inf)  # what is at the second point is the next case's question
    return {
        "losses": (np.array([height(x, y)] + [mpf(0)] * steps), np.append(16 * U * float(value) + FLOOR, open_)),
        "gradients": (
            np.array([slope] + [[mpf(0)] * 2] * steps),
            np.vstack((16 * U * size + FLOOR + 1e-28, np.repeat(open_[:, None], 2, axis=1))),
        ),
        "points": (np.array([[x, y], after])[: steps + 1], np.vstack((0 * moved, moved))[: steps + 1]),
    }  # fmt: skip
