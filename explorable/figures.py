"""Figures that are looked at rather than dragged: the only part of the app that knows Plotly, and it waits to be asked.

A figure stands under the live part of a page and is drawn anew when a movement has ended. Its colours are those of the
theme (.streamlit/config.toml).
"""

from typing import Any

import streamlit as st

from mathcore.relief import Relief


def relief(picture: Relief, label: str, height: int = 520) -> None:
    """Show a landscape in three dimensions, with a path on it and the ball at the end of the path."""
    import plotly.graph_objects as go

    x, y, z = picture.path.T
    ground: Any = go.Surface(
        x=picture.x, y=picture.y, z=picture.height, surfacecolor=picture.above, autocolorscale=True, showscale=False,
        name="surface", contours_z={"show": True, "usecolormap": True, "project_z": True},
    )  # fmt: skip
    figure = go.Figure(
        [
            go.Scatter3d(x=x, y=y, z=z, mode="lines+markers", name="path", line_width=5, marker_size=2.5),
            go.Scatter3d(x=x[-1:], y=y[-1:], z=z[-1:], mode="markers", name="ball", marker_size=7),
            ground,
        ]
    )
    figure.update_layout(
        height=height, margin={"l": 0, "r": 0, "t": 0, "b": 0}, scene_aspectratio={"x": 1.4, "y": 1.0, "z": 0.7},
        scene_zaxis_title="loss", legend={"x": 0.02, "y": 0.98}, uirevision=label,
    )  # fmt: skip
    st.plotly_chart(figure, key="relief", config={"displaylogo": False})
    st.caption(label)
