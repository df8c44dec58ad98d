"""One comparison: two tensors, the difference they show and the difference they may show."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Shaped
from numpy import ndarray


class Row(NamedTuple):
    """What became of one tensor; the samples are its worst entry on both sides.

    `ratio` is the largest difference over its own bound: at most 1 agrees. `bound` is the bound at
    that entry. Relative errors leave out entries that ought to be 0.
    """

    tensor: str
    max_abs: float
    max_rel: float
    bound: float
    ratio: float
    agrees: bool
    ours_sample: float
    theirs_sample: float

    @property
    def difference(self) -> float:
        """The difference of the two samples: what `bound` allows and `ratio` weighs."""
        gap = abs(self.ours_sample - self.theirs_sample)
        return self.max_abs if np.isnan(gap) else gap


class Verdict(NamedTuple):
    """What a comparison found; `agrees` is None where there was none, and `reason` says why.

    `rows` follow the order of computation and `worst` is the one with the largest ratio.
    """

    name: str
    agrees: bool | None
    worst: Row | None
    rows: tuple[Row, ...]
    dtype: str
    device: str
    reason: str

    @property
    def first_wrong(self) -> str | None:
        """Name the first tensor that does not agree."""
        return next((row.tensor for row in self.rows if not row.agrees), None)


def compare(tensor: str, ours: object, theirs: Shaped[ndarray, "..."], bound: object) -> Row:
    """Compare entry by entry: shape and dtype must match, and what is not finite must be the same.

    An infinite bound promises nothing about its entry, a NaN bound everything.

    >>> compare("p", np.array([1.0, 2.0]), np.array([1.0, 2.5]), 1.0).ratio
    0.5
    """
    mine = np.asarray(ours)
    if mine.shape != theirs.shape or mine.dtype != theirs.dtype:
        return Row(tensor, math.inf, math.inf, 0.0, math.inf, False, math.nan, math.nan)
    if mine.size == 0:
        return Row(tensor, 0.0, 0.0, 0.0, 0.0, True, math.nan, math.nan)
    # Half precision would overflow in the arithmetic of the comparison itself.
    mine, other = mine.astype(np.float64).ravel(), theirs.astype(np.float64).ravel()
    # A bound of -0.0 would turn an infinite ratio negative.
    allowed = np.abs(np.broadcast_to(np.asarray(bound, dtype=np.float64), theirs.shape).ravel())
    with np.errstate(all="ignore"):
        difference = np.abs(mine - other)
        difference[(mine == other) | (np.isnan(mine) & np.isnan(other))] = 0.0
        difference[np.isnan(difference)] = np.inf
        ratio = difference / allowed
        ratio[(difference == 0.0) | (allowed == np.inf)] = 0.0
        ratio[np.isnan(ratio)] = np.inf
        relative = difference / np.abs(other)
    worst = int(ratio.argmax()) if ratio.any() else int(difference.argmax())
    relative = relative[(other != 0.0) & ~np.isnan(relative)]
    return Row(
        tensor, float(difference.max()), float(relative.max(initial=0.0)), float(allowed[worst]),
        float(ratio[worst]), bool(ratio[worst] <= 1.0), float(mine[worst]), float(other[worst]),
    )  # fmt: skip
