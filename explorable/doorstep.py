"""What happens once, when the app starts on somebody's own machine: load what every page needs, and open a browser."""

import importlib
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from explorable.contents import TOPICS

A_MOMENT = 0.5
"""Seconds until the server, which is about to listen, does."""


@asynccontextmanager
async def welcome(app: Any) -> AsyncIterator[None]:
    """Import the pages, so that the first reader does not wait for it, and show the app to whoever started it."""
    PagesManager.uses_pages_directory = (
        False  # explorable.contents lists the pages; or the first reader's page runs twice
    )
    for topic in TOPICS:
        importlib.import_module(f"pages.{topic.word}")
    if not st.get_option("server.headless"):
        timer = threading.Timer(A_MOMENT, lambda: webbrowser.open(f"http://localhost:{st.get_option('server.port')}"))
        timer.daemon = True
        timer.start()
    yield
