"""`make bench`: how the app feels in a real browser, beside the stock way, and what the maths costs."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from bench import compute
from bench.live import Times, measure, measure_stock
from bench.record import machine, write
from tests.browser.harness import CHROMIUM_FLAGS, ROOT, serve
from tests.browser.install import install
from tests.pages_under_test import LIVE

STOCK = "the stock way"


async def in_browser(words: list[str], seconds: float, steps: int) -> dict[str, Times]:
    """Measure the pages, and in the same run the stock way."""
    times = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=install(), args=CHROMIUM_FLAGS)
        with serve() as server:
            for word in words:
                times[word] = await measure(browser, server, word, seconds, steps)
        with tempfile.TemporaryDirectory() as nowhere:  # without our settings
            stock = serve(str(ROOT / "bench/stock_app.py"), folder=Path(nowhere))
            with stock as server:
                times[STOCK] = await measure_stock(browser, server, seconds, steps // 2)
        await browser.close()
    return times


def table(times: dict[str, Times]) -> str:
    """Lay out what was measured."""
    head = "page               repaints/s  of frames/s  longest gap  key p50  key p95  vs stock  first paint"
    stock = times[STOCK].p50 if STOCK in times else float("nan")
    lines = [
        f"{word:18}{t.repaints:11.1f}{t.frames:13.1f}{t.longest_gap:10.0f} ms{t.p50:6.1f} ms{t.p95:6.1f} ms"
        f"{stock / t.p50:9.1f}x{t.first_paint / 1000:11.2f} s"
        for word, t in times.items()
    ]
    return "\n".join([head, *lines])


def main() -> None:
    """Measure, print, and write build/bench.json."""
    ask = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    ask.add_argument("pages", nargs="*", default=LIVE, help="words of the pages to measure; all without any")
    ask.add_argument("--seconds", type=float, default=4.0, help="how long a drag lasts")
    ask.add_argument("--quick", action="store_true", help="leave out the routines of mathcore")
    ask.add_argument("--steps", type=int, default=40, help="how many single key steps")
    given = ask.parse_args()
    routines = {} if given.quick else compute.measure()
    if routines:
        print(compute.table(routines), "\n")
        print(compute.page_table(compute.pages()), "\n")
    times = asyncio.run(in_browser(given.pages, given.seconds, given.steps))
    print(table(times))
    result = {
        "machine": machine(),
        "pages": {word: t._asdict() for word, t in times.items()},
        "routines": {name: r._asdict() for name, r in routines.items()},
    }
    write("bench.json", json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
