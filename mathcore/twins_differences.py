"""Measured slopes, dips, layers and paths in PyTorch."""

from typing import Any

import numpy as np

from mathcore.curves import Curve
from mathcore.formula import Formula
from mathcore.formula_tree import Tree, holds_x
from mathcore.twins import Bench, Tensors, curve
from mathcore.typed_curve import evaluate_in


def nudge(bench: Bench, line: Curve, x: float, step: float) -> Tensors:
    """Two values, and the slope by autograd."""
    values, slopes, bends = curve(bench, line, np.array([x, x + step]))
    true, foretold = values[1] - values[0], slopes[0] * step
    return {
        "step": np.array(float(step)), "foretold": foretold, "true": true, "missed": true - foretold,
        "?values": values, "?slopes": slopes, "?bends": bends,
    }  # fmt: skip


def error_curve(bench: Bench, line: Curve, x: float, finest: int = -16, coarsest: int = 0, *, got: Any) -> Tensors:
    """All places in one batch; which step is best is read off our errors, since noise decides between neighbours."""
    powers = np.linspace(coarsest, finest, 4 * (coarsest - finest) + 1)
    steps = 10.0**powers
    places = np.concatenate(([x], x + steps, x - steps))
    values, slopes, bends = curve(bench, line, places)
    value, (ahead, behind) = values[0], values[1:].reshape(2, -1)
    sizes = bench.tensor(steps)
    forward = ((ahead - value) / sizes - slopes[0]).abs()
    central = ((ahead - behind) / 2 / sizes - slopes[0]).abs()
    return {
        "powers": powers, "steps": steps, "forward": forward, "central": central,
        "best_forward": _best(steps, got.forward), "best_central": _best(steps, got.central),
        "?values": values, "?slopes": slopes, "?bends": bends, "?places": places,
    }  # fmt: skip


def _best(steps: Any, errors: Any) -> Any:
    pairs = [(error, step) for error, step in zip(errors.tolist(), steps.tolist(), strict=True) if np.isfinite(error)]
    least = min((error for error, _ in pairs), default=np.nan)
    return np.array(next((step for error, step in pairs if error == least), np.nan))


def dip(bench: Bench, line: Curve, lo: float, hi: float, *, got: Any) -> Tensors:
    """Value and slope where ours says the curve turns, and one step of Newton's method from there."""
    values, slopes, bends = curve(bench, line, np.array([got.x]))
    return {
        "x": got.x - slopes[0] / bends[0], "value": values[0], "slope": slopes[0],
        "?values": values, "?slopes": slopes, "?bends": bends,
    }  # fmt: skip


def through_layers(bench: Bench, slope: float, layers: int, weight: float = 1.0) -> Tensors:
    """A product of equal factors."""
    return {"value": (bench.tensor(np.full(layers, float(weight))) * float(slope)).prod()}


def paths(bench: Bench, formula: Formula, x: float) -> Tensors:
    """Give every x of the formula a leaf of its own: the derivative by that leaf belongs to the path from it."""
    leaves: list[Any] = []

    def build(tree: Tree) -> Any:
        if tree == ("x",):
            leaves.append(bench.leaf(np.array([float(x)])))
            return leaves[-1]
        if not holds_x(tree):
            return evaluate_in(bench.torch, tree, bench.tensor(np.array([float(x)])))
        if tree[0] in ("negate", "call"):
            return evaluate_in(bench.torch, (*tree[:-1], ("x",)), build(tree[-1]))
        operator, left, right = tree
        if operator == "**" and not holds_x(right):
            return evaluate_in(bench.torch, (operator, ("x",), right), build(left))
        a, b = build(left), build(right)
        if operator == "**":
            return bench.torch.exp(b * bench.torch.log(a))
        return {"+": a + b, "-": a - b, "*": a * b, "/": a / b}[operator]

    result = build(formula.tree)
    if not leaves:
        return {"products": np.zeros(0), "total": np.array(0.0)}
    slopes = bench.torch.autograd.grad(result.sum(), leaves, materialize_grads=True)
    products = bench.torch.cat(slopes)[:64]
    return {"products": products, "total": products.sum()}
