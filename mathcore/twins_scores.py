"""Rounded softmax, the edges of the exponential and many temperatures again, in PyTorch."""

import math
from typing import Any

from mathcore import twins_softmax
from mathcore.twins import Bench, Tensors

SHORT = {"float64": 53, "float32": 24, "bfloat16": 8, "float16": 11}


def _short(bench: Bench, x: Any, how: str) -> Any:
    torch = bench.torch
    if how in SHORT:
        return x.to(getattr(torch, how)).to(torch.float64)
    places = int(how.split()[0]) - 1 - torch.floor(torch.log10(x.abs()))
    up, down = 10.0 ** places.clamp(min=0), 10.0 ** (-places).clamp(min=0)
    result = torch.round(x * up / down) / up * down
    return torch.where(result.isfinite(), result, x)


def rounded(bench: Bench, x: Any, how: str) -> Tensors:
    """To the format and back."""
    return {"value": _short(bench, bench.tensor(x), how)}


def rounded_softmax(bench: Bench, logits: Any, temperature: float | int, how: str, got: Any) -> Tensors:
    """Each step from our step before, so that a rounding is compared with a rounding of the same number."""
    z = bench.tensor(logits)
    raw = {
        "scaled": z / z.new_tensor(temperature), "weights": bench.torch.exp(bench.tensor(got.scaled)),
        "total": bench.tensor(got.weights).sum(),
        "probabilities": bench.tensor(got.weights) / z.new_tensor(got.total),
    }  # fmt: skip
    return {
        **{name: _short(bench, value, how) for name, value in raw.items()},
        "probability_sum": bench.tensor(got.probabilities).sum(), **{f"?{name}": value for name, value in raw.items()},
    }  # fmt: skip


def exponential_edges(bench: Bench, dtype: str) -> Tensors:
    """Halving with `torch.exp`; the numbers of a precision lie in the order of their bits."""
    torch = bench.torch
    whole = {"float16": torch.int16, "float32": torch.int32, "float64": torch.int64}[dtype]
    kind = getattr(torch, dtype)

    def border(sign: int, holds: Any) -> tuple[Any, Any]:
        def number(bits: int) -> Any:
            return sign * torch.tensor([bits], dtype=whole).view(kind).to(bench.device)

        low, high = 0, int(torch.tensor([torch.finfo(kind).max], dtype=kind).view(whole))
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if bool(holds(torch.exp(number(middle)))) else (low, middle)
        return number(low)[0].double(), number(high)[0].double()

    finite, infinite = border(1, lambda y: y.isfinite())
    positive, zero = border(-1, lambda y: y > 0)
    return {"last_finite": finite, "first_infinite": infinite, "last_positive": positive, "first_zero": zero}


def melting(bench: Bench, logits: Any, low: float | int, high: float | int, count: int) -> Tensors:
    """One temperature a row."""
    torch = bench.torch
    z = bench.tensor(logits)
    power = bench.tensor(
        [math.log10(low) + i * (math.log10(high) - math.log10(low)) / (count - 1) for i in range(count)]
    )
    below = (z - z.max()) / 10.0 ** power[:, None]
    p = twins_softmax.row_by_row(bench, below)
    return {
        "power": power,
        "probabilities": p,
        "entropy_bits": torch.special.entr(p).sum(-1) / math.log(2.0),
        "?z": below,
    }


def slopes(bench: Bench, logits: Any, temperature: float | int = 1.0) -> Tensors:
    """The Jacobian by automatic differentiation, and its sums."""
    found = twins_softmax.jacobian(bench, logits, temperature)
    j = found["value"]
    return {"probabilities": found["?p"].detach(), "jacobian": j, "row_sums": j.sum(1), "column_sums": j.sum(0),
            "?p": found["?p"], "?z": found["?z"]}  # fmt: skip
