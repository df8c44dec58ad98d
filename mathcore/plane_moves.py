"""A matrix as a move of the plane: where the axes, the grid and a flag land, after one move and after two."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.matmul import matmul
from mathcore.notes import why_undefined
from mathcore.shapes import Rows, floats

FLAG = np.array([
    (0.0, 0.0), (0.0, 1.5), (1.0, 1.5), (1.0, 1.2), (0.3, 1.2), (0.3, 0.9),
    (0.8, 0.9), (0.8, 0.6), (0.3, 0.6), (0.3, 0.0), (0.0, 0.0),
])  # fmt: skip
"""The outline of a letter F, which looks different from every side."""

REACH = 6
"""The grid runs from -6 to 6."""


def _grid() -> Float[ndarray, "n 2"]:
    lines = []
    for k in range(-REACH, REACH + 1):
        lines += [(k, -REACH), (k, REACH), (np.nan, np.nan), (-REACH, k), (REACH, k), (np.nan, np.nan)]
    return np.array(lines, dtype=float)


GRID = _grid()
"""Ends of the grid's lines, with NaN between one line and the next."""
FLAG.setflags(write=False)
GRID.setflags(write=False)


class Moves(NamedTuple):
    """Two moves of the plane, one after the other: `both` does them in one, `swapped` in the other order.

    The areas say by what factor each move stretches an area; a negative one also flips it over.
    `note` is empty, or says why something is not a number; the grid has NaN between one line and the next.
    """

    both: Float[ndarray, "2 2"]
    swapped: Float[ndarray, "2 2"]
    area_first: float
    area_then: float
    area_both: float
    grid_first: Float[ndarray, "n 2"]
    grid_both: Float[ndarray, "n 2"]
    flag_first: Float[ndarray, "k 2"]
    flag_both: Float[ndarray, "k 2"]
    flag_swapped: Float[ndarray, "k 2"]
    commute: bool
    note: str


def moves(first: Float[ndarray, "2 2"] | Rows, then: Float[ndarray, "2 2"] | Rows) -> Moves:
    r"""Move the plane by one matrix A, then by another B.

    $$B(Ax) = (BA)x, \qquad \det(BA) = \det B \det A$$

    The columns of a matrix are where (1, 0) and (0, 1) land, and the rest of the plane goes along in
    straight lines.

    Raises:
        MathInputError: when a matrix has not two rows and two columns.

    Source: Strang, Introduction to Linear Algebra, 5th ed., sections 2.4 and 8.1.
    PyTorch: `then @ first`, `torch.linalg.det`.

    >>> quarter_turn, double = [[0.0, -1.0], [1.0, 0.0]], [[2.0, 0.0], [0.0, 1.0]]
    >>> moves(quarter_turn, double).both
    array([[ 0., -2.],
           [ 1.,  0.]])
    """
    a, b = floats(first, "the first matrix"), floats(then, "the second matrix")
    if a.shape != (2, 2) or b.shape != (2, 2):
        raise MathInputError("A move of the plane has two rows and two columns.")
    both, swapped = matmul(b, a).product, matmul(a, b).product
    with np.errstate(all="ignore"):
        areas = _area(a), _area(b), _area(both)
        flags = _moved(FLAG, a), _moved(FLAG, both), _moved(FLAG, swapped)
        grids = _moved(GRID, a), _moved(GRID, both)
    note = why_undefined([both, swapped, *areas, *flags], first=a, then=b)
    return Moves(both, swapped, *areas, *grids, *flags, bool((both == swapped).all()), note)


def _area(m: Float[ndarray, "2 2"]) -> float:
    return float(m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0])


def _moved(points: Float[ndarray, "n 2"], m: Float[ndarray, "2 2"]) -> Float[ndarray, "n 2"]:
    return points[:, :1] * m[:, 0] + points[:, 1:] * m[:, 1]
