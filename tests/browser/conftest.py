"""One server and one browser for all tests in the browser, and a watch over everything that must never happen there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.harness import Watch, chromium, serve, troubles


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serve() as address:
        yield address
        assert not troubles(address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def fresh(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A browser that has never been here; at the end, nothing may have gone wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 820}, base_url=server)
    watch = Watch(server)
    watch.over(context)
    yield context
    context.close()
    watch.saw_nothing()


@pytest.fixture
def page(fresh: BrowserContext) -> Page:
    return fresh.new_page()
