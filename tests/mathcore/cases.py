"""Random arguments for every routine, over the range of sizes and offsets its promise covers."""

import math
from typing import Any

import numpy as np
from numpy.random import Generator

from mathcore.curves import CURVES
from mathcore.rule import Call, call
from mathcore.surfaces import SURFACES

from . import oracle, oracle_curves, oracle_learning
from .oracle import Oracle, measure

OFFSETS = (0.0, 0.0, 100.0, 1e4)


def size(rng: Generator) -> float:
    """Draw a scale between a thousandth and a thousand."""
    return 10.0 ** rng.uniform(-3, 3)


def some(rng: Generator, *shape: int) -> np.ndarray:
    """Draw numbers of one scale around one offset."""
    return rng.normal(size=shape) * size(rng) + rng.choice(OFFSETS)


def _z(rng: Generator) -> np.ndarray:
    return some(rng, int(rng.integers(1, 9)))


def _t(rng: Generator) -> float:
    return float(rng.choice([1.0, 0.5, 2.0, 10.0 ** rng.uniform(-3, 3)]))


def _p(rng: Generator, n: int = 5) -> np.ndarray:
    p = rng.dirichlet(np.full(n, rng.choice([0.1, 1.0, 10.0])))
    return p / p.sum()


def _q(rng: Generator, p: np.ndarray) -> np.ndarray:
    """Draw a second distribution: an unrelated one, or one that is nearly the first."""
    if rng.random() < 0.5:
        return _p(rng)
    q = p * (1 + 10.0 ** rng.uniform(-9, -1) * rng.normal(size=p.size))
    return np.abs(q) / np.abs(q).sum()


def _pair(rng: Generator) -> Call:
    p = _p(rng)
    return call(p, _q(rng, p))


def _vectors(rng: Generator) -> Call:
    n = int(rng.integers(1, 8))
    return call(some(rng, n), some(rng, n))


def _factors(rng: Generator) -> tuple[np.ndarray, np.ndarray]:
    m, n, p = rng.integers(1, 5, size=3)
    return some(rng, m, n), some(rng, n, p)


def _factors_and_gradient(rng: Generator) -> Call:
    a, b = _factors(rng)
    return call(a, b, some(rng, len(a), b.shape[1]))


def _attention(rng: Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    m, n, d_k, d_v = rng.integers(1, 4, size=4)
    mask = None if rng.random() < 0.5 else rng.random((m, n)) < 0.7
    scale = 10.0 ** rng.uniform(-2, 1)
    parts = [rng.normal(size=(m, d_k)) * scale, rng.normal(size=(n, d_k)) * scale, some(rng, n, d_v)]
    return parts, {"scaled": bool(rng.random() < 0.7), "mask": mask}


def _attention_gradient(rng: Generator) -> Call:
    parts, options = _attention(rng)
    return call(*parts, some(rng, len(parts[0]), parts[2].shape[1]), **options)


def _attended(rng: Generator) -> Call:
    parts, options = _attention(rng)
    return call(*parts, **options)


def _rows(rng: Generator) -> np.ndarray:
    return rng.normal(size=(2, int(rng.integers(2, 6)))) * size(rng) + rng.choice([0.0, 100.0, 1e4, 1e6])


def _norm(rng: Generator) -> Call:
    x = _rows(rng)
    return call(x, rng.normal(size=x.shape[1]), rng.normal(size=x.shape[1]), 1e-5)


def _norm_gradient(rng: Generator) -> Call:
    x = _rows(rng)
    return call(x, some(rng, *x.shape), rng.normal(size=x.shape[1]), 1e-5)


def _adam(rng: Generator) -> Call:
    steps = int(rng.integers(1, 6))
    g = rng.normal(size=(steps, 2)) * 10.0 ** rng.uniform(-9, 3)
    return call(rng.normal(size=2), g, 10.0 ** rng.uniform(-4, 0), weight_decay=float(rng.choice([0.0, 0.1])))


def _chain(rng: Generator) -> Call:
    n = int(rng.integers(2, 5))
    z = rng.normal(size=(n, n)) * rng.choice([0.5, 3.0, 15.0])
    weights = np.exp(z - z.max(axis=1, keepdims=True))
    return call(weights / weights.sum(axis=1, keepdims=True))


def _tangent(rng: Generator) -> Call:
    curve = list(CURVES.values())[rng.integers(len(CURVES))]
    lo = max(curve.window[0], curve.domain[0] + 1e-3)
    x = float(rng.uniform(lo, curve.window[1]))
    h = min(10.0 ** rng.uniform(-13, -0.5), (x - curve.domain[0]) / 2)
    return call(curve, x, float(h))


def _step(rng: Generator) -> Call:
    surface = list(SURFACES.values())[rng.integers(len(SURFACES))]
    return call(
        surface, tuple((rng.normal(size=2) * 10.0 ** rng.uniform(-2, 2)).tolist()), 10.0 ** rng.uniform(-4, 0.5), 1
    )


def _x(rng: Generator) -> Call:
    return call(rng.normal(size=2) * 10.0 ** rng.uniform(-3, 1.3))


def _losses(rng: Generator) -> Call:
    n = int(rng.integers(1, 7))
    return call(some(rng, 1, n), [int(rng.integers(n))], _t(rng))


def _soft(rng: Generator) -> Call:
    return call(some(rng, 5), _p(rng))


def _matrix(rng: Generator) -> np.ndarray:
    return some(rng, *rng.permutation([2, int(rng.integers(2, 5))]))


ORACLES: dict[str, Oracle] = {
    "norm": Oracle(oracle.norm, lambda rng: call(some(rng, int(rng.integers(1, 8))))),
    "dot_product": Oracle(oracle.dot_product, _vectors),
    "matmul": Oracle(oracle.matmul, lambda rng: call(*_factors(rng))),
    "matmul_gradient": Oracle(oracle.matmul_gradient, _factors_and_gradient),
    "tangent": Oracle(oracle_curves.tangent, _tangent),
    **{name + end: Oracle(oracle_curves.activation(name, power), _x)
       for name in ("relu", "sigmoid", "silu", "gelu") for power, end in enumerate(("", "_slope"))},
    "normal_cdf": Oracle(oracle_curves.normal_cdf, _x),
    "descend": Oracle(oracle_curves.descend, _step),
    "tempered": Oracle(oracle.tempered, lambda rng: call(_z(rng), _t(rng))),
    "softmax": Oracle(oracle.softmax, lambda rng: call(_z(rng), _t(rng))),
    "log_softmax": Oracle(oracle.log_softmax, lambda rng: call(_z(rng), _t(rng))),
    "logsumexp": Oracle(oracle.logsumexp, lambda rng: call(_z(rng))),
    "entropy": Oracle(oracle.entropy, lambda rng: call(_p(rng))),
    "softmax_report": Oracle(oracle.softmax_report, lambda rng: call(_z(rng), _t(rng))),
    "jacobian": Oracle(oracle.jacobian, lambda rng: call(_z(rng), _t(rng))),
    "attention": Oracle(oracle.attention, _attended),
    "attention_gradient": Oracle(oracle.attention_gradient, _attention_gradient),
    "cross_entropy": Oracle(oracle_learning.cross_entropy, _losses),
    "soft_cross_entropy": Oracle(oracle_learning.soft_cross_entropy, _soft),
    "layer_norm": Oracle(oracle_learning.layer_norm, _norm),
    "layer_norm_gradient": Oracle(oracle_learning.layer_norm_gradient, _norm_gradient),
    "adam": Oracle(oracle_learning.adam, _adam),
    "svd": Oracle(oracle_learning.svd, lambda rng: call(_matrix(rng))),
    "low_rank": Oracle(oracle_learning.low_rank, lambda rng: call(_matrix(rng), int(rng.integers(0, 3)))),
    "divergence": Oracle(oracle_learning.divergence, _pair),
    "divergence_terms": Oracle(oracle_learning.divergence_terms, _pair),
    "kl_divergence": Oracle(oracle_learning.kl_divergence, _pair),
    "distribution_cross_entropy": Oracle(oracle_learning.distribution_cross_entropy, _pair),
    "stationary": Oracle(oracle_learning.stationary, _chain),
}  # fmt: skip
"""For each routine its reference and a maker of random calls."""

NO_ORACLE = {
    "sample": "`tangent` at many points",
    "descend_1d": "steps of `descend` in one dimension, by hand in its tests",
    "naive_softmax": "made to fail",
    "causal_mask": "no rounding",
    "project": "`matmul` of tables",
    "positions": "sines; held by its bound against PyTorch",
    "keep_top_k": "no rounding",
    "keep_top_p": "no rounding",
    "choose_from": "`softmax`, then no rounding but one division",
    "draw": "no rounding",
}
"""Routines whose accuracy is that of another, or that have none to speak of."""


def worst_ratios(name: str, ours: Any, seed: int, count: int) -> dict[str, float]:
    """Return, for each tensor of a routine, the largest error over its promise in so many random cases."""
    rng = np.random.default_rng(seed)
    worst: dict[str, float] = {}
    for _ in range(count):
        args, kwargs = ORACLES[name].draw(rng)
        found = measure(ORACLES[name].parts(*args, **kwargs), ours(*args, **kwargs))
        worst = {tensor: max(worst.get(tensor, 0.0), found[tensor]) for tensor in found} | {
            tensor: value for tensor, value in worst.items() if tensor not in found
        }
    return worst if worst else {"value": math.nan}
