"""Markov chains: where a walk by fixed odds spends its time in the long run."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from mathcore.errors import MathInputError, require_finite
from mathcore.limits import MATRIX_SIDE, require_at_most
from mathcore.shapes import Rows, floats


class Stationary(NamedTuple):
    """The long run of a chain.

    `kind` is "mixing" (every start ends in `vector`), "periodic" (the walk cycles and only its average
    over time tends to it), or "divided" (several groups that are never left: where it ends depends on
    the start, and `vector` is NaN). `closed` numbers the groups never left, -1 for states left for good.
    """

    vector: Float[ndarray, " n"]
    kind: str
    period: int
    closed: Int[ndarray, " n"]
    note: str


def stationary(chain: Float[ndarray, "n n"] | Rows) -> Stationary:
    r"""Find the distribution that a chain leaves as it is.

    $$\pi P = \pi, \qquad \sum_i \pi_i = 1$$

    By the elimination of Grassmann, Taksar and Heyman, which adds, multiplies and divides but never
    subtracts: every entry is right to nearly all its digits, where eigenvectors of a nearly divided
    chain may be wrong in the first.

    Args:
        chain: Row i holds the odds $P_{ij}$ of going from i to each j.

    Raises:
        MathInputError: when the matrix is not square, over 64 states, not finite, has a negative entry, or
            a row that does not sum to 1 within 1e-9.

    Source: Grassmann, Taksar and Heyman (1985), doi:10.1287/opre.33.5.1107.
    PyTorch: the left eigenvector of `torch.linalg.eig(P.T)` at eigenvalue 1, where it is well conditioned.

    >>> stationary([[0.5, 0.5], [0.25, 0.75]]).vector.round(6)
    array([0.333333, 0.666667])
    """
    p = floats(chain, "the chain")
    _require_chain(p)
    closed = _closed_groups(p > 0)
    groups, n = int(closed.max()) + 1, len(p)
    if groups > 1:
        note = f"the chain has {groups} groups of states that are never left, so where it ends depends on the start"
        return Stationary(np.full(n, math.nan), "divided", 0, closed, note)
    states = np.flatnonzero(closed == 0)
    vector = np.zeros(n)
    vector[states] = _eliminate(p[np.ix_(states, states)].astype(np.float64))
    period = _period(p[np.ix_(states, states)] > 0)
    note = f"the walk returns only every {period} steps, so it cycles" if period > 1 else ""
    return Stationary(vector, "periodic" if period > 1 else "mixing", period, closed, note)


def _require_chain(p: ndarray) -> None:
    if p.ndim != 2 or p.shape[0] != p.shape[1] or p.size == 0:
        raise MathInputError("A chain needs a square matrix of odds.")
    require_at_most("the number of states", len(p), MATRIX_SIDE)
    require_finite("the chain", p)
    sums = p.sum(axis=1)
    wrong = (p < 0).any(axis=1) | (np.abs(sums - 1) > 1e-9)
    if wrong.any():
        raise MathInputError(f"Row {int(wrong.argmax()) + 1} must hold odds that are not negative and sum to 1.")


def _closed_groups(step: Bool[ndarray, "n n"]) -> Int[ndarray, " n"]:
    """Number the groups of states that reach each other and nothing else; -1 for all other states."""
    reach = step | np.eye(len(step), dtype=bool)
    for _ in range(len(step).bit_length()):
        reach = (reach.astype(float) @ reach) > 0
    both = reach & reach.T
    stays = (reach == both).all(axis=1)
    first = both.argmax(axis=1)
    names = {state: index for index, state in enumerate(np.unique(first[stays]).tolist())}
    return np.array([names[f] if s else -1 for f, s in zip(first.tolist(), stays, strict=True)])


def _eliminate(p: Float[ndarray, "n n"]) -> Float[ndarray, " n"]:
    for k in range(len(p) - 1, 0, -1):
        p[:k, k] /= p[k, :k].sum()
        p[:k, :k] += np.outer(p[:k, k], p[k, :k])
    weights = np.ones(len(p))
    for k in range(1, len(p)):
        weights[k] = weights[:k] @ p[:k, k]
        weights /= weights[: k + 1].max()
    return weights / weights.sum()


def _period(step: Bool[ndarray, "n n"]) -> int:
    """Return the greatest common divisor of the lengths of all ways back, by distances from state 0."""
    distance, frontier = {0: 0}, [0]
    while frontier:
        state = frontier.pop(0)
        for after in np.flatnonzero(step[state]).tolist():
            if after not in distance:
                distance[after] = distance[state] + 1
                frontier.append(after)
    return math.gcd(*(distance[i] + 1 - distance[j] for i, j in np.argwhere(step).tolist()))
