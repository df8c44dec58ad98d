"""A real server and a real browser, for the tests and the benchmarks alike."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.install import install

ROOT = Path(__file__).parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


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
    with subprocess.Popen(command, cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL) as server:
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
