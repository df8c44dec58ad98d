"""What can be opened on the gradient descent page: a question, directions, runs side by side, overflow; and all the others."""

from collections.abc import Mapping
from types import SimpleNamespace

from explorable import field
from explorable.controls import buttons
from explorable.evidence import remark
from explorable.field import Fields
from explorable.teaching import challenges, predict
from explorable.words import Node, degrees, num, p, panel, show, table, undefined
from mathcore import verify
from mathcore.compass import compass
from mathcore.gradient_descent import Surface, bowl, descend
from mathcore.knobs import KNOBS
from mathcore.rolling import Roll
from pages.parts.descent_claims import claims, tasks
from pages.parts.descent_loop import dog_or_cat, four_knobs, loop
from pages.parts.descent_overflow import overflow
from pages.parts.descent_pictures import PIN_ROLES, rose
from pages.parts.descent_walks import runs, visited

FIELDS: Fields = {
    "w": field.number(1, -1e3, 1e3),
    "goal": field.number(3, -1e3, 1e3),
    "c": field.number(2, 0.1, 10),
    "rate": field.number(0.1, 0, 10),
    "loops": field.whole(10, 1, 40),
    "at": field.whole(0, 0, 39),
    "pile": field.flag(),
    "next": field.guess(),
    "truth": field.number(0.1, 0, 1),
    "think": field.flag(),
    "knobs": field.numbers((0.2, 0.2, 0.5, 0.5), -5, 5, least=len(KNOBS), most=len(KNOBS)),
}


def all_of(
    s: SimpleNamespace, surface: Surface, r: Roll, fields: Fields, bowl_setting: Mapping, presets: Mapping
) -> list[Node]:
    """Offer every panel."""
    return [
        panel(s, "predict", "Predict first: where is the limit?", lambda: question(s, fields)),
        panel(s, "compass", "Every direction at once", lambda: directions(s, surface, r)),
        panel(s, "loop", "The smallest training loop", lambda: loop(s)),
        panel(s, "loss", "What a loss is: dog, or cat?", lambda: dog_or_cat(s, fields)),
        panel(s, "four", "Four knobs, one loss", lambda: four_knobs(s, fields)),
        panel(s, "runs", "Runs side by side", lambda: side_by_side(s, r)),
        panel(s, "numbers", "Overflow, foretold and met", lambda: overflow(s, surface, r, fields, bowl_setting)),
        panel(s, "tasks", "Challenges", lambda: [challenges(tasks(s, surface, r))]),
        panel(s, "claims", "Claims, checked", lambda: claims(fields, bowl_setting, presets)),
    ]


def question(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Let the reader commit to the limit of this bowl before it is shown."""
    if not s.think:
        return [
            p("Hide the limit and its mark on the slider, bend the bowl as you like, and say where the limit is before you see it."),
            buttons("", fields, {"Hide it and let me think": {"think": True, "guess": None}}),
        ]  # fmt: skip
    limit = descend(bowl(s.lx, s.ly), (1.0, 1.0), 0.1, 0).limit
    ask = (
        f"A bowl bends with {show(s.lx)} across and {show(s.ly)} along. What is the largest learning rate with which the ball "
        "does not leave it?"
    )
    return [
        predict(s, "guess", ask, limit, "largest rate that does not leave"),
        buttons("", fields, {"Show everything": {"think": False}}),
    ]


def directions(s: SimpleNamespace, surface: Surface, r: Roll) -> list[Node]:
    """Show the two partial derivatives, and the slope whichever way one looks."""
    ball = tuple(visited(r)[-1].tolist())
    seen = compass(surface, ball)
    verdict = verify.check("compass", surface, ball, got=seen, device=s.device)
    if tells := 0 < seen.steepness < float("inf"):
        points = "It points in the direction in which the ground is steepest, {heading}, with a slope of {length}; the step goes the opposite way."
    elif seen.steepness == 0:
        points = "Its length is {length}, so it points nowhere: the ground is level whichever way one looks."
    else:
        points = "Its length is {length}: what overflows points nowhere that could be told."
    return [
        p(
            "At the ball the ground rises by :first[∂f/∂x] = {x} for each unit along x, and by :second[∂f/∂y] = {y} along y. Those two numbers are the "
            "gradient. " + points,
            x=num(seen.partials[0], "slope along x", "first"), y=num(seen.partials[1], "slope along y", "second"),
            heading=degrees(seen.heading, "direction of the gradient", "loss"), length=num(seen.steepness, "steepness", "loss"),
        ),
        rose(seen),
        *undefined("Some slopes are undefined this far out: {why}.", seen.note),
        *([p(
            "Of the 36 directions in the picture the steepest is {best}, with a slope of {slope}: never more than the length of the gradient. Opposite "
            "to it the ground falls as fast, and at right angles to it it is level.",
            best=degrees(seen.angles[seen.steepest], "steepest of 36 directions", "loss"),
            slope=num(seen.slopes[seen.steepest], "slope in that direction", "loss"),
        )] if tells else []),
        remark(verdict, "These slopes"),
    ]  # fmt: skip


def side_by_side(s: SimpleNamespace, r: Roll) -> list[Node]:
    """Compare the pinned runs with the present one."""
    every = [("this run", s.eta, r, "knob"), *(
        (f"pin {i + 1}", pin[0], run, PIN_ROLES[i]) for i, (pin, run) in enumerate(zip(s.pins, runs(s), strict=True)))]  # fmt: skip
    lines = [
        [
            name, num(rate, f"rate of {name}", role), num(len(run.points) - 1, f"steps of {name}", digits=6),
            num(run.losses[-1], f"last loss of {name}", "loss"),
            num(run.arrived, f"steps to a millionth of {name}", "third", 6) if run.arrived is not None else "not yet",
        ]
        for name, rate, run, role in every
    ]  # fmt: skip
    head = ["run", "rate", "steps", "loss now", "steps to a millionth"]
    return [
        p("Pin a run under *More to set*, then change the rate: both stay in the picture, the pinned one dashed."),
        table(head, lines, "Runs side by side"),
    ]
