from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest

from explorable import permalink
from explorable.classroom import class_query, controls_of, restrict, sets, with_class
from explorable.scene import flatten
from tests.pages_under_test import LIVE, PAGES, fields_of

SLIDER = {"kind": "slider", "label": "T", "field": "T"}
HANDLE = {"kind": "handle", "label": "tip", "sets": {"x": "a.0", "y": "a.1"}}
PRESETS = {
    "kind": "buttons",
    "buttons": [{"label": "cold", "set": {"T": "0"}}, {"label": "words", "set": {"words": "a"}}],
}


def shown(word, **settings):
    fields = fields_of(word)
    s = SimpleNamespace(**{**vars(permalink.defaults(fields)), **settings})
    return with_class(PAGES[word].view, fields)(s)


def test_what_a_block_sets():
    assert sets(SLIDER) == {"T"}
    assert sets(HANDLE) == {"a"}
    assert sets({"kind": "stepper", "less": None, "more": {"A": "1"}}) == {"A"}
    assert sets({"kind": "p"}) == set()


def test_fixed_hidden_and_free():
    assert restrict(SLIDER, {"T"}, ()) == {**SLIDER, "locked": True}
    assert restrict(SLIDER, (), {"T"}) is None
    assert restrict(SLIDER, {"x"}, {"y"}) is SLIDER
    assert restrict(HANDLE, {"a"}, ()) is None


def test_a_button_that_would_change_what_is_fixed_is_gone():
    kept = restrict(PRESETS, {"T"}, ())
    assert kept
    assert [button["label"] for button in kept["buttons"]] == ["words"]
    assert restrict(PRESETS, {"T"}, {"words"}) is None


def test_it_goes_all_the_way_in():
    row = {"kind": "row", "children": [SLIDER, {"kind": "card", "children": [PRESETS]}]}
    assert restrict(row, {"words"}, {"T"}) is None
    plane = {"kind": "plane", "click": {"x": "start.0"}, "children": [HANDLE, {"kind": "note"}]}
    assert restrict(plane, {"a", "start"}, ()) == {"kind": "plane", "click": None, "children": [{"kind": "note"}]}
    matrix = {"kind": "matrix", "label": "A", "field": "A", "pick": {"row": "i", "column": "j"}}
    corner = restrict({"kind": "corner", "children": [matrix, SLIDER]}, {"i"}, {"A", "T"})
    assert corner
    assert corner["children"][0]["field"] == ""
    assert corner["children"][0]["pick"] == {"column": "j"}
    assert corner["children"][1]["locked"]


def test_a_class_link_keeps_what_it_names():
    assert permalink.held({"lock": "T", "hide": "z,c", "T": "1"}) == {"T", "z", "c", "lock", "hide"}
    assert permalink.held({"lock": "", "hide": ""}) == set()


@pytest.mark.parametrize("text", ["a b", "T-frozen", "x-", "-locked", "<b>-locked", "a" * 30 + "-hidden"])
def test_a_draft_is_read_strictly(text):
    with pytest.raises(permalink.MathInputError):
        fields_of("softmax")["draft"].read(text)


@pytest.mark.parametrize("word", LIVE)
def test_every_page_can_be_shared_with_everything_fixed_or_hidden(word):
    fields = fields_of(word)
    free = PAGES[word].view(permalink.defaults(fields))
    names = frozenset(controls_of(free, fields))
    assert names
    fixed, hidden = shown(word, lock=names), shown(word, hide=names)
    for scene in (fixed, hidden):
        left = [node for node in flatten(scene).values() if sets(node) & names and not node.get("locked")]
        assert left == []
        buttons = [button for node in flatten(scene).values() for button in node.get("buttons", [])]
        assert not [button for button in buttons if set(button["set"]) & names]
    assert any(node["kind"] == "p" and "Prepared for a class" in str(node) for node in fixed.controls)
    assert flatten(fixed)["stage"]["children"]


@pytest.mark.parametrize("word", LIVE)
def test_the_panel_writes_the_link(word):
    fields = fields_of(word)
    name = next(iter(controls_of(PAGES[word].view(permalink.defaults(fields)), fields)))
    scene = shown(word, open=frozenset({"share"}), draft=((name, "locked"),))
    links = [node for node in flatten(scene).values() if node["kind"] == "link"]
    assert [node["query"] for node in links] == [f"lock={name}&app={permalink.VERSION}"] * 2
    chosen = [node for node in flatten(scene).values() if node["kind"] == "choice" and node["field"] == "draft"]
    assert [node["value"] for node in chosen] == [f"{name}-locked"] * len(chosen)
    for node in chosen:
        for text, _ in node["options"]:
            fields["draft"].read(text)


def test_a_class_link_is_the_state_without_the_teachers_own_things():
    fields = fields_of("softmax")
    settings = {
        "T": 0.5,
        "draft": (("T", "locked"), ("z", "hidden")),
        "open": frozenset({"share", "check"}),
        "present": True,
    }
    s = SimpleNamespace(**{**vars(permalink.defaults(fields)), **settings})
    expected = {"T": ["0.5"], "lock": ["T"], "hide": ["z"], "open": ["check"], "app": [permalink.VERSION]}
    assert parse_qs(class_query(s, fields)) == expected
