"""Tables of numbers as a page holds them: rearranged, made larger or smaller, and walked through term by term."""

from typing import NamedTuple

from mathcore.shapes import Number, Rows

Table = tuple[tuple[Number, ...], ...]


class Place(NamedTuple):
    """Where a walk through a product stands: at term k of result (i, j), with so many terms done.

    `running` says that there are more to come; a walk that has not begun or has ended looks at one result whole.
    """

    i: int
    k: int
    j: int
    done: int
    running: bool


def transposed(table: Rows) -> Table:
    """Turn rows into columns.

    >>> transposed(((1.0, 2.0, 3.0),))
    ((1.0,), (2.0,), (3.0,))
    """
    return tuple(zip(*table, strict=True))


def resized(table: Rows, rows: int, columns: int, fill: Rows) -> Table:
    """Cut a table, or extend it with the entries another one has in the new places.

    >>> resized(((7.0,),), 2, 2, ((1.0, 2.0), (3.0, 4.0)))
    ((7.0, 2.0), (3.0, 4.0))
    """
    height, width = len(table), len(next(iter(table), ()))
    return tuple(
        tuple(float(table[i][j] if i < height and j < width else fill[i][j]) for j in range(columns))
        for i in range(rows)
    )


def walk(step: int, shape: tuple[int, int, int], i: int, j: int) -> Place:
    """Find the place of a step in a product of m by n and n by p, which takes m·n·p of them.

    The results are made row by row, and each by its terms from first to last.

    Args:
        step: How many terms have been done; 0, or all of them, is no walk but a look at one result.
        shape: m, n and p.
        i: The row looked at otherwise; the last one there is if it lies outside.
        j: The column looked at otherwise.

    >>> walk(4, (2, 3, 2), 0, 0)
    Place(i=0, k=0, j=1, done=4, running=True)
    """
    m, n, p = shape
    if 0 < step < m * n * p:
        cell, k = divmod(step - 1, n)
        return Place(cell // p, k, cell % p, step, True)
    return Place(min(i, m - 1), n - 1, min(j, p - 1), m * n * p, False)
