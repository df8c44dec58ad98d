"""Ranges of inputs for the laws, named once."""

import hypothesis.extra.numpy as arrays
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
