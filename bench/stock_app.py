"""The same gradient descent written the stock way: a slider, a Plotly chart, default settings, torch imported."""

import plotly.graph_objects as go
import streamlit as st
import torch  # noqa: F401  a page that checks itself against PyTorch has it imported

from mathcore.gradient_descent import bowl, descend

rate = st.slider("Learning rate", 0.01, 1.2, 0.3, 0.01)
run = descend(bowl(0.5, 2), (-2.4, 1.6), rate, 25)
figure = go.Figure(go.Scatter(x=run.points[:, 0], y=run.points[:, 1], mode="lines+markers"))
figure.update_layout(title=f"loss now {run.losses[-1]!r}")
st.plotly_chart(figure)
st.metric("loss now", run.losses[-1])
