"""What can be opened on the gradient descent page: its numbers are mathcore's and the checklist's."""

from functools import partial

import numpy as np
import pytest

from mathcore.compass import compass
from mathcore.gradient_descent import SURFACES, bowl
from mathcore.knobs import KNOBS, knobs
from mathcore.one_weight import descend_1d
from mathcore.rolling import roll
from pages import gradient_descent as page
from pages.parts import descent_loop
from tests.pages import scenes
from tests.pages.scenes import blocks, number, outputs

opened = partial(scenes.shown, page)


def test_two_runs_lie_over_each_other():
    """Checklist M19 and row 16: pinned runs stay, with the count of steps to a millionth."""
    pins = ((0.05, -2.4, 1.6, 2000.0, 64.0, 1.0), (0.5, -2.4, 1.6, 100.0, 4.0, 3.0))
    scene = opened("runs", pins=pins, eta=0.8, steps=200)
    slow = roll(bowl(0.5, 2), (-2.4, 1.6), [(0.05, 2000)])
    assert number(scene, "steps to a millionth of pin 1") == slow.arrived
    assert number(scene, "last loss of pin 2") == roll(bowl(0.5, 2), (-2.4, 1.6), [(0.5, 100)], 4, 3).losses[-1]
    keys = {node.get("key") for node in blocks(scene, "path")}
    assert {"pin-1", "pin-2", "loss-loss", "loss-first", "loss-second"} <= keys
    pin = next(node for node in blocks(opened("more"), "buttons") if node["label"] == "Compare runs")["buttons"][0]
    assert page.FIELDS["pins"].read(pin["set"]["pins"]) == ((0.3, -2.4, 1.6, 25.0, 64.0, 1.0),)


def test_two_partials_and_36_directions():
    """Checklist rows 13 and 14."""
    scene = opened("compass", surface="rosenbrock", start=(-1.2, 1.0), steps=0)
    seen = compass(SURFACES["rosenbrock"], (-1.2, 1.0))
    assert number(scene, "slope along x") == seen.partials[0]
    assert number(scene, "slope along y") == seen.partials[1]
    assert number(scene, "steepness") >= number(scene, "slope in that direction")
    assert len(blocks(scene, "bars")[0]["values"]) == 36
    far = opened("compass", surface="rosenbrock", start=(-1.2, 1.0), eta=0.5, steps=30)
    told = ["slopes are undefined" in str(blocks(shown, "alarm")) for shown in (scene, far)]
    assert told == [False, True]
    arrows = blocks(opened(slopes=True, steps=0), "arrow")
    assert len(arrows) == 3


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"steps": 0}, "It points in the direction"), ({"start": (0.0, 0.0)}, "it points nowhere"),
     ({"surface": "rosenbrock", "eta": 5, "steps": 50}, "points nowhere that could be told")],
)  # fmt: skip
def test_a_gradient_that_points_nowhere_is_said_to(settings, told):
    scene = opened("compass", **settings)
    assert told in str(blocks(scene, "p"))
    assert ("direction of the gradient" in outputs(scene)) == ("in the direction" in told)


def test_the_smallest_loop_is_the_text_books():
    """Checklist row 18, in both precisions, and row 100."""
    scene = opened("loop", "table")
    shown = [number(scene, f"w at step {i}") for i in range(11)]
    np.testing.assert_allclose(shown[:6], [1, 1.4, 1.48, 1.496, 1.4992, 1.49984], rtol=1e-15)
    assert shown[10] == pytest.approx(1.4999999488, rel=1e-15)
    assert [number(scene, f"gradient at step {i}") for i in (0, 1)] == pytest.approx([-4, -0.8])
    assert number(scene, "best w") == 1.5
    assert number(scene, "factor of one step") == pytest.approx(0.2)
    assert number(scene, "limit of the loop") == 0.25
    single = descend_1d(1, 3, 2, 0.1, 10, "float32").w
    assert [number(scene, f"w at step {i} in float32") for i in range(11)] == single.tolist()


def test_the_loop_agrees_with_pytorch_in_both_precisions(torch_ready):
    found = outputs(opened("loop", "table", pile=True))
    for name in ("In float64", "In float32", "Gradients piling up"):
        assert found[f"checked: {name}"] == "agrees with PyTorch"


def test_gradients_that_are_never_set_back_pile_up():
    """Checklist row 19."""
    scene = opened("loop", "table", pile=True)
    assert number(scene, "w at step 2, gradients piling up") == pytest.approx(1.88)


def test_two_losses_side_by_side():
    """Checklist row 4: dog 90 %, truth cat."""
    scene = opened("loss")
    assert number(scene, "missing probability") == pytest.approx(0.9)
    assert number(scene, "surprise in nats") == pytest.approx(2.302585, abs=5e-7)
    assert number(scene, "surprise in bits") == pytest.approx(3.321928, abs=5e-7)
    for truth in (0, 1):
        assert blocks(opened("loss", truth=truth), "plane")


def test_four_knobs_each_show_their_derivative():
    """Checklist rows 3 and 6."""
    weights = (0.4, 0.1, 1.0, 0.6)
    scene = opened("four", knobs=weights)
    r = knobs(weights)
    assert [number(scene, f"derivative {name}") for name in KNOBS] == r.gradient.tolist()
    assert number(scene, "loss of the four knobs") == r.loss
    assert number(scene, "derivative per emoji") == 0
    assert sum(node["field"].startswith("knobs.") for node in blocks(scene, "slider")) == 4


def test_overflow_is_foretold_in_two_precisions():
    """Checklist U2: 14 548 and 1 819 steps for a multiplier of 1.05."""
    scene = opened("numbers", lx=0.5, ly=2, eta=1.025)
    assert number(scene, "foretold overflow in float64") == number(scene, "counted overflow in float64") == 14548
    assert number(scene, "foretold overflow in float32") == number(scene, "counted overflow in float32") == 1819
    slow = opened("numbers", lx=0.5, ly=2, eta=1.0001)
    assert "counted overflow in float64" not in outputs(slow)


def test_a_guess_comes_before_the_limit():
    """Checklist U14: nothing on the page shows the limit while the reader thinks."""
    thinking = opened("predict", lx=0.5, ly=5.0, think=True)
    assert not any("limit" in label or "2/λmax" in label for label, text in outputs(thinking).items() if text != "?")
    assert blocks(thinking, "slider")[0]["marks"] == []
    done = opened("predict", lx=0.5, ly=5.0, think=True, guess=0.5)
    assert number(done, "answer: largest rate that does not leave") == 0.4
    assert number(done, "error of the guess: largest rate that does not leave") == pytest.approx(0.1)


def test_the_next_weight_can_be_guessed():
    assert "answer: w after one step" not in outputs(opened("loop"))
    assert number(opened("loop", next=2), "answer: w after one step") == pytest.approx(1.4)


@pytest.mark.parametrize(
    ("task", "settings"),
    [
        (1, page.PRESETS["one step"]),
        (2, {"eta": 0.8, "steps": 200}),
        (3, {"surface": "saddle", "start": (-1.8, 0.01), "eta": 0.3, "steps": 200}),
        (4, {"surface": "plateau", "start": (-3.0, 2.0), "eta": 0.6, "walked": ((20.0, 4),), "steps": 90}),
        (5, {"batch": 8, "walked": ((0.3, 100), (0.05, 300), (0.01, 1000)), "eta": 0.003, "steps": 2000}),
    ],
)
def test_challenges_mark_themselves(task, settings):
    """Checklist M39: each can be done, and none is done from the start."""
    scenes.challenge_marks_itself(page, "tasks", task, settings)


def test_claims_have_their_verdicts_and_numbers():
    """Checklist E7, E8 and E28."""
    scene = opened("claims")
    found = outputs(scene)
    assert (found["verdict E7"], found["verdict E8"], found["verdict E28"]) == ("depends", "false", "false")
    limits = [number(scene, f"limit for {name}") for name in ("x²", "half of x²", "the loop with input 2")]
    assert limits == [1, 2, 0.25]
    assert number(scene, "limit for a bowl bent by 20/9") == pytest.approx(0.9)
    assert number(scene, "doublings to overflow in float64") == 1024
    assert number(scene, "doublings to overflow in float32") == 128
    assert number(scene, "slope on the saddle") < 1e-12
    assert number(scene, "height on the saddle") == pytest.approx(0.25)


def test_panels_stay_closed_and_cost_nothing(monkeypatch):
    monkeypatch.setattr(descent_loop, "knobs", lambda *_: pytest.fail("computed behind a closed panel"))
    opened()
