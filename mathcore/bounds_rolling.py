"""Bounds for rolling on: those of a walk, with the tilts of the batch and the rate of each step."""

from typing import Any

import numpy as np

from mathcore.bounds import CEILING, FLOOR, Arrays, Bounds, U
from mathcore.bounds_descent import SIZES
from mathcore.knobs import SECONDS, SENTENCES
from mathcore.rolling import EXAMPLES
from mathcore.surfaces import Surface


def roll(
    theirs: Arrays, surface: Surface, start: Any, legs: Any, batch: int = EXAMPLES, seed: int = 1, *, got: Any
) -> Bounds:
    """16 roundings of the sum of sizes; nothing is promised where that overflows."""
    points, rates = np.abs(theirs["?visited"]), np.abs(theirs["rates"])
    size = SIZES[surface.name]
    with np.errstate(all="ignore"):
        value, gx, gy, bend = size(points[:, 0], points[:, 1], *surface.parameters)
        pull = np.abs(theirs["?drawn"])
        slopes = 16 * U * (np.stack((gx, gy), axis=-1) + pull) + 4 * EXAMPLES * U * pull.max(initial=1.0) + FLOOR
        slopes[~(slopes < 16 * U * CEILING).all(axis=1)] = np.inf
        steps = np.vstack((np.zeros((1, 2)), (2 * U * points + 2 * rates[:, None] * slopes)[:-1]))
        losses = 16 * U * value + FLOOR
        losses[np.isnan(losses)] = np.inf
        floor = 16 * U * size(*np.abs(surface.minimum), *surface.parameters)[0]
        bends = np.broadcast_to(bend, points.shape[:1])
        curvature = 64 * U * bends[np.isfinite(points).all(axis=1)][-1:].sum()
        limit = theirs["limit"] * 2 * (curvature / np.abs(theirs["curvature"]) + U)
    return {
        "points": steps if len(theirs["points"]) == len(points) else 0.0,
        "losses": losses, "above": losses + floor + FLOOR, "gradients": slopes, "rates": 0.0,
        "curvature": curvature, "limit": limit, "product": abs(legs[-1][0]) * curvature + FLOOR,
    }  # fmt: skip


def compass(theirs: Arrays, surface: Surface, at: Any, count: int = 36) -> Bounds:
    """16 roundings of the sizes the slopes are made from; the heading inherits those of both."""
    x, y = abs(float(at[0])), abs(float(at[1]))
    with np.errstate(all="ignore"):
        _, gx, gy, _ = SIZES[surface.name](np.float64(x), np.float64(y), *surface.parameters)
        partials = 16 * U * np.array([gx, gy]) + FLOOR
        slopes = 2 * partials.sum() + 8 * U * np.abs(theirs["partials"]).sum()
        steep = float(theirs["steepness"])
        heading = partials.sum() / steep + 8 * U if 0 < steep < np.inf else 0.0
    bounds = {"partials": partials, "slopes": slopes, "steepness": slopes, "heading": heading}
    return {"angles": 16 * U, **{name: np.where(np.isnan(b), np.inf, b) for name, b in bounds.items()}}


def knobs(theirs: Arrays, weights: Any, rate: float = 0.004) -> Bounds:
    """Sums of at most six products, in any order."""
    w, after = np.abs(np.array(weights, dtype=np.float64)), np.abs(theirs["stepped"])
    size, size_after = SENTENCES @ w + SECONDS, SENTENCES @ after + SECONDS
    gradient = 32 * U * 2 * (size @ SENTENCES) / len(SECONDS)
    stepped = 2 * U * w + abs(rate) * gradient
    missed = 16 * U * size_after + SENTENCES @ stepped
    return {
        "guesses": 16 * U * size, "errors": 16 * U * size, "loss": 64 * U * np.mean(size * size),
        "gradient": gradient, "stepped": stepped, "loss_after": 64 * np.mean(size_after * missed),
    }  # fmt: skip


def accumulate(theirs: Arrays, w: float, target: float, factor: float, rate: float, steps: int, *, got: Any) -> Bounds:
    """Roundings of every slope, and of every sum."""
    with np.errstate(all="ignore"):
        visited = np.abs(np.asarray(got.w))
        error = abs(factor) * visited + abs(target)
        gradient = 16 * U * abs(factor) * error + FLOOR
        sums = np.cumsum(gradient) + np.arange(1, len(visited) + 1) * U * np.cumsum(np.abs(theirs["gradient"]))
        stepped = 2 * U * visited + 2 * abs(rate) * sums + 2 * U * abs(rate) * np.abs(theirs["accumulated"])
        bounds = {
            "w": np.concatenate(([0.0], stepped[:-1])), "loss": 16 * U * error * error + FLOOR,
            "gradient": gradient, "accumulated": 2 * sums,
        }  # fmt: skip
        huge = (error * error > 1e306) | ~np.isfinite(error)
        return {name: np.where(np.isnan(b) | huge, np.inf, b) for name, b in bounds.items()}


def two_losses(theirs: Arrays, probability: float) -> Bounds:
    """A few roundings of each result."""
    return {name: np.nan_to_num(4 * U * np.abs(value), posinf=0.0) + FLOOR for name, value in theirs.items()}
