"""Gradient descent: step after step against the slope, and what the size of a step does."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import STEPS, require_at_most
from mathcore.notes import why_stopped
from mathcore.one_weight import OneWeight, descend_1d
from mathcore.shapes import Number
from mathcore.surfaces import SURFACES, Surface, bowl

__all__ = [
    "SURFACES",
    "Descent",
    "OneWeight",
    "Surface",
    "bowl",
    "descend",
    "descend_1d",
    "predicted_overflow_step",
    "regime",
]

SAME = 1e-12
"""Distance within which a product counts as exactly 1 or exactly 2: a few roundings of the product."""


class Descent(NamedTuple):
    """A walk downhill with the first non-finite point, if there is one, as its last.

    `curvature` is the largest of the bends at the last finite point; `limit` is 2 / curvature, infinite where
    nothing bends upward.
    `predicted_overflow` is foretold from the multipliers of a quadratic surface alone.
    """

    points: Float[ndarray, "visited 2"]
    losses: Float[ndarray, " visited"]
    gradients: Float[ndarray, "visited 2"]
    rate: float
    curvature: float
    limit: float
    product: float
    regime: str
    stopped_at: int | None
    stopped_because: str
    loss_overflow: int | None
    predicted_overflow: int | None


def descend(surface: Surface, start: tuple[Number, Number], rate: Number, steps: int) -> Descent:
    r"""Walk downhill.

    $$w_{t+1} = w_t - \eta\, \nabla f(w_t)$$

    Nothing is clamped: a walk that climbs out is followed to the first point that is not finite.

    Args:
        surface: One of `SURFACES`, or a `bowl`.
        start: Where the walk begins.
        rate: $\eta$, any finite number; a negative rate walks uphill.
        steps: How many steps, at most 20000.

    Raises:
        MathInputError: when start or rate is not finite, or there are too many steps.

    Source: Cauchy (1847), Comptes rendus 25, 536-538.
    PyTorch: `torch.optim.SGD([w], lr=rate)`, or `w - rate * torch.autograd.grad(f(w), w)[0]`.

    >>> descend(bowl(1, 2), (4.0, 1.0), 0.5, 2).points
    array([[4., 1.],
           [2., 0.],
           [1., 0.]])
    """
    require_at_most("the number of steps", steps, STEPS)
    x, y, rate = float(start[0]), float(start[1]), float(rate)
    if not all(map(math.isfinite, (x, y, rate))):
        raise MathInputError(f"A descent starts from finite numbers, not from ({x}, {y}) at rate {rate}.")
    points = np.array(_walk(surface, x, y, rate, steps))
    stopped = len(points) - 1 if not np.isfinite(points[-1]).all() else None
    losses = np.asarray(surface.function(points))
    lost = np.flatnonzero(~np.isfinite(losses))
    curvature = _curvature(surface, points[-1 if stopped is None else -2])
    product = rate * curvature
    return Descent(
        points, losses, surface.gradient(points), rate, curvature,
        math.inf if curvature <= 0 else 2.0 / curvature, product, regime(product),
        stopped, why_stopped(points[-1, 0], points[-1, 1], stopped),
        int(lost[0]) if lost.size else None, _foretell(surface, points[0], rate),
    )  # fmt: skip


def _walk(surface: Surface, x: float, y: float, rate: float, steps: int) -> list[tuple[float, float]]:
    slope, isfinite = surface.slope, math.isfinite
    points = [(x, y)]
    for _ in range(steps):
        gx, gy = slope(x, y)
        x, y = x - rate * gx, y - rate * gy
        points.append((x, y))
        if not (isfinite(x) and isfinite(y)):
            break
    return points


def _curvature(surface: Surface, point: Float[ndarray, " 2"]) -> float:
    xx, xy, yy = surface.bend(*point.tolist())
    if not all(map(math.isfinite, (xx, xy, yy))):
        return math.nan
    return (xx + yy) / 2.0 + math.hypot((xx - yy) / 2.0, xy)


def _foretell(surface: Surface, start: Float[ndarray, " 2"], rate: float) -> int | None:
    if not surface.quadratic:
        return None
    found = []
    for bend, distance in zip(surface.parameters, start.tolist(), strict=True):
        multiplier = abs(1.0 - rate * bend)
        # The step itself can overflow before the point does: x - 2.05 x passes through 2.05 x.
        reach = max(multiplier, abs(rate * bend), bend) / multiplier if multiplier > 1.0 else 1.0
        found.append(predicted_overflow_step(multiplier, distance * reach))
    return min((max(1, step) for step in found if step is not None), default=None)


def regime(product: Number) -> str:
    r"""Name what a learning rate does, from $\eta\lambda$, the rate times the largest curvature.

    Each step multiplies the distance to the minimum by $1 - \eta\lambda$: below 1 it "creep"s, at 1 it
    arrives in "one step", up to 2 it is "ringing" from side to side, at 2 it stays "marginal", and
    above it is "divergent". Products within 1e-12 of 1 or 2 count as equal; NaN counts as divergent.

    Source: Goodfellow, Bengio and Courville, Deep Learning, section 4.3.1.

    >>> [regime(p) for p in (0.5, 1, 1.5, 2, 2.5)]
    ['creep', 'one step', 'ringing', 'marginal', 'divergent']
    """
    for name, edge in (("one step", 1.0), ("marginal", 2.0)):
        if abs(product - edge) <= SAME:
            return name
    return "creep" if product < 1.0 else "ringing" if product < 2.0 else "divergent"


def predicted_overflow_step(multiplier: Number, distance: Number, dtype: str = "float64") -> int | None:
    r"""Foretell the step at which a distance that grows by a factor leaves the floats.

    $$t = \left\lceil \log_{|m|} \frac{2^{E}}{d} \right\rceil, \qquad
      E = 1024 \text{ in float64},\ 128 \text{ in float32}$$

    Returns None when nothing grows.

    Args:
        multiplier: $m$, the factor of one step; its sign does not matter.
        distance: $d$, the distance at step 0; its sign does not matter.
        dtype: "float64", "float32" or "float16".

    >>> predicted_overflow_step(2, 1), predicted_overflow_step(2, 1, "float32")
    (1024, 128)
    """
    factor, length = abs(float(multiplier)), abs(float(distance))
    if not factor > 1.0 or not length > 0.0:
        return None
    exponent = float(np.finfo(dtype).maxexp)
    if math.isinf(length):
        return 0
    if math.isinf(factor):
        return 1
    return max(0, math.ceil((exponent - math.log2(length)) / math.log2(factor)))
