"""Landscapes to walk down: each a height, its slope and its bend, by plain arithmetic.

The component functions take x and y as floats or as arrays alike. They only add, multiply and
divide: such floats overflow to infinity, where a power would raise an exception.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.shapes import Number


class Surface(NamedTuple):
    """A landscape; `formula` is LaTeX, `minimum` a lowest point, `quadratic` says the bend is one everywhere."""

    name: str
    formula: str
    value: Callable[[Any, Any], Any]
    slope: Callable[[Any, Any], tuple[Any, Any]]
    bend: Callable[[Any, Any], tuple[Any, Any, Any]]
    start: tuple[float, float]
    window: tuple[float, float, float, float]
    minimum: tuple[float, float]
    quadratic: bool = False
    parameters: tuple[float, ...] = ()

    def function(self, points: Float[ndarray, "*batch 2"]) -> Float[ndarray, "*batch"] | float:
        """Return the height at each point."""
        with np.errstate(all="ignore"):
            return self.value(points[..., 0], points[..., 1])

    def gradient(self, points: Float[ndarray, "*batch 2"]) -> Float[ndarray, "*batch 2"]:
        """Return the direction and rate of steepest climb at each point."""
        with np.errstate(all="ignore"):
            return np.stack(self.slope(points[..., 0], points[..., 1]), axis=-1)

    def hessian(self, points: Float[ndarray, "*batch 2"]) -> Float[ndarray, "*batch 2 2"]:
        """Return the matrix of second derivatives at each point."""
        with np.errstate(all="ignore"):
            xx, xy, yy = self.bend(points[..., 0], points[..., 1])
        entries = np.broadcast_arrays(xx, xy, xy, yy, points[..., 0])[:4]
        return np.stack(entries, axis=-1).astype(points.dtype).reshape(*points.shape, 2)


def bowl(curvature_x: Number, curvature_y: Number) -> Surface:
    r"""Make a bowl of given curvatures.

    $$f(x, y) = \tfrac12 (\lambda_x x^2 + \lambda_y y^2)$$

    Gradient descent on it multiplies x by $1 - \eta\lambda_x$ and y by $1 - \eta\lambda_y$ each step,
    so it converges exactly when $\eta < 2 / \max(\lambda_x, \lambda_y)$.

    Raises:
        MathInputError: unless both curvatures are positive and finite.

    Source: Goh (2017), "Why momentum really works", doi:10.23915/distill.00006.

    >>> bowl(1, 4).gradient(np.array([3.0, 2.0]))
    array([3., 8.])
    """
    cx, cy = float(curvature_x), float(curvature_y)
    if not (0 < cx < np.inf and 0 < cy < np.inf):
        raise MathInputError(f"A bowl needs two positive curvatures, not {cx} and {cy}.")
    return Surface(
        "bowl", rf"\tfrac12 \left({cx:g}\,x^2 + {cy:g}\,y^2\right)",
        lambda x, y: 0.5 * (cx * (x * x) + cy * (y * y)),
        lambda x, y: (cx * x, cy * y),
        lambda x, y: (cx, 0.0, cy),
        (-2.0, 1.5), (-3.0, 3.0, -2.25, 2.25), (0.0, 0.0), True, (cx, cy),
    )  # fmt: skip


def _rosenbrock(x: Any, y: Any) -> Any:
    across, along = y - x * x, 1.0 - x
    return along * along + 100.0 * (across * across)


def _plateau_slope(x: Any, y: Any, r: Any) -> tuple[Any, Any]:
    """First derivatives of 1 - r, where r = 1 / (1 + x^2 + y^2)."""
    return 2.0 * x * (r * r), 2.0 * y * (r * r)


def _plateau_bend(x: Any, y: Any, r: Any) -> tuple[Any, Any, Any]:
    """Second derivatives of 1 - r."""
    steep = 8.0 * r * r * r
    return 2.0 * r * r - steep * x * x, -steep * x * y, 2.0 * r * r - steep * y * y


_SHELF = (
    bowl(1.0, 2.0),
    bowl(1.0, 40.0)._replace(name="ravine", start=(-2.5, 0.6), window=(-3.0, 3.0, -2.25, 2.25)),
    Surface(
        "saddle", r"\tfrac12 x^2 - \tfrac12 y^2 + \tfrac14 y^4",
        lambda x, y: 0.5 * (x * x) - 0.5 * (y * y) + 0.25 * ((y * y) * (y * y)),
        lambda x, y: (x * 1.0, y * (y * y) - y),
        lambda x, y: (1.0, 0.0, 3.0 * (y * y) - 1.0),
        (-1.8, 0.01), (-2.4, 2.4, -1.8, 1.8), (0.0, 1.0),
    ),
    Surface(
        "plateau", r"1 - \frac{1}{1 + x^2 + y^2}",
        lambda x, y: 1.0 - 1.0 / (1.0 + (x * x + y * y)),
        lambda x, y: _plateau_slope(x, y, 1.0 / (1.0 + (x * x + y * y))),
        lambda x, y: _plateau_bend(x, y, 1.0 / (1.0 + (x * x + y * y))),
        (-3.4, 2.2), (-4.0, 4.0, -3.0, 3.0), (0.0, 0.0),
    ),
    Surface(
        "rosenbrock", "(1 - x)^2 + 100\\,(y - x^2)^2",
        _rosenbrock,
        lambda x, y: (-2.0 * (1.0 - x) - 400.0 * (x * (y - x * x)), 200.0 * (y - x * x)),
        lambda x, y: (2.0 + 1200.0 * (x * x) - 400.0 * y, -400.0 * x, 200.0),
        (-1.2, 1.0), (-2.0, 2.0, -1.0, 2.0), (1.0, 1.0),
    ),
    Surface(
        "double well", r"(x^2 - 1)^2 + y^2 + \tfrac{3}{10}\,x",
        lambda x, y: (x * x - 1.0) * (x * x - 1.0) + y * y + 0.3 * x,
        lambda x, y: (4.0 * (x * (x * x - 1.0)) + 0.3, 2.0 * y),
        lambda x, y: (12.0 * (x * x) - 4.0, 0.0, 2.0),
        (1.7, 1.0), (-2.0, 2.0, -1.5, 1.5), (-1.0355787140888537, 0.0),
    ),
)  # fmt: skip


SURFACES: dict[str, Surface] = {surface.name: surface for surface in _SHELF}
"""Every landscape by its name."""
