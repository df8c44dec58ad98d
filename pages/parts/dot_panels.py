"""The closed panels of the dot product page, and its script for two arrows."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from explorable.controls import buttons
from explorable.field import Fields
from explorable.teaching import claim
from explorable.words import Node, inline, num, p, panel, table
from mathcore.dot_product import dot_product
from mathcore.random_arrows import random_cosines
from mathcore.tokens import THE_CAT_SAT
from mathcore.word_table import combine, look_up, rank

Presets = Mapping[str, Mapping[str, Any]]


def claims(s: SimpleNamespace, fields: Fields, presets: Presets) -> Node:
    """Put what is said about the dot product to the test."""

    def content() -> list[Node]:
        far, near = (
            dot_product(presets[name]["a"], presets[name]["b"]) for name in ("long, 80° apart", "short, aligned")
        )
        cat = rank(combine(["cat"], 0).vector, look_up(["lion", "kitten"], 0))
        many = random_cosines(768, s.seed)
        return [
            claim(
                "E16", "A big dot product means the same direction.", "depends",
                inline(
                    "Only if the lengths are alike. Two arrows 10 long and 80° apart give {far}; two arrows 1 long that point the very same way give {near}. "
                    "Divide by both lengths, and the cosine says {cos_far} against {cos_near}.",
                    far=num(far.dot, "long arrows 80° apart", "third"), near=num(near.dot, "aligned unit arrows", "third"),
                    cos_far=num(far.cosine, "cosine of the long arrows", "moment"), cos_near=num(near.cosine, "cosine of the short arrows", "moment"),
                ),
                fields, presets["long, 80° apart"],
            ),
            claim(
                "E16b", "A dot product of 0 means a right angle.", "depends",
                "The zero vector has the dot product 0 with everything and a right angle with nothing: it has no direction. For arrows with a length it is true.",
                fields, presets["zero vector"],
            ),
            claim(
                "R90", "Same direction: positive; perpendicular: zero; opposite: negative.", "true",
                "Drag one arrow once around the other: the sign follows the side of the perpendicular it is on.",
                fields, presets["perpendicular"],
            ),
            claim(
                "R91", "The nearest word by cosine has the largest dot product, too.", "false",
                inline(
                    "*lion* has the dot product {lion} with *cat*, *kitten* only {kitten}; but the cosines are {c_lion} and {c_kitten}.",
                    lion=num(cat.dots[0], "cat · lion", "third"), kitten=num(cat.dots[1], "cat · kitten", "third"),
                    c_lion=num(cat.cosines[0], "cosine of cat and lion", "moment"), c_kitten=num(cat.cosines[1], "cosine of cat and kitten", "moment"),
                ),
                fields, presets["long beats close"],
            ),
            claim(
                "R25", "In a model's many dimensions, unrelated words stand at right angles.", "depends",
                inline(
                    "Random arrows do, nearly: in 768 dimensions their cosines scatter by {spread}. The word arrows of real models are not random; they crowd into a cone, "
                    "and their cosines are mostly above 0.",
                    spread=num(many.spread, "typical cosine in 768 dimensions", "third"),
                ),
                fields, presets["768, as GPT-2"],
            ),
        ]  # fmt: skip

    return panel(s, "claims", "Claims, checked", content)


def end_to_end(s: SimpleNamespace, fields: Fields) -> Node:
    """Follow one number from here through the other pages."""

    def content() -> list[Node]:
        words, q, k = THE_CAT_SAT.words, THE_CAT_SAT.q, THE_CAT_SAT.k
        rows = [
            [
                f"{asks} asks",
                *(num(dot_product(q[i], k[j]).dot, f"{asks} · {answers}", "third") for j, answers in enumerate(words)),
            ]
            for i, asks in enumerate(words)
        ]
        pairs = {
            f"{words[i]} · {words[j]}": {"look": "arrows", "a": tuple(q[i].tolist()), "b": tuple(k[j].tolist())}
            for i, j in ((0, 0), (0, 1), (0, 2), (1, 1))
        }
        queries = ";".join(",".join(f"{x:g}" for x in line) for line in q.tolist())
        keys = ";".join(",".join(f"{x:g}" for x in line) for line in k.T.tolist())
        return [
            p("Three words: *The cat sat*. Each asks with an arrow, its query, and answers with another, its key. How well they fit is a dot product; there are nine."),
            table(["", *(f"key of {word}" for word in words)], rows, "Dot products of queries and keys"),
            buttons("Put a pair on the stage", fields, pairs),
            p(
                f"Follow the numbers: all nine at once are a [matrix product](/matmul?A={queries}&B={keys}&i=0&j=1). Divided by √2, the first row goes into a "
                "[softmax](/softmax?words=The+cat+sat&z=0.707107,0.53033,0.424264), and out come the shares of [attention](/attention)."
            ),
        ]  # fmt: skip

    return panel(s, "example", "One example, from here to attention", content)


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers of two arrows."""
    a, b = list(s.a), list(s.b)
    ends = (
        'print("dot product =", float(dot))\n'
        'print("cosine =", float(cosine))\n'
        'print("angle =", math.degrees(angle))\n'
        'print("length of a =", float(norm_a))\n'
        'print("length of b =", float(norm_b))\n'
        'print("a along b =", float(along))\n'
    )
    return {
        "NumPy": (
            f"import math\nimport numpy as np\n\na = np.array({a})\nb = np.array({b})\n\n"
            "dot = (a * b).sum()\n"
            "norm_a, norm_b = np.sqrt((a * a).sum()), np.sqrt((b * b).sum())\n"
            "unit_b = b / norm_b if norm_b else b\n"
            "along = (a * unit_b).sum()\n"
            "cosine = angle = math.nan  # an arrow without length has no direction\n"
            "if norm_a and norm_b:\n"
            "    unit_a = a / norm_a\n"
            "    cosine = np.clip((unit_a * unit_b).sum(), -1, 1)\n"
            "    apart, together = unit_a - unit_b, unit_a + unit_b\n"
            "    angle = 2 * math.atan2(math.sqrt((apart * apart).sum()), math.sqrt((together * together).sum()))\n"
            + ends
        ),
        "PyTorch": (
            f"import math\nimport torch\n\na = torch.tensor({a}, dtype=torch.float64)\n"
            f"b = torch.tensor({b}, dtype=torch.float64)\n\n"
            "dot = torch.dot(a, b)\n"
            "norm_a, norm_b = a.norm(), b.norm()\n"
            "along = dot / norm_b if norm_b else 0.0\n"
            "cosine = angle = math.nan  # an arrow without length has no direction\n"
            "if norm_a and norm_b:\n"
            "    unit_a, unit_b = a / norm_a, b / norm_b\n"
            "    cosine = torch.dot(unit_a, unit_b)\n"
            "    angle = 2 * torch.atan2((unit_a - unit_b).norm(), (unit_a + unit_b).norm()).item()\n" + ends
        ),
    }
