"""Ranges of inputs for the laws, named once."""

import hypothesis.extra.numpy as arrays
import numpy as np
from hypothesis import strategies as st

moderate = st.floats(-100, 100, allow_nan=False)
any_finite = st.floats(allow_nan=False, allow_infinity=False)
temperatures = st.floats(1e-3, 1e3)


def vectors(length, elements=moderate):
    """Vectors of one length or of a drawn one."""
    return arrays.arrays(float, length, elements=elements)


def matrices(rows, columns, elements=moderate):
    """Matrices of given sides."""
    return arrays.arrays(float, (rows, columns), elements=elements)


sizes = st.integers(1, 6)


def shared_out(scores):
    """Turn scores into probabilities along the last axis; a strategy must not run the code under test."""
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
