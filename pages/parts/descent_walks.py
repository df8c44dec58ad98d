"""The walks on the gradient descent page, the one of the moment and the pinned ones, and the ground they go over."""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from mathcore.gradient_descent import SURFACES, Surface, bowl
from mathcore.rolling import Roll, roll

REACH = 1e3
"""How far from the middle a walk may begin."""

LEGS = 6
"""Rates one walk may have, one after the other."""


@lru_cache(maxsize=256)
def surface_of(name: str, lx: float, ly: float) -> Surface:
    """Return the landscape that was chosen."""
    return bowl(lx, ly) if name == "bowl" else SURFACES[name]


def legs_of(s: SimpleNamespace) -> list[tuple[float, int]]:
    """Return the rates of the walk, one after the other, and how many steps were taken with each."""
    return [*((rate, int(steps)) for rate, steps in s.walked), (s.eta, s.steps)]


@lru_cache(maxsize=16)
def pinned(name: str, lx: float, ly: float, pin: tuple[float, ...]) -> Roll:
    """Run a pinned run again on the landscape of the moment."""
    rate, x, y, steps, batch, seed = pin
    return roll(surface_of(name, lx, ly), (x, y), [(rate, int(steps))], int(batch), int(seed))


def runs(s: SimpleNamespace) -> list[Roll]:
    """Return every pinned run."""
    return [pinned(s.surface, s.lx, s.ly, pin) for pin in s.pins]


def visited(r: Roll) -> Any:
    """Return the points of a run up to the last finite one."""
    return r.points if r.stopped_at is None else r.points[: r.stopped_at]
