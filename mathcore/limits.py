"""How large a request may be: every cap of the package, in one place.

A request beyond one is refused with a `MathInputError` that names the cap. What a page may be asked for is less:
its `FIELDS` say how much, and `make bench` measures that no page computes for more than 50 ms at its largest.
"""

from mathcore.errors import MathInputError

MATRIX_SIDE = 64
"""Rows or columns of a typed matrix."""

TEXT_BYTES = 4096
"""Length of a typed matrix, in bytes."""

NUMBER_CHARACTERS = 64
"""Length of one typed number."""

MAGNITUDE = 1e12
"""Size of a typed number, where a field does not allow more."""

FORMULA_CHARACTERS = 200
"""Length of a typed formula."""

FORMULA_PARTS = 100
"""Numbers, names and operations of a typed formula."""

FORMULA_DEPTH = 30
"""Brackets within brackets of a typed formula, and operations within operations."""

PATHS = 64
"""Paths through a formula that are listed."""

TERMS = 1_000_000
"""Products laid out one by one by `matmul`."""

STEPS = 20_000
"""Steps of gradient descent in one run."""

SAMPLES = 10_000
"""Points of a sampled curve."""

SEED = 2**32 - 1
"""The largest seed."""

TOKENS = 512
"""Length of a text that attends to itself."""

HEADS = 16
"""Heads that look at one text."""

COUNTED_TOKENS = 1_000_000
"""Length of a text whose cost is counted, not measured."""

DIMENSIONS = 1024
"""Components of a random arrow."""

TIMED_SIDE = 128
"""Rows and columns of the product that is timed."""

MODEL_SIZE = 10_000_000
"""Layers, widths and words of a model whose cost is counted."""


def require_at_most(name: str, value: int, cap: int) -> None:
    """Refuse a size outside 0 to `cap`.

    >>> require_at_most("steps", 7, 5)
    Traceback (most recent call last):
    mathcore.errors.MathInputError: steps must be between 0 and 5, but it is 7.
    """
    if not 0 <= value <= cap:
        raise MathInputError(f"{name} must be between 0 and {cap}, but it is {value}.")
