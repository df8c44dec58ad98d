"""One server and one browser for all tests in the browser, and a watch over everything that must never happen there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from mathcore import verify
from tests.browser.harness import PHONE, WIDE, Visitor, chromium, serve, troubles


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serve() as address:
        verify.warm_up(120)  # what the screen is compared with is checked as well
        yield address
        assert not troubles(address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def wide(browser: Browser, server: str) -> Visitor:
    return Visitor(browser, server, **WIDE)


@pytest.fixture
def page(wide: Visitor) -> Iterator[Page]:
    """A page on a screen, where nothing may go wrong."""
    with wide.page() as page:
        yield page


@pytest.fixture(scope="session")
def narrow(browser: Browser, server: str) -> Visitor:
    return Visitor(browser, server, **PHONE)


@pytest.fixture
def phone(narrow: Visitor) -> Iterator[Page]:
    """A page on a phone, where nothing may go wrong."""
    with narrow.page() as page:
        yield page
