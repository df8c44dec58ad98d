"""The curves of the derivative page: how they are written for people, how they are typed, and which one is meant."""

from functools import lru_cache
from types import SimpleNamespace

from mathcore.curves import CURVES, Curve
from mathcore.derivative import Samples, sample
from mathcore.drafts import read_draft
from mathcore.formula import Formula, parse_formula
from mathcore.typed_curve import typed_curve

OWN = "typed"
WRITTEN = {
    "square": ("x²", "2x"),
    "cubic": ("x³ − 3x", "3x² − 3"),
    "sine": ("sin x", "cos x"),
    "cosine": ("cos x", "−sin x"),
    "exponential": ("eˣ", "eˣ"),
    "logarithm": ("ln x", "1/x"),
    "reciprocal": ("1/x", "−1/x²"),
    "root": ("√x", "1/(2√x)"),
    "absolute": ("|x|", "the sign of x"),
    "bell": ("e^(−x²)", "−2x · e^(−x²)"),
    "sigmoid": ("sigmoid: σ(x) = 1/(1 + e⁻ˣ)", "σ(x) · σ(−x)"),
    "tanh": ("tanh x", "1/cosh² x"),
    "relu": ("ReLU: max(0, x)", "1 where x > 0, else 0"),
    "gelu": ("GELU: x · Φ(x)", "Φ(x) + x · φ(x)"),
    "silu": ("SiLU: x · σ(x)", "σ(x) · (1 + x · σ(−x))"),
    "softplus": ("softplus: ln(1 + eˣ)", "σ(x)"),
    "line": ("2x + 1", "2"),
}
"""Each curve and its derivative, for people."""

TYPED = {
    "square": "x^2", "cubic": "x^3 - 3x", "sine": "sin(x)", "cosine": "cos(x)", "exponential": "exp(x)",
    "logarithm": "ln(x)", "reciprocal": "1/x", "root": "sqrt(x)", "absolute": "abs(x)", "bell": "exp(-x^2)",
    "sigmoid": "sigmoid(x)", "tanh": "tanh(x)", "relu": "relu(x)", "gelu": "gelu(x)", "silu": "silu(x)",
    "softplus": "ln(1 + exp(x))", "line": "2x + 1",
}  # fmt: skip
"""Each curve as a reader would type it."""


@lru_cache(maxsize=64)
def own_curve(text: str) -> Curve:
    """Read a typed formula once."""
    return typed_curve(text)


def curve_of(s: SimpleNamespace) -> Curve:
    """Return the curve that is meant: one of the shelf, or the reader's own as far as it is typed."""
    return own_curve(read_draft(s.f).formula) if s.curve == OWN else CURVES[s.curve]


@lru_cache(maxsize=64)
def formula_of(curve: str, text: str) -> Formula:
    """Return the formula of a curve, typed by the reader or as a reader would."""
    return parse_formula(read_draft(text).formula if curve == OWN else TYPED[curve])


def written(s: SimpleNamespace) -> tuple[str, str]:
    """Write the curve and its derivative for people."""
    return (read_draft(s.f).formula, "by the rules of differentiation") if s.curve == OWN else WRITTEN[s.curve]


@lru_cache(maxsize=64)
def followed(curve: Curve, left: float, right: float) -> Samples:
    """Follow a curve across the picture, once for each picture."""
    return sample(curve, left, right, 241)
