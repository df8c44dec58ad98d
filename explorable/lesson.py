"""The frame of a page: title, promise, the live part, and the way to the next page."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorable import contents
from explorable.classroom import with_class
from explorable.field import Fields
from explorable.live import live
from explorable.permalink import COMMON
from explorable.scene import Scene, View
from explorable.words import code, panel


class Below(NamedTuple):
    """A part under the live one, such as a figure in three dimensions: drawn when a movement has ended.

    `field` is the flag that switches it on, and `draw` draws it for a state.
    """

    field: str
    draw: Callable[[SimpleNamespace], None]


def state_of(fields: Fields) -> Fields:
    """Return all fields of a page: its own and the common ones."""
    return {**fields, **COMMON}


def with_scripts(view: View, scripts: Callable[[SimpleNamespace], dict[str, str]] | None) -> View:
    """Add the panel with the code that prints the numbers on screen."""
    if scripts is None:
        return view

    def shown(s: SimpleNamespace) -> Scene:
        scene = view(s)
        content = lambda: [code(text, f"{library} script") for library, text in scripts(s).items()]  # noqa: E731
        return scene._replace(
            words=[*scene.words, panel(s, "code", "These numbers as NumPy and PyTorch code", content)]
        )

    return shown


def lesson(
    topic: str,
    fields: Fields,
    view: View,
    scripts: Callable[[SimpleNamespace], dict[str, str]] | None = None,
    below: Below | None = None,
) -> None:
    """Show a page. Call it last; without a browser (in a test, in another program) it does nothing."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return
    if "framed" not in st.session_state:  # Streamlit ran this page without app.py
        st.session_state.framed = True
        st.navigation(contents.pages(), position="top")
        st.rerun()
    here = contents.BY_WORD[topic]
    st.title(here.title, anchor=False)
    st.markdown(here.question)
    every = state_of(fields)
    state = live(topic, every, with_class(with_scripts(view, scripts), every), below.field if below else "")
    if below and getattr(state, below.field):
        below.draw(state)
    before, after = contents.neighbours(topic)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if before:
            st.page_link(f"pages/{before.word}.py", label=f"Before: {before.title}", icon=":material/arrow_back:")
        if after:
            st.page_link(f"pages/{after.word}.py", label=f"Next: {after.title}", icon=":material/arrow_forward:")
