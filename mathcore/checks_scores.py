"""The table of checks, continued: rounded softmax, the edges of the exponential, many temperatures."""

from mathcore import bounds_scores, twins_scores
from mathcore.overflow import exponential_edges
from mathcore.rounding import FORMATS, rounded, rounded_softmax
from mathcore.rule import Check, call
from mathcore.slopes import slopes
from mathcore.temperatures import melting

SCORES: dict[str, Check] = {
    "rounded": Check(rounded, twins_scores.rounded, bounds_scores.rounded,
                     lambda rng: call(rng.normal(size=(3, 4)) * 10, FORMATS[int(rng.integers(len(FORMATS)))])),
    "rounded_softmax": Check(rounded_softmax, twins_scores.rounded_softmax, bounds_scores.rounded_softmax,
                             lambda rng: call(rng.normal(size=5), 0.7, FORMATS[int(rng.integers(len(FORMATS)))]),
                             follows=True),
    "exponential_edges": Check(exponential_edges, twins_scores.exponential_edges, bounds_scores.exponential_edges,
                               lambda rng: call(("float16", "float32", "float64")[int(rng.integers(3))])),
    "melting": Check(melting, twins_scores.melting, bounds_scores.melting,
                     lambda rng: call(rng.normal(size=5), 0.01, 100.0, 7)),
    "slopes": Check(slopes, twins_scores.slopes, bounds_scores.slopes, lambda rng: call(rng.normal(size=5), 0.7)),
}  # fmt: skip
