"""Bounds for rounded softmax, the edges of the exponential, and many temperatures."""

from typing import Any

import numpy as np

from mathcore import bounds_softmax
from mathcore.bounds import FLOOR, Arrays, Bounds, U
from mathcore.twins_scores import SHORT


def rounded(theirs: Arrays, x: Any, how: str) -> Bounds:
    """The same rounding; with decimal digits two roundings more."""
    return {"value": 8 * U * np.abs(theirs["value"])}


def rounded_softmax(theirs: Arrays, logits: Any, temperature: float | int, how: str, got: Any) -> Bounds:
    """The same rounding, or the neighbour where a number lies half way between two."""
    names = ("scaled", "weights", "total", "probabilities")
    size = np.abs(theirs["probability_sum"])
    return {
        **{name: _slack(theirs[f"?{name}"], theirs[name], how) for name in names},
        "probability_sum": 16 * U * size + FLOOR,
    }  # fmt: skip


def _slack(raw: Any, value: Any, how: str) -> Any:
    with np.errstate(all="ignore"):
        size = np.abs(raw)
        if how in SHORT:
            unit = 2.0 ** np.maximum(np.floor(np.log2(size)) - SHORT[how] + 1, -24 if how == "float16" else -1074)
        else:
            unit = 10.0 ** (np.floor(np.log10(size)) - int(how.split()[0]) + 1)
        half_way = np.abs(size / unit % 1 - 0.5) < 1e-6
        few = 16 * U * np.abs(value) + FLOOR
        return np.where(half_way & (how != "float64"), 2 * unit, few)


def exponential_edges(theirs: Arrays, dtype: str) -> Bounds:
    """Two neighbours of the precision."""
    step = 2 * float(np.finfo(dtype).eps)
    return {name: step * np.abs(value) for name, value in theirs.items()}


def melting(theirs: Arrays, logits: Any, low: float | int, high: float | int, count: int) -> Bounds:
    """As softmax; the temperature itself is rounded, which moves an exponent in proportion."""
    p, z = theirs["probabilities"], theirs["?z"]
    with np.errstate(all="ignore"):
        share = U * np.where(p == 0, 0.0, 64 + 32 * np.abs(z)) * p + FLOOR
        logs = 2 + np.abs(np.log2(np.where(p == 0, 1.0, p)))
    return {"power": 8 * U * (1 + np.abs(theirs["power"])), "probabilities": share,
            "entropy_bits": 2 * (share * logs).sum(axis=-1) + 16 * U}  # fmt: skip


def slopes(theirs: Arrays, logits: Any, temperature: float | int = 1.0) -> Bounds:
    """The bound of each slope, added up along with the roundings of the sum."""
    each = bounds_softmax.jacobian(theirs, logits, temperature)["value"]
    p, z = theirs["?p"], theirs["?z"]
    size = np.abs(theirs["jacobian"])
    with np.errstate(all="ignore"):
        share = U * np.where(p == 0, 0.0, 32 + 4 * np.abs(z) + np.sqrt(len(p))) * p + FLOOR
    return {
        "probabilities": share, "jacobian": each,
        "row_sums": each.sum(axis=1) + 2 * len(p) * U * size.sum(axis=1),
        "column_sums": each.sum(axis=0) + 2 * len(p) * U * size.sum(axis=0),
    }  # fmt: skip
