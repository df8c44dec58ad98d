"""The picture's vocabulary: what is sent is a picture, and it is sent only where it changed."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorable import controls, stage
from explorable.scene import Scene, changes, flatten
from tests.pages_under_test import LIVE, PAGES, legal_state

reals = st.floats(-1e6, 1e6)


@given(st.lists(st.tuples(reals, reals), min_size=1, max_size=8), st.floats(1e-6, 1e6), reals)
def test_a_path_is_rounded_by_less_than_anyone_can_see(points, span, low):
    drawn = stage.plane("a plane", (low, low + span), (low, low + span), [stage.path(points)])["children"][0]
    for (x, y), (shown_x, shown_y) in zip(points, drawn["points"], strict=True):
        assert abs(shown_x - x) <= span / 1e4 + abs(x) * 1e-15
        assert abs(shown_y - y) <= span / 1e4 + abs(y) * 1e-15


@given(st.floats(1e-12, 1e12))
def test_a_logarithmic_axis_keeps_digits_rather_than_places(y):
    drawn = stage.plane("losses", (0, 1), (1e-12, 1e12), [stage.path([(0, y)])], log_y=True)["children"][0]
    assert drawn["points"][0][1] == pytest.approx(y, rel=1e-3)


def test_an_axis_of_no_width_or_endless_width_is_left_alone():
    for ends in ((1.0, 1.0), (-math.inf, math.inf)):
        assert stage.plane("odd", ends, ends, [stage.path([(1.23456789, 1)])])["children"][0]["points"]


def test_what_is_not_finite_interrupts_a_path_and_leaves_out_a_mark():
    assert stage.path([(0, 1), (1, math.nan), (math.inf, 2)])["points"] == [[0, 1], None, None]
    assert stage.path(np.array([[0.0, 1.0]]))["points"] == [[0, 1]]
    for mark in (stage.point, stage.handle):
        assert mark((math.nan, 0), "a", "first") is None
    assert stage.note((0, math.inf), "far") is None
    assert stage.arrow((0, 0), (math.inf, 1), "first") is None
    assert stage.bars([1, math.nan, -math.inf], "first")["values"] == [1, None, None]
    assert stage.plane("empty", (0, 1), (0, 1), [None, None])["children"] == []


def test_level_lines_are_plain_numbers():
    node = stage.contours([np.arange(8.0).reshape(2, 2, 2), np.empty((0, 2, 2))])
    assert node["levels"] == [[0, 1, 2, 3, 4, 5, 6, 7], []]


def test_children_are_named_by_key_or_by_what_they_are():
    ball = stage.handle((0, 0), "ball", "knob", x="a.0", y="a.1")
    items = [stage.path([], key="curve"), stage.path([]), stage.path([]), ball]
    scene = Scene([stage.plane("p", (0, 1), (0, 1), items)], [controls.slider("Rate", "eta", 1, 0, 2)], [])
    names = ["stage.plane.curve", "stage.plane.path", "stage.plane.path-2", "stage.plane.handle-a_0-a_1"]
    assert flatten(scene)["stage.plane"]["children"] == names
    assert list(flatten(scene)) == [*names, "stage.plane", "stage", "controls.slider-eta", "controls", "words"]


def test_a_handle_keeps_its_name_when_marks_come_and_go():
    def names(*items):
        return set(flatten(Scene([stage.plane("p", (0, 1), (0, 1), items)], [], [])))

    ball, note = stage.handle((0, 0), "ball", "knob", x="x"), stage.note((0, 0), "here")
    assert names(ball) < names(note, ball)


def reachable(nodes):
    found, names = {}, ["stage", "controls", "words"]
    while names:
        name = names.pop()
        found[name] = nodes[name]
        names += nodes[name].get("children") or []
    return found


@pytest.mark.parametrize("word", LIVE)
@given(rng=st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_a_change_applied_to_the_old_scene_gives_the_new_one(word, rng):
    browser, before = {}, {}
    for _ in range(3):
        after = flatten(PAGES[word].view(legal_state(word, rng, share=0.3)))
        browser |= json.loads(json.dumps(changes(before, after), allow_nan=False))
        assert reachable(browser) == json.loads(json.dumps(after))
        before = after
    assert changes(after, after) == {}
