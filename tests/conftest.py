"""What all tests share: quick ones first, and Hypothesis neither watches a busy machine's clock nor remembers."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.browser.harness", "tests.pages.scenes")  # their asserts say what they saw, too
settings.register_profile(
    "tests", deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the browser for the end: it keeps an event loop running."""
    items.sort(key=lambda item: "tests/browser" in item.path.as_posix())


@pytest.fixture(autouse=True)
def numpys_warnings_stay() -> Iterator[None]:
    """See to it that no test leaves NumPy silent: the next one would not hear what goes wrong."""
    before = np.geterr()
    yield
    after = np.geterr()
    np.seterr(**before)
    assert after == before
