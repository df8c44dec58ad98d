"""Inputs that tell right from nearly right: where a careless version of each routine breaks down.

Ordinary inputs let two in five planted mistakes through. These have scores far from 0, rows of very
different size, masked and tied entries, every dimension different, and one square case.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from mathcore.curves import CURVES
from mathcore.kill_set_learning import LEARNING_KILL_SET
from mathcore.rule import Call, call
from mathcore.surfaces import SURFACES, bowl

TEMPERATURES = (0.0, 1e-300, 1e-3, 0.5, 2.0, 1e3, 1e300, math.inf)


def _logits(rng: Generator) -> list[np.ndarray]:
    z = rng.normal(size=(3, 5))
    masked = z.copy()
    masked[0, 1] = masked[1, 3] = -np.inf
    return [
        z,
        5 * z,
        z + 1e4,
        np.array([[1000.0, 0.0, -1000.0], [0.5, 1.0, 2.0]]),
        z * np.array([[1e-3], [1.0], [300.0]]),
        masked,
        np.array([[2.0, 2.0, 1.0], [0.0, 0.0, 0.0]]),
        np.array([[0.0, -40.0]]),
        np.array([[0.0, 30.0, -1.0]]),
        rng.normal(size=(1, 4096)),
        rng.normal(size=(4, 4)),
        np.array([[3.0]]),
    ]


def _tempered(rng: Generator) -> list[Call]:
    every = [call(z, t) for z in _logits(rng) for t in (1.0, 0.7)]
    tied = np.array([[2.0, 2.0, 1.0], [0.0, -np.inf, -1.0]])
    every += [call(tied, t) for t in (0.0, math.inf)]
    return every + [call(rng.normal(size=(2, 5)), t) for t in TEMPERATURES]


def _reports(rng: Generator) -> list[Call]:
    rows = [z[0] for z in _logits(rng) if z.size < 100]
    return [call(z, t) for z in rows for t in (1.0, 0.7)] + [call(rng.normal(size=5), t) for t in TEMPERATURES]


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
    return [
        call(q, k, v),
        call(q, k, v, scaled=False),
        call(q, k, v, mask=mask),
        call(q, k, v, mask=blind),
        call(*square),
        call(*square, mask=np.tri(3, dtype=bool)),
        call(q * 900, k, v, mask=mask),
        call(q * 1e3, k * 1e3, v, mask=mask),
        call(q, k, far, mask=mask),
        call(q * 20, k * 20, v),
        call(*_qkv(rng, 2, 7, 16, 3)),
        call(*_qkv(rng, 1, 1, 1, 1)),
    ]


def _attention_gradients(rng: Generator) -> list[Call]:
    calls = [c for c in _attentions(rng) if np.abs(c.args[0]).max() < 1e3]
    shapes = [(len(c.args[0]), c.args[2].shape[1]) for c in calls]
    return [call(*c.args, rng.normal(size=shape), **c.kwargs) for c, shape in zip(calls, shapes, strict=True)]


def _vectors(rng: Generator) -> list[Call]:
    a, b = rng.normal(size=5), rng.normal(size=5)
    near = a + 1e-9 * b
    return [
        call(a, b),
        call(a, -a),
        call(a, near),
        call(a * 1e-3, b * 1e200),
        call(a * 1e200, b * 1e200),
        call(np.zeros(3), np.ones(3)),
        call(np.ones(3), np.zeros(3)),
        call(np.ones(1), -np.ones(1)),
        call(np.array([1.0, 0.0]), np.array([0.0, 1.0])),
        call(np.array([1e-200, 0.0]), np.array([1e-200, 1e-200])),
        call(np.array([1e16, 1.0, -1e16]), np.ones(3)),
        call(rng.normal(size=4096), rng.normal(size=4096)),
        call(a[:2], b[:2]),
    ]


def _products(rng: Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    big = np.array([[1e16, 1.0, -1e16]])
    return [
        (rng.normal(size=(2, 3)), rng.normal(size=(3, 4))),
        (rng.normal(size=(3, 3)), rng.normal(size=(3, 3))),
        (rng.normal(size=(1, 5)), rng.normal(size=(5, 1))),
        (rng.normal(size=(4, 1)), rng.normal(size=(1, 2))),
        (big, np.ones((3, 2))),
        (rng.normal(size=(2, 300)), rng.normal(size=(300, 2))),
    ]


def _tangents(rng: Generator) -> list[Call]:
    places = (-2.5, -1.0, 0.0, 0.3, 1.0, 2.7)
    steps = (0.5, -0.5, 1e-3, 6e-6, 1e-13)
    return [call(curve, x, h) for curve in CURVES.values() for x, h in zip(places, (*steps, 1.0), strict=True)]


def _activations(rng: Generator) -> list[Call]:
    return [
        call(np.array([-40.0, -12.0, -8.0, -5.0, -1.0, -1e-3])),
        call(np.array([[0.0, 1e-8], [3.0, 30.0]])),
        call(rng.normal(size=7)),
        call(np.array([-720.0, 720.0])),
    ]


def _walks(rng: Generator) -> list[Call]:
    walks = [call(s, s.start, rate, 40) for s in SURFACES.values() for rate in (1e-3, 0.02, 0.3)]
    return [
        *walks,
        call(bowl(1, 2), (1.0, 0.5), 1.0, 30),
        call(bowl(3, 1), (1.0, 0.5), 1.5, 800),
        call(bowl(1, 20 / 9), (1e5, 1e-5), 0.9, 10),
        call(bowl(1, 2), (1.0, 1.0), 0.0, 3),
        call(SURFACES["rosenbrock"], (1.5, -1.0), 0.1, 50),
        call(bowl(2, 2), (0.0, 0.0), 0.1, 0),
        call(bowl(2, 2), (0.0, 0.0), 0.1, 5),
    ]


def _one_weights(rng: Generator) -> list[Call]:
    return [
        call(1.0, 3.0, 2.0, 0.1, 10),
        call(1.0, 3.0, 2.0, 0.1, 10, "float32"),
        call(2.0, -1.0, 0.7, 5.0, 2000),
        call(2.0, -1.0, 0.7, 5.0, 400, "float32"),
        call(0.0, 1.0, 3.0, 0.05, 30),
    ]


def _entropies(rng: Generator) -> list[Call]:
    return [
        call(np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])),
        call(rng.dirichlet(np.ones(7), size=3)),
        call(np.full(4096, 1 / 4096)),
        call(np.array([1.0])),
        call(np.array([1 - 1e-15, 1e-15])),
    ]


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
    "naive_softmax": lambda rng: [call(z, t, dtype) for z in _logits(rng)[:2]
                                 for t in (1.0, 0.5) for dtype in ("float64", "float32")],
    "logsumexp": lambda rng: [call(z) for z in [*_logits(rng), np.full((2, 3), -np.inf), np.zeros((2, 0))]],
    "entropy": _entropies,
    "softmax_report": _reports,
    "jacobian": _jacobians,
    "attention": _attentions,
    "attention_gradient": _attention_gradients,
    **LEARNING_KILL_SET,
}  # fmt: skip
"""For each routine a maker of calls, from a generator."""
