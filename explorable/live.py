"""The live loop: an event comes in, one pure function answers with a scene, and what changed goes out.

A page's view is a pure function from its state to a scene. This module reads the state (from the address, or from the
event a drag sent), calls the view inside a fragment, and mounts the one browser component that draws it. The browser
keeps one request in flight. Parts of a scene that are the same as in the scene the browser holds are not sent again.
"""

import gc
import logging
import secrets
import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

import streamlit as st
from streamlit.components import v2
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorable import permalink
from explorable.field import Fields
from explorable.scene import View, changes, flatten
from explorable.words import Node
from mathcore import verify
from mathcore.errors import MathInputError

CHECK_AGAIN = 300
"""Milliseconds after which the browser asks again while PyTorch is still loading."""

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Memory:
    """What the server keeps of one page in one browser tab: its state as texts, and the scene the browser holds.

    The version counts scenes. It starts anywhere, so that none is taken for a scene of a server that is gone.
    """

    seen: dict[str, str] | None = None
    texts: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    first: int = field(default_factory=lambda: secrets.randbelow(2**40))
    version: int = field(init=False)
    addressed: int = 0
    """The scene with which an address spoke last: a hand that held an older one of these has let go since."""
    nodes: dict[str, Node] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    below: str = ""
    drawn: dict[str, str] = field(default_factory=dict)
    """The switch of the part below the live one, and the state that part shows."""

    def __post_init__(self) -> None:
        """Begin to count."""
        self.version = self.first


_memories: weakref.WeakValueDictionary[tuple[str, str], Memory] = weakref.WeakValueDictionary()
"""The memory of each page in each tab, for as long as Streamlit's session holds it."""

_pages: dict[str, tuple[Fields, View]] = {}
"""Fields and view of each page that has been shown."""


def live(topic: str, fields: Fields, view: View, below: str = "") -> SimpleNamespace:
    """Mount the live part of a page and return its state.

    `below` names the switch of a part under it that is not live: while that is on, the page runs once more
    whenever a movement has ended.
    """
    st.session_state["full run"] = True
    _loop(topic, fields, view)
    memory = st.session_state[f"memory of {topic}"]
    memory.below, memory.drawn = below, memory.texts
    return permalink.read(fields, {name: [text] for name, text in memory.texts.items()})[0]


def _ask_below(memory: Memory, event: dict[str, Any]) -> bool:
    """Say whether a movement has ended that the part below the live one has to follow."""
    on = "1" in (memory.texts.get(memory.below), memory.drawn.get(memory.below))
    return on and event["final"] and memory.texts != memory.drawn


@st.fragment
def _loop(topic: str, fields: Fields, view: View) -> None:
    """Answer one event."""
    event = _event(st.session_state.get(topic))
    memory = st.session_state.setdefault(f"memory of {topic}", Memory())
    if context := get_script_run_ctx(suppress_warning=True):
        _memories[context.session_id, topic], _pages[topic] = memory, (fields, view)
    full = st.session_state.pop("full run", False)
    with memory.lock:
        state = _state(topic, fields, event, memory, full)
        link = _new_link(fields, state, memory, event)
        data = _answer(topic, view, state, memory, event, link, full)
        if full:
            data["untouched"] = permalink.write(fields, permalink.defaults(fields))
    _component()(key=topic, data=data, on_event_change=_heard)
    if link is not None:
        st.query_params.from_dict(link)
    _warm_up()
    if not full and _ask_below(memory, event):
        st.rerun()


def answer_beside(session: str, topic: str, sent: Any) -> tuple[dict[str, Any], dict[str, str] | None] | None:
    """Answer an event without a rerun of Streamlit: what the component draws next, and the new address if there is one.

    The same functions answer in the same order as in a rerun. None says that this process does not know the page,
    or that there is a part below the live one to draw, so that Streamlit has to answer.
    """
    memory, event = _memories.get((session, topic)), _event(sent)
    if memory is None or not event["state"]:
        return None
    fields, view = _pages[topic]
    with memory.lock:
        state = _spoken(fields, event, memory)
        if _ask_below(memory, event):
            return None
        link = _new_link(fields, state, memory, event)
        data = _answer(topic, view, state, memory, event, link)
    _warm_up()
    return data, link


def _answer(
    topic: str,
    view: View,
    state: SimpleNamespace,
    memory: Memory,
    event: dict[str, Any],
    link: dict[str, str] | None,
    full: bool = False,
) -> dict[str, Any]:
    """Call the view, and return what the browser does not hold yet.

    A whole scene says which address it answers; one that answers a hand leaves that to a new address that follows it.
    """
    nodes, failure = _nodes(view, state, memory)
    whole = full or event["base"] != memory.version
    data = {
        "topic": topic,
        "seq": event["seq"],
        "base": 0 if whole else memory.version,
        "version": memory.version + 1,
        "nodes": nodes if whole else changes(memory.nodes, nodes),
        "state": memory.texts,
        "notices": memory.notices + failure,
        "again": CHECK_AGAIN if verify.state() == "loading" else 0,
    }
    if full or (whole and link is None):
        data["address"] = memory.seen
    memory.version, memory.nodes = memory.version + 1, nodes
    return data


def _new_link(fields: Fields, state: SimpleNamespace, memory: Memory, event: dict[str, Any]) -> dict[str, str] | None:
    """Return the address of this state when a movement has ended somewhere new."""
    if not event["final"] or memory.seen == (link := permalink.address(fields, state)):
        return None
    memory.seen = link
    return link


def _heard() -> None:
    """Take the browser's event; the fragment that runs next reads it."""


def _state(topic: str, fields: Fields, event: dict[str, Any], memory: Memory, full: bool) -> SimpleNamespace:
    """Decide who speaks: a new address, else the newest event, else what this page was left at."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    link = {name: values[-1] for name, values in query.items()}
    if memory.texts and st.session_state.get("page") != topic:
        memory.seen = {}  # the reader comes back: an address speaks
        event["final"] |= not query  # without one, what this page was left at stands in its address again
    st.session_state["page"] = topic
    if memory.seen is None and event["state"]:  # a browser that comes back to a new server knows how far the hand was
        memory.seen = link
    if not full or link == memory.seen:
        return _spoken(fields, event, memory)
    state, memory.notices = permalink.read(fields, query)
    memory.seen, memory.addressed = link, memory.version + 1
    memory.texts = permalink.write(fields, state)
    return state


def _spoken(fields: Fields, event: dict[str, Any], memory: Memory) -> SimpleNamespace:
    """Read the newest event, or what this page was left at."""
    held = {name: memory.texts[name] for name in permalink.held(memory.texts) if name in memory.texts}
    late = memory.first < event["base"] < memory.addressed
    spoken = memory.texts if late or not event["state"] else event["state"]
    texts = {**spoken, **held}
    state, notices = permalink.read(fields, {name: [text] for name, text in texts.items()})
    memory.notices = notices or ([] if event["final"] else memory.notices)
    memory.texts = permalink.write(fields, state)
    return state


def _event(sent: Any) -> dict[str, Any]:
    """Accept from the browser what has the form of an event; anything else in it is ignored."""
    event = sent.get("event") if isinstance(sent, Mapping) else None
    event = event if isinstance(event, Mapping) else {}
    state = event.get("state")
    texts = {name: text for name, text in state.items() if isinstance(text, str)} if isinstance(state, Mapping) else {}
    seq, base = (value if isinstance(value := event.get(name), int) else 0 for name in ("seq", "base"))
    return {"seq": seq, "base": base, "final": event.get("final") is True, "state": texts}


def _nodes(view: View, state: SimpleNamespace, memory: Memory) -> tuple[dict[str, Node], list[str]]:
    """Call the view; if it fails, the last good picture stays and one sentence says so."""
    try:
        return flatten(view(state)), []
    except MathInputError as error:
        return memory.nodes, [str(error).rstrip(".") + ". The last good picture stays."]
    except Exception:
        _log.exception("The view failed for %r", vars(state))
        return memory.nodes, ["This setting could not be computed. The last good picture stays."]


@cache
def _component() -> Callable[..., Any]:
    """Register the browser component, once; outside a running server there is nothing to register it with."""
    return v2.component("explorable.stage", js="stage.js", css="stage.css", html="<div class='explorable'></div>")


@cache
def _freeze() -> None:
    """Tell Python's collector, once, that the imported objects stay: it need not look at them again."""
    gc.collect()
    gc.freeze()


def _warm_up() -> None:
    """Import PyTorch off the path of the first paint; once it is there, free the collector from looking at it."""
    verify.warm_up()
    if verify.state() == "ready":
        _freeze()
