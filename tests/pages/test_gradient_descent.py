"""The gradient descent page: its numbers are mathcore's, and every setting gives a picture."""

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorable.words import show
from mathcore.gradient_descent import SURFACES, bowl, descend
from mathcore.rolling import roll
from pages import gradient_descent as page
from pages.parts.descent_pictures import slopes
from pages.parts.descent_walks import LEGS, surface_of
from pages.parts.descent_words import GROUND, last_finite
from tests.pages import scenes
from tests.pages.scenes import badge, blocks, number, outputs, state

ROOT = Path(__file__).parents[2]

view = partial(scenes.shown, page)


def test_numbers_are_mathcores():
    s = state(page.FIELDS)
    scene = page.view(s)
    run = descend(bowl(s.lx, s.ly), s.start, s.eta, s.steps)
    assert number(scene, "loss now") == run.losses[-1]
    assert number(scene, "limit 2/λmax") == run.limit == 1
    assert (number(scene, "ball x"), number(scene, "ball y")) == tuple(run.points[-1])
    assert number(scene, "multiplier") == 1 - run.product
    assert outputs(scene)["regime"] == "creep"


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    assert badge(view(**page.PRESETS[name]))["tone"] == "good"


@pytest.mark.parametrize("step", range(1, len(page.TOUR) + 1))
def test_every_step_of_the_tour_can_be_taken(step, torch_ready):
    scene = view(**page.TOUR[step - 1][1], tour=step)
    assert badge(scene)["tone"] == "good"


@pytest.mark.parametrize("eta", [0, 1e-12, 0.25, 1e3])
@pytest.mark.parametrize("start", [(0, 0), (-2, 1), (1e3, -1e3)])
@pytest.mark.parametrize("surface", SURFACES)
def test_every_legal_state_gives_a_checked_picture(surface, start, eta, torch_ready):
    scene = view(surface=surface, start=start, eta=eta, steps=page.MOST, slopes=True)
    assert badge(scene)["tone"] == "good", badge(scene)
    assert any(node["label"] == "start" for node in blocks(scene, "handle"))


@pytest.mark.parametrize(
    ("preset", "name"),
    [("make it diverge", "divergent"), ("freeze it", "creep"), ("one step", "one step"), ("ring", "ringing")],
)
def test_the_regime_is_named(preset, name):
    """Checklist U2."""
    assert outputs(view(**page.PRESETS[preset]))["regime"] == name


def test_off_a_bowl_the_regime_speaks_of_the_ground_under_the_ball():
    scene = view(surface="saddle", start=(-1.8, 0.0), eta=0.2, steps=60)
    assert outputs(scene)["regime of such a bowl"] == "creep"
    assert "multiplier" not in outputs(scene)
    flat = view(surface="plateau", start=(-3.4, 2.2), eta=0.5, steps=0)
    assert number(flat, "limit 2/λmax") == descend(SURFACES["plateau"], (-3.4, 2.2), 0.5, 0).limit


def test_the_overflow_step_is_named_and_there_is_a_way_back():
    """Checklist M17: nothing is clamped, the step and its cause are said, and one button leads back."""
    settings = page.PRESETS["run until it overflows"]
    scene = view(**settings)
    run = descend(bowl(settings["lx"], settings["ly"]), settings["start"], 1.5, 1200)
    assert number(scene, "overflow step") == run.stopped_at
    assert run.stopped_at in (1023, 1024)
    assert blocks(scene, "alarm")
    back = next(node for node in blocks(scene, "buttons") if node["buttons"][0]["label"].startswith("Back to the last"))
    texts = back["buttons"][0]["set"]
    again = view(**{**settings, **{name: page.FIELDS[name].read(text) for name, text in texts.items()}})
    assert not blocks(again, "alarm")
    assert number(again, "steps walked") == run.stopped_at - 1
    assert texts["keep"] == "1"


def test_the_way_back_knows_of_rates_that_changed():
    """The last finite step may lie in a leg that was walked before."""
    s = state(page.FIELDS, walked=((1.5, 2000), (0.1, 10)), eta=0.3, steps=5)
    assert last_finite(s, 700) == {"walked": (), "eta": 1.5, "steps": 700, "keep": True}
    assert last_finite(s, 2004) == {"walked": ((1.5, 2000),), "eta": 0.1, "steps": 4, "keep": True}


def test_a_changed_rate_keeps_the_ball():
    """Checklist M14: the slider sets the steps walked so far aside, and the walk goes on from there."""
    settings = {"keep": True, "eta": 0.3, "steps": 25}
    slider = blocks(view(**settings), "slider")[0]
    assert slider["label"] == "Learning rate"
    also = {name: page.FIELDS[name].read(text) for name, text in slider["also"].items()}
    moved = view(**{**settings, **also, "eta": 0.9})
    assert number(moved, "ball x") == number(view(**settings), "ball x")
    assert blocks(moved, "slider")[0]["also"] == {}
    on = view(**{**settings, **also, "eta": 0.9, "steps": 5})
    run = roll(bowl(0.5, 2), (-2.4, 1.6), [(0.3, 25), (0.9, 5)])
    assert number(on, "loss now") == run.losses[-1]
    assert blocks(view(keep=False, steps=25), "slider")[0]["also"] == {}


def test_the_slider_goes_from_a_ten_thousandth_to_four_over_the_curvature():
    """Checklist M14 and U3: log and linear, with the limit marked."""
    for bend in (0.05, 0.4, 2.0, 20.0):
        slider = blocks(view(lx=bend, ly=bend), "slider")[0]
        assert slider["low"] <= 1e-4
        assert slider["high"] >= 4 / bend * (1 - 1e-12)
        assert slider["marks"] == [[2 / bend, "2/λmax"]]
    assert blocks(view(scale="linear"), "slider")[0]["scale"] == "linear"


def test_the_limit_can_be_nine_tenths():
    """Checklist row 99."""
    assert number(view(**page.PRESETS["limit at exactly 0.9"]), "limit 2/λmax") == pytest.approx(0.9, rel=1e-15)


def test_the_picture_follows_a_ball_that_leaves():
    """Checklist M16: the axes follow, the frame where it began stays visible, and the page says so."""
    near, far = (view(eta=eta, steps=steps) for eta, steps in ((0.3, 25), (1.5, 60)))
    assert blocks(far, "plane")[0]["x"][1] > 1e6 * blocks(near, "plane")[0]["x"][1]
    assert any("zoomed out" in node["text"] for node in blocks(far, "note"))
    assert not any("zoomed out" in node["text"] for node in blocks(near, "note"))


@pytest.mark.parametrize("axis", ["log", "linear"])
@pytest.mark.parametrize("eta", [0.1, 1.5])
def test_the_loss_axis_follows(axis, eta):
    """Checklist M15."""
    loss = blocks(view(axis=axis, eta=eta, steps=200), "plane")[1]
    points = [
        point
        for node in blocks(view(axis=axis, eta=eta, steps=200), "path")
        if node["key"] == "loss-loss"
        for point in node["points"]
        if point
    ]
    assert loss["logY"] is (axis == "log")
    assert all(loss["y"][0] * 0.999 <= y <= loss["y"][1] * 1.001 for _, y in points)


def test_there_are_at_least_five_surfaces():
    """Checklist M18."""
    assert {"ravine", "saddle", "plateau", "rosenbrock"} < set(SURFACES)
    menu = next(node for node in blocks(view(), "menu") if node["label"] == "Surface")
    assert len(menu["options"]) >= 5


def test_a_small_batch_is_noisy_and_a_full_one_is_not():
    """Checklist M19."""
    full, small, again = (view(batch=batch, seed=seed, steps=100) for batch, seed in ((64, 5), (4, 5), (4, 6)))
    assert number(full, "loss now") == number(view(steps=100), "loss now")
    assert len({number(scene, "loss now") for scene in (full, small, again)}) == 3


def test_the_steepest_way_down_is_drawn_where_the_slope_is_hardly_a_number():
    arrows = [
        node for node in slopes(bowl(1, 1), np.array([1e-310, 0.0]), (-4.0, 4.0, -3.0, 3.0)) if "to" in (node or {})
    ]
    assert [node["to"] for node in arrows] == [[1.28, 0], [1e-310, 0], [-1.28, 0]]


@pytest.mark.parametrize(("start", "told"), [((1.0, 1.0), "the gradient is 0"), ((1e200, 0.0), "the slope overflows")])
def test_where_no_slope_is_drawn_the_picture_says_why(start, told):
    [said] = slopes(SURFACES["rosenbrock"], np.array(start), (-4.0, 4.0, -3.0, 3.0))
    assert told in said["text"]


def test_a_ball_beyond_the_numbers_is_not_said_to_lie_on_level_ground():
    scene = view(surface="rosenbrock", eta=5, steps=50)
    assert math.isnan(number(scene, "λmax"))
    told = str(blocks(scene, "p"))
    assert "the bend of the ground overflows" in told
    assert "in no direction" not in told


def test_the_badge_names_a_difference_that_could_have_been_too_large(torch_ready):
    said = badge(view(surface="rosenbrock", eta=5, steps=50))
    assert said["tone"] == "good"
    assert "∞" not in said["detail"]


def test_the_formula_shows_the_last_step():
    """Checklist row 15: with the numbers of the moment, after every step."""
    run = roll(bowl(0.5, 2), (-2.4, 1.6), [(0.3, 7)])
    shown = str(blocks(view(steps=7), "formula")[0]["inline"])
    for value in (run.points[6, 0], run.points[7, 0], run.gradients[6, 0]):
        assert show(float(value), 4) in shown
    assert blocks(view(steps=0), "formula")


@pytest.mark.parametrize("fault", ["step_uphill", "half_the_gradient", "forget_the_y_axis", "nine_tenths_of_the_rate"])
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    assert badge(view(fault=fault))["tone"] == "bad"


def test_the_words_fit_every_surface():
    panels = frozenset("predict compass loop table four runs numbers tasks claims more".split())
    assert set(GROUND) == set(page.RATES) == set(SURFACES)
    for name in SURFACES:
        assert surface_of(name, 0.5, 2.0).name == name
        assert blocks(view(*panels, surface=name), "p")


@pytest.mark.parametrize(
    "settings",
    [{}, {"surface": "plateau", "walked": ((0.5, 7),), "batch": 5, "seed": 9}, {"eta": 1.5, "steps": 1500}],
)
def test_scripts_say_the_walk_as_it_was(settings, capsys):
    """The order of operations is the page's: the NumPy script prints the very same digits."""
    s = state(page.FIELDS, **settings)
    scene = page.view(s)
    with np.errstate():  # a script silences NumPy for itself
        exec(page.scripts(s)["NumPy"], {})
    for line in capsys.readouterr().out.splitlines():
        label, value = line.split(" = ")
        ours = number(scene, label)
        assert float(value) == ours or (math.isnan(ours) and math.isnan(float(value)))


@pytest.mark.parametrize("solid", ["0", "1"])
def test_the_surface_in_three_dimensions_stands_below_when_asked_for(solid):
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.query_params["solid"] = solid
    at.query_params["eta"] = "1.5"
    at.run().switch_page("pages/gradient_descent.py").run()
    assert not at.exception
    assert len(at.get("plotly_chart")) == int(solid)


def test_the_last_change_that_can_be_kept_is_announced():
    scene = view(keep=True, walked=((0.1, 3),) * LEGS, steps=4)
    assert any("last change of rate" in str(node["inline"]) for node in blocks(scene, "p"))
    assert blocks(scene, "slider")[0]["also"] == {}


def test_a_picture_wider_than_the_numbers_says_why_it_has_no_level_lines():
    words = "no level lines: here the loss overflows"
    far = view(**page.PRESETS["run until it overflows"])
    assert words in [node["text"] for node in blocks(far, "note")]
    near = view(**page.PRESETS["make it diverge"])
    assert words not in [node["text"] for node in blocks(near, "note")]
    assert all(blocks(near, "contours")[0]["levels"])
