"""Numbers that carry their slope, and how far rounding may have moved both: exact derivatives of a formula.

A `Dual` stands for f at many points: its values, its slopes, and a bound on the error of each. Every
operation follows the rules of differentiation for the first two, and to first order for the errors.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.activations import gelu, gelu_slope, relu, relu_slope, sigmoid, silu, silu_slope

U = 2.0**-53
Array = Float[ndarray, "*shape"]


class Dual(NamedTuple):
    """Values, slopes, and how far off each may be."""

    value: Array
    slope: Array
    value_error: Array
    slope_error: Array


def add(a: Dual, b: Dual) -> Dual:
    """Return a + b.

    >>> x = Dual(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(1))
    >>> add(x, x)[:2]
    (array([6.]), array([2.]))
    """
    value, slope = a.value + b.value, a.slope + b.slope
    return Dual(value, slope, a.value_error + b.value_error + U * np.abs(value),
                a.slope_error + b.slope_error + U * np.abs(slope))  # fmt: skip


def negate(a: Dual) -> Dual:
    """Return -a.

    >>> x = Dual(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(1))
    >>> negate(x)[:2]
    (array([-3.]), array([-1.]))
    """
    return a._replace(value=-a.value, slope=-a.slope)


def multiply(a: Dual, b: Dual) -> Dual:
    """Return a b.

    >>> x = Dual(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(1))
    >>> multiply(x, x)[:2]
    (array([9.]), array([6.]))
    """
    value, left, right = a.value * b.value, a.slope * b.value, a.value * b.slope
    (av, as_, ae, de), (bv, bs, be, ge) = map(np.abs, a), map(np.abs, b)
    return Dual(value, left + right, ae * bv + av * be + U * np.abs(value),
                de * bv + as_ * be + ae * bs + av * ge + 3 * U * (np.abs(left) + np.abs(right)))  # fmt: skip


def divide(a: Dual, b: Dual) -> Dual:
    """Return a / b.

    >>> x = Dual(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(1))
    >>> divide(multiply(x, x), x)[:2]
    (array([3.]), array([1.]))
    """
    value = a.value / b.value
    slope = (a.slope - value * b.slope) / b.value
    size = np.abs(b.value)
    value_error = (a.value_error + np.abs(value) * b.value_error) / size + U * np.abs(value)
    parts = a.slope_error + np.abs(value) * b.slope_error + value_error * np.abs(b.slope)
    rounding = 4 * U * (np.abs(a.slope) + np.abs(value * b.slope)) + np.abs(slope) * b.value_error
    return Dual(value, slope, value_error, (parts + rounding) / size)


def power(a: Dual, exponent: float) -> Dual:
    """Return a to a constant power; to the power 0 it is 1 everywhere, with slope 0.

    >>> x = Dual(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(1))
    >>> power(x, 2.0)[:2]
    (array([9.]), array([6.]))
    """
    raised = [np.float_power(a.value, exponent - i) for i in range(3)]
    first = exponent * raised[1] if exponent != 0 else np.zeros_like(a.value)
    second = exponent * (exponent - 1) * raised[2] if exponent not in (0, 1) else np.zeros_like(a.value)
    return _chain(a, raised[0], first, second)


def apply(name: str, a: Dual) -> Dual:
    """Return a function of `FUNCTIONS` of a.

    >>> x = Dual(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(1))
    >>> apply("abs", negate(x))[:2]
    (array([3.]), array([1.]))
    """
    value, first, second = FUNCTIONS[name](a.value)
    return _chain(a, value, first, second)


def _chain(a: Dual, value: Array, first: Array, second: Array) -> Dual:
    """Follow the chain rule; a library's function may be off by a few roundings itself."""
    slope = first * a.slope
    # Where the inner slope is 0 so is the outer one, even where the function is infinitely steep.
    slope = np.where((a.slope == 0) & np.isfinite(value), 0.0, slope)
    spread = np.abs(second) * a.value_error
    return Dual(value, slope, np.abs(first) * a.value_error + 8 * U * np.abs(value),
                (spread + 16 * U * (np.abs(first) + np.abs(value))) * np.abs(a.slope)
                + np.abs(first) * a.slope_error)  # fmt: skip


def _sigmoid(x: Array) -> tuple[Array, Array, Array]:
    s, t = sigmoid(x), sigmoid(-x)
    return s, s * t, s * t * (t - s)


def _tanh(x: Array) -> tuple[Array, Array, Array]:
    t, s = np.tanh(x), (1 / np.cosh(x)) ** 2
    return t, s, -2 * t * s


def _tan(x: Array) -> tuple[Array, Array, Array]:
    t, s = np.tan(x), (1 / np.cos(x)) ** 2
    return t, s, 2 * t * s


def _log(x: Array) -> tuple[Array, Array, Array]:
    inside = x >= 0
    return np.log(x), np.where(inside, 1 / x, np.nan), np.where(inside, -1 / (x * x), np.nan)


def _silu(x: Array) -> tuple[Array, Array, Array]:
    s, t = sigmoid(x), sigmoid(-x)
    return silu(x), silu_slope(x), s * t * (2 + x * (t - s))


def _gelu(x: Array) -> tuple[Array, Array, Array]:
    return gelu(x), gelu_slope(x), (2 - x * x) * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


FUNCTIONS: dict[str, Callable[[Array], tuple[Array, Array, Array]]] = {
    "sin": lambda x: (np.sin(x), np.cos(x), -np.sin(x)),
    "cos": lambda x: (np.cos(x), -np.sin(x), -np.cos(x)),
    "tan": _tan,
    "exp": lambda x: (np.exp(x), np.exp(x), np.exp(x)),
    "ln": _log,
    "log": _log,
    "sqrt": lambda x: (np.sqrt(x), 0.5 / np.sqrt(x), -0.25 / (x * np.sqrt(x))),
    "abs": lambda x: (np.abs(x), np.sign(x), np.zeros_like(x)),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "relu": lambda x: (relu(x), relu_slope(x), np.zeros_like(x)),
    "silu": _silu,
    "gelu": _gelu,
}
"""Each function with its first and second derivative; `log` is the natural logarithm, like `ln`."""
