"""Scripts that print the numbers of the derivative page."""

from types import SimpleNamespace
from typing import Any

from mathcore.formula_tree import holds_x
from pages.parts.curves import OWN, formula_of

HELPERS = """import math

import numpy as np

np.seterr(all="ignore")


def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def phi(x):  # the chance that a standard normal number is below x
    return np.array([0.5 * math.erfc(-value / math.sqrt(2.0)) for value in x.tolist()])


"""
NUMPY = {
    "square": ("x * x", "2 * x"),
    "cubic": ("x * x * x - 3 * x", "3 * x * x - 3"),
    "sine": ("np.sin(x)", "np.cos(x)"),
    "cosine": ("np.cos(x)", "-np.sin(x)"),
    "exponential": ("np.exp(x)", "np.exp(x)"),
    "logarithm": ("np.log(x)", "1 / x"),
    "reciprocal": ("1 / x", "-1 / (x * x)"),
    "root": ("np.sqrt(x)", "0.5 / np.sqrt(x)"),
    "absolute": ("np.abs(x)", "np.sign(x)"),
    "bell": ("np.exp(-x * x)", "-2 * x * np.exp(-x * x)"),
    "sigmoid": ("sigmoid(x)", "sigmoid(x) * sigmoid(-x)"),
    "tanh": ("np.tanh(x)", "(1 / np.cosh(x)) ** 2"),
    "relu": ("np.maximum(x, 0.0)", "(x > 0).astype(float)"),
    "gelu": ("x * phi(x)", "phi(x) + np.clip(x, -1e2, 1e2) * np.exp(-np.clip(x, -1e2, 1e2) * np.clip(x, -1e2, 1e2) / 2) / math.sqrt(2 * math.pi)"),
    "silu": ("x * sigmoid(x)", "sigmoid(x) * (1 + x * sigmoid(-x))"),
    "softplus": ("np.logaddexp(x, 0.0)", "sigmoid(x)"),
    "line": ("2 * x + 1", "2 * np.ones_like(x)"),
}  # fmt: skip
"""Each curve and its slope, in the order of operations of the page."""

TORCH = {
    "square": "x**2", "cubic": "x**3 - 3 * x", "sine": "torch.sin(x)", "cosine": "torch.cos(x)",
    "exponential": "torch.exp(x)", "logarithm": "torch.log(x)", "reciprocal": "1 / x", "root": "torch.sqrt(x)",
    "absolute": "torch.abs(x)", "bell": "torch.exp(-(x**2))", "sigmoid": "torch.sigmoid(x)",
    "tanh": "torch.tanh(x)", "relu": "torch.relu(x)", "gelu": "x * torch.special.erfc(-x / math.sqrt(2)) / 2",
    "silu": "torch.nn.functional.silu(x)", "softplus": "torch.logaddexp(x, torch.zeros_like(x))", "line": "2 * x + 1",
}  # fmt: skip

QUOTIENTS = """
x, h = {x!r}, {h!r}
value, ahead, behind = f(np.array([x, x + h, x - h])).tolist()
slope = float(f_slope(np.array([x]))[0]) if value == value else math.nan
secant, central = (ahead - value) / h, (ahead - behind) / 2.0 / h
print("f(x) =", repr(value))
print("slope f′(x) =", repr(slope))
print("secant slope =", repr(secant))
print("error of the secant =", repr(abs(secant - slope)))
print("error looking both ways =", repr(abs(central - slope)))
"""

AUTOGRAD = """import math

import torch


def f(x):
    return {expression}


x = torch.tensor({x!r}, dtype=torch.float64, requires_grad=True)
value = f(x)
value.backward(torch.ones_like(value))
slope = x.grad.item() if bool(value == value) else math.nan
print("f(x) =", repr(value.item()))
print("slope f′(x) =", repr(slope))
"""


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the slope of the moment as a short program, once with NumPy and once with PyTorch."""
    if s.curve == OWN:
        tree = formula_of(s.curve, s.f).tree
        lines = forward(tree)
        value = "def f(x):\n" + "".join(f"    {line}\n" for line in lines if not line.startswith("s"))
        slope = "def f_slope(x):  # forward mode: every value v with its slope s\n"
        slope += "".join(f"    {line}\n" for line in lines)
        body = (
            f"{value}    return v{len(lines) // 2 - 1} + 0 * x\n\n\n{slope}    return s{len(lines) // 2 - 1} + 0 * x\n"
        )
        expression = torch_text(tree) + " + 0 * x"
    else:
        value, slope = NUMPY[s.curve]
        body = f"def f(x):\n    return {value}\n\n\ndef f_slope(x):\n    return {slope}\n"
        expression = TORCH[s.curve]
    return {
        "NumPy": HELPERS + body + QUOTIENTS.format(x=s.x, h=s.h),
        "PyTorch": AUTOGRAD.format(expression=expression, x=s.x),
    }


VALUE_AND_SLOPE = {
    "sin": ("np.sin({v})", "np.cos({v})"),
    "cos": ("np.cos({v})", "-np.sin({v})"),
    "tan": ("np.tan({v})", "(1 / np.cos({v})) ** 2"),
    "exp": ("np.exp({v})", "np.exp({v})"),
    "ln": ("np.log({v})", "np.where({v} >= 0, 1 / {v}, np.nan)"),
    "sqrt": ("np.sqrt({v})", "0.5 / np.sqrt({v})"),
    "abs": ("np.abs({v})", "np.sign({v})"),
    "tanh": ("np.tanh({v})", "(1 / np.cosh({v})) ** 2"),
    "sigmoid": ("sigmoid({v})", "sigmoid({v}) * sigmoid(-{v})"),
    "relu": ("np.maximum({v}, 0.0)", "({v} > 0).astype(float)"),
    "silu": ("{v} * sigmoid({v})", "sigmoid({v}) * (1 + {v} * sigmoid(-{v}))"),
    "gelu": ("{v} * phi({v})", "phi({v}) + {v} * np.exp(-{v} * {v} / 2) / math.sqrt(2 * math.pi)"),
}


def forward(tree: Any) -> list[str]:
    """Write a formula as lines that compute every value v and, by the rules of differentiation, its slope s."""
    lines: list[str] = []

    def emit(value: str, slope: str) -> int:
        number = len(lines) // 2
        lines.extend((f"v{number} = {value}", f"s{number} = {slope.replace('@', f'v{number}')}"))
        return number

    def call(name: str, i: int) -> int:
        value, slope = (part.format(v=f"v{i}") for part in VALUE_AND_SLOPE["ln" if name == "log" else name])
        return emit(value, f"np.where((s{i} == 0) & np.isfinite(@), 0.0, ({slope}) * s{i})")

    def walk(tree: Any) -> int:
        match tree:
            case ("x",):
                return emit("x", "np.ones_like(x)")
            case ("number", value):
                return emit(f"np.full_like(x, {value!r})", "np.zeros_like(x)")
            case ("negate", inner):
                i = walk(inner)
                return emit(f"-v{i}", f"-s{i}")
            case ("call", name, inner):
                return call(name, walk(inner))
            case ("**", base, exponent) if not holds_x(exponent):
                i, k = walk(base), walk(exponent)
                rule = f"np.where(v{k} == 0, 0.0, v{k} * np.float_power(v{i}, v{k} - 1))"
                return emit(
                    f"np.float_power(v{i}, v{k})", f"np.where((s{i} == 0) & np.isfinite(@), 0.0, {rule} * s{i})"
                )
            case (operator, left, right):
                i, k = walk(left), walk(right)
                if operator == "**":
                    i = call("ln", i)
                    return call("exp", emit(f"v{k} * v{i}", f"s{k} * v{i} + v{k} * s{i}"))
                slope = {
                    "+": f"s{i} + s{k}", "-": f"s{i} - s{k}", "*": f"s{i} * v{k} + v{i} * s{k}",
                    "/": f"(s{i} - @ * s{k}) / v{k}",
                }[operator]  # fmt: skip
                return emit(f"v{i} {operator} v{k}", slope)
        raise AssertionError(tree)

    walk(tree)
    return lines


def torch_text(tree: Any) -> str:
    """Write a formula with PyTorch's operations."""
    match tree:
        case ("x",):
            return "x"
        case ("number", value):
            return f"torch.tensor({value!r}, dtype=torch.float64)"
        case ("negate", inner):
            return f"-({torch_text(inner)})"
        case ("call", "gelu", inner):
            return f"(lambda a: a * torch.special.erfc(-a / math.sqrt(2)) / 2)({torch_text(inner)})"
        case ("call", "silu", inner):
            return f"torch.nn.functional.silu({torch_text(inner)})"
        case ("call", name, inner):
            return f"torch.{'log' if name == 'ln' else name}({torch_text(inner)})"
        case ("**", base, exponent) if not holds_x(exponent):
            return f"({torch_text(base)}) ** float({torch_text(exponent)})"
        case ("**", base, exponent):
            return f"torch.exp(({torch_text(exponent)}) * torch.log({torch_text(base)}))"
        case (operator, left, right):
            return f"({torch_text(left)} {operator} {torch_text(right)})"
    raise AssertionError(tree)
