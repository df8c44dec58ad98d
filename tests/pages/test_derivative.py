"""The derivative page: its numbers are mathcore's, and every setting gives a picture."""

import math
from itertools import pairwise

import pytest

from explorable.scene import flatten
from mathcore.derivative import CURVES, tangent
from mathcore.differences import error_curve, nudge
from mathcore.layers import through_layers
from mathcore.paths import paths
from pages import derivative as page
from pages.parts.curves import OWN, TYPED, WRITTEN, curve_of, formula_of
from tests.pages.scenes import badge, blocks, number, outputs, state

PANELS = frozenset("limit valley three bends deep tasks claims".split())


def view(**settings):
    return page.view(state(page.FIELDS, **settings))


def opened(*names, **settings):
    return view(open=frozenset(names), **settings)


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
    scene = view(curve=OWN, f=text, x=x, open=PANELS)
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
    assert outputs(opened("tasks"))[f"challenge {task}"] == "○ open"
    assert outputs(opened("tasks", **settings))[f"challenge {task}"] == "✓ done"


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
    scene = view(open=PANELS)
    assert all(node["open"] for node in flatten(scene).values() if node["kind"] == "panel" and node["name"] in PANELS)


def test_panels_say_why_a_number_is_undefined():
    outside = {"curve": "logarithm", "x": -1.0}
    for panel, told in (("valley", "has no slope or no value near x = −1"), ("three", "no slope at x = −1")):
        assert told in str(blocks(opened(panel, **outside), "alarm"))
        assert told not in str(blocks(opened(panel, curve="logarithm", x=1.0), "alarm"))
