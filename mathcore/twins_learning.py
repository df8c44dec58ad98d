"""Losses, layer norm and Adam again, in PyTorch."""

from typing import Any

import numpy as np

from mathcore.twins import Bench, Tensors
from mathcore.twins_softmax import tempered


def cross_entropy(bench: Bench, logits: Any, targets: Any, temperature: float = 1.0) -> Tensors:
    """`functional.cross_entropy` of the shifted scores, and its gradient with respect to the logits."""
    torch = bench.torch
    x = bench.leaf(logits)
    z = tempered(bench, x, temperature)
    y = torch.tensor(np.asarray(targets), dtype=torch.int64, device=x.device)
    losses = torch.nn.functional.cross_entropy(z, y, reduction="none")
    counted = (y != -100).sum()
    return {
        "probabilities": torch.softmax(z, dim=-1), "losses": losses, "loss": losses.sum() / counted,
        "gradient": bench.slope(losses / counted, x), "counted": counted, "?z": z,
    }  # fmt: skip


def soft_cross_entropy(bench: Bench, logits: Any, targets: Any) -> Tensors:
    """`functional.cross_entropy` with shares as targets, a share of 0 costing nothing."""
    torch = bench.torch
    t = bench.tensor(targets)
    logs = torch.log_softmax(tempered(bench, logits), dim=-1).masked_fill(t == 0, 0.0)
    return {"value": -(t * logs).sum(-1), "?logs": logs, "?t": t}


def _scale(bench: Bench, x: Any) -> Any:
    """Powers of two that bring huge rows down; PyTorch squares them as they are."""
    peak = x.detach().abs().amax(dim=1, keepdim=True)
    scale = 2.0 ** peak.log2().floor()
    return bench.torch.where((peak > 2.0**300) & peak.isfinite(), scale, 1.0)


def _normal(bench: Bench, x: Any, eps: float) -> tuple[Any, ...]:
    scale = _scale(bench, x)
    small = x / scale
    moved = small - small[:, :1].detach()
    shift = moved.mean(dim=1, keepdim=True)
    variance = moved.var(dim=1, unbiased=False, keepdim=True)
    inverse = (variance + eps / scale / scale).rsqrt()
    return small[:, :1] * scale + shift * scale, moved - shift, variance, inverse, scale


def layer_norm(bench: Bench, x: Any, gamma: Any = None, beta: Any = None, eps: float = 1e-5) -> Tensors:
    """Each step on rows moved to their first entry; `functional.layer_norm` loses digits far from 0."""
    x = bench.tensor(x)
    g = bench.torch.ones_like(x[0]) if gamma is None else bench.tensor(gamma)
    b = bench.torch.zeros_like(x[0]) if beta is None else bench.tensor(beta)
    mean, centred, variance, inverse, scale = _normal(bench, x, eps)
    return {
        "mean": mean[:, 0], "centred": centred * scale, "variance": (variance * scale * scale)[:, 0],
        "inverse_std": (inverse / scale)[:, 0], "normalised": centred * inverse,
        "output": centred * inverse * g + b, "?gamma": g, "?beta": b, "?x": x,
    }  # fmt: skip


def layer_norm_gradient(bench: Bench, x: Any, upstream: Any, gamma: Any = None, eps: float = 1e-5) -> Tensors:
    """All three gradients by autograd; the three terms of d_x by their formula."""
    torch = bench.torch
    x, up = bench.leaf(x), bench.tensor(upstream)
    g = (torch.ones_like(x[0]) if gamma is None else bench.tensor(gamma)).requires_grad_()
    b = torch.zeros_like(x[0]).requires_grad_()
    _, centred, _, inverse, scale = _normal(bench, x, eps)
    normal = centred * inverse
    d_gamma, d_beta, d_x = bench.back(normal * g + b, (g, b, x), upstream)
    own = up * g
    return {
        "d_gamma": d_gamma, "d_beta": d_beta, "own": own, "shared": own.mean(dim=1, keepdim=True),
        "along": normal * (own * normal).mean(dim=1, keepdim=True), "d_x": d_x,
        "?normal": normal, "?inverse": inverse / scale, "?up": up,
    }  # fmt: skip


def adam(
    bench: Bench, start: Any, gradients: Any, rate: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999,
    eps: float = 1e-8, weight_decay: float = 0.0, *, corrected: bool = True, got: Any,
) -> Tensors:  # fmt: skip
    """Every step again in one batch, each from where ours stood, as `torch.optim.AdamW` takes it."""
    torch = bench.torch
    g, w, m, v = (bench.tensor(part) for part in (gradients, got.w, got.m, got.v))
    count = torch.arange(1, len(g) + 1, dtype=w.dtype, device=w.device)[:, None]
    first = torch.lerp(m[:-1], g, 1.0 - beta1)
    second = torch.addcmul(v[:-1] * beta2, g, g, value=1.0 - beta2)
    share1, share2 = (1 - beta1**count, 1 - beta2**count) if corrected else (count * 0 + 1, count * 0 + 1)
    m_hat, v_hat = m[1:] / share1, v[1:] / share2
    step = rate * m_hat / (v_hat.sqrt() + eps)
    begin, rest = bench.tensor(start)[None], torch.zeros_like(m[:1])
    return {
        "m": torch.cat((rest, first)), "v": torch.cat((rest, second)), "m_hat": m_hat, "v_hat": v_hat,
        "step": step, "w": torch.cat((begin, w[:-1] * (1.0 - rate * weight_decay) - step)),
    }  # fmt: skip


def svd(bench: Bench, a: Any, *, got: Any) -> Tensors:
    """Singular values; the vectors by what they must do, since their signs are free."""
    a = bench.tensor(a)
    one = bench.torch.eye(min(a.shape), dtype=a.dtype, device=a.device)
    return {"s": bench.torch.linalg.svdvals(a), "product": a, "gram_u": one, "gram_v": one}


def low_rank(bench: Bench, a: Any, rank: int, *, got: Any) -> Tensors:
    """Errors measured on the copy itself: its largest stretch and its sum of squares."""
    torch = bench.torch
    a, copy = bench.tensor(a), bench.tensor(got.approximation)
    missing = a - copy
    s = torch.linalg.svdvals(a)
    scale = s[0] if bool(s[0] > 0) else s.new_tensor(1.0)  # a sum of squares must not underflow
    squares = (s / s[0]) ** 2 if bool(s[0] > 0) else s
    energy = squares[:rank].sum() / squares.sum() if bool(s[0] > 0) else s.new_tensor(1.0)
    return {
        "s": s, "error": torch.linalg.matrix_norm(missing, 2),
        "frobenius_error": torch.linalg.matrix_norm(missing / scale) * scale,
        "energy": energy, "numbers": np.array(rank * sum(a.shape)),
        "approximation": _rebuilt(bench, a, copy, s, rank),
    }  # fmt: skip


def _rebuilt(bench: Bench, a: Any, copy: Any, s: Any, rank: int) -> Any:
    """Return PyTorch's copy, or ours where equal singular values leave the choice of a direction open."""
    if rank < len(s) and rank > 0 and float(s[rank - 1] - s[rank]) <= 1e-3 * float(s[0]):
        return copy
    u, values, vt = bench.torch.linalg.svd(a, full_matrices=False)
    return (u[:, :rank] * values[:rank]) @ vt[:rank]
