"""The pictures of the gradient descent page: the landscape from above, and the loss after each step."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from explorable.stage import arrow, bars, handle, note, path, plane, point
from explorable.stage import contours as level_lines
from explorable.words import Node, show
from mathcore.compass import Compass, compass
from mathcore.contours import contours, follow
from mathcore.frames import decades, envelope, outward, thin, widen, zoom
from mathcore.gradient_descent import Surface
from mathcore.rolling import Roll
from pages.parts.descent_walks import REACH, pinned, runs, surface_of, visited

ASPECT = 0.5
PIN_ROLES = ("second", "first")
Window = tuple[float, float, float, float]


def landscape(s: SimpleNamespace, surface: Surface, r: Roll) -> Node:
    """Draw the level lines, the walks, and the ball that can be put anywhere."""
    home, seen = surface.window, visited(r)
    held = follow(home, r.points)  # what a narrow picture shows; a wide one shows more of x
    left, right, low, high = window = widen(held, ASPECT)
    ball, level = seen[-1], lines_of(s.surface, s.lx, s.ly, window)
    pins = [pin_marks(s.surface, s.lx, s.ly, pin, i, window) for i, pin in enumerate(s.pins)]
    under = bool(ball[1] < surface.minimum[1])  # then its name stands below it, and the other one above
    return plane(
        "Level lines of the surface with the path of the ball from above",
        (left, right),
        (low, high),
        [
            level[0],
            *(outline(home, held) if held != home else []),
            *(marks[0] for marks in pins),
            drawn(seen, window, "knob", 2.5, "path"),
            point(surface.minimum, "third", radius=4),
            note(surface.minimum, "lowest point", "third", dy=-12 if under else 24) if held == home and not s.slopes else None,
            *(mark for marks in pins for mark in marks[1:]),
            *(slopes(surface, ball, window) if s.slopes else []),
            {**(point(ball, "moment", radius=8) or {}), "key": "ball"},
            note(ball, "ball", "moment", dy=26 if under else -16) if len(seen) > 1 and not s.slopes else None,
            *messages(r, window, zoom(home, held), level[1]),
            handle(s.start, "start", "knob", x="start.0", y="start.1", x_range=(-REACH, REACH), y_range=(-REACH, REACH),
                   snap=0.05),
        ],
        aspect=ASPECT,
        narrow=held[:2],
        x_label="x",
        y_label="y",
        click={"x": "start.0", "y": "start.1"},
        click_snap=0.05,
    )  # fmt: skip


def drawn(points: Any, window: Window, role: str, dots: float, key: str, dash: bool = False) -> Node:
    """Draw a walk, without what a picture cannot show."""
    return path(thin(points, window), role, width=1.5, dots=dots if len(points) < 200 else 0, dash=dash, key=key)


@lru_cache(maxsize=16)
def pin_marks(name: str, lx: float, ly: float, pin: tuple[float, ...], i: int, window: Window) -> list[Node | None]:
    """Draw a pinned run with its number at its end, once for each picture."""
    points, role = visited(pinned(name, lx, ly, pin)), PIN_ROLES[i]
    return [
        drawn(points, window, role, 2, f"pin-{i + 1}", dash=True),
        point(points[-1], role, radius=5, hollow=True),
        note(points[-1], f"pin {i + 1}", role, anchor="start", dx=12, dy=-10 + 26 * i),
    ]


def messages(r: Roll, window: Window, out: float, whole: bool) -> list[Node | None]:
    """Say in the picture that the ball has left it, or left the numbers altogether, and where level lines end."""
    corner, words = (window[1], window[3]), ""
    if r.stopped_because:
        words = f"overflow: {r.stopped_because}"
    elif out > 1:
        words = f"it left: zoomed out {show(out, 3)}×"
    ends = "" if whole else "no level lines: here the loss overflows"
    told = [note(corner, words, "loss", anchor="end", dx=-6, dy=22)] if words else []
    return [*told, note((window[1], window[2]), ends, anchor="end", dx=-6, dy=-8)] if ends else told


def slopes(surface: Surface, ball: Any, window: Window) -> list[Node | None]:
    """Draw both partial derivatives at the ball, and the steepest way down, all to one scale."""
    seen = compass(surface, tuple(ball.tolist()))
    if not 0 < seen.steepness < float("inf"):
        why = "no slope here: the gradient is 0" if seen.steepness == 0 else "no arrows: here the slope overflows"
        return [note(ball, why, "loss", dy=28)]
    reach = 0.16 * (window[1] - window[0])
    (x, y), (gx, gy) = ball.tolist(), (seen.partials / seen.steepness * reach).tolist()  # a quotient never overflows
    return [
        arrow((x, y), (x + gx, y), "first", width=2.5),
        arrow((x, y), (x, y + gy), "second", width=2.5),
        arrow((x, y), (x - gx, y - gy), "third", width=4),
        note((x + gx, y), "∂f/∂x", "first", dx=12 if gx > 0 else -12, dy=-6, anchor="start" if gx > 0 else "end"),
        note((x, y + gy), "∂f/∂y", "second", dx=8, dy=-6 if gy > 0 else 14, anchor="start"),
        note((x - gx, y - gy), "steepest way down", "third", dy=18 if gy > 0 else -10),
    ]


def outline(home: Window, held: Window) -> list[Node | None]:
    """Draw the frame the picture had before it had to follow the ball."""
    left, right, low, high = home
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    return [
        path(corners, "muted", width=1.5, dash=True, key="outline"),
        note((right, high), "the first picture", dx=8, anchor="start") if zoom(home, held) <= 32 else None,
    ]


@lru_cache(maxsize=64)
def lines_of(name: str, lx: float, ly: float, window: Window) -> tuple[Node, bool]:
    """Trace the level lines once for each surface and window; say too whether there are some everywhere."""
    fine = 80 if name == "rosenbrock" else 40  # its valley is narrower than a coarse cell
    traced = contours(surface_of(name, lx, ly), window, resolution=fine)
    return level_lines(traced.lines), traced.whole


def losses(s: SimpleNamespace, r: Roll) -> Node:
    """Draw the loss after each step: on a logarithmic axis as height above the lowest point."""
    log = s.axis == "log"
    curves = [run.above if log else run.losses for run in (r, *runs(s))]
    marks = [
        path(envelope(curve), role, dots=2 if len(curve) < 80 and role == "loss" else 0, dash=role != "loss",
             key=f"loss-{role}")
        for curve, role in zip(curves, ("loss", *PIN_ROLES), strict=False)
    ]  # fmt: skip
    every = [value for curve in curves for value in curve.tolist()]
    return plane(
        "Loss after each step",
        (0, max(10, *(len(curve) - 1 for curve in curves))),
        decades(every) if log else outward(every),
        marks,
        aspect=0.18,
        log_y=log,
        x_label="step",
        y_label="loss above the lowest point" if log else "loss",
    )


def rose(seen: Compass) -> Node:
    """Draw the slope in every direction as a bar; the steepest way up and its opposite stand out."""
    count = len(seen.slopes)
    down = (seen.steepest + count // 2) % count
    roles = ["loss" if i == seen.steepest else "third" if i == down else "muted" for i in range(count)]
    names = {0: "0°", count // 4: "90°", count // 2: "180°", 3 * count // 4: "270°"}
    level = not any(seen.slopes.tolist())
    low, high = outward(seen.slopes.tolist())
    return plane(
        "The slope of the ground in 36 directions around the ball",
        (-0.8, count - 0.2),
        (-1, 1) if level else (low, high),
        [
            bars(seen.slopes.tolist(), "muted", roles=roles, width=0.7),
            *(note((i, -1 if level else low), name, dy=-2) for i, name in names.items()),
        ],
        aspect=0.35,
        ticks=False,
        x_ticks=False,
        y_label="slope",
    )
