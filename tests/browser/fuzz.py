"""A hand that knows nothing: drags, taps, keys, texts, links, back and forward, seeded, with the shortest replay.

    python -m tests.browser.fuzz --events 5000 --seed 1

An event is plain data, so that a list of them can be written down, cut shorter and played again. Held after every few
of them: no error box, nothing on the console, no foreign host, no red badge that nobody asked for, and every number on
the screen equal to mathcore's for the state in the address. At the end each page still answers.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from explorable import permalink
from tests.browser.harness import ROOT, Watch, chromium, log_of, open_page, ready, serve, troubles
from tests.browser.payloads import ODD, XSS
from tests.pages_under_test import LIVE, READ_SHOWN, SHOWN, address_of, differences, fields_of, legal_state, state_at

Event = dict[str, Any]
EVERY = 20
"""Events between two looks at everything that is held."""
KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End", "Enter", " ", "Tab",
        "Shift+Tab", "Escape", "Shift+ArrowUp", "Shift+ArrowLeft", "Control+z", "Control+Shift+z", "Delete", "a", "r",
        "5"]  # fmt: skip
ACTIVE = ".explorable :is(.handle, button, input, select, summary, output[tabindex])"
DRAGGED = ".explorable :is(.handle, input[type=range], .number)"
TYPED = ".explorable input[type=text]"
REACH = """([selector, nth, focus]) => {
  const found = [];
  const look = (root) => {
    found.push(...root.querySelectorAll(selector));
    root.querySelectorAll("*").forEach((part) => part.shadowRoot && look(part.shadowRoot));
  };
  look(document);
  const seen = found.filter((part) => part.checkVisibility({ visibilityProperty: true }) && !part.disabled);
  if (!seen.length) return null;
  const part = seen[nth % seen.length];
  part.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (focus) part.focus();
  const { x, y, width, height } = part.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""


class Wrong(AssertionError):
    """Something that is held did not hold."""


def draw_event(rng: Random, words: Sequence[str]) -> Event:
    """Make up one event."""
    do = rng.choices(
        ["drag", "touch", "click", "key", "type", "point", "wait", "back", "forward", "reload", "link", "go", "size",
         "theme"],
        [30, 10, 25, 25, 12, 5, 4, 2, 2, 1, 2, 2, 1, 1],
    )[0]  # fmt: skip
    nth, word = rng.randrange(10_000), rng.choice(words)
    match do:
        case "drag" | "touch":
            return {
                "do": do,
                "nth": nth,
                "dx": rng.randint(-300, 300),
                "dy": rng.randint(-200, 200),
                "steps": rng.randint(1, 8),
            }
        case "key":
            return {"do": do, "nth": nth, "keys": [rng.choice(KEYS) for _ in range(rng.randint(1, 4))]}
        case "type":
            text = rng.choice([*ODD, *ODD, *XSS, f"{rng.uniform(-9, 9):.2f}"])
            return {"do": do, "nth": nth, "text": text, "key": rng.choice(["Enter", "Tab", ""])}
        case "point":
            return {"do": do, "x": rng.random(), "y": rng.uniform(0.12, 1)}
        case "wait":
            return {"do": do, "ms": rng.choice([30, 300])}
        case "link":
            hostile = rng.random() < 0.3
            texts = (
                {name: rng.choice([*ODD, *XSS]) for name in rng.sample(sorted(fields_of(word)), 2)} if hostile
                else permalink.address(fields_of(word), legal_state(word, rng))
            )  # fmt: skip
            return {"do": do, "word": word, "query": urlencode(texts)}
        case "go":
            return {"do": do, "word": word}
        case "size":
            return {"do": do, "width": rng.choice([360, 800, 1280]), "height": rng.choice([640, 820])}
        case "theme":
            return {"do": do, "theme": rng.choice(["light", "dark"])}
    return {"do": do, "nth": nth}


class Hand:
    """Plays events on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wire = page.context.new_cdp_session(page)

    def play(self, event: Event) -> None:
        getattr(self, event["do"])(**{name: value for name, value in event.items() if name != "do"})

    def reach(self, selector: str, nth: int, focus: bool = False) -> tuple[float, float] | None:
        """Bring one of the visible things that match into view, and return where its middle is."""
        return self.page.evaluate(REACH, [selector, nth, focus])

    def drag(self, nth: int, dx: float, dy: float, steps: int) -> None:
        if at := self.reach(DRAGGED, nth):
            self.page.mouse.move(*at)
            self.page.mouse.down()
            self.page.mouse.move(at[0] + dx, at[1] + dy, steps=steps)
            self.page.mouse.up()

    def touch(self, nth: int, dx: float, dy: float, steps: int) -> None:
        if at := self.reach(DRAGGED, nth):
            self._touch("touchStart", at)
            for i in range(1, steps + 1):
                self._touch("touchMove", (at[0] + dx * i / steps, at[1] + dy * i / steps))
            self._touch("touchEnd")

    def _touch(self, kind: str, at: tuple[float, float] | None = None) -> None:
        points = [{"x": max(0.0, at[0]), "y": max(0.0, at[1])}] if at else []
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def click(self, nth: int) -> None:
        if at := self.reach(ACTIVE, nth):
            self.page.mouse.click(*at)

    def key(self, nth: int, keys: list[str]) -> None:
        if self.reach(ACTIVE, nth, focus=True):
            for key in keys:
                self.page.keyboard.press(key)

    def type(self, nth: int, text: str, key: str) -> None:
        if self.reach(TYPED, nth, focus=True):
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)
            if key:
                self.page.keyboard.press(key)

    def point(self, x: float, y: float) -> None:
        size = self.page.viewport_size
        self.page.mouse.click(x * size["width"], y * size["height"])

    def wait(self, ms: int) -> None:
        self.page.wait_for_timeout(ms)

    def back(self, nth: int) -> None:
        self.page.go_back(timeout=10_000)
        if not self.page.url.startswith("http"):  # it was the first page
            self.page.go_forward(timeout=10_000)

    def forward(self, nth: int) -> None:
        self.page.go_forward(timeout=10_000)

    def reload(self, nth: int) -> None:
        self.page.reload()
        ready(self.page)

    def link(self, word: str, query: str) -> None:
        open_page(self.page, word, query)

    def go(self, word: str) -> None:
        link = self.page.locator(f"a[href$='{address_of(word)}']").first
        if link.count() and link.is_visible():
            link.click()
            self.page.wait_for_timeout(300)

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def theme(self, theme: Any) -> None:
        self.page.emulate_media(color_scheme=theme)


def word_at(url: str) -> str:
    """Return the page's word in an address."""
    return urlsplit(url).path.strip("/") or "home"


def held(page: Page, watch: Watch, seconds: float = 10) -> None:
    """Raise what does not hold, once the page has come to rest."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            ready(page)
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
        raise Wrong(f"{page.url}: console {watch.complaints}, foreign {watch.foreign}")


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


def play(browser: Browser, server: str, start: str, events: Sequence[Event], every: int = EVERY) -> tuple[int, str]:
    """Play events in a browser that has never been here; return how many were played, and what went wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 820}, base_url=server, has_touch=True)
    watch = Watch(server)
    watch.over(context)
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


def fuzz(browser: Browser, server: str, word: str, events: list[Event], patience: float = 120) -> str:
    """Play events; if something goes wrong, write down the shortest replay and say so."""
    played, wrong = play(browser, server, word, events)
    if not wrong:
        return ""
    short = shorten(lambda some: bool(play(browser, server, word, some, every=1)[1]), events[:played], patience)
    again = play(browser, server, word, short, every=1)[1]
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
