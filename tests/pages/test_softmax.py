"""The softmax page: its numbers are mathcore's and the checklist's, and every setting gives a picture."""

import json
import math
from functools import partial

import pytest

from explorable.scene import flatten
from mathcore.overflow import exponential_edges
from mathcore.softmax import softmax, softmax_report
from pages import softmax as page
from pages.parts.softmax import tag
from tests.pages import scenes
from tests.pages.scenes import badge, blocks, number, outputs, state
from tests.pages_under_test import opened_wide

TRIO = (2, 1, 0.1)
ALL = frozenset({"melting", "jacobian", "loss", "overflow", "rounding", "claims", "challenges"})

scene = partial(scenes.shown, page)


def shares(shown, words=("mat", "sofa", "moon")):
    return [number(shown, tag("p", i, words)) for i in range(len(words))]


def test_numbers_are_mathcores():
    shown, r = scene(), softmax_report(TRIO)
    assert shares(shown) == r.probabilities.tolist()
    assert number(shown, "sum of probabilities") == r.probability_sum
    assert number(shown, "entropy in bits") == r.entropy_bits
    assert number(shown, "effective choices") == r.effective
    assert number(shown, "top-1 share") == r.probabilities.max()


@pytest.mark.parametrize(
    ("temperature", "expected", "bits"),
    [
        (0.5, [0.8638, 0.1169, 0.0193], 0.6545),
        (1, [0.6590, 0.2424, 0.0986], 1.2216),
        (2, [0.5017, 0.3043, 0.1940], 1.4806),
    ],
)
def test_low_is_sharp_and_high_is_flat(temperature, expected, bits):
    """Checklist row 103."""
    shown = scene(T=temperature)
    assert [round(share, 4) for share in shares(shown)] == expected
    assert round(number(shown, "entropy in bits"), 4) == bits


def test_temperature_0_is_arg_max_and_ties_share():
    """Checklist M22."""
    assert shares(scene(T=0)) == [1, 0, 0]
    tie = scene(**page.PRESETS["a tie"])
    assert shares(tie) == [0.5, 0.5, 0]
    assert "tie for it" in str(blocks(tie, "p"))
    assert abs(number(scene(T=100), "effective choices") - 3) < 1e-3


def test_words_and_scores_keep_each_other_company():
    """Checklist M21: a pasted list of words; a word without a score has 0, a score without a word waits."""
    words = tuple("one two three four five".split())
    shown = scene(words=words)
    assert [number(shown, tag("score z", i, words)) for i in range(5)] == [2, 1, 0.1, 0, 0]
    assert len(blocks(shown, "handle")) == 5
    assert len(blocks(scene(words=("a", "b")), "handle")) == 2
    assert len(blocks(scene(**page.PRESETS["twelve words"]), "number")) == 12


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    shown = scene(*ALL, **page.PRESETS[name])
    assert badge(shown)["tone"] == "good", badge(shown)
    assert "disagrees" not in str(list(outputs(shown).values()))


@pytest.mark.parametrize("temperature", [0, 5e-324, 1e-300, 1e-3, 1, 100])
@pytest.mark.parametrize(
    "z", [(0.0,), (1e4, -1e4), (0.0,) * 12, (1e4,) * 3, tuple(range(-5, 7)), (1e-300, -5e-324, 0.0)]
)
def test_every_legal_state_gives_a_checked_picture(z, temperature, torch_ready):
    words = tuple(f"w{i}" for i in range(len(z)))
    shown = scene(*ALL, z=z, words=words, T=temperature)
    assert badge(shown)["tone"] == "good", badge(shown)
    wrong = {label: value for label, value in outputs(shown).items() if "disagrees" in str(value)}
    assert not wrong
    json.dumps(flatten(shown), allow_nan=False)
    plane = blocks(shown, "plane")[0]
    assert all(plane["y"][0] <= value <= plane["y"][1] for value in z)


def test_the_slopes_move_with_the_scores_and_sum_to_0(torch_ready):
    """Checklist row 64."""
    shown = scene("jacobian", row=0, column=1)
    table = blocks(shown, "matrix")[0]
    p = softmax(TRIO)
    assert [float(x) for x in table["values"][0]] == pytest.approx([p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]])
    for i in range(3):
        assert abs(number(shown, tag("row sum ", i, ("mat", "sofa", "moon")))) < 1e-16
    moved = blocks(scene("jacobian", z=(1, 1, 1)), "matrix")[0]
    assert moved["values"] != table["values"]
    assert "no slopes" in str(blocks(scene("jacobian", T=0), "alarm"))


def test_loss_and_gradient_of_a_true_word():
    """Checklist row 65 and E13."""
    words = ("mat", "sofa", "moon")
    shown = scene("loss")
    assert round(number(shown, "cross-entropy"), 6) == 0.41703
    gradient = [number(shown, tag("gradient ", i, words)) for i in range(3)]
    assert [round(g, 6) for g in gradient] == [-0.340999, 0.242433, 0.098566]
    assert len(blocks(shown, "arrow")) == 3
    for temperature, factor in ((0.5, 2.0), (2, 0.5)):
        heated = scene("loss", T=temperature)
        share = number(heated, tag("predicted ", 1, words))
        assert number(heated, tag("gradient ", 1, words)) == pytest.approx(factor * share)


def test_where_the_plain_formula_fails(torch_ready):
    """Checklist M23 and E14."""
    edge = exponential_edges("float32")
    words, shown = ("mat", "sofa"), scene("overflow", words=("mat", "sofa"), z=(89, 0))
    assert number(shown, "float32 last finite") == edge.last_finite
    assert math.isnan(number(shown, tag("plain float32 ", 0, words)))
    assert number(shown, tag("plain float64 ", 0, words)) == pytest.approx(1)
    assert number(shown, tag("safe ", 0, words)) == pytest.approx(1)
    fine = scene("overflow", words=words, z=(edge.last_finite, 0))
    assert number(fine, tag("plain float32 ", 0, words)) == 1
    assert math.isnan(number(scene("overflow", words=words, z=(710, 0)), tag("plain float64 ", 0, words)))
    twice = scene("overflow", words=words, z=(88.5, 88.5))
    assert number(twice, tag("plain float32 ", 0, words)) == 0
    assert number(scene("overflow", words=words, z=(0, -104)), tag("plain float32 ", 1, words)) == 0


def test_rounding_after_every_step():
    """Checklist U5: bfloat16 makes 0.324 of 0.323."""
    row = page.PRESETS["a row of attention"]
    shown = scene("rounding", **row, round="bfloat16")
    assert number(shown, tag("rounded p ", 1, row["words"])) == 0.32421875
    assert round(number(shown, tag("exact p ", 1, row["words"])), 6) == 0.323339
    assert number(shown, "rounded sum of p") > 1
    digits = scene("rounding", **row, round="3-digits")
    assert number(digits, tag("rounded p ", 1, row["words"])) == 0.323


def test_the_answer_waits_for_the_guess():
    """Checklist U14."""
    assert "answer: top-1 share at T/2" not in outputs(scene())
    shown = scene(guess=0.8)
    assert number(shown, "answer: top-1 share at T/2") == softmax(TRIO, 0.5)[0]
    assert number(shown, "error of the guess: top-1 share at T/2") == pytest.approx(0.8 - softmax(TRIO, 0.5)[0])


@pytest.mark.parametrize("step", range(1, len(page.TOUR) + 1))
def test_every_step_of_the_tour_stands(step, torch_ready):
    shown = scene(tour=step, **page.TOUR[step - 1][1])
    assert badge(shown)["tone"] == ("bad" if step == 7 else "good")


@pytest.mark.parametrize(
    ("which", "settings"),
    [
        (1, {"z": (0, 0), "words": ("a", "b")}),
        (2, {"T": 0.1}),
        (3, page.PRESETS["a tie"]),
        (4, {"T": 2.02}),
        (5, {"T": 0.01}),
    ],
)
def test_challenges_mark_themselves(which, settings):
    scenes.challenge_marks_itself(page, "challenges", which, settings)


@pytest.mark.parametrize(
    "fault", ["forget_the_temperature", "multiply_by_the_temperature", "divide_by_the_number_of_choices"]
)
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    assert badge(scene(T=0.5, fault=fault))["tone"] == "bad"


def test_the_plain_formula_is_undefined_and_says_so(torch_ready):
    shown = scene(**page.PRESETS["huge scores"], fault="drop_the_max_subtraction")
    assert badge(shown)["tone"] == "bad"
    assert "no value here" in str(blocks(shown, "alarm"))


def test_markup_in_words_stays_text():
    words = ("{x}", ":first[y]", "*z*")
    nodes = opened_wide("softmax", state(page.FIELDS, words=words))
    assert "{x}" in str(nodes)


def test_a_break_that_changes_nothing_here_says_so(torch_ready):
    told = [scene("check", fault="multiply_by_the_temperature", T=T) for T in (1, 2)]
    assert [badge(shown)["tone"] for shown in told] == ["good", "bad"]
    assert ["changes nothing" in str(blocks(shown, "alarm")) for shown in told] == [True, False]
    assert "changes nothing" not in str(blocks(scene("check"), "alarm"))
