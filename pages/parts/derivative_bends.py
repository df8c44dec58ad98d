"""The bends inside models on the derivative page: five together, and many in a row."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from explorable.controls import buttons, choice, row, slider
from explorable.evidence import remark
from explorable.field import Fields
from explorable.stage import line, note, path, plane
from explorable.words import Node, bullets, inline, num, p, said, table
from mathcore import verify
from mathcore.curves import CURVES
from mathcore.derivative import Tangent, tangent
from mathcore.frames import decades
from mathcore.layers import Dip, dip, through_layers
from pages.parts.curves import WRITTEN, followed

BENDS = {
    "relu": ("first", "image models, older language models"),
    "gelu": ("second", "GPT-2, BERT"),
    "silu": ("third", "Llama, inside its gated layers"),
    "sigmoid": ("knob", "gates, yes-or-no outputs"),
    "tanh": ("loss", "recurrent networks"),
}


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
        choice("Bend", "bend", s.bend, {name: called(name) for name in BENDS}),
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
