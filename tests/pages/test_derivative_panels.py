"""What can be opened on the derivative page: its numbers are mathcore's and the checklist's."""

from functools import partial
from itertools import pairwise

import pytest

from mathcore.derivative import CURVES, tangent
from mathcore.differences import error_curve
from mathcore.layers import through_layers
from pages import derivative as page
from pages.parts.curves import OWN
from tests.pages import scenes
from tests.pages.scenes import blocks, number, outputs

opened = partial(scenes.shown, page)


def test_the_secant_tends_to_the_tangent():
    """Checklist row 46: each step ten times smaller, and so is the error."""
    scene = opened("limit", curve="exponential", x=0.5)
    errors = [number(scene, f"error for h = {size}") for size in ("1", "0.1", "0.01", "0.001", "0.0001")]
    for before, after in pairwise(errors):
        assert after < before / 8


def test_the_valley_of_errors():
    """Checklist M9 and U8: e^x at 1, from a tenth to ten to the minus 14."""
    scene = opened("valley", curve="exponential", x=1)
    found = error_curve(CURVES["exponential"], 1.0)
    assert number(scene, "best step ahead") == found.best_forward
    assert number(scene, "best step both ways") == found.best_central
    drawn = {node["key"]: node["points"] for node in blocks(scene, "path") if node.get("key") in ("forward", "central")}
    by_power = {power: error for power, error in filter(None, drawn["central"])}
    for power, error in ((-1, 4.5e-3), (-5, 5.9e-11), (-14, 9.3e-3)):
        assert by_power[power] == pytest.approx(error, rel=0.02)


def test_three_ways_to_one_slope(torch_ready):
    """Checklist U8: rules, measurement, PyTorch; and the paths add up."""
    scene = opened("three", curve=OWN, f="2x * 3x", x=3, h=0.5)
    assert number(scene, "slope by the rules") == 36
    assert number(scene, "slope from PyTorch") == 36
    assert number(scene, "slope measured") == pytest.approx(36, abs=1e-8)
    assert [number(scene, f"path {i}") for i in (1, 2)] == [18, 18]
    assert number(scene, "sum of all paths") == 36


def test_the_bends_of_models(torch_ready):
    """Checklist row 24: five bends, their slopes as PyTorch's, and where two of them turn."""
    scene = opened("bends", x=-0.6)
    found = outputs(scene)
    for name in ("relu", "gelu", "silu", "sigmoid", "tanh"):
        line = tangent(CURVES[name], -0.6, 1)
        assert number(scene, f"{name} at x") == line.value
        assert number(scene, f"slope of {name} at x") == line.slope
        assert found[f"checked: {name}"] == "✓ agrees"
    shown = (number(scene, "GELU turns at"), number(scene, "lowest GELU"))
    assert (round(shown[0], 4), round(shown[1], 5)) == (-0.7518, -0.16997)
    shown = (number(scene, "SiLU turns at"), number(scene, "lowest SiLU"))
    assert (round(shown[0], 4), round(shown[1], 5)) == (-1.2785, -0.27846)
    assert number(scene, "steepest sigmoid") == 0.25


def test_slopes_through_layers():
    """Checklist row 66: a quarter ten times over; a dead unit leaves nothing."""
    assert f"{number(opened('deep'), 'what is left'):.2e}" == "9.54e-07"
    dead = opened("deep", bend="relu", at=-1)
    assert number(dead, "what is left") == 0
    assert number(opened("deep", bend="relu", at=1, weight=0.9, layers=50), "what is left") == through_layers(
        1, 50, 0.9
    )
    for settings in ({"weight": 4, "layers": 200, "bend": "relu", "at": 6}, {"weight": 0}, {"weight": -1, "at": -6}):
        assert blocks(opened("deep", **settings), "plane")


def test_a_guess_comes_before_the_slope():
    """Checklist U14: tangent, lower picture and numbers are hidden while the reader thinks."""
    thinking = opened("predict", x=2, think=True)
    slope = tangent(CURVES["cubic"], 2, 1).slope
    assert str(slope) not in outputs(thinking).values()
    assert len(blocks(thinking, "plane")) == 1
    done = opened("predict", x=2, think=True, guess=8)
    assert number(done, "answer: slope at x") == slope
    assert number(done, "error of the guess: slope at x") == 8 - slope


@pytest.mark.parametrize(
    ("task", "settings"),
    [
        (1, {"x": -1}),
        (2, {"curve": "exponential", "x": 1, "h": 1e-8}),
        (3, {"curve": "exponential", "x": 1, "h": 1e-17}),
        (4, {"curve": OWN, "f": "x^3", "x": 1}),
        (5, {"curve": "gelu", "x": -0.75}),
    ],
)
def test_challenges_mark_themselves(task, settings):
    scenes.challenge_marks_itself(page, "tasks", task, settings)


def test_claims_have_their_verdicts_and_numbers():
    """Checklist E10, E11 and E12."""
    scene = opened("claims")
    found = outputs(scene)
    assert (found["verdict E10"], found["verdict E11"], found["verdict E12"]) == ("depends", "depends", "false")
    assert number(scene, "secant of ReLU from the left") == 0
    assert number(scene, "secant of ReLU from the right") == 1
    assert number(scene, "slope of ReLU at 0") == 0
    assert number(scene, "ten living units") == 1
    assert number(scene, "ten dead units") == 0
    assert number(scene, "fifty weights of 0.9") == pytest.approx(0.005154, abs=5e-7)
    assert number(scene, "how deep GELU goes") == pytest.approx(-0.16997, abs=5e-6)


def test_panels_say_why_a_number_is_undefined():
    outside = {"curve": "logarithm", "x": -1.0}
    for panel, told in (("valley", "has no slope or no value near x = −1"), ("three", "no slope at x = −1")):
        assert told in str(blocks(opened(panel, **outside), "alarm"))
        assert told not in str(blocks(opened(panel, curve="logarithm", x=1.0), "alarm"))
