"""Inputs that tell right from nearly right, continued: losses, norms, Adam, divergences, sampling, chains."""

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from mathcore.rule import Call, call


def _pairs(rng: Generator) -> list[Call]:
    p, q = rng.dirichlet(np.ones(6)), rng.dirichlet(np.ones(6))
    tilt = p * (1 + 1e-6 * rng.normal(size=6))
    one_hot, tiny = np.array([0.0, 1.0, 0.0]), np.array([1e-300, 1 - 1e-12, 1e-12])
    # Nearly certain and nearly equal: the second sums to one rounding more than 1.
    sure = np.array([1.4746169261229333e-09, 0.99999999615719, 1.663990085101581e-09, 1.7604842905723103e-13,
                     7.040269499661656e-10])  # fmt: skip
    as_sure = np.array([1.4746169288155545e-09, 0.99999999615719, 1.6639900887306104e-09, 1.7604842955755234e-13,
                        7.040269479632726e-10])  # fmt: skip
    return [
        call(p, q),
        call(sure, as_sure),
        call(p, p),
        call(p, tilt / tilt.sum()),
        call(one_hot, np.array([0.2, 0.3, 0.5])),
        call(np.array([0.2, 0.3, 0.5]), tiny),
        call(one_hot, one_hot),
        call(np.array([0.5, 0.5]), np.array([1.0, 0.0])),
        call(np.array([0.9, 0.1]), np.array([0.001, 0.999])),
    ]


def _losses(rng: Generator) -> list[Call]:
    z = rng.normal(size=(3, 5))
    masked = z.copy()
    masked[0, 2] = masked[1, 2] = -np.inf
    return [
        call(z, [0, 1, 2]),
        call(z, [0, 1, 2], 0.5),
        call(z * 300, [4, 3, 0]),
        call(z + 1e4, [1, 1, 1]),
        call(np.array([[40.0, 0.0], [30.0, 0.0]]), [0, 0]),
        call(np.array([[1000.0, 0.0, -1000.0]]), [2]),
        call(masked, [2, 0, 1]),
        call(z, [-100, 3, -100], 2.0),
        call(np.array([[5.0]]), [0]),
        call(z, [0, 1, 2], 1e-3),
        call(np.array([[2.0, 2.0, 2.0]]), [1]),
    ]


def _soft_losses(rng: Generator) -> list[Call]:
    z, t = rng.normal(size=(3, 5)), rng.dirichlet(np.ones(5), size=3)
    masked, shared = z.copy(), t.copy()
    masked[:, 1], shared[:, 1] = -np.inf, 0.0
    return [call(z, t), call(z + 1e4, t), call(masked, shared), call(z * 300, t), call(z[0], 3 * t[0])]


def _norms(rng: Generator) -> list[Call]:
    x, g, b = rng.normal(size=(3, 7)), rng.normal(size=7), rng.normal(size=7)
    led = rng.normal(size=(1, 4096))
    led[0, 0] = 200.0  # a first entry far from all others
    return [
        call(led),
        call(x, g, b),
        call(x * 1e-3, g, b),
        call(x + 100, g, b),
        call(x + 1e6, g, b),
        call(x * 1e200, g, b),
        call(np.ones((2, 4))),
        call(np.array([[5.0], [-3.0]])),
        call(x, eps=0.0),
        call(x * 1e-200, eps=0.0),
        call(rng.normal(size=(5, 5)) * np.array([[1e-6], [1e-2], [1.0], [1e3], [1e8]]), eps=1e-5),
        call(rng.normal(size=(1, 4096)) + 1e4),
    ]


def _norm_gradients(rng: Generator) -> list[Call]:
    wide = [c for c in _norms(rng) if np.abs(c.args[0]).max() < 1e100]
    calls = [
        (c.args[0], rng.normal(size=c.args[0].shape), c.args[1] if len(c.args) > 1 else None, c.kwargs)
        for c in wide
        if c.kwargs.get("eps", 1.0) > 0 or np.ptp(c.args[0], axis=1).min() > 1e-100
    ]
    return [call(x, up, gamma, **rest) for x, up, gamma, rest in calls]


def _adams(rng: Generator) -> list[Call]:
    w, g = rng.normal(size=3), rng.normal(size=(300, 3))
    return [
        call(w, g, 0.01),
        call(w, g * 1e-9, 0.01),
        call(w, g * 1e-7, 0.1, 0.8, 0.99, 1e-6),
        call(w, g[:5], 0.1, corrected=False),
        call(w, g[:40], 0.1, weight_decay=0.1),
        call(np.ones(2), np.zeros((4, 2)), 0.1),
        call(np.ones(1), np.array([[1e200], [1.0]]), 0.1),
        call(np.ones(2), np.array([[1.0, math.nan], [1.0, 1.0]]), 0.1),
        call(w, g[:5] * np.array([1e-3, 1.0, 1e3]), 0.1, 0.0, 0.5),
    ]


def _matrices(rng: Generator) -> list[np.ndarray]:
    thin = rng.normal(size=(6, 2))
    return [
        rng.normal(size=(5, 3)),
        rng.normal(size=(3, 5)),
        rng.normal(size=(4, 4)),
        np.diag([3.0, 1e-3, 1e-8]),
        thin @ rng.normal(size=(2, 4)),
        rng.normal(size=(3, 4)) * 1e150,
        np.array([[2.0]]),
    ]


def _chains(rng: Generator) -> list[Call]:
    def rows(z: np.ndarray) -> np.ndarray:
        weights = np.exp(z - z.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)

    two = np.array(
        [[0.5, 0.5, 0.0, 0.0], [0.5, 0.5 - 1e-12, 1e-12, 0.0], [0.0, 2e-12, 0.5, 0.5 - 2e-12], [0.0, 0.0, 0.5, 0.5]]
    )
    turn = np.roll(np.eye(4), 1, axis=1)
    leak = np.array([[0.5, 0.5, 0.0], [0.0, 0.3, 0.7], [0.0, 0.6, 0.4]])
    return [
        call(rows(rng.normal(size=(5, 5)))),
        call(rows(15 * rng.normal(size=(6, 6)))),
        call(two),
        call(turn),
        call(leak),
        call(np.eye(3)),
        call(np.array([[0.2, 0.8], [0.8, 0.2]])),
        call(np.tril(rows(rng.normal(size=(4, 4))) ** 0) / np.arange(1, 5)[:, None]),
        call(np.array([[1.0]])),
    ]


def _top_p(rng: Generator) -> list[Call]:
    tenths = np.full(10, 0.1)
    return [
        call(tenths, 0.8),
        call(tenths, 0.3),
        call(tenths, 1.0),
        call(tenths, 0.0),
        call(np.array([0.5, 0.25, 0.25]), 0.75),
        call(np.array([0.5, 0.25, 0.25]), 0.7505),
        call(np.array([0.25, 0.5, 0.25]), 0.5),
        call(rng.dirichlet(np.ones(50)), 0.9),
        call(np.array([0.0, 1.0]), 0.99),
        call(np.array([0.1, 0.2, 0.7]), 0.75),
    ]


def _top_k(rng: Generator) -> list[Call]:
    return [
        call(np.array([1.0, 3.0, 3.0, 3.0, 2.0]), 2),
        call(np.ones(20), 3),
        call(rng.normal(size=9), 4),
        call(np.array([1.0, 2.0]), 0),
        call(np.array([1.0, 2.0]), 2),
        call(np.array([-1.0, -np.inf, 5.0]), 2),
    ]


def _choices(rng: Generator) -> list[Call]:
    z = rng.normal(size=12) * 2
    ties = np.array([1.0, 3.0, 3.0, 3.0, 2.0])
    return [
        call(z, 0.8, 6, 0.85, 0.02),
        call(z, 1.0, None, 0.5, 0.0),
        call(z, 2.0, 4),
        call(z, 1.0, None, 1.0, 0.3),
        call(ties, 1.0, 2),
        call(ties, 0.0),
        call(z, 0.3, 8, 0.99, 0.0),
        call(ties, 1.0, 4, 0.6),
        call(z + 1e4, 0.7, 5, 0.9, 0.05),
        call(np.log(np.array([0.5, 0.3, 0.15, 0.05])), 1.0, 3, 0.83, 0.1),
        call(np.array([0.0, -np.inf, 1.0]), 1.0, None, 0.95),
    ]


def _draws(rng: Generator) -> list[Call]:
    return [
        call(np.array([0.25, 0.0, 0.75]), np.array([0.0, 0.2, 0.25, 0.99, 1 - 2.0**-53])),
        call(np.full(10, 0.1), rng.random(50)),
        call(np.array([0.0, 0.5, 0.5, 0.0]), np.array([0.0, 0.5, 1 - 2.0**-53])),
        call(rng.dirichlet(np.ones(30)), rng.random(100)),
    ]


LEARNING_KILL_SET: dict[str, Callable[[Generator], list[Call]]] = {
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
