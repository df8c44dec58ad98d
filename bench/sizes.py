"""The same call at the size a page shows and many times larger: more rows, more steps, longer arrows."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from mathcore.curves import CURVES
from mathcore.logits import softmax
from mathcore.rounding import FORMATS
from mathcore.rule import Call, call
from mathcore.surfaces import bowl

FIXED = {
    "tangent": "one point", "compass": "one point", "two_losses": "one point", "knobs": "four knobs",
    "exponential_edges": "one precision", "nudge": "one point", "error_curve": "every step there is",
    "dip": "one interval", "paths": "one formula of at most 100 parts", "moves": "the plane",
    "cost": "counts", "spreads": "every power of two",
}  # fmt: skip
"""Routines whose work does not grow, and why."""


def _rows(rng: Generator, n: int, width: int, count: int = 1) -> list[np.ndarray]:
    return [rng.normal(size=(n, width)) for _ in range(count)]


def _qkv(rng: Generator, n: int) -> list[np.ndarray]:
    return [rng.normal(size=shape) for shape in ((4 * n, 3), (5 * n, 3), (5 * n, 2))]


def _shares(rng: Generator, n: int, count: int = 1) -> list[np.ndarray]:
    return [rng.dirichlet(np.ones(5 * n)) for _ in range(count)]


def _chain(rng: Generator, n: int) -> np.ndarray:
    side = round(4 * n**0.5)  # n times the entries
    return softmax(rng.normal(size=(side, side)))


def _orders(rng: Generator, n: int) -> Call:
    first, order = tuple(_rows(rng, 4 * n, 3, 3)), rng.permutation(4 * n)
    return call(first, tuple(part[order] for part in first), order.tolist(), causal=True)


GROWING: dict[str, Callable[[Generator, int], Call]] = {
    "norm": lambda rng, n: call(rng.normal(size=5 * n)),
    "dot_product": lambda rng, n: call(rng.normal(size=4 * n), rng.normal(size=4 * n)),
    "matmul": lambda rng, n: call(*_rows(rng, 2 * n, 3), *_rows(rng, 3, 4)),
    "matmul_gradient": lambda rng, n: call(*_rows(rng, 2 * n, 3), *_rows(rng, 3, 4), *_rows(rng, 2 * n, 4)),
    "sample": lambda rng, n: call(CURVES["gelu"], -4.0, 3.0, 50 * n),
    **{name + end: lambda rng, n: call(*_rows(rng, 3 * n, 4))
       for name in ("relu", "sigmoid", "silu", "gelu") for end in ("", "_slope")},
    "normal_cdf": lambda rng, n: call(rng.normal(size=6 * n)),
    "descend": lambda rng, n: call(bowl(1.0, 2.0), (1.5, 1.2), 0.001, 20 * n),
    "descend_1d": lambda rng, n: call(1.0, 3.0, 2.0, 0.1, 10 * n),
    "accumulate": lambda rng, n: call(1.0, 3.0, 2.0, 0.1, 12 * n),
    "roll": lambda rng, n: call(bowl(1.0, 2.0), (1.5, 1.2), [(0.003, 6 * n), (0.001, 8 * n)], 8, 1),
    **{name: lambda rng, n: call(*_rows(rng, 3 * n, 5), 0.7) for name in ("tempered", "softmax", "log_softmax")},
    "naive_softmax": lambda rng, n: call(rng.normal(size=5 * n), 0.7, "float32"),
    "logsumexp": lambda rng, n: call(*_rows(rng, 3 * n, 5)),
    "entropy": lambda rng, n: call(rng.dirichlet(np.ones(5), size=3 * n)),
    "softmax_report": lambda rng, n: call(rng.normal(size=5 * n), 0.7),
    "jacobian": lambda rng, n: call(rng.normal(size=5 * n), 0.7),
    "slopes": lambda rng, n: call(rng.normal(size=5 * n), 0.7),
    "attention": lambda rng, n: call(*_qkv(rng, n)),
    "attention_gradient": lambda rng, n: call(*_qkv(rng, n), *_rows(rng, 4 * n, 2)),
    "one_query": lambda rng, n: call(*_qkv(rng, n), 1),
    "heads": lambda rng, n: call([f"w{i}" for i in range(3 * n)], 3, 1, position=True),
    "causal_mask": lambda rng, n: call(5 * n),
    "project": lambda rng, n: call([f"w{i}" for i in range(2 * n)], 6, 4, 3, 7),
    "positions": lambda rng, n: call(5 * n, 6),
    "cross_entropy": lambda rng, n: call(*_rows(rng, 4 * n, 5), [0, 4, -100, 2] * n, 0.7),
    "soft_cross_entropy": lambda rng, n: call(*_rows(rng, 3 * n, 5), rng.dirichlet(np.ones(5), size=3 * n)),
    "layer_norm": lambda rng, n: call(*_rows(rng, 3 * n, 6), rng.normal(size=6), rng.normal(size=6)),
    "layer_norm_gradient": lambda rng, n: call(*_rows(rng, 3 * n, 6, 2), rng.normal(size=6)),
    "adam": lambda rng, n: call(rng.normal(size=3), *_rows(rng, 8 * n, 3), 0.001, weight_decay=0.01),
    "svd": lambda rng, n: call(*_rows(rng, 4 * n, 3)),
    "low_rank": lambda rng, n: call(*_rows(rng, 5 * n, 3), 2),
    **{name: lambda rng, n: call(*_shares(rng, n, 2))
       for name in ("divergence_terms", "kl_divergence", "distribution_cross_entropy", "divergence")},
    "keep_top_k": lambda rng, n: call(rng.normal(size=6 * n), 3 * n),
    "keep_top_p": lambda rng, n: call(*_shares(rng, n), 0.6),
    "choose_from": lambda rng, n: call(rng.normal(size=8 * n) * 2, 0.8, top_k=6 * n, top_p=0.85, min_p=0.02),
    "draw": lambda rng, n: call(rng.dirichlet(np.ones(5)), rng.random(20 * n)),
    "stationary": lambda rng, n: call(_chain(rng, n)),
    "mixing": lambda rng, n: call(_chain(rng, n), 3),
    "compare_orders": _orders,
    "rank": lambda rng, n: call(rng.normal(size=4), *_rows(rng, 3 * n, 4)),
    "random_cosines": lambda rng, n: call(10 * n, 1),
    "rounded": lambda rng, n: call(*_rows(rng, 3 * n, 4), FORMATS[0]),
    "rounded_softmax": lambda rng, n: call(rng.normal(size=5 * n), 0.7, FORMATS[0]),
    "melting": lambda rng, n: call(rng.normal(size=5), 0.01, 100.0, 7 * n),
    "through_layers": lambda rng, n: call(0.999, 10 * n, 1.0),
}  # fmt: skip
"""For every other routine a call, n times the size a page shows."""
