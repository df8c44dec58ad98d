"""The app: page settings, then the navigation over the table of contents."""

import streamlit as st

from explorable import contents

st.set_page_config(
    page_title="Explorable mathematics of language models", page_icon="explorable/frontend/icon.svg", layout="wide"
)
st.session_state.framed = True
st.navigation(contents.pages(), position="top").run()
