"""What a reader feels, measured in Chromium: repaints in a drag, the time from a key to its picture, first paint."""

import asyncio
import math
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from playwright.async_api import Browser, CDPSession, Page

from tests.browser.harness import CHECKED, READY, WIDE
from tests.pages_under_test import READ_SHOWN, SHOWN, address_of, differences

MEASURE = (Path(__file__).parent / "measure.js").read_text()
RATE = 60
"""Pointer movements a second, as from a mouse."""
IN_HAND = ".handle, input[type=range], .number"
HELD = {"attention": ".handle[aria-label^='query of']"}
"""What is dragged on a page: the first thing a hand can hold, where nothing else is said."""


class Times(NamedTuple):
    """What was measured on a page, in milliseconds and per second; `frames` is what the browser could have painted."""

    first_paint: float
    repaints: float
    frames: float
    longest_gap: float
    p50: float
    p95: float
    steps: int


class Hand:
    """A hand that does not wait: input goes to the browser without asking whether the last one was painted."""

    def __init__(self, wire: CDPSession) -> None:
        """Take the line to the browser."""
        self.wire, self.sent = wire, set()

    def do(self, method: str, **what: Any) -> None:
        """Send one input event."""
        task = asyncio.ensure_future(self.wire.send(f"Input.dispatch{method}", what))
        self.sent.add(task)
        task.add_done_callback(self.sent.discard)

    def mouse(self, kind: str, x: float, y: float) -> None:
        """Move, press or release the mouse."""
        self.do("MouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1, pointerType="mouse")

    def key(self, name: str, code: int) -> None:
        """Press and release a key."""
        for kind in ("rawKeyDown", "keyUp"):
            self.do("KeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code)

    async def rest(self) -> None:
        """Wait until everything sent has arrived."""
        await asyncio.gather(*self.sent)


async def open_page(browser: Browser, address: str) -> tuple[Page, Hand]:
    """Open an address in a browser that has never seen it."""
    context = await browser.new_context(**WIDE)
    page = await context.new_page()
    await page.add_init_script(MEASURE)
    await page.goto(address)
    return page, Hand(await context.new_cdp_session(page))


async def measure(browser: Browser, server: str, word: str, seconds: float, steps: int) -> Times:
    """Measure one page of the app; its numbers are compared with mathcore's before and after."""
    page, hand = await open_page(browser, server + address_of(word))
    await page.wait_for_selector(READY)
    await page.wait_for_selector(CHECKED)
    first = await page.evaluate("bench.first")
    await agree(page, word)
    held = page.locator(HELD.get(word, IN_HAND)).first
    frames = await drag(page, hand, held, "output", seconds)
    await agree(page, word)
    times = await press(page, hand, held, "output", steps)
    await agree(page, word)
    await page.context.close()
    return summed_up(first, frames, times, seconds)


async def measure_stock(browser: Browser, server: str, seconds: float, steps: int) -> Times:
    """Measure the same gradient descent written the stock way."""
    page, hand = await open_page(browser, server)
    title = ".gtitle"
    await page.wait_for_selector(title)
    first = await page.evaluate("performance.now()")
    thumb = page.locator("[data-testid=stSlider] input[type=range]")
    frames = await drag(page, hand, thumb.locator("xpath=.."), title, seconds)
    times = await press(page, hand, thumb, title, steps)
    await page.context.close()
    return summed_up(first, frames, times, seconds)


def summed_up(first: float, seen: tuple[list[float], int], times: list[float], seconds: float) -> Times:
    """Sum up what was seen."""
    painted, frames = seen
    gap = max((b - a for a, b in pairwise(painted)), default=1000 * seconds)
    p50, p95 = np.percentile(times, [50, 95]).tolist() if times else (math.inf, math.inf)
    return Times(first, len(painted) / seconds, frames / seconds, gap, p50, p95, len(times))


async def agree(page: Page, word: str) -> None:
    """Wait until every number on the screen is mathcore's for the state in the address."""
    for _ in range(40):
        wrong = differences(word, page.url, await page.locator(SHOWN).evaluate_all(READ_SHOWN))
        if not wrong:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{word}: {wrong}")


async def in_time(seconds: float, rate: float, act: Callable[[float], None]) -> None:
    """Call `act` so often a second, with the share of the time that has passed, and never wait for anything else."""
    start = time.perf_counter()
    for i in range(round(seconds * rate)):
        act(i / (seconds * rate))
        await asyncio.sleep(max(0.0, start + (i + 1) / rate - time.perf_counter()))


async def drag(page: Page, hand: Hand, target: Any, watched: str, seconds: float) -> tuple[list[float], int]:
    """Drag something around its place; return when the screen showed new numbers, and how many frames there were."""
    await target.scroll_into_view_if_needed()
    box = await target.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.evaluate("bench.watch", watched)
    hand.mouse("mouseMoved", x, y)
    hand.mouse("mousePressed", x, y)
    await in_time(
        seconds, RATE,
        lambda share: hand.mouse("mouseMoved", x + 70 * math.sin(12.6 * share), y + 45 * math.sin(25.1 * share)),
    )  # fmt: skip
    seen = await page.evaluate("[bench.frames, bench.ticks]")
    hand.mouse("mouseReleased", x, y)
    await hand.rest()
    await asyncio.sleep(0.6)
    return seen[0], seen[1]


async def press(page: Page, hand: Hand, target: Any, watched: str, steps: int) -> list[float]:
    """Press an arrow key again and again, each when the last step is over; return the times to the picture."""
    await target.focus()
    await page.evaluate("bench.watch", watched)
    for i in range(steps):
        hand.key(*(("ArrowUp", 38) if (i // 10) % 2 else ("ArrowDown", 40)))
        await settled(page, i + 1)
    await hand.rest()
    return await page.evaluate("bench.steps")


async def settled(page: Page, count: int) -> None:
    """Wait until a step has been painted, then as long as between two presses of a calm hand."""
    for _ in range(100):
        await asyncio.sleep(0.02)
        if await page.evaluate("bench.steps.length") >= count:
            break
    await asyncio.sleep(0.08)
