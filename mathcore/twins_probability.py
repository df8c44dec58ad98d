"""Divergences, sampling and Markov chains again, in PyTorch."""

import math
from typing import Any

import numpy as np

from mathcore.twins import Bench, Tensors
from mathcore.twins_softmax import tempered


def _kl_terms(bench: Bench, p: Any, q: Any) -> Any:
    p, q = p / p.sum(), q / q.sum()
    return bench.torch.special.xlogy(p, p) - bench.torch.special.xlogy(p, q)


def divergence_terms(bench: Bench, p: Any, q: Any) -> Tensors:
    """The plain terms with the differences that sum to 0."""
    p, q = bench.tensor(p), bench.tensor(q)
    return {"value": _kl_terms(bench, p, q) - p / p.sum() + q / q.sum(), "?p": p, "?q": q}


def kl_divergence(bench: Bench, p: Any, q: Any) -> Tensors:
    """The plain formula."""
    p, q = bench.tensor(p), bench.tensor(q)
    return {"value": _kl_terms(bench, p, q).sum(), "?p": p, "?q": q}


def distribution_cross_entropy(bench: Bench, p: Any, q: Any) -> Tensors:
    """`torch.special.xlogy`, summed."""
    p, q = bench.tensor(p), bench.tensor(q)
    return {"value": -bench.torch.special.xlogy(p, q).sum(), "?p": p, "?q": q}


def divergence(bench: Bench, p: Any, q: Any) -> Tensors:
    """All of them."""
    p, q = bench.tensor(p), bench.tensor(q)
    cross = -bench.torch.special.xlogy(p, q).sum()
    return {
        "terms": divergence_terms(bench, p, q)["value"], "entropy": bench.torch.special.entr(p).sum(),
        "cross_entropy": cross, "kl": _kl_terms(bench, p, q).sum(), "kl_reverse": _kl_terms(bench, q, p).sum(),
        "perplexity": cross.exp() if cross < 709 else cross.new_tensor(math.inf), "?p": p, "?q": q,
    }  # fmt: skip


def keep_top_k(bench: Bench, p: Any, k: int) -> Tensors:
    """The values `torch.topk` finds; positions by a stable sort, since its choice among equals is open."""
    p = bench.tensor(p)
    kept = bench.torch.zeros(len(p), dtype=bench.torch.bool, device=p.device)
    kept[bench.torch.sort(p, descending=True, stable=True).indices[:k]] = True
    return {"value": kept}


def keep_top_p(bench: Bench, p: Any, share: float) -> Tensors:
    """Cumulative sums of the sorted probabilities."""
    torch = bench.torch
    p = bench.tensor(p)
    if share >= 1:
        return {"value": torch.ones(len(p), dtype=torch.bool, device=p.device)}
    values, order = torch.sort(p, descending=True, stable=True)
    reached = values.cumsum(0) >= share - len(p) * 2.0**-53
    count = int(torch.nonzero(reached)[0]) + 1 if bool(reached.any()) else len(p)
    kept = torch.zeros(len(p), dtype=torch.bool, device=p.device)
    kept[order[: count if share > 0 else 1]] = True
    return {"value": kept}


def choose_from(
    bench: Bench, logits: Any, temperature: float = 1.0, top_k: int | None = None, top_p: float = 1.0,
    min_p: float = 0.0,
) -> Tensors:  # fmt: skip
    """Each stage on what the one before left."""
    torch = bench.torch
    p = torch.softmax(tempered(bench, logits, temperature), dim=-1)
    by_k = keep_top_k(bench, p.cpu(), len(p) if top_k is None else top_k)["value"].to(p.device)
    left = torch.where(by_k, p, 0.0)
    by_min = by_k & (left >= min_p * left.max())
    left = torch.where(by_min, p, 0.0)
    by_p = (
        by_min & keep_top_p(bench, (left / left.sum()).cpu(), top_p)["value"].to(p.device) if by_min.any() else by_min
    )
    final = torch.where(by_p, p, 0.0)
    final = final / final.sum() if bool(by_p.any()) else final
    return {
        "probabilities": p, "order": torch.sort(p, descending=True, stable=True).indices, "kept_by_k": by_k,
        "kept_by_min_p": by_min, "kept_by_p": by_p, "final": final, "cumulative": final.cumsum(0),
        "?z": tempered(bench, logits, temperature),
    }  # fmt: skip


def draw(bench: Bench, p: Any, uniforms: Any) -> Tensors:
    """A search in the cumulative sums."""
    p, u = bench.tensor(p), bench.tensor(uniforms)
    steps = p.cumsum(0)
    found = bench.torch.searchsorted(steps, u * steps[-1], right=True)
    return {"value": found.clamp(max=int(bench.torch.nonzero(p)[-1]))}


def stationary(bench: Bench, chain: Any) -> Tensors:
    """Elimination without a subtraction, on each closed group; an eigenvector would lose digits."""
    torch = bench.torch
    p = bench.tensor(chain)
    reach = torch.linalg.matrix_power((p > 0).double() + torch.eye(len(p), dtype=p.dtype, device=p.device), len(p)) > 0
    both = reach & reach.T
    closed = (reach == both).all(dim=1)
    groups = {tuple(torch.nonzero(both[i])[:, 0].tolist()) for i in torch.nonzero(closed)[:, 0].tolist()}
    vector = torch.full((len(p),), math.nan, dtype=p.dtype)
    if len(groups) == 1:
        vector = torch.zeros(len(p), dtype=p.dtype)
        states = list(next(iter(groups)))
        vector[states] = _eliminate(torch, p.cpu()[states][:, states])
    numbers = np.full(len(p), -1)
    for index, states in enumerate(sorted(groups)):
        numbers[list(states)] = index
    return {"vector": vector, "closed": numbers}


def _eliminate(torch: Any, p: Any) -> Any:
    p = p.clone()
    for k in range(len(p) - 1, 0, -1):
        p[:k, k] /= p[k, :k].sum()
        p[:k, :k] += torch.outer(p[:k, k], p[k, :k])
    weights = torch.ones(len(p), dtype=p.dtype)
    for k in range(1, len(p)):
        weights[k] = weights[:k] @ p[:k, k]
        weights = weights / weights[: k + 1].max()
    return weights / weights.sum()
