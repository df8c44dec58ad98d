"""A real server and a real browser, for the tests and the benchmarks alike."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.browser.install import install
from tests.pages_under_test import READ_SHOWN, SHOWN, address_of, differences

ROOT = Path(__file__).parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--process-per-site",  # a second page of a browser is opened by the process that opened the first
    # The last of these is Chromium's own window, drawn for each page though nobody sees it: a third of a page's cost.
    "--disable-features=PaintHolding,HttpsUpgrades,MediaRouter,OptimizationHints,PreloadTopChromeWebUI",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # offline, but for our own server
]


def crowd() -> float:
    """Say how many times longer than on a machine of our own things take, now or in the last minute: 1 if quiet."""
    began, worked = time.perf_counter(), time.process_time()
    while time.process_time() < worked + 0.15:
        pass
    now = (time.perf_counter() - began) / (time.process_time() - worked)
    return max(now, os.getloadavg()[0] / (os.cpu_count() or 1)) if hasattr(os, "getloadavg") else now


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, seconds: float = 30) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def log_of(address: str) -> Path:
    """Return where the server at an address writes what it has to say."""
    return ROOT / "build" / f"server-{urlsplit(address).port}.log"


def troubles(address: str, since: int = 0) -> str:
    """Return the first trouble in a server's log, after so many characters of it; "" if there is none."""
    said = log_of(address).read_text()[since:]
    at = min((said.find(word) for word in ("Traceback", "failed for") if word in said), default=-1)
    return said[at : at + 2000] if at >= 0 else ""


@contextlib.contextmanager
def serve(
    script: str = "app.py",
    *flags: str,
    port: int | None = None,
    env: dict[str, str] | None = None,
    folder: Path = ROOT,
) -> Iterator[str]:
    """Run the app as the README says, and yield its address; the folder decides which settings are found."""
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        "--server.headless=true",
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--server.fileWatcherType=none",
        *flags,
    ]
    log = log_of(f"http://127.0.0.1:{port}")
    log.parent.mkdir(exist_ok=True)
    told = {**os.environ, **(env or {})}
    with log.open("w") as said, subprocess.Popen(command, cwd=folder, env=told, stdout=said, stderr=said) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    path = install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


READY = ".explorable .words :is(p, h2)"
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
CHECKED = ".badge:not([data-tone=wait])"


def ready(page: Page) -> None:
    """Wait until a page is drawn, its script has ended, and its numbers have been checked."""
    page.locator(READY).first.wait_for(timeout=30_000)
    page.locator(AT_REST).wait_for(timeout=30_000)


def checked(page: Page) -> None:
    """Wait until PyTorch has been imported and the badge has an opinion."""
    page.locator(CHECKED).first.wait_for(timeout=60_000)


def wear(page: Page, theme: str) -> None:
    """Let the system change its theme, and wait until the page and our part of it have followed."""
    page.emulate_media(color_scheme=theme)
    app, scene = page.locator("[data-testid=stApp]"), page.locator(".explorable").first
    expect(app).to_have_css("color-scheme", theme)
    expect(scene).to_have_css("color", app.evaluate("app => getComputedStyle(app).color"))
    ready(page)


@contextlib.contextmanager
def all_in_view(page: Page) -> Iterator[None]:
    """Make the window as high as the page for a while; the page scrolls inside Streamlit's main part."""
    size = page.viewport_size
    assert size
    height = page.locator("[data-testid=stMain]").evaluate("part => part.scrollHeight")
    page.set_viewport_size({**size, "height": height})
    yield
    page.set_viewport_size(size)


def open_page(page: Page, word: str, query: str = "") -> float:
    """Open a page by its own address; return the seconds until it was drawn. Then wait until it is at rest."""
    began = time.monotonic()
    page.goto(f"{address_of(word)}?{query}" if query else address_of(word))
    page.locator(READY).first.wait_for(timeout=30_000)
    seconds = time.monotonic() - began
    ready(page)
    return seconds


def in_hand(page: Page) -> Locator:
    """Find what a hand goes to first: a handle in the picture, else a slider, else a number."""
    for kind in (".handle", "input[type=range]", ".number"):
        if page.locator(kind).count():
            return page.locator(kind).first
    raise AssertionError("there is nothing to drag")


def drag(page: Page, target: Locator, dx: float = 140, dy: float = -40, steps: int = 8) -> None:
    """Take something, move it, let go."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=steps)
    page.mouse.up()


def agrees(page: Page, word: str, seconds: float = 10) -> None:
    """Wait until every live number on the screen is mathcore's for the state in the address."""
    deadline = time.monotonic() + seconds
    ready(page)
    while wrong := differences(word, page.url, page.locator(SHOWN).evaluate_all(READ_SHOWN)):
        assert time.monotonic() < deadline, wrong
        page.wait_for_timeout(50)


PROBES = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""On a deep link Streamlit's own page first asks for these below the page's address, and gets 404."""

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 820}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


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
        """Say so if anything was wrong since this was last asked."""
        complaints, foreign = self.complaints, self.foreign
        self.complaints, self.foreign = [], []
        assert not complaints
        assert not foreign


def newcomer(browser: Browser, server: str, **look: Any) -> tuple[BrowserContext, Watch]:
    """Return a browser that has never been here, and the watch over it."""
    context, watch = browser.new_context(base_url=server, **look), Watch(server)
    watch.over(context)
    return context, watch


@contextlib.contextmanager
def watched(browser: Browser, server: str, **look: Any) -> Iterator[Page]:
    """Open a page in a browser that has never been here; after it, nothing may have gone wrong."""
    context, watch = newcomer(browser, server, **look)
    yield context.new_page()
    context.close()
    watch.saw_nothing()


class Visitor:
    """A browser in which page after page is opened: of what one leaves behind, the next finds compiled scripts only."""

    def __init__(self, browser: Browser, server: str, **look: Any) -> None:
        self.context, self.watch = newcomer(browser, server, **look)
        self.anchor = self.context.new_page()  # the process stays as long as one page does
        self.anchor.goto("/_stcore/health")

    @contextlib.contextmanager
    def page(self) -> Iterator[Page]:
        """Open a page; after it, nothing may have gone wrong."""
        yield self.context.new_page()
        for page in self.context.pages:
            if page is not self.anchor:
                page.close()
        self.context.clear_cookies()
        self.anchor.evaluate("localStorage.clear()")
        self.watch.saw_nothing()
