"""The words of the attention page: the five steps with the reader's numbers, and what they mean."""

from math import isfinite
from types import SimpleNamespace
from typing import Any

from explorable import formula as f
from explorable.controls import buttons
from explorable.field import Fields
from explorable.teaching import card, predict, tour
from explorable.words import Node, group, h, link, num, p, percent, said
from mathcore.number import format_number
from mathcore.one_query import one_query
from pages.parts.attention_panels import Table, panels
from pages.parts.attention_pictures import SOME, Shown


def essay(s: SimpleNamespace, a: Shown, fields: Fields, example: dict, own: dict, table: Table) -> list[Node]:
    """Say what happens, step by step."""
    asks, answers = s.words[a.query], s.words[a.key]
    return [
        tour(s, fields, tour_of(example, own)),
        p(
            "Each word sends out a query, :first[Q], and holds up a key, :second[K]. Here {asks} listens to {answers} with "
            "{share} of its attention. {choose}{also}.",
            asks=said(asks, "word that asks", "first"), answers=said(answers, "word that answers", "second"),
            share=said(percent(a.r.weights[a.query][a.key]), "share", "moment"),
            choose="Drag the blue ball along the words" if len(s.words) <= SOME else "Press a word to let it ask, or go from cell to cell",
            also=", or the tip of an arrow" if a.typed else "; arrows can be dragged once you make their numbers yours",
        ),
        f.formula("attention, for all pairs of words at once", *whole(s)),
        group("origin", *where_from(s, a)),
        group("steps", *steps(s, a)),
        h("Why divide by √d"),
        p(
            "A dot product of long vectors is a sum of many terms, so scores grow with the length d of the vectors, like √d "
            "if the terms are independent. Large scores make softmax take one word and forget the others, and then little can "
            "be learned, because its slopes are close to 0. Dividing by √d keeps the scores near 1 whatever d is. Here d is 2."
        ),
        question(s, a),
        h("What can go wrong"),
        p(
            "Forget the division, and the weights sharpen without anyone having wanted it. Apply the mask after softmax "
            "instead of before, and the weights of a word no longer add up to 1: it listens a little to nobody."
        ),
        buttons(
            "",
            fields,
            {
                "Forget √d": {"fault": "drop_1_sqrt_d_k", "scaled": True},
                "Mask too late": {"fault": "mask_after_softmax", "causal": True, "query": 0, "step": 4},
                **({"Put it right": {"fault": "none"}} if s.fault != "none" else {}),
            },
        ),
        h("Where it sits in a language model"),
        p(
            "In every layer, many times side by side: each head is one such table of weights. Its scores are "
            "[dot products](/dot_product), all of them at once one [matrix product](/matmul), and each row of weights is a "
            "[softmax](/softmax). With the causal mask on, a word sees only what came before, as it must where the next word "
            "is to be guessed."
        ),
        *panels(s, a, fields, table),
    ]  # fmt: skip


def whole(s: SimpleNamespace) -> list:
    """Write the one formula all five steps are in, and under it the shape of what comes out."""
    product = f.row(f.sym("Q", "first"), f.sup(f.sym("K", "second"), "⊤"))
    inside = f.frac(product, f.root("d")) if s.scaled else product
    shape = f.text(f"{len(s.words)} × {len(s.words)} weights, {len(s.words)} × 2 output")
    return [f.row(f.text("softmax"), "(", inside, ")", f.sym("V", "third")), shape]


def tour_of(example: dict, own: dict) -> list[tuple[str, dict]]:
    """Write the steps of the tour."""
    start = {**example, "query": 0, "key": 1, "fault": "none"}
    return [
        ("Three words. Each has a query (blue), a key (orange) and a value (green). First, *The* compares its query with every key: nine dot products for all pairs.", {**start, "step": 1}),
        ("The scores are divided by √2, because the vectors have 2 numbers each.", {**start, "step": 2}),
        ("With the causal mask on, *cat* may not look ahead at *sat*: that score becomes −∞.", {**start, "step": 3, "causal": True, "query": 1, "key": 2}),
        ("Without the mask again: softmax turns each row into shares that make 1. *The* gives 38.6% to itself, 32.3% to *cat*, 29.1% to *sat*.", {**start, "step": 4}),
        ("Its output is the average of the values with these shares: the ring between the three green points. Drag the tip of the blue arrow and watch the ring.", {**start, "step": 5}),
        ("A query of length 0 agrees equally with every key: all weights are one third, and the output is the middle.", {**start, "q": ((0, 0), (0.3, 0.8), (0.1, 0.9))}),
        ("Any words will do. Their vectors come from a seeded table and mean nothing; change the words or the seed.", {**own, "heads": 1, "fault": "none", "step": 5}),
        ("Four heads look at the same words in four ways. *Show head* goes from one to the next.", {**own, "heads": 4, "head": 2, "fault": "none", "step": 5}),
    ]  # fmt: skip


def question(s: SimpleNamespace, a: Shown) -> Node:
    """Ask for a number that is not on screen: the largest weight with the division the other way round."""
    other = one_query(a.q, a.k, a.v, a.query, scaled=not s.scaled, mask=a.mask)
    way = "without the division by √d" if s.scaled else "with the division by √d"
    return predict(
        s, "guess", f"Before you look: {way}, what would the largest weight of the chosen word be, from 0 to 1?",
        float(other.weights[other.top]), f"largest weight {way}",
    )  # fmt: skip


def where_from(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Say whose the vectors are."""
    if a.typed:
        return []
    told = "" if a.why == "chosen" else f"{a.why}, so these come from the table. "
    return [
        p(
            "{told}Where the vectors come from: a table with seed {seed}, in which each word has eight digits of a hash, the same "
            "for everyone who opens this link. Nothing was learned, so *who* listens to whom means nothing here; *how* it is "
            "computed is exactly as in a trained model.",
            told=told, seed=said(str(s.seed), "seed in use", "knob"),
        )
    ]  # fmt: skip


def steps(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Write the steps up to the one in hand; that one is set apart."""
    written = []
    for i, step in enumerate((compare, scale, mask, normalise, mix)[: s.step], 1):
        blocks = step(s, a)
        written += [card(*blocks, tone="moment")] if i == s.step else blocks
    return written


def compare(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Step 1: the dot product of the query and the key."""
    q, k = a.q[a.query], a.k[a.key]
    terms = [
        part for x, y in zip(q, k, strict=True) for part in ("+", f.signed(x, "first"), "·", f.signed(y, "second"))
    ]
    return [
        p(
            "**1 Compare.** The query of one word and the key of the other: their dot product says how well they agree. {see}",
            see=link("See these two arrows alone.", "dot_product", pair(q, k)),
        ),
        f.formula(
            "the score with your numbers",
            f.row(
                f.sub(f.sym("q", "first"), f.text(s.words[a.query])), "·", f.sub(f.sym("k", "second"), f.text(s.words[a.key])),
                "=", *terms[1:],
            ),
            f.row("=", f.num(a.r.scores[a.query][a.key])),
        ),
    ]  # fmt: skip


def scale(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Step 2: divided by the root of the length of the vectors."""
    if not s.scaled:
        return [p("**2 Scale.** Switched off: the scores stay as they are.")]
    return [
        p("**2 Scale.** Divide by √d, so that longer vectors do not mean larger scores."),
        f.formula(
            "the scaled score with your numbers",
            f.row(f.frac(f.num(a.r.scores[a.query][a.key]), f.root("2")), "=", f.num(a.r.scaled[a.query][a.key])),
        ),
    ]


def mask(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Step 3: hide what comes later."""
    if not s.causal:
        return [p("**3 Mask.** Switched off: every word may listen to every word, also to those that come later.")]
    return [
        p(
            "**3 Mask.** A word may not listen to what comes later: those scores become −∞, whose exponential is 0. "
            "{asks} sees the first {k} of {n} words.",
            asks=s.words[a.query], k=str(a.query + 1), n=str(len(s.words)),
        )
    ]  # fmt: skip


def normalise(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Step 4: exponentials over their sum."""
    exponentials = [part for value in a.one.exponentials[:4] for part in ("+", f.num(value))][1:]
    more = ("+", "…") if len(s.words) > 4 else ()
    return [
        p("**4 Softmax.** Exponentials, each over the sum of all: shares that make 1. {see}",
          see=link("See this row as bars.", "softmax", row) if (row := row_of(s, a)) else ""),
        f.formula(
            "the weight with your numbers",
            f.row(
                f.sym("a", "moment"), "=",
                f.frac(f.sup("e", f.num(a.r.masked[a.query][a.key])), f.row(*exponentials, *more)),
            ),
            f.row(
                "=",
                f.frac(f.num(a.one.exponentials[a.key]), f.num(a.one.total)), "=",
                f.num(a.r.weights[a.query][a.key], "moment"),
            ),
        ),
    ]  # fmt: skip


def mix(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Step 5: the average of the values."""
    terms = []
    for j in range(min(3, len(s.words))):
        terms += ["+", f.num(a.r.weights[a.query][j], "moment", 3), vector(a.v[j])]
    more = ("+", "…") if len(s.words) > 3 else ()
    x, y = a.r.output[a.query]
    return [
        p(
            "**5 Mix.** The output is the average of the values :third[V], each counted by its weight: for {asks} it is "
            "({x}, {y}). What it heard most, it becomes most like.",
            asks=s.words[a.query], x=num(x, "output x", "third"), y=num(y, "output y", "third"),
        ),
        f.formula("the output with your numbers", f.row(*terms[1:], *more), f.row("=", vector(a.r.output[a.query]))),
    ]  # fmt: skip


def vector(entries: Any) -> Any:
    """Write a pair in the colour of the values."""
    return f.row("(", f.num(entries[0], "third", 3), ",", f.num(entries[1], "third", 3), ")")


def pair(a: Any, b: Any) -> dict[str, str]:
    """Write two arrows as the address of the dot product page."""
    return {name: ",".join(format_number(x) for x in arrow) for name, arrow in (("a", a), ("b", b))}


def row_of(s: SimpleNamespace, a: Shown) -> dict[str, str]:
    """Write the scores of the chosen query as the address of the softmax page; hidden words stay away.

    More words than that page has bars for have no address there.
    """
    seen = [(word, score) for word, score in zip(s.words, a.r.masked[a.query].tolist(), strict=True) if isfinite(score)]
    if len(seen) > SOME:
        return {}
    return {"words": " ".join(word for word, _ in seen), "z": ",".join(format_number(score) for _, score in seen)}
