"""The derivative page: its numbers are mathcore's, and every setting gives a picture."""

import math

import pytest

from explorable.live import flatten
from mathcore.derivative import CURVES, tangent
from pages import derivative as page
from pages.parts.curves import WRITTEN
from tests.pages.scenes import badge, number, state


def test_numbers_are_mathcores():
    s = state(page.FIELDS)
    scene = page.view(s)
    line = tangent(CURVES[s.curve], s.x, s.h)
    assert number(scene, "slope f′(x)") == line.slope
    assert number(scene, "secant slope") == line.secant_slope
    assert number(scene, "error of the secant") == line.secant_error


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    scene = page.view(state(page.FIELDS, **page.PRESETS[name]))
    assert badge(scene)["tone"] == "good", badge(scene)


@pytest.mark.parametrize("x", [-1e3, -0.0, 0, 3, 1e3])
@pytest.mark.parametrize("h", [1e-17, 10])
@pytest.mark.parametrize("curve", CURVES)
def test_every_legal_state_gives_a_checked_picture(curve, x, h, torch_ready):
    scene = page.view(state(page.FIELDS, curve=curve, x=x, h=h))
    assert badge(scene)["tone"] == "good", badge(scene)
    assert any(node["kind"] == "handle" and node["label"] == "x" for node in flatten(scene).values())


def test_every_curve_is_written_for_people():
    assert set(WRITTEN) == set(CURVES)


@pytest.mark.parametrize(("x", "word"), [(2.2, "steeply up"), (0, "steeply down"), (1, "flat"), (1.05, "gently up")])
def test_three_directions(x, word):
    """Checklist row 2."""
    assert page.direction(tangent(CURVES["cubic"], x, 0.1)) == word


def test_where_there_is_no_value_the_page_says_so():
    scene = page.view(state(page.FIELDS, curve="logarithm", x=-1))
    assert any(node["kind"] == "alarm" for node in flatten(scene).values())
    assert math.isnan(number(scene, "slope f′(x)"))


@pytest.mark.parametrize("fault", ["slope_of_the_neighbour", "central_formula_without_the_2"])
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    assert badge(page.view(state(page.FIELDS, fault=fault)))["tone"] == "bad"
