"""Scripts that print the numbers of the gradient descent page."""

from types import SimpleNamespace

from mathcore.rolling import EXAMPLES
from pages.parts.descent_walks import legs_of

NUMPY_SLOPES = {
    "bowl": ("0.5 * ({lx!r} * (x * x) + {ly!r} * (y * y))", "({lx!r} * x, {ly!r} * y)"),
    "ravine": ("0.5 * (1.0 * (x * x) + 40.0 * (y * y))", "(1.0 * x, 40.0 * y)"),
    "saddle": ("0.5 * (x * x) - 0.5 * (y * y) + 0.25 * ((y * y) * (y * y))", "(x * 1.0, y * (y * y) - y)"),
    "plateau": (
        "1.0 - 1.0 / (1.0 + (x * x + y * y))",
        "(2.0 * x * (r(x, y) * r(x, y)), 2.0 * y * (r(x, y) * r(x, y)))",
    ),
    "rosenbrock": (
        "(1.0 - x) * (1.0 - x) + 100.0 * ((y - x * x) * (y - x * x))",
        "(-2.0 * (1.0 - x) - 400.0 * (x * (y - x * x)), 200.0 * (y - x * x))",
    ),
    "double well": ("(x * x - 1.0) * (x * x - 1.0) + y * y + 0.3 * x", "(4.0 * (x * (x * x - 1.0)) + 0.3, 2.0 * y)"),
}
"""Height and slope of each surface, in the order of operations of the page."""

TORCH_HEIGHTS = {
    "bowl": "({lx!r} * x**2 + {ly!r} * y**2) / 2",
    "ravine": "(x**2 + 40 * y**2) / 2",
    "saddle": "x**2 / 2 - y**2 / 2 + y**4 / 4",
    "plateau": "1 - 1 / (1 + x**2 + y**2)",
    "rosenbrock": "(1 - x) ** 2 + 100 * (y - x**2) ** 2",
    "double well": "(x**2 - 1) ** 2 + y**2 + 0.3 * x",
}

BATCHES = """
half = np.round(np.random.default_rng(0).normal(size=(32, 2)) * 512) / 1024
examples = np.concatenate((half, -half))  # 64 examples, each pulls its own way; together they cancel
order = np.random.default_rng({seed}).random(({count}, 64))
drawn = np.argsort(order, axis=1, kind="stable")[:, :{batch}]
"""

NUMPY = """import numpy as np

np.seterr(all="ignore")


def r(x, y):
    return 1.0 / (1.0 + (x * x + y * y))


def f(x, y):
    return {height}


def slope(x, y):
    return {slope}

{batches}
pulls = {pulls}
x, y = {x!r}, {y!r}
rates = {rates}
steps = 0
for eta, (px, py) in zip(rates, pulls):
    gx, gy = slope(x, y)
    x, y = x - eta * (gx + px), y - eta * (gy + py)
    steps += 1
    if not (np.isfinite(x) and np.isfinite(y)):
        break
    last = x, y
print("steps walked =", repr(float(steps)))
print("loss now =", repr(float(f(np.float64(x), np.float64(y)))))
print("ball x =", repr(float(last[0])))
print("ball y =", repr(float(last[1])))
"""

TORCH = """import math

import numpy as np
import torch

torch.set_default_dtype(torch.float64)


def f(x, y):
    return {height}

{batches}
pulls = {pulls}
w = torch.tensor([{x!r}, {y!r}], requires_grad=True)
steps = 0
last = w.tolist()
for eta, pull in zip({rates}, pulls):
    loss = f(*w) + (torch.as_tensor(pull) * w).sum()  # the mean loss of this batch
    loss.backward()
    with torch.no_grad():
        w -= eta * w.grad  # what torch.optim.SGD does
    w.grad.zero_()
    steps += 1
    if not bool(w.isfinite().all()):
        break
    last = w.tolist()
print("steps walked =", repr(float(steps)))
print("loss now =", repr(float(f(*w.detach()))))
print("ball x =", repr(last[0]))
print("ball y =", repr(last[1]))
"""


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the walk of the moment as a short program, once with NumPy and once with PyTorch."""
    legs = legs_of(s)
    count = sum(steps for _, steps in legs)
    height, slope = (part.format(lx=s.lx, ly=s.ly) for part in NUMPY_SLOPES[s.surface])
    noisy = s.batch < EXAMPLES
    filled = {
        "x": s.start[0], "y": s.start[1],
        "rates": " + ".join(f"[{rate!r}] * {steps}" for rate, steps in legs),
        "batches": BATCHES.format(seed=s.seed, count=count + 1, batch=s.batch) if noisy else "",
        "pulls": "examples[drawn].mean(axis=1).tolist()" if noisy else f"[(0.0, 0.0)] * {count}",
    }  # fmt: skip
    return {
        "NumPy": NUMPY.format(height=height, slope=slope, **filled).replace("last = x, y\nrates", "rates"),
        "PyTorch": TORCH.format(height=TORCH_HEIGHTS[s.surface].format(lx=s.lx, ly=s.ly), **filled),
    }
