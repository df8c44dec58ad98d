"""Bounds for losses, layer norm, Adam and singular values."""

import math
from typing import Any

import numpy as np

from mathcore.bounds import FLOOR, THIN, Arrays, Bounds, U
from mathcore.bounds_softmax import shares


def cross_entropy(theirs: Arrays, logits: Any, targets: Any, temperature: float = 1.0) -> Bounds:
    """Relative to the largest exponent; PyTorch subtracts from 1, so slopes are held to that."""
    z, p = theirs["?z"], theirs["probabilities"]
    finite = np.abs(np.where(np.isfinite(z), z, 0.0))
    losses = 16 * U * np.maximum(1.0, np.where(np.isfinite(theirs["losses"]), theirs["losses"], 0.0))
    share = shares(z, p)
    own = np.zeros_like(p)
    y = np.asarray(targets)
    rows = np.flatnonzero(y != -100)
    own[rows, y[rows]] = 1.0
    slopes = (2 * share + U * (8 + finite.max(axis=1, keepdims=True)) * own) / temperature / theirs["counted"]
    return {
        "probabilities": share, "losses": losses, "loss": losses.mean() * 2 + len(p) * U * abs(theirs["loss"]),
        "gradient": np.where((y != -100)[:, None], slopes, 0.0), "counted": 0.0,
    }  # fmt: skip


def soft_cross_entropy(theirs: Arrays, logits: Any, targets: Any) -> Bounds:
    """The bound of each logarithm, weighed by its target."""
    logs = np.abs(np.where(np.isfinite(theirs["?logs"]), theirs["?logs"], 0.0))
    n = logs.shape[-1]
    return {"value": (16 + n) * U * (theirs["?t"] * np.maximum(1.0, logs)).sum(axis=-1)}


def layer_norm(theirs: Arrays, x: Any, gamma: Any = None, beta: Any = None, eps: float = 1e-5) -> Bounds:
    """32 roundings of the largest entry of a row, at any distance from 0."""
    normal, centred, n = theirs["normalised"], theirs["centred"], theirs["normalised"].shape[1]
    with np.errstate(all="ignore"):
        peak = np.abs(normal).max(axis=1, keepdims=True)
        far = np.abs(centred).max(axis=1)
        gamma_ = np.abs(theirs["?gamma"])
        return {
            "mean": U * (2 * np.abs(theirs["mean"]) + n * far) + FLOOR,
            "centred": 8 * U * far[:, None] + math.sqrt(n) * U * far[:, None] + THIN,
            "variance": (32 + n) * U * theirs["variance"] + FLOOR,
            "inverse_std": (32 + n) * U * theirs["inverse_std"] + FLOOR,
            "normalised": 32 * U * peak, "output": 32 * U * (peak * gamma_ + np.abs(theirs["?beta"])) + FLOOR,
        }  # fmt: skip


def layer_norm_gradient(theirs: Arrays, x: Any, upstream: Any, gamma: Any = None, eps: float = 1e-5) -> Bounds:
    """64 roundings of the largest upstream entry, over the spread."""
    normal, own, up = np.abs(theirs["?normal"]), np.abs(theirs["own"]), np.abs(theirs["?up"])
    rows = len(normal)
    peak = own.max(axis=1, keepdims=True)
    spread = normal.max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return {
            "d_gamma": (64 + rows) * U * (up * np.maximum(normal, spread)).sum(axis=0),
            "d_beta": (rows + 1) * U * up.sum(axis=0), "own": U * own,
            "shared": (own.shape[1] + 4) * U * own.mean(axis=1, keepdims=True),
            "along": 64 * U * peak * (1 + spread), "d_x": 64 * U * theirs["?inverse"] * peak * (1 + spread) + FLOOR,
        }  # fmt: skip


def adam(
    theirs: Arrays, start: Any, gradients: Any, rate: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999,
    eps: float = 1e-8, weight_decay: float = 0.0, *, corrected: bool = True, got: Any,
) -> Bounds:  # fmt: skip
    """A few roundings of one step; the shares 1 - beta^t lose some more while they are small."""
    t = np.arange(1, len(theirs["step"]) + 1)[:, None]
    g = np.abs(np.asarray(gradients, dtype=np.float64))
    with np.errstate(all="ignore"):
        lost1, lost2 = ((8 + t * 8 * b / (1 - b**t) if corrected else 0 * t + 8) * U for b in (beta1, beta2))
        m, v = np.abs(np.asarray(got.m)), np.abs(np.asarray(got.v))
        first = 4 * U * (m[:-1] + 2 * g) + THIN
        second = 4 * U * (v[:-1] + g * g) + THIN
        step = (lost1 + lost2 + 8 * U) * np.abs(theirs["step"]) + FLOOR
        w = 4 * U * np.abs(np.asarray(got.w))[:-1] + step + U * np.abs(theirs["w"][1:])
        start_row = np.zeros((1, g.shape[1]))
        return {
            "m": np.vstack((start_row, first)), "v": np.vstack((start_row, second)),
            "m_hat": lost1 * np.abs(theirs["m_hat"]) + FLOOR, "v_hat": lost2 * theirs["v_hat"] + FLOOR,
            "step": step, "w": np.vstack((start_row, w)),
        }  # fmt: skip


def svd(theirs: Arrays, a: Any, *, got: Any) -> Bounds:
    """40 roundings of the largest singular value, 100 for the product; of the vectors only what they do."""
    largest = theirs["s"][0]
    return {"s": 40 * U * largest + FLOOR, "product": 100 * U * largest + FLOOR, "gram_u": 40 * U, "gram_v": 40 * U}


def low_rank(theirs: Arrays, a: Any, rank: int, *, got: Any) -> Bounds:
    """The error of the copy must be the next singular value, to roundings of the largest."""
    largest, n = theirs["s"][0], len(theirs["s"])
    return {
        "s": 40 * U * largest + FLOOR, "error": 40 * U * largest + FLOOR,
        "frobenius_error": 40 * U * math.sqrt(n) * largest + FLOOR, "energy": 80 * U * n, "numbers": 0.0,
        # The directions turn by the roundings over the gap between singular values, here at least 1e-3.
        "approximation": 80 * U * largest * 1e3 + FLOOR,
    }  # fmt: skip
