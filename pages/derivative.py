"""Derivative: nudge the input, and see how much the output moves."""

from math import isfinite, isnan
from types import SimpleNamespace

from explorable import field
from explorable import formula as f
from explorable.controls import buttons, columns, line, menu, slider
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.scene import Scene
from explorable.stage import handle, note, path, plane, point, straight
from explorable.stage import line as stroke
from explorable.teaching import guessing, tour
from explorable.words import Node, h, num, p, readouts, said, show, table, undefined
from mathcore import verify
from mathcore.curves import CURVES, Curve
from mathcore.derivative import Tangent, tangent
from mathcore.differences import AHEAD, BOTH_WAYS, Nudge, nudge
from mathcore.drafts import read_draft
from mathcore.frames import stretch
from pages.parts import derivative_panels as panels
from pages.parts.curves import OWN, WRITTEN, curve_of, followed, written
from pages.parts.derivative_scripts import scripts

REACH, COARSEST = 1e3, 10.0
FIELDS = {
    "curve": field.choice("cubic", (*CURVES, OWN)),
    "f": field.line("x * sin(x)"),
    "x": field.number(-1.6, -REACH, REACH),
    "h": field.number(1, 1e-17, COARSEST),
    **panels.FIELDS,
    "guess": field.guess(),
    "fault": fault("tangent"),
}
PRESETS = {
    "steep uphill": {"curve": "cubic", "x": 2.2, "h": 0.2},
    "downhill": {"curve": "cubic", "x": 0.0, "h": 0.5},
    "flat": {"curve": "cubic", "x": 1.0, "h": 0.5},
    "let h shrink": {"h": 0.001},
    "h too small": {"curve": "exponential", "x": 1.0, "h": 1e-15},
    "a corner": {"curve": "absolute", "x": 0.0, "h": 0.5},
    "no value here": {"curve": "logarithm", "x": -0.3, "h": 0.5},
    "a bend of GPT-2": {"curve": "gelu", "x": -0.75, "h": 0.5},
    "my own formula": {"curve": OWN, "f": "sin(x) * exp(-x^2 / 8)", "x": 1.0, "h": 0.5},
}
TOUR = [
    ("A curve, and a point on it. The green line touches the curve there: its slope is the derivative. Uphill it is positive.", {"curve": "cubic", "x": -1.8, "h": 1.0}),
    ("At the top the tangent lies flat: the derivative is 0. Below, the green curve crosses its axis just there.", {"curve": "cubic", "x": -1.0, "h": 1.0}),
    ("Downhill the derivative is negative: a nudge to the right makes the output smaller.", {"curve": "cubic", "x": 0.0, "h": 1.0}),
    ("How is it measured? Take a step h and join the two points. The dashed line, the secant, has a slope that anyone can compute: rise over run.", {"curve": "exponential", "x": 0.5, "h": 1.5}),
    ("A smaller step: the secant turns towards the tangent.", {"curve": "exponential", "x": 0.5, "h": 0.1}),
    ("A far smaller step. In exact arithmetic this would be better still. The computer has sixteen digits, the two heights share nearly all of them, and the difference is noise.", {"curve": "exponential", "x": 0.5, "h": 1e-15}),
    ("At a corner there is no one slope: the secants from the left and from the right never agree. PyTorch has to choose, and takes 0.", {"curve": "relu", "x": 0.0, "h": 0.5}),
    ("GELU, the bend inside GPT-2: it dips below zero, turns, and rises. Its derivative, below, says so before you see it.", {"curve": "gelu", "x": -0.75, "h": 0.5}),
]  # fmt: skip


def view(s: SimpleNamespace) -> Scene:
    """Put a tangent and a secant on the curve and show both."""
    curve = curve_of(s)
    r = perhaps_broken("tangent", s, tangent)(curve, s.x, s.h)
    verdict = verify.check("tangent", curve, s.x, s.h, got=r, device=s.device)
    across = stretch(curve.window[:2], (r.x, r.x_h))
    hidden = guessing(s)
    return Scene(
        stage=[
            above(s, curve, r, across, hidden),
            *([] if hidden else [below(curve, r, across)]),
            readouts(
                said("?", "slope hidden", "third") if hidden else num(r.slope, "slope f′(x)", "third"),
                num(r.secant_slope, "secant slope", "knob"),
                said("?", "error hidden", "loss") if hidden else num(r.secant_error, "error of the secant", "loss"),
                said(direction(r), "direction", "third"),
            ),
            badge(s, "tangent", verdict),
        ],
        controls=controls(s, curve),
        words=words(s, curve, r, hidden, panels.theirs(verdict, "slope")),
    )


def controls(s: SimpleNamespace, curve: Curve) -> list[Node]:
    """Offer the point and the step first, then the curve."""
    draft = read_draft(s.f)
    unfinished = f"{draft.problem} Shown is {draft.formula}." if s.curve == OWN and draft.problem else ""
    return [
        slider("x", "x", s.x, *curve.window[:2], role="first"),
        slider("Step h", "h", s.h, 1e-16, 2, scale="log", digits=2, marks=[(AHEAD, "ahead"), (BOTH_WAYS, "both ways")],
               hint="Marked: where the measured slope is usually best, looking ahead and looking both ways."),
        buttons("", FIELDS, {
            "Halve h": {"h": max(s.h / 2, 1e-17)}, "h ÷ 10": {"h": max(s.h / 10, 1e-17)}, "h = 1": {"h": 1.0},
            "Nudge x by −h": {"x": moved(s.x - s.h)}, "Nudge x by +h": {"x": moved(s.x + s.h)},
        }),
        columns(
            menu("Curve", "curve", s.curve, {**{name: both[0] for name, both in WRITTEN.items()}, OWN: "your own formula"}),
            line("Your own f(x)", "f", s.f, hint=unfinished, also={"curve": OWN}),
        ),
        buttons("Try this", FIELDS, PRESETS),
    ]  # fmt: skip


def moved(x: float) -> float:
    """Keep x in reach, without the dust of binary arithmetic in its sixteenth digit."""
    return float(f"{min(max(x, -REACH), REACH):.15g}")


def above(s: SimpleNamespace, curve: Curve, r: Tangent, across: tuple[float, float], hidden: bool) -> Node:
    """Draw the curve with its tangent and the secant over a step h."""
    up = stretch(curve.window[2:], (r.value, r.value_h))
    points = followed(curve, *across)
    ground = (up[0] + up[1]) / 2
    here = (r.x, r.value if isfinite(r.value) else ground)
    there = (r.x_h, r.value_h if isfinite(r.value_h) else ground)
    apart = abs(r.x_h - r.x) > 0.03 * (across[1] - across[0])
    return plane(
        f"The curve f(x) = {written(s)[0]} with its tangent at x and the secant to x + h",
        across,
        up,
        [
            path(list(zip(points.x, points.value, strict=True)), "first", width=2.5, key="curve"),
            straight((r.x, r.value), r.secant_slope, across, up, "knob", width=1.5, dash=True),
            None if hidden else straight((r.x, r.value), r.slope, across, up, "third", width=2.5),
            stroke((r.x, up[0]), (r.x, up[1]), "muted", width=1, dash=True),
            note(there, "x + h", "knob", dy=-20) if apart else None,
            note(here, "x", "first", dy=-20),
            handle(there, "point x + h", "knob", x="h", x_range=(0.01, COARSEST), origin=(r.x, 0), along="curve",
                   said=f"h {show(s.h, 6)}, f of x plus h {show(r.value_h)}", ghost=True),
            handle(here, "point x", "first", x="x", x_range=curve.window[:2], along="curve",
                   said=f"x {show(r.x, 6)}, f of x {show(r.value)}"),
        ],
        aspect=0.48,
        least=190,
        x_label="x",
        y_label="f(x)",
    )  # fmt: skip


def below(curve: Curve, r: Tangent, across: tuple[float, float]) -> Node:
    """Draw the slope of the curve under it."""
    up = stretch(curve.slope_window[2:], (r.slope, r.secant_slope))
    points = followed(curve, *across)
    return plane(
        "The slope f′(x) at every x",
        across,
        up,
        [
            path(list(zip(points.x, points.slope, strict=True)), "third", width=2),
            stroke((r.x, up[0]), (r.x, up[1]), "muted", width=1, dash=True),
            point((r.x, r.secant_slope), "knob", radius=5, hollow=True),
            point((r.x, r.slope), "third", radius=5),
        ],
        aspect=0.2,
        least=80,
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


def words(s: SimpleNamespace, curve: Curve, r: Tangent, hidden: bool, pytorch: float | None) -> list[Node]:
    """Say what the slope means, and what a step makes of it."""
    return [
        tour(s, FIELDS, TOUR),
        *undefined("Here {why}, so there is no number to show. Move x, or take another curve.", r.note),
        *([p("The slope is hidden while you think; see *Predict first* below.")] if hidden else slope_words(s, r)),
        *([] if hidden else nudges(s, curve)),
        h("A step that is too small"),
        p(
            "A smaller step is better, until it is not. Below about 10⁻⁸ the two heights agree in nearly all of their sixteen digits, the subtraction throws those "
            "away, and what is left is noise." + ("" if hidden else " With your step the error is {one} if you look ahead, and {both} if you look both ways."),
            **({} if hidden else {"one": num(r.secant_error, "error looking ahead", "loss"), "both": num(r.central_error, "error looking both ways", "loss")}),
        ),
        buttons("", FIELDS, {"Make the step too small": PRESETS["h too small"], "Take the best step ahead": {"h": AHEAD}}),
        h("Where it sits in a language model"),
        p(
            "Training asks this question for every weight: if I nudge it a little, how much does the loss change? Nobody takes a step to find out. The rules of "
            "differentiation give the exact slope, and frameworks apply them to every operation a model is made of. All the slopes together are the gradient, and "
            "[gradient descent](/gradient_descent) walks against it."
        ),
        *panels.all_of(s, curve, r, pytorch, FIELDS),
    ]  # fmt: skip


def slope_words(s: SimpleNamespace, r: Tangent) -> list[Node]:
    """Say what the slope is, and write the quotient with the reader's numbers."""
    x, knob, third = "first", "knob", "third"
    quotient = f.frac(f.row("f", "(", f.sym("x", x), "+", f.sym("h", knob), ")", "−", "f", "(", f.sym("x", x), ")"), f.sym("h", knob))  # fmt: skip
    here = "At :first[x] = {x}, where f(x) = {value}, the curve goes {way} here: a small nudge of the input moves the output {slope} times as far."
    nothing = "At :first[x] = {x} the value f(x) is {value}, the slope {slope} and the direction {way}."
    return [
        p(
            "Drag the point :first[x] along the curve. " + (nothing if isnan(r.slope) else here),
            x=num(s.x, "x", x), value=num(r.value, "f(x)", x), way=said(direction(r), "way", third), slope=num(r.slope, "f′(x)", third),
        ),
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
            f.row(f.text("exactly: "), "f", "′", "(", f.sym("x", x), ")", "=", f.text(written(s)[1]), "=", f.num(r.slope, third)),
        ),
    ]  # fmt: skip


def nudges(s: SimpleNamespace, curve: Curve) -> list[Node]:
    """Compare what the slope foretells with what a nudge really does, both ways."""

    def told(name: str, n: Nudge) -> list:
        return [
            name, num(n.step, f"nudge {name}", "knob"), num(n.foretold, f"foretold {name}", "third"),
            num(n.true, f"true change {name}", "first"), num(n.missed, f"missed {name}", "loss"),
        ]  # fmt: skip

    rows = [told("ahead", nudge(curve, s.x, s.h)), told("back", nudge(curve, s.x, -s.h))]
    return [
        p("So the slope foretells what a nudge will do: its sign says which way the output goes, its size how far. The smaller the nudge, the better it knows."),
        table(["way", "nudge", "foretold", "true", "missed by"], rows, "What a nudge does"),
    ]  # fmt: skip


lesson("derivative", FIELDS, view, scripts=scripts)
