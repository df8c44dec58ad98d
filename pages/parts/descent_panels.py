"""What can be opened on the gradient descent page: a question, directions, the smallest loop, knobs, overflow, claims."""

from collections.abc import Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from explorable import formula as f
from explorable import permalink
from explorable.controls import buttons, row, slider, switch
from explorable.evidence import remark
from explorable.permalink import Fields, guess, numbers, whole
from explorable.stage import bars, note, path, plane, point
from explorable.teaching import challenges, claim, predict
from explorable.words import Node, degrees, inline, num, p, panel, percent, said, show, table
from mathcore import verify
from mathcore.accumulate import accumulate
from mathcore.compass import compass
from mathcore.frames import outward
from mathcore.gradient_descent import Surface, bowl, descend, predicted_overflow_step
from mathcore.knobs import KNOBS, knobs
from mathcore.one_weight import descend_1d
from mathcore.rolling import Roll, count_to_overflow, roll
from mathcore.two_losses import two_losses
from pages.parts.descent_pictures import PIN_ROLES, rose, runs, surface_of, visited

FIELDS: Fields = {
    "w": permalink.number(1, -1e3, 1e3),
    "goal": permalink.number(3, -1e3, 1e3),
    "c": permalink.number(2, 0.1, 10),
    "rate": permalink.number(0.1, 0, 10),
    "loops": whole(10, 1, 40),
    "at": whole(0, 0, 39),
    "pile": permalink.flag(),
    "next": guess(),
    "truth": permalink.number(0.1, 0, 1),
    "think": permalink.flag(),
    "knobs": numbers((0.2, 0.2, 0.5, 0.5), -5, 5, least=len(KNOBS), most=len(KNOBS)),
}
PRECISIONS = ("float64", "float32")


def guessing(s: SimpleNamespace) -> bool:
    """Say whether the reader is about to guess the limit, so that the page must not show it."""
    return s.think and s.guess is None


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
    return [
        p(
            "At the ball the ground rises by :first[∂f/∂x] = {x} for each unit along x, and by :second[∂f/∂y] = {y} along y. Those two numbers are the "
            "gradient. It points in the direction in which the ground is steepest, {heading}, with a slope of {length}; the step goes the opposite way.",
            x=num(seen.partials[0], "slope along x", "first"), y=num(seen.partials[1], "slope along y", "second"),
            heading=degrees(seen.heading, "direction of the gradient", "loss"), length=num(seen.steepness, "steepness", "loss"),
        ),
        rose(seen),
        p(
            "Of the 36 directions in the picture the steepest is {best}, with a slope of {slope}: never more than the length of the gradient. Opposite "
            "to it the ground falls as fast, and at right angles to it it is level.",
            best=degrees(seen.angles[seen.steepest], "steepest of 36 directions", "loss"),
            slope=num(seen.slopes[seen.steepest], "slope in that direction", "loss"),
        ),
        remark(verdict, "These slopes"),
    ]  # fmt: skip


def loop(s: SimpleNamespace) -> list[Node]:
    """Train one weight on one example."""
    run = descend_1d(s.w, s.goal, s.c, s.rate, s.loops)
    return [
        p(
            "One weight :first[w], one example: the model says :first[w] times {c}, and should say {goal}. The best weight is {best}. Each step multiplies the "
            "distance from it by {m}, so the learning rate has to stay below {limit}.",
            c=num(s.c, "input"), goal=num(s.goal, "target"), best=num(run.best, "best w", "third"),
            m=num(run.multiplier, "factor of one step", "knob"), limit=num(run.limit, "limit of the loop", "loss"),
        ),
        row(
            slider("Weight to begin with", "w", s.w, -5, 5, step=0.05, role="first"),
            slider("Rate of the loop", "rate", s.rate, 1e-3, 1, scale="log", marks=[(run.limit, "limit")]),
        ),
        row(
            slider("Input", "c", s.c, 0.1, 5, step=0.1, role="second"),
            slider("Target", "goal", s.goal, -5, 5, step=0.1, role="third"),
            slider("Rounds", "loops", s.loops, 1, 40, step=1, role="moment"),
        ),
        predict(s, "next", "Before you look at the table: what will w be after the first step?",
                float(run.w[1]), "w after one step"),
        panel(s, "table", "The table, step by step", lambda: loop_table(s, run)),
    ]  # fmt: skip


def loop_table(s: SimpleNamespace, run: Any) -> list[Node]:
    """Show every round: forward, loss, gradient, step, in two precisions, or with gradients that pile up."""
    single = descend_1d(s.w, s.goal, s.c, s.rate, s.loops, "float32")
    piled = accumulate(s.w, s.goal, s.c, s.rate, s.loops) if s.pile else None
    at = min(s.at, len(run.w) - 1)
    lines = []
    for i in range(len(run.w)):
        last = [num(piled.w[i], f"w at step {i}, gradients piling up", "loss", 6)] if piled and i < len(piled.w) else []
        lines.append([
            str(i), num(run.w[i], f"w at step {i}", "first", 11), num(run.loss[i], f"loss at step {i}", "loss", 6),
            num(run.gradient[i], f"gradient at step {i}", "loss", 6),
            num(float(single.w[i]), f"w at step {i} in float32", "first", 9) if i < len(single.w) else "", *last,
        ])  # fmt: skip
    head = ["step", "w", "loss", "gradient", "w in float32", *(["w, never set back"] if piled else [])]
    args = (s.w, s.goal, s.c, s.rate, s.loops)
    return [
        slider("Look at step", "at", at, 0, s.loops, step=1, role="moment"),
        f.formula(
            "forward, loss, gradient, step, with the numbers of this step",
            f.row(f.text("forward "), "ŷ", "=", f.num(s.c), "·", f.signed(run.w[at], "first"), "=", f.num(run.prediction[at])),
            f.row(f.text("loss "), "L", "=", f.sup(f.row("(", f.num(run.prediction[at]), "−", f.signed(s.goal), ")"), "2"), "=", f.num(run.loss[at], "loss")),
            f.row(f.text("gradient "), "2", "·", f.num(s.c), "·", "(", f.num(run.prediction[at]), "−", f.signed(s.goal), ")", "=", f.num(run.gradient[at], "loss")),
            *([f.row(f.text("step "), f.num(run.w[at], "first"), "−", f.num(s.rate, "knob"), "·", f.signed(run.gradient[at], "loss"), "=", f.num(run.w[at + 1], "first"))]
              if at + 1 < len(run.w) else []),
        ),
        switch("Never set the gradient back to zero", "pile", s.pile,
               hint="PyTorch adds each new gradient to the old one, until zero_() is called."),
        table(head, lines, "The loop, step by step"),
        *([p("Without zero_() every step follows the sum of all gradients so far, like a ball that never loses speed: it swings through the best weight and out on the other side.")] if piled else []),
        remark(verify.check("descend_1d", *args, got=run, device=s.device), "In float64"),
        remark(verify.check("descend_1d", *args, "float32", got=single, device=s.device), "In float32"),
        *([remark(verify.check("accumulate", *args, got=piled, device=s.device), "Gradients piling up")] if piled else []),
    ]  # fmt: skip


def dog_or_cat(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Put two losses side by side, from the probability given to the truth."""
    r = two_losses(s.truth)
    shares = [(k / 200, two_losses(k / 200)) for k in range(1, 201)]
    return [
        p(
            "A model looks at a cat and says: cat {cat}, dog the rest. How wrong is that? One way to say it is the probability that was missing, {missing}. The other is "
            "the surprise, {nats} nats or {bits} bits.",
            cat=said(percent(s.truth), "probability of the truth", "first"), missing=num(r.missing, "missing probability", "second", 6),
            nats=num(r.nats, "surprise in nats", "loss", 7), bits=num(r.bits, "surprise in bits", "loss", 7),
        ),
        slider("Probability of the truth", "truth", s.truth, 0, 1, step=0.01, role="first"),
        plane(
            "Both losses against the probability of the truth", (0, 1), (0, 5),
            [
                path([(q, two.missing) for q, two in shares], "second", key="missing", dash=True),
                path([(q, two.nats) for q, two in shares], "loss", key="nats"),
                point((s.truth, r.missing), "second"), point((s.truth, r.nats), "loss") if r.nats <= 5 else None,
                note((0.97, 0), "1 − p", "second", anchor="end", dy=-26), note((0.1, 3.6), "−ln p, the one to train on", "loss", anchor="start"),
            ],
            aspect=0.5, x_label="p", y_label="loss",
        ),
        p(
            "At the right end both are 0. But a sure mistake costs only 1 by the first, and without limit by the second, whose slope here is {slope} against {flat}: the more "
            "wrong a model is, the harder the surprise pulls.",
            slope=num(r.nats_slope, "slope of the surprise", "loss"), flat=num(r.missing_slope, "slope of the missing probability", "second"),
        ),
        buttons("", fields, {"Dog 90 %, but a cat": {"truth": 0.1}, "After some training: 70 %": {"truth": 0.7}, "Sure and wrong": {"truth": 0.0}}),
        remark(verify.check("two_losses", s.truth, got=r, device=s.device), "These losses"),
    ]  # fmt: skip


def four_knobs(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Let four weights move one loss, each with its own derivative."""
    r = knobs(s.knobs)
    low, high = outward(r.gradient.tolist())
    way = ["turn it down" if slope > 0 else "turn it up" if slope < 0 else "blameless" for slope in r.gradient]
    return [
        p(
            "A model guesses how many seconds it takes to read a sentence: so many per word, per long word, per emoji, and some to begin with. Turn a knob and watch "
            "the loss over six sentences: {loss}. Each bar is that knob's own derivative: how much the loss would change if only this knob moved.",
            loss=num(r.loss, "loss of the four knobs", "loss"),
        ),
        *(slider(f"Seconds {name}", f"knobs.{i}", s.knobs[i], -1, 2, role="first") for i, name in enumerate(KNOBS)),
        plane(
            "The derivative of the loss by each knob", (-0.6, len(KNOBS) - 0.4), (low, high),
            [bars(r.gradient.tolist(), "loss", labels=KNOBS, texts=[show(float(slope), 3) for slope in r.gradient])],
            aspect=0.4, ticks=False,
        ),
        table(
            ["knob", "now", "derivative", "so"],
            [[name, num(s.knobs[i], f"knob {name}", "first"), num(r.gradient[i], f"derivative {name}", "loss"), way[i]]
             for i, name in enumerate(KNOBS)],
            "The four knobs",
        ),
        p(
            "Sentences have many words, so the first knob is steep; few long words, so the second is gentler; and no emoji at all, so the third is flat: wherever it "
            "stands, it is not to blame. One step against all four at once takes the loss to {after}.",
            after=num(r.loss_after, "loss after one step of all four", "loss"),
        ),
        buttons("", fields, {"Take that step": {"knobs": tuple(round(w, 6) for w in r.stepped.tolist())}})
        if max(map(abs, r.stepped.tolist())) <= 5 else p("The step would turn a knob past its end."),
        remark(verify.check("knobs", s.knobs, got=r, device=s.device), "These derivatives"),
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


@lru_cache(maxsize=64)
def met(multiplier: float, distance: float, dtype: str) -> int | None:
    """Count the steps to overflow, once."""
    return count_to_overflow(multiplier, distance, dtype)


def overflow(s: SimpleNamespace, surface: Surface, r: Roll, fields: Fields, bowl_setting: Mapping) -> list[Node]:
    """Foretell the step of overflow in two precisions, and count it."""
    if not surface.quadratic:
        return [
            p(
                "Only in a bowl is every step the same multiplication, so only there can the step of overflow be foretold."
            )
        ]
    m = 1 - r.product
    lines = []
    for dtype in PRECISIONS:
        foretold, found = predicted_overflow_step(m, 1.0, dtype), met(m, 1.0, dtype)
        lines.append([
            dtype,
            "never" if foretold is None else num(foretold, f"foretold overflow in {dtype}", "knob", 9),
            num(found, f"counted overflow in {dtype}", "loss", 9) if found is not None
            else "never" if foretold is None else "not within 20 000 steps",
        ])  # fmt: skip
    return [
        p(
            "Each step multiplies the distance by {m}. A distance of 1 then becomes infinite after as many steps as it takes to multiply up to the largest "
            "number there is: about 2 to the power of 1024 in float64, of 128 in float32. Foretold by a logarithm, and counted by doing it:",
            m=num(m, "multiplier of the sharpest bend", "knob"),
        ),
        table(["precision", "foretold", "counted"], lines, "The step of overflow"),
        buttons("", fields, {"Grow by 5 % a step": {**bowl_setting, "eta": 1.025, "steps": 40}}),
        p("First the loss overflows, because it squares the distance; then the distance becomes infinite; only the step after that is *not a number*, infinity minus infinity."),
    ]  # fmt: skip


def tasks(s: SimpleNamespace, surface: Surface, r: Roll) -> list[tuple[str, bool]]:
    """Judge the challenges by the picture of the moment."""
    whole_batch, far = s.batch == 64, r.above[0] > 1e-3
    return [
        ("Find a bowl and a rate that reach the bottom in **one** step.", r.arrived == 1 and surface.quadratic and bool(far)),
        ("Let it ring, past 1/λmax, and still come within a millionth.", r.arrived is not None and r.regime == "ringing" and surface.quadratic),
        ("Bring the ball on the saddle to one of its two lowest points.", s.surface == "saddle" and r.arrived is not None),
        ("On the plateau, arrive from farther than 3 away in at most 100 steps.", s.surface == "plateau" and r.arrived is not None and r.arrived <= 100 and abs(s.start[0]) + abs(s.start[1]) > 3),
        ("With batches of at most 8 examples, come within a millionth all the same. *Hint: change the rate on the way.*", not whole_batch and s.batch <= 8 and r.arrived is not None and bool(far)),
    ]  # fmt: skip


def claims(fields: Fields, bowl_setting: Mapping, presets: Mapping) -> list[Node]:
    """Put the claims about this page's topic to the test."""
    limits = [descend(bowl(bend, bend), (1.0, 1.0), 0.1, 0).limit for bend in (2.0, 1.0, 8.0, 20 / 9)]
    names = ("x²", "half of x²", "the loop with input 2", "a bowl bent by 20/9")
    parts = ", ".join(f"{{n{i}}} for {name}" for i, name in enumerate(names))
    told = {
        f"n{i}": num(limit, f"limit for {name}", "loss")
        for i, (name, limit) in enumerate(zip(names, limits, strict=True))
    }
    double, single = (
        num(met(2.0, 1.0, dtype) or 0, f"doublings to overflow in {dtype}", "loss", 6) for dtype in PRECISIONS
    )
    saddle = surface_of("saddle", 1.0, 1.0)
    on_ridge = roll(saddle, (-1.8, 0.0), [(0.2, 400)])
    return [
        claim("E7", "Past a learning rate of about 0.9 the ball climbs out of the bowl.", "depends",
              inline("The limit is 2/λmax: " + parts + ". It is 0.9 for one bowl only.", **told),
              fields, presets["limit at exactly 0.9"]),
        claim("E8", "As soon as a step overshoots, the numbers blow up to NaN.", "false",
              inline("Between 1/λmax and 2/λmax every step overshoots and still arrives. Beyond, it takes long: a distance that doubles with every step is infinite after "
                     "{double} steps in float64 and {single} in float32, and only what is computed from infinity becomes NaN.", double=double, single=single),
              fields, presets["ring"]),
        claim("E28", "Flat ground means that nothing needs to change.", "false",
              inline("It may be the lowest point, a saddle or a plateau. On the ridge of the saddle the ball comes to rest with a slope of {slope}, {above} above the lowest ground.",
                     slope=num(compass(saddle, tuple(on_ridge.points[-1].tolist())).steepness, "slope on the saddle", "loss"),
                     above=num(on_ridge.above[-1], "height on the saddle", "loss")),
              fields, presets["flat, but not the lowest"]),
        claim("rates", "A smaller learning rate is always safer.", "depends",
              "Safer against leaving the bowl, yes. But a rate that is too small may not arrive in the steps there are, and on a plateau or beside a saddle it stays where it is.",
              fields, presets["freeze it"]),
    ]  # fmt: skip
