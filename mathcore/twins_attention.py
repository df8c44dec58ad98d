"""One query and several heads again, in PyTorch."""

import math
from typing import Any

import numpy as np

from mathcore import heads as ours
from mathcore.tokens import embed, positions
from mathcore.twins import Bench, Tensors


def one_query(bench: Bench, q: Any, k: Any, v: Any, query: int, *, scaled: bool = True, mask: Any = None) -> Tensors:
    """Every number of one row; the output from PyTorch's fused attention."""
    torch = bench.torch
    q, k, v = bench.tensor(q)[query], bench.tensor(k), bench.tensor(v)
    products = q * k
    scores = torch.mv(k, q)
    logits = scores / q.new_tensor(math.sqrt(len(q))) if scaled else scores
    seen = torch.ones_like(logits, dtype=torch.bool) if mask is None else bench.tensor(mask, "bool")[query]
    masked = logits.masked_fill(~seen, -math.inf)
    exponentials = torch.exp(masked)
    blind = not bool(seen.any())
    weights = torch.zeros_like(logits) if blind else torch.softmax(masked, dim=-1)
    fused = torch.nn.functional.scaled_dot_product_attention(
        q[None, None], k[None], v[None], attn_mask=seen[None, None], scale=None if scaled else 1.0
    )[0, 0]
    return {
        "products": products, "scores": scores, "scaled": logits, "masked": masked, "exponentials": exponentials,
        "total": exponentials.sum(), "weights": weights,
        "parts": weights[:, None] * torch.where(seen[:, None], v, torch.zeros_like(v)), "output": fused,
        "effective": torch.exp(torch.special.entr(weights).sum()), "top": weights.argmax(),
        "?parts": (q[None], k, v),
    }  # fmt: skip


def heads(
    bench: Bench, words: Any, count: int, seed: int, *, d_model: int = 8, d_k: int = 2, position: bool = False
) -> Tensors:
    """All heads in one product each for queries, keys and values."""
    torch = bench.torch
    x = bench.tensor(embed(words, d_model, seed))
    if position:
        x = x + bench.tensor(positions(len(words), d_model))
    stacks = {name: torch.stack([bench.tensor(w) for w in ours.matrices(name, count, seed, d_model, d_k)])
              for name in "qkv"}  # fmt: skip
    return {
        "x": x, **{name: torch.einsum("td,hdk->htk", x, w) for name, w in stacks.items()},
        "?sizes": tuple(torch.einsum("td,hdk->htk", x.abs(), w.abs()) for w in stacks.values()),
    }  # fmt: skip


def mixing(bench: Bench, weights: Any, times: int = 1, *, got: Any) -> Tensors:
    """The power by squaring; our eigenvalues must make the table singular and add up to its trace."""
    torch = bench.torch
    a = bench.tensor(weights)
    eye = torch.eye(len(a), dtype=torch.complex128, device=a.device)
    values = torch.tensor(got.eigenvalues, device=a.device)
    left = torch.linalg.svdvals(a.to(torch.complex128)[None] - values[:, None, None] * eye)[:, -1]
    sizes = values.abs()
    gap = 1 - sizes[1] if len(a) > 1 else sizes.new_tensor(1.0)
    vector = bench.tensor(got.stationary)
    return {
        "power": torch.linalg.matrix_power(a, times), "residuals": left, "trace": torch.trace(a), "gap": gap,
        "stationary": vector @ a, "column_means": a.mean(0),
    }  # fmt: skip


def compare_orders(
    bench: Bench, first: Any, second: Any, order: Any, *, scaled: bool = True, causal: bool = False
) -> Tensors:
    """PyTorch's fused attention on both orders."""
    torch = bench.torch
    outputs, sizes = [], []
    for vectors in (first, second):
        q, k, v = (bench.tensor(part) for part in vectors)
        fused = torch.nn.functional.scaled_dot_product_attention(
            q[None, None], k[None, None], v[None, None], is_causal=causal, scale=None if scaled else 1.0
        )
        outputs.append(fused[0, 0])
        root = math.sqrt(q.shape[-1]) if scaled else 1.0
        sizes.append((1 + (q.abs() @ k.abs().mT).max() / root, v.abs().max()))
    place = torch.argsort(torch.tensor(order, device=outputs[0].device))
    before, after = outputs[0], outputs[1][place]
    change = (after - before).abs().amax(1)
    return {
        "before": before,
        "after": after,
        "change": change,
        "largest": change.max(),
        "?sizes": tuple(part for pair in sizes for part in pair),
    }


def cost(bench: Bench, t: int, d_k: int, d_v: int, heads: int = 1) -> Tensors:
    """Shapes without numbers: the meta device multiplies nothing and counts everything."""
    torch = bench.torch

    def empty(*shape: int) -> Any:
        return torch.empty(heads, *shape, device="meta")

    k, v = empty(t, d_k), empty(t, d_v)
    scores = empty(t, d_k) @ k.mT
    return {
        "entries": np.array(scores.numel()), "score_multiply_adds": np.array(scores.numel() * k.shape[-1]),
        "mix_multiply_adds": np.array((scores @ v).numel() * scores.shape[-1]),
        "weight_bytes": np.array(scores.numel() * scores.element_size()),
        "cache_bytes": np.array((k.numel() + v.numel()) * k.element_size()),
    }  # fmt: skip
