"""The words of the softmax page that hold the reader's numbers: what they amount to, one probability, every step."""

from types import SimpleNamespace

from explorable import formula as f
from explorable.words import Node, alarm, num, p, table
from mathcore.softmax import Softmax
from pages.parts.softmax import tag


def steps(s: SimpleNamespace, z: tuple[float, ...], r: Softmax) -> Node:
    """Show every step for every word."""
    return table(
        ["word", "z", "(z − max)/T", "its exponential", "p"],
        [
            [
                word,
                num(z[i], tag("score z", i, s.words), "first"),
                num(r.shifted[i], tag("shifted", i, s.words)),
                num(r.weights[i], tag("weight", i, s.words)),
                num(r.probabilities[i], tag("p", i, s.words), "third"),
            ]
            for i, word in enumerate(s.words)
        ],
        "From scores to probabilities, step by step",
    )


def state_of_affairs(s: SimpleNamespace, r: Softmax) -> list[Node]:
    """Say what the numbers on screen amount to, edges included."""
    leaders = [word for word, weight in zip(s.words, r.weights, strict=True) if weight == 1]
    opening = p(
        "Drag the end of a bar. Every score becomes a probability between 0 and 1, and together they always make {total}: "
        "one can only grow at the cost of the others.",
        total=num(r.probability_sum, "Σp", "third"),
    )
    if r.note:
        return [opening, alarm("{note}.", note=r.note.capitalize())]
    if r.probability_sum != r.probability_sum:
        return [
            opening,
            alarm(
                "Infinity over infinity: the plain formula has no value here. *Put it right* below brings the digits back."
            ),
        ]
    if s.T == 0 and len(leaders) > 1:
        return [opening, p("At :knob[T] = 0 only the largest score counts. {k} words tie for it, {who}, and share equally.",
                           k=str(len(leaders)), who=", ".join(leaders))]  # fmt: skip
    if s.T == 0:
        return [
            opening,
            p("At :knob[T] = 0 only the largest score counts: {who} takes all. This is arg max.", who=s.words[r.top]),
        ]
    return [opening]


def one_probability(s: SimpleNamespace, z: tuple[float, ...], r: Softmax, k: int) -> list:
    """Write one probability as the formula with its numbers."""
    first, knob, third = "first", "knob", "third"
    exponent = f.row("(", f.sym("z", first), "−", "max", ")", "/", f.sym("T", knob))
    shown = [f.num(weight) for weight in r.weights[:4]]
    below = f.row(*[part for term in shown for part in ("+", term)][1:], *(("+", "…") if len(z) > 4 else ()))
    return [
        f.row(
            f.sub(f.sym("p", third), f.text(s.words[k])), "=",
            f.frac(f.sup("e", exponent), f.row(f.total("words"), f.sup("e", exponent))),
        ),
        f.row("=", f.frac(f.num(r.weights[k]), below)),
        f.row("=", f.frac(f.num(r.weights[k]), f.num(r.total)), "=", f.num(r.probabilities[k], third)),
    ]  # fmt: skip
