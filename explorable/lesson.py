"""The frame of a page: title, promise, the live part, and the way to the next page."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorable import contents
from explorable.live import View, live
from explorable.permalink import COMMON, Fields


def state_of(fields: Fields) -> Fields:
    """Return all fields of a page: its own and the common ones."""
    return {**fields, **COMMON}


def lesson(topic: str, fields: Fields, view: View) -> None:
    """Show a page. Call it last; without a browser (in a test, in another program) it does nothing."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return
    if "framed" not in st.session_state:  # Streamlit ran this page without app.py
        st.session_state.framed = True
        st.navigation(contents.pages(), position="top")
        st.rerun()
    st.html(Path(__file__).parent / "frontend" / "frame.css")
    here = contents.BY_WORD[topic]
    st.title(here.title, anchor=False)
    st.markdown(here.question)
    live(topic, state_of(fields), view)
    before, after = contents.neighbours(topic)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if before:
            st.page_link(f"pages/{before.word}.py", label=f"Before: {before.title}", icon=":material/arrow_back:")
        if after:
            st.page_link(f"pages/{after.word}.py", label=f"Next: {after.title}", icon=":material/arrow_forward:")
