"""Gradient descent: a ball in a bowl, and how long its steps may be."""

from types import SimpleNamespace

from explorable import field
from explorable.controls import buttons, choice, menu, number, player, row, slider, switch
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import Below, lesson
from explorable.scene import Scene
from explorable.teaching import guessing, tour
from explorable.words import Node, h, num, p, panel, readouts, said
from mathcore import verify
from mathcore.gradient_descent import SURFACES, Surface
from mathcore.rolling import EXAMPLES, Roll, roll
from pages.parts import descent_panels as panels
from pages.parts.descent_pictures import landscape, losses
from pages.parts.descent_scripts import scripts
from pages.parts.descent_solid import solid
from pages.parts.descent_walks import LEGS, REACH, legs_of, surface_of
from pages.parts.descent_words import last_step, limit_words, overflowed, story

MOST, PINS = 2000, 2
RATES = {"bowl": 10, "ravine": 1, "saddle": 4, "plateau": 100, "rosenbrock": 0.02, "double well": 2}
"""How far the slider for the learning rate goes on each surface."""

FIELDS = {
    "surface": field.choice("bowl", SURFACES),
    "lx": field.number(0.5, 0.05, 20),
    "ly": field.number(2, 0.05, 20),
    "start": field.numbers((-2.4, 1.6), -REACH, REACH, least=2, most=2),
    "eta": field.number(0.3, 0, 1e3),
    "steps": field.whole(25, 0, MOST),
    "keep": field.flag(),
    "walked": field.rows((0, 1e3), (0, MOST), most=LEGS),
    "pins": field.rows((0, 1e3), (-REACH, REACH), (-REACH, REACH), (0, MOST), (1, EXAMPLES), (0, 9999), most=PINS),
    "batch": field.whole(EXAMPLES, 1, EXAMPLES),
    "seed": field.whole(1, 0, 9999),
    "scale": field.choice("log", ("log", "linear")),
    "axis": field.choice("log", ("log", "linear")),
    "slopes": field.flag(),
    "solid": field.flag(),
    **panels.FIELDS,
    "guess": field.guess(0, 1e3),
    "fault": fault("roll"),
}
PLAIN = {"walked": (), "pins": (), "batch": EXAMPLES, "keep": False}
BOWL = {**PLAIN, "surface": "bowl", "start": (-2.4, 1.6), "lx": 0.5, "ly": 2.0}
PRESETS = {
    "make it diverge": {**BOWL, "eta": 1.03, "steps": 40},
    "freeze it": {**BOWL, "eta": 0.0005, "steps": 40},
    "one step": {**BOWL, "lx": 2.0, "eta": 0.5, "steps": 5},
    "ring": {**BOWL, "eta": 0.95, "steps": 40},
    "limit at exactly 0.9": {**BOWL, "ly": 20 / 9, "eta": 0.9, "steps": 40},
    "run until it overflows": {**BOWL, "eta": 1.5, "steps": 1200},
    "ravine": {**PLAIN, "surface": "ravine", "start": (-2.5, 0.6), "eta": 0.045, "steps": 120},
    "flat, but not the lowest": {**PLAIN, "surface": "saddle", "start": (-1.8, 0.0), "eta": 0.2, "steps": 60},
    "lost on the plateau": {**PLAIN, "surface": "plateau", "start": (-3.4, 2.2), "eta": 0.5, "steps": 60},
    "the curved valley": {**PLAIN, "surface": "rosenbrock", "start": (-1.2, 1.0), "eta": 0.001, "steps": 2000},
    "two rates compared": {**BOWL, "pins": ((0.05, -2.4, 1.6, 200.0, 64.0, 1.0),), "eta": 0.8, "steps": 200},
    "noise of small batches": {**BOWL, "eta": 0.3, "steps": 200, "batch": 4},
}
ELSEWHERE = ("ravine", "flat, but not the lowest", "lost on the plateau", "the curved valley")
BESIDE = ("two rates compared", "noise of small batches")
TOUR = [
    ("A ball in a bowl, seen from above. Each step goes straight against the slope, and is as long as the slope is steep, times the learning rate. Here the rate is small: the dots crowd, the ball creeps.", {**BOWL, "eta": 0.1, "steps": 25}),
    ("A rate five times as large: the same place is reached in far fewer steps.", {**BOWL, "eta": 0.5, "steps": 25}),
    ("A round bowl, and a rate of exactly 1/λ: one step lands on the lowest point.", {**BOWL, "lx": 2.0, "eta": 0.5, "steps": 5}),
    ("Past 1/λmax each step overshoots and lands on the other side, but nearer. It rings, and still arrives.", {**BOWL, "eta": 0.9, "steps": 40}),
    ("At 2/λmax, the mark on the slider, it lands exactly as far away: it rings for ever.", {**BOWL, "eta": 1.0, "steps": 40}),
    ("A little past the mark, and every step lands farther out. The picture zooms out to follow; the dashed frame is where you began.", {**BOWL, "eta": 1.05, "steps": 60}),
    ("A ravine bends forty times as sharply across as along. The sharp bend sets the limit, and along the floor the ball then creeps: one rate cannot suit both.", PRESETS["ravine"]),
    ("A saddle. The ball rolls to a place where the slope is 0 and stays, though lower ground lies on both sides. Flat is not the same as lowest.", PRESETS["flat, but not the lowest"]),
]  # fmt: skip


def view(s: SimpleNamespace) -> Scene:
    """Walk, and show the walk."""
    surface = surface_of(s.surface, s.lx, s.ly)
    legs = legs_of(s)
    r = perhaps_broken("roll", s, roll)(surface, s.start, legs, s.batch, s.seed)
    verdict = verify.check("roll", surface, s.start, legs, s.batch, s.seed, got=r, device=s.device)
    limit = said("?", "limit hidden", "loss") if guessing(s) else num(r.limit, "limit 2/λmax", "loss")
    return Scene(
        stage=[
            landscape(s, surface, r),
            losses(s, r),
            readouts(
                said(r.regime, "regime", "loss" if r.regime in ("divergent", "marginal") else "third"),
                num(r.losses[-1], "loss now", "loss"),
                num(r.product, "η·λmax", "knob"),
                limit,
            ),
            badge(s, "roll", verdict),
        ],
        controls=controls(s, surface, r),
        words=words(s, surface, r),
    )


def controls(s: SimpleNamespace, surface: Surface, r: Roll) -> list[Node]:
    """Offer the learning rate first, then steps, surface, presets."""
    most = max(RATES[s.surface], 2 * r.limit if s.surface == "bowl" else 0)
    shown = r.limit <= most and not guessing(s)
    bends = row(
        slider("Curvature across", "lx", s.lx, 0.05, 20, scale="log", digits=2, role="first"),
        slider("Curvature along", "ly", s.ly, 0.05, 20, scale="log", digits=2, role="second"),
    )
    return [
        slider(
            "Learning rate", "eta", s.eta, 0 if s.scale == "linear" else min(1e-4, most * 1e-4), most,
            step=most / 1000, scale=s.scale, marks=[(r.limit, "2/λmax")] if shown else [], also=kept(s, r),
        ),
        slider("Steps", "steps", s.steps, 0, MOST, scale="whole", role="moment"),
        player("Run the ball", "steps", s.steps, MOST, reset={"walked": ""}),
        buttons("Try this", FIELDS, {name: PRESETS[name] for name in PRESETS if name not in (*ELSEWHERE, *BESIDE)}),
        row(
            menu("Surface", "surface", s.surface, {name: name for name in SURFACES}),
            number("Start x", "start.0", s.start[0], -REACH, REACH, role="knob"),
            number("Start y", "start.1", s.start[1], -REACH, REACH, role="knob"),
        ),
        *([bends] if s.surface == "bowl" else []),
        buttons("On other ground", FIELDS, {name: PRESETS[name] for name in ELSEWHERE}),
        switch("Keep the ball when the rate changes", "keep", s.keep),
        panel(s, "more", "More to set: pins, batches, axes, 3-D", lambda: more(s)),
    ]  # fmt: skip


def kept(s: SimpleNamespace, r: Roll) -> dict[str, str]:
    """Return what a change of rate also sets when the ball keeps its place: the steps so far become a leg of their own."""
    if not s.keep or not s.steps or r.stopped_at is not None or len(s.walked) >= LEGS:
        return {}
    return {"walked": FIELDS["walked"].write((*s.walked, (s.eta, s.steps))), "steps": "0"}


def more(s: SimpleNamespace) -> list[Node]:
    """Offer what is set less often."""
    pin = (s.eta, *s.start, float(s.steps), float(s.batch), float(s.seed))
    pins = {"Pin this run": {"pins": (*s.pins, pin)[-PINS:]}} if not s.walked else {}
    return [
        buttons("Compare runs", FIELDS, {**pins, "Unpin all": {"pins": ()}}),
        slider("Batch size", "batch", s.batch, 1, EXAMPLES, scale="whole", role="second",
               hint=f"The loss is an average over {EXAMPLES} examples. A step that looks at all of them has the exact slope."),
        slider("Seed", "seed", s.seed, 0, 99, step=1, role="second"),
        row(
            choice("Learning rate slider", "scale", s.scale, {"log": "logarithmic", "linear": "linear"}),
            choice("Loss axis", "axis", s.axis, {"log": "logarithmic", "linear": "linear"}),
        ),
        switch("Show the slopes at the ball", "slopes", s.slopes),
        switch("Show the surface in three dimensions, below", "solid", s.solid),
    ]  # fmt: skip


def words(s: SimpleNamespace, surface: Surface, r: Roll) -> list[Node]:
    """Say what the learning rate does."""
    return [
        tour(s, FIELDS, TOUR),
        *story(s, surface, r),
        *overflowed(s, r, FIELDS),
        last_step(r),
        h("The limit"),
        *limit_words(s, surface, r),
        h("Two rates, and few examples"),
        p(
            "Pin a run and change the rate: both paths stay in the picture, and the table under *Runs side by side* counts how many steps "
            "each needs. In training, a step does not even see the true slope: it looks at a small batch of examples, whose slope is the true "
            "one plus noise. Then the ball never comes to rest at one rate; it has to take smaller steps towards the end."
        ),
        buttons("", FIELDS, {name: PRESETS[name] for name in BESIDE}),
        h("What can go wrong"),
        p(
            "Too small a rate, and nothing seems to happen. Too large a rate, and every step lands farther out, until the numbers "
            "no longer fit into the computer. And on ground that is not a bowl, the ball may come to rest where nothing is lowest."
        ),
        buttons("", FIELDS, {name: PRESETS[name] for name in ("freeze it", "run until it overflows", "flat, but not the lowest")}),
        h("Where it sits in a language model"),
        p(
            "Training is this walk, in a space with billions of directions instead of two. The loss says how badly the model "
            "predicted the next word, its slope comes from the [chain of derivatives](/derivative), and each step looks at a small "
            "batch of text. The largest curvature sets a limit there too, and it moves as training goes on."
        ),
        *panels.all_of(s, surface, r, FIELDS, BOWL, PRESETS),
    ]  # fmt: skip


lesson("gradient_descent", FIELDS, view, scripts=scripts, below=Below("solid", solid))
