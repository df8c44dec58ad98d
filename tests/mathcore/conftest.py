"""Words shared by the tests: ranges of inputs, and PyTorch once it has loaded."""

import pytest
from hypothesis import settings

from mathcore import verify

# A shared machine can pause any one example; how long the maths takes is measured in bench/.
settings.register_profile("mathcore", deadline=None)
settings.load_profile("mathcore")


@pytest.fixture(scope="session")
def torch_ready():
    """Wait for PyTorch; tests that compare with it cannot do without."""
    assert verify.warm_up(wait=120) == "ready"
