"""What can be moved, chosen or focused is seen, in our colours and in those a reader's system forces: by its pixels."""

import io
import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route

from tests.browser.harness import ROOT, checked, open_page, watched
from tests.browser.pictures import SIZES

LEAST = 3
"""The contrast that parts of a control, and states of it, need (WCAG 1.4.11)."""
FEW = 40
"""So many pixels make a part that is seen: a thin ring has several times as many."""
FORCED = re.compile(r"@media \(forced-colors: active\) \{.*?\n\}", re.DOTALL)
LONG = "words=" + "+".join(f"word{i}" for i in range(20))


@pytest.fixture(params=[(theme, forced) for forced in ("active", "none") for theme in ("light", "dark")])
def window(request, browser: Browser, server: str) -> Iterator[Page]:
    """A page in one theme, with or without forced colours."""
    theme, forced = request.param
    look = {**SIZES["wide"], "color_scheme": theme, "forced_colors": forced, "reduced_motion": "reduce"}
    with watched(browser, server, **look) as page:
        yield page


def place_of(part: Locator, around: int = 8) -> FloatRect:
    """Bring a part into view, and return where it is, with a little around it."""
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box
    return {"x": box["x"] - around, "y": box["y"] - around,
            "width": box["width"] + 2 * around, "height": box["height"] + 2 * around}  # fmt: skip


def light_at(page: Page, place: FloatRect) -> np.ndarray:
    """Photograph a place; return how light each pixel is (WCAG's relative luminance)."""
    with Image.open(io.BytesIO(page.screenshot(clip=place, caret="hide"))) as taken:
        share = np.asarray(taken.convert("RGB"), dtype=np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def unlike(one: np.ndarray, other: np.ndarray) -> int:
    """Count the pixels of two pictures that an eye tells apart."""
    return int((np.maximum(one, other) + 0.05 >= LEAST * (np.minimum(one, other) + 0.05)).sum())


def seen(page: Page, part: Locator) -> int:
    """Count the pixels of a part that stand out from the empty margin of the page."""
    return unlike(light_at(page, place_of(part)), light_at(page, {"x": 4, "y": 500, "width": 1, "height": 1}))


def changed(page: Page, part: Locator, act: Callable[[], object], wait: int = 300) -> int:
    """Count the pixels of a part that an act changes for the eye."""
    place = place_of(part)
    before = light_at(page, place)
    act()
    page.wait_for_timeout(wait)
    return unlike(before, light_at(page, place))


def focused(page: Page, part: Locator) -> int:
    """Count the pixels that show that a part has the focus of the keyboard."""
    page.keyboard.press("Shift")  # from now on the focus is a keyboard's
    return changed(page, part, part.focus, wait=50)


def on_attention(page: Page) -> dict[str, int]:
    open_page(page, "attention")
    checked(page)
    switch, options = page.locator(".switch").nth(1), page.get_by_role("radiogroup", name="Step").locator("button")
    cell = page.locator(".stage .entry").nth(5)
    return {
        "a handle": seen(page, page.locator(".handle .disc").first),
        "an arrow": seen(page, page.locator(".arrow line").first),
        "an arch": seen(page, page.locator(".arch path").nth(1)),
        "a word in the picture": seen(page, page.locator(".sentence .word").nth(1)),
        "a switch that is off": seen(page, switch.locator(".knob")),
        "focus on a handle": focused(page, page.locator(".handle").first),
        "focus on a switch": focused(page, switch),
        "focus on an option": focused(page, options.nth(1)),
        "a switch turned on": changed(page, switch.locator(".knob"), switch.click),
        "an option chosen": changed(page, options.first, options.first.click),
        "a cell in hand": changed(page, cell, cell.click),
    }


def on_softmax(page: Page) -> dict[str, int]:
    open_page(page, "softmax")
    checked(page)
    slider, number = page.locator("input[type=range]").first, page.locator(".number").first
    return {
        "a slider": seen(page, slider),
        "a bar": seen(page, page.locator(".bars rect").first),
        "a number": seen(page, number),
        "focus on a slider": focused(page, slider),
        "focus on a slider's number": focused(page, number),
        "focus on a number": focused(page, page.locator(".number").nth(1)),
        "a slider moved": changed(page, slider, lambda: slider.press("Home")),
    }


def on_a_long_text(page: Page) -> dict[str, int]:
    open_page(page, "attention", LONG)
    checked(page)
    cursor = page.locator(".cursor")
    return {
        "cells": seen(page, page.locator(".cells")),
        "the cell in hand": seen(page, cursor.locator(".cell")),
        "focus on the cursor": focused(page, cursor),
    }


def hardly_seen(page: Page) -> dict[str, int]:
    found = {**on_attention(page), **on_softmax(page), **on_a_long_text(page)}
    return {name: count for name, count in found.items() if count < FEW}


def test_all_of_it_is_seen(window):
    assert hardly_seen(window) == {}


@pytest.mark.parametrize("window", [("light", "active")], indirect=True)
def test_without_our_rules_for_forced_colours_it_is_not(window):
    style = (ROOT / "explorable" / "frontend" / "stage.css").read_text()
    without, rules = FORCED.subn("", style)
    assert rules == 1

    def answer(route: Route) -> None:
        route.fulfill(body=without, content_type="text/css")

    window.route("**/stage.css*", answer)
    assert hardly_seen(window).keys() == {
        "a switch that is off", "a switch turned on", "a cell in hand", "focus on a slider"
    }  # fmt: skip
