"""The connection is cut, the laptop sleeps, the server dies: the page comes back by itself with the reader's state."""

import contextlib
import select
import socket
import threading
import time
from itertools import cycle

import pytest
from playwright.sync_api import Page

from tests.browser.harness import WIDE, agrees, checked, crowd, drag, free_port, in_hand, open_page, serve
from tests.pages_under_test import READ_SHOWN, SHOWN

SOON = 2.0
"""Seconds after which a page has to be back once its server is there. A busy machine may need a second try."""


class Wire:
    """A wire between browser and server that can be cut, and held still as if one side were asleep."""

    def __init__(self, to: int) -> None:
        self.to, self.port, self.pairs = to, free_port(), []
        self.still = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                pair = (near, socket.create_connection(("127.0.0.1", self.to)))
                self.pairs.append(pair)
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            while True:
                ready, _, _ = select.select([near, far], [], [], 0.05)
                for one in [] if self.still.is_set() else ready:
                    data = one.recv(1 << 16)
                    if not data:
                        raise OSError("one side has hung up")
                    (far if one is near else near).sendall(data)
        near.close()
        far.close()

    def cut(self) -> None:
        for pair in self.pairs:
            for side in pair:
                with contextlib.suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()

    def close(self) -> None:
        self.listener.close()
        self.cut()


@pytest.fixture
def wire(server):
    made = Wire(int(server.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def page(browser, wire):
    context = browser.new_context(base_url=f"http://127.0.0.1:{wire.port}", **WIDE)
    yield context.new_page()
    context.close()


def grab(page: Page, dx: float) -> tuple[float, float]:
    """Take the first handle and move it a little; the hand keeps it."""
    held = in_hand(page)
    held.scroll_into_view_if_needed()
    box = held.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y - 20, steps=4)
    return x, y


def test_a_cut_in_the_middle_of_a_drag_loses_nothing(page, wire):
    open_page(page, "dot_product")
    start = page.url
    x, y = grab(page, 30)
    wire.cut()
    for i in range(20):
        page.mouse.move(x + 30 + 3 * i, y - 20 - 3 * i)
        page.wait_for_timeout(50)
    page.mouse.up()
    page.wait_for_url(lambda url: url != start, timeout=10_000)
    agrees(page, "dot_product")


def test_a_laptop_that_slept_goes_on(page, wire):
    open_page(page, "dot_product")
    start = page.url
    wire.still.set()
    page.locator(".handle").first.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(1500)
    wire.cut()
    wire.still.clear()
    page.wait_for_url(lambda url: url != start, timeout=10_000)
    agrees(page, "dot_product")


def back_after(page: Page, word: str, since: float) -> float:
    """Press keys until the numbers follow; return the seconds since the server was there."""
    numbers = page.locator(SHOWN)
    before, keys = numbers.evaluate_all(READ_SHOWN), cycle(["ArrowUp", "ArrowDown"])
    while numbers.evaluate_all(READ_SHOWN) == before and time.monotonic() < since + 15:
        in_hand(page).focus()
        page.keyboard.press(next(keys))  # one end of its range may be where it stands
        page.wait_for_timeout(60)
    seconds = time.monotonic() - since
    agrees(page, word)
    return seconds


def test_a_page_survives_the_death_of_its_server(browser):
    word, port = "gradient_descent", free_port()  # axes that follow: the page with most to lose
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}", **WIDE)
    page, needed = context.new_page(), []
    with serve(port=port):
        open_page(page, word)
        checked(page)
        start = page.url
        drag(page, in_hand(page))
        page.wait_for_url(lambda url: url != start)
        agrees(page, word)
    for attempt in range(3):
        if attempt == 0:  # the hand is on it while the server is away
            x, y = grab(page, 20)
            page.mouse.move(x + 60, y, steps=4)
            page.mouse.up()
        with serve(port=port):
            needed.append(back_after(page, word, time.monotonic()))
        if needed[-1] <= SOON * crowd():
            break
    else:
        pytest.fail(f"back only after {needed} s")
    context.close()
