"""Dot product: two arrows, one number."""

from math import isnan
from types import SimpleNamespace

from explorable import field
from explorable import formula as f
from explorable.controls import buttons, choice, number, presets, row
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.scene import Scene
from explorable.stage import arc, arrow, handle, line, plane
from explorable.teaching import challenges, predict, tour
from explorable.words import Node, alarm, at_heading, bullets, degrees, h, inline, num, p, readouts
from mathcore import verify
from mathcore.dot_product import DotProduct, dot_product
from mathcore.frames import grain, stretch
from mathcore.random_arrows import MOST
from pages.parts import dot_dimensions, dot_panels, dot_words

REACH, FAR, ASPECT = 5.0, 1e3, 0.72
LOOKS = {"arrows": "two arrows", "words": "words as arrows", "dimensions": "many dimensions"}
FIELDS = {
    "look": field.choice("arrows", LOOKS),
    "a": field.numbers((3, 1), -FAR, FAR, least=2, most=2),
    "b": field.numbers((2, 3), -FAR, FAR, least=2, most=2),
    "query": field.words("cat", most=6),
    "among": field.words("kitten dog lion tiger mouse horse bread house king run", most=12),
    "d": field.whole(3, 1, MOST),
    "seed": field.whole(7, 0, 9999),
    "guess": field.guess(),
    "fault": fault("dot_product", "rank", "random_cosines"),
}
ARROWS = {"look": "arrows"}
TILTED = (1.7364817766693033, 9.848077530122081)
PRESETS = {
    "same direction": {**ARROWS, "a": (2, 1), "b": (4, 2)},
    "perpendicular": {**ARROWS, "a": (3, 1), "b": (-1, 3)},
    "opposite": {**ARROWS, "a": (3, 1), "b": (-3, -1)},
    "long, 80° apart": {**ARROWS, "a": (10, 0), "b": TILTED},
    "short, aligned": {**ARROWS, "a": (1, 0), "b": (1, 0)},
    "zero vector": {**ARROWS, "a": (0, 0), "b": (2, 3)},
    **dot_words.PRESETS,
    **dot_dimensions.PRESETS,
}
TOUR = [
    ("Two arrows start at one point. Drag the tip of :first[a] once around and watch the dot product change its sign twice.",
     {**ARROWS, "a": (3, 1), "b": (2, 3)}),
    ("Same direction: the shadow of :first[a] on :second[b] is all of :first[a]. For these two lengths the dot product cannot be larger.",
     PRESETS["same direction"]),
    ("Perpendicular: no shadow, and the dot product is 0.", PRESETS["perpendicular"]),
    ("Opposite: the shadow falls on the other side, and the dot product is negative.", PRESETS["opposite"]),
    ("These two are 80° apart, yet their dot product is large, because both are long. The cosine is not fooled.",
     PRESETS["long, 80° apart"]),
    ("Words are arrows too. *lion* has the larger dot product with *cat*, *kitten* has the larger cosine: see the lines cross.",
     PRESETS["long beats close"]),
    ("Real models use hundreds of dimensions. Slide the dimension up: random arrows become perpendicular.",
     {"look": "dimensions", "d": 3}),
]  # fmt: skip


def view(s: SimpleNamespace) -> Scene:
    """Show two arrows, or words, or many dimensions."""
    scene = {"arrows": arrows, "words": dot_words.scene, "dimensions": dot_dimensions.scene}[s.look](s)
    before, after = at_heading(scene.words)
    return Scene(
        scene.stage,
        [
            tour(s, FIELDS, TOUR),
            choice("Look at", "look", s.look, LOOKS),
            *scene.controls,
        ],
        [
            *before,
            presets("Try this", FIELDS, **PRESETS),
            *after,
            dot_panels.end_to_end(s, FIELDS),
            dot_panels.claims(s, FIELDS, PRESETS),
        ],
    )


def arrows(s: SimpleNamespace) -> Scene:
    """Compare the two arrows and show what came out."""
    r = perhaps_broken("dot_product", s, dot_product)(s.a, s.b)
    verdict = verify.check("dot_product", s.a, s.b, got=r, device=s.device)
    return Scene(
        stage=[
            picture(s, r),
            readouts(
                num(r.dot, "dot product", "third"),
                num(r.cosine, "cosine", "moment"),
                degrees(r.angle, "angle", "moment"),
                num(r.norm_a, "length of a", "first"),
                num(r.norm_b, "length of b", "second"),
                num(r.scalar_projection, "a along b", "third"),
            ),
            badge(s, "dot_product", verdict),
        ],
        controls=[
            row(
                *(number(f"a {axis}", f"a.{i}", s.a[i], -FAR, FAR) for i, axis in enumerate("xy")),
                *(number(f"b {axis}", f"b.{i}", s.b[i], -FAR, FAR, role="second") for i, axis in enumerate("xy")),
            ),
        ],
        words=words(s, r),
    )


def picture(s: SimpleNamespace, r: DotProduct) -> Node:
    """Draw both arrows, the angle between them, and the shadow of a on b."""
    origin = (0, 0)
    tips = (s.a, s.b, r.projection)
    left, right = stretch((-REACH, REACH), [value for x, y in tips for value in (x, y / ASPECT)])
    low, high = left * ASPECT, right * ASPECT
    tip = {"x_range": (left, right), "y_range": (low, high), "snap": grain((left, right)), "ghost": True}
    return plane(
        "Two arrows from the origin: a and b, with the projection of a onto b",
        (left, right),
        (low, high),
        [
            arc(origin, 0.16 * right, s.a, s.b, label="θ") if r.angle_defined else None,
            line(origin, r.projection, "third", width=9),
            line(s.a, r.projection, "third", dash=True),
            arrow(origin, s.b, "second", "b", width=4),
            arrow(origin, s.a, "first", "a", width=4),
            handle(s.b, "b", "second", x="b.0", y="b.1", **tip),
            handle(s.a, "a", "first", x="a.0", y="a.1", **tip),
        ],
        aspect=ASPECT,
        grid=True,
    )


def words(s: SimpleNamespace, r: DotProduct) -> list[Node]:
    """Say what the numbers mean."""
    a, b, third = "first", "second", "third"
    return [
        p(
            "Drag the tip of an arrow. The dot product multiplies the parts that belong together and adds up: "
            "it is {dot} now. The green band is the shadow of :first[a] on :second[b], {along} long; "
            "the dot product is that shadow times the length of :second[b].",
            dot=num(r.dot, "a·b", third), along=num(r.scalar_projection, "shadow of a on b", third),
        ),
        f.formula(
            "the dot product with your numbers",
            f.row(
                f.sym("a", a), "·", f.sym("b", b), "=",
                f.signed(s.a[0], a), "·", f.signed(s.b[0], b), "+", f.signed(s.a[1], a), "·", f.signed(s.b[1], b),
                "=", f.num(r.dot, third),
            ),
            f.row(f.sym("a", a), "·", f.sym("b", b), "=", f.length(f.sym("a", a)), "·", f.length(f.sym("b", b)), "·", f.text("cos "), f.sym("θ", "moment")),
            f.row("=", f.num(r.norm_a, a), "·", f.num(r.norm_b, b), "·", f.signed(r.cosine, "moment")),
        ),
        *([] if r.angle_defined else [undefined(r)]),
        h("What its sign says"),
        bullets(
            inline("**Positive**: the angle is below 90°, the arrows agree."),
            inline("**Zero**: the arrows are perpendicular, or one of them has no length."),
            inline("**Negative**: the angle is above 90°, they point against each other."),
        ),
        h("Length counts too"),
        p(
            "A large dot product does not only mean the same direction: :first[a] is {na} long and :second[b] is {nb} long, and "
            "both lengths are factors. "
            + ("What has no length has no direction, and the cosine is {c}." if isnan(r.cosine) else "Divide them out and the cosine {c} remains, which is about direction alone."),
            na=num(r.norm_a, "|a|", a), nb=num(r.norm_b, "|b|", b), c=num(r.cosine, "cos θ", "moment"),
        ),
        predict(
            s, "guess", "Two arrows, each 10 long, stand 80° apart. Two others, each 1 long, point the same way: their dot product is 1. "
            "What is the dot product of the first two?",
            dot_product(PRESETS["long, 80° apart"]["a"], TILTED).dot, "dot product of the long arrows",
        ),
        h("What can go wrong"),
        p("An arrow without length points nowhere. Its dot product with anything is 0, and there is no angle to speak of."),
        buttons("", FIELDS, {"Make it go wrong": PRESETS["zero vector"]}),
        h("Where it sits in a language model"),
        p(
            "A word is an arrow with hundreds of components. [Attention](/attention) asks how much a query and a key agree: "
            "one dot product for each pair of words. And every entry of a [matrix product](/matmul) is a dot product."
        ),
        h("Try to"),
        challenges([
            ("make the dot product exactly 0 with two arrows that both have a length", r.angle_defined and r.dot == 0),
            ("keep the cosine below 0.5 and reach a dot product above 20", r.dot > 20 and r.cosine < 0.5),
            ("point the arrows almost against each other (cosine below −0.9) with a dot product above −1", r.dot > -1 and r.cosine < -0.9),
        ]),
    ]  # fmt: skip


def undefined(r: DotProduct) -> Node:
    """Say why there is no angle, and offer the way back."""
    return alarm(
        "{note}. An arrow without length points nowhere: drag its tip away from the origin and the angle is back.",
        note=r.note[0].upper() + r.note[1:],
    )


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers on screen."""
    return {"arrows": dot_panels.scripts, "words": dot_words.scripts, "dimensions": dot_dimensions.scripts}[s.look](s)


lesson("dot_product", FIELDS, view, scripts)
