"""The dot product page: its numbers are mathcore's, and every setting gives a picture."""

import math

import pytest

from explorable.live import flatten
from mathcore.dot_product import dot_product
from pages import dot_product as page
from tests.pages.scenes import badge, blocks, number, state


def test_numbers_are_mathcores():
    s = state(page.FIELDS)
    scene, r = page.view(s), dot_product(s.a, s.b)
    assert number(scene, "dot product") == r.dot == 9.0
    assert number(scene, "cosine") == r.cosine
    assert number(scene, "angle") == math.degrees(r.angle)
    assert number(scene, "a along b") == r.scalar_projection


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    scene = page.view(state(page.FIELDS, **page.PRESETS[name]))
    assert badge(scene)["tone"] == "good", badge(scene)


@pytest.mark.parametrize("a", [(0, 0), (1e3, -1e3), (5e-324, 0), (1e-200, 1e-200)])
@pytest.mark.parametrize("b", [(0, 0), (3, 1), (-1e3, 1e-9)])
def test_every_legal_state_gives_a_checked_picture(a, b, torch_ready):
    scene = page.view(state(page.FIELDS, a=a, b=b))
    assert badge(scene)["tone"] == "good", badge(scene)
    plane = blocks(scene, "plane")[0]
    assert all(plane["x"][0] <= tip[0] <= plane["x"][1] and plane["y"][0] <= tip[1] <= plane["y"][1] for tip in (a, b))


def test_a_zero_arrow_has_no_angle_and_no_nan():
    scene = page.view(state(page.FIELDS, **page.PRESETS["zero vector"]))
    assert any("angle undefined" in str(node) for node in blocks(scene, "alarm"))
    assert "nan" not in str([node.get("texts") for node in flatten(scene).values()])
    assert number(scene, "dot product") == 0.0


def test_length_counts():
    """Checklist E16."""
    far = page.view(state(page.FIELDS, **page.PRESETS["long, 80° apart"]))
    near = page.view(state(page.FIELDS, **page.PRESETS["short, aligned"]))
    assert round(number(far, "dot product"), 2) == 17.36
    assert round(number(far, "angle"), 6) == 80
    assert number(near, "dot product") == 1.0


@pytest.mark.parametrize("fault", ["forget_the_last_term", "add_up_absolute_values", "angle_in_degrees"])
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    s = state(page.FIELDS, a=(3, 1), b=(-1, 2), fault=fault)
    assert badge(page.view(s))["tone"] == "bad"
