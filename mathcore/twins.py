"""The same mathematics again, in PyTorch: the other half of every check.

Nothing here imports torch. Each twin is handed a `Bench`, which holds the torch module and a device,
and the arguments of our routine; it returns its tensors in the order they are computed. Twins are
written from the textbook with PyTorch's own operations and automatic differentiation, not from our code.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from mathcore.curves import Curve
from mathcore.tokens import embed, projection_weights

Tensors = dict[str, Any]


class Bench(NamedTuple):
    """Where twins work: the torch module, a device, and ways to put numbers on it."""

    torch: Any
    device: str

    def tensor(self, values: object, dtype: str | None = None) -> Any:
        """Copy numbers to the device; plain Python numbers become float64."""
        array = np.asarray(values, dtype=dtype)
        if array.dtype.kind in "iu" and dtype is None:
            array = array.astype(np.float64)
        return self.torch.tensor(array, device=self.device)

    def leaf(self, values: object) -> Any:
        """Copy numbers to the device and watch what is computed from them."""
        return self.tensor(values).requires_grad_()

    def slope(self, result: Any, of: Any, keep: bool = False) -> Any:
        """Return the derivative of the sum of a result."""
        (slope,) = self.torch.autograd.grad(result.sum(), of, create_graph=keep, materialize_grads=True)
        return slope

    def back(self, result: Any, of: tuple[Any, ...], upstream: object) -> tuple[Any, ...]:
        """Carry an upstream gradient back; as a weighted sum, since `grad_outputs` imports half of torch."""
        weighted = (result * self.tensor(upstream)).sum()
        return self.torch.autograd.grad(weighted, of, materialize_grads=True)


def norm(bench: Bench, x: Any) -> Tensors:
    """Length, on entries divided by the largest: `vector_norm` itself overflows."""
    x = bench.tensor(x)
    peak = x.abs().max() if x.numel() else x.new_tensor(0.0)
    safe = bool(0 < peak < math.inf)
    length = bench.torch.linalg.vector_norm(x / peak if safe else x)
    return {"norm": length * peak if safe else length}


def dot_product(bench: Bench, a: Any, b: Any) -> Tensors:
    """Terms, sum, lengths, angle and projection."""
    torch = bench.torch
    norm_a, norm_b = norm(bench, a)["norm"], norm(bench, b)["norm"]
    a, b = bench.tensor(a), bench.tensor(b)
    unit_a, unit_b = a / a.abs().max(), b / b.abs().max()
    unit_a = unit_a / torch.linalg.vector_norm(unit_a)
    unit_b = unit_b / torch.linalg.vector_norm(unit_b)
    half = torch.atan2(torch.linalg.vector_norm(unit_a - unit_b), torch.linalg.vector_norm(unit_a + unit_b))
    along = torch.dot(a, unit_b) if norm_b > 0 else torch.zeros_like(norm_b)
    return {
        "terms": a * b, "dot": torch.dot(a, b), "norm_a": norm_a, "norm_b": norm_b,
        "cosine": torch.dot(unit_a, unit_b), "angle": 2 * half,
        "projection": along * unit_b if norm_b > 0 else torch.zeros_like(b), "scalar_projection": along,
    }  # fmt: skip


def matmul(bench: Bench, a: Any, b: Any) -> Tensors:
    """Product, terms and running sums."""
    a, b = bench.tensor(a), bench.tensor(b)
    terms = bench.torch.einsum("ik,kj->ikj", a, b)
    count = a.shape[0] * a.shape[1] * b.shape[1]
    return {
        "terms": terms,
        "partial_sums": terms.cumsum(1),
        "product": a @ b,
        "multiply_adds": np.array(count),
    }


def matmul_gradient(bench: Bench, a: Any, b: Any, upstream: Any) -> Tensors:
    """Both gradients by autograd."""
    a, b = bench.leaf(a), bench.leaf(b)
    d_a, d_b = bench.back(a @ b, (a, b), upstream)
    return {"d_a": d_a, "d_b": d_b}


def _gelu(torch: Any, x: Any) -> Any:
    """Write GELU with erfc: `functional.gelu` loses the left tail."""
    return 0.5 * x * torch.special.erfc(-x / math.sqrt(2.0))


CURVE_TWINS = {
    "square": lambda torch, x: x**2,
    "cubic": lambda torch, x: x**3 - 3 * x,
    "sine": lambda torch, x: torch.sin(x),
    "cosine": lambda torch, x: torch.cos(x),
    "exponential": lambda torch, x: torch.exp(x),
    "logarithm": lambda torch, x: torch.log(x),
    "reciprocal": lambda torch, x: torch.reciprocal(x),
    "root": lambda torch, x: torch.sqrt(x),
    "absolute": lambda torch, x: torch.abs(x),
    "bell": lambda torch, x: torch.exp(-(x**2)),
    "sigmoid": lambda torch, x: torch.sigmoid(x),
    "tanh": lambda torch, x: torch.tanh(x),
    "relu": lambda torch, x: torch.relu(x),
    "gelu": _gelu,
    "silu": lambda torch, x: torch.nn.functional.silu(x),
    "softplus": lambda torch, x: torch.logaddexp(x, torch.zeros_like(x)),
    "line": lambda torch, x: 2 * x + 1,
}


def curve(bench: Bench, curve: Curve, x: Any) -> tuple[Any, Any, Any]:
    """Return a curve's values, slopes and bends, the last two by autograd."""
    x = bench.leaf(x)
    value = (curve.twin or CURVE_TWINS[curve.name])(bench.torch, x)
    if not value.requires_grad:
        return value, bench.torch.zeros_like(x), bench.torch.zeros_like(x)
    slope = bench.torch.where(value.isnan(), math.nan, bench.slope(value, x, keep=True))
    bend = bench.slope(slope, x) if slope.requires_grad else bench.torch.zeros_like(x)
    return value.detach(), slope.detach(), bend


def tangent(bench: Bench, line: Curve, x: float, h: float) -> Tensors:
    """Value and slope by autograd; secants from the values. The bends only widen bounds."""
    places = np.array([x, x + h, x - h], dtype=np.float64)
    values, slopes, bends = curve(bench, line, places)
    value, ahead, behind = values
    slope = slopes[0]
    secant, central = (ahead - value) / h, (ahead - behind) / 2 / h
    return {
        "x": places[:1].reshape(()), "value": value, "slope": slope, "intercept": value - slope * x,
        "x_h": places[1], "value_h": ahead, "secant_slope": secant, "secant_intercept": value - secant * x,
        "central_slope": central, "secant_error": (secant - slope).abs(),
        "central_error": (central - slope).abs(), "?values": values, "?slopes": slopes, "?bends": bends,
    }  # fmt: skip


def sample(bench: Bench, line: Curve, lo: float, hi: float, n: int) -> Tensors:
    """Values and slopes along a curve in one batch."""
    x = np.linspace(lo, hi, n)
    value, slope, bend = curve(bench, line, x)
    return {"x": x, "value": value, "slope": slope, "?bends": bend}


def activation(name: str, power: int) -> Any:
    """Make the twin of an activation, or with power 1 of its slope."""

    def twin(bench: Bench, x: Any) -> Tensors:
        results = curve(bench, Curve(name, "", "", np.sin, np.cos), x)
        return {"value": results[power], "?all": bench.torch.stack(results)}

    return twin


def normal_cdf(bench: Bench, x: Any) -> Tensors:
    """The normal distribution by erfc."""
    return {"value": bench.torch.special.erfc(-bench.tensor(x) / math.sqrt(2.0)) / 2}


def causal_mask(bench: Bench, t: int) -> Tensors:
    """A lower triangle."""
    return {"value": bench.torch.ones(t, t, dtype=bench.torch.bool, device=bench.device).tril()}


def project(bench: Bench, words: Any, d_model: int, d_k: int, d_v: int, seed: int) -> Tensors:
    """Three products with the same table and the same matrices."""
    x = bench.tensor(embed(words, d_model, seed))
    sizes = {"q": d_k, "k": d_k, "v": d_v}
    return {name: x @ bench.tensor(projection_weights(name, d_model, size, seed)) for name, size in sizes.items()}


def positions(bench: Bench, t: int, d: int) -> Tensors:
    """Sines and cosines, interleaved."""
    torch, pairs = bench.torch, (d + 1) // 2
    rates = torch.exp(-math.log(10000.0) * 2 * bench.tensor(np.arange(pairs)) / d)
    angles = bench.tensor(np.arange(t))[:, None] * rates
    return {"value": torch.stack((angles.sin(), angles.cos()), dim=-1).reshape(t, 2 * pairs)[:, :d]}
