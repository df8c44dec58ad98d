"""Bounds for divergences, sampling and Markov chains."""

from typing import Any

import numpy as np

from mathcore.bounds import FLOOR, Arrays, Bounds, U, exact
from mathcore.bounds_softmax import shares

__all__ = [
    "choose_from",
    "distribution_cross_entropy",
    "divergence",
    "divergence_terms",
    "exact",
    "kl_divergence",
    "stationary",
]


def _logs(p: Any) -> Any:
    with np.errstate(all="ignore"):
        return np.abs(np.log(np.where(p == 0, 1.0, p)))


def _plain_size(p: Any, q: Any) -> Any:
    """Return the size of the terms of the plain formula, which PyTorch subtracts from each other."""
    return p * (2 + _logs(p) + _logs(q))


def divergence_terms(theirs: Arrays, p: Any, q: Any) -> Bounds:
    """16 roundings of what the plain formula adds and subtracts."""
    p, q = theirs["?p"], theirs["?q"]
    return {"value": 16 * U * (_plain_size(p, q) + q) + FLOOR}


def kl_divergence(theirs: Arrays, p: Any, q: Any) -> Bounds:
    """The same, summed."""
    return {"value": 16 * U * _plain_size(theirs["?p"], theirs["?q"]).sum()}


def distribution_cross_entropy(theirs: Arrays, p: Any, q: Any) -> Bounds:
    """16 roundings of the sum of terms, none of which is negative."""
    value = theirs["value"]
    return {"value": 16 * U * (value if np.isfinite(value) else 0.0)}


def divergence(theirs: Arrays, p: Any, q: Any) -> Bounds:
    """Each as above; the exponential magnifies its argument."""
    p, q = theirs["?p"], theirs["?q"]
    cross = 16 * U * (theirs["cross_entropy"] if np.isfinite(theirs["cross_entropy"]) else 0.0)
    return {
        "terms": divergence_terms(theirs, p, q)["value"], "entropy": 16 * U * (p * _logs(p)).sum(),
        "cross_entropy": cross, "kl": 16 * U * _plain_size(p, q).sum(),
        "kl_reverse": 16 * U * _plain_size(q, p).sum(),
        "perplexity": theirs["perplexity"] * (cross + 4 * U) if np.isfinite(theirs["perplexity"]) else 0.0,
    }  # fmt: skip


def choose_from(theirs: Arrays, logits: Any, *args: Any, **kwargs: Any) -> Bounds:
    """Probabilities as for softmax; what is kept, and in which order, exactly."""
    share = shares(theirs["?z"], theirs["probabilities"])
    kept = theirs["kept_by_p"]
    with np.errstate(all="ignore"):
        grow = theirs["final"] / theirs["probabilities"]
    grow = np.nanmax(np.where(kept, grow, 0.0), initial=0.0)
    final = np.where(kept, 2 * grow * share + 8 * U * theirs["final"], 0.0) + grow * share.sum() * theirs["final"]
    return {
        "probabilities": share, "order": 0.0, "kept_by_k": 0.0, "kept_by_min_p": 0.0, "kept_by_p": 0.0,
        "final": final, "cumulative": final.cumsum() + len(share) * U,
    }  # fmt: skip


def stationary(theirs: Arrays, chain: Any) -> Bounds:
    """Relative to each entry, however small: nothing was subtracted."""
    return {"vector": 16 * np.shape(chain)[0] * U * theirs["vector"], "closed": 0.0}
