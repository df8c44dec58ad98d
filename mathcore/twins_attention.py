"""One query and several heads again, in PyTorch."""

import math
from typing import Any

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
