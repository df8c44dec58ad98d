"""The app: for each reader the page settings and the navigation; for the server the way round for a moving hand."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from explorable import contents
from explorable.doorstep import welcome
from explorable.shortcut import Shortcut

if __name__ == "__main__":  # Streamlit runs this file for a reader
    st.set_page_config(
        page_title="Explorable mathematics of language models", page_icon="explorable/frontend/icon.svg", layout="wide"
    )
    st.html(Path(__file__).parent / "explorable" / "frontend" / "frame.css")
    st.session_state.framed = True
    st.navigation(contents.pages(), position="top").run()
else:  # `streamlit run app.py` imports it for the server
    app = st.App(__file__, lifespan=welcome, middleware=[Middleware(Shortcut)])
