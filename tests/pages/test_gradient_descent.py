"""The gradient descent page: its numbers are mathcore's, and every setting gives a picture."""

import pytest

from mathcore.gradient_descent import SURFACES, bowl, descend
from pages import gradient_descent as page
from tests.pages.scenes import badge, blocks, number, outputs, state


def test_numbers_are_mathcores():
    s = state(page.FIELDS)
    scene = page.view(s)
    run = descend(bowl(s.lx, s.ly), s.start, s.eta, s.steps)
    assert number(scene, "loss now") == run.losses[-1]
    assert number(scene, "limit 2/λmax") == run.limit == 1
    assert outputs(scene)["regime"] == "creep"


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    scene = page.view(state(page.FIELDS, **page.PRESETS[name]))
    assert badge(scene)["tone"] == "good", badge(scene)


@pytest.mark.parametrize("eta", [0, 1e-12, 0.25, 1e3])
@pytest.mark.parametrize("start", [(0, 0), (-2, 1), (1e3, -1e3)])
@pytest.mark.parametrize("surface", SURFACES)
def test_every_legal_state_gives_a_checked_picture(surface, start, eta, torch_ready):
    scene = page.view(state(page.FIELDS, surface=surface, start=start, eta=eta, steps=page.MOST))
    assert badge(scene)["tone"] == "good", badge(scene)
    assert blocks(scene, "handle")


@pytest.mark.parametrize(
    ("preset", "name"),
    [("make it diverge", "divergent"), ("freeze it", "creep"), ("one step", "one step"), ("ring", "ringing")],
)
def test_the_regime_is_named(preset, name):
    assert outputs(page.view(state(page.FIELDS, **page.PRESETS[preset])))["regime"] == name


def test_the_overflow_step_is_named():
    """Checklist M17: nothing is clamped, and the step is said."""
    settings = page.PRESETS["run until it overflows"]
    scene = page.view(state(page.FIELDS, **settings))
    run = descend(bowl(settings["lx"], settings["ly"]), settings["start"], 1.5, 1200)
    assert number(scene, "overflow step") == run.stopped_at
    assert run.stopped_at in (1023, 1024)
    assert blocks(scene, "alarm")


def test_the_limit_can_be_nine_tenths():
    """Checklist row 99."""
    assert number(
        page.view(state(page.FIELDS, **page.PRESETS["limit at exactly 0.9"])), "limit 2/λmax"
    ) == pytest.approx(0.9, rel=1e-15)


def test_the_picture_follows_a_ball_that_leaves():
    """Checklist M16."""
    near, far = (
        blocks(page.view(state(page.FIELDS, eta=eta, steps=steps)), "plane")[0]["x"]
        for eta, steps in ((0.3, 25), (1.5, 60))
    )
    assert far[1] > 1e6 * near[1]


@pytest.mark.parametrize("fault", ["step_uphill", "half_the_gradient"])
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    assert badge(page.view(state(page.FIELDS, fault=fault)))["tone"] == "bad"
