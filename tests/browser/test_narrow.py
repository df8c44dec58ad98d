"""Where there is little width pictures stay large enough for a finger, and nothing of them is lost."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.harness import open_page

PLACES = """() => {
  const roots = [...document.querySelectorAll('*')].map((part) => part.shadowRoot);
  const picture = roots.find((root) => root?.querySelector('.picture')).querySelector('.picture');
  const middle = (part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const { width, height } = picture.getBoundingClientRect();
  const [lowest, start] = ['.point circle', '.disc'].map((name) => middle(picture.querySelector(name)));
  return { width, height, lowest, start };
}"""


def places(page: Page, width: int) -> dict:
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, "gradient_descent", "start=1.5%2C2&lx=2&ly=2")
    found = page.evaluate(PLACES)
    across, up = (abs(found["start"][i] - found["lowest"][i]) for i in (0, 1))
    assert abs(up / across - 2 / 1.5) < 0.02  # both axes have the same unit
    return {**found, "unit": across / 1.5}


def test_on_a_phone_the_landscape_is_large_and_its_units_stay_equal(page):
    narrow, wide = places(page, 360), places(page, 1280)
    assert narrow["height"] > 0.7 * narrow["width"]
    assert wide["height"] < 0.65 * wide["width"]
    assert narrow["unit"] > 0.6 * wide["unit"]


def test_on_a_phone_what_the_picture_says_stays_in_it(page):
    page.set_viewport_size({"width": 360, "height": 900})
    open_page(page, "gradient_descent", "eta=1.5&steps=1200")
    frame = page.locator(".picture").first.bounding_box()
    for words in ("overflow: ", "no level lines"):
        note = page.locator(".picture text.note").filter(has_text=re.compile(words)).bounding_box()
        assert frame["x"] <= note["x"]
        assert note["x"] + note["width"] <= frame["x"] + frame["width"]


def test_on_a_phone_the_curve_stays_high_enough_to_drag_along(phone):
    open_page(phone, "derivative")
    heights = [phone.locator(".picture").nth(i).bounding_box()["height"] for i in (0, 1)]
    assert heights[0] > 230
    assert heights[1] > 120


def steps(places: list[float]) -> list[float]:
    """Return how far the lines of a grid are apart."""
    places.sort()
    return [after - before for before, after in pairwise(places)]


@pytest.mark.parametrize("query", ["", "a=-800,300&b=500,-600", "a=0.2,0.1&b=7,-4"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_grid_is_made_of_squares_that_can_be_counted(page, width, query):
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, "dot_product", query)
    lines = page.locator(".picture line.grid").evaluate_all(
        "all => all.map((line) => ['x1', 'x2', 'y1', 'y2'].map((end) => Number(line.getAttribute(end))))"
    )
    across = steps([x1 for x1, x2, _, _ in lines if x1 == x2])
    up = steps([y1 for _, _, y1, y2 in lines if y1 == y2])
    assert len(across) >= 2
    assert len(up) >= 2
    assert max(across + up) < 1.01 * min(across + up)


def test_on_a_phone_the_last_step_is_read_without_scrolling(phone):
    open_page(phone, "gradient_descent", "start=-2.345678,1.234567&eta=0.123456&steps=60")
    formula = phone.locator(".formula").first
    assert "×10−" in formula.text_content()
    assert formula.evaluate("part => part.scrollWidth <= part.clientWidth")


def test_a_line_is_as_high_with_a_power_of_ten_as_without(page):
    def heights(query: str) -> list[float]:
        open_page(page, "softmax", query)
        return [part.bounding_box()["height"] for part in page.locator(".formula math").all()]

    plain, powers = heights("z=2,1,0.1"), heights("z=2,1,-40")
    assert page.locator(".formula msup mn").count() > 0
    assert powers == pytest.approx(plain, abs=0.5)


@pytest.mark.parametrize("width", [360, 1280])
def test_words_of_any_legal_length_stay_in_their_pictures_and_off_each_other(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    words = ("Donaudampfschifffah", "Rindfleischetiketti", "sat", "Kraftfahrzeughaftpfl")
    open_page(page, "attention", f"source=table&words={'+'.join(words)}")
    for picture in page.locator(".picture").all():
        frame = picture.bounding_box()
        for written in picture.locator("text").all():
            place = written.bounding_box()
            assert frame["x"] - 3 <= place["x"], written.text_content()
            assert place["x"] + place["width"] <= frame["x"] + frame["width"] + 3, written.text_content()
    numbers = [(part.bounding_box(), part.inner_text()) for part in page.locator(".readouts output").all()]
    for (one, said), (other, _) in pairwise(numbers):
        assert other["y"] >= one["y"] + one["height"] or one["x"] + one["width"] <= other["x"], said
