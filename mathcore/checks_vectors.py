"""The checks of word vectors, random arrows and moves of the plane."""

from mathcore import twins_vectors
from mathcore.plane_moves import moves
from mathcore.random_arrows import random_cosines, spreads
from mathcore.rule import Check, call
from mathcore.word_table import rank

VECTORS: dict[str, Check] = {
    "rank": Check(rank, twins_vectors.rank, twins_vectors.rank_bound,
                  lambda rng: call(rng.normal(size=4), rng.normal(size=(3, 4)))),
    "random_cosines": Check(random_cosines, twins_vectors.random_cosines, twins_vectors.random_cosines_bound,
                            lambda rng: call(int(rng.integers(2, 100)), int(rng.integers(2)))),
    "spreads": Check(spreads, twins_vectors.spreads_twin, twins_vectors.spreads_bound,
                     lambda rng: call(int(rng.integers(2)))),
    "moves": Check(moves, twins_vectors.moves, twins_vectors.moves_bound,
                   lambda rng: call(rng.normal(size=(2, 2)), rng.normal(size=(2, 2)))),
}  # fmt: skip
