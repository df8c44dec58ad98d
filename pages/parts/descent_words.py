"""The words of the gradient descent page that hold the reader's numbers: what a rate does, the limit, overflow."""

import math
from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import buttons
from explorable.field import Fields
from explorable.teaching import guessing
from explorable.words import Node, alarm, num, p, said
from mathcore.gradient_descent import Surface
from mathcore.rolling import Roll
from pages.parts.descent_walks import LEGS, legs_of

REGIMES = {
    "creep": "Each step goes part of the way: it arrives, without ever crossing to the other side.",
    "one step": "One step goes exactly as far as the bottom, in the direction of the sharpest bend.",
    "ringing": "Each step overshoots and lands on the other side, but nearer: it rings, and still arrives.",
    "marginal": "Each step lands exactly as far away on the other side: it neither arrives nor leaves.",
    "divergent": "Each step lands farther away than it began: the ball climbs out of the bowl.",
}

GROUND = {
    "bowl": "",
    "ravine": "A ravine bends forty times as sharply across as along. The sharp bend sets the limit; along the floor the ball can only creep.",
    "saddle": "On a saddle the ground bends up along x and down along y. In the middle the slope is 0, yet lower ground lies on both sides: *flat* is not the same as *lowest*.",
    "plateau": "A pit in a plain. Far out there is hardly any slope, so the steps are tiny however far there is to go.",
    "rosenbrock": "A narrow, curved valley. Its floor is found at once, and followed only slowly: the walls bend about a thousand times as sharply as the floor.",
    "double well": "Two hollows, one deeper. Which one the ball finds depends on where it starts, and on how far it steps.",
}


def last_step(r: Roll) -> Node:
    """Write the step that led to where the ball is, with its numbers."""
    after = len(r.points) - 1
    before = max(after - 1, 0)
    lines = []
    for i, axis in enumerate("xy"):
        eta, slope = f.num(r.rates[before], "knob"), f.signed(r.gradients[before, i], "loss")
        lines.append(f.row(f.sub(axis, "new"), "=", f.num(r.points[before, i]), "−", eta, "·", slope))
        lines += [f.row("=", f.num(r.points[after, i]))] if after else []
    return f.formula(
        "the last step with its numbers" if after else "the first step to come",
        f.row(f.sub("w", "new"), "=", "w", "−", f.sym("η", "knob"), f.row("∇", "f"), "(", "w", ")"),
        *lines,
    )


def story(s: SimpleNamespace, surface: Surface, r: Roll) -> list[Node]:
    """Say what this rate does on this ground, and what has come of it."""
    eta, bend = num(s.eta, "η", "knob"), num(r.curvature, "λmax")
    if surface.quadratic:
        first = p(
            "Drag the ball, or click where it should start. With :knob[η] = {eta} and a sharpest bend of λmax = {bend}, each step "
            "multiplies the distance in that direction by {m}. " + REGIMES[r.regime],
            eta=eta, bend=bend, m=num(1 - r.product, "multiplier", "knob"),
        )  # fmt: skip
    elif r.curvature > 0:
        first = p(
            "Drag the ball, or click where it should start. Under the ball the sharpest bend is λmax = {bend}: in a bowl that bends "
            "like this everywhere, :knob[η] = {eta} would be *{regime}*. This ground bends differently elsewhere, so the limit moves with the ball.",
            eta=eta, bend=bend, regime=said(r.regime, "regime of such a bowl"),
        )  # fmt: skip
    elif math.isnan(r.curvature):
        first = p(
            "Drag the ball, or click where it should start. Where it is now the bend of the ground overflows (λmax = {bend}), so nothing "
            "can be said of a limit for :knob[η] = {eta}.",
            eta=eta, bend=bend,
        )  # fmt: skip
    else:
        first = p(
            "Drag the ball, or click where it should start. Under the ball the ground bends upward in no direction (λmax = {bend}), so "
            "there is no limit here for :knob[η] = {eta}: a bowl is what makes a ball ring.",
            eta=eta, bend=bend,
        )  # fmt: skip
    last = r.points[-1] if r.stopped_at is None else r.points[r.stopped_at - 1]
    walked_to = {
        "n": num(len(r.points) - 1, "steps walked", digits=6), "x": num(last[0], "ball x"), "y": num(last[1], "ball y"),
    }  # fmt: skip
    if r.stopped_at is not None:
        done = p("The last of {n} steps led beyond all numbers. Before it, the ball was at ({x}, {y}).", **walked_to)
    elif r.arrived is not None:
        done = p(
            "After {n} steps the ball is at ({x}, {y}). It first came within a millionth of the lowest loss at step {k}.",
            k=num(r.arrived, "steps to a millionth", "third", digits=6), **walked_to,
        )  # fmt: skip
    else:
        done = p(
            "After {n} steps the ball is at ({x}, {y}), and has not yet come within a millionth of the lowest loss.",
            **walked_to,
        )
    ground = [p(GROUND[s.surface])] if GROUND[s.surface] else []
    walked = [p("The rate has changed on the way; what was walked before stays.")] if s.walked else []
    if s.keep and len(s.walked) >= LEGS:
        walked = [
            p("That was the last change of rate that can be kept: from here on, a new rate draws the last leg anew.")
        ]
    return [first, *ground, *walked, done]


def overflowed(s: SimpleNamespace, r: Roll, fields: Fields) -> list[Node]:
    """Name the step at which the numbers ended, and offer the way back."""
    if r.stopped_at is None:
        if r.predicted_overflow is None:
            return []
        return [
            p(
                "Left alone, it would overflow at step {n}.",
                n=num(r.predicted_overflow, "predicted overflow step", "loss", digits=6),
            )
        ]
    return [
        alarm(
            "At step {n} the numbers left what a computer can write: {why}. The loss itself was lost at step {lost}.",
            n=num(r.stopped_at, "overflow step", "loss", digits=6), why=r.stopped_because,
            lost=num(r.stopped_at if r.loss_overflow is None else r.loss_overflow, "loss overflow step", "loss", digits=6),
        ),
        buttons("", fields, {"Back to the last finite state": last_finite(s, r.stopped_at - 1)}),
    ]  # fmt: skip


def last_finite(s: SimpleNamespace, steps: int) -> dict:
    """Return the setting whose walk ends after so many steps, with the ball kept for another rate."""
    legs = []
    for rate, count in legs_of(s):
        legs.append((rate, min(count, steps)))
        steps -= legs[-1][1]
        if not steps:
            break
    return {"walked": tuple(legs[:-1]), "eta": legs[-1][0], "steps": legs[-1][1], "keep": True}


def limit_words(s: SimpleNamespace, surface: Surface, r: Roll) -> list[Node]:
    """Explain 2/λmax, unless the reader is about to guess it."""
    if guessing(s):
        return [p("Hidden while you guess; see below.")]
    if not surface.quadratic:
        return [
            p(
                "In a bowl, the distance shrinks only while |1 − ηλ| is below 1, so the rate has to stay below 2/λmax. On other ground "
                "that holds near the ball: the limit there is {limit} now, and the mark on the slider moves with the ball.",
                limit=num(r.limit, "2/λmax", "loss"),
            )
        ]
    return [
        p(
            "The distance shrinks only while |1 − ηλ| is below 1, so the learning rate has to stay below 2/λmax = {limit}. "
            "Passing 1/λmax already overshoots, and still arrives. In a flat direction, with a small λ, the same rate creeps: the "
            "sharpest bend sets the limit, the flattest one the time.",
            limit=num(r.limit, "2/λmax", "loss"),
        )
    ]
