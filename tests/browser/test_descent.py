"""Gradient descent and the derivative in a browser: clicks, a kept ball, the way back, three dimensions, typing."""

import re

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.harness import agrees, open_page


def shown(page: Page, label: str) -> float:
    """Read a live number with all its digits."""
    return float(page.locator(f'output[aria-label="{label}"]').first.get_attribute("data-value") or "nan")


def test_a_click_puts_the_ball_there(page):
    open_page(page, "gradient_descent")
    page.locator(".clickable svg.picture").first.click(position={"x": 474, "y": 94})
    page.wait_for_url(re.compile(r"start="))
    agrees(page, "gradient_descent")


def test_a_changed_rate_keeps_the_ball(page):
    open_page(page, "gradient_descent", "keep=1")
    before = shown(page, "ball x")
    rate = page.get_by_role("slider", name="Learning rate", exact=True)
    rate.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"walked="))
    agrees(page, "gradient_descent")
    assert shown(page, "ball x") == before
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_url(re.compile(r"steps=1&"))
    agrees(page, "gradient_descent")
    assert shown(page, "ball x") != before
    assert shown(page, "steps walked") == 26
    page.get_by_role("button", name="Reset").click()
    page.wait_for_url(lambda url: "walked" not in url)
    agrees(page, "gradient_descent")
    assert shown(page, "steps walked") == 0


def test_there_is_a_way_back_from_overflow(page):
    open_page(page, "gradient_descent")
    page.get_by_role("button", name="run until it overflows").first.click()
    expect(page.locator(".alarm")).to_contain_text("At step 1023")
    page.get_by_role("button", name="Back to the last finite state").click()
    expect(page.locator(".alarm")).to_have_count(0)
    agrees(page, "gradient_descent")


def test_the_surface_stands_below_and_follows_when_a_movement_has_ended(page):
    open_page(page, "gradient_descent", "open=more")
    page.get_by_role("switch", name="Show the surface in three dimensions, below").click()
    chart = page.locator("[data-testid=stPlotlyChart] .js-plotly-plot")
    expect(chart).to_have_count(1, timeout=30_000)
    path = "e => e._fullData[0].x.length"
    expect(chart).to_be_visible()
    assert chart.evaluate(path) == 26
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function("document.querySelector('.js-plotly-plot')?._fullData[0].x.length === 27", timeout=30_000)
    page.get_by_role("switch", name="Show the surface in three dimensions, below").click()
    expect(chart).to_have_count(0)
    agrees(page, "gradient_descent")


def test_a_formula_is_drawn_while_it_is_typed(page):
    open_page(page, "derivative")
    box = page.get_by_role("textbox", name="Your own f(x)")
    box.fill("x^2 + sin(")
    expect(page.locator(".hint").last).to_contain_text("Shown is x^2.")
    box.press_sequentially("x)")
    page.wait_for_url(re.compile(r"curve=typed"))
    expect(page.locator(".hint").last).to_be_hidden()
    agrees(page, "derivative")
    expect(box).to_have_value("x^2 + sin(x)")


def test_markup_in_a_formula_stays_text(page):
    open_page(page, "derivative", "curve=typed&f=%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator(".hint").last).to_contain_text("A formula cannot hold")
    expect(page.locator(".explorable img")).to_have_count(0)


def test_a_walk_that_leaves_the_picture_keeps_its_direction(page):
    open_page(page, "gradient_descent", "eta=80&steps=2000&start=1000,500&lx=20&ly=20")
    drawn = page.locator(".picture").first.locator(".path.c-knob path")
    lines = drawn.evaluate_all("all => all.flatMap((path) => path.getAttribute('d').split('M').slice(1))")
    strokes = np.concatenate(
        [np.diff([[float(px) for px in at.split()] for at in line.split("L")], axis=0) for line in lines]
    )
    across, up = strokes[np.hypot(*strokes.T) > 1].T
    assert len(across) >= 2
    assert np.allclose(-up / across, 0.5, atol=0.02)


def test_an_undefined_number_leaves_no_hole_in_the_text(page):
    open_page(page, "derivative", "curve=logarithm&x=-1")
    value = page.locator('p output[aria-label="f(x)"]').first
    assert value.text_content() == "undefined"
    inked = value.evaluate(
        "part => { const all = new Range(); all.selectNodeContents(part); return all.getBoundingClientRect().width; }"
    )
    assert value.bounding_box()["width"] < inked + 1
