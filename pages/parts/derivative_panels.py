"""What can be opened on the derivative page: a question, the limit, the valley of errors, three ways, bends, layers."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from explorable import permalink
from explorable.controls import buttons, choice, row, slider
from explorable.evidence import remark
from explorable.permalink import Fields, whole
from explorable.stage import line, note, path, plane, point
from explorable.teaching import challenges, claim, predict
from explorable.words import Node, bullets, inline, num, p, panel, said, show, table
from mathcore import verify
from mathcore.curves import CURVES, Curve
from mathcore.derivative import Tangent, tangent
from mathcore.differences import ErrorCurve, error_curve
from mathcore.frames import decade, decades
from mathcore.layers import Dip, dip, through_layers
from mathcore.paths import paths
from pages.parts.curves import OWN, TYPED, WRITTEN, followed, formula_of

BENDS = {
    "relu": ("first", "image models, older language models"),
    "gelu": ("second", "GPT-2, BERT"),
    "silu": ("third", "Llama, inside its gated layers"),
    "sigmoid": ("knob", "gates, yes-or-no outputs"),
    "tanh": ("loss", "recurrent networks"),
}
FIELDS: Fields = {
    "bend": permalink.choice("sigmoid", BENDS),
    "at": permalink.number(0, -6, 6),
    "weight": permalink.number(1, -4, 4),
    "layers": whole(10, 1, 200),
    "think": permalink.flag(),
}


def guessing(s: SimpleNamespace) -> bool:
    """Say whether the reader is about to guess the slope, so that the page must not show it."""
    return s.think and s.guess is None


def theirs(verdict: verify.Verdict, tensor: str) -> float | None:
    """Return PyTorch's number for one tensor, where there is one."""
    return next((row.theirs_sample for row in verdict.rows if row.tensor == tensor), None)


def all_of(s: SimpleNamespace, curve: Curve, r: Tangent, pytorch: float | None, fields: Fields) -> list[Node]:
    """Offer every panel."""
    return [
        panel(s, "predict", "Predict first: how steep is it?", lambda: question(s, r, fields)),
        panel(s, "limit", "Let h go to 0", lambda: limit(s, curve)),
        panel(s, "valley", "The valley of errors", lambda: valley(s, curve, r, fields)),
        panel(s, "three", "Three ways to one slope, and every path of the chain rule", lambda: three(s, curve, r, pytorch, fields)),
        panel(s, "bends", "The bends inside models", lambda: bends(s)),
        panel(s, "deep", "A slope passed through many layers", lambda: deep(s, fields)),
        panel(s, "tasks", "Challenges", lambda: [challenges(tasks(s, r))]),
        panel(s, "claims", "Claims, checked", lambda: claims(fields)),
    ]  # fmt: skip


def question(s: SimpleNamespace, r: Tangent, fields: Fields) -> list[Node]:
    """Let the reader commit to the slope before it is shown."""
    if not s.think:
        return [
            p("Hide the tangent, the lower picture and the numbers, move x where you like, and say how steep the curve is before you see it."),
            buttons("", fields, {"Hide them and let me think": {"think": True, "guess": None}}),
        ]  # fmt: skip
    ask = f"Look at the curve at x = {show(s.x)}. How steep is it there: by how much does it rise for one unit to the right?"
    return [predict(s, "guess", ask, r.slope, "slope at x"), buttons("", fields, {"Show everything": {"think": False}})]


def limit(s: SimpleNamespace, curve: Curve) -> list[Node]:
    """Make the step ten times smaller, again and again."""
    lines = []
    for power in range(9):
        r = tangent(curve, s.x, 10.0**-power)
        size = "1" if power == 0 else show(10.0**-power, 1)
        lines.append([
            size, num(r.secant_slope, f"secant slope for h = {size}", "knob", 9),
            num(r.secant_error, f"error for h = {size}", "loss", 3),
        ])  # fmt: skip
    return [
        p("The derivative is what the slope of the secant tends to. Each line takes a step ten times smaller; as long as rounding keeps out of the way, the error becomes ten times smaller too."),
        table(["h", "secant slope", "error"], lines, "Smaller and smaller steps"),
    ]  # fmt: skip


@lru_cache(maxsize=64)
def errors(curve: Curve, x: float) -> ErrorCurve:
    """Measure the errors at one place once."""
    return error_curve(curve, x)


def valley(s: SimpleNamespace, curve: Curve, r: Tangent, fields: Fields) -> list[Node]:
    """Show the error of both quotients against the size of the step."""
    e = errors(curve, s.x)
    low, high = decades([*e.forward.tolist(), *e.central.tolist(), r.secant_error, r.central_error])
    best = {name: step for name, step in (("ahead", e.best_forward), ("both ways", e.best_central)) if step == step}
    return [
        plane(
            "The error of the slope against the size of the step",
            (-16.4, 0.4),
            (low, high),
            [
                path(list(zip(e.powers, e.forward, strict=True)), "knob", width=2, key="forward"),
                path(list(zip(e.powers, e.central, strict=True)), "moment", width=2, key="central", dash=True),
                line((decade(s.h), low), (decade(s.h), high), "muted", dash=True),
                point((decade(s.h), r.secant_error), "knob") if r.secant_error > 0 else None,
                point((decade(s.h), r.central_error), "moment") if r.central_error > 0 else None,
                note((-16, high), "rounding", anchor="start", dy=18),
                note((0, high), "the bend of the curve", anchor="end", dy=18),
            ],
            aspect=0.6, log_y=True, x_label="power of ten of h", y_label="error",
        ),
        p(
            "From the right the error falls with the step: the curve bends less within it. From the left it rises again, because the two heights share ever more digits. "
            "Looking :knob[ahead], the valley lies at {one}; looking :moment[both ways] (dashed), at {both}, and deeper.",
            one=num(e.best_forward, "best step ahead", "knob", 2), both=num(e.best_central, "best step both ways", "moment", 2),
        ),
        table(
            ["way", "slope", "error"],
            [
                ["ahead", num(r.secant_slope, "measured ahead", "knob", 9), num(r.secant_error, "its error ahead", "loss", 3)],
                ["both ways", num(r.central_slope, "measured both ways", "moment", 9), num(r.central_error, "its error both ways", "loss", 3)],
            ],
            "Both measurements with your step",
        ),
        buttons("", fields, {f"Best step {name}": {"h": step} for name, step in best.items()} | {"Far too small": {"h": 1e-16}}),
        remark(verify.check("error_curve", curve, s.x, got=e, device=s.device), "These errors"),
    ]  # fmt: skip


def three(s: SimpleNamespace, curve: Curve, r: Tangent, pytorch: float | None, fields: Fields) -> list[Node]:
    """Compare the rules of differentiation, a measured slope and PyTorch; then list every path."""
    e = errors(curve, s.x)
    measured = tangent(curve, s.x, e.best_central) if e.best_central == e.best_central else r
    formula = formula_of(s.curve, s.f)
    found = paths(formula, s.x)
    ways = [
        [f"{i}", " → ".join(["x", *(name for name, _ in way)]),
         " · ".join(show(slope, 4) for _, slope in way) or "1", num(product, f"path {i}", "third", 6)]
        for i, (way, product) in enumerate(zip(found.ways, found.products, strict=True), 1)
    ]  # fmt: skip
    return [
        table(
            ["way", "slope"],
            [
                ["by the rules", num(r.slope, "slope by the rules", "third", 15)],
                ["measured both ways", num(measured.central_slope, "slope measured", "moment", 15)],
                ["PyTorch's autograd", num(pytorch, "slope from PyTorch", "second", 15) if pytorch is not None else "not yet"],
            ],
            "Three ways to one slope",
        ),
        p(
            "The first and the last are exact up to rounding: they apply the chain rule to `{text}`. Every x in the formula has its own path to the result. Along a path the slopes of "
            "the operations are multiplied, and where paths meet again, they are added.".replace("{text}", formula.text.replace("`", "")),
        ),
        table(["path", "through", "slopes along it", "product"], ways, "Every path from x to f(x)"),
        p("Together: {total}{more}", total=num(found.total, "sum of all paths", "third", 15),
          more=f", with {found.more} more paths not listed" if found.more else ""),
        *([] if s.curve == OWN else [buttons("", fields, {"Change this formula": {"curve": OWN, "f": TYPED[s.curve]}})]),
        buttons("", fields, {"x stands twice: 2x · 3x": {"curve": OWN, "f": "2x * 3x", "x": 3.0, "h": 0.5}}),
        remark(verify.check("paths", formula, s.x, got=found, device=s.device), "These paths"),
    ]  # fmt: skip


@lru_cache(maxsize=8)
def lowest(name: str) -> Dip:
    """Find where a bend turns, once."""
    return dip(CURVES[name], -2.0, 1.0)


def bends(s: SimpleNamespace) -> list[Node]:
    """Show the five bends and their slopes together, with numbers at x."""
    here = {name: tangent(CURVES[name], s.x, s.h) for name in BENDS}
    gelu, silu, steepest = lowest("gelu"), lowest("silu"), tangent(CURVES["sigmoid"], 0.0, 1.0).slope
    lines = [
        [said(called(name), f"bend {name}", role), WRITTEN[name][0].split(": ")[-1], WRITTEN[name][1],
         num(here[name].value, f"{name} at x", role), num(here[name].slope, f"slope of {name} at x", role), mark(s, name, here[name])]
        for name, (role, _) in BENDS.items()
    ]  # fmt: skip
    return [
        p("Between the matrix products of a model stands a bend; without it, all layers together would be one matrix. These five are the usual ones, above; their slopes are below."),
        overlaid(s.x, "value", "The bends", (-1.3, 3.2), "f(x)",
                 {"relu": (2.4, "end", -18), "gelu": (0.1, "start", 26), "silu": (2.2, "start", 16), "sigmoid": (-3.0, "middle", -8), "tanh": (-2.6, "middle", -8)}),
        overlaid(s.x, "slope", "The slopes of the bends", (-0.3, 1.35), "f′(x)",
                 {"relu": (3.2, "start", 18), "gelu": (1.4, "middle", -8), "silu": (2.8, "start", -8), "sigmoid": (-2.6, "middle", -8), "tanh": (-0.25, "end", -2)}),
        table(["bend", "formula", "slope", "here", "slope here", "PyTorch"], lines, "The five bends at x"),
        bullets(*(inline("**{name}**: {used}", name=called(name), used=used) for name, (_, used) in BENDS.items())),
        p(
            "GELU and SiLU are not only smoother than ReLU, they also turn: GELU is lowest at {gx}, with {gv}, and SiLU at {sx}, with {sv}. The sigmoid is never steeper than {quarter}.",
            gx=num(gelu.x, "GELU turns at", "second", 4), gv=num(gelu.value, "lowest GELU", "second", 5),
            sx=num(silu.x, "SiLU turns at", "third", 5), sv=num(silu.value, "lowest SiLU", "third", 5),
            quarter=num(steepest, "steepest sigmoid", "knob"),
        ),
    ]  # fmt: skip


def called(name: str) -> str:
    """Write the name of a bend as people do."""
    return name if name in ("sigmoid", "tanh") else WRITTEN[name][0].split(":")[0]


def overlaid(
    x: float, column: str, label: str, y: tuple[float, float], y_label: str, places: dict[str, tuple[float, str, int]]
) -> Node:
    """Draw all bends, or all their slopes, each with its name beside it."""
    marks: list[Node | None] = []
    for name, (role, _) in BENDS.items():
        curve, (at, anchor, dy) = followed(CURVES[name], -4.0, 4.0), places[name]
        i = round((at + 4) * 30)
        heights = getattr(curve, column)
        marks.append(path(list(zip(curve.x, heights, strict=True)), role, key=name, dash=name in ("silu", "tanh")))
        marks.append(
            note((curve.x[i], heights[i]), called(name), role, anchor=anchor, dx=-8 if anchor == "end" else 4, dy=dy)
        )
    marks.append(line((x, y[0]), (x, y[1]), "muted", dash=True) if abs(x) <= 4 else None)
    return plane(label, (-4, 4), y, marks, aspect=0.5, x_label="x", y_label=y_label)


def mark(s: SimpleNamespace, name: str, line: Tangent) -> Any:
    """Say in one sign whether PyTorch agrees."""
    agrees = verify.check("tangent", CURVES[name], s.x, s.h, got=line, device=s.device).agrees
    return said(
        {True: "✓ agrees", False: "✗ differs", None: "– not checked"}[agrees],
        f"checked: {name}",
        "third" if agrees else "loss",
    )


def deep(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Multiply one slope through many layers."""
    slope = tangent(CURVES[s.bend], s.at, 1.0).slope
    after = [through_layers(slope, n, s.weight) for n in range(s.layers + 1)]
    sizes = [abs(value) for value in after]
    verdict = verify.check("through_layers", slope, s.layers, s.weight, got=after[-1], device=s.device)
    return [
        p(
            "When a model learns, the slope of the loss travels back through its layers, and each bend multiplies it by its own slope. At {at} the slope of {bend} is {slope}; with a weight of "
            "{weight} in each layer, {n} layers leave {left} of it.",
            at=num(s.at, "input of each bend", "first"), bend=said(s.bend, "bend in each layer"), slope=num(slope, "slope of each bend", "third"),
            weight=num(s.weight, "weight in each layer", "second"), n=num(s.layers, "number of layers", digits=6),
            left=num(after[-1], "what is left", "loss"),
        ),
        choice("Bend", "bend", s.bend, {name: name for name in BENDS}),
        row(
            slider("Input of the bend", "at", s.at, -6, 6, step=0.05, role="first"),
            slider("Weight", "weight", s.weight, -4, 4, step=0.05, role="second"),
        ),
        slider("Layers", "layers", s.layers, 1, 200, scale="whole", role="moment"),
        plane(
            "What is left of the slope after each layer", (0, s.layers), decades(sizes),
            [path(list(enumerate(sizes)), "loss", dots=2 if s.layers <= 60 else 0)],
            aspect=0.4, log_y=True, x_label="layers", y_label="size of the slope",
        ),
        p("Nothing is left: once a factor is 0, no layer before it learns anything from this example.") if after[-1] == 0
        else p("It vanishes." if sizes[-1] < 1e-3 else "It explodes." if sizes[-1] > 1e3 else "It survives."),
        buttons("", fields, {
            "Sigmoid at its steepest": {"bend": "sigmoid", "at": 0.0, "weight": 1.0, "layers": 10},
            "A living ReLU unit": {"bend": "relu", "at": 1.0, "weight": 1.0, "layers": 50},
            "A dead ReLU unit": {"bend": "relu", "at": -1.0, "weight": 1.0, "layers": 10},
            "Living, but with weights": {"bend": "relu", "at": 1.0, "weight": 0.9, "layers": 50},
        }),
        remark(verdict, "This product"),
    ]  # fmt: skip


def tasks(s: SimpleNamespace, r: Tangent) -> list[tuple[str, bool]]:
    """Judge the challenges by the picture of the moment."""
    return [
        ("Find a place where x³ − 3x is flat.", s.curve == "cubic" and r.slope == 0),
        ("On a curve that bends, choose a step whose secant is within a ten-millionth of the tangent.", s.curve != "line" and 0 < r.secant_error <= 1e-7),
        ("Make the step so small that the secant lies flat although the curve does not.", r.secant_slope == 0 and abs(r.slope) > 0.1),
        ("Type a formula whose slope at x = 1 is exactly 3.", s.curve == OWN and s.x == 1 and r.slope == 3),
        ("Find the place where GELU turns, to within a hundredth.", s.curve == "gelu" and abs(r.x - lowest("gelu").x) <= 0.01),
    ]  # fmt: skip


def claims(fields: Fields) -> list[Node]:
    """Put the claims about this page's topic to the test."""
    left, right = (tangent(CURVES["relu"], 0.0, h) for h in (-0.5, 0.5))
    alive, dead = (through_layers(tangent(CURVES["relu"], at, 1.0).slope, 10) for at in (1.0, -1.0))
    weighed, gelu = through_layers(1.0, 50, 0.9), lowest("gelu")
    small, best = tangent(CURVES["exponential"], 1.0, 1e-15), tangent(CURVES["exponential"], 1.0, 1e-8)
    return [
        claim("E10", "The derivative of ReLU at 0 is 1.", "depends",
              inline("There is none. From the left every secant has the slope {a}, from the right {b}. Any number between may stand in for it; PyTorch takes {c}.",
                     a=num(left.secant_slope, "secant of ReLU from the left", "knob"), b=num(right.secant_slope, "secant of ReLU from the right", "knob"),
                     c=num(left.slope, "slope of ReLU at 0", "third")),
              fields, {"curve": "relu", "x": 0.0, "h": 0.5}),
        claim("E11", "The gradient of ReLU does not shrink.", "depends",
              inline("True for a unit that is on: ten of them leave {a}. One that is off leaves {b}. And the weights between still scale: 0.9 fifty times over leaves {c}.",
                     a=num(alive, "ten living units", "third"), b=num(dead, "ten dead units", "loss"), c=num(weighed, "fifty weights of 0.9", "loss")),
              fields, {"bend": "relu", "at": 1.0, "weight": 0.9, "layers": 50, "open": frozenset({"deep", "claims"})}),
        claim("E12", "GELU and SiLU are smooth versions of ReLU, which only ever go up.", "false",
              inline("Both go down first. GELU falls to {v} at {x} before it rises: Φ(x) + x·φ(x), its slope, is negative to the left of that. The slope of SiLU is σ(x)(1 + x·σ(−x)).",
                     v=num(gelu.value, "how deep GELU goes", "second", 5), x=num(gelu.x, "where GELU turns", "second", 4)),
              fields, {"curve": "gelu", "x": -0.75, "h": 0.5}),
        claim("steps", "The smaller the step, the better the measured slope.", "false",
              inline("Down to the valley, yes. For eˣ at 1 a step of 10⁻⁸ misses by {a}, and one of 10⁻¹⁵ by {b}.",
                     a=num(best.secant_error, "error of a step of 1e-8", "third", 2), b=num(small.secant_error, "error of a step of 1e-15", "loss", 2)),
              fields, {"curve": "exponential", "x": 1.0, "h": 1e-15, "open": frozenset({"valley", "claims"})}),
    ]  # fmt: skip
