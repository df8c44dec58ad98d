"""Words shared by the tests: PyTorch once it has loaded."""

import pytest

from mathcore import verify


@pytest.fixture(scope="session")
def torch_ready():
    """Wait for PyTorch; tests that compare with it cannot do without."""
    assert verify.warm_up(wait=120) == "ready"
