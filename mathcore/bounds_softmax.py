"""Bounds for softmax and attention: a rounding of a score is a relative change of a probability."""

import math
from typing import Any

import numpy as np

from mathcore.bounds import FLOOR, Arrays, Bounds, U, finite_size


def shares(z: Any, p: Any, u: float = U) -> Any:
    """Return u (32 + 4 |z| + sqrt n) p; a probability of exactly 0 has no error."""
    with np.errstate(all="ignore"):
        size = u * (32 + 4 * np.abs(z) + math.sqrt(z.shape[-1])) * p
    return np.where(p == 0, 0.0, size) + FLOOR


def tempered(theirs: Arrays, logits: Any, temperature: float = 1.0) -> Bounds:
    """A subtraction and a division."""
    return {"value": 2 * U * finite_size(theirs["value"])}


def softmax(theirs: Arrays, logits: Any, temperature: float = 1.0) -> Bounds:
    """Relative to each probability, growing with how far its score is below the largest."""
    return {"value": shares(theirs["?z"], theirs["value"])}


def log_softmax(theirs: Arrays, logits: Any, temperature: float = 1.0) -> Bounds:
    """Relative to the logarithm, and absolute near 0."""
    return {"value": 16 * U * np.maximum(1.0, finite_size(theirs["value"]))}


def naive_softmax(theirs: Arrays, logits: Any, temperature: float = 1.0, dtype: str = "float64") -> Bounds:
    """As softmax, in the precision asked for."""
    information = np.finfo(dtype)
    size = shares(theirs["?z"].astype(np.float64), theirs["value"].astype(np.float64), float(information.eps) / 2)
    return {"value": size + float(information.tiny)}


def logsumexp(theirs: Arrays, x: Any) -> Bounds:
    """Relative to the result, and absolute near 0."""
    return {"value": 8 * U * np.maximum(1.0, finite_size(theirs["value"]))}


def entropy(theirs: Arrays, p: Any) -> Bounds:
    """Relative to the sum of sizes, so certainty is exactly 0."""
    return {"value": 16 * U * np.abs(theirs["?terms"]).sum(axis=-1)}


def softmax_report(theirs: Arrays, logits: Any, temperature: float = 1.0) -> Bounds:
    """Each step's bound from the step before."""
    z, weights, p = theirs["shifted"], theirs["weights"], theirs["probabilities"]
    with np.errstate(all="ignore"):
        share, n = shares(z, p), len(p)
        weight = shares(z, weights)
        logs = np.abs(np.log(np.where(p == 0, 1.0, p)))
        nats = 16 * U * (p * logs).sum() + (share * (1 + logs)).sum() + FLOOR
        effective = theirs["effective"] * (nats + 8 * U * (1 + theirs["entropy"]))
    return {
        "shifted": 2 * U * finite_size(z), "weights": weight, "total": weight.sum() + n * U * theirs["total"],
        "probabilities": share, "probability_sum": share.sum() + n * U, "entropy": nats,
        "entropy_bits": 2 * nats, "effective": effective, "top": 0.0,
    }  # fmt: skip


def jacobian(theirs: Arrays, logits: Any, temperature: float = 1.0) -> Bounds:
    """64 roundings of each product; PyTorch's diagonal subtracts from 1, so it is held to p alone."""
    p, z = theirs["?p"], theirs["?z"]
    with np.errstate(all="ignore"):
        grow = np.where(p == 0, 0.0, 64 + 8 * np.abs(z)) * p
    size = np.minimum(np.outer(grow, p), np.outer(p, grow)) * 2 + np.diag(grow)
    return {"value": U * size / temperature + FLOOR}


def _attention_sizes(theirs: Arrays, scaled: bool) -> tuple[Any, Any, Any, Any, float]:
    """Return the sizes of Q, K and V, of the scores, and kappa, the condition of the weights."""
    q, k, v = (np.abs(part) for part in theirs["?parts"])
    size = q @ k.T
    return q, k, v, size, 1 + float(size.max()) / (math.sqrt(q.shape[1]) if scaled else 1.0)


def attention(theirs: Arrays, q: Any, k: Any, v: Any, *, scaled: bool = True, mask: Any = None) -> Bounds:
    """Scores as sums of d_k terms; weights and output by the condition kappa of the exponentials."""
    _, _, size_v, size, kappa = _attention_sizes(theirs, scaled)
    d_k = np.shape(k)[1]
    scores = 2 * d_k * U * size + FLOOR
    logits = (scores + 2 * U * size) / (math.sqrt(d_k) if scaled else 1.0)
    return {
        "scores": scores, "scaled": logits, "masked": logits,
        "weights": U * (32 + 8 * kappa) * theirs["weights"] + FLOOR,
        "output": U * (16 + 4 * kappa) * size_v.max(axis=0) + FLOOR, "blind": 0.0,
    }  # fmt: skip


def attention_gradient(
    theirs: Arrays, q: Any, k: Any, v: Any, upstream: Any, *, scaled: bool = True, mask: Any = None
) -> Bounds:
    """64 roundings of sizes, and kappa more of them for what passed through the exponentials."""
    size_q, size_k, size_v, _, kappa = _attention_sizes(theirs, scaled)
    weights, g = theirs["?weights"], np.abs(np.asarray(upstream, dtype=np.float64))
    d_weights = g @ size_v.T
    weight = U * (64 + 16 * kappa) * weights + FLOOR  # what is smaller may vanish on one side
    d_scores = weight * (d_weights + d_weights.max(axis=1, keepdims=True))
    share = d_scores / (math.sqrt(size_q.shape[1]) if scaled else 1.0)
    return {
        "d_weights": 2 * size_v.shape[1] * U * d_weights, "d_scores": d_scores,
        "d_q": share @ size_k, "d_k": share.T @ size_q, "d_v": weight.T @ g,
    }  # fmt: skip
