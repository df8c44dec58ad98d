"""A typed formula as a curve: in the notation of mathematics, with a frame that shows it, and a twin."""

import math
from typing import Any

import numpy as np

from mathcore.curves import Curve
from mathcore.formula import Formula, parse_formula
from mathcore.formula_tree import Tree, holds_x

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 4, "negate": 2, "**": 3}


def typed_curve(text: str, lo: float = -4.0, hi: float = 4.0) -> Curve:
    """Read a formula and make it a curve that `tangent` and `sample` accept.

    Args:
        text: The formula, as for `parse_formula`.
        lo: Left end of its window.
        hi: Right end of its window.

    Raises:
        MathInputError: when the text is no formula.

    >>> typed_curve("x^2 / 2").formula
    '\\\\frac{x^{2}}{2}'
    """
    formula = parse_formula(text)
    x = np.linspace(lo, hi, 401)
    there = formula.evaluate(x)
    return Curve(
        "f", latex(formula.tree), "f'(x)", formula.value, formula.slope, (-math.inf, math.inf),
        (lo, hi, *_frame(there.value)), (lo, hi, *_frame(there.slope)),
        lambda torch, places: evaluate_in(torch, formula.tree, places), spread(formula),
    )  # fmt: skip


def spread(formula: Formula) -> Any:
    """Return a function from places to how far value and slope may be off there.

    >>> values, slopes = spread(parse_formula("x"))([1.0, 2.0])
    >>> values.tolist(), slopes.tolist()
    ([0.0, 0.0], [0.0, 0.0])
    """

    def off(places: Any) -> tuple[Any, Any]:
        there = formula.evaluate(np.asarray(places, dtype=np.float64))
        return there.value_error, there.slope_error

    return off


def _frame(heights: np.ndarray) -> tuple[float, float]:
    """Choose ends that show most of the curve: the middle nine tenths of its heights, with a margin."""
    heights = heights[np.isfinite(heights)]
    if not heights.size:
        return -1.0, 1.0
    low, high = np.clip(np.quantile(heights, [0.05, 0.95]), -1e12, 1e12).tolist()
    margin = max(0.25 * (high - low), 0.05 * abs(high), 0.5)
    return low - margin, high + margin


def evaluate_in(torch: Any, tree: Tree, x: Any) -> Any:
    """Evaluate a formula with PyTorch's operations, for its automatic differentiation.

    >>> evaluate_in(np, ("negate", ("x",)), np.array([3.0]))  # as far as NumPy has the same names
    array([-3.])
    """
    match tree:
        case ("x",):
            return x
        case ("number", value):
            return torch.full_like(x, value)
        case ("negate", inner):
            return -evaluate_in(torch, inner, x)
        case ("call", name, inner):
            a = evaluate_in(torch, inner, x)
            if name == "gelu":
                return a * torch.special.erfc(-a / math.sqrt(2.0)) / 2
            if name == "silu":
                return a * torch.sigmoid(a)
            return getattr(torch, "log" if name == "ln" else name)(a)
        case ("**", base, exponent) if not holds_x(exponent):
            power = evaluate_in(torch, exponent, x.detach()[:1])
            return evaluate_in(torch, base, x) ** float(power[0])
        case (operator, left, right):
            a, b = evaluate_in(torch, left, x), evaluate_in(torch, right, x)
            if operator == "**":
                return torch.exp(b * torch.log(a))
            return {"+": torch.add, "-": torch.sub, "*": torch.mul, "/": torch.div}[operator](a, b)
    raise AssertionError(tree)


def latex(tree: Tree) -> str:
    """Write a formula in LaTeX.

    >>> latex(parse_formula("-(x + 1) * sqrt(x)").tree)
    '-\\\\left(x + 1\\\\right) \\\\cdot \\\\sqrt{x}'
    """
    match tree:
        case ("x",):
            return "x"
        case ("number", value):
            return {math.e: "e", math.pi: r"\pi"}.get(value) or _number(value)
        case ("negate", inner):
            return "-" + _within(inner, 2)
        case ("call", "sqrt", inner):
            return rf"\sqrt{{{latex(inner)}}}"
        case ("call", "abs", inner):
            return rf"\left|{latex(inner)}\right|"
        case ("call", name, inner):
            return rf"\operatorname{{{name}}}\left({latex(inner)}\right)"
        case ("/", left, right):
            return rf"\frac{{{latex(left)}}}{{{latex(right)}}}"
        case ("**", base, exponent):
            return rf"{_within(base, 5)}^{{{latex(exponent)}}}"
        case ("*", left, right):
            return rf"{_within(left, 2)} \cdot {_within(right, 3)}"
        case (operator, left, right):
            return f"{_within(left, 1)} {operator} {_within(right, 2)}"
    raise AssertionError(tree)


def _number(value: float) -> str:
    mantissa, _, exponent = f"{value:.12g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _within(tree: Tree, least: int) -> str:
    """Put a part in brackets where it binds less strongly than its place asks."""
    text = latex(tree)
    strength = 4 if tree[0] == "number" and "^" in text else _STRENGTH.get(tree[0], 5)
    return text if strength >= least else rf"\left({text}\right)"
