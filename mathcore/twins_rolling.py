"""Rolling on, and the panels beside it, in PyTorch."""

import math
from typing import Any

import numpy as np

from mathcore.knobs import SECONDS, SENTENCES
from mathcore.rolling import EXAMPLES, batches, examples
from mathcore.surfaces import Surface
from mathcore.twins import Bench, Tensors
from mathcore.twins_descent import HEIGHTS, hessian


def roll(
    bench: Bench, landscape: Surface, start: Any, legs: Any, batch: int = EXAMPLES, seed: int = 1, *, got: Any
) -> Tensors:
    """Take every step again from the point where ours took it: autograd of the mean loss of its batch."""
    torch = bench.torch
    visited = np.asarray(got.points)
    count = sum(steps for _, steps in legs) + 1
    rates = np.repeat([float(rate) for rate, _ in legs] + [float(legs[-1][0])], [*(n for _, n in legs), 1])
    points = bench.leaf(visited)
    heights = HEIGHTS[landscape.name](*points.unbind(-1), *landscape.parameters)
    drawn = bench.tensor(examples())
    if batch < EXAMPLES:  # all of them together have one mean, whatever the order
        drawn = drawn[torch.tensor(batches(count, batch, seed)[: len(visited)], device=bench.device)]
    drawn = drawn.mean(-2)
    slopes = bench.slope(heights + (drawn * points).sum(-1), points)
    here, rates = bench.tensor(visited), bench.tensor(rates)
    stepped = torch.cat((bench.tensor(start)[None], (here - rates[: len(visited), None] * slopes)[:-1]))
    finite = np.logical_and.reduce(np.isfinite(visited), axis=1)
    if len(visited) != count and finite[-1]:
        stepped = torch.cat((stepped, stepped[-1:] * math.nan))  # a walk cut short is a wrong walk
    last = landscape.minimum if landscape.quadratic else visited[finite][-1] if finite.any() else start
    bends = hessian(bench, landscape, last)
    curvature = torch.linalg.eigvalsh(bends)[-1] if bool(bends.isfinite().all()) else bends.sum() * math.nan
    lowest = HEIGHTS[landscape.name](*bench.tensor(landscape.minimum).unbind(-1), *landscape.parameters)
    return {
        "points": stepped, "losses": heights.detach(), "above": heights.detach() - lowest, "gradients": slopes,
        "rates": rates[: len(visited)], "curvature": curvature,
        "limit": curvature.new_tensor(math.inf) if curvature <= 0 else 2 / curvature,
        "product": rates[-1] * curvature, "?visited": here, "?drawn": drawn,
    }  # fmt: skip


def compass(bench: Bench, landscape: Surface, at: Any, count: int = 36) -> Tensors:
    """Slopes by walking a little way along every direction, partials by autograd."""
    torch = bench.torch
    angles = bench.tensor(np.arange(count)) * (2 * math.pi / count)
    ways = torch.stack((angles.cos(), angles.sin()), dim=-1)
    far = bench.leaf(np.zeros(count))
    points = bench.tensor(np.array(at, dtype=np.float64)) + far[:, None] * ways
    slopes = bench.slope(HEIGHTS[landscape.name](*points.unbind(-1), *landscape.parameters), far)
    place = bench.leaf(np.array(at, dtype=np.float64))
    partials = bench.slope(HEIGHTS[landscape.name](*place.unbind(-1), *landscape.parameters), place)
    level = not bool((partials != 0).any()) or not bool(partials.isfinite().all())
    heading = torch.zeros_like(partials[0]) if level else torch.atan2(partials[1], partials[0])
    return {
        "angles": angles, "slopes": slopes, "partials": partials,
        "steepness": torch.hypot(partials[0], partials[1]), "heading": heading,
    }  # fmt: skip


def knobs(bench: Bench, weights: Any, rate: float = 0.004) -> Tensors:
    """Guesses, loss and gradient by autograd."""
    table, seconds = bench.tensor(SENTENCES), bench.tensor(SECONDS)
    w = bench.leaf(np.array(weights, dtype=np.float64))
    errors = table @ w - seconds
    loss = (errors**2).mean()
    gradient = bench.slope(loss, w)
    stepped = (w - rate * gradient).detach()
    return {
        "guesses": table @ w, "errors": errors, "loss": loss, "gradient": gradient, "stepped": stepped,
        "loss_after": ((table @ stepped - seconds) ** 2).mean(),
    }  # fmt: skip


def accumulate(bench: Bench, w: float, target: float, factor: float, rate: float, steps: int, *, got: Any) -> Tensors:
    """Every slope again at our points, added up; every step again with that sum."""
    torch = bench.torch
    visited = bench.leaf(np.asarray(got.w))
    loss = (float(factor) * visited - float(target)) ** 2
    gradient = bench.slope(loss, visited)
    sums = gradient.cumsum(0)
    stepped = (visited - float(rate) * sums).detach()[:-1]
    first = bench.tensor([float(w)])
    return {"w": torch.cat((first, stepped)), "loss": loss, "gradient": gradient, "accumulated": sums}


def two_losses(bench: Bench, probability: float) -> Tensors:
    """Both losses with their slopes by autograd; the surprise is the loss of one certain target."""
    torch = bench.torch
    p = bench.leaf(np.array(float(probability)))
    missing, logs = 1 - p, torch.log(p)
    nats = torch.nn.functional.nll_loss(logs.reshape(1, 1), torch.zeros(1, dtype=torch.int64, device=bench.device))
    return {
        "missing": missing, "nats": nats, "bits": -torch.log2(p.detach()),
        "missing_slope": bench.slope(missing, p), "nats_slope": bench.slope(nats, p),
    }  # fmt: skip
