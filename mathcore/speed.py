"""The same product three ways, timed on this machine: loops of Python, NumPy, PyTorch."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mathcore import verify
from mathcore.errors import MathInputError
from mathcore.limits import TIMED_SIDE, require_at_most

BUDGET = 0.02
"""Seconds the loops may take; what they do not finish is the same work again, and is said to be."""


class Timing(NamedTuple):
    """One way of multiplying: its time, how many times faster than the loops, and what was really timed."""

    way: str
    seconds: float
    rate: float
    faster: float
    remark: str


class Speed(NamedTuple):
    """A measurement of an n by n product, which takes `multiply_adds`."""

    n: int
    multiply_adds: int
    timings: tuple[Timing, ...]


def measure(n: int, clock: Callable[[], float] = time.perf_counter) -> Speed:
    """Multiply two n by n matrices by loops, by NumPy, and by PyTorch where it is there.

    Loops run for a fiftieth of a second at most: if that is not enough, the rows they finished are timed
    and the time of the others is reckoned from theirs. Of the fast ways the best of several runs counts.

    >>> measure(4).multiply_adds
    64
    """
    require_at_most("the size", n, TIMED_SIDE)
    if n == 0:
        raise MathInputError("A product that is timed needs at least one row.")
    rng = np.random.default_rng(n)
    a, b = rng.normal(size=(n, n)), rng.normal(size=(n, n))
    count = n**3
    product, spent = by_loops(a.tolist(), b.tolist(), clock)
    rows = len(product)
    loops = spent * n / rows
    remark = "all of it" if rows == n else f"{rows} of {n} rows, the others reckoned"
    timings = [Timing("Python loops", loops, count / loops, 1.0, remark)]
    seconds, runs = best(lambda: a @ b, clock)
    timings.append(Timing("NumPy", seconds, count / seconds, loops / seconds, f"best of {runs}"))
    for device in verify.devices():
        bench = verify.bench(device)
        if bench is None:
            continue
        one, other = bench.tensor(a), bench.tensor(b)
        finish = bench.torch.cuda.synchronize if device == "cuda" else lambda: None

        def multiply(bench=bench, one=one, other=other, finish=finish) -> None:
            bench.torch.matmul(one, other)
            finish()

        seconds, runs = best(multiply, clock)
        name = "PyTorch, CUDA" if device == "cuda" else "PyTorch, CPU"
        timings.append(Timing(name, seconds, count / seconds, loops / seconds, f"best of {runs}"))
    return Speed(n, count, tuple(timings))


def by_loops(a: list[list[float]], b: list[list[float]], clock: Callable[[], float]) -> tuple[list[list[float]], float]:
    """Multiply row by row with three loops until the time is up; return the rows done and the seconds spent."""
    n, columns = len(b), range(len(b[0]))
    product, spent = [], 0.0
    start = clock()
    for row in a:
        result = []
        for j in columns:
            total = 0.0
            for k in range(n):
                total += row[k] * b[k][j]
            result.append(total)
        product.append(result)
        spent = clock() - start
        if spent > BUDGET:
            break
    return product, max(spent, 1e-9)


def best(work: Callable[[], object], clock: Callable[[], float], share: float = 0.2) -> tuple[float, int]:
    """Repeat a piece of work, at least five times, for a share of the budget; return the shortest time."""
    work()  # once to warm up: threads start, memory is found
    times: list[float] = []
    begin = clock()
    while len(times) < 5 or (clock() - begin < BUDGET * share and len(times) < 500):
        start = clock()
        work()
        times.append(max(clock() - start, 1e-9))
    return min(times), len(times)
