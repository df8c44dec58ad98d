"""The attention page: the worked example to the last digit, own words, and every setting gives a picture."""

import json
import math
from functools import partial

import numpy as np
import pytest

from explorable.scene import flatten
from mathcore.attention import THE_CAT_SAT, attention, causal_mask
from mathcore.heads import heads
from pages import attention as page
from tests.pages import scenes
from tests.pages.scenes import badge, blocks, matrix, number, outputs

Q, K, V = THE_CAT_SAT[1:]
ALL = frozenset({"cell", "shapes", "heads", "order", "signal", "again", "rounding", "cost", "claims", "challenges"})
DOG = tuple("a dog bit a man".split())

scene = partial(scenes.shown, page)


def test_the_worked_example():
    """Checklist rows 55 to 59."""
    shown = scene()
    assert np.round(matrix(shown, "scores"), 6).tolist() == [[1, 0.75, 0.6], [0.43, 0.68, 0.7], [0.27, 0.67, 0.74]]
    assert np.round(matrix(shown, "scaled scores"), 6).tolist()[0] == [0.707107, 0.53033, 0.424264]
    assert np.round(matrix(shown, "weights"), 6).tolist() == [
        [0.385861, 0.323339, 0.2908],
        [0.293796, 0.350605, 0.355599],
        [0.268736, 0.356585, 0.374679],
    ]
    assert matrix(shown, "output") == attention(Q, K, V).output.tolist()
    sentence = blocks(shown, "sentence")[0]
    assert sentence["under"] == ["38.6%", "32.3%", "29.1%"]
    assert number(shown, "largest weight") == attention(Q, K, V).weights[0, 0]


@pytest.mark.parametrize("step", range(1, 6))
def test_the_steps_reveal_the_stages(step):
    """Checklist M27: the matrices up to the step in hand, and only those."""
    names = ["scores", "scaled scores", "masked scores", "weights", "output"]
    shown = [node["label"] for node in blocks(scene(step=step, causal=True), "matrix")][:step]
    assert shown == names[:step]
    assert len([node for node in blocks(scene(step=step), "card") if node["tone"] == "moment"]) >= 1


def test_the_mask_hides_what_comes_later():
    shown = scene(causal=True, query=1, key=2)
    r = attention(Q, K, V, mask=causal_mask(3))
    assert matrix(shown, "weights") == r.weights.tolist()
    assert matrix(shown, "masked scores")[0] == [r.scaled[0, 0], -math.inf, -math.inf]
    assert blocks(shown, "sentence")[0]["under"][2] == "hidden"
    assert len(blocks(shown, "arch")) == 2


def test_the_division_can_be_left_out():
    shown = scene(scaled=False)
    assert matrix(shown, "weights") == attention(Q, K, V, scaled=False).weights.tolist()
    assert matrix(shown, "scaled scores") == matrix(shown, "scores")


def test_vectors_can_be_typed_and_dragged():
    shown = scene(q=((0, 0), (0.3, 0.8), (0.1, 0.9)))
    assert matrix(shown, "weights")[0] == pytest.approx([1 / 3] * 3)
    assert [node["field"] for node in blocks(shown, "matrix") if node["field"]] == ["q", "k", "v"]
    handles = {node["label"]: node["sets"] for node in blocks(shown, "handle")}
    assert handles["query of The"] == {"x": "q.0.0", "y": "q.0.1"}
    assert handles["key of cat"] == {"x": "k.1.0", "y": "k.1.1"}
    assert handles["query word"] == {"x": "query", "y": None}


def test_own_words_come_from_the_table():
    shown = scene(words=DOG)
    made = heads(DOG, 1, 0)
    assert matrix(shown, "Q") == made.q[0].tolist()
    assert "belong to other words" in str(blocks(shown, "p"))
    assert outputs(shown)["seed in use"] == "0"
    assert matrix(scene(words=DOG, seed=5), "Q") != matrix(shown, "Q")
    mine = next(button for node in blocks(shown, "buttons") for button in node["buttons"] if "mine" in button["label"])
    assert mine["set"]["of"] == "a dog bit a man"
    assert mine["set"]["q"].count(";") == 4


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_one_to_four_heads(count, torch_ready):
    """Checklist M28."""
    for head in range(1, count + 1):
        shown = scene("heads", words=DOG, heads=count, head=head)
        assert badge(shown)["tone"] == "good"
        assert matrix(shown, "Q") == heads(DOG, count, 0).q[head - 1].tolist()
        if count > 1:
            assert matrix(shown, "weights by head")[head - 1] == matrix(shown, "weights")[0]
            assert len(matrix(shown, "outputs side by side")[0]) == 2 * count


def test_positions_tell_the_same_word_apart():
    """Checklist M28."""
    plain, placed = (scene(words=DOG, position=on, query=1) for on in (False, True))
    assert matrix(plain, "weights")[1][0] == matrix(plain, "weights")[1][3]
    assert matrix(placed, "weights")[1][0] != matrix(placed, "weights")[1][3]


def test_a_link_to_the_softmax_page_holds_no_more_words_than_it_takes():
    from pages.softmax import MOST

    for count in (12, 13):
        text = str(blocks(scene(words=page.LONG[:count]), "p"))
        assert ("/softmax?" in text) == (count <= MOST)


def test_numbers_can_be_followed_to_other_pages():
    """Checklist U6 and row 104."""
    text = str(blocks(scene(causal=True, query=1), "p"))
    assert "/dot_product?a=0.3%2C0.8&b=0.4%2C0.7" in text
    assert "/softmax?words=The+cat&z=0.30405591591021547%2C0.4808326112068522" in text


def test_the_answer_waits_for_the_guess():
    """Checklist U14."""
    label = "answer: largest weight without the division by √d"
    assert label not in outputs(scene())
    assert number(scene(guess=0.5), label) == attention(Q, K, V, scaled=False).weights[0].max()


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    shown = scene(*ALL, **page.PRESETS[name])
    assert badge(shown)["tone"] == "good", badge(shown)
    assert "disagrees" not in str(list(outputs(shown).values()))


EXTREMES = [
    {"q": ((1e3, -1e3),) * 3, "k": ((1e3, 1e3), (-1e3, 0), (0, 0)), "v": ((1e3, -1e3), (0, 0), (5e-324, 1))},
    {"q": ((0, 0),) * 3, "k": ((0, 0),) * 3, "v": ((0, 0),) * 3},
    {"words": ("one",)},
    {"words": ("one",), "of": ("one",), "q": ((1, 2),), "k": ((3, 4),), "v": ((5, 6),)},
    {"words": ("{x}", "*a*", ":first[b]", "<b>")},
    {"words": tuple("abcdefghijkl"), "heads": 4, "head": 4, "position": True, "seed": 9999},
    {"q": ((1, 2),), "k": ((1,), (2,))},
    {"words": ("same",) * 12},
    {"words": page.LONG, "heads": 4, "head": 4, "position": True},
    {"words": ("same",) * 32},
    {"words": page.LONG, "of": page.LONG, **{part: ((1e3, -1e3),) * 16 + ((0, 5e-324),) * 16 for part in "qkv"}},
]


@pytest.mark.parametrize("settings", EXTREMES)
@pytest.mark.parametrize("switches", [{}, {"causal": True}, {"scaled": False, "step": 3}])
def test_every_legal_state_gives_a_checked_picture(settings, switches, torch_ready):
    for place in (0, 31):
        shown = scene(*ALL, **settings, **switches, query=place, key=place, t=1_000_000, times=50)
        assert badge(shown)["tone"] == "good", badge(shown)
        wrong = {label: value for label, value in outputs(shown).items() if "disagrees" in str(value)}
        assert not wrong
        json.dumps(flatten(shown), allow_nan=False)


def test_every_step_of_the_tour_stands(torch_ready):
    from pages.parts.attention import tour_of

    steps = tour_of(page.EXAMPLE, page.OWN)
    assert 5 <= len(steps) <= 8
    for i, (_, settings) in enumerate(steps, 1):
        assert badge(scene(tour=i, **settings))["tone"] == "good"


@pytest.mark.parametrize(
    "fault", ["drop_1_sqrt_d_k", "divide_by_d_k", "softmax_over_the_wrong_axis", "reshape_K_instead_of_transposing"]
)
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    assert badge(scene(fault=fault))["tone"] == "bad"


def test_a_late_mask_turns_the_badge_red(torch_ready):
    assert badge(scene(fault="mask_after_softmax", causal=True))["tone"] == "bad"
    assert "weights" in badge(scene(fault="mask_after_softmax", causal=True))["detail"]
