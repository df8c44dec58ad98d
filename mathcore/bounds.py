"""How far two right answers may lie apart: one bound per tensor, from the condition of the problem.

Every bound is a function of PyTorch's tensors and of the arguments, never of our own result, which
could be wrong and would excuse itself. `U` is half the spacing of float64 at 1, so a result rounded
once is off by at most `U` relative. The constants come from measuring against 50-digit arithmetic. For
sums of n products either side may be off by n roundings, so their difference by twice that.
"""

import math
from typing import Any

import numpy as np

from mathcore.curves import Curve
from mathcore.shapes import floats

U = 2.0**-53
FLOOR = float(np.finfo(np.float64).tiny)
"""Below this the floats thin out and a library may flush to 0: no digits are promised."""

CEILING = 2.0**1020
"""Above this a formula with one more factor, such as a derivative taken step by step, overflows on the way."""

THIN = 5e-324
"""The smallest float, the spacing of those below `FLOOR`."""

Arrays = dict[str, Any]
Bounds = dict[str, Any]


def finite_size(values: Any) -> Any:
    """Return absolute values, 0 for what is not finite: an infinity must be met exactly."""
    return np.where(np.isfinite(values), np.abs(values), 0.0)


def exact(theirs: Arrays, *args: Any, **kwargs: Any) -> Bounds:
    """Allow no difference at all."""
    return dict.fromkeys(theirs, 0.0)


def norm(theirs: Arrays, x: Any) -> Bounds:
    """A square root of n squares."""
    return {"norm": (np.size(x) + 8) * U * finite_size(theirs["norm"])}


def dot_product(theirs: Arrays, a: Any, b: Any) -> Bounds:
    """n roundings of the sum of sizes; angles absolutely, since near-parallel arrows cancel."""
    n = np.size(a)
    size = np.abs(theirs["terms"])
    peak = np.abs(floats(b)).max(initial=0.0)
    small = np.abs(floats(b)) / (peak if 0 < peak < np.inf else 1.0)  # the length itself may overflow
    unit = small / np.sqrt((small * small).sum()) if theirs["norm_b"] > 0 else np.zeros(n)
    size_a = np.abs(floats(a))
    along = (2 * n + 16) * U * np.dot(size_a, unit) + 2 * n * THIN * (1 + size_a.max(initial=0.0))
    faint = 4 * THIN * (1 + np.abs(theirs["scalar_projection"]))
    return {
        "terms": U * size, "dot": 2 * n * U * size.sum() + 2 * n * THIN,
        "norm_a": (n + 8) * U * theirs["norm_a"], "norm_b": (n + 8) * U * theirs["norm_b"],
        "cosine": (n + 16) * U, "angle": (2 * n + 16) * U,
        "projection": along * unit + faint, "scalar_projection": along,
    }  # fmt: skip


def matmul(theirs: Arrays, a: Any, b: Any) -> Bounds:
    """As many roundings of the sum of sizes as there are terms."""
    size = np.abs(theirs["terms"])
    n = size.shape[1]
    sums = 2 * n * U * size.cumsum(axis=1) + 2 * n * THIN
    return {
        "terms": U * size, "partial_sums": sums,
        "product": sums[:, -1] if n else 0.0, "multiply_adds": 0.0,
    }  # fmt: skip


def matmul_gradient(theirs: Arrays, a: Any, b: Any, upstream: Any) -> Bounds:
    """Each is a product itself."""
    a, b, g = (np.abs(floats(x)) for x in (a, b, upstream))
    return {"d_a": 2 * b.shape[1] * U * (g @ b.T), "d_b": 2 * a.shape[0] * U * (a.T @ g)}


def curve_value(x: Any, value: Any, slope: Any) -> Any:
    """A few roundings of the value and of the argument, which the slope magnifies."""
    size = U * (8 * finite_size(value) + 4 * np.abs(x * slope)) + FLOOR
    return np.where(np.isfinite(value), size, 0.0)


def curve_slope(x: Any, value: Any, slope: Any, bend: Any) -> Any:
    """64 roundings of the slope, of the argument through the bend, and of the value it is made from."""
    return 64 * U * (np.abs(slope) + np.abs(x * bend) + np.abs(value)) + FLOOR


def curve_bounds(curve: Curve, x: Any, value: Any, slope: Any, bend: Any) -> tuple[Any, Any]:
    """Bounds of values and slopes; both sides of a typed formula may be off by its spread."""
    if curve.spread is None:
        return curve_value(x, value, slope), curve_slope(x, value, slope, bend)
    values, slopes = curve.spread(x)
    return 4 * values + FLOOR, 4 * slopes + FLOOR


def tangent(theirs: Arrays, curve: Curve, x: float, h: float) -> Bounds:
    """Secants inherit the roundings of two heights, divided by the step."""
    places = np.array([x, x + h, x - h])
    (v0, v1, v2), (s, *_) = curve_bounds(curve, places, theirs["?values"], theirs["?slopes"], theirs["?bends"])
    secant, central = theirs["secant_slope"], theirs["central_slope"]
    secant_b = (v0 + v1) / abs(h) + 4 * U * abs(secant)
    central_b = (v1 + v2) / abs(2 * h) + 4 * U * abs(central)
    value = abs(theirs["value"])
    bounds = {
        "x": 0.0, "value": v0, "slope": s,
        "intercept": v0 + abs(x) * s + 4 * U * (value + abs(x * theirs["slope"])),
        "x_h": 0.0, "value_h": v1, "secant_slope": secant_b,
        "secant_intercept": v0 + abs(x) * secant_b + 4 * U * (value + abs(x * secant)),
        "central_slope": central_b, "secant_error": secant_b + s + U * theirs["secant_error"],
        "central_error": central_b + s + U * theirs["central_error"],
    }  # fmt: skip
    if curve.spread is None:
        return bounds
    # A typed formula may have a limit where PyTorch has NaN, as x ln x at 0: there nothing is promised.
    return {name: math.inf if np.isnan(bound) else bound for name, bound in bounds.items()}


def sample(theirs: Arrays, curve: Curve, lo: float, hi: float, n: int) -> Bounds:
    """As for one point, at every point."""
    x, value, slope = theirs["x"], theirs["value"], theirs["slope"]
    values, slopes = curve_bounds(curve, x, value, slope, theirs["?bends"])
    return {"x": 0.0, "value": values, "slope": slopes}


def activation(name: str, power: int) -> Any:
    """Make the bound of an activation, or with power 1 of its slope."""
    share = {
        "gelu": lambda x: 8 + 2 * x * x,
        "silu": lambda x: 6 + np.abs(x),
        "sigmoid": lambda x: 8 + np.abs(x),
    }

    def bound(theirs: Arrays, x: Any) -> Bounds:
        value, slope, bend = theirs["?all"]
        if name == "relu":
            return {"value": 0.0}
        if power:
            return {"value": curve_slope(x, value, slope, bend)}
        return {"value": U * share[name](x) * np.abs(value) + FLOOR}

    return bound


def normal_cdf(theirs: Arrays, x: Any) -> Bounds:
    """The tail falls like exp(-x^2 / 2), which magnifies the rounding of x."""
    return {"value": U * (8 + 2 * x * x) * theirs["value"] + FLOOR}


def project(theirs: Arrays, words: Any, d_model: int, d_k: int, d_v: int, seed: int) -> Bounds:
    """No entry of either factor is larger than the square root of 3."""
    return dict.fromkeys("qkv", d_model * U * 3 * math.sqrt(d_model))


def positions(theirs: Arrays, t: int, d: int) -> Bounds:
    """The angle grows with the position, and so does its rounding."""
    return {"value": U * (8 + 64 * np.arange(t))[:, None]}
