"""Compare what is on screen with PyTorch, on the CPU or a graphics card, while the hand moves.

The only module that imports torch, and only on a thread of its own: `warm_up` starts that thread, and
`check` answers "still loading" until it is done. Nothing global is changed: no default dtype, no seed,
no number of threads, and matrix products stay in full float64, where TF32 plays no part.
"""

import atexit
import contextlib
import sys
import threading
from typing import Any

import numpy as np

from mathcore.checks import CHECKS, Call, Check
from mathcore.compare import Row, Verdict, compare
from mathcore.loading import preload, without_collections
from mathcore.shapes import Number
from mathcore.twins import Bench

__all__ = ["CHECKS", "Call", "Check", "Row", "Verdict", "bench", "check", "check_sample", "devices", "state", "warm_up"]

PATIENCE = 0.7
"""Seconds an unhurried import waits, so that the answer at hand, such as the first picture, goes out first."""

LOADING = "PyTorch is still loading"


class _Library:
    """PyTorch, once it is there: written by the loading thread, read by everyone."""

    torch: Any = None
    failure: str = ""
    card: bool = False
    card_failure: str = ""
    thread: threading.Thread | None = None
    lock = threading.Lock()
    closing = threading.Event()


def warm_up(wait: Number = 0.0) -> str:
    """Start loading PyTorch on a thread of its own, once; wait up to `wait` seconds and return the state."""
    with _Library.lock:
        if _Library.thread is None:
            patience = 0.0 if wait else PATIENCE
            _Library.thread = threading.Thread(target=_load, args=(patience,), name="load-torch", daemon=True)
            _Library.thread.start()
            atexit.register(_close)
    if wait > 0:
        _Library.thread.join(wait)
    return state()


def _close() -> None:
    """Let the loading end before the program does: torn down halfway, native libraries abort it."""
    _Library.closing.set()
    if _Library.thread is not None:
        _Library.thread.join()


def _load(patience: float) -> None:
    if _Library.closing.wait(patience):
        return
    try:
        if "torch" not in sys.modules:
            preload(_Library.closing.is_set)
        if _Library.closing.is_set():
            return
        with without_collections():
            import torch
        torch.zeros(())
        _practise(torch, "cpu")
        _Library.torch = torch
    except BaseException as error:  # a broken installation may raise anything at all
        _Library.failure = _told(error)
        return
    try:
        if torch.cuda.is_available():
            _practise(torch, "cuda")
            _Library.card = True
    except Exception as error:
        _Library.card_failure = f"the card failed ({type(error).__name__}), so this ran on the CPU"


def _practise(torch: Any, place: str) -> None:
    """Use every operation once: the first use can be slow, and is better here than under a moving hand."""
    for name, rule in CHECKS.items():
        if _Library.closing.is_set():
            return
        args, kwargs = rule.sample(np.random.default_rng(0))
        got = rule.ours(*args, **kwargs)
        with contextlib.suppress(Exception):  # its own checks will say what is wrong with it
            _compare(torch, name, args, kwargs, got, place, "")


def state() -> str:
    """Say "loading", "ready", or "missing: " and why."""
    if _Library.torch is not None:
        return "ready"
    return f"missing: {_Library.failure}" if _Library.failure else "loading"


def devices() -> list[str]:
    """List where checks can run: the CPU, and a CUDA card once it has warmed up. Empty while loading."""
    if _Library.torch is None:
        return []
    return ["cpu", "cuda"] if _Library.card else ["cpu"]


def bench(device: str = "cpu") -> Bench | None:
    """Return what a comparison of speed needs to put its own work on a device; None where PyTorch is not there."""
    return Bench(_Library.torch, device) if device in devices() else None


def check(name: str, *args: Any, got: Any, device: str = "auto", **kwargs: Any) -> Verdict:
    """Compare a result with PyTorch's for the same arguments, tensor by tensor.

    Args:
        name: A routine in `CHECKS`.
        args: What the routine was called with, also by keyword.
        got: What it returned: the named tuple, array or number that is on screen.
        device: "cpu", "cuda", or "auto" for the card if there is one.

    A card that fails, for want of memory or a driver, is left out: the check runs again on the CPU and
    says so, and "auto" means the CPU from then on.
    """
    warm_up()
    if _Library.torch is None:
        missing = f"PyTorch is not available: {_Library.failure}" if _Library.failure else LOADING
        return Verdict(name, None, None, (), "", "", missing)
    place, note = _place(device)
    failure = ""
    if place == "cuda":
        try:
            return _compare(_Library.torch, name, args, kwargs, got, "cuda", "")
        except Exception as error:
            note = failure = f"the card failed ({type(error).__name__}), so this ran on the CPU"
    try:
        verdict = _compare(_Library.torch, name, args, kwargs, got, "cpu", note)
        _Library.card_failure = failure or _Library.card_failure  # the card's own fault: the CPU could do it
        return verdict
    except Exception as error:
        return Verdict(name, None, None, (), "", "cpu", f"PyTorch could not compute this: {_told(error)}")


def check_sample(name: str, seed: int = 0, device: str = "auto") -> Verdict:
    """Run one routine and its twin on an ordinary call, drawn from a seed."""
    rule = CHECKS[name]
    call = rule.sample(np.random.default_rng(seed))
    return check(name, *call.args, got=rule.ours(*call.args, **call.kwargs), device=device, **call.kwargs)


def _place(device: str) -> tuple[str, str]:
    if device == "cpu":
        return "cpu", ""
    if device == "auto" and _Library.card_failure:
        return "cpu", _Library.card_failure
    if "cuda" in devices():
        return "cuda", ""
    return "cpu", "there is no CUDA card here, so this ran on the CPU" if device == "cuda" else ""


def _compare(torch: Any, name: str, args: tuple, kwargs: dict[str, Any], got: Any, place: str, note: str) -> Verdict:
    rule = CHECKS[name]
    extra = {"got": got} if rule.follows else {}
    theirs = {key: _array(value) for key, value in
              rule.theirs(Bench(torch, place), *args, **kwargs, **extra).items()}  # fmt: skip
    with np.errstate(all="ignore"):
        bounds = rule.bound(theirs, *args, **kwargs, **extra)
    rows = tuple(
        compare(key, getattr(got, key) if hasattr(got, "_fields") else got, value, bounds[key])
        for key, value in theirs.items() if not key.startswith("?")
    )  # fmt: skip
    worst = max(rows, key=lambda row: row.ratio)
    wrong = next((row.tensor for row in rows if not row.agrees), None)
    told = [f"{wrong} is the first that differs"] if wrong else []
    precision = str(next((value.dtype for value in theirs.values() if value.dtype.kind == "f"), np.dtype("bool")))
    return Verdict(name, wrong is None, worst, rows, precision, place, "; ".join([*told, *([note] if note else [])]))


def _array(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_array(part) for part in value)
    return np.asarray(value) if isinstance(value, np.ndarray | np.generic) else value.numpy(force=True)


def _told(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
