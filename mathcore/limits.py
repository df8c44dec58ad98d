"""How large a request may be: every cap of the package, in one place.

A page's computation at its caps stays below 50 ms on a laptop core; a request beyond one is
refused with a `MathInputError` that names the cap.
"""

from mathcore.errors import MathInputError

MATRIX_SIDE = 64
"""Rows or columns of a typed matrix."""

TEXT_BYTES = 4096
"""Length of a typed matrix, in bytes."""

NUMBER_CHARACTERS = 64
"""Length of one typed number."""

TERMS = 1_000_000
"""Products laid out one by one by `matmul`."""

STEPS = 20_000
"""Steps of gradient descent in one run."""

SAMPLES = 10_000
"""Points of a sampled curve."""

SEED = 2**63 - 1
"""The largest seed."""

TOKENS = 512
"""Length of a text that attends to itself."""


def require_at_most(name: str, value: int, cap: int) -> None:
    """Refuse a size outside 0 to `cap`.

    >>> require_at_most("steps", 7, 5)
    Traceback (most recent call last):
    mathcore.errors.MathInputError: steps must be between 0 and 5, but it is 7.
    """
    if not 0 <= value <= cap:
        raise MathInputError(f"{name} must be between 0 and {cap}, but it is {value}.")
