"""One server and one browser for all tests in the browser, and a watch over everything that must never happen there."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.harness import chromium, serve

PROBES = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""On a deep link Streamlit's own page first asks for these below the page's address, and gets 404."""


class Watch:
    """What a page said and asked for."""

    def __init__(self, server: str) -> None:
        self.host, self.complaints, self.foreign = urlsplit(server).netloc, [], []

    def over(self, context: BrowserContext) -> None:
        context.on("console", self.heard)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("request", lambda request: self.asked(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self.asked(socket.url)))

    def heard(self, message: ConsoleMessage) -> None:
        missing = "404" in message.text and PROBES.search(urlsplit(message.location["url"]).path)
        if message.type == "error" and not missing:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.foreign.append(url)

    def saw_nothing(self) -> None:
        assert not self.complaints
        assert not self.foreign


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serve() as address:
        yield address


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
