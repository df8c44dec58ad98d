"""The chain rule, path by path: every way from x to the result of a formula, with the slopes along it."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.duals import FUNCTIONS
from mathcore.formula import Formula
from mathcore.formula_tree import Tree
from mathcore.limits import PATHS
from mathcore.notes import written
from mathcore.shapes import Number


class Paths(NamedTuple):
    """Every path from an x to the result: the operations it passes, each with its slope, and the product of these.

    The derivative is the sum of the products: `total`. Paths beyond the 64th are counted in `more` only,
    and then `total` is not the derivative. `note` is empty, or says why something is not a number.
    """

    ways: tuple[tuple[tuple[str, float], ...], ...]
    products: Float[ndarray, " paths"]
    total: float
    more: int
    note: str


def paths(formula: Formula, x: Number) -> Paths:
    r"""List every path from x to f(x) and multiply the slopes along it.

    $$f'(x) = \sum_{\text{paths}} \prod_{\text{steps}} \frac{\partial\,\text{result}}{\partial\,\text{operand}}$$

    An x that stands in a formula twice has two paths: both count, and they are added.

    Source: Bauer (1974), Computational graphs and rounding error, SIAM J. Numer. Anal. 11.
    PyTorch: `torch.autograd.grad` with a leaf of its own for every x in the formula.

    >>> from mathcore.formula import parse_formula
    >>> found = paths(parse_formula("2x * 3x"), 3.0)
    >>> found.products, found.total
    (array([18., 18.]), 36.0)
    """
    with np.errstate(all="ignore"):
        found = _follow(formula.tree, float(x))[1]
    kept = tuple(found[:PATHS])
    products = np.array([math.prod(slope for _, slope in way) for way in kept], dtype=np.float64)
    total = sum(products.tolist(), start=0.0)
    note = f"the formula has no slope at x = {written(float(x))}" if math.isnan(total) else ""
    return Paths(kept, products, total, len(found) - len(kept), note)


def _follow(tree: Tree, x: float) -> tuple[float, list[tuple[tuple[str, float], ...]]]:
    """Return the value of a part, and the paths from each x in it up to it."""
    match tree:
        case ("x",):
            return x, [()]
        case ("number", value):
            return value, []
        case ("negate", inner):
            value, ways = _follow(inner, x)
            return -value, _extend(ways, "−", -1.0)
        case ("call", name, inner):
            value, ways = _follow(inner, x)
            result, slope, _ = FUNCTIONS[name](np.array([value]))
            return float(result[0]), _extend(ways, name, float(slope[0]))
        case ("**", base, exponent):
            return _power(base, exponent, x)
        case (operator, left, right):
            (a, ways_a), (b, ways_b) = _follow(left, x), _follow(right, x)
            value, by_a, by_b = _arithmetic(operator, a, b)
            return value, _extend(ways_a, SIGNS[operator], by_a) + _extend(ways_b, SIGNS[operator], by_b)
    raise AssertionError(tree)


SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷", "**": "power"}


def _arithmetic(operator: str, a: float, b: float) -> tuple[float, float, float]:
    """Return the result, and its slope by each operand."""
    if operator == "/":
        quotient = float(np.divide(a, b))
        return quotient, float(np.divide(1.0, b)), -float(np.divide(quotient, b))
    return {"+": (a + b, 1.0, 1.0), "-": (a - b, 1.0, -1.0), "*": (a * b, b, a)}[operator]


def _power(base: Tree, exponent: Tree, x: float) -> tuple[float, list]:
    (a, ways_a), (b, ways_b) = _follow(base, x), _follow(exponent, x)
    value = float(np.float_power(a, b))
    by_base = float(b * np.float_power(a, b - 1.0)) if b != 0.0 else 0.0
    by_exponent = float(value * np.log(a))  # of no account where the exponent has no x, so no way to extend
    return value, _extend(ways_a, "power", by_base) + _extend(ways_b, "exponent", by_exponent)


def _extend(ways: list, name: str, slope: float) -> list:
    return [(*way, (name, slope)) for way in ways]
