"""Why gradients are set back to zero: what training does when they are not."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import STEPS, require_at_most
from mathcore.notes import why_undefined
from mathcore.shapes import Number


class Accumulated(NamedTuple):
    """The table of a run, a row a visit: `gradient` is of that visit, `accumulated` the sum of all so far.

    `note` is empty, or says why something is not a number.
    """

    w: Float[ndarray, " visited"]
    loss: Float[ndarray, " visited"]
    gradient: Float[ndarray, " visited"]
    accumulated: Float[ndarray, " visited"]
    note: str


def accumulate(w: Number, target: Number, factor: Number, rate: Number, steps: int) -> Accumulated:
    r"""Train one weight without ever setting its gradient back to zero.

    $$a_t = a_{t-1} + 2c(cw_t - y), \qquad w_{t+1} = w_t - \eta\,a_t$$

    The sum remembers every slope it ever saw, like a ball that never loses speed: it swings through the
    bottom and out on the other side, and never comes to rest.

    Args:
        w: Weight to begin with.
        target: $y$, the number to hit.
        factor: $c$, not 0.
        rate: $\eta$.
        steps: How many steps, at most 20000.

    Raises:
        MathInputError: when a number is not finite, the factor is 0, or there are too many steps.

    Source: Polyak (1964), doi:10.1016/0041-5553(64)90137-5: a heavy ball without friction.
    PyTorch: `loss.backward()` and `w -= rate * w.grad`, without `w.grad.zero_()`.

    >>> accumulate(1, 3, 2, 0.1, 2).w.round(6)
    array([1.  , 1.4 , 1.88])
    """
    require_at_most("the number of steps", steps, STEPS)
    if factor == 0 or not all(map(math.isfinite, (w, target, factor, rate))):
        raise MathInputError("A weight, a target, a factor other than 0 and a rate must be finite numbers.")
    w, y, c, eta = map(float, (w, target, factor, rate))
    weights, sums = [w], [2.0 * c * (c * w - y)]
    for _ in range(steps):
        w = w - eta * sums[-1]
        weights.append(w)
        sums.append(sums[-1] + 2.0 * c * (c * w - y))
        if not math.isfinite(w):
            break
    visited = np.array(weights)
    with np.errstate(all="ignore"):
        error = c * visited - y
        parts = visited, error * error, 2.0 * c * error, np.array(sums)
    return Accumulated(*parts, why_undefined(parts))
