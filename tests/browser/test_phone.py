"""On a phone, and enlarged: nothing runs out of the screen, a finger scrolls the page and drags only handles."""

import pytest
from playwright.sync_api import Page

from tests.browser.harness import agrees, open_page
from tests.browser.test_access import all_panels
from tests.pages_under_test import LIVE, PAGES, fields_of, state_at, texts

SIDEWAYS = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
}"""
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def swipe(page: Page, x: float, y: float, dx: float, dy: float) -> None:
    wire = page.context.new_cdp_session(page)
    touch = lambda kind, *at: wire.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}] if at else []}
    )
    touch("touchStart", x, y)
    for i in range(1, 13):
        touch("touchMove", x + dx * i / 12, y + dy * i / 12)
        page.wait_for_timeout(16)
    touch("touchEnd")
    wire.detach()


def in_box(box: dict | None, x: float, y: float, around: float = 8) -> bool:
    if box is None:
        return False
    left, top = box["x"] - around, box["y"] - around
    return left < x < left + box["width"] + 2 * around and top < y < top + box["height"] + 2 * around


@pytest.mark.parametrize("word", LIVE)
def test_nothing_runs_out_of_a_narrow_screen(phone, word):
    fields = fields_of(word)
    open_page(phone, word)
    assert phone.evaluate(SIDEWAYS) <= 0
    for name, setting in PAGES[word].PRESETS.items():
        wanted = {field: fields[field].write(value) for field, value in setting.items()}.items()
        button = phone.get_by_role("button", name=name, exact=True).first
        if not button.count():  # another preset has taken it away
            open_page(phone, word)
        button.click()
        phone.wait_for_url(lambda url, wanted=wanted: texts(word, state_at(word, url)).items() >= wanted)
        agrees(phone, word)
        assert phone.evaluate(SIDEWAYS) <= 0, name
    open_page(phone, word, all_panels(word))
    agrees(phone, word)
    assert phone.evaluate(SIDEWAYS) <= 0, "with every panel open"


@pytest.mark.parametrize("word", LIVE)
def test_a_page_enlarged_to_two_and_four_times_its_size_fits(page, word):
    page.set_viewport_size({"width": 640, "height": 410})  # a window of 1280 x 820, enlarged to twice its size
    open_page(page, word, all_panels(word))
    assert page.evaluate(SIDEWAYS) <= 0
    page.set_viewport_size({"width": 320, "height": 205})
    page.wait_for_function(f"({SIDEWAYS})() <= 0", timeout=5000)


@pytest.mark.parametrize("word", LIVE)
def test_a_finger_scrolls_the_page_and_drags_only_handles(phone, word):
    open_page(phone, word)
    words = phone.locator(".explorable .words p").first
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    before = phone.evaluate(SCROLLED)
    swipe(phone, box["x"] + 100, min(box["y"] + 10, 600), 0, -200)
    phone.wait_for_function(f"{SCROLLED} > {before + 50}")
    handle = phone.locator(".handle").first
    if not handle.count():
        return
    handle.scroll_into_view_if_needed()
    phone.wait_for_timeout(200)
    box, before, url = handle.bounding_box(), phone.evaluate(SCROLLED), phone.url
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(phone, x, y, 120 if x < 180 else -120, -60)
    phone.wait_for_url(lambda now: now != url)
    assert phone.evaluate(SCROLLED) == before
    agrees(phone, word)


@pytest.mark.parametrize("word", LIVE)
def test_a_finger_on_the_picture_but_beside_the_handles_scrolls_the_page(phone, word):
    open_page(phone, word)
    picture = phone.locator(".picture").first
    if not picture.count():
        return
    picture.scroll_into_view_if_needed()
    phone.wait_for_timeout(200)
    box = picture.bounding_box()
    taken = [handle.bounding_box() for handle in phone.locator(".handle").all()]
    spots = [
        (box["x"] + fx * box["width"], box["y"] + fy * box["height"]) for fx in (0.1, 0.9, 0.5) for fy in (0.9, 0.3)
    ]
    free = [(x, y) for x, y in spots if 80 < y < 660 and not any(in_box(handle, x, y) for handle in taken)]
    before, url = phone.evaluate(SCROLLED), phone.url
    swipe(phone, *free[0], 0, -150 if before < 100 else 150)
    phone.wait_for_function(f"{SCROLLED} != {before}")
    assert phone.url == url
