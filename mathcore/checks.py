"""The table of checks: for every routine its twin, its bound and inputs that would show a mistake."""

import numpy as np
from numpy.random import Generator

from mathcore import (
    activations,
    bounds,
    bounds_attention,
    bounds_descent,
    bounds_rolling,
    bounds_softmax,
    twins,
    twins_attention,
    twins_descent,
    twins_rolling,
    twins_softmax,
)
from mathcore.accumulate import accumulate
from mathcore.attention import attention, causal_mask, positions, project
from mathcore.attention_gradient import attention_gradient
from mathcore.checks_differences import DIFFERENCES
from mathcore.checks_learning import LEARNING
from mathcore.checks_scores import SCORES
from mathcore.checks_vectors import VECTORS
from mathcore.checks_words import WORDS
from mathcore.compass import compass
from mathcore.derivative import CURVES, sample, tangent
from mathcore.dot_product import dot_product, norm
from mathcore.gradient_descent import SURFACES, bowl, descend, descend_1d
from mathcore.heads import heads
from mathcore.knobs import knobs
from mathcore.logits import tempered
from mathcore.matmul import matmul, matmul_gradient
from mathcore.one_query import one_query
from mathcore.rolling import roll
from mathcore.rule import Call, Check, call
from mathcore.softmax import entropy, jacobian, log_softmax, logsumexp, naive_softmax, softmax, softmax_report
from mathcore.two_losses import two_losses


def _activation(name: str, power: int) -> Check:
    ours = getattr(activations, name + ("_slope" if power else ""))
    return Check(ours, twins.activation(name, power), bounds.activation(name, power),
                 lambda rng: call(rng.normal(size=(3, 4)) * 3))  # fmt: skip


def _qkv(rng: Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return rng.normal(size=(4, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))


def _mask(rng: Generator) -> np.ndarray:
    mask = rng.random((4, 5)) < 0.6
    mask[0] = True
    return mask


CHECKS: dict[str, Check] = {
    "norm": Check(norm, twins.norm, bounds.norm, lambda rng: call(rng.normal(size=5))),
    "dot_product": Check(dot_product, twins.dot_product, bounds.dot_product,
                         lambda rng: call(rng.normal(size=4), rng.normal(size=4))),
    "matmul": Check(matmul, twins.matmul, bounds.matmul,
                    lambda rng: call(rng.normal(size=(2, 3)), rng.normal(size=(3, 4)))),
    "matmul_gradient": Check(matmul_gradient, twins.matmul_gradient, bounds.matmul_gradient,
                             lambda rng: call(rng.normal(size=(2, 3)), rng.normal(size=(3, 4)),
                                              rng.normal(size=(2, 4)))),
    "tangent": Check(tangent, twins.tangent, bounds.tangent,
                     lambda rng: call(CURVES["cubic"], float(rng.uniform(0.3, 2.0)), 0.5)),
    "sample": Check(sample, twins.sample, bounds.sample, lambda rng: call(CURVES["gelu"], -4.0, 3.0, 50)),
    "relu": _activation("relu", 0), "relu_slope": _activation("relu", 1),
    "sigmoid": _activation("sigmoid", 0), "sigmoid_slope": _activation("sigmoid", 1),
    "silu": _activation("silu", 0), "silu_slope": _activation("silu", 1),
    "gelu": _activation("gelu", 0), "gelu_slope": _activation("gelu", 1),
    "normal_cdf": Check(activations.normal_cdf, twins.normal_cdf, bounds.normal_cdf,
                        lambda rng: call(rng.normal(size=6) * 3)),
    "descend": Check(descend, twins_descent.descend, bounds_descent.descend,
                     lambda rng: call(bowl(1.0, 2.0), tuple(rng.uniform(1.0, 2.0, size=2).tolist()), 0.3, 20),
                     follows=True),
    "descend_1d": Check(descend_1d, twins_descent.descend_1d, bounds_descent.descend_1d,
                        lambda rng: call(1.0, 3.0, 2.0, 0.1, 10), follows=True),
    "accumulate": Check(accumulate, twins_rolling.accumulate, bounds_rolling.accumulate,
                        lambda rng: call(float(rng.uniform(0.5, 1.5)), 3.0, 2.0, 0.1, 12), follows=True),
    "roll": Check(roll, twins_rolling.roll, bounds_rolling.roll,
                  lambda rng: call(bowl(1.0, 2.0), tuple(rng.uniform(1.0, 2.0, size=2).tolist()),
                                   [(0.3, 6), (0.1, 8)], 8, int(rng.integers(1000))), follows=True),
    "compass": Check(compass, twins_rolling.compass, bounds_rolling.compass,
                     lambda rng: call(SURFACES["rosenbrock"], tuple(rng.uniform(-1.0, 1.0, size=2).tolist()))),
    "two_losses": Check(two_losses, twins_rolling.two_losses, bounds_rolling.two_losses,
                        lambda rng: call(float(rng.uniform(0.1, 0.9)))),
    "knobs": Check(knobs, twins_rolling.knobs, bounds_rolling.knobs, lambda rng: call(rng.normal(size=4).tolist())),
    "tempered": Check(tempered, twins_softmax.tempered_twin, bounds_softmax.tempered,
                      lambda rng: call(rng.normal(size=(2, 5)), 0.7)),
    "softmax": Check(softmax, twins_softmax.softmax, bounds_softmax.softmax,
                     lambda rng: call(rng.normal(size=(3, 5)), 0.7)),
    "log_softmax": Check(log_softmax, twins_softmax.log_softmax, bounds_softmax.log_softmax,
                         lambda rng: call(rng.normal(size=(3, 5)), 0.7)),
    "naive_softmax": Check(naive_softmax, twins_softmax.naive_softmax, bounds_softmax.naive_softmax,
                           lambda rng: call(rng.normal(size=5), 0.7, "float32")),
    "logsumexp": Check(logsumexp, twins_softmax.logsumexp, bounds_softmax.logsumexp,
                       lambda rng: call(rng.normal(size=(3, 5)))),
    "entropy": Check(entropy, twins_softmax.entropy, bounds_softmax.entropy,
                     lambda rng: call(rng.dirichlet(np.ones(5), size=3))),
    "softmax_report": Check(softmax_report, twins_softmax.softmax_report, bounds_softmax.softmax_report,
                            lambda rng: call(rng.normal(size=5) * 2, 0.7)),
    "jacobian": Check(jacobian, twins_softmax.jacobian, bounds_softmax.jacobian,
                      lambda rng: call(rng.normal(size=5), 0.7)),
    "attention": Check(attention, twins_softmax.attention, bounds_softmax.attention,
                       lambda rng: call(*_qkv(rng), mask=_mask(rng))),
    "attention_gradient": Check(attention_gradient, twins_softmax.attention_gradient,
                                bounds_softmax.attention_gradient,
                                lambda rng: call(*_qkv(rng), rng.normal(size=(4, 2)), mask=_mask(rng))),
    "one_query": Check(one_query, twins_attention.one_query, bounds_attention.one_query,
                       lambda rng: call(*_qkv(rng), 1, mask=_mask(rng))),
    "heads": Check(heads, twins_attention.heads, bounds_attention.heads,
                   lambda rng: call(["a", "b", "c"], 3, int(rng.integers(100)), position=True)),
    "causal_mask": Check(causal_mask, twins.causal_mask, bounds.exact, lambda rng: call(5)),
    "project": Check(project, twins.project, bounds.project, lambda rng: call(["a", "b"], 6, 4, 3, 7)),
    "positions": Check(positions, twins.positions, bounds.positions, lambda rng: call(7, 6)),
    **LEARNING, **VECTORS, **SCORES, **WORDS, **DIFFERENCES,
}  # fmt: skip
"""Every public routine by its name; `SURFACES` and `CURVES` are checked through `descend` and `sample`."""

__all__ = ["CHECKS", "CURVES", "SURFACES", "Call", "Check", "call"]
