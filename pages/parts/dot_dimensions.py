"""Many dimensions: the dot product page's view of random arrows, which become perpendicular."""

from functools import lru_cache
from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import number, row, slider
from explorable.evidence import badge, perhaps_broken
from explorable.scene import Scene
from explorable.stage import line, note, path, plane, point
from explorable.teaching import challenges
from explorable.words import Node, h, num, p, readouts
from mathcore import verify
from mathcore.random_arrows import EDGES, MOST, PAIRS, RandomCosines, Spreads, random_cosines, spreads

LOOK = {"look": "dimensions"}
PRESETS = {
    "64 dimensions": {**LOOK, "d": 64},
    "768, as GPT-2": {**LOOK, "d": 768},
}
TOP = 0.62
"""Height of the picture: the largest share of the pairs in one bin, at 1024 dimensions, is just below."""


def scene(s: SimpleNamespace) -> Scene:
    """Compare random arrows in the chosen dimension."""
    r = perhaps_broken("random_cosines", s, random_cosines)(s.d, s.seed)
    verdict = verify.check("random_cosines", s.d, s.seed, got=r, device=s.device)
    return Scene(
        stage=[
            histogram(r),
            trend(s, r),
            readouts(
                num(s.d, "dimensions", "knob"),
                num(r.spread, "typical cosine", "third"),
                num(r.expected, "1/√d", "moment"),
                num(r.near_right, "nearly perpendicular"),
            ),
            badge(s, "random_cosines", verdict),
        ],
        controls=[
            slider("Dimensions", "d", s.d, 1, MOST, scale="whole", step=1),
            row(number("Seed of the arrows", "seed", s.seed, 0, 9999, step=1, role="knob")),
        ],
        words=words(s, r),
    )


def histogram(r: RandomCosines) -> Node:
    """Draw how the cosines of all pairs are spread from −1 to 1."""
    outline = [(-1.0, 0.0)]
    for left, right, share in zip(EDGES[:-1], EDGES[1:], r.shares, strict=True):
        outline += [(left, share), (right, share)]
    outline.append((1.0, 0.0))
    return plane(
        f"How many of {PAIRS} pairs of random arrows have which cosine",
        (-1, 1),
        (0, TOP),
        [
            path(outline, "third", fill=True),
            path(outline, "third", width=1.5),
            line((r.expected, 0), (r.expected, TOP), "moment", dash=True),
            line((-r.expected, 0), (-r.expected, TOP), "moment", dash=True),
            note((r.expected, TOP), "1/√d", "moment", anchor="start" if r.expected < 0.8 else "end", dx=6 if r.expected < 0.8 else -6, dy=14),
        ],
        aspect=0.45,
        x_label="cosine of a pair",
        y_label="share of the pairs",
    )  # fmt: skip


def trend(s: SimpleNamespace, r: RandomCosines) -> Node:
    """Draw the spread against the dimension, doubling by doubling."""
    measured = trend_of(s.seed)
    return plane(
        "The typical cosine in 1, 2, 4 ... 1024 dimensions, on a logarithmic scale",
        (-0.5, len(measured.doublings) - 0.5),
        (0.02, 1.2),
        [
            path(list(zip(measured.doublings, measured.expected, strict=True)), "moment", width=1.5, dash=True),
            path(list(zip(measured.doublings, measured.measured, strict=True)), "third", width=0, dots=3.5),
            point((r.doublings, r.spread), "knob", f"d = {s.d}" if s.d < 300 else "", radius=7),
        ],
        aspect=0.26,
        log_y=True,
        x_label="doublings of the dimension",
        y_label="typical cosine",
    )


@lru_cache(maxsize=8)
def trend_of(seed: int) -> Spreads:
    """Measure the trend once for each seed."""
    return spreads(seed)


def words(s: SimpleNamespace, r: RandomCosines) -> list[Node]:
    """Say why a model wants many dimensions."""
    return [
        p(
            "Here are {n} pairs of arrows in random directions, in {d} dimensions. Their cosines scatter about 0 by {spread}; theory says "
            "1/√d = {expected}. {share} of the pairs are within 10° of a right angle. Slide the dimension: the hill closes in on 0.",
            n=str(PAIRS), d=num(s.d, "d", "knob"), spread=num(r.spread, "spread of the cosines", "third"),
            expected=num(r.expected, "expected spread", "moment"), share=num(r.near_right, "share that is nearly perpendicular"),
        ),
        f.formula(
            "the spread of the cosine of two random arrows",
            f.row(f.root(f.row(f.text("mean of "), f.sup(f.row(f.text("cos"), "θ"), "2"))), "=", f.frac("1", f.root(f.sym("d", "knob"))), "=", f.num(r.expected, "moment")),
        ),
        h("Why that is good news"),
        p(
            "In a plane there are only two directions at right angles. In 768 dimensions almost any two random arrows are nearly perpendicular, "
            "so thousands of ideas can each have their own direction and hardly disturb each other."
        ),
        h("And what it costs"),
        p(
            "The *dot product* of two random arrows with components of size about 1 grows like √d, because the lengths do. That is why "
            "[attention](/attention) divides by √d before the [softmax](/softmax?T=1)."
        ),
        h("Try to"),
        challenges([
            ("find the smallest dimension in which 9 of 10 pairs are within 10° of a right angle", s.d > 1 and r.near_right >= 0.9 > random_cosines(s.d - 1, s.seed).near_right),
            ("find a dimension in which the typical cosine is between 0.09 and 0.11", 0.09 <= r.spread <= 0.11),
        ]),
    ]  # fmt: skip


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers on screen."""
    start = f"d = {s.d}\narrows = np.random.default_rng({s.seed}).standard_normal((2, {PAIRS}, {MOST}))[:, :, :d]\n"
    ends = (
        'print("dimensions =", float(d))\n'
        'print("typical cosine =", float(spread))\n'
        'print("1/√d =", float(1 / np.sqrt(d)))\n'
        'print("nearly perpendicular =", float(near))\n'
    )
    return {
        "NumPy": (
            f"import numpy as np\n\n{start}x, y = arrows\n"
            "xy, xx, yy = np.stack([x * y, x * x, y * y]).cumsum(axis=2)[:, :, -1]\n"
            "cosines = np.clip(xy / np.sqrt(xx * yy), -1, 1)\n"
            "spread = np.sqrt(np.mean(cosines * cosines))\n"
            "near = np.mean(np.abs(cosines) < 0.17364817766693033)  # the sine of 10 degrees\n" + ends
        ),
        "PyTorch": (
            f"import numpy as np\nimport torch\n\n{start}x, y = torch.from_numpy(arrows.copy())\n"
            "cosines = torch.nn.functional.cosine_similarity(x, y, dim=1)\n"
            "spread = (cosines * cosines).mean().sqrt()\n"
            "near = (cosines.abs() < 0.17364817766693033).double().mean()  # the sine of 10 degrees\n" + ends
        ),
    }
