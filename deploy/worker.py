"""One worker: Streamlit's server with the guard before it. `python -m deploy.worker --port 8501`.

Settings that make the app fast and quiet stand in .streamlit/config.toml; what only a hosted app needs stands here.
"""

import argparse
import contextlib
import ctypes
import importlib
import os
import signal
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the matrices are small, and one worker runs on each core
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware

from deploy.assets import Assets
from deploy.guard import Guard
from explorable import permalink
from explorable.contents import TOPICS
from explorable.doorstep import welcome
from explorable.lesson import state_of
from explorable.shortcut import Shortcut
from mathcore import verify

SETTINGS = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    # What a page sends is held to `deploy.guard.LARGEST`; these are the next walls behind it, in whole megabytes.
    "server.maxWidgetStateSize": 1,
    "server.maxMessageSize": 4,
    "server.maxUploadSize": 1,
    # A laptop that was shut is noticed after 40 s; what it leaves behind is given up a minute later.
    "server.websocketPingInterval": 20,
    "server.disconnectedSessionTTL": 60,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "browser.gatherUsageStats": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
}

ARENA_MAX = -8
"""The name of this setting in glibc's malloc.h."""


def app(hosts: list[str], embed_in: list[str]) -> st.App:
    """Return the app with everything that stands before it, the outermost first."""
    return st.App(
        Path(__file__).parents[1] / "app.py",
        lifespan=welcome,
        middleware=[
            Middleware(Guard, hosts=hosts, embed_in=embed_in),
            Middleware(Assets),
            Middleware(Shortcut),
        ],
    )


def warm_up() -> None:
    """Do once what is slow the first time, before the first reader: import PyTorch, and draw each page."""
    verify.warm_up(120)
    for topic in TOPICS:
        page = importlib.import_module(f"pages.{topic.word}")
        with contextlib.suppress(Exception):  # a page that fails says so to its readers, and does not stop the others
            page.view(permalink.defaults(state_of(page.FIELDS)))


def raise_limits() -> None:
    """Allow as many connections as the system does: 1024, the usual start, is less than a busy school needs."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def one_heap() -> None:
    """Keep memory in one place: Linux gives threads heaps of their own, and what is free in one is of no use to others.

    A script of Streamlit runs in a thread of its own, so that a worker would grow for hours.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # a libc that has one heap anyway
            ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def give_back(every: float = 10) -> None:
    """Give free memory back to the system, every so many seconds; that takes some 5 ms.

    What is freed between pieces still in use would else stay with a worker, more with every hour.
    """
    if sys.platform != "linux" or not hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        return

    def run() -> None:
        while True:
            time.sleep(every)
            libc.malloc_trim(0)

    threading.Thread(target=run, name="give back", daemon=True).start()


def end_with_parent() -> None:
    """Ask Linux to end this process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8501")))
    parser.add_argument("--hosts", default=os.environ.get("EXPLORABLE_HOSTS", ""))
    parser.add_argument("--embed-in", default=os.environ.get("EXPLORABLE_EMBED_IN", ""))
    given = parser.parse_args()
    one_heap()
    raise_limits()
    warm_up()
    give_back()
    sys.argv = sys.argv[:1]
    app(given.hosts.split(), given.embed_in.split()).run(
        config={**SETTINGS, "server.address": given.address, "server.port": given.port}
    )


if __name__ == "__main__":
    main()
