"""A shelf of curves to put a tangent on, each with its slope and the frame it looks good in."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.activations import (
    gelu,
    gelu_slope,
    relu,
    relu_slope,
    sigmoid,
    sigmoid_slope,
    silu,
    silu_slope,
)

Array = Float[ndarray, "*shape"]
Frame = tuple[float, float, float, float]
Everywhere = (-np.inf, np.inf)


class Curve(NamedTuple):
    """A function with its derivative: formulas in LaTeX, `domain` where it is defined, frames to draw.

    A typed formula brings its own `twin`, the same in PyTorch, and `spread`, how far rounding may move
    its values and slopes.
    """

    name: str
    formula: str
    derivative_formula: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]
    domain: tuple[float, float] = Everywhere
    window: Frame = (-4.0, 4.0, -2.0, 6.0)
    slope_window: Frame = (-4.0, 4.0, -2.0, 6.0)
    twin: Callable[[Any, Any], Any] | None = None
    spread: Callable[[Any], tuple[Any, Any]] | None = None


def _one(x: Array) -> Array:
    return np.ones_like(x)


_SHELF = (
    Curve("square", "x^2", "2x", lambda x: x * x, lambda x: 2 * x,
          window=(-3.0, 3.0, -1.0, 8.0), slope_window=(-3.0, 3.0, -6.0, 6.0)),
    Curve("cubic", "x^3 - 3x", "3x^2 - 3", lambda x: x * x * x - 3 * x, lambda x: 3 * x * x - 3,
          window=(-2.5, 2.5, -5.0, 5.0), slope_window=(-2.5, 2.5, -4.0, 16.0)),
    Curve("sine", r"\sin x", r"\cos x", np.sin, np.cos,
          window=(-6.5, 6.5, -1.5, 1.5), slope_window=(-6.5, 6.5, -1.5, 1.5)),
    Curve("cosine", r"\cos x", r"-\sin x", np.cos, lambda x: -np.sin(x),
          window=(-6.5, 6.5, -1.5, 1.5), slope_window=(-6.5, 6.5, -1.5, 1.5)),
    Curve("exponential", "e^x", "e^x", np.exp, np.exp,
          window=(-3.0, 2.5, -1.0, 8.0), slope_window=(-3.0, 2.5, -1.0, 8.0)),
    Curve("logarithm", r"\ln x", r"\frac{1}{x}", np.log, lambda x: 1 / x, domain=(0.0, np.inf),
          window=(-0.5, 5.0, -3.0, 2.5), slope_window=(-0.5, 5.0, -1.0, 8.0)),
    Curve("reciprocal", r"\frac{1}{x}", r"-\frac{1}{x^2}", lambda x: 1 / x, lambda x: -1 / (x * x),
          window=(-4.0, 4.0, -5.0, 5.0), slope_window=(-4.0, 4.0, -8.0, 1.0)),
    Curve("root", r"\sqrt{x}", r"\frac{1}{2\sqrt{x}}", np.sqrt, lambda x: 0.5 / np.sqrt(x),
          domain=(0.0, np.inf), window=(-0.5, 6.0, -0.5, 3.0), slope_window=(-0.5, 6.0, -0.5, 3.0)),
    Curve("absolute", "|x|", r"\operatorname{sign} x", np.abs, np.sign,
          window=(-3.0, 3.0, -1.0, 3.0), slope_window=(-3.0, 3.0, -1.5, 1.5)),
    Curve("bell", "e^{-x^2}", "-2x\\,e^{-x^2}", lambda x: np.exp(-x * x), lambda x: -2 * x * np.exp(-x * x),
          window=(-3.0, 3.0, -0.4, 1.4), slope_window=(-3.0, 3.0, -1.2, 1.2)),
    Curve("sigmoid", r"\sigma(x) = \frac{1}{1 + e^{-x}}", r"\sigma(x)\,\sigma(-x)", sigmoid, sigmoid_slope,
          window=(-6.0, 6.0, -0.4, 1.4), slope_window=(-6.0, 6.0, -0.1, 0.3)),
    Curve("tanh", r"\tanh x", r"\frac{1}{\cosh^2 x}", np.tanh, lambda x: (1 / np.cosh(x)) ** 2,
          window=(-4.0, 4.0, -1.5, 1.5), slope_window=(-4.0, 4.0, -0.3, 1.2)),
    Curve("relu", r"\max(0, x)", r"[x > 0]", relu, relu_slope,
          window=(-3.0, 3.0, -1.0, 3.0), slope_window=(-3.0, 3.0, -0.5, 1.5)),
    Curve("gelu", r"x\,\Phi(x)", r"\Phi(x) + x\,\varphi(x)", gelu, gelu_slope,
          window=(-4.0, 3.0, -0.8, 3.0), slope_window=(-4.0, 3.0, -0.5, 1.5)),
    Curve("silu", r"x\,\sigma(x)", r"\sigma(x)\,(1 + x\,\sigma(-x))", silu, silu_slope,
          window=(-6.0, 3.0, -0.8, 3.0), slope_window=(-6.0, 3.0, -0.5, 1.5)),
    Curve("softplus", r"\ln(1 + e^x)", r"\sigma(x)", lambda x: np.logaddexp(x, 0.0), sigmoid,
          window=(-4.0, 4.0, -0.8, 4.5), slope_window=(-4.0, 4.0, -0.3, 1.3)),
    Curve("line", "2x + 1", "2", lambda x: 2 * x + 1, lambda x: 2 * _one(x),
          window=(-3.0, 3.0, -5.0, 7.0), slope_window=(-3.0, 3.0, -1.0, 4.0)),
)  # fmt: skip

CURVES: dict[str, Curve] = {curve.name: curve for curve in _SHELF}
"""Every curve by its name."""
