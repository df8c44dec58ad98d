"""Gradient descent: a ball in a bowl, and how long its steps may be."""

from functools import lru_cache
from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import menu, player, presets, row, slider
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.live import Scene
from explorable.permalink import choice, number, numbers, whole
from explorable.stage import contours as level_lines
from explorable.stage import handle, note, path, plane, point
from explorable.words import alarm, h, num, p, readouts, said
from mathcore import verify
from mathcore.contours import contours, follow
from mathcore.frames import decades, widen, zoom
from mathcore.gradient_descent import SURFACES, Descent, Surface, bowl, descend

REACH, MOST, ASPECT = 1e3, 2000, 0.5
FIELDS = {
    "surface": choice("bowl", SURFACES),
    "lx": number(0.5, 0.05, 20),
    "ly": number(2, 0.05, 20),
    "start": numbers((-2.4, 1.6), -REACH, REACH, least=2, most=2),
    "eta": number(0.3, 0, 1e3),
    "steps": whole(25, 0, MOST),
    "fault": fault("descend"),
}
BOWL = {"surface": "bowl", "start": (-2.4, 1.6)}
PRESETS = {
    "make it diverge": {**BOWL, "lx": 0.5, "ly": 2.0, "eta": 1.03, "steps": 40},
    "freeze it": {**BOWL, "lx": 0.5, "ly": 2.0, "eta": 0.0005, "steps": 40},
    "one step": {**BOWL, "lx": 2.0, "ly": 2.0, "eta": 0.5, "steps": 5},
    "ring": {**BOWL, "lx": 0.5, "ly": 2.0, "eta": 0.95, "steps": 40},
    "run until it overflows": {**BOWL, "lx": 0.5, "ly": 2.0, "eta": 1.5, "steps": 1200},
    "limit at exactly 0.9": {**BOWL, "lx": 0.5, "ly": 20 / 9, "eta": 0.9, "steps": 40},
}

REGIMES = {
    "creep": "Each step goes part of the way: it arrives, without ever crossing to the other side.",
    "one step": "One step goes exactly as far as the bottom, in the direction of the sharpest bend.",
    "ringing": "Each step overshoots and lands on the other side, but nearer: it rings, and still arrives.",
    "marginal": "Each step lands exactly as far away on the other side: it neither arrives nor leaves.",
    "divergent": "Each step lands farther away than it began: the ball climbs out of the bowl.",
}


def view(s: SimpleNamespace) -> Scene:
    """Walk, and show the walk."""
    surface = bowl(s.lx, s.ly) if s.surface == "bowl" else SURFACES[s.surface]
    r = perhaps_broken("descend", s, descend)(surface, s.start, s.eta, s.steps)
    verdict = verify.check("descend", surface, s.start, s.eta, s.steps, got=r, device=s.device)
    return Scene(
        stage=[
            landscape(s, surface, r),
            losses(r),
            readouts(
                said(r.regime, "regime", "loss" if r.regime in ("divergent", "marginal") else "third"),
                num(r.losses[-1], "loss now", "loss"),
                num(r.product, "η·λmax", "knob"),
                num(r.limit, "limit 2/λmax", "loss"),
            ),
            badge(s, "descend", verdict),
        ],
        controls=controls(s, r),
        words=words(s, surface, r),
    )


def controls(s: SimpleNamespace, r: Descent) -> list[dict]:
    """Offer the learning rate first, then steps, surface, presets."""
    most = 4 * r.limit if r.limit < 250 else 1e3
    bends = [
        row(
            slider("Curvature across", "lx", s.lx, 0.05, 20, scale="log", digits=2, role="first"),
            slider("Curvature along", "ly", s.ly, 0.05, 20, scale="log", digits=2, role="second"),
        )
    ]
    return [
        slider(
            "Learning rate",
            "eta",
            s.eta,
            1e-4,
            max(most, 1e-3),
            scale="log",
            marks=[(r.limit, "2/λmax")] if r.limit <= most else [],
        ),
        slider("Steps", "steps", s.steps, 0, MOST, scale="whole", role="moment"),
        player("Run the ball", "steps", s.steps, MOST),
        menu("Surface", "surface", s.surface, {name: name for name in SURFACES}),
        *(bends if s.surface == "bowl" else []),
        presets("Try this", FIELDS, **{name.replace(" ", "_"): setting for name, setting in PRESETS.items()}),
    ]


def landscape(s: SimpleNamespace, surface: Surface, r: Descent) -> dict:
    """Draw the level lines, the walk, and the ball that can be put anywhere."""
    home = widen(surface.window, ASPECT)
    left, right, low, high = window = follow(home, r.points)
    visited = r.points if r.stopped_at is None else r.points[: r.stopped_at]
    corner = (right, high)
    return plane(
        "Level lines of the surface with the path of the ball from above",
        (left, right),
        (low, high),
        [
            lines_of(s.surface, s.lx, s.ly, window),
            *(outline(home) if window != home else []),
            point(surface.minimum, "third", radius=4),
            note(surface.minimum, "lowest point", "third", dy=24) if window == home else None,
            path(visited, "knob", width=1.5, dots=2.5 if len(visited) < 200 else 0),
            point(visited[-1], "moment", radius=8),
            note(visited[-1], "ball", "moment", dy=-16) if len(visited) > 1 else None,
            note(corner, f"overflow: {r.stopped_because}", "loss", anchor="end", dx=-6, dy=22) if r.stopped_because else
            note(corner, f"the ball left: zoomed out {zoom(home, window):.3g} times", "loss", anchor="end", dx=-6, dy=22) if window != home else None,
            handle(s.start, "start", "knob", x="start.0", y="start.1", x_range=(-REACH, REACH), y_range=(-REACH, REACH),
                   snap=0.05),
        ],
        aspect=ASPECT,
        x_label="x",
        y_label="y",
        click={"x": "start.0", "y": "start.1"},
        click_snap=0.05,
    )  # fmt: skip


def outline(home: tuple[float, float, float, float]) -> list[dict | None]:
    """Draw the frame the picture had before it had to follow the ball."""
    left, right, low, high = home
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    return [
        path(corners, "muted", width=1.5, dash=True),
        note((right, high), "the first picture", dx=8, anchor="start"),
    ]


@lru_cache(maxsize=64)
def lines_of(name: str, lx: float, ly: float, window: tuple[float, float, float, float]) -> dict:
    """Trace the level lines once for each surface and window."""
    return level_lines(contours(bowl(lx, ly) if name == "bowl" else SURFACES[name], window).lines)


def losses(r: Descent) -> dict:
    """Draw the loss after each step, on a logarithmic axis that follows it."""
    return plane(
        "Loss after each step",
        (0, max(10, len(r.losses) - 1)),
        decades(r.losses),
        [path(list(enumerate(r.losses)), "loss", dots=2 if len(r.losses) < 80 else 0)],
        aspect=0.18,
        log_y=True,
        x_label="step",
        y_label="loss",
    )


def words(s: SimpleNamespace, surface: Surface, r: Descent) -> list[dict]:
    """Say what the learning rate does."""
    overflow = (
        [
            alarm(
                "At step {n} the numbers left what a computer can write: {why}. Lower the learning rate, or press Reset, to come back.",
                n=num(r.stopped_at, "overflow step", "loss"),
                why=r.stopped_because,
            )
        ]
        if r.stopped_at is not None
        else [p("It would overflow at step {n}.", n=num(r.predicted_overflow, "predicted overflow step", "loss"))]
        if r.predicted_overflow is not None
        else []
    )
    return [
        p(
            "Drag or click the place where the ball starts. With :knob[η] = {eta} and a sharpest bend of λmax = {bend}" + ("" if surface.quadratic else " where the ball is now")
            + ", each step multiplies the distance in that direction by {m}. " + REGIMES[r.regime],
            eta=num(s.eta, "η", "knob"), bend=num(r.curvature, "λmax"), m=num(1 - r.product, "multiplier", "knob"),
        ),
        *overflow,
        f.formula(
            "one step with your numbers",
            f.row(f.sub("w", "new"), "=", "w", "−", f.sym("η", "knob"), f.row("∇", "f"), "(", "w", ")"),
            f.row(
                f.num(r.points[min(1, s.steps), 0]), "=", f.num(r.points[0, 0]), "−", f.num(s.eta, "knob"), "·",
                f.signed(r.gradients[0, 0], "loss"),
            ),
        ),
        h("The limit"),
        p(
            "The distance shrinks only while |1 − ηλ| is below 1, so the learning rate has to stay below 2/λmax = {limit}. "
            "Passing 1/λmax already overshoots, and still arrives.",
            limit=num(r.limit, "2/λmax", "loss"),
        ),
        h("Where it sits in a language model"),
        p("Training is this walk, in a space with billions of directions instead of two."),
    ]  # fmt: skip


lesson("gradient_descent", FIELDS, view)
