"""What a formula is once it is read: a tree of a few kinds of node, and how it is worked out."""

from typing import Any

import numpy as np

from mathcore import duals
from mathcore.duals import Dual

Tree = tuple[Any, ...]
"""("number", value), ("x",), ("call", name, tree), ("negate", tree), or (operator, tree, tree)."""


def evaluate_tree(tree: Tree, x: Dual) -> Dual:
    """Work out a tree from the leaves up, with its slope and the bounds of both.

    >>> x = Dual(np.array([3.0]), np.ones(1), np.zeros(1), np.zeros(1))
    >>> evaluate_tree(("-", ("x",), ("number", 1.0)), x)[:2]
    (array([2.]), array([1.]))
    """
    match tree:
        case ("x",):
            return x
        case ("number", value):
            zero = np.zeros_like(x.value)
            return Dual(zero + value, zero, zero, zero)
        case ("call", name, inner):
            return duals.apply(name, evaluate_tree(inner, x))
        case ("negate", inner):
            return duals.negate(evaluate_tree(inner, x))
        case ("**", base, exponent):
            return _power(evaluate_tree(base, x), exponent, x)
        case (operator, left, right):
            a, b = evaluate_tree(left, x), evaluate_tree(right, x)
            if operator == "-":
                return duals.add(a, duals.negate(b))
            return {"+": duals.add, "*": duals.multiply, "/": duals.divide}[operator](a, b)
    raise AssertionError(tree)


def _power(base: Dual, exponent: Tree, x: Dual) -> Dual:
    """Raise to a power: by the power rule where it is constant, through exp and ln where it moves."""
    power = evaluate_tree(exponent, x)
    if not holds_x(exponent):
        return duals.power(base, float(power.value.flat[0]) if power.value.size else 0.0)
    return duals.apply("exp", duals.multiply(power, duals.apply("ln", base)))


def holds_x(tree: Tree) -> bool:
    """Say whether a part of a formula depends on x.

    >>> holds_x(("**", ("number", 2.0), ("x",))), holds_x(("number", 2.0))
    (True, False)
    """
    return tree == ("x",) or any(holds_x(part) for part in tree if isinstance(part, tuple))
