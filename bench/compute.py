"""What each routine of mathcore costs beside PyTorch on one thread, and each page at its largest."""

import time
import timeit
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch

from bench.sizes import FIXED, GROWING
from explorable import permalink
from explorable.field import Field
from explorable.scene import flatten
from mathcore import verify
from mathcore.checks import CHECKS, Call
from mathcore.twins import Bench
from tests.pages_under_test import LIVE, PAGES, fields_of, opened_wide

SIZES = (1, 10, 100)
BUDGET = 0.05
"""Seconds a page may compute for one answer, at the largest parameters an address may hold."""


class Cost(NamedTuple):
    """Microseconds of one call: ours, PyTorch's with the same arguments, and ours with its check."""

    ours: float
    theirs: float
    checked: float


def best(act: Callable[[], object], seconds: float = 0.01) -> float:
    """Return the fastest of a few runs, in microseconds a call."""
    act()
    number = max(1, int(seconds / max(timeit.timeit(act, number=1), 1e-6)))
    return 1e6 * min(timeit.repeat(act, number=number, repeat=3)) / number


def measure() -> dict[str, Cost]:
    """Compare every routine with PyTorch at every size; time what agrees, and stop at what does not."""
    torch.set_num_threads(1)
    verify.warm_up(wait=120)
    costs = {}
    for name, check in CHECKS.items():
        if name in FIXED:
            costs[name] = cost(name, check.sample(np.random.default_rng(0)))
            continue
        for n in SIZES:
            costs[name if n == 1 else f"{name} x{n}"] = cost(name, GROWING[name](np.random.default_rng(0), n))
    return costs


def cost(name: str, asked: Call) -> Cost:
    """Time one routine, after comparing it with PyTorch."""
    check, device, (args, kwargs) = CHECKS[name], Bench(torch, "cpu"), asked
    got = check.ours(*args, **kwargs)
    verdict = verify.check(name, *args, got=got, device="cpu", **kwargs)
    if not verdict.agrees:
        raise AssertionError(f"{name} disagrees with PyTorch: {verdict}")
    extra = {"got": got} if check.follows else {}
    return Cost(
        best(lambda: check.ours(*args, **kwargs)),
        best(lambda: check.theirs(device, *args, **kwargs, **extra)),
        best(lambda: verify.check(name, *args, got=check.ours(*args, **kwargs), device="cpu", **kwargs)),
    )


def table(costs: dict[str, Cost]) -> str:
    """Lay out what was measured, in microseconds: ours and PyTorch's at each size, and ours with its check."""
    head = f"{'routine':28}" + "".join(f"{f'ours x{n}':>12}{'PyTorch':>10}" for n in SIZES) + f"{'with check':>12}"
    lines = []
    for name in CHECKS:
        line = f"{name:28}"
        for n in SIZES:
            found = costs.get(name if n == 1 else f"{name} x{n}")
            line += f"{found.ours:12.0f}{found.theirs:10.0f}" if found else f"{'':22}"
        lines.append(line + (f"{costs[name].checked:12.0f}" if name in costs else ""))
    return "\n".join([head, *lines])


def largest(field: Field) -> Any:
    """Return the legal value that is the most work: the highest number, the longest list."""
    match field.legal:
        case ("number", _, high):
            return float(high)
        case ("whole", _, high):
            return high
        case ("flag",):
            return True
        case ("numbers", _, high, _, most):
            return (float(high),) * most
        case ("matrix", _, _, most, across):
            return ((1.5,) * across,) * most
        case ("table", _, _, rows, columns):
            return ((1.5,) * columns,) * rows
        case ("rows", columns, most):
            return (tuple(float(high) for _, high in columns),) * most
        case ("words", most, _):
            return tuple(f"word{i}" for i in range(most))
    return field.default


def extremes(word: str) -> Iterator[tuple[str, SimpleNamespace]]:
    """Yield a page's largest state, once for each option of each choice."""
    fields = fields_of(word)
    free = {name: field for name, field in fields.items() if name not in ("fault", "device", "open", "guess", "tour")}
    top = vars(permalink.defaults(fields)) | {name: largest(field) for name, field in free.items()}
    yield "", SimpleNamespace(**top)
    for name, field in free.items():
        for option in field.legal[1] if field.legal[:1] == ("choice",) else ():
            yield f"{name}={option}", SimpleNamespace(**(top | {name: option}))


class Slowest(NamedTuple):
    """A page's slowest extreme with every panel open: the processor seconds it takes, and which it is."""

    seconds: float
    option: str
    state: SimpleNamespace


def slowest(word: str) -> Slowest:
    """Find the legal state of a page that takes longest."""
    found = []
    for option, state in extremes(word):
        names = {node["name"] for node in opened_wide(word, state).values() if node["kind"] == "panel"}
        state.open = state.open | names | {"check"}
        times = []
        for _ in range(7):
            begin = time.process_time()
            flatten(PAGES[word].view(state))
            times.append(time.process_time() - begin)
        found.append(Slowest(min(times), option, state))
    return max(found, key=lambda one: one.seconds)


def pages() -> dict[str, Slowest]:
    """Measure every page at its largest; stop at one that takes too long."""
    verify.warm_up(wait=120)
    found = {word: slowest(word) for word in LIVE}
    late = {word: (one.seconds, one.option) for word, one in found.items() if one.seconds > BUDGET}
    if late:
        raise AssertionError(f"more than {1e3 * BUDGET:.0f} ms for one answer: {late}")
    return found


def page_table(found: dict[str, Slowest]) -> str:
    """Lay out what the pages took at their largest."""
    head = f"{'page at its largest':28}{'ms':>8}   slowest with"
    return "\n".join([head, *(f"{word:28}{1e3 * spent:8.1f}   {option}" for word, (spent, option, _) in found.items())])


if __name__ == "__main__":
    print(table(measure()), "\n")
    print(page_table(pages()))
