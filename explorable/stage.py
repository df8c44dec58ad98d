"""The live picture: a small vocabulary in maths units. The browser knows how to draw these words and nothing else.

A plane has axes and items. Coordinates are in maths units, y up; colours are meanings ("first", "knob", ...), and each
mark can carry its own label. A handle is what a hand or an arrow key can move: it names the fields of the page's state
that its x and y set.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from explorable.words import Node
from mathcore.limits import MAGNITUDE

Point = Any
"""Two numbers: a pair, a list, or an array of two."""


def plane(
    label: str,
    x: tuple[float, float],
    y: tuple[float, float],
    items: Iterable[Node | None],
    *,
    aspect: float = 1.0,
    x_label: str = "",
    y_label: str = "",
    log_y: bool = False,
    ticks: bool = True,
    x_ticks: bool = True,
    grid: bool = False,
    frame: bool = False,
    click: dict[str, str] | None = None,
    click_snap: float = 0.01,
    tall: float = 0.0,
    least: float = 0.0,
    narrow: tuple[float, float] | None = None,
    axes: bool = True,
) -> Node:
    """Show a plane. `aspect` is height over width; `click` names the fields that a click sets, {"x": ..., "y": ...}.

    A plane that is `tall` has that height in pixels, however wide it is. `least` is the least height between its axes,
    for a finger on a phone, where the units need not be equal. `narrow` are the ends of x where there is little width:
    the units stay as they are, so that the picture is higher there than `aspect` says.
    """
    return {
        "kind": "plane",
        "label": label,
        "x": [float(x[0]), float(x[1])],
        "y": [float(y[0]), float(y[1])],
        "aspect": aspect,
        "xLabel": x_label,
        "yLabel": y_label,
        "logY": log_y,
        "ticks": ticks,
        "xTicks": x_ticks,
        "grid": grid,
        "frame": frame,
        "click": click,
        "clickSnap": click_snap,
        "tall": tall,
        "least": least,
        "narrow": narrow and list(map(float, narrow)),
        "axes": axes,
        "children": [_rounded(item, x, y, log_y) for item in items if item is not None],
    }


def _rounded(item: Node, x: Point, y: Point, log_y: bool) -> Node:
    """Round the points of a path to a hundredth of a pixel or so: what is sent is a picture, not a result."""
    if item["kind"] != "path":
        return item
    px, py = _places(x), _places(y)
    points = [at and [round(at[0], px), float(f"{at[1]:.4g}") if log_y else round(at[1], py)] for at in item["points"]]
    return {**item, "points": points}


def _places(ends: Point) -> int:
    span = abs(ends[1] - ends[0])
    return max(0, 5 - math.ceil(math.log10(span))) if 0 < span < math.inf else 12


def _finite(point: Point) -> list[float] | None:
    x, y = float(point[0]), float(point[1])
    return [x, y] if math.isfinite(x) and math.isfinite(y) else None


def path(
    points: Any,
    role: str = "first",
    *,
    width: float = 2,
    dash: bool = False,
    dots: float = 0,
    key: str = "",
    fill: bool = False,
) -> Node:
    """Draw a line through points; one that is not finite interrupts it. `dots` is the radius of a dot at each."""
    listed = points.tolist() if hasattr(points, "tolist") else points
    return {
        "kind": "path",
        "points": [_finite(point) for point in listed],
        "role": role,
        "width": width,
        "dash": dash,
        "dots": dots,
        "fill": fill,
        "key": key,
    }


def contours(levels: Iterable[Any], role: str = "muted", *, key: str = "contours") -> Node:
    """Draw level lines: one array of segments (k, 2, 2) a level, sent as one flat list of x and y, four a segment."""
    flat = [segments.round(4).ravel().tolist() for segments in levels]
    return {"kind": "contours", "levels": flat, "role": role, "key": key}


def arrow(
    start: Point, end: Point, role: str, label: str = "", *, width: float = 3, dash: bool = False, small: bool = False
) -> Node | None:
    """Draw an arrow with its name at the tip: a symbol, or with `small` a word."""
    tail, tip = _finite(start), _finite(end)
    if tail is None or tip is None:
        return None
    return {
        "kind": "arrow", "from": tail, "to": tip, "role": role, "label": label, "width": width, "dash": dash,
        "small": small,
    }  # fmt: skip


def line(start: Point, end: Point, role: str = "muted", *, width: float = 1.5, dash: bool = False) -> Node:
    """Draw a straight line between two points."""
    return path([start, end], role, width=width, dash=dash)


def straight(
    through: Point,
    slope: float,
    x: tuple[float, float],
    y: tuple[float, float],
    role: str,
    *,
    width: float = 2,
    dash: bool = False,
) -> Node | None:
    """Draw the part of a straight line that a plane with these ends shows."""
    place = _finite(through)
    if place is None or not math.isfinite(slope):
        return None
    ends = []
    for edge, height in zip(x, y if slope > 0 else y[::-1], strict=True):
        across = (height - place[1]) / slope if slope else math.inf
        reach = edge - place[0]
        by = across if abs(across) < abs(reach) and across * reach > 0 else reach
        ends.append((place[0] + by, place[1] + (height - place[1] if by == across else slope * by)))
    return path(ends, role, width=width, dash=dash)


def point(at: Point, role: str, label: str = "", *, radius: float = 5, hollow: bool = False) -> Node | None:
    """Draw a dot."""
    place = _finite(at)
    if place is None:
        return None
    return {"kind": "point", "at": place, "role": role, "label": label, "radius": radius, "hollow": hollow}


def note(
    at: Point,
    text: str,
    role: str = "muted",
    *,
    anchor: str = "middle",
    dx: float = 0,
    dy: float = 0,
    inside: bool = False,
) -> Node | None:
    """Write a few words at a place; `anchor` is start, middle or end, and dx, dy move it in pixels.

    A short word that has to stay `inside` the picture is moved where it would run out of it.
    """
    place = _finite(at)
    if place is None:
        return None
    return {
        "kind": "note",
        "at": place,
        "text": text,
        "role": role,
        "anchor": anchor,
        "dx": dx,
        "dy": dy,
        "inside": inside,
    }


def arc(center: Point, radius: float, first: Point, second: Point, role: str = "moment", label: str = "") -> Node:
    """Draw the smaller angle between two directions."""
    return {
        "kind": "arc",
        "center": list(map(float, center)),
        "radius": radius,
        "first": list(map(float, first)),
        "second": list(map(float, second)),
        "role": role,
        "label": label,
    }


def bars(
    values: Any,
    role: str,
    *,
    base: float = 0.0,
    width: float = 0.62,
    labels: Sequence[str] = (),
    texts: Sequence[str] = (),
    roles: Sequence[str] = (),
    shift: float = 0.0,
    gap: float = 8.0,
) -> Node:
    """Draw a bar at each whole number 0, 1, 2 ...; labels stand under the axis, texts `gap` pixels beyond each bar.

    A text that is wider than the place of its bar is left out.
    """
    heights = [float(value) if math.isfinite(value) else None for value in values]
    return {
        "kind": "bars",
        "values": heights,
        "role": role,
        "base": base,
        "width": width,
        "labels": list(labels),
        "texts": list(texts),
        "roles": list(roles),
        "shift": shift,
        "gap": gap,
    }


def arch(start: float, end: float, role: str, *, width: float, base: float = 0.0) -> Node:
    """Draw an arch above a line of words, from one place to another, or a loop on one; `width` is in pixels."""
    return {"kind": "arch", "from": float(start), "to": float(end), "role": role, "width": width, "base": base}


def sentence(
    words: Sequence[str], role: str, *, chosen: int, roles: Sequence[str], under: Sequence[str] = (), base: float = 0.0
) -> Node:
    """Write words at 0, 1, 2 ... on a line, one of them chosen, with a few small words (in `role`) under each."""
    return {
        "kind": "sentence", "words": list(words), "role": role, "chosen": chosen, "roles": list(roles),
        "under": list(under), "base": base,
    }  # fmt: skip


def cells(values: Any, role: str, *, full: float, below: str = "loss") -> Node:
    """Draw a table as cells: the entry of row i and column j at (j, i), as dark as it is large.

    Args:
        full: The size that is drawn darkest.
        below: The colour of entries below 0; one that is not finite stays white.
    """
    listed = values.tolist() if hasattr(values, "tolist") else values
    short = [[float(f"{x:.3g}") if math.isfinite(x) else None for x in row] for row in listed]
    return {"kind": "cells", "values": short, "role": role, "full": full, "below": below}


def cursor(
    rows: Sequence[str],
    columns: Sequence[str],
    label: str,
    *,
    row: int,
    column: int,
    said: str,
    pick: Mapping[str, str],
    roles: tuple[str, str] = ("first", "second"),
) -> Node:
    """Name the rows and columns of cells, frame those in hand, and let a pointer or the arrow keys choose others.

    Args:
        said: The cell in hand, in words.
        pick: {"row": field, "column": field}: which fields it sets.
        roles: The colours of the row and the column in hand.
    """
    return {
        "kind": "cursor", "rows": list(rows), "columns": list(columns), "label": label, "row": row, "column": column,
        "said": said, "pick": dict(pick), "roles": list(roles),
    }  # fmt: skip


def handle(
    at: Point,
    label: str,
    role: str,
    *,
    x: str | None = None,
    y: str | None = None,
    x_range: tuple[float, float] = (-MAGNITUDE, MAGNITUDE),
    y_range: tuple[float, float] = (-MAGNITUDE, MAGNITUDE),
    snap: float = 0.01,
    along: str = "",
    said: str = "",
    ghost: bool = False,
    origin: Point = (0, 0),
) -> Node | None:
    """Put a handle somewhere. `x` and `y` name the fields it sets ("x", or "z.2" for an entry of a list).

    A field holds the distance from `origin`, and the ranges are those of the fields. `along` is the key of a path the
    handle stays on while it is dragged sideways; `said` is its position in words; a ghost lets the tip of an arrow
    show through.
    """
    place = _finite(at)
    if place is None:
        return None
    return {
        "kind": "handle",
        "at": place,
        "label": label,
        "role": role,
        "sets": {"x": x, "y": y},
        "xRange": list(x_range),
        "yRange": list(y_range),
        "snap": snap,
        "along": along,
        "said": said,
        "ghost": ghost,
        "origin": list(map(float, origin)),
    }
