"""What becomes of the weights: applied again and again, and rounded after every step."""

from types import SimpleNamespace
from typing import Any

from explorable.controls import matrix, slider
from explorable.evidence import remark
from explorable.words import Node, num, p, show, sym, table
from mathcore import verify
from mathcore.attention import attention
from mathcore.mixing import mixing
from pages.parts.attention_long import heat
from pages.parts.attention_pictures import FEW, SOME, Shown
from pages.parts.softmax import rounding, tag


def again(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Apply the table of weights to its own result, and say where it ends."""
    weights = attention(a.q, a.k, a.v, scaled=s.scaled, mask=a.mask).weights
    r = mixing(weights, s.times)
    sizes = [
        part
        for i, value in enumerate(r.eigenvalues)
        for part in (", ", num(abs(complex(value)), f"eigenvalue {i + 1}", None, 6))
    ][1:]
    ends = {
        "mixing": "All rows become the same: after many rounds it no longer matters where one started.",
        "periodic": "The rows go round in a circle and never settle.",
        "divided": "There is more than one group of words that only listen among themselves, so it always matters where one started.",
    }
    causal = "With the causal mask everything flows to the first word, which sees only itself, and the eigenvalues are the diagonal. "
    return [
        p("Each row of weights is a distribution. Apply the table to its own result {n} times, and words listen to what others "
          "have heard. {causal}" + ends[r.kind], n=str(s.times), causal=causal if s.causal else ""),
        slider("Times", "times", s.times, 0, 50, step=1),
        power(s, a, r.power),
        table(
            ["word", "long run", "mean of its column"],
            [[word, num(r.stationary[i], tag("long run ", i, s.words), "moment", 6),
              num(r.column_means[i], tag("column mean ", i, s.words), None, 6)] for i, word in enumerate(s.words)],
            "The long run and the means of the columns",
        ),
        p(["The sizes of the eigenvalues are ", *sizes, "."]),
        p("The gap between the first, which is always 1, and the second is {gap}. It says how fast the rows become alike, not how "
          "sharply a word listens.", gap=num(r.gap, "spectral gap", "moment")),
        remark(verify.check("mixing", weights, s.times, got=r, device=s.device), "Powers and eigenvalues"),
    ]  # fmt: skip


def power(s: SimpleNamespace, a: Shown, table: Any) -> Node:
    """Show the weights after some rounds, as digits where these have room."""
    name, words = "weights after that many rounds", s.words
    if len(words) <= SOME:
        return matrix(
            name, table, "moment", small=True, digits=5 if len(words) <= FEW else 2, shade=1, rows=words, columns=words
        )
    title = f"{words[a.query]} → {words[a.key]}: {show(float(table[a.query][a.key]), 5)}"
    return heat(
        name,
        table,
        words,
        words,
        role="moment",
        at=(a.query, a.key),
        pick={"row": "query", "column": "key"},
        title=title,
    )


def rounded_row(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Round every step of the softmax of the chosen word: the same panel as on the softmax page."""
    scores = a.one.masked.tolist()
    return [
        p("The row of {asks}, from its scaled scores to its weights. For the worked example and *cat*, bfloat16 gives "
          "0.32421875 where the exact weight is 0.323339: that is how 0.323 becomes 0.324.", asks=sym(s.words[a.query], "first")),
        *rounding(s, s.words, scores, 1.0, s.round),
    ]  # fmt: skip
