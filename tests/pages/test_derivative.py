"""The derivative page: its numbers are mathcore's, and every setting gives a picture."""

import math
from functools import partial

import numpy as np
import pytest

from explorable.scene import flatten
from mathcore.derivative import CURVES, tangent
from mathcore.differences import nudge
from mathcore.paths import paths
from pages import derivative as page
from pages.parts.curves import OWN, TYPED, WRITTEN, curve_of, formula_of
from tests.pages import scenes
from tests.pages.scenes import badge, blocks, number, outputs, state

PANELS = frozenset("limit valley three bends deep tasks claims".split())

view = partial(scenes.shown, page)


def test_numbers_are_mathcores():
    s = state(page.FIELDS)
    scene = page.view(s)
    line = tangent(CURVES[s.curve], s.x, s.h)
    assert number(scene, "slope f′(x)") == line.slope
    assert number(scene, "secant slope") == line.secant_slope
    assert number(scene, "error of the secant") == line.secant_error
    assert number(scene, "f(x)") == line.value


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    scene = view(**page.PRESETS[name])
    assert badge(scene)["tone"] == "good", badge(scene)


@pytest.mark.parametrize("step", range(1, len(page.TOUR) + 1))
def test_every_step_of_the_tour_can_be_taken(step, torch_ready):
    assert badge(view(**page.TOUR[step - 1][1], tour=step))["tone"] == "good"


@pytest.mark.parametrize("x", [-1e3, -0.0, 0, 3, 1e3])
@pytest.mark.parametrize("h", [1e-17, 10])
@pytest.mark.parametrize("curve", CURVES)
def test_every_legal_state_gives_a_checked_picture(curve, x, h, torch_ready):
    scene = view(curve=curve, x=x, h=h)
    assert badge(scene)["tone"] == "good", badge(scene)
    assert any(node["label"] == "point x" for node in blocks(scene, "handle"))


@pytest.mark.parametrize(
    "text",
    ["1/x", "ln(x)", "x^x", "abs(x)", "exp(exp(x))", "9^9^9", "0*x", "sqrt(-1)", "gelu(silu(x))", "1/0", "x^0.5"],
)
@pytest.mark.parametrize("x", [-3, 0, 2, 1e3])
def test_every_typed_formula_gives_a_checked_picture(text, x, torch_ready):
    """Checklist M8: and its slope agrees with autograd's."""
    scene = view(*PANELS, curve=OWN, f=text, x=x)
    assert badge(scene)["tone"] == "good", badge(scene)


@pytest.mark.parametrize("text", ["x^2 +", "sin(", "import os", "x" * 200, "🙂", "(((((", "__class__"])
def test_an_unfinished_formula_is_shown_as_far_as_it_goes(text):
    scene = view(curve=OWN, f=text)
    hint = blocks(scene, "line")[0]["hint"]
    assert "Shown is" in hint
    assert math.isfinite(number(scene, "slope f′(x)"))
    assert blocks(scene, "line")[0]["value"] == text


def test_typing_chooses_the_typed_curve():
    assert blocks(view(), "line")[0]["also"] == {"curve": OWN}


def test_every_curve_is_written_and_typed_for_people():
    assert set(WRITTEN) == set(TYPED) == set(CURVES)
    for name in CURVES:
        formula = formula_of(name, "x")
        for x in (0.3, 1.7):
            line = tangent(CURVES[name], x, 0.1)
            assert paths(formula, x).total == pytest.approx(line.slope, rel=1e-12)


@pytest.mark.parametrize(("x", "word"), [(2.2, "steeply up"), (0, "steeply down"), (1, "flat"), (1.05, "gently up")])
def test_three_directions(x, word):
    """Checklist row 2."""
    assert outputs(view(x=x))["direction"] == word


def test_where_there_is_no_value_the_page_says_so():
    scene = view(curve="logarithm", x=-1)
    assert blocks(scene, "alarm")
    assert math.isnan(number(scene, "slope f′(x)"))
    assert "the curve goes" not in str(blocks(scene, "p"))


def test_a_nudge_is_foretold_and_done():
    """Checklist rows 5 and 12: both ways, by buttons, with what was missed."""
    scene = view(x=0.5, h=0.25)
    for name, step in (("ahead", 0.25), ("back", -0.25)):
        told = nudge(CURVES["cubic"], 0.5, step)
        assert number(scene, f"foretold {name}") == told.foretold
        assert number(scene, f"true change {name}") == told.true
        assert number(scene, f"missed {name}") == told.missed
    found = {b["label"]: b["set"] for node in blocks(scene, "buttons") for b in node["buttons"]}
    assert found["Nudge x by +h"] == {"x": "0.75"}
    assert found["Nudge x by −h"] == {"x": "0.25"}
    assert found["Halve h"] == {"h": "0.125"}


@pytest.mark.parametrize("fault", ["slope_of_the_neighbour", "central_formula_without_the_2", "secant_divided_by_x_h"])
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    assert badge(view(fault=fault))["tone"] == "bad"


@pytest.mark.parametrize("settings", [
    {"curve": name, "x": 1.3, "h": 0.01} for name in CURVES
] + [
    {"curve": OWN, "f": text, "x": x, "h": 1e-6} for x in (0.7, -1.2) for text in
    ("x * sin(x)", "sin(x)^2 / (1 + exp(-x))", "x^x", "-ln(abs(x)) + tan(x)", "gelu(x) * silu(x) - relu(x)",
     "3", "sqrt(x^2 + 1) ^ (1/3)", "sigmoid(x) * cos(x) / e")
])  # fmt: skip
def test_scripts_say_the_slope_as_it_is(settings, capsys):
    """The order of operations is the page's: the NumPy script prints the very same digits."""
    s = state(page.FIELDS, **settings)
    scene = page.view(s)
    with np.errstate():  # a script silences NumPy for itself
        exec(page.scripts(s)["NumPy"], {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    for line in lines:
        label, value = line.split(" = ")
        ours = number(scene, label)
        assert float(value) == ours or (math.isnan(ours) and math.isnan(float(value))), (label, value, ours)


@pytest.mark.parametrize("text", ["x^x", "-ln(abs(x)) + tan(x) - tanh(2x)^3", "gelu(x) * silu(x) - relu(x)", "3"])
def test_pytorch_scripts_agree(text, capsys, torch_ready):
    s = state(page.FIELDS, curve=OWN, f=text, x=0.7)
    scene = page.view(s)
    exec(page.scripts(s)["PyTorch"], {})
    for line in capsys.readouterr().out.splitlines():
        label, value = line.split(" = ")
        assert float(value) == pytest.approx(number(scene, label), rel=1e-9, abs=1e-12)


def test_the_curve_meant_is_the_readers():
    assert curve_of(state(page.FIELDS, curve=OWN, f="2x")).function is not CURVES["line"].function


def test_all_panels_open_at_once():
    scene = view(*PANELS)
    assert all(node["open"] for node in flatten(scene).values() if node["kind"] == "panel" and node["name"] in PANELS)
