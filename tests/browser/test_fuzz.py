"""A short pass of the fuzzer on every page, and a look at the fuzzer itself: its replay is short."""

from random import Random

import pytest

from tests.browser import fuzz
from tests.browser.hand import draw_event
from tests.pages_under_test import LIVE


@pytest.mark.parametrize("word", LIVE)
def test_nothing_breaks(browser, server, word):
    rng = Random(f"1 {word}")
    assert fuzz.fuzz(browser, server, word, [draw_event(rng, LIVE) for _ in range(40)], patience=60) == ""


def test_a_replay_is_cut_to_what_is_needed():
    events = [{"do": "wait", "ms": i} for i in range(100)]
    needed = [events[17], events[60]]
    assert fuzz.shorten(lambda some: all(event in some for event in needed), events, 10) == needed


def test_the_same_seed_makes_the_same_events():
    first, again = ([draw_event(Random(3), LIVE) for _ in range(50)] for _ in range(2))
    assert first == again
