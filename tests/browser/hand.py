"""A hand that knows nothing: events made up with a seed, as plain data, and what plays them on a page."""

from collections.abc import Sequence
from random import Random
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from explorable import permalink
from tests.browser.harness import open_page, ready
from tests.browser.payloads import ODD, XSS
from tests.pages_under_test import address_of, fields_of, legal_state

Event = dict[str, Any]
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
        if self.page.evaluate("navigation.canGoBack"):  # not out of the app
            self.page.go_back(timeout=10_000)

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
            link.click(timeout=1000)  # on a phone it may lie in the drawer
            self.page.wait_for_timeout(300)

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def theme(self, theme: Any) -> None:
        self.page.emulate_media(color_scheme=theme)
