"""What every page must do, whatever its topic: open, answer any event, keep its promises in every preset."""

import json
import math
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from streamlit.testing.v1 import AppTest

from explorable import permalink
from explorable.contents import TOPICS
from explorable.scene import flatten
from mathcore import verify
from tests.explorable.test_permalink import HOSTILE
from tests.pages_under_test import BROKEN, LIVE, PAGES, fields_of, legal_state, opened_wide, outputs, state, texts

ROOT = Path(__file__).parents[2]
PRESETS = [(word, name) for word in LIVE for name in getattr(PAGES[word], "PRESETS", {})]
FAULTS = [
    (word, field, fault)
    for word in LIVE
    for field, declared in fields_of(word).items()
    if "fault" in field and declared.legal
    for fault in declared.legal[1]
    if fault != "none"
]
SCRIPTED = [word for word in LIVE if hasattr(PAGES[word], "scripts")]
NONSENSE = [
    5, "x", [], [{}], True, {"seq": "a"}, {"seq": None}, {"seq": 1e999}, {"seq": math.nan}, {"seq": -5}, {"seq": {}},
    {"seq": 2**70}, {"base": "a"}, {"base": {}}, {"base": 10**9}, {"final": "yes"}, {"final": {}}, {"state": []},
    {"state": 5}, {"state": None}, {"state": {"": ""}}, {"state": {"__class__": "x", "open": "a" * 10_000}},
    {"state": {"open": None, "tour": 3, "x": {}}},
    {"state": {f"f{i}": "1" for i in range(2000)}}, {"surprise": 1},
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _torch():
    assert verify.warm_up(wait=120) == "ready"


def app() -> AppTest:
    return AppTest.from_file(ROOT / "app.py", default_timeout=60)


def scene_of(at: AppTest) -> dict:
    """Return what the page sent to the browser; JSON without NaN or infinity."""
    assert not at.exception
    assert not at.error
    return json.loads(at.get("bidi_component")[0].proto.json, parse_constant=pytest.fail)


def tones(word: str, **settings: str) -> list[str]:
    nodes = flatten(PAGES[word].view(state(word, settings)))
    return [node["tone"] for node in nodes.values() if node["kind"] == "badge"]


def test_every_page_can_be_imported_and_has_a_view():
    assert BROKEN == {}
    assert LIVE == [topic.word for topic in TOPICS]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.word)
def test_opens_from_the_table_of_contents(topic):
    at = app().run().switch_page(f"pages/{topic.word}.py").run()
    scene = scene_of(at)
    assert scene["topic"] == topic.word
    assert not scene["notices"]
    assert at.title[0].value == topic.title
    assert {"stage", "controls", "words"} <= set(scene["nodes"])


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.word)
def test_opens_cold_by_its_own_address(topic):
    at = app().switch_page(f"pages/{topic.word}.py").run()  # Streamlit runs the page, and not app.py
    assert scene_of(at)["topic"] == topic.word


@pytest.mark.parametrize(("word", "preset"), PRESETS)
def test_a_preset_renders_and_is_right(word, preset):
    page, fields = PAGES[word], fields_of(word)
    settings = {name: fields[name].write(value) for name, value in page.PRESETS[preset].items()}
    assert "bad" not in tones(word, **settings)
    at = app().run().switch_page(f"pages/{word}.py")
    for name, text in settings.items():
        at.query_params[name] = text
    scene = scene_of(at.run())
    assert not scene["notices"]
    assert scene["state"] == texts(word, state(word, settings))


@pytest.mark.parametrize("word", LIVE)
def test_presets_are_three_or_more_and_on_the_page(word):
    presets = PAGES[word].PRESETS
    assert len(presets) >= 3 or word == "home"
    nodes = flatten(PAGES[word].view(permalink.defaults(fields_of(word))))
    offered = [button["set"] for node in nodes.values() if node["kind"] == "buttons" for button in node["buttons"]]
    for settings in presets.values():
        assert {name: fields_of(word)[name].write(value) for name, value in settings.items()} in offered


@pytest.mark.parametrize(("word", "field", "fault"), FAULTS)
def test_a_fault_turns_a_badge_red_somewhere(word, field, fault):
    fields, rng = fields_of(word), Random(word)
    presets = ({name: fields[name].write(value) for name, value in preset.items()}
               for preset in getattr(PAGES[word], "PRESETS", {}).values())  # fmt: skip
    made_up = (texts(word, legal_state(word, rng)) for _ in range(40))
    assert any("bad" in tones(word, **{**settings, field: fault}) for settings in ({}, *presets, *made_up))


@pytest.mark.parametrize("word", [word for word in LIVE if word != "home"])
def test_two_faults_or_more_turn_a_badge_red_on_the_untouched_page(word):
    red = [fault for other, field, fault in FAULTS if other == word and "bad" in tones(word, **{field: fault})]
    assert len(red) >= 2


@pytest.mark.parametrize("word", LIVE)
def test_a_made_up_state_has_a_picture_and_never_a_red_badge(word):
    rng = Random(word)
    for _ in range(40):
        made_up = legal_state(word, rng)
        nodes = opened_wide(word, made_up) if rng.random() < 0.5 else flatten(PAGES[word].view(made_up))
        json.dumps(nodes, allow_nan=False)
        red = [node for node in nodes.values() if node["kind"] == "badge" and node["tone"] == "bad"]
        assert not red, permalink.address(fields_of(word), made_up)


@pytest.mark.parametrize("word", LIVE)
def test_a_hand_moves_in_steps_that_make_short_numbers(word):
    rng = Random(word)
    scenes = [flatten(PAGES[word].view(legal_state(word, rng))) for _ in range(40)]
    found = [node for scene in scenes for node in scene.values() if node["kind"] == "handle"]
    assert found
    assert not [one["label"] for one in found if one["snap"] != float(f"{one['snap']:.0e}")]


def torn(part) -> list[str]:
    """Return what follows a live number, and may stand on the next line though it begins with a mark."""
    if isinstance(part, dict):
        return [found for inner in part.values() for found in torn(inner)]
    if not isinstance(part, list | tuple) or (len(part) > 1 and isinstance(part[1], dict) and part[1].get("keep")):
        return []
    after = [b for a, b in pairwise(part) if isinstance(a, list) and a[:1] == ["output"] and isinstance(b, str)]
    here = [text for text in after if text.startswith(tuple(".,:;?!)"))]
    return here + [found for inner in part for found in torn(inner)]


@pytest.mark.parametrize("word", LIVE)
def test_no_line_begins_with_a_full_stop_or_a_comma(word):
    rng = Random(word)
    for made_up in (permalink.defaults(fields_of(word)), *(legal_state(word, rng) for _ in range(5))):
        assert not torn(opened_wide(word, made_up))


@pytest.mark.parametrize("word", LIVE)
def test_live_numbers_have_names_of_their_own(word):
    nodes = opened_wide(word, permalink.defaults(fields_of(word)))
    named: dict[str, set] = {}
    for label, value in outputs(nodes):
        assert label.strip()
        named.setdefault(label, set()).add(value)
    ambiguous = {label for label, values in named.items() if len(values) > 1}
    assert not ambiguous, f"the same name for different numbers: {ambiguous}"


@pytest.mark.parametrize("word", LIVE)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_a_hostile_link_opens_with_sentences_and_nothing_else(word, text):
    text = text.encode("utf-8", "replace").decode()  # as a browser would
    at = app().run().switch_page(f"pages/{word}.py")
    for name in fields_of(word):
        at.query_params[name] = text
    scene = scene_of(at.run())
    state, notices = permalink.read(fields_of(word), {name: [text] for name in fields_of(word)})
    assert scene["notices"] == notices
    assert scene["state"] == texts(word, state)
    assert notices


@pytest.mark.parametrize("word", LIVE)
def test_forged_events_change_nothing(word):
    at = app().run().switch_page(f"pages/{word}.py").run()
    for event in [*NONSENSE, *({"state": dict.fromkeys(fields_of(word), text)} for text in HOSTILE)]:
        for forged in ({"event": event}, event):
            at.session_state[word] = forged
            scene = scene_of(at.run())
            assert set(scene["state"]) == set(fields_of(word))
            assert isinstance(scene["seq"], int)


@pytest.mark.parametrize("word", LIVE)
def test_an_event_is_answered_with_its_number_and_written_into_the_address_when_final(word):
    at = app().run().switch_page(f"pages/{word}.py").run()
    rng = Random(word)
    for seq in range(1, 6):
        made_up = legal_state(word, rng)
        at.session_state[word] = {"event": {"seq": seq, "base": 0, "state": texts(word, made_up), "final": True}}
        scene = scene_of(at.run())
        assert scene["seq"] == seq
        assert scene["state"] == texts(word, made_up)
        assert dict(at.query_params) == permalink.address(fields_of(word), made_up)


RUNNER = """
import contextlib, io, json, sys
for source in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(source, "script", "exec"), {"__name__": "__main__"})
    print(json.dumps(said.getvalue()))
"""


@cache
def printed(word: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Run every script of a page, for the defaults and every preset, in one process; return what each printed."""
    page, fields = PAGES[word], fields_of(word)
    settings = {"defaults": {}, **page.PRESETS}
    states = {
        name: state(word, {field: fields[field].write(value) for field, value in given.items()})
        for name, given in settings.items()
    }
    sources = {(name, library): text for name, s in states.items() for library, text in page.scripts(s).items()}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUNNER], input=json.dumps(list(sources.values())), text=True,
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    said = [json.loads(line) for line in run.stdout.splitlines()]
    return {
        key: [tuple(line.rsplit(" = ", 1)) for line in text.splitlines() if line]
        for key, text in zip(sources, said, strict=True)
    }


@pytest.mark.parametrize("word", SCRIPTED)
def test_scripts_print_the_numbers_on_screen(word):
    fields = fields_of(word)
    for (preset, library), lines in printed(word).items():
        settings = PAGES[word].PRESETS.get(preset, {})
        shown = dict(outputs(opened_wide(word, state(word, {k: fields[k].write(v) for k, v in settings.items()}))))
        assert lines, f"{preset}: the {library} script prints nothing"
        for label, value in lines:
            assert label in shown, f"{preset}, {library}: nothing on screen is called {label}"
            ours, theirs = float(shown[label]), float(value)
            same = ours == theirs or (math.isnan(ours) and math.isnan(theirs))
            close = library != "NumPy" and math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)
            assert same or close, f"{preset}, {library}: {label} is {ours!r} on screen and {theirs!r} in the script"


@pytest.mark.parametrize("word", LIVE)
def test_there_is_a_script_for_each_library(word):
    if word != "home":
        assert set(PAGES[word].scripts(permalink.defaults(fields_of(word)))) == {"NumPy", "PyTorch"}
