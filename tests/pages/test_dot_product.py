"""The dot product page: its numbers are mathcore's, and every setting gives a picture."""

import math
from functools import partial

import pytest

from explorable.lesson import state_of
from explorable.scene import flatten
from mathcore.dot_product import dot_product
from pages import dot_product as page
from tests.pages import scenes
from tests.pages.scenes import badge, blocks, number, outputs, state

view = partial(scenes.shown, page)


def test_numbers_are_mathcores():
    s = state(page.FIELDS)
    scene, r = page.view(s), dot_product(s.a, s.b)
    assert number(scene, "dot product") == r.dot == 9.0
    assert number(scene, "cosine") == r.cosine
    assert number(scene, "angle") == math.degrees(r.angle)
    assert number(scene, "a along b") == r.scalar_projection


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    scene = view(**page.PRESETS[name])
    assert badge(scene)["tone"] == "good", badge(scene)


@pytest.mark.parametrize("a", [(0, 0), (1e3, -1e3), (5e-324, 0), (1e-200, 1e-200)])
@pytest.mark.parametrize("b", [(0, 0), (3, 1), (-1e3, 1e-9)])
def test_every_legal_state_gives_a_checked_picture(a, b, torch_ready):
    scene = view(a=a, b=b)
    assert badge(scene)["tone"] == "good", badge(scene)
    plane = blocks(scene, "plane")[0]
    assert all(plane["x"][0] <= tip[0] <= plane["x"][1] and plane["y"][0] <= tip[1] <= plane["y"][1] for tip in (a, b))


def test_a_zero_arrow_has_no_angle_and_no_nan():
    scene = view(**page.PRESETS["zero vector"])
    assert any("Angle undefined" in str(node) for node in blocks(scene, "alarm"))
    assert "nan" not in str([node.get("texts") for node in flatten(scene).values()])
    assert number(scene, "dot product") == 0.0
    told = str(blocks(scene, "p"))
    assert "What has no length has no direction" in told
    assert "Divide them out" not in told


def test_length_counts():
    """Checklist E16."""
    far = view(**page.PRESETS["long, 80° apart"])
    near = view(**page.PRESETS["short, aligned"])
    assert round(number(far, "dot product"), 2) == 17.36
    assert round(number(far, "angle"), 6) == 80
    assert number(near, "dot product") == 1.0


@pytest.mark.parametrize("fault", ["forget_the_last_term", "add_up_absolute_values", "angle_in_degrees"])
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    s = state(page.FIELDS, a=(3, 1), b=(-1, 2), fault=fault)
    assert badge(page.view(s))["tone"] == "bad"


def test_words_are_ranked_twice_and_the_orders_differ():
    """Checklist rows 25 and 91."""
    scene = view(look="words")
    assert outputs(scene)["first by dot product"] == "tiger"
    assert outputs(scene)["first by cosine"] == "kitten"
    assert number(scene, "dot product with kitten") == pytest.approx(2.0)
    assert number(scene, "places that differ") == 7
    analogy = view(**page.PRESETS["king − man + woman"])
    assert outputs(analogy)["first by cosine"] == "queen"


@pytest.mark.parametrize("query", [("-",), ("king", "-", "king"), ("<b>", "{x}"), ("a",) * 6, ("−cat",)], ids=" ".join)
@pytest.mark.parametrize("among", [("cat",), ("cat", "Cat", "CAT"), ("🙂",) * 12])
def test_any_words_give_a_checked_picture(query, among, torch_ready):
    scene = view(look="words", query=query, among=among)
    assert badge(scene)["tone"] == "good", badge(scene)
    if query == ("king", "-", "king"):
        assert any("no direction" in str(node) for node in blocks(scene, "alarm"))


@pytest.mark.parametrize("d", [1, 2, 768, 1024])
def test_random_arrows_become_perpendicular(d, torch_ready):
    scene = view(look="dimensions", d=d)
    assert badge(scene)["tone"] == "good", badge(scene)
    assert number(scene, "typical cosine") == pytest.approx(number(scene, "1/√d"), rel=0.15)


def test_a_guess_is_held_against_the_answer():
    before = view()
    assert "17.36" not in str(flatten(before))
    after = view(guess=1.7)
    assert number(after, "answer: dot product of the long arrows") == pytest.approx(17.3648, abs=1e-4)


@pytest.mark.parametrize(
    ("settings", "which"),
    [
        ({"a": (3, 1), "b": (-1, 3)}, 1),
        ({"a": (10, 0), "b": (2.5, 10)}, 2),
        ({"a": (0.5, 0), "b": (-0.5, 0)}, 3),
        ({"look": "words", "query": ("man",), "among": ("man", "boy", "house", "crown", "bread")}, 1),
        ({"look": "dimensions", "d": 100}, 2),
    ],
)
def test_a_challenge_marks_itself(settings, which):
    assert outputs(view(**settings))[f"challenge {which}"] == "✓ done"


def test_every_step_of_the_tour_and_every_claim_can_be_shown():
    fields = state_of(page.FIELDS)
    for step, (_, settings) in enumerate(page.TOUR, 1):
        scene = view(**settings, tour=step)
        assert any(node["kind"] == "card" for node in flatten(scene).values())
    scene = view("claims", "example")
    shown = [button for node in blocks(scene, "buttons") for button in node["buttons"] if button["label"] == "Show me"]
    assert len(shown) == 5
    assert all(set(button["set"]) <= set(fields) for button in shown)
    assert number(scene, "The · cat") == 0.75
    assert outputs(scene)["verdict E16"] == "depends"
