"""Dot product: two arrows, one number."""

from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import buttons, number, presets, row
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.live import Scene
from explorable.permalink import numbers
from explorable.stage import arc, arrow, handle, line, plane
from explorable.words import Node, alarm, bullets, degrees, h, inline, num, p, readouts
from mathcore import verify
from mathcore.dot_product import DotProduct, dot_product
from mathcore.frames import stretch

REACH, FAR, ASPECT = 5.0, 1e3, 0.72
FIELDS = {
    "a": numbers((3, 1), -FAR, FAR, least=2, most=2),
    "b": numbers((2, 3), -FAR, FAR, least=2, most=2),
    "fault": fault("dot_product"),
}
PRESETS = {
    "same direction": {"a": (2, 1), "b": (4, 2)},
    "perpendicular": {"a": (3, 1), "b": (-1, 3)},
    "opposite": {"a": (3, 1), "b": (-3, -1)},
    "long, 80° apart": {"a": (10, 0), "b": (1.7364817766693033, 9.848077530122081)},
    "short, aligned": {"a": (1, 0), "b": (1, 0)},
    "zero vector": {"a": (0, 0), "b": (2, 3)},
}


def view(s: SimpleNamespace) -> Scene:
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
            presets("Try this", FIELDS, **PRESETS),
        ],
        words=words(s, r),
    )


def picture(s: SimpleNamespace, r: DotProduct) -> Node:
    """Draw both arrows, the angle between them, and the shadow of a on b."""
    origin = (0, 0)
    tips = (s.a, s.b, r.projection)
    left, right = stretch((-REACH, REACH), [value for x, y in tips for value in (x, y / ASPECT)])
    low, high = left * ASPECT, right * ASPECT
    tip = {"x_range": (left, right), "y_range": (low, high), "snap": 0.05 * right / REACH, "ghost": True}
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
            f.row(
                f.sym("a", a), "·", f.sym("b", b), "=", "|", f.sym("a", a), "|", "|", f.sym("b", b), "|", f.text(" cos "), f.sym("θ", "moment"),
                "=", f.num(r.norm_a, a), "·", f.num(r.norm_b, b), "·", f.signed(r.cosine, "moment"),
            ),
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
            "both lengths are factors. Divide them out and the cosine {c} remains, which is about direction alone.",
            na=num(r.norm_a, "|a|", a), nb=num(r.norm_b, "|b|", b), c=num(r.cosine, "cos θ", "moment"),
        ),
        h("What can go wrong"),
        p("An arrow without length points nowhere. Its dot product with anything is 0, and there is no angle to speak of."),
        buttons("", FIELDS, {"Make it go wrong": PRESETS["zero vector"]}),
        h("Where it sits in a language model"),
        p(
            "A word is an arrow with hundreds of components. [Attention](/attention) asks how much a query and a key agree: "
            "one dot product for each pair of words. And every entry of a [matrix product](/matmul) is a dot product."
        ),
    ]  # fmt: skip


def undefined(r: DotProduct) -> Node:
    """Say why there is no angle, and offer the way back."""
    return alarm("Here the {note}. Drag it away from the origin and the angle is back.", note=r.note)


lesson("dot_product", FIELDS, view)
