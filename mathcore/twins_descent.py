"""Gradient descent again, in PyTorch: every visited point of a walk in one batch of autograd."""

from typing import Any

import numpy as np

from mathcore.surfaces import Surface
from mathcore.twins import Bench, Tensors

HEIGHTS = {
    "bowl": lambda x, y, cx, cy: (cx * x**2 + cy * y**2) / 2,
    "ravine": lambda x, y, cx, cy: (cx * x**2 + cy * y**2) / 2,
    "saddle": lambda x, y: x**2 / 2 - y**2 / 2 + y**4 / 4,
    "plateau": lambda x, y: 1 - 1 / (1 + x**2 + y**2),
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "double well": lambda x, y: (x**2 - 1) ** 2 + y**2 + 0.3 * x,
}


def surface(bench: Bench, surface: Surface, points: Any) -> tuple[Any, Any]:
    """Return heights and slopes at many points."""
    points = bench.leaf(points)
    heights = HEIGHTS[surface.name](*points.unbind(-1), *surface.parameters)
    return heights.detach(), bench.slope(heights, points)


def hessian(bench: Bench, surface: Surface, point: Any) -> Any:
    """Return the second derivatives at one point, by two passes over the gradient."""
    point = bench.leaf(point)
    slope = bench.slope(HEIGHTS[surface.name](*point.unbind(-1), *surface.parameters), point, keep=True)
    if not slope.requires_grad:
        return bench.torch.zeros(2, 2, dtype=point.dtype, device=bench.device)
    rows = [bench.torch.autograd.grad(part, point, retain_graph=True, materialize_grads=True)[0] for part in slope]
    return bench.torch.stack(rows)


def descend(bench: Bench, landscape: Surface, start: Any, rate: float, steps: int, *, got: Any) -> Tensors:
    """Take every step of the walk again, each from the point where ours took it.

    Comparing step by step keeps one rounding from growing along a divergent walk; the batch costs one
    forward and one backward pass however long the walk is.
    """
    visited = np.asarray(got.points)
    heights, slopes = surface(bench, landscape, visited)
    here = bench.tensor(visited)
    points = bench.torch.cat((bench.tensor(start)[None], (here - rate * slopes)[:-1]))
    finite = np.all(np.isfinite(visited), axis=1)
    if len(visited) != steps + 1 and finite[-1]:
        points = bench.torch.cat((points, points[-1:] * np.nan))  # a walk cut short is a wrong walk
    last = landscape.minimum if landscape.quadratic else visited[finite][-1] if finite.any() else start
    bends = hessian(bench, landscape, last)
    curvature = bench.torch.linalg.eigvalsh(bends)[-1] if bool(bends.isfinite().all()) else bends.sum() * np.nan
    rate_ = bench.tensor(rate)
    return {
        "points": points, "losses": heights, "gradients": slopes, "rate": rate_,
        "curvature": curvature,
        "limit": curvature.new_tensor(np.inf) if curvature <= 0 else 2 / curvature,
        "product": rate_ * curvature, "?visited": here,
    }  # fmt: skip


def descend_1d(
    bench: Bench,
    w: float,
    target: float,
    factor: float,
    rate: float,
    steps: int,
    dtype: str = "float64",
    *,
    got: Any,
) -> Tensors:
    """Every step of the run again, by autograd in the same precision."""
    torch = bench.torch
    precision = getattr(torch, dtype)
    visited = bench.tensor(np.asarray(got.w)).to(precision).requires_grad_()
    y, c, eta = (torch.tensor(value, dtype=precision, device=bench.device) for value in (target, factor, rate))
    prediction = c * visited
    loss = (prediction - y) ** 2
    gradient = bench.slope(loss, visited)
    stepped = (visited - eta * gradient).detach()[:-1]
    first = torch.tensor([w], dtype=precision, device=bench.device)
    return {
        "w": torch.cat((first, stepped)), "prediction": prediction, "loss": loss, "gradient": gradient,
        **_parabola(bench, w, target, factor, rate),
    }  # fmt: skip


def _parabola(bench: Bench, w: float, target: float, factor: float, rate: float) -> Tensors:
    """Best weight, multiplier and limit from the first and second derivative of the loss."""
    w_ = bench.leaf(float(w))
    slope = bench.slope((float(factor) * w_ - float(target)) ** 2, w_, keep=True)
    bend = bench.slope(slope, w_)
    return {"best": w_ - slope / bend, "multiplier": 1 - float(rate) * bend, "limit": 2 / bend}
