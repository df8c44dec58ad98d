"""What a reader finds at every public function: its types, its source, its twin, and an example."""

import inspect
import re

import jaxtyping
import numpy as np
import pytest

from mathcore.checks import CHECKS

from .test_verify import public_functions

MEASURED = {"race", "by_loops", "best"}
"""What returns seconds: no example comes out the same twice."""


@pytest.mark.parametrize("name", CHECKS)
def test_every_docstring_names_its_source_and_its_twin(name):
    """A reader finds in each where it comes from and the same in PyTorch; refusals are announced."""
    text = CHECKS[name].ours.__doc__
    assert re.search(r"Source: .{10}", text, flags=re.DOTALL)
    assert "PyTorch: " in text
    refuses = "raise MathInputError" in inspect.getsource(inspect.unwrap(CHECKS[name].ours))
    assert "Raises:" in text or not refuses


@pytest.mark.parametrize("function", list(public_functions()), ids=lambda function: function.__name__)
def test_every_public_function_says_its_types_and_has_an_example(function):
    """Types are held by beartype in every test; an example is numbers to follow by hand."""
    signature = inspect.signature(function)
    assert signature.return_annotation is not signature.empty
    assert all(part.annotation is not part.empty for part in signature.parameters.values())
    assert ">>>" in function.__doc__ or function.__name__ in MEASURED


def test_shapes_are_checked_in_every_test():
    """A wrong shape does not even reach the routine: jaxtyping and beartype stand before it."""
    with pytest.raises(jaxtyping.TypeCheckError):
        CHECKS["relu"].ours([1.0])
    with pytest.raises(jaxtyping.TypeCheckError):
        CHECKS["norm"].ours(np.zeros((2, 2)))
