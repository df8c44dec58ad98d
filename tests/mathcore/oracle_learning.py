"""Fifty digits for losses, layer norm, Adam, divergences, chains and singular values."""

import math
from typing import Any

import numpy as np
from mpmath import mp, mpf

from mathcore.bounds import FLOOR, THIN, U

from .oracle import Parts, each, exponents, lift, lower, probabilities, shares


def cross_entropy(x: Any, targets: Any, t: float = 1.0) -> Parts:
    """losses: u (16 + 4 max |z|) of each, however small; gradient: u (40 + n + 4 max |z|) of each entry."""
    low, p = probabilities(x, t)
    y = np.asarray(targets)
    rows = np.flatnonzero(y != -100)
    losses = np.array([mpf(0)] * len(y), dtype=object)
    slopes = np.where((y != -100)[:, None], p, mpf(0))
    for i in rows:
        others = [j for j in range(p.shape[1]) if j != y[i]]
        lead = lift(x)[i].argmax()
        rest = sum((mp.exp(low[i, j]) for j in range(p.shape[1]) if j != lead), mpf(0))
        losses[i] = mp.log1p(rest) - low[i, y[i]]
        slopes[i, y[i]] = -sum((p[i, j] for j in others), mpf(0))
    slopes = slopes / mpf(float(t)) / len(rows)
    deep = np.max(np.where(lower(p) > 0, np.abs(np.nan_to_num(lower(low), neginf=0)), 0), axis=1)
    loss = np.where(np.isfinite(lower(losses)), U * (16 + 4 * deep) * np.abs(np.nan_to_num(lower(losses))), 0)
    return {
        "probabilities": (p, shares(low, p)), "losses": (losses, loss),
        "gradient": (slopes, U * (40 + 4 * deep[:, None] + p.shape[1]) * np.abs(lower(slopes)) + FLOOR / t),
        "loss": (losses.sum() / len(rows), loss.sum() + len(y) * U * np.nan_to_num(np.abs(lower(losses))).sum()),
    }  # fmt: skip


def soft_cross_entropy(x: Any, targets: Any) -> Parts:
    """(16 + n) u of the sum of t max(1, |log p|)."""
    low = exponents(x)
    logs = low - each(mp.log, each(mp.exp, low).sum(axis=-1, keepdims=True))
    t = np.asarray(targets, dtype=float)
    terms = np.where(t == 0, mpf(0), lift(t) * np.where(t == 0, mpf(0), logs))
    size = np.where(t == 0, 0, t * np.maximum(1, np.abs(np.nan_to_num(lower(logs), neginf=0))))
    return {"value": (-terms.sum(axis=-1), (16 + t.shape[-1]) * U * size.sum(axis=-1))}


def _normal(x: Any, eps: float) -> tuple[Any, ...]:
    x_ = lift(x)
    mean = x_.sum(axis=1, keepdims=True) / x_.shape[1]
    centred = x_ - mean
    variance = (centred * centred).sum(axis=1, keepdims=True) / x_.shape[1]
    inverse = each(lambda s: 1 / mp.sqrt(s) if s else mpf("inf"), variance + mpf(float(eps)))
    return mean, centred, variance, inverse


def layer_norm(x: Any, gamma: Any = None, beta: Any = None, eps: float = 1e-5) -> Parts:
    """output: 32 u (max |y gamma| + |beta|), at any offset."""
    x = np.asarray(x, dtype=float)
    n = x.shape[1]
    g, b = (np.ones(n) if gamma is None else gamma), (np.zeros(n) if beta is None else beta)
    mean, centred, variance, inverse = _normal(x, eps)
    normal = centred * inverse
    peak = np.abs(lower(normal)).max(axis=1, keepdims=True)
    far = np.abs(lower(centred)).max(axis=1)
    root = math.sqrt(n)
    return {
        "mean": (mean[:, 0], U * (2 * np.abs(lower(mean))[:, 0] + (8 + root) * far) + THIN),
        "centred": (centred, (U * (8 + root) * far)[:, None] + THIN),
        "variance": (variance[:, 0], (32 + root) * U * np.minimum(lower(variance)[:, 0], 1e308) + FLOOR),
        "normalised": (normal, 32 * U * peak),
        "output": (normal * lift(g) + lift(b), 32 * U * (peak * np.abs(g) + np.abs(b))),
    }  # fmt: skip


def layer_norm_gradient(x: Any, up: Any, gamma: Any = None, eps: float = 1e-5) -> Parts:
    """d_x: 64 u r max |g gamma| (1 + max |y|), r = 1 / sqrt(var + eps)."""
    _, centred, _, inverse = _normal(x, eps)
    normal, n = centred * inverse, np.shape(x)[1]
    g = np.ones(n) if gamma is None else gamma
    own = lift(up) * lift(g)
    along = normal * (own * normal).sum(axis=1, keepdims=True) / n
    d_x = inverse * (own - own.sum(axis=1, keepdims=True) / n - along)
    peak = np.abs(lower(own)).max(axis=1, keepdims=True)
    spread = np.abs(lower(normal)).max(axis=1, keepdims=True)
    size = np.abs(up) * np.maximum(np.abs(lower(normal)), spread)
    return {
        "d_gamma": ((lift(up) * normal).sum(axis=0), (48 + len(up)) * U * size.sum(axis=0)),
        "d_beta": (lift(up).sum(axis=0), len(up) * U * np.abs(up).sum(axis=0)),
        "d_x": (d_x, 64 * U * lower(inverse) * peak * (1 + spread)),
    }  # fmt: skip


def adam(
    w: Any, g: Any, rate: float = 1e-3, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8, decay: float = 0.0,
    *, corrected: bool = True, weight_decay: float = 0.0,
) -> Parts:  # fmt: skip
    """w: 16 n u (|w| + n lr) after n steps; each step: 64 n u of the largest so far."""
    w_, rate_, b1_, b2_ = lift(w), *map(lambda v: mpf(float(v)), (rate, b1, b2))
    m, v, path, steps = w_ * 0, w_ * 0, [w_], []
    for t, row in enumerate(lift(g), start=1):
        m, v = b1_ * m + (1 - b1_) * row, b2_ * v + (1 - b2_) * row * row
        m_hat, v_hat = (m / (1 - b1_**t), v / (1 - b2_**t)) if corrected else (m, v)
        steps.append(rate_ * m_hat / (each(mp.sqrt, v_hat) + mpf(float(eps))))
        path.append(path[-1] * (1 - rate_ * mpf(float(decay or weight_decay))) - steps[-1])
    n = np.arange(len(path))[:, None]
    size = np.maximum.accumulate(np.abs(lower(np.array(path))), axis=0)
    step = np.abs(lower(np.array(steps)))
    # m can cancel: its error is relative to the largest gradient so far, and so is that of the step.
    gs = np.maximum.accumulate(np.abs(np.asarray(g, dtype=float)), axis=0)
    root = np.sqrt(
        np.array([float((1 - b2_) if not corrected else (1 - b2_) / (1 - b2_**t)) for t in range(1, len(path))])
    )
    floor = rate * np.minimum(gs / (eps + 1e-300), 1 / np.maximum(root[:, None], 1e-3))
    return {
        "w": (np.array(path), 16 * (n + 1) * U * (size + n * rate)),
        "step": (np.array(steps), 64 * U * (n[1:] + 1) * np.maximum(step, floor) + THIN),
    }  # fmt: skip


def divergence(p: Any, q: Any) -> Parts:
    """entropy and cross-entropy: 16 u of each; divergence: 16 u (D + sum |p - q| + u)."""
    p_, q_ = lift(p), lift(q)
    cross = sum((-a * (mp.log(b) if b else mpf("-inf")) for a, b in zip(p_, q_, strict=True) if a), mpf(0))
    size = 0.0 if mp.isinf(cross) else float(cross)
    entropy = sum((-a * mp.log(a) for a in p_ if a), mpf(0))
    forth, back = kl_divergence(p, q)["value"], kl_divergence(q, p)["value"]
    return {
        "cross_entropy": (cross, 16 * U * size), "entropy": (entropy, 16 * U * float(entropy)),
        "kl": forth, "kl_reverse": back, "terms": divergence_terms(p, q)["value"],
    }  # fmt: skip


def divergence_terms(p: Any, q: Any) -> Parts:
    """16 u (term + |p - q| + u p), and 4 u p where q is far below p."""
    p_, q_ = lift(p), lift(q)
    p_, q_ = p_ / p_.sum(), q_ / q_.sum()
    terms = [b if not a else mpf("inf") if not b else a * mp.log(a / b) - a + b for a, b in zip(p_, q_, strict=True)]
    terms = np.array(terms, dtype=object)
    size = np.where(np.isfinite(lower(terms)), np.nan_to_num(lower(terms), posinf=0), 0)
    apart = np.abs(lower(p_ - q_)) + U * lower(p_)  # making the sums 1 moves each entry by a rounding of itself
    return {"value": (terms, 16 * U * (size + apart) + U * 4 * lower(p_) * (lower(p_) > 4 * lower(q_)))}


def kl_divergence(p: Any, q: Any) -> Parts:
    """16 u (D + sum |p - q| + u)."""
    terms, promise = divergence_terms(p, q)["value"]
    return {"value": (terms.sum(), promise.sum())}


def distribution_cross_entropy(p: Any, q: Any) -> Parts:
    """16 u of the value."""
    return {"value": divergence(p, q)["cross_entropy"]}


def stationary(chain: Any) -> Parts:
    """16 n u of each entry, however small."""
    p = lift(chain)
    n = len(p)
    for k in range(n - 1, 0, -1):
        p[:k, k] = p[:k, k] / p[k, :k].sum()
        p[:k, :k] = p[:k, :k] + np.outer(p[:k, k], p[k, :k])
    weights = np.array([mpf(1)] * n, dtype=object)
    for k in range(1, n):
        weights[k] = (weights[:k] * p[:k, k]).sum()
    vector = weights / weights.sum()
    return {"vector": (vector, 16 * n * U * lower(vector))}


def svd(a: Any) -> Parts:
    """40 u of the largest singular value; the product 100 u."""
    a_ = lift(a)
    a_ = a_ if a_.shape[0] <= a_.shape[1] else a_.T
    gram = a_ @ a_.T
    if len(a_) == 2:
        half, det = (gram[0, 0] + gram[1, 1]) / 2, gram[0, 0] * gram[1, 1] - gram[0, 1] ** 2
        root = mp.sqrt(((gram[0, 0] - gram[1, 1]) / 2) ** 2 + gram[0, 1] ** 2)
        large = half + root
        s = np.array([mp.sqrt(large), mp.sqrt(abs(det / large)) if large else mpf(0)])
    else:
        s = np.array(
            sorted((mp.sqrt(abs(e)) for e in mp.eigsy(mp.matrix(gram.tolist()), eigvals_only=True)), reverse=True)
        )
    return {"s": (s, 40 * U * float(s[0])), "product": (lift(a), 100 * U * float(s[0]))}


def low_rank(a: Any, rank: int) -> Parts:
    """40 u of the largest singular value, against the next one (Eckart and Young)."""
    s, promise = svd(a)["s"]
    missing = mp.sqrt((s[rank:] ** 2).sum()) if rank < len(s) else mpf(0)
    total = (s**2).sum()
    return {
        "s": (s, promise), "error": (s[rank] if rank < len(s) else mpf(0), promise),
        "frobenius_error": (missing, promise * math.sqrt(len(s))),
        "energy": ((s[:rank] ** 2).sum() / total if total else mpf(1), 80 * U * len(s)),
    }  # fmt: skip
