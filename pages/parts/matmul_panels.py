"""The closed panels of the matmul page: speed, cost, claims, an example, and the script of the tables."""

from collections.abc import Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from explorable import field
from explorable import formula as f
from explorable.controls import buttons, choice, row, slider
from explorable.field import Fields
from explorable.teaching import claim
from explorable.words import Node, count, h, inline, num, p, panel, show, table
from mathcore import verify
from mathcore.speed import Speed, measure
from mathcore.token_cost import MODELS, TokenCost, token_cost
from mathcore.tokens import THE_CAT_SAT

SIZES = ("16", "32", "64", "128")
SMALL = MODELS["GPT-2 small"]
FIELDS = {
    "n": field.choice("64", SIZES),
    "runs": field.whole(0, 0, 1000),
    "layers": field.whole(SMALL.layers, 1, 200),
    "width": field.whole(SMALL.width, 1, 20000),
    "context": field.whole(SMALL.context, 1, 1_000_000),
    "vocabulary": field.whole(SMALL.vocabulary, 1, 1_000_000),
}
Presets = Mapping[str, Mapping[str, Any]]


@lru_cache(maxsize=64)
def measured(n: int, run: int, state: str) -> Speed:
    """Measure once for each press of the button, and again when PyTorch has arrived."""
    return measure(n)


def speed(s: SimpleNamespace, fields: Fields) -> Node:
    """Time the same product three ways, here and now."""

    def content() -> list[Node]:
        n = int(s.n)
        ask = [
            p(
                "The same product of two {n}×{n} matrices three ways: three loops in Python, one call of NumPy, one call of PyTorch. "
                "Each does {count} multiply-adds ({flops} operations on numbers).",
                n=s.n, count=count(n**3, "multiply-adds of the test"), flops=count(2 * n**3, "operations of the test"),
            ),
            choice("Rows and columns", "n", s.n, {size: f"{size}×{size}" for size in SIZES}),
            buttons("", fields, {"Measure again" if s.runs else "Measure now": {"runs": s.runs % 1000 + 1}}),
        ]  # fmt: skip
        if not s.runs:
            return ask
        result = measured(n, s.runs, verify.state())
        rows = [
            [timing.way, duration(timing.seconds), rate(timing.rate), f"{show(timing.faster, 3)}×", timing.remark]
            for timing in result.timings
        ]  # fmt: skip
        return [
            *ask,
            table(
                ["way", "time", "multiply-adds a second", "against loops", "what was timed"],
                rows,
                "The same product, timed",
            ),
            p(
                "Measured just now on the machine that runs this page; another machine, and the next press, give other numbers. "
                "The loops lose because Python looks at every number anew; NumPy and PyTorch hand whole rows to the processor."
            ),
        ]

    return panel(s, "speed", "Loops, NumPy, PyTorch: how fast on this machine", content)


def duration(seconds: float) -> str:
    """Write a short time for people."""
    return f"{show(seconds * 1e3, 3)} ms" if seconds >= 1e-3 else f"{show(seconds * 1e6, 3)} µs"


def rate(a_second: float) -> str:
    """Write a large rate for people."""
    return f"{show(a_second / 1e9, 3)} billion" if a_second >= 1e9 else f"{show(a_second / 1e6, 3)} million"


def cost(s: SimpleNamespace, fields: Fields) -> Node:
    """Count the matrix products and the multiply-adds behind one token."""

    def content() -> list[Node]:
        c = token_cost(s.layers, s.width, s.context, s.vocabulary)
        return [
            buttons("Sizes of", fields, {name: sizes._asdict() for name, sizes in MODELS.items()}),
            row(
                slider("Layers", "layers", s.layers, 1, 200, step=1, scale="whole"),
                slider("Width d", "width", s.width, 1, 20000, scale="whole", role="first"),
                slider("Context T", "context", s.context, 1, 1_000_000, scale="whole", role="second"),
                slider("Vocabulary V", "vocabulary", s.vocabulary, 1, 1_000_000, scale="whole", role="third"),
            ),
            p(
                "One token passes through {products} matrix products, with {adds} multiply-adds in them.",
                products=count(c.products, "matrix products per token"), adds=count(c.multiply_adds, "multiply-adds per token", "third"),
            ),
            parts(s, c),
            p("The heads of a layer are counted as one product. Writing d for the width, L for the layers:"),
            f.formula(
                "multiply-adds for one token",
                f.row("12", f.sup(f.sym("d", "first"), "2"), "L", "+", "2", f.sym("T", "second"), f.sym("d", "first"), "L", "+", f.sym("V", "third"), f.sym("d", "first")),
            ),
        ]  # fmt: skip

    return panel(s, "cost", "What one token costs", content)


def parts(s: SimpleNamespace, c: TokenCost) -> Node:
    """List where the work goes."""
    rows = [
        ["queries, keys, values, output", num(4 * s.layers, "products for projections"), count(c.projections, "multiply-adds of projections")],
        ["feed-forward", num(2 * s.layers, "products of feed-forward"), count(c.feed_forward, "multiply-adds of feed-forward")],
        ["attention over the context", num(2 * s.layers, "products of attention"), count(c.scores, "multiply-adds of attention")],
        ["a score for each word", num(1, "products of the head"), count(c.vocabulary, "multiply-adds of the head")],
    ]  # fmt: skip
    return table(["part", "products", "multiply-adds"], rows, "Where the work for one token goes")


def claims(s: SimpleNamespace, fields: Fields, presets: Presets) -> Node:
    """Put what is said about matrix products to the test."""

    def content() -> list[Node]:
        gpt3 = token_cost(*MODELS["GPT-3"])
        beside = frozenset({"claims"})
        return [
            claim(
                "E17", "A transformer does billions of matrix multiplications for each token.", "false",
                inline(
                    "It does hundreds at most. GPT-3: {products} products. It is the multiply-adds inside them that are billions: {adds} for one token.",
                    products=count(gpt3.products, "matrix products of GPT-3"), adds=count(gpt3.multiply_adds, "multiply-adds of GPT-3", "third"),
                ),
                fields, {"open": beside | {"cost"}, **MODELS["GPT-3"]._asdict()},
            ),
            claim(
                "E17b", "Thinking in matrices makes code 10 to 100 times faster than loops.", "depends",
                "On the machine, the size and the language. Measure it here: against loops in Python it is often several hundred, and at small "
                "sizes less. Only a measurement can say.",
                fields, {"open": beside | {"speed"}, "n": "128", "runs": s.runs % 1000 + 1},
            ),
            claim(
                "E17c", "Graphics cards were made for matrix products.", "false",
                "They were made to draw pictures, which happens to need many multiply-adds side by side. Units for whole matrix products came later, in 2017.",
                fields,
            ),
            claim(
                "R42", "Multiplying two matrices is doing one move after the other.", "true",
                "First A, then B, lands every point where BA lands it. Drag the tips and see both at once.",
                fields, presets["shear, then turn"],
            ),
            claim(
                "R42b", "The order of the factors does not matter.", "false",
                "For numbers it does not. For matrices it does, except for some pairs, such as a stretch and a flip along the same axes.",
                fields, presets["turn, then shear"],
            ),
            claim(
                "R92", "Every entry of a product is one dot product.", "true",
                "Row i of A with column j of B. That is all there is: m·p dot products of length n.",
                fields, presets["dot product"],
            ),
        ]  # fmt: skip

    return panel(s, "claims", "Claims, checked", content)


def end_to_end(s: SimpleNamespace, fields: Fields, presets: Presets) -> Node:
    """Follow one number from the page before through this one to the next."""

    def content() -> list[Node]:
        q, k = THE_CAT_SAT.q[0], THE_CAT_SAT.k[1]
        pair = f"a={q[0]:g},{q[1]:g}&b={k[0]:g},{k[1]:g}"
        return [
            p(
                "Three words, *The cat sat*: their queries are the rows of Q, their keys the columns of Kᵀ. The product QKᵀ holds all nine "
                "dot products at once. Row 1, column 2 says how well the query of *The* fits the key of *cat*: 0.75."
            ),
            buttons("", fields, {"Put QKᵀ on the stage": presets["QKᵀ of The cat sat"]}),
            p(
                f"Where it comes from: [one dot product](/dot_product?{pair}). Where it goes: row 1 divided by √2 into a "
                "[softmax](/softmax?words=The+cat+sat&z=0.707107,0.53033,0.424264), and then, as shares, into [attention](/attention)."
            ),
            h("A batch"),
            p(
                "Rows of A may be anything that comes in numbers: words, pictures, customers. With B as the weights W, *batch × W* treats all of them at once: "
                "(words × features) times (features × neurons) gives (words × neurons)."
            ),
            buttons("", fields, {"Put a batch on the stage": presets["a batch of 3 words"]}),
        ]  # fmt: skip

    return panel(s, "example", "One example, on its way to attention", content)


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers of the tables."""
    a, b = [list(line) for line in s.A], [list(line) for line in s.B]
    data = {
        "NumPy": f"import numpy as np\n\nA = np.array({a})\nB = np.array({b})\n\n",
        "PyTorch": f"import torch\n\nA = torch.tensor({a}, dtype=torch.float64)\nB = torch.tensor({b}, dtype=torch.float64)\n\n",
    }
    if len(a[0]) != len(b):
        ends = 'print("columns of A =", float(A.shape[1]))\nprint("rows of B =", float(B.shape[0]))\n# A @ B: the two differ, so there is no product\n'
        return {name: start + ends for name, start in data.items()}
    m, n, p_ = len(a), len(b), len(b[0])
    walking = 0 < s.step < m * n * p_
    ends = (
        ""
        if walking
        else (
            "for i in range(A.shape[0]):\n"
            "    for j in range(B.shape[1]):\n"
            '        print(f"C row {i + 1} column {j + 1} =", float(C[i, j]))\n'
        )
    )
    ends += 'print("multiply-adds in all =", float(A.shape[0] * A.shape[1] * B.shape[1]))\n'
    return {
        "NumPy": data["NumPy"] + "C = (A[:, :, None] * B).cumsum(axis=1)[:, -1]  # A @ B, term by term\n" + ends,
        "PyTorch": data["PyTorch"] + "C = A @ B\n" + ends,
    }  # fmt: skip
