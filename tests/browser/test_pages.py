"""Every page in a real browser, on a real server: what a reader does first."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.harness import agrees, drag, in_hand, open_page
from tests.pages_under_test import LIVE


@pytest.mark.parametrize("word", LIVE)
def test_a_drag_moves_numbers_and_address_and_reload_back_and_forward_keep_them(page, word):
    open_page(page, word)
    start = page.url
    drag(page, in_hand(page))
    page.wait_for_url(lambda url: url != start)
    agrees(page, word)
    moved = page.url
    page.reload()
    agrees(page, word)
    assert page.url == moved
    page.get_by_role("link", name=re.compile("^(Next|Before): ")).first.click()
    page.wait_for_url(lambda url: url != moved)
    page.go_back()
    page.wait_for_url(moved)
    agrees(page, word)
    page.go_back()
    page.wait_for_url(start)
    agrees(page, word)
    page.go_forward()
    page.wait_for_url(moved)
    agrees(page, word)


@pytest.mark.parametrize("word", LIVE)
def test_arrow_keys_move_each_handle_and_slider(page, word):
    open_page(page, word)
    for kind in (".handle", "input[type=range]"):
        for i in range(page.locator(kind).count()):
            control = page.locator(kind).nth(i)
            if not control.is_visible():
                continue
            control.focus()
            said = control.get_attribute("aria-valuetext")
            assert said
            page.keyboard.press("ArrowUp")
            try:
                expect(control).not_to_have_attribute("aria-valuetext", said, timeout=1500)
            except AssertionError:  # it stands at the upper end
                page.keyboard.press("ArrowDown")
                expect(control).not_to_have_attribute("aria-valuetext", said)
            expect(control).to_be_focused()
    agrees(page, word)


def test_axes_that_follow_do_not_run_away_with_a_hand_at_their_edge(page):
    open_page(page, "gradient_descent")
    ball = page.locator(".handle").first
    box = ball.bounding_box()
    x, y = box["x"] + box["width"] / 2 - 160, box["y"] + box["height"] / 2 - 100
    page.mouse.move(x + 160, y + 100)
    page.mouse.down()
    page.mouse.move(x, y)
    page.wait_for_timeout(300)
    first = ball.get_attribute("aria-valuetext")
    for _ in range(10):
        page.mouse.move(x + 1, y)
        page.mouse.move(x, y)
        page.wait_for_timeout(50)
    assert ball.get_attribute("aria-valuetext") == first
    page.mouse.up()
    agrees(page, "gradient_descent")


def test_a_hand_past_the_end_of_an_axis_sets_the_end_as_a_short_number(page):
    open_page(page, "attention")
    drag(page, page.get_by_role("slider", name="key of cat"), dx=-900, dy=900)
    expect(page.get_by_role("textbox", name="K row 2 column 1")).to_have_value("−0.7")
    expect(page.get_by_role("textbox", name="K row 2 column 2")).to_have_value("−0.7")
    agrees(page, "attention")


def test_a_number_that_was_long_on_its_way_leaves_no_hole_in_the_text(page):
    open_page(page, "dot_product", "a=-3.137,-1.773&b=2.291,1.317")
    number = page.locator("p output[aria-label='a·b']").first
    spare = """number => {
        const text = document.createRange();
        text.selectNodeContents(number);
        return number.getBoundingClientRect().width - text.getBoundingClientRect().width;
    }"""
    expect(number).to_have_text("−9.522")
    long = number.bounding_box()["width"]
    page.get_by_role("button", name="perpendicular").first.click()
    expect(number).to_have_text("0")
    page.wait_for_timeout(400)
    assert number.evaluate(spare) < 1
    assert number.bounding_box()["width"] < long - 10


def test_a_page_left_in_haste_comes_back_as_it_was_left_and_says_so_in_its_address(page):
    open_page(page, "dot_product")
    page.locator(".handle").first.focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("link", name="Softmax", exact=True).first.click()  # before the movement has ended
    page.wait_for_url(re.compile("/softmax"))
    agrees(page, "softmax")
    page.get_by_role("link", name="Dot product", exact=True).first.click()
    page.wait_for_url(re.compile(r"/dot_product\?"))
    agrees(page, "dot_product")


def test_two_steps_back_in_haste_end_at_the_state_in_the_address(page):
    open_page(page, "home")
    visited = [page.url]
    for key in ("End", "Home"):
        page.locator("input[type=range]").first.press(key)
        page.wait_for_url(lambda url: url != visited[-1])
        visited.append(page.url)
    open_page(page, "softmax")  # another document: one step back loads everything again
    asked = []
    page.route("**/_stcore/health", lambda route: asked.append(route))  # the server is slow to answer
    with page.expect_request("**/_stcore/health"):
        page.go_back(wait_until="commit")
    page.go_back(wait_until="commit")
    page.wait_for_url(visited[1])
    for one in asked:
        one.continue_()
    agrees(page, "home")
