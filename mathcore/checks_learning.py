"""The table of checks, continued: losses, layer norm, Adam, divergences, sampling, chains, singular values."""

import numpy as np

from mathcore import bounds_learning, bounds_probability, twins_learning, twins_probability
from mathcore.adam import adam
from mathcore.cross_entropy import cross_entropy, soft_cross_entropy
from mathcore.information import distribution_cross_entropy, divergence, divergence_terms, kl_divergence
from mathcore.layer_norm import layer_norm, layer_norm_gradient
from mathcore.linear_algebra import low_rank, svd
from mathcore.markov import stationary
from mathcore.rule import Check, call
from mathcore.sampling import choose_from, draw, keep_top_k, keep_top_p
from mathcore.softmax import softmax


def _two(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.dirichlet(np.ones(5)), rng.dirichlet(np.ones(5))


LEARNING: dict[str, Check] = {
    "cross_entropy": Check(cross_entropy, twins_learning.cross_entropy, bounds_learning.cross_entropy,
                           lambda rng: call(rng.normal(size=(4, 5)), [0, 4, -100, 2], 0.7)),
    "soft_cross_entropy": Check(soft_cross_entropy, twins_learning.soft_cross_entropy,
                                bounds_learning.soft_cross_entropy,
                                lambda rng: call(rng.normal(size=(3, 5)), rng.dirichlet(np.ones(5), size=3))),
    "layer_norm": Check(layer_norm, twins_learning.layer_norm, bounds_learning.layer_norm,
                        lambda rng: call(rng.normal(size=(3, 6)), rng.normal(size=6), rng.normal(size=6))),
    "layer_norm_gradient": Check(layer_norm_gradient, twins_learning.layer_norm_gradient,
                                 bounds_learning.layer_norm_gradient,
                                 lambda rng: call(rng.normal(size=(3, 6)), rng.normal(size=(3, 6)),
                                                  rng.normal(size=6))),
    "adam": Check(adam, twins_learning.adam, bounds_learning.adam,
                  lambda rng: call(rng.normal(size=3), rng.normal(size=(8, 3)), 0.1, weight_decay=0.01),
                  follows=True),
    "svd": Check(svd, twins_learning.svd, bounds_learning.svd,
                 lambda rng: call(rng.normal(size=(4, 3))), follows=True),
    "low_rank": Check(low_rank, twins_learning.low_rank, bounds_learning.low_rank,
                      lambda rng: call(rng.normal(size=(5, 3)), 2), follows=True),
    "divergence_terms": Check(divergence_terms, twins_probability.divergence_terms,
                              bounds_probability.divergence_terms, lambda rng: call(*_two(rng))),
    "kl_divergence": Check(kl_divergence, twins_probability.kl_divergence, bounds_probability.kl_divergence,
                           lambda rng: call(*_two(rng))),
    "distribution_cross_entropy": Check(distribution_cross_entropy, twins_probability.distribution_cross_entropy,
                                        bounds_probability.distribution_cross_entropy,
                                        lambda rng: call(*_two(rng))),
    "divergence": Check(divergence, twins_probability.divergence, bounds_probability.divergence,
                        lambda rng: call(*_two(rng))),
    "keep_top_k": Check(keep_top_k, twins_probability.keep_top_k, bounds_probability.exact,
                        lambda rng: call(rng.normal(size=6), 3)),
    "keep_top_p": Check(keep_top_p, twins_probability.keep_top_p, bounds_probability.exact,
                        lambda rng: call(rng.dirichlet(np.ones(6)), 0.6)),
    "choose_from": Check(choose_from, twins_probability.choose_from, bounds_probability.choose_from,
                         lambda rng: call(rng.normal(size=8) * 2, 0.8, top_k=6, top_p=0.85, min_p=0.02)),
    "draw": Check(draw, twins_probability.draw, bounds_probability.exact,
                  lambda rng: call(rng.dirichlet(np.ones(5)), rng.random(20))),
    "stationary": Check(stationary, twins_probability.stationary, bounds_probability.stationary,
                        lambda rng: call(softmax(rng.normal(size=(4, 4)) * 2))),
}  # fmt: skip
