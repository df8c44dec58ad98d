"""What can be opened on the derivative page: a question, the limit, the valley of errors, three ways, bends, layers."""

from functools import lru_cache
from types import SimpleNamespace

from explorable import field
from explorable.controls import buttons
from explorable.evidence import remark
from explorable.field import Fields
from explorable.stage import line, note, path, plane, point
from explorable.teaching import challenges, predict
from explorable.words import Node, num, p, panel, show, table, undefined
from mathcore import verify
from mathcore.curves import Curve
from mathcore.derivative import Tangent, tangent
from mathcore.differences import ErrorCurve, error_curve
from mathcore.frames import decade, decades
from mathcore.paths import paths
from pages.parts.curves import OWN, TYPED, formula_of
from pages.parts.derivative_bends import BENDS, bends, deep
from pages.parts.derivative_claims import claims, tasks

FIELDS: Fields = {
    "bend": field.choice("sigmoid", BENDS),
    "at": field.number(0, -6, 6),
    "weight": field.number(1, -4, 4),
    "layers": field.whole(10, 1, 200),
    "think": field.flag(),
}


def theirs(verdict: verify.Verdict, tensor: str) -> float | None:
    """Return PyTorch's number for one tensor, where there is one."""
    return next((row.theirs_sample for row in verdict.rows if row.tensor == tensor), None)


def all_of(s: SimpleNamespace, curve: Curve, r: Tangent, pytorch: float | None, fields: Fields) -> list[Node]:
    """Offer every panel."""
    return [
        panel(s, "predict", "Predict first: how steep is it?", lambda: question(s, r, fields)),
        panel(s, "limit", "Let h go to 0", lambda: limit(s, curve)),
        panel(s, "valley", "The valley of errors", lambda: valley(s, curve, r, fields)),
        panel(s, "three", "Three ways to one slope, and every path of the chain rule", lambda: three(s, curve, r, pytorch, fields)),
        panel(s, "bends", "The bends inside models", lambda: bends(s)),
        panel(s, "deep", "A slope passed through many layers", lambda: deep(s, fields)),
        panel(s, "tasks", "Challenges", lambda: [challenges(tasks(s, r))]),
        panel(s, "claims", "Claims, checked", lambda: claims(fields)),
    ]  # fmt: skip


def question(s: SimpleNamespace, r: Tangent, fields: Fields) -> list[Node]:
    """Let the reader commit to the slope before it is shown."""
    if not s.think:
        return [
            p("Hide the tangent, the lower picture and the numbers, move x where you like, and say how steep the curve is before you see it."),
            buttons("", fields, {"Hide them and let me think": {"think": True, "guess": None}}),
        ]  # fmt: skip
    ask = f"Look at the curve at x = {show(s.x)}. How steep is it there: by how much does it rise for one unit to the right?"
    return [predict(s, "guess", ask, r.slope, "slope at x"), buttons("", fields, {"Show everything": {"think": False}})]


def limit(s: SimpleNamespace, curve: Curve) -> list[Node]:
    """Make the step ten times smaller, again and again."""
    lines = []
    for power in range(9):
        r = tangent(curve, s.x, 10.0**-power)
        size = "1" if power == 0 else show(10.0**-power, 1)
        lines.append([
            size, num(r.secant_slope, f"secant slope for h = {size}", "knob", 9),
            num(r.secant_error, f"error for h = {size}", "loss", 3),
        ])  # fmt: skip
    return [
        p("The derivative is what the slope of the secant tends to. Each line takes a step ten times smaller; as long as rounding keeps out of the way, the error becomes ten times smaller too."),
        table(["h", "secant slope", "error"], lines, "Smaller and smaller steps"),
    ]  # fmt: skip


@lru_cache(maxsize=64)
def errors(curve: Curve, x: float) -> ErrorCurve:
    """Measure the errors at one place once."""
    return error_curve(curve, x)


def valley(s: SimpleNamespace, curve: Curve, r: Tangent, fields: Fields) -> list[Node]:
    """Show the error of both quotients against the size of the step."""
    e = errors(curve, s.x)
    low, high = decades([*e.forward.tolist(), *e.central.tolist(), r.secant_error, r.central_error])
    best = {name: step for name, step in (("ahead", e.best_forward), ("both ways", e.best_central)) if step == step}
    return [
        plane(
            "The error of the slope against the size of the step",
            (-16.4, 0.4),
            (low, high),
            [
                path(list(zip(e.powers, e.forward, strict=True)), "knob", width=2, key="forward"),
                path(list(zip(e.powers, e.central, strict=True)), "moment", width=2, key="central", dash=True),
                line((decade(s.h), low), (decade(s.h), high), "muted", dash=True),
                point((decade(s.h), r.secant_error), "knob") if r.secant_error > 0 else None,
                point((decade(s.h), r.central_error), "moment") if r.central_error > 0 else None,
                note((-16, high), "rounding", anchor="start", dy=18),
                note((0, high), "the bend of the curve", anchor="end", dx=-8, dy=18),
            ],
            aspect=0.6, log_y=True, x_label="power of ten of h", y_label="error",
        ),
        p(
            "From the right the error falls with the step: the curve bends less within it. From the left it rises again, because the two heights share ever more digits. "
            "Looking :knob[ahead], the valley lies at {one}; looking :moment[both ways] (dashed), at {both}, and deeper.",
            one=num(e.best_forward, "best step ahead", "knob", 2), both=num(e.best_central, "best step both ways", "moment", 2),
        ),
        table(
            ["way", "slope", "error"],
            [
                ["ahead", num(r.secant_slope, "measured ahead", "knob", 9), num(r.secant_error, "its error ahead", "loss", 3)],
                ["both ways", num(r.central_slope, "measured both ways", "moment", 9), num(r.central_error, "its error both ways", "loss", 3)],
            ],
            "Both measurements with your step",
        ),
        *undefined("Here {why}: what is undefined cannot be measured.", e.note),
        buttons("", fields, {f"Best step {name}": {"h": step} for name, step in best.items()} | {"Far too small": {"h": 1e-16}}),
        remark(verify.check("error_curve", curve, s.x, got=e, device=s.device), "These errors"),
    ]  # fmt: skip


def three(s: SimpleNamespace, curve: Curve, r: Tangent, pytorch: float | None, fields: Fields) -> list[Node]:
    """Compare the rules of differentiation, a measured slope and PyTorch; then list every path."""
    e = errors(curve, s.x)
    measured = tangent(curve, s.x, e.best_central) if e.best_central == e.best_central else r
    formula = formula_of(s.curve, s.f)
    found = paths(formula, s.x)
    ways = [
        [f"{i}", " → ".join(["x", *(name for name, _ in way)]),
         " · ".join(show(slope, 4) for _, slope in way) or "1", num(product, f"path {i}", "third", 6)]
        for i, (way, product) in enumerate(zip(found.ways, found.products, strict=True), 1)
    ]  # fmt: skip
    return [
        table(
            ["way", "slope"],
            [
                ["by the rules", num(r.slope, "slope by the rules", "third", 15)],
                ["measured both ways", num(measured.central_slope, "slope measured", "moment", 15)],
                ["PyTorch's autograd", num(pytorch, "slope from PyTorch", "second", 15) if pytorch is not None else "not yet"],
            ],
            "Three ways to one slope",
        ),
        p(
            "The first and the last are exact up to rounding: they apply the chain rule to `{text}`. Every x in the formula has its own path to the result. Along a path the slopes of "
            "the operations are multiplied, and where paths meet again, they are added.".replace("{text}", formula.text.replace("`", "")),
        ),
        table(["path", "through", "slopes along it", "product"], ways, "Every path from x to f(x)"),
        *undefined("Here {why}, whichever path one takes.", found.note),
        p("Together: {total}{more}", total=num(found.total, "sum of all paths", "third", 15),
          more=f", with {found.more} more paths not listed" if found.more else ""),
        *([] if s.curve == OWN else [buttons("", fields, {"Change this formula": {"curve": OWN, "f": TYPED[s.curve]}})]),
        buttons("", fields, {"x stands twice: 2x · 3x": {"curve": OWN, "f": "2x * 3x", "x": 3.0, "h": 0.5}}),
        remark(verify.check("paths", formula, s.x, got=found, device=s.device), "These paths"),
    ]  # fmt: skip
