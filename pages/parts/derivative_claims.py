"""What is said about slopes, put to the test, and things to try."""

from types import SimpleNamespace

from explorable.field import Fields
from explorable.teaching import claim
from explorable.words import Node, inline, num
from mathcore.curves import CURVES
from mathcore.derivative import Tangent, tangent
from mathcore.layers import through_layers
from pages.parts.curves import OWN
from pages.parts.derivative_bends import lowest


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
