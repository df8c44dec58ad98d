"""Fifty digits: what each routine should return, and how far from that it promises to stay.

References work on object arrays of mpmath numbers. A promise holds for our result alone; where a check
against PyTorch allows both sides an error, as for sums, it is half as wide as the check's bound.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import mpmath
import numpy as np
from mpmath import mp, mpf

from mathcore.bounds import FLOOR, THIN, U

mp.dps = 50
Parts = dict[str, tuple[Any, Any]]
"""For each tensor its reference and its promise."""


class Oracle(NamedTuple):
    """A routine's reference, and a maker of random arguments."""

    parts: Callable[..., Parts]
    draw: Callable[[np.random.Generator], tuple]


def lift(values: Any) -> np.ndarray:
    """Turn floats into 50-digit numbers."""
    return np.vectorize(mpf, otypes=[object])(np.asarray(values, dtype=np.float64))


def lower(values: Any) -> np.ndarray:
    """Round to floats; what is larger than they are becomes infinite."""
    with np.errstate(over="ignore"):
        return np.vectorize(float, otypes=[float])(values)


def each(function: Callable[[Any], Any], values: Any) -> np.ndarray:
    """Apply a 50-digit function entry by entry."""
    return np.vectorize(function, otypes=[object])(values)


def ratio(got: Any, reference: Any, promise: Any) -> float:
    """Return the largest error over its promise; infinite where what is not finite differs."""
    got, want = np.asarray(got, dtype=np.float64), np.asarray(reference, dtype=object)
    if got.shape != want.shape:
        return math.inf
    allowed = np.broadcast_to(np.asarray(promise, dtype=np.float64), got.shape)
    worst = 0.0
    for mine, exact, bound in zip(got.ravel().tolist(), want.ravel().tolist(), allowed.ravel().tolist(), strict=True):
        if math.isfinite(mine) and mpmath.isfinite(exact):
            error = float(abs(mpf(mine) - exact))
            worst = max(worst, error / bound if bound > 0 else math.inf * error if error else 0.0)
        elif mine != float(exact) and not (math.isnan(mine) and mpmath.isnan(exact)) and bound != math.inf:
            return math.inf
    return worst


def measure(parts: Parts, got: Any) -> dict[str, float]:
    """Return the ratio of every tensor of a result."""
    return {name: ratio(getattr(got, name) if hasattr(got, "_fields") else got, *part) for name, part in parts.items()}


def exponents(z: Any, t: Any = 1.0) -> np.ndarray:
    """Scores below the largest, over the temperature."""
    z = lift(z)
    t = mpf(float(t))
    below = z - z.max(axis=-1, keepdims=True)
    if t == 0:
        return each(lambda d: mpf("-inf") if d < 0 else mpf(0), below)
    if t == mpf("inf"):
        return each(lambda d: d if mpmath.isinf(d) else mpf(0), below)
    return below / t


def probabilities(z: Any, t: Any = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return exponents and softmax."""
    low = exponents(z, t)
    weights = each(mp.exp, low)
    return low, weights / weights.sum(axis=-1, keepdims=True)


def shares(low: np.ndarray, p: np.ndarray, u: float = U) -> np.ndarray:
    """Return the promise of a probability: u (32 + 4 |z| + sqrt n) p."""
    size = np.abs(lower(low))
    p = lower(p)
    return np.where(p == 0, 0, u * (32 + 4 * np.where(np.isfinite(size), size, 0) + math.sqrt(p.shape[-1])) * p) + FLOOR


def softmax(z: Any, t: float = 1.0) -> Parts:
    """u (32 + 4 |z| + sqrt n) p."""
    low, p = probabilities(z, t)
    return {"value": (p, shares(low, p))}


def tempered(z: Any, t: float = 1.0) -> Parts:
    """2 u |z|."""
    low = exponents(z, t)
    return {"value": (low, np.nan_to_num(2 * U * np.abs(lower(low)), posinf=0) + THIN)}


def log_softmax(z: Any, t: float = 1.0) -> Parts:
    """16 u max(1, |log p|)."""
    low = exponents(z, t)
    logs = low - each(mp.log, each(mp.exp, low).sum(axis=-1, keepdims=True))
    return {"value": (logs, 16 * U * np.nan_to_num(np.maximum(1, np.abs(lower(logs))), posinf=0))}


def logsumexp(x: Any) -> Parts:
    """8 u (|max x| + the logarithm added to it)."""
    if not np.isfinite(np.max(x, axis=-1, initial=-np.inf)).all():
        limit = np.max(x, axis=-1, initial=-np.inf)
        return {"value": (lift(limit), 0.0)}
    low, top = exponents(x), lift(x).max(axis=-1)
    added = each(mp.log1p, each(mp.exp, low).sum(axis=-1) - 1)
    return {"value": (top + added, 8 * U * (np.abs(lower(top)) + lower(added)))}


def entropy(p: Any) -> Parts:
    """16 u H."""
    p = lift(p)
    terms = each(lambda q: -q * mp.log(q) if q else mpf(0), p)
    return {"value": (terms.sum(axis=-1), 16 * U * np.abs(lower(terms)).sum(axis=-1))}


def softmax_report(z: Any, t: float = 1.0) -> Parts:
    """Probabilities as `softmax`; what follows from them, by their bounds."""
    low, p = probabilities(z, t)
    weights = each(mp.exp, low)
    h = entropy_of(p)
    share, weight = shares(low, p), shares(low, weights)
    logs = np.abs(np.log(np.where(lower(p) > 0, lower(p), 1.0)))
    nats = 16 * U * (lower(p) * logs).sum() + (share * (1 + logs)).sum() + FLOOR
    return {
        "shifted": tempered(z, t)["value"], "weights": (weights, weight), "probabilities": (p, share),
        "total": (weights.sum(), weight.sum() + len(p) * U * float(weights.sum())),
        "probability_sum": (mpf(1), len(p) * U + share.sum()), "entropy": (h, nats),
        "entropy_bits": (h / mp.log(2), 2 * nats),
        "effective": (mp.exp(h), float(mp.exp(h)) * (nats + 8 * U * (1 + float(h)))),
    }  # fmt: skip


def entropy_of(p: np.ndarray) -> Any:
    """Entropy of 50-digit probabilities."""
    return sum((-q * mp.log(q) for q in p.ravel() if q > 0), mpf(0))


def jacobian(z: Any, t: float = 1.0) -> Parts:
    """u (96 + 8 max |z|) of each entry, the diagonal included."""
    low, p = probabilities(z, t)
    slopes = -p[:, None] * p
    for i in range(len(p)):
        slopes[i, i] = p[i] * sum((p[j] for j in range(len(p)) if j != i), mpf(0))
    slopes = slopes / mpf(float(t))
    grow = 96 + 8 * np.max(np.where(lower(p) > 0, np.abs(lower(low)), 0))
    return {"value": (slopes, U * grow * np.abs(lower(slopes)) + FLOOR / t)}


def dot_product(a: Any, b: Any) -> Parts:
    """dot: n u |a| |b|; lengths, cosine and angle: (n + 8) u."""
    a_, b_, n = lift(a), lift(b), len(a)
    terms = a_ * b_
    size = np.abs(lower(terms)).sum() if np.isfinite(lower(terms)).all() else math.inf
    norm_a, norm_b = (mp.sqrt((x * x).sum()) for x in (a_, b_))
    parts = {
        "dot": (terms.sum(), n * U * size + n * THIN), "norm_a": norm(a)["value"], "norm_b": norm(b)["value"],
    }  # fmt: skip
    if norm_a and norm_b:
        unit = b_ / norm_b
        along = (a_ * unit).sum()
        rough = (n + 8) * U * float((each(abs, a_) * each(abs, unit)).sum()) + n * THIN * (1 + np.abs(a).max())
        apart, together = a_ / norm_a - unit, a_ / norm_a + unit
        angle = 2 * mp.atan2(mp.sqrt((apart * apart).sum()), mp.sqrt((together * together).sum()))
        faint = 4 * THIN * (1 + abs(float(along)))
        parts |= {
            "cosine": (along / norm_a, (n + 8) * U), "angle": (angle, (n + 8) * U + 4 * U * float(angle)),
            "scalar_projection": (along, rough),
            "projection": (along * unit, (rough + 8 * U * abs(float(along))) * np.abs(lower(unit)) + faint),
        }  # fmt: skip
    return parts


def norm(x: Any) -> Parts:
    """u (n / 2 + 4) of the length."""
    x_ = lift(x)
    length = mp.sqrt((x_ * x_).sum())
    return {"value": (length, (len(x) / 2 + 4) * U * float(length) + THIN)}


def matmul(a: Any, b: Any) -> Parts:
    """n u |A| |B|."""
    n = np.shape(a)[1]
    size = np.abs(a) @ np.abs(b)
    return {"product": (lift(a) @ lift(b), n * U * size + n * THIN)}


def matmul_gradient(a: Any, b: Any, g: Any) -> Parts:
    """k u |G| |B|^T and k u |A|^T |G|, k terms in each sum."""
    a_, b_, g_ = lift(a), lift(b), lift(g)
    return {
        "d_a": (g_ @ b_.T, np.shape(b)[1] * U * (np.abs(g) @ np.abs(b).T)),
        "d_b": (a_.T @ g_, np.shape(a)[0] * U * (np.abs(a).T @ np.abs(g))),
    }


def attention_weights(q: Any, k: Any, scaled: bool, mask: Any) -> tuple[Any, Any, Any, float]:
    """Return scores, logits, weights and the condition of the weights."""
    scores = lift(q) @ lift(k).T
    root = mp.sqrt(np.shape(q)[1]) if scaled else mpf(1)
    logits = scores / root
    kappa = 1 + float((np.abs(q) @ np.abs(k).T).max()) / float(root)
    seen = np.ones(scores.shape, bool) if mask is None else mask
    weights = np.zeros(scores.shape, dtype=object) + mpf(0)
    for i in np.flatnonzero(seen.any(axis=1)):
        weights[i, seen[i]] = probabilities_exact(logits[i, seen[i]])
    return scores, logits, weights, kappa


def probabilities_exact(z: np.ndarray) -> np.ndarray:
    """Softmax of 50-digit scores."""
    weights = each(mp.exp, z - z.max())
    return weights / weights.sum()


def attention(q: Any, k: Any, v: Any, *, scaled: bool = True, mask: Any = None) -> Parts:
    """scores: d_k u |Q| |K|^T; output: u (16 + 4 kappa) max |V|, kappa = 1 + max(|Q| |K|^T) / sqrt d_k."""
    scores, logits, weights, kappa = attention_weights(q, k, scaled, mask)
    size, d_k = np.abs(q) @ np.abs(k).T, np.shape(q)[1]
    root = math.sqrt(d_k) if scaled else 1.0
    return {
        "scores": (scores, d_k * U * size), "scaled": (logits, (d_k + 2) * U * size / root),
        "weights": (weights, U * (32 + 8 * kappa) * lower(weights) + FLOOR),
        "output": (weights @ lift(v), U * (16 + 4 * kappa) * np.abs(v).max(axis=0)),
    }  # fmt: skip


def attention_gradient(q: Any, k: Any, v: Any, g: Any, *, scaled: bool = True, mask: Any = None) -> Parts:
    """u (64 + 16 kappa) of the sums of sizes."""
    _, _, a, kappa = attention_weights(q, k, scaled, mask)
    root = mp.sqrt(np.shape(q)[1]) if scaled else mpf(1)
    q_, k_, v_, g_ = map(lift, (q, k, v, g))
    d_a = g_ @ v_.T
    d_s = a * (d_a - (a * d_a).sum(axis=1, keepdims=True))
    size = np.abs(g) @ np.abs(v).T
    weight = U * (64 + 16 * kappa) * lower(a) + FLOOR  # what is smaller may vanish
    grown = weight * (size + size.max(axis=1, keepdims=True))
    return {
        "d_weights": (d_a, np.shape(v)[1] * U * size), "d_scores": (d_s, grown),
        "d_q": (d_s @ k_ / root, grown @ np.abs(k) / float(root)),
        "d_k": (d_s.T @ q_ / root, grown.T @ np.abs(q) / float(root)),
        "d_v": (a.T @ g_, weight.T @ np.abs(g)),
    }  # fmt: skip
