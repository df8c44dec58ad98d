"""The short way round, without a browser: what answers an event beside Streamlit."""

import pytest

from explorable import live, permalink
from tests.pages_under_test import PAGES, fields_of

COLD = {"words": "mat sofa", "z": "2,1", "T": "0.1"}


def texts_of_softmax():
    fields = fields_of("softmax")
    return fields, permalink.write(fields, permalink.defaults(fields))


@pytest.fixture
def memory(monkeypatch):
    """A page that a tab has opened with an untouched address."""
    fields, untouched = texts_of_softmax()
    memory = live.Memory(seen={}, texts=untouched)
    monkeypatch.setitem(live._memories, ("tab", "softmax"), memory)
    monkeypatch.setitem(live._pages, "softmax", (fields, PAGES["softmax"].view))
    return memory


def answer(memory, base, final=False, **state):
    event = {"seq": 1, "base": base, "final": final, "state": {**memory.texts, **state}}
    return live.answer_beside("tab", "softmax", {"event": event})


def test_what_changed_goes_to_a_browser_that_holds_the_scene_before(memory):
    whole, link = answer(memory, 0)
    assert (whole["base"], link) == (0, None)
    data, link = answer(memory, whole["version"], T="0.5")
    assert (data["base"], link) == (whole["version"], None)
    assert 0 < len(data["nodes"]) < len(whole["nodes"])
    assert data["state"]["T"] == "0.5"


def test_a_whole_scene_says_which_address_it_answers(memory):
    assert answer(memory, 0)[0]["address"] == {}
    data, link = answer(memory, 0, final=True, **COLD)
    assert link == memory.seen
    assert link["T"] == "0.1"
    assert "address" not in data, "this one is sent after the scene, and is a step of its own in the browser's history"
    assert "address" not in answer(memory, data["version"])[0]
    assert answer(memory, 0)[0]["address"] == link


def test_a_page_that_this_process_does_not_know_is_left_to_streamlit(memory):
    assert live.answer_beside("another tab", "softmax", {"event": {"state": {"T": "1"}}}) is None
    assert live.answer_beside("tab", "softmax", {"event": {}}) is None


def test_an_event_from_before_the_address_spoke_moves_nothing(memory):
    memory.version = memory.addressed = memory.first + 5
    data, link = answer(memory, memory.first + 3, final=True, T="0.5")
    assert (data["state"], link) == (texts_of_softmax()[1], None)
