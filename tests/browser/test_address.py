"""The address and the picture never part: late words, hasty steps back, and the keys of the house around us."""

import re

import pytest
from playwright.sync_api import expect

from explorable.permalink import VERSION
from tests.browser.fuzz import word_at
from tests.browser.harness import agrees, open_page


@pytest.mark.parametrize("key", ["r", "c"])
def test_the_keys_of_streamlit_take_nothing_back(page, key):
    open_page(page, "softmax")
    start = page.url
    page.locator("input[type=range]").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.keyboard.press(key)
    page.locator("body").press(key)
    page.wait_for_url(lambda url: url != start)
    page.wait_for_timeout(500)
    agrees(page, "softmax")
    assert page.url != start
    assert not page.locator("[role=dialog]").count()


def test_undo_is_heard_while_a_slider_has_the_focus(page):
    open_page(page, "softmax")
    start = page.url
    page.locator("input[type=range]").first.press("End")
    page.wait_for_url(lambda url: url != start)
    page.wait_for_timeout(300)
    page.keyboard.press("Control+z")
    page.wait_for_url(start)
    agrees(page, "softmax")


def test_a_late_word_about_a_page_that_was_left_is_corrected(page):
    """Back while the address of the last movement is still on its way, in every rhythm."""
    for wait in (0, 5, 20, 60):
        open_page(page, "derivative")
        page.get_by_role("link", name="Softmax", exact=True).first.click()
        page.wait_for_url(re.compile("/softmax"))
        agrees(page, "softmax")
        page.locator(".presets button").nth(1).click()
        page.wait_for_timeout(wait)
        page.go_back(wait_until="commit")
        page.wait_for_timeout(600)
        agrees(page, word_at(page.url))


def test_a_movement_cut_short_by_leaving_is_not_there_when_the_reader_comes_back(page):
    open_page(page, "softmax", "T=0.5")
    page.locator("input[type=range]").first.press("End")
    page.get_by_role("link", name="Derivative", exact=True).first.click()
    page.wait_for_url(re.compile("/derivative"))
    agrees(page, "derivative")
    page.go_back()
    page.wait_for_timeout(600)
    assert page.url.endswith("/softmax?T=0.5")
    agrees(page, "softmax")


def test_a_hand_on_a_row_that_has_just_gone_moves_nothing(page):
    open_page(page, "matmul")
    start = page.url
    entry = page.get_by_role("textbox", name="A row 2 column 1", exact=True)
    fewer = page.get_by_role("button", name="Rows of A (m): one less").element_handle()
    entry.evaluate(
        "(entry, fewer) => { fewer.click(); entry.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowUp'})); }",
        fewer,
    )
    page.wait_for_url(lambda url: url != start)
    agrees(page, "matmul")
    assert not entry.count()


@pytest.mark.parametrize("by", ["HTTPS", "HTTP"])
def test_a_link_is_copied_also_where_the_page_came_by_plain_http(page, by):
    if by == "HTTP":  # as from a laptop in the room: browsers take the clipboard away
        page.add_init_script("delete Navigator.prototype.clipboard")
    open_page(page, "derivative", "x=0.5")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    address, box = page.url, page.get_by_role("textbox", name="Your own f(x)")
    box.fill("")
    box.press("ControlOrMeta+v")
    expect(box).to_have_value(f"{address}&app={VERSION}")


def test_a_link_copied_while_the_hand_moves_is_to_what_is_on_screen(page):
    open_page(page, "derivative", "x=0.5")
    box = page.get_by_role("slider", name="x", exact=True).first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] / 2, steps=5)
    page.get_by_role("button", name="Copy link").evaluate("button => button.click()")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "x=0.5" in page.url
    page.mouse.up()
    page.wait_for_url(lambda url: "x=0.5" not in url)
    moved, box = page.url, page.get_by_role("textbox", name="Your own f(x)")
    box.fill("")
    box.press("ControlOrMeta+v")
    expect(box).to_have_value(moved)
