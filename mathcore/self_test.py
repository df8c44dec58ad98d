"""A routine against PyTorch on the inputs that are hardest for it, all at once."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mathcore.kill_set import KILL_SET
from mathcore.verify import CHECKS, Verdict, check


def self_test(name: str, ours: Callable[..., Any] | None = None, device: str = "auto", seed: int = 0) -> Verdict:
    """Run a routine on an ordinary input and on its hard ones; return the first verdict that is not good.

    When all are good, return the one that came closest to its bound.

    Args:
        name: A routine in `CHECKS`.
        ours: What to run in its place, to see a mistake caught.
        device: As for `check`.
        seed: Of the inputs.

    >>> self_test("norm", ours=lambda x: 1 / 0).reason
    'it raised ZeroDivisionError: division by zero'
    """
    rule = CHECKS[name]
    calls = [rule.sample(np.random.default_rng(seed)), *KILL_SET.get(name, _none)(np.random.default_rng(seed))]
    closest: Verdict | None = None
    for args, kwargs in calls:
        try:
            got = (ours or rule.ours)(*args, **kwargs)
        except Exception as error:
            return Verdict(name, False, None, (), "", "", f"it raised {type(error).__name__}: {error}")
        verdict = check(name, *args, got=got, device=device, **kwargs)
        if not verdict.agrees or verdict.worst is None:
            return verdict
        if closest is None or closest.worst is None or verdict.worst.ratio > closest.worst.ratio:
            closest = verdict
    assert closest is not None
    return closest


def _none(rng: np.random.Generator) -> list[Any]:
    return []
