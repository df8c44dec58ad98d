"""What each routine of mathcore costs at the size a page shows, beside PyTorch on one thread."""

import timeit
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch

from mathcore import verify
from mathcore.checks import CHECKS, Check
from mathcore.twins import Bench


class Cost(NamedTuple):
    """Microseconds of one call: ours, PyTorch's with the same arguments, and ours with its check."""

    ours: float
    theirs: float
    checked: float


def best(act: Callable[[], object], seconds: float = 0.02) -> float:
    """Return the fastest of a few runs, in microseconds a call."""
    act()
    number = max(1, int(seconds / max(timeit.timeit(act, number=1), 1e-6)))
    return 1e6 * min(timeit.repeat(act, number=number, repeat=3)) / number


def measure() -> dict[str, Cost]:
    """Compare every routine with PyTorch; time those that agree, and stop at one that does not."""
    torch.set_num_threads(1)
    verify.warm_up(wait=120)
    device = Bench(torch, "cpu")
    costs = {}
    for name, check in CHECKS.items():
        costs[name] = cost(name, check, device)
    return costs


def cost(name: str, check: Check, device: Bench) -> Cost:
    """Time one routine, after comparing it with PyTorch."""
    args, kwargs = check.sample(np.random.default_rng(0))
    got = check.ours(*args, **kwargs)
    verdict = verify.check(name, *args, got=got, device="cpu", **kwargs)
    if not verdict.agrees:
        raise AssertionError(f"{name} disagrees with PyTorch: {verdict.worst}")
    extra = {"got": got} if check.follows else {}
    return Cost(
        best(lambda: check.ours(*args, **kwargs)),
        best(lambda: check.theirs(device, *args, **kwargs, **extra)),
        best(lambda: verify.check(name, *args, got=check.ours(*args, **kwargs), device="cpu", **kwargs)),
    )


def table(costs: dict[str, Cost]) -> str:
    """Lay out what was measured."""
    head = f"{'routine':20}{'ours':>10}{'PyTorch':>10}{'with check':>12}"
    lines = [f"{name:20}{c.ours:7.0f} µs{c.theirs:7.0f} µs{c.checked:9.0f} µs" for name, c in costs.items()]
    return "\n".join([head, *lines])
