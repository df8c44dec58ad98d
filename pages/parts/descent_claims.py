"""What is said about gradient descent, put to the test, and things to try."""

from collections.abc import Mapping
from types import SimpleNamespace

from explorable.field import Fields
from explorable.teaching import claim
from explorable.words import Node, inline, num
from mathcore.compass import compass
from mathcore.gradient_descent import Surface, bowl, descend
from mathcore.rolling import Roll, roll
from pages.parts.descent_overflow import PRECISIONS, met
from pages.parts.descent_walks import surface_of


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
