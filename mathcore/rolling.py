"""Rolling on: gradient descent whose rate may change on the way, and whose slope may come from a few examples only."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.gradient_descent import Surface, descend
from mathcore.limits import SEED, STEPS, require_at_most
from mathcore.notes import why_stopped
from mathcore.shapes import Number

EXAMPLES = 64
"""How many examples the loss is an average over."""

NEAR = 1e-6
"""A ball this little above the lowest point has arrived."""

Legs = Sequence[tuple[Number, int]]
"""A rate and a number of steps, again and again."""


class Roll(NamedTuple):
    """A walk of several legs, with the first non-finite point, if there is one, as its last.

    `gradients` are those stepped along, from the batch of each step; `losses` are of all examples, and
    `above` is how far they lie over the lowest point. `rates` has the rate of the step that leaves each
    point. `arrived` is the first step at which `above` is at most a millionth. Curvature, limit, product
    and regime are those of `descend`, where the ball is now.
    """

    points: Float[ndarray, "visited 2"]
    losses: Float[ndarray, " visited"]
    above: Float[ndarray, " visited"]
    gradients: Float[ndarray, "visited 2"]
    rates: Float[ndarray, " visited"]
    curvature: float
    limit: float
    product: float
    regime: str
    arrived: int | None
    stopped_at: int | None
    stopped_because: str
    loss_overflow: int | None
    predicted_overflow: int | None


def roll(surface: Surface, start: tuple[Number, Number], legs: Legs, batch: int = EXAMPLES, seed: int = 1) -> Roll:
    r"""Walk downhill, leg after leg, on the slope of a few examples at a time.

    $$f(w) = \frac1N \sum_i \big(f(w) + d_i \cdot w\big), \qquad
      w_{t+1} = w_t - \eta_t \Big(\nabla f(w_t) + \frac1B \sum_{i \in B_t} d_i\Big)$$

    Each of N = 64 examples tilts the surface by its own $d_i$. Together the tilts cancel, so a batch of all
    examples has the exact slope, and a smaller one, drawn anew for every step, has a noisy one.

    Args:
        surface: One of `SURFACES`, or a `bowl`.
        start: Where the walk begins.
        legs: Pairs of a rate and a number of steps; at least one, at most 20000 steps together.
        batch: How many examples a step looks at, 1 to 64.
        seed: Which draw of batches.

    Raises:
        MathInputError: when a number is not finite, or there are too many steps.

    Source: Robbins and Monro (1951), doi:10.1214/aoms/1177729586.
    PyTorch: `torch.optim.SGD([w], lr=rate)` on the mean loss of the batch.

    >>> from mathcore.surfaces import bowl
    >>> roll(bowl(1, 2), (4.0, 1.0), [(0.5, 1), (1.0, 1)]).points
    array([[4., 1.],
           [2., 0.],
           [0., 0.]])
    """
    require_at_most("the number of steps", sum(steps for _, steps in legs), STEPS)
    rates = [float(rate) for rate, steps in legs for _ in range(steps)] + [float(legs[-1][0])]
    if not all(map(math.isfinite, (*start, *rates))):
        raise MathInputError("A walk starts from finite numbers, and every rate is finite.")
    pulls = tilts(len(rates), batch, seed)
    points = np.array(_walk(surface, float(start[0]), float(start[1]), rates, pulls.tolist()))
    stopped = None if np.isfinite(points[-1]).all() else len(points) - 1
    losses = np.asarray(surface.function(points))
    above = losses - surface.function(np.array(surface.minimum))
    gradients = surface.gradient(points) + pulls[: len(points)]
    near, lost = np.flatnonzero(above <= NEAR), np.flatnonzero(~np.isfinite(losses))
    here = descend(surface, tuple(points[-1 if stopped is None else -2].tolist()), rates[-1], 0)
    plain = batch == EXAMPLES and len(legs) == 1
    return Roll(
        points, losses, above, gradients, np.array(rates)[: len(points)],
        here.curvature, here.limit, here.product, here.regime,
        int(near[0]) if near.size else None, stopped, why_stopped(points[-1, 0], points[-1, 1], stopped),
        int(lost[0]) if lost.size else None,
        descend(surface, start, rates[-1], 0).predicted_overflow if plain else None,
    )  # fmt: skip


def _walk(surface: Surface, x: float, y: float, rates: list[float], pulls: list) -> list[tuple[float, float]]:
    slope, isfinite = surface.slope, math.isfinite
    points = [(x, y)]
    for rate, (px, py) in zip(rates[:-1], pulls, strict=False):
        gx, gy = slope(x, y)
        x, y = x - rate * (gx + px), y - rate * (gy + py)
        points.append((x, y))
        if not (isfinite(x) and isfinite(y)):
            break
    return points


@lru_cache(maxsize=1)
def examples() -> Float[ndarray, "64 2"]:
    """Return the tilt of every example: 32 drawn ones and their opposites, in steps of 1/1024.

    Their sums are exact in binary, whatever the order, and all of them together are exactly 0.

    >>> examples().sum(axis=0)
    array([0., 0.])
    """
    half = np.round(np.random.default_rng(0).normal(size=(EXAMPLES // 2, 2)) * 512) / 1024
    table = np.concatenate((half, -half))
    table.setflags(write=False)
    return table


@lru_cache(maxsize=8)
def batches(steps: int, batch: int, seed: int) -> Int[ndarray, "steps batch"]:
    """Draw which examples each step looks at, none of them twice; a longer walk begins with the same draws.

    >>> batches(3, 2, 1)[:2].tolist() == batches(2, 2, 1).tolist()
    True
    """
    require_at_most("the batch size", batch, EXAMPLES)
    if batch < 1:
        raise MathInputError("A batch needs an example.")
    require_at_most("the seed", seed, SEED)
    order = np.random.default_rng(seed).random((steps, EXAMPLES))
    drawn = np.argsort(order, axis=1, kind="stable")[:, :batch]
    drawn.setflags(write=False)
    return drawn


@lru_cache(maxsize=32)
def tilts(steps: int, batch: int, seed: int) -> Float[ndarray, "steps 2"]:
    """Average the tilts of each step's batch.

    >>> tilts(2, 64, 5)
    array([[0., 0.],
           [0., 0.]])
    """
    pulls = np.zeros((steps, 2)) if batch == EXAMPLES else examples()[batches(steps, batch, seed)].mean(axis=1)
    pulls.setflags(write=False)
    return pulls


def count_to_overflow(multiplier: Number, distance: Number, dtype: str = "float64", most: int = STEPS) -> int | None:
    """Multiply a distance again and again, in one precision, and count the steps until it is infinite.

    Returns None when that takes more than `most` steps, or never happens.

    >>> count_to_overflow(2, 1), count_to_overflow(2, 1, "float32"), count_to_overflow(0.5, 1)
    (1024, 128, None)
    """
    number = np.dtype(dtype).type
    limit = float(np.finfo(dtype).max)
    w, m = number(abs(distance)), number(abs(multiplier))
    with np.errstate(all="ignore"):
        for step in range(1, most + 1):
            w = w * m
            if not w <= limit:
                return step
    return None
