"""Drags, taps, keys, texts, links, back and forward at random, seeded, with the shortest replay of what breaks.

    python -m tests.browser.fuzz --events 5000 --seed 1

An event is plain data, so that a list of them can be written down, cut shorter and played again. Held after every few
of them: no error box, nothing on the console, no foreign host, no red badge that nobody asked for, and every number on
the screen equal to mathcore's for the state in the address. At the end axe-core finds nothing, light and dark, and each
page still answers.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from random import Random
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from mathcore import verify
from tests.browser.hand import REACH as REACH
from tests.browser.hand import Event, Hand, draw_event
from tests.browser.harness import ROOT, WIDE, Watch, chromium, log_of, newcomer, open_page, ready, serve, troubles
from tests.browser.test_access import violations
from tests.pages_under_test import LIVE, READ_SHOWN, SHOWN, differences, state_at

EVERY = 20
"""Events between two looks at everything that is held."""
PAUSE = ".player button:text-is('Pause')"


class Wrong(AssertionError):
    """Something that is held did not hold."""


def word_at(url: str) -> str:
    """Return the page's word in an address."""
    return urlsplit(url).path.strip("/") or "home"


def held(page: Page, watch: Watch, seconds: float = 10) -> None:
    """Raise what does not hold, once the page has come to rest; what plays on its own is paused."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            ready(page)
            for button in page.locator(PAUSE).all():
                button.click(timeout=1000)
            word = word_at(page.url)
            if word not in LIVE:
                raise Wrong(f"nobody asked for {page.url}")
            wrong = differences(word, page.url, page.locator(SHOWN).evaluate_all(READ_SHOWN))
            broken = any("fault" in name and value != "none" for name, value in vars(state_at(word, page.url)).items())
            if not wrong and not broken and page.locator(".badge[data-tone=bad]").count():
                wrong = "the badge is red, and nobody broke the maths"
            boxes = page.locator("[data-testid=stException], [data-testid=stAlert]").count()
            wrong = wrong or ("an error box" if boxes else "")
        except BrowserError as error:
            wrong = str(error)
        if not wrong:
            break
        if time.monotonic() > deadline:
            raise Wrong(f"{page.url}: {wrong}")
        page.wait_for_timeout(50)
    if page.evaluate("window.__x"):
        raise Wrong(f"{page.url}: a script of a reader ran")
    if watch.complaints or watch.foreign:
        raise Wrong(f"{page.url}: console {watch.complaints[:5]}, foreign {watch.foreign}")


def answers(page: Page, watch: Watch, word: str) -> None:
    """Open a page afresh and press its first buttons: a page that has been through all this still answers."""
    open_page(page, word)
    before = page.url
    buttons = page.locator(".presets button")
    for i in range(min(buttons.count(), 3)):
        buttons.nth(i).click()
        page.wait_for_timeout(400)
        held(page, watch)
        if page.url != before:
            return
    if buttons.count():
        raise Wrong(f"{word} does not answer")


def stays_accessible(page: Page) -> None:
    """Raise what axe-core finds in the state that the events have led to, in both themes."""
    if found := violations(page):
        raise Wrong(f"{page.url}: axe-core finds {found}")


def play(
    browser: Browser, server: str, start: str, events: Sequence[Event], every: int = EVERY, ends: bool = True
) -> tuple[int, str]:
    """Play events in a browser that has never been here; return how many were played, and what went wrong.

    With `ends`, what is held only at the end is looked at too.
    """
    context, watch = newcomer(browser, server, has_touch=True, **WIDE)
    page = context.new_page()
    hand = Hand(page)
    played, before = 0, len(log_of(server).read_text())
    try:
        open_page(page, start)
        for played, event in enumerate(events, 1):
            try:
                hand.play(event)
            except BrowserError as error:  # what it wanted to touch was gone: that is no fault of the page
                if "crash" in str(error).lower():
                    raise Wrong(str(error)) from error
            if played % every == 0:
                held(page, watch)
        held(page, watch)
        if ends:
            stays_accessible(page)
            answers(page, watch, start)
        if trouble := troubles(server, before):
            raise Wrong(f"the server says: {trouble}")
    except Wrong as wrong:
        return played, str(wrong)
    except BrowserError as error:
        return played, f"the page did not answer: {error}"
    finally:
        context.close()
    return played, ""


def shorten(fails: Callable[[list[Event]], bool], events: list[Event], seconds: float) -> list[Event]:
    """Leave out whatever is not needed to fail, as long as there is time."""
    deadline, size = time.monotonic() + seconds, len(events) // 2
    while size and time.monotonic() < deadline:
        at, shorter = 0, False
        while at < len(events) and time.monotonic() < deadline:
            without = events[:at] + events[at + size :]
            if fails(without):
                events, shorter = without, True
            else:
                at += size
        if not shorter or size > len(events):
            size //= 2
    return events


def fuzz(browser: Browser, server: str, word: str, events: list[Event], patience: float = 240) -> str:
    """Play events; if something goes wrong, write down the shortest replay and say so."""
    played, wrong = play(browser, server, word, events)
    if not wrong:
        return ""
    ends = not play(browser, server, word, events[:played], ends=False)[1]
    short = shorten(lambda some: bool(play(browser, server, word, some, ends=ends)[1]), events[:played], patience)
    again = play(browser, server, word, short)[1]
    replay = {"page": word, "events": short}
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    (build / "fuzz-replay.json").write_text(json.dumps(replay))
    return f"{wrong}\nshortest replay, {len(short)} events: {json.dumps(replay)}\nwhich says: {again or 'nothing now'}"


def main() -> None:
    """Fuzz every page, or play one replay again."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--events", type=int, default=1000, help="how many in all")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--pages", nargs="*", default=LIVE)
    ask.add_argument("--replay", help="a file written by an earlier run")
    given = ask.parse_args()
    wrong = []
    verify.warm_up(120)
    with serve() as server, chromium() as browser:
        if given.replay:
            replay = json.loads(open(given.replay).read())
            wrong = [play(browser, server, replay["page"], replay["events"], every=1)[1]]
            print(wrong[0] or "all held")
        else:
            each = -(-given.events // len(given.pages))
            for word in given.pages:
                rng, began = Random(f"{given.seed} {word}"), time.monotonic()
                found = fuzz(browser, server, word, [draw_event(rng, LIVE) for _ in range(each)])
                took = time.monotonic() - began
                print(f"seed {given.seed}, {word}: {each} events in {took:.0f} s: {found or 'all held'}", flush=True)
                wrong.append(found)
    sys.exit(any(wrong))


if __name__ == "__main__":
    main()
