"""Dot product: two arrows, one number."""

from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import number, presets, row
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.live import Scene
from explorable.permalink import numbers
from explorable.stage import arc, arrow, handle, line, plane
from explorable.words import alarm, degrees, h, num, p, readouts
from mathcore import verify
from mathcore.dot_product import DotProduct, dot_product

REACH = 5.0
FIELDS = {
    "a": numbers((3, 1), -REACH, REACH, least=2, most=2),
    "b": numbers((2, 3), -REACH, REACH, least=2, most=2),
    "fault": fault("dot_product"),
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
                num(r.cosine, "cosine"),
                degrees(r.angle, "angle", "moment"),
                num(r.norm_a, "length of a", "first"),
                num(r.norm_b, "length of b", "second"),
                num(r.scalar_projection, "a along b", "third"),
            ),
            badge(s, "dot_product", verdict),
        ],
        controls=[
            row(*(number(f"a {axis}", f"a.{i}", s.a[i], -REACH, REACH) for i, axis in enumerate("xy"))),
            row(*(number(f"b {axis}", f"b.{i}", s.b[i], -REACH, REACH, role="second") for i, axis in enumerate("xy"))),
            presets(
                "Try this",
                FIELDS,
                same_direction={"a": (2, 1), "b": (4, 2)},
                perpendicular={"a": (3, 1), "b": (-1, 3)},
                opposite={"a": (3, 1), "b": (-3, -1)},
                zero_vector={"a": (0, 0), "b": (2, 3)},
            ),
        ],
        words=words(s, r),
    )


def picture(s: SimpleNamespace, r: DotProduct) -> dict:
    """Draw both arrows, the angle between them, and the shadow of a on b."""
    origin = (0, 0)
    return plane(
        "Two arrows from the origin: a and b, with the projection of a onto b",
        (-REACH, REACH),
        (-REACH, REACH),
        [
            line(origin, s.a, "muted") if not r.angle_defined else None,
            arc(origin, 0.8, s.a, s.b, label="θ") if r.angle_defined else None,
            line(s.a, r.projection, "third", dash=True),
            arrow(origin, r.projection, "third", width=7),
            arrow(origin, s.b, "second", "b", width=4),
            arrow(origin, s.a, "first", "a", width=4),
            handle(
                s.b,
                "b",
                "second",
                x="b.0",
                y="b.1",
                x_range=(-REACH, REACH),
                y_range=(-REACH, REACH),
                snap=0.05,
                ghost=True,
            ),
            handle(
                s.a,
                "a",
                "first",
                x="a.0",
                y="a.1",
                x_range=(-REACH, REACH),
                y_range=(-REACH, REACH),
                snap=0.05,
                ghost=True,
            ),
        ],
        grid=True,
    )


def words(s: SimpleNamespace, r: DotProduct) -> list[dict]:
    """Say what the numbers mean."""
    a, b, third = "first", "second", "third"
    return [
        p(
            "Drag the tip of an arrow. The dot product multiplies the parts that belong together and adds up: "
            "it is {dot} now. It grows when the arrows point the same way, vanishes when they are perpendicular, and is "
            "negative when they point against each other.",
            dot=num(r.dot, "a·b", third),
        ),
        f.formula(
            "the dot product with your numbers",
            f.row(
                f.sym("a", a), "·", f.sym("b", b), "=",
                f.signed(s.a[0], a), "·", f.signed(s.b[0], b), "+", f.signed(s.a[1], a), "·", f.signed(s.b[1], b),
                "=", f.num(r.dot, third),
            ),
            f.row(
                "=", f.num(r.norm_a, a), "·", f.num(r.norm_b, b), "·", f.text("cos θ"), f.text("  with cos θ "), "=",
                f.num(r.cosine, "moment"),
            ),
        ),
        *([] if r.angle_defined else [alarm("The {note}. An arrow without length points nowhere; its dot product with anything is 0.", note=r.note)]),
        h("Length counts too"),
        p(
            "A large dot product does not only mean the same direction: :first[a] is {na} long and :second[b] is {nb} long, and "
            "both lengths are factors. Divide them out and the cosine {c} remains, which is about direction alone.",
            na=num(r.norm_a, "|a|", a), nb=num(r.norm_b, "|b|", b), c=num(r.cosine, "cos θ", "moment"),
        ),
        h("Where it sits in a language model"),
        p(
            "A word is an arrow with hundreds of components. [Attention](/attention) asks how much a query and a key agree: "
            "one dot product for each pair of words. And every entry of a [matrix product](/matmul) is a dot product."
        ),
    ]  # fmt: skip


lesson("dot_product", FIELDS, view)
