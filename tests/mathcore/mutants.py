"""Every mistake made on purpose, a module of them for each part of mathcore."""

from .mutants_curves import CURVES
from .mutants_learning import LEARNING
from .mutants_probability import PROBABILITY
from .mutants_scores import SCORES
from .mutants_vectors import VECTORS

MUTANTS = [*SCORES, *VECTORS, *CURVES, *LEARNING, *PROBABILITY]
