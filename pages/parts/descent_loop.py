"""Small losses on the gradient descent page: one weight on one example, dog or cat, four knobs."""

from types import SimpleNamespace
from typing import Any

from explorable import formula as f
from explorable.controls import buttons, row, slider, switch
from explorable.evidence import remark
from explorable.field import Fields
from explorable.stage import bars, note, path, plane, point
from explorable.teaching import predict
from explorable.words import Node, num, p, panel, percent, said, show, table
from mathcore import verify
from mathcore.accumulate import accumulate
from mathcore.frames import outward
from mathcore.knobs import KNOBS, knobs
from mathcore.one_weight import descend_1d
from mathcore.two_losses import two_losses


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
            aspect=0.4, ticks=False, x_ticks=False,
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
