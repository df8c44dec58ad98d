"""Every routine against fifty digits: the error stays within the promise, case after case."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from mathcore.checks import CHECKS
from mathcore.kill_set import KILL_SET
from mathcore.twins import Bench

from .cases import NO_ORACLE, ORACLES, worst_ratios
from .oracle import lower, measure

CASES, DEEP = 200, 100_000


def test_every_routine_has_a_reference():
    missing = set(CHECKS) - set(ORACLES) - set(NO_ORACLE)
    composed = {name for name in missing if name not in KILL_SET}  # pages' routines, made of these
    assert missing == composed


@pytest.mark.parametrize("name", ORACLES)
def test_random_cases_hold_the_promise(name):
    worst = worst_ratios(name, CHECKS[name].ours, seed=2, count=CASES)
    assert max(worst.values()) <= 1, worst


@pytest.mark.parametrize("name", sorted(set(KILL_SET) & set(ORACLES)))
def test_hard_cases_hold_the_promise(name):
    for args, kwargs in KILL_SET[name](np.random.default_rng(3)):
        if comparable(name, args):
            found = measure(ORACLES[name].parts(*args, **kwargs), CHECKS[name].ours(*args, **kwargs))
            assert max(found.values()) <= 1, (found, args, kwargs)


def comparable(name, args):
    """Leave out what fifty digits cannot judge: overflow and division by zero, which test_edges pins down."""
    arrays = [np.asarray(a, dtype=float) for a in args if isinstance(a, np.ndarray)]
    if name in ("dot_product", "norm") or not arrays:
        return name not in ("descend", "tangent") or comparable_curve(name, args)
    wide = max((np.abs(a[np.isfinite(a)]).max(initial=0) for a in arrays), default=0) > 1e100
    lost = name in ("adam",) and (wide or any(np.isnan(a).any() for a in arrays))
    divided = name == "stationary" and len(args[0]) != 5 and not (args[0] > 0).all()
    many = any(a.size > 600 for a in arrays) and name not in ("softmax", "layer_norm")
    flat = name.startswith("layer_norm") and np.ptp(arrays[0], axis=1).min() == 0
    return not (lost or divided or many or flat)


def comparable_curve(name, args):
    """Curves inside their domain; walks within reach."""
    if name == "descend":
        return args[3] <= 1
    curve, x, h = args
    inside = min(x, x + h, x - h) > curve.domain[0] and (curve.name != "reciprocal" or x != 0)
    return inside


@pytest.mark.deep
@pytest.mark.parametrize("name", ORACLES)
def test_a_hundred_thousand_cases_hold_the_promise(name, capsys):
    worst = worst_ratios(name, CHECKS[name].ours, seed=4, count=DEEP)
    with capsys.disabled():
        print(f"\n{name:28s}" + "  ".join(f"{tensor} {value:.3f}" for tensor, value in worst.items()))
    assert max(worst.values()) <= 1, worst


SINGLE = {
    "softmax": lambda r: (r.normal(size=6) * 5, 0.7),
    "log_softmax": lambda r: (r.normal(size=6) * 5, 0.7),
    "logsumexp": lambda r: (r.normal(size=6) * 5,),
    "entropy": lambda r: (r.dirichlet(np.ones(6)),),
    "matmul": lambda r: (r.normal(size=(3, 5)), r.normal(size=(5, 2))),
    "attention": lambda r: (r.normal(size=(2, 3)), r.normal(size=(4, 3)), r.normal(size=(4, 2))),
    "attention_gradient": lambda r: (*SINGLE["attention"](r), r.normal(size=(2, 2))),
    "layer_norm": lambda r: (r.normal(size=(2, 6)) + r.choice([0, 100]), r.normal(size=6), r.normal(size=6)),
    "layer_norm_gradient": lambda r: (r.normal(size=(2, 6)), r.normal(size=(2, 6)), r.normal(size=6)),
    "cross_entropy": lambda r: (r.normal(size=(2, 5)) * 3, [1, 4], 0.7),
    "soft_cross_entropy": lambda r: (r.normal(size=(2, 5)), r.dirichlet(np.ones(5), size=2)),
    **{name + end: lambda r: (r.normal(size=5) * 2,)
       for name in ("relu", "gelu", "silu", "sigmoid") for end in ("", "_slope")},
    "normal_cdf": lambda r: (r.normal(size=5) * 2,),
    **{name: lambda r: (r.dirichlet(np.ones(5)), r.dirichlet(np.ones(5)))
       for name in ("kl_divergence", "divergence_terms", "distribution_cross_entropy", "divergence")},
    "norm": lambda r: (r.normal(size=6),),
    "dot_product": lambda r: (r.normal(size=4), r.normal(size=4)),
    "matmul_gradient": lambda r: (r.normal(size=(3, 5)), r.normal(size=(5, 2)), r.normal(size=(3, 2))),
    "tempered": lambda r: (r.normal(size=6) * 5, 0.7),
    "softmax_report": lambda r: (r.normal(size=6) * 5, 0.7),
    "jacobian": lambda r: (r.normal(size=6), 0.7),
    "adam": lambda r: (r.normal(size=2), r.normal(size=(5, 2)), 0.1),
    "svd": lambda r: (r.normal(size=(2, 4)),),
    "low_rank": lambda r: (r.normal(size=(2, 4)), 1),
}  # fmt: skip
"""Ordinary single-precision arguments. `tangent`, `descend` and `stationary` work in double precision alone."""


@pytest.mark.parametrize("name", SINGLE)
def test_single_precision_loses_at_most_twice_what_pytorch_loses(name, torch_ready):
    """The rule of FlashAttention's tests, on the largest error over many cases, with a rounding to spare."""
    import torch

    ours, theirs = {}, {}
    rng = np.random.default_rng(5)
    for _ in range(300):
        args = [a.astype(np.float32) if isinstance(a, np.ndarray) else a for a in SINGLE[name](rng)]
        args = [a / a.sum(axis=-1, keepdims=True) if name == "entropy" else a for a in args]
        parts = ORACLES[name].parts(*[a.astype(np.float64) if isinstance(a, np.ndarray) else a for a in args])
        got = CHECKS[name].ours(*args)
        twin = CHECKS[name].theirs(Bench(torch, "cpu"), *args, **({"got": got} if CHECKS[name].follows else {}))
        for tensor, (reference, promise) in parts.items():
            mine = np.asarray(getattr(got, tensor) if hasattr(got, "_fields") else got, dtype=np.float64)
            for errors, value in (
                (ours, mine),
                (theirs, twin[name if tensor == "value" and name in twin else tensor].double().numpy(force=True)),
            ):
                unit = np.asarray(promise) * 2.0**29 + 1e-38
                size = np.abs(value - lower(reference)) / unit
                errors[tensor] = max(errors.get(tensor, 0.0), float(size.max()))
    for tensor, error in ours.items():
        assert error <= 2 * theirs[tensor] + 0.05, (tensor, error, theirs[tensor])


def test_the_kept_figures_hold_the_promise():
    kept = json.loads((Path(__file__).parents[2] / "bench/results/accuracy.json").read_text(encoding="utf-8"))
    assert kept["cases"] == DEEP
    assert list(kept["worst"]) == list(ORACLES)
    assert all(value <= 1 for ratios in kept["worst"].values() for value in ratios.values())


def test_the_table_of_the_readme_is_that_of_the_routines():
    text = (Path(__file__).parents[2] / "mathcore" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_0-9]+)` \|", text, flags=re.MULTILINE)
    assert rows == list(ORACLES), "write it again: python -m bench.accuracy --cases 100000 --write"
    assert all(f"`{name}`" in text for name in NO_ORACLE)
