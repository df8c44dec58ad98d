"""The smallest training loop there is: one weight, one example, one number to hit."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import STEPS, require_at_most
from mathcore.shapes import Number


class OneWeight(NamedTuple):
    """The table of a run, a row a visit; `multiplier` is what one step does to the distance from `best`."""

    w: Float[ndarray, " visited"]
    prediction: Float[ndarray, " visited"]
    loss: Float[ndarray, " visited"]
    gradient: Float[ndarray, " visited"]
    best: float
    multiplier: float
    limit: float
    stopped_at: int | None


def descend_1d(
    w: Number, target: Number, factor: Number, rate: Number, steps: int, dtype: str = "float64"
) -> OneWeight:
    r"""Train one weight by gradient descent.

    $$\hat y = c\,w, \qquad L = (\hat y - y)^2, \qquad \frac{dL}{dw} = 2c(\hat y - y), \qquad
      w \leftarrow w - \eta \frac{dL}{dw}$$

    Each step multiplies the distance to $w^* = y / c$ by $1 - 2c^2\eta$, so it converges when $\eta$ is
    below the limit $1 / c^2$. The run ends at the first weight that is not finite.

    Args:
        w: Weight to begin with.
        target: $y$, the number to hit.
        factor: $c$, not 0: the input the weight multiplies.
        rate: $\eta$.
        steps: How many steps, at most 20000.
        dtype: "float64", "float32" or "float16": the precision every operation is rounded to.

    Raises:
        MathInputError: when a number is not finite, the factor is 0, or there are too many steps.

    Source: Widrow and Hoff (1960), "Adaptive switching circuits", with one weight.
    PyTorch: `loss.backward()`, then `w -= rate * w.grad` and `w.grad.zero_()`.

    >>> descend_1d(1, 3, 2, 0.1, 2).w.round(6)
    array([1.  , 1.4 , 1.48])
    """
    require_at_most("the number of steps", steps, STEPS)
    if factor == 0 or not all(map(math.isfinite, (w, target, factor, rate))):
        raise MathInputError("A weight, a target, a factor other than 0 and a rate must be finite numbers.")
    number = np.dtype(dtype).type
    y, c, eta, two = number(target), number(factor), number(rate), number(2)
    weights = [number(w)]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            if not np.isfinite(weights[-1]):
                break
            weights.append(weights[-1] - eta * (two * c * (c * weights[-1] - y)))
        visited = np.array(weights)
        error = c * visited - y
        table = (visited, c * visited, error * error, two * c * error)
    stopped = None if np.isfinite(visited[-1]) else len(weights) - 1
    c, eta = float(factor), float(rate)
    return OneWeight(*table, float(target) / c, 1.0 - 2.0 * c * c * eta, _inverse(c * c), stopped)


def _inverse(square: float) -> float:
    return 1.0 / square if square else math.inf
