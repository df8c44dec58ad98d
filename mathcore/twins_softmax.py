"""Softmax and attention again, in PyTorch."""

import math
from typing import Any

from mathcore.twins import Bench, Tensors


def tempered(bench: Bench, logits: Any, temperature: float = 1.0) -> Any:
    """Scores below the largest, over the temperature; the limits at 0 and infinity by their meaning."""
    torch = bench.torch
    z = logits if torch.is_tensor(logits) else bench.tensor(logits)
    if z.shape[-1] == 0:
        return z
    below = z - z.amax(dim=-1, keepdim=True).detach()
    if temperature == 0:
        return torch.where(below < 0, -math.inf, below)
    if temperature == math.inf:
        return torch.where(z == -math.inf, below, below * 0)
    # On the device and in the dtype of the scores; a Python divisor could be rounded differently.
    return below / z.new_tensor(temperature)


def row_by_row(bench: Bench, z: Any) -> Any:
    """`torch.softmax`, a row at a time: given several, it wakes threads, which a busy machine makes it wait for."""
    return bench.torch.stack([bench.torch.softmax(row, dim=-1) for row in z])


def tempered_twin(bench: Bench, logits: Any, temperature: float = 1.0) -> Tensors:
    """The exponents alone."""
    return {"value": tempered(bench, logits, temperature)}


def softmax(bench: Bench, logits: Any, temperature: float = 1.0) -> Tensors:
    """`torch.softmax` of the exponents, which are kept for the bound."""
    z = tempered(bench, logits, temperature)
    return {"value": bench.torch.softmax(z, dim=-1), "?z": z}


def log_softmax(bench: Bench, logits: Any, temperature: float = 1.0) -> Tensors:
    """`torch.log_softmax` of the exponents."""
    return {"value": bench.torch.log_softmax(tempered(bench, logits, temperature), dim=-1)}


def naive_softmax(bench: Bench, logits: Any, temperature: float = 1.0, dtype: str = "float64") -> Tensors:
    """The plain formula in the same precision."""
    z = bench.tensor(logits).to(getattr(bench.torch, dtype))
    z = z / z.new_tensor(temperature)
    weights = bench.torch.exp(z)
    return {"value": weights / weights.sum(-1, keepdim=True), "?z": z}


def logsumexp(bench: Bench, x: Any) -> Tensors:
    """`torch.logsumexp`; near 0 it is the less accurate side."""
    return {"value": bench.torch.logsumexp(bench.tensor(x), dim=-1)}


def entropy(bench: Bench, p: Any) -> Tensors:
    """`torch.special.entr`, summed."""
    terms = bench.torch.special.entr(bench.tensor(p))
    return {"value": terms.sum(-1), "?terms": terms}


def softmax_report(bench: Bench, logits: Any, temperature: float = 1.0) -> Tensors:
    """Every step of the report."""
    torch = bench.torch
    x = bench.tensor(logits)
    z = tempered(bench, x, temperature)
    weights = torch.exp(z)
    p = torch.softmax(z, dim=-1)
    nats = torch.special.entr(p).sum()
    leaders = torch.nonzero((x == x.max()) | x.isnan())
    return {
        "shifted": z, "weights": weights, "total": weights.sum(), "probabilities": p,
        "probability_sum": p.sum(), "entropy": nats, "entropy_bits": nats / math.log(2.0),
        "effective": torch.exp(nats), "top": leaders[0, 0],
    }  # fmt: skip


def jacobian(bench: Bench, logits: Any, temperature: float = 1.0) -> Tensors:
    """Automatic differentiation of `torch.softmax`: a copy of the scores for each output, one pass back."""
    x = bench.tensor(logits)
    copies = x.expand(len(x), len(x)).clone().requires_grad_()
    z = tempered(bench, copies, temperature)
    p = row_by_row(bench, z)
    return {"value": bench.slope(p.diagonal(), copies), "?p": p[0], "?z": z[0]}


def _steps(bench: Bench, q: Any, k: Any, v: Any, scaled: bool, mask: Any) -> tuple[Any, ...]:
    torch = bench.torch
    scores = torch.einsum("ik,jk->ij", q, k)
    logits = scores / q.new_tensor(math.sqrt(q.shape[1])) if scaled else scores
    if mask is None:
        weights = row_by_row(bench, logits)
        return scores, logits, logits, weights, weights @ v, torch.zeros(len(q), dtype=torch.bool)
    seen = bench.tensor(mask, "bool")
    masked = logits.masked_fill(~seen, -math.inf)
    blind = ~seen.any(-1)
    # A row without a key to look at is made harmless before softmax and emptied after it.
    weights = row_by_row(bench, masked.masked_fill(blind[:, None], 0.0)).masked_fill(blind[:, None], 0.0)
    return scores, logits, masked, weights, weights @ v, blind


def attention(bench: Bench, q: Any, k: Any, v: Any, *, scaled: bool = True, mask: Any = None) -> Tensors:
    """Every step of attention, and PyTorch's own fused one for the output."""
    q, k, v = bench.tensor(q), bench.tensor(k), bench.tensor(v)
    scores, logits, masked, weights, _, blind = _steps(bench, q, k, v, scaled, mask)
    fused = bench.torch.nn.functional.scaled_dot_product_attention(
        q[None, None], k[None, None], v[None, None], scale=None if scaled else 1.0,
        attn_mask=None if mask is None else bench.tensor(mask, "bool")[None, None],
    )[0, 0]  # fmt: skip
    return {
        "scores": scores, "scaled": logits, "masked": masked, "weights": weights, "output": fused,
        "blind": blind, "?parts": (q, k, v),
    }  # fmt: skip


def attention_gradient(
    bench: Bench, q: Any, k: Any, v: Any, upstream: Any, *, scaled: bool = True, mask: Any = None
) -> Tensors:
    """All five gradients by autograd."""
    q, k, v = bench.leaf(q), bench.leaf(k), bench.leaf(v)
    _, logits, _, weights, output, _ = _steps(bench, q, k, v, scaled, mask)
    wanted = (weights, logits, q, k, v)
    found = bench.back(output, wanted, upstream)
    names = ("d_weights", "d_scores", "d_q", "d_k", "d_v")
    return {**dict(zip(names, found, strict=True)), "?weights": weights, "?parts": (q, k, v)}
