"""Bounds for one query and several heads."""

import math
from typing import Any

import numpy as np

from mathcore.bounds import FLOOR, Arrays, Bounds, U


def one_query(theirs: Arrays, q: Any, k: Any, v: Any, query: int, *, scaled: bool = True, mask: Any = None) -> Bounds:
    """Scores as sums of d_k terms; what follows by the condition kappa of the exponentials."""
    size_q, size_k, size_v = (np.abs(part) for part in theirs["?parts"])
    d_k = size_k.shape[1]
    size = (size_q @ size_k.T)[0]
    with np.errstate(all="ignore"):
        kappa = 1 + float(size.max()) / (math.sqrt(d_k) if scaled else 1.0)
        grow = U * (32 + 8 * kappa)
        scores = 2 * d_k * U * size + FLOOR
        logits = (scores + 2 * U * size) / (math.sqrt(d_k) if scaled else 1.0)
        exponentials = (logits + 4 * U * (1 + np.abs(theirs["scaled"]))) * theirs["exponentials"] + FLOOR
        weights = grow * theirs["weights"] + FLOOR
        logs = 1 + np.abs(np.log(np.where(theirs["weights"] > 0, theirs["weights"], 1.0)))
        nats = (weights * logs).sum() + 16 * U
        output = U * (16 + 4 * kappa) * size_v.max(axis=0) + FLOOR
    return {
        "products": 2 * U * np.abs(theirs["products"]), "scores": scores, "scaled": logits, "masked": logits,
        "exponentials": exponentials, "total": exponentials.sum() + len(size) * U * theirs["total"],
        "weights": weights, "parts": 2 * grow * np.abs(theirs["parts"]) + FLOOR, "output": output,
        "effective": theirs["effective"] * 2 * nats, "top": math.inf if _close(theirs["weights"], grow) else 0.0,
    }  # fmt: skip


def _close(weights: Any, grow: float) -> bool:
    """Say whether the two largest weights are equal but for rounding, so that either may come out on top."""
    if len(weights) < 2:
        return False
    second, first = np.sort(weights)[-2:]
    return not first - second > 4 * grow * first


def heads(
    theirs: Arrays, words: Any, count: int, seed: int, *, d_model: int = 8, d_k: int = 2, position: bool = False
) -> Bounds:
    """Sums of d_model terms; the sines and cosines of the positions are rounded too."""
    x = 16 * U * (1 + np.abs(theirs["x"])) if position else np.zeros_like(theirs["x"])
    q, k, v = theirs["?sizes"]
    grow = (2 * d_model + (64 if position else 0)) * U
    return {"x": x, "q": grow * (1 + q), "k": grow * (1 + k), "v": grow * (1 + v)}


def mixing(theirs: Arrays, weights: Any, times: int = 1, *, got: Any) -> Bounds:
    """A backward stable solver moves a matrix by n roundings of its size, and so an eigenvalue's residual."""
    n = len(theirs["power"])
    few = 64 * n * U
    return {
        "power": few * (1 + np.log2(max(times, 1))) * theirs["power"] * max(times, 1) + FLOOR,
        "residuals": few * n, "trace": few * n, "gap": 4 * U,
        "stationary": few * (1 + np.abs(theirs["stationary"])), "column_means": few * theirs["column_means"] + FLOOR,
    }  # fmt: skip


def compare_orders(
    theirs: Arrays, first: Any, second: Any, order: Any, *, scaled: bool = True, causal: bool = False
) -> Bounds:
    """As attention, for both orders; a change is the difference of two such outputs."""
    kappa, size, kappa_2, size_2 = (float(part) for part in theirs["?sizes"])
    one, two = U * (16 + 4 * kappa) * size + FLOOR, U * (16 + 4 * kappa_2) * size_2 + FLOOR
    return {"before": one, "after": two, "change": 2 * (one + two), "largest": 2 * (one + two)}
