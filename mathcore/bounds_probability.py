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
    """Probabilities as for softmax; what is kept, and in which order, exactly.

    Unless different scores come out so close that rounding decides which is the better: of the choices it
    is about nothing is promised then, and nothing of what is listed in that order.
    """
    p, kept = theirs["probabilities"], theirs["kept_by_p"]
    share = shares(theirs["?z"], p)
    with np.errstate(all="ignore"):
        grow = theirs["final"] / p
    grow = np.nanmax(np.where(kept, grow, 0.0), initial=0.0)
    final = np.where(kept, 2 * grow * share + 8 * U * theirs["final"], 0.0) + grow * share.sum() * theirs["final"]
    unsure = _decided_by_rounding(theirs["?z"], p, share)
    either = np.where(unsure, np.inf, 0.0)
    listed = np.inf if unsure.any() else 0.0
    return {
        "probabilities": share, "order": listed, "kept_by_k": either, "kept_by_min_p": either, "kept_by_p": either,
        "final": final + either, "cumulative": final.cumsum() + len(share) * U + listed,
    }  # fmt: skip


def _decided_by_rounding(z: Any, p: Any, share: Any) -> Any:
    """Mark the choices that have a rival of another score whose probability their bound reaches."""
    rivals = (z[:, None] != z) & (np.abs(p[:, None] - p) <= share[:, None] + share)
    return (rivals & (p > 0)).any(axis=1)


def stationary(theirs: Arrays, chain: Any) -> Bounds:
    """Relative to each entry, however small: nothing was subtracted."""
    return {"vector": 16 * np.shape(chain)[0] * U * theirs["vector"], "closed": 0.0}
