"""The words of the attention page: the five steps with the reader's numbers, and what they mean."""

from types import SimpleNamespace
from typing import Any

from explorable import formula as f
from explorable.controls import buttons
from explorable.permalink import Fields
from explorable.teaching import card
from explorable.words import Node, alarm, h, num, p, percent, said


def essay(s: SimpleNamespace, a: Any, fields: Fields, presets: dict) -> list[Node]:
    """Say what happens, step by step."""
    asks, answers = s.words[a.query], s.words[a.key]
    weight = a.r.weights[a.query][a.key]
    return [
        p(
            "Each word sends out a query, :first[Q], and holds up a key, :second[K]. Here {asks} listens to {answers} with "
            "{share} of its attention. Drag the blue ball along the words, or the tip of an arrow.",
            asks=said(asks, "word that asks", "first"), answers=said(answers, "word that answers", "second"),
            share=said(percent(weight), "share", "moment"),
        ),
        *where_from(s, a),
        *([] if not a.r.blind[a.query] else [alarm("This query may see nothing, so its output is 0.")]),
        *steps(s, a),
        h("Why divide by √d"),
        p(
            "A dot product of long vectors is a sum of many terms, so scores grow with the length d of the vectors, like √d "
            "if the terms are independent. Large scores make softmax take one word and forget the others, and then nothing can "
            "be learned, because its slope is 0. Dividing by √d keeps the scores near 1 whatever d is. Here d is 2."
        ),
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
                "Put it right": {"fault": "none"},
            },
        ),
        h("Where it sits in a language model"),
        p(
            "In every layer, many times side by side: each head is one such table of weights. Its scores are "
            "[dot products](/dot_product), all of them at once one [matrix product](/matmul), and each row of weights is a "
            "[softmax](/softmax). With the causal mask on, a word sees only what came before, as it must where the next word "
            "is to be guessed."
        ),
    ]  # fmt: skip


def where_from(s: SimpleNamespace, a: Any) -> list[Node]:
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


def steps(s: SimpleNamespace, a: Any) -> list[Node]:
    """Write the steps up to the one in hand; that one is set apart."""
    made = (compare, scale, mask, normalise, mix)[: s.step]
    written = []
    for i, step in enumerate(made, 1):
        blocks = step(s, a)
        written += [card(*blocks, tone="moment")] if i == s.step else blocks
    return written


def compare(s: SimpleNamespace, a: Any) -> list[Node]:
    """Step 1: the dot product of the query and the key."""
    q, k = a.q[a.query], a.k[a.key]
    terms = [
        part for x, y in zip(q, k, strict=True) for part in ("+", f.signed(x, "first"), "·", f.signed(y, "second"))
    ]
    return [
        p("**1 Compare.** The query of one word and the key of the other: their dot product says how well they agree."),
        f.formula(
            "the score with your numbers",
            f.row(
                f.sub(f.sym("q", "first"), f.text(s.words[a.query])), "·", f.sub(f.sym("k", "second"), f.text(s.words[a.key])),
                "=", *terms[1:], "=", f.num(a.r.scores[a.query][a.key]),
            ),
        ),
    ]  # fmt: skip


def scale(s: SimpleNamespace, a: Any) -> list[Node]:
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


def mask(s: SimpleNamespace, a: Any) -> list[Node]:
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


def normalise(s: SimpleNamespace, a: Any) -> list[Node]:
    """Step 4: exponentials over their sum."""
    exponentials = [part for value in a.one.exponentials[:4] for part in ("+", f.num(value))][1:]
    more = ("+", "…") if len(s.words) > 4 else ()
    return [
        p("**4 Softmax.** Exponentials, each over the sum of all: shares that make 1."),
        f.formula(
            "the weight with your numbers",
            f.row(
                f.sym("a", "moment"), "=",
                f.frac(f.sup("e", f.num(a.r.masked[a.query][a.key])), f.row(*exponentials, *more)), "=",
                f.frac(f.num(a.one.exponentials[a.key]), f.num(a.one.total)), "=",
                f.num(a.r.weights[a.query][a.key], "moment"),
            ),
        ),
    ]  # fmt: skip


def mix(s: SimpleNamespace, a: Any) -> list[Node]:
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
        f.formula("the output with your numbers", f.row(*terms[1:], *more, "=", vector(a.r.output[a.query]))),
    ]  # fmt: skip


def vector(entries: Any) -> Any:
    """Write a pair in the colour of the values."""
    return f.row("(", f.num(entries[0], "third", 3), ",", f.num(entries[1], "third", 3), ")")
