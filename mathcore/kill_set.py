"""Inputs that tell right from nearly right: where a careless version of each routine breaks down.

Ordinary inputs let two in five planted mistakes through. These have scores far from 0, rows of very
different size, masked and tied entries, every dimension different, and one square case.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from mathcore.curves import CURVES
from mathcore.rule import Call, call
from mathcore.surfaces import SURFACES, bowl

TEMPERATURES = (1e-300, 1e-3, 0.5, 2.0, 1e3, 1e300)


def _logits(rng: Generator) -> list[np.ndarray]:
    z = rng.normal(size=(3, 5))
    masked = z.copy()
    masked[0, 1] = masked[1, 3] = -np.inf
    return [z, 5 * z, z + 1e4, np.array([[1000.0, 0.0, -1000.0], [0.5, 1.0, 2.0]]),
            z * np.array([[1e-3], [1.0], [300.0]]), masked, np.array([[2.0, 2.0, 1.0], [0.0, 0.0, 0.0]]),
            np.array([[0.0, -40.0]]), np.array([[0.0, 30.0, -1.0]]), rng.normal(size=(1, 4096)),
            rng.normal(size=(4, 4)), np.array([[3.0]])]  # fmt: skip


def _tempered(rng: Generator) -> list[Call]:
    every = [call(z, t) for z in _logits(rng) for t in (1.0, 0.5)]
    return every + [call(rng.normal(size=(2, 5)), t) for t in TEMPERATURES]


def _reports(rng: Generator) -> list[Call]:
    rows = [z[0] for z in _logits(rng) if z.size < 100]
    return [call(z, t) for z in rows for t in (1.0, 0.5)] + [call(rng.normal(size=5), t) for t in TEMPERATURES]


def _jacobians(rng: Generator) -> list[Call]:
    return [Call(c.args, c.kwargs) for c in _reports(rng) if 1e-5 < c.args[1] < 1e5]


def _qkv(rng: Generator, m: int, n: int, d_k: int, d_v: int) -> tuple[np.ndarray, ...]:
    return rng.normal(size=(m, d_k)), rng.normal(size=(n, d_k)), rng.normal(size=(n, d_v))


def _attentions(rng: Generator) -> list[Call]:
    q, k, v = _qkv(rng, 4, 5, 3, 2)
    mask = rng.random((4, 5)) < 0.6
    mask[0], mask[1, 2] = True, True
    blind = mask.copy()
    blind[2] = False
    square = _qkv(rng, 3, 3, 3, 3)
    far = v + 1e3
    return [call(q, k, v), call(q, k, v, scaled=False), call(q, k, v, mask=mask), call(q, k, v, mask=blind),
            call(*square), call(*square, mask=np.tri(3, dtype=bool)), call(q * 900, k, v, mask=mask),
            call(q * 1e3, k * 1e3, v, mask=mask), call(q, k, far, mask=mask), call(q * 20, k * 20, v),
            call(*_qkv(rng, 2, 7, 16, 3)), call(*_qkv(rng, 1, 1, 1, 1))]  # fmt: skip


def _attention_gradients(rng: Generator) -> list[Call]:
    calls = [c for c in _attentions(rng) if np.abs(c.args[0]).max() < 1e3]
    shapes = [(len(c.args[0]), c.args[2].shape[1]) for c in calls]
    return [call(*c.args, rng.normal(size=shape), **c.kwargs) for c, shape in zip(calls, shapes, strict=True)]


def _vectors(rng: Generator) -> list[Call]:
    a, b = rng.normal(size=5), rng.normal(size=5)
    near = a + 1e-9 * b
    return [call(a, b), call(a, -a), call(a, near), call(a * 1e-3, b * 1e200), call(a * 1e200, b * 1e200),
            call(np.zeros(3), np.ones(3)), call(np.ones(3), np.zeros(3)), call(np.ones(1), -np.ones(1)),
            call(np.array([1.0, 0.0]), np.array([0.0, 1.0])), call(np.array([1e-200, 0.0]), np.array([1e-200, 1e-200])),
            call(np.array([1e16, 1.0, -1e16]), np.ones(3)), call(rng.normal(size=4096), rng.normal(size=4096)),
            call(a[:2], b[:2])]  # fmt: skip


def _products(rng: Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    big = np.array([[1e16, 1.0, -1e16]])
    return [(rng.normal(size=(2, 3)), rng.normal(size=(3, 4))), (rng.normal(size=(3, 3)), rng.normal(size=(3, 3))),
            (rng.normal(size=(1, 5)), rng.normal(size=(5, 1))), (rng.normal(size=(4, 1)), rng.normal(size=(1, 2))),
            (big, np.ones((3, 2))), (rng.normal(size=(2, 300)), rng.normal(size=(300, 2)))]  # fmt: skip


def _tangents(rng: Generator) -> list[Call]:
    places = (-2.5, -1.0, 0.0, 0.3, 1.0, 2.7)
    steps = (0.5, -0.5, 1e-3, 6e-6, 1e-13)
    return [call(curve, x, h) for curve in CURVES.values() for x, h in zip(places, (*steps, 1.0), strict=True)]


def _activations(rng: Generator) -> list[Call]:
    return [call(np.array([-40.0, -12.0, -8.0, -5.0, -1.0, -1e-3])), call(np.array([[0.0, 1e-8], [3.0, 30.0]])),
            call(rng.normal(size=7)), call(np.array([-700.0, 700.0]))]  # fmt: skip


def _walks(rng: Generator) -> list[Call]:
    walks = [call(s, s.start, rate, 40) for s in SURFACES.values() for rate in (1e-3, 0.02, 0.3)]
    return [*walks, call(bowl(1, 2), (1.0, 0.5), 1.0, 30), call(bowl(3, 1), (1.0, 0.5), 1.5, 800),
            call(bowl(1, 20 / 9), (1e5, 1e-5), 0.9, 10), call(bowl(1, 2), (1.0, 1.0), 0.0, 3),
            call(SURFACES["rosenbrock"], (1.5, -1.0), 0.1, 50), call(bowl(2, 2), (0.0, 0.0), 0.1, 0)]  # fmt: skip


def _one_weights(rng: Generator) -> list[Call]:
    return [call(1.0, 3.0, 2.0, 0.1, 10), call(1.0, 3.0, 2.0, 0.1, 10, "float32"), call(2.0, -1.0, 0.7, 5.0, 2000),
            call(2.0, -1.0, 0.7, 5.0, 400, "float32"), call(0.0, 1.0, 3.0, 0.05, 30)]  # fmt: skip


def _entropies(rng: Generator) -> list[Call]:
    return [call(np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])), call(rng.dirichlet(np.ones(7), size=3)),
            call(np.full(4096, 1 / 4096)), call(np.array([1.0])), call(np.array([1 - 1e-15, 1e-15]))]  # fmt: skip


def _pairs(rng: Generator) -> list[Call]:
    p, q = rng.dirichlet(np.ones(6)), rng.dirichlet(np.ones(6))
    tilt = p * (1 + 1e-6 * rng.normal(size=6))
    one_hot, tiny = np.array([0.0, 1.0, 0.0]), np.array([1e-300, 1 - 1e-12, 1e-12])
    return [call(p, q), call(p, p), call(p, tilt / tilt.sum()), call(one_hot, np.array([0.2, 0.3, 0.5])),
            call(np.array([0.2, 0.3, 0.5]), tiny), call(one_hot, one_hot), call(np.array([0.5, 0.5]), np.array([1.0, 0.0])),
            call(np.array([0.9, 0.1]), np.array([0.001, 0.999]))]  # fmt: skip


def _losses(rng: Generator) -> list[Call]:
    z = rng.normal(size=(3, 5))
    masked = z.copy()
    masked[0, 2] = masked[1, 2] = -np.inf
    return [call(z, [0, 1, 2]), call(z, [0, 1, 2], 0.5), call(z * 300, [4, 3, 0]), call(z + 1e4, [1, 1, 1]),
            call(np.array([[40.0, 0.0], [30.0, 0.0]]), [0, 0]), call(np.array([[1000.0, 0.0, -1000.0]]), [2]),
            call(masked, [2, 0, 1]), call(z, [-100, 3, -100], 2.0), call(np.array([[5.0]]), [0]),
            call(z, [0, 1, 2], 1e-3), call(np.array([[2.0, 2.0, 2.0]]), [1])]  # fmt: skip


def _soft_losses(rng: Generator) -> list[Call]:
    z, t = rng.normal(size=(3, 5)), rng.dirichlet(np.ones(5), size=3)
    masked, shared = z.copy(), t.copy()
    masked[:, 1], shared[:, 1] = -np.inf, 0.0
    return [call(z, t), call(z + 1e4, t), call(masked, shared), call(z * 300, t), call(z[0], 3 * t[0])]


def _norms(rng: Generator) -> list[Call]:
    x, g, b = rng.normal(size=(3, 7)), rng.normal(size=7), rng.normal(size=7)
    return [call(x, g, b), call(x * 1e-3, g, b), call(x + 100, g, b), call(x + 1e6, g, b), call(x * 1e200, g, b),
            call(np.ones((2, 4))), call(np.array([[5.0], [-3.0]])), call(x, eps=0.0), call(x * 1e-200, eps=0.0),
            call(rng.normal(size=(5, 5)) * np.array([[1e-6], [1e-2], [1.0], [1e3], [1e8]]), eps=1e-5),
            call(rng.normal(size=(1, 4096)) + 1e4)]  # fmt: skip


def _norm_gradients(rng: Generator) -> list[Call]:
    wide = [c for c in _norms(rng) if np.abs(c.args[0]).max() < 1e100]
    calls = [(c.args[0], rng.normal(size=c.args[0].shape), c.args[1] if len(c.args) > 1 else None, c.kwargs)
             for c in wide if c.kwargs.get("eps", 1.0) > 0 or np.ptp(c.args[0], axis=1).min() > 1e-100]  # fmt: skip
    return [call(x, up, gamma, **rest) for x, up, gamma, rest in calls]


def _adams(rng: Generator) -> list[Call]:
    w, g = rng.normal(size=3), rng.normal(size=(300, 3))
    return [call(w, g, 0.01), call(w, g * 1e-9, 0.01), call(w, g * 1e-7, 0.1, 0.8, 0.99, 1e-6), call(w, g[:5], 0.1, corrected=False),
            call(w, g[:40], 0.1, weight_decay=0.1), call(np.ones(2), np.zeros((4, 2)), 0.1), call(np.ones(1), np.array([[1e200], [1.0]]), 0.1),
            call(np.ones(2), np.array([[1.0, math.nan], [1.0, 1.0]]), 0.1), call(w, g[:5] * np.array([1e-3, 1.0, 1e3]), 0.1, 0.0, 0.5)]  # fmt: skip


def _matrices(rng: Generator) -> list[np.ndarray]:
    thin = rng.normal(size=(6, 2))
    return [rng.normal(size=(5, 3)), rng.normal(size=(3, 5)), rng.normal(size=(4, 4)), np.diag([3.0, 1e-3, 1e-8]),
            thin @ rng.normal(size=(2, 4)), rng.normal(size=(3, 4)) * 1e150, np.array([[2.0]])]  # fmt: skip


def _chains(rng: Generator) -> list[Call]:
    def rows(z: np.ndarray) -> np.ndarray:
        weights = np.exp(z - z.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)

    two = np.array(
        [[0.5, 0.5, 0.0, 0.0], [0.5, 0.5 - 1e-12, 1e-12, 0.0], [0.0, 2e-12, 0.5, 0.5 - 2e-12], [0.0, 0.0, 0.5, 0.5]]
    )
    turn = np.roll(np.eye(4), 1, axis=1)
    leak = np.array([[0.5, 0.5, 0.0], [0.0, 0.3, 0.7], [0.0, 0.6, 0.4]])
    return [call(rows(rng.normal(size=(5, 5)))), call(rows(15 * rng.normal(size=(6, 6)))), call(two), call(turn), call(leak),
            call(np.eye(3)), call(np.array([[0.2, 0.8], [0.8, 0.2]])), call(np.tril(rows(rng.normal(size=(4, 4))) ** 0) / np.arange(1, 5)[:, None]),
            call(np.array([[1.0]]))]  # fmt: skip


def _top_p(rng: Generator) -> list[Call]:
    tenths = np.full(10, 0.1)
    return [call(tenths, 0.8), call(tenths, 0.3), call(tenths, 1.0), call(tenths, 0.0), call(np.array([0.5, 0.25, 0.25]), 0.75),
            call(np.array([0.25, 0.5, 0.25]), 0.5), call(rng.dirichlet(np.ones(50)), 0.9), call(np.array([0.0, 1.0]), 0.99),
            call(np.array([0.1, 0.2, 0.7]), 0.75)]  # fmt: skip


def _top_k(rng: Generator) -> list[Call]:
    return [call(np.array([1.0, 3.0, 3.0, 3.0, 2.0]), 2), call(np.ones(20), 3), call(rng.normal(size=9), 4),
            call(np.array([1.0, 2.0]), 0), call(np.array([1.0, 2.0]), 2), call(np.array([-1.0, -np.inf, 5.0]), 2)]  # fmt: skip


def _choices(rng: Generator) -> list[Call]:
    z = rng.normal(size=12) * 2
    ties = np.array([1.0, 3.0, 3.0, 3.0, 2.0])
    return [call(z, 0.8, 6, 0.85, 0.02), call(z, 1.0, None, 0.5, 0.0), call(z, 2.0, 4), call(z, 1.0, None, 1.0, 0.3), call(ties, 1.0, 2),
            call(ties, 0.0), call(z, 0.3, 8, 0.99, 0.0), call(ties, 1.0, 4, 0.6), call(z + 1e4, 0.7, 5, 0.9, 0.05),
            call(np.log(np.array([0.5, 0.3, 0.15, 0.05])), 1.0, 3, 0.83, 0.1), call(np.array([0.0, -np.inf, 1.0]), 1.0, None, 0.95)]  # fmt: skip


def _draws(rng: Generator) -> list[Call]:
    return [call(np.array([0.25, 0.0, 0.75]), np.array([0.0, 0.2, 0.25, 0.99, 1 - 2.0**-53])), call(np.full(10, 0.1), rng.random(50)),
            call(np.array([0.0, 0.5, 0.5, 0.0]), np.array([0.0, 0.5, 1 - 2.0**-53])), call(rng.dirichlet(np.ones(30)), rng.random(100))]  # fmt: skip


KILL_SET: dict[str, Callable[[Generator], list[Call]]] = {
    "norm": lambda rng: [call(c.args[0]) for c in _vectors(rng)],
    "dot_product": _vectors,
    "matmul": lambda rng: [call(a, b) for a, b in _products(rng)],
    "matmul_gradient": lambda rng: [call(a, b, rng.normal(size=(len(a), b.shape[1]))) for a, b in _products(rng)],
    "tangent": _tangents,
    "sample": lambda rng: [call(curve, *curve.window[:2], 101) for curve in CURVES.values()],
    **{name + end: _activations for name in ("relu", "sigmoid", "silu", "gelu") for end in ("", "_slope")},
    "normal_cdf": _activations,
    "descend": _walks,
    "descend_1d": _one_weights,
    "tempered": _tempered,
    "softmax": _tempered,
    "log_softmax": _tempered,
    "naive_softmax": lambda rng: [call(z, t, dtype) for z in _logits(rng)[:2] for t in (1.0, 0.5) for dtype in ("float64", "float32")],
    "logsumexp": lambda rng: [call(z) for z in _logits(rng)],
    "entropy": _entropies,
    "softmax_report": _reports,
    "jacobian": _jacobians,
    "attention": _attentions,
    "attention_gradient": _attention_gradients,
    "cross_entropy": _losses,
    "soft_cross_entropy": _soft_losses,
    "layer_norm": _norms,
    "layer_norm_gradient": _norm_gradients,
    "adam": _adams,
    "svd": lambda rng: [call(a) for a in _matrices(rng)],
    "low_rank": lambda rng: [call(a, min(a.shape) // 2) for a in _matrices(rng)],
    "divergence": _pairs,
    "divergence_terms": _pairs,
    "kl_divergence": _pairs,
    "distribution_cross_entropy": _pairs,
    "stationary": _chains,
    "keep_top_k": _top_k,
    "keep_top_p": _top_p,
    "choose_from": _choices,
    "draw": _draws,
}  # fmt: skip
"""For each routine a maker of calls, from a generator."""
