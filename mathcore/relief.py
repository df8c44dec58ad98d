"""A landscape as a relief: its height at the crossings of a grid, and a path lifted onto it."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.surfaces import Surface


class Relief(NamedTuple):
    """Heights over a grid, how far `above` the lowest of them each lies, and the path on them.

    The path goes as far as it is finite and in the picture.
    """

    x: Float[ndarray, " across"]
    y: Float[ndarray, " along"]
    height: Float[ndarray, "along across"]
    above: Float[ndarray, "along across"]
    path: Float[ndarray, "visited 3"]


def relief(
    surface: Surface, window: tuple[float, float, float, float], points: Float[ndarray, "visited 2"], side: int = 61
) -> Relief:
    """Lift a window of a landscape, and a walk on it, into three dimensions.

    >>> from mathcore.surfaces import bowl
    >>> relief(bowl(2, 2), (-1.0, 1.0, -1.0, 1.0), np.zeros((1, 2)), side=3).height
    array([[2., 1., 2.],
           [1., 0., 1.],
           [2., 1., 2.]])
    """
    x, y = np.linspace(window[0], window[1], side), np.linspace(window[2], window[3], side)
    height = np.asarray(surface.function(np.stack(np.meshgrid(x, y), axis=-1)))
    with np.errstate(all="ignore"):
        above = height - height.min()
        inside = (points >= (window[0], window[2])).all(axis=1) & (points <= (window[1], window[3])).all(axis=1)
    seen = points[inside]
    return Relief(x, y, height, above, np.column_stack((seen, np.asarray(surface.function(seen)))))
