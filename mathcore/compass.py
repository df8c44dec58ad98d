"""Every direction at once: how steep a landscape is whichever way one looks."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.notes import why_undefined
from mathcore.shapes import Number
from mathcore.surfaces import Surface


class Compass(NamedTuple):
    """Slopes around one point: `slopes[i]` looking along `angles[i]`, in radians from the x axis.

    `partials` are the slopes along x and along y. They are the components of the gradient, whose length
    `steepness` is the largest slope of all, in the direction `heading` (0 where there is none).
    `note` is empty, or says why something is not a number.
    """

    angles: Float[ndarray, " n"]
    slopes: Float[ndarray, " n"]
    steepest: int
    partials: Float[ndarray, "2"]
    steepness: float
    heading: float
    note: str


def compass(surface: Surface, at: tuple[Number, Number], count: int = 36) -> Compass:
    r"""Look around.

    $$D_u f = \nabla f \cdot u = |\nabla f| \cos(\theta_u - \theta_{\nabla f})$$

    So the slope is largest along the gradient, its opposite is the steepest way down, and at right angles
    to it the ground is level.

    Raises:
        MathInputError: when the point is not finite or count is below 4.

    Source: Nocedal and Wright, Numerical Optimization, 2nd ed., section 2.2.
    PyTorch: the derivative of `f(at + t * u)` by t at 0, for every direction u.

    >>> from mathcore.surfaces import bowl
    >>> compass(bowl(1, 1), (3.0, 4.0)).partials, compass(bowl(1, 1), (3.0, 4.0)).steepness
    (array([3., 4.]), 5.0)
    """
    if count < 4 or not all(map(math.isfinite, at)):
        raise MathInputError("A compass needs a finite place and four directions or more.")
    angles = np.arange(count) * (2 * math.pi / count)
    partials = surface.gradient(np.array(at, dtype=np.float64))
    with np.errstate(all="ignore"):
        slopes = partials[0] * np.cos(angles) + partials[1] * np.sin(angles)
    steepness = math.hypot(*partials.tolist())
    heading = math.atan2(partials[1], partials[0]) if 0 < steepness < math.inf else 0.0
    steepest, note = int(np.argmax(np.nan_to_num(slopes, nan=-np.inf))), why_undefined([slopes, partials])
    return Compass(angles, slopes, steepest, partials, steepness, heading, note)
