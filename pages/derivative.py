"""Derivative: nudge the input, and see how much the output moves."""

from functools import lru_cache
from math import isfinite
from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import buttons, menu, presets, slider
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.live import Scene
from explorable.permalink import choice, number
from explorable.stage import handle, line, path, plane, point, straight
from explorable.words import alarm, h, num, p, readouts, said
from mathcore import verify
from mathcore.derivative import CURVES, Curve, Samples, Tangent, sample, tangent
from mathcore.frames import stretch
from pages.parts.curves import WRITTEN

REACH = 1e3
FIELDS = {
    "curve": choice("cubic", CURVES),
    "x": number(-1.6, -REACH, REACH),
    "h": number(1, 1e-17, 10),
    "fault": fault("tangent"),
}
PRESETS = {
    "steep uphill": {"curve": "cubic", "x": 2.2, "h": 0.2},
    "downhill": {"curve": "cubic", "x": 0, "h": 0.5},
    "flat": {"curve": "cubic", "x": 1, "h": 0.5},
    "let h shrink": {"h": 0.001},
    "h too small": {"curve": "exponential", "x": 1, "h": 1e-15},
    "a corner": {"curve": "absolute", "x": 0, "h": 0.5},
    "no value here": {"curve": "logarithm", "x": -0.3, "h": 0.5},
}


def view(s: SimpleNamespace) -> Scene:
    """Put a tangent and a secant on the curve and show both."""
    curve = CURVES[s.curve]
    r = perhaps_broken("tangent", s, tangent)(curve, s.x, s.h)
    verdict = verify.check("tangent", curve, s.x, s.h, got=r, device=s.device)
    across = stretch(curve.window[:2], (r.x, r.x_h))
    return Scene(
        stage=[
            above(s, curve, r, across),
            below(curve, r, across),
            readouts(
                num(r.slope, "slope f′(x)", "third"),
                num(r.secant_slope, "secant slope", "knob"),
                num(r.secant_error, "error of the secant", "loss"),
                said(direction(r), "direction", "third"),
            ),
            badge(s, "tangent", verdict),
        ],
        controls=[
            menu("Curve", "curve", s.curve, {name: written for name, (written, _) in WRITTEN.items()}),
            slider("x", "x", s.x, *curve.window[:2], role="first"),
            slider("Step h", "h", s.h, 1e-16, 2, scale="log", digits=2, marks=[(6e-6, "best for central")]),
            presets("Try this", FIELDS, **{name.replace(" ", "_"): setting for name, setting in PRESETS.items()}),
        ],
        words=words(s, r),
    )


@lru_cache(maxsize=64)
def followed(curve: Curve, left: float, right: float) -> Samples:
    """Follow a curve across the picture, once for each picture."""
    return sample(curve, left, right, 241)


def above(s: SimpleNamespace, curve: Curve, r: Tangent, across: tuple[float, float]) -> dict:
    """Draw the curve with its tangent and the secant over a step h."""
    up = stretch(curve.window[2:], (r.value, r.value_h))
    points = followed(curve, *across)
    ground = (up[0] + up[1]) / 2
    here = (r.x, r.value if isfinite(r.value) else ground)
    there = (r.x_h, r.value_h if isfinite(r.value_h) else ground)
    return plane(
        f"The curve f(x) = {WRITTEN[s.curve][0]} with its tangent at x and the secant to x + h",
        across,
        up,
        [
            path(list(zip(points.x, points.value, strict=True)), "first", width=2.5, key="curve"),
            straight((r.x, r.value), r.secant_slope, across, up, "knob", width=1.5, dash=True),
            straight((r.x, r.value), r.slope, across, up, "third", width=2.5),
            line((r.x, up[0]), (r.x, up[1]), "muted", width=1, dash=True),
            handle(there, "x + h", "knob", x="h", x_range=(0.01, 10), origin=(r.x, 0), along="curve", ghost=True),
            handle(here, "x", "first", x="x", x_range=curve.window[:2], along="curve"),
        ],
        aspect=0.5,
        x_label="x",
        y_label="f(x)",
    )  # fmt: skip


def below(curve: Curve, r: Tangent, across: tuple[float, float]) -> dict:
    """Draw the slope of the curve under it."""
    up = stretch(curve.slope_window[2:], (r.slope, r.secant_slope))
    points = followed(curve, *across)
    return plane(
        "The slope f′(x) at every x",
        across,
        up,
        [
            path(list(zip(points.x, points.slope, strict=True)), "third", width=2),
            line((r.x, up[0]), (r.x, up[1]), "muted", width=1, dash=True),
            point((r.x, r.secant_slope), "knob", radius=5, hollow=True),
            point((r.x, r.slope), "third", radius=5),
        ],
        aspect=0.2,
        x_label="x",
        y_label="f′(x)",
    )


def direction(r: Tangent) -> str:
    """Say where the curve goes at x, and how fast."""
    if not isfinite(r.slope):
        return "undefined"
    if r.slope == 0:
        return "flat"
    size = abs(r.slope)
    fast = "steeply " if size >= 2 else "gently " if size < 0.5 else ""
    return fast + ("up" if r.slope > 0 else "down")


def words(s: SimpleNamespace, r: Tangent) -> list[dict]:
    """Say what the slope means, and what a step makes of it."""
    x, knob, third = "first", "knob", "third"
    quotient = f.frac(f.row("f", "(", f.sym("x", x), "+", f.sym("h", knob), ")", "−", "f", "(", f.sym("x", x), ")"),
                      f.sym("h", knob))  # fmt: skip
    return [
        p(
            "Drag the point :first[x] along the curve. At :first[x] = {x} the curve goes {way} here, and a small nudge of the input moves the output {slope} times as far.",
            x=num(s.x, "x", x), way=said(direction(r), "way", third), slope=num(r.slope, "f′(x)", third),
        ),
        *([alarm("Here {why}, so there is no number to show. Move x, or take another curve.", why=r.note)] if r.note else []),
        p(
            "To measure it, take a step :knob[h] = {h} and join the two points. That line, the secant, has the slope {secant}. Now drag :knob[x + h] towards :first[x]: the secant turns into the tangent.",
            h=num(s.h, "h", knob), secant=num(r.secant_slope, "slope over the step", knob),
        ),
        f.formula(
            "the derivative as a limit, with your numbers",
            f.row("f", "′", "(", f.sym("x", x), ")", "=", ["munder", {}, ["mo", {}, "lim"], f.row(f.sym("h", knob), "→", "0")], quotient),
            f.row(
                f.text("with your h: "),
                f.frac(f.row(f.num(r.value_h), "−", f.signed(r.value)), f.num(s.h, knob)), "=", f.num(r.secant_slope, knob),
            ),
            f.row(f.text("exactly: "), "f", "′", "(", f.sym("x", x), ")", "=", f.text(WRITTEN[s.curve][1]), "=", f.num(r.slope, third)),
        ),
        h("A step that is too small"),
        p(
            "A smaller step is better, until it is not. Below about 10⁻⁸ the two heights agree in nearly all of their sixteen digits, the subtraction throws those away, and what is left is noise. "
            "With your step the error is {one} if you look ahead, and {both} if you look both ways.",
            one=num(r.secant_error, "error looking ahead", "loss"), both=num(r.central_error, "error looking both ways", "loss"),
        ),
        buttons("", FIELDS, {"Make the step too small": PRESETS["h too small"], "Take the best step": {"h": 6e-6}}),
        h("Where it sits in a language model"),
        p(
            "Training asks this question for every weight: if I nudge it a little, how much does the loss change? All the answers together are the gradient, and "
            "[gradient descent](/gradient_descent) walks against it."
        ),
    ]  # fmt: skip


lesson("derivative", FIELDS, view)
