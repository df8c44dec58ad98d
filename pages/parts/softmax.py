"""What the softmax page and its neighbours share: names of numbers, the loss, and every step rounded."""

from collections.abc import Sequence
from types import SimpleNamespace

from explorable.controls import choice
from explorable.evidence import remark
from explorable.words import Node, alarm, num, p, table
from mathcore import verify
from mathcore.cross_entropy import CrossEntropy, cross_entropy
from mathcore.rounding import FORMATS, rounded_softmax
from mathcore.softmax import softmax

TRIO = ("mat", "sofa", "moon")


def tag(letter: str, i: int, words: Sequence[str]) -> str:
    """Name the i-th score or probability by letter, index and word, so that a word that comes twice has two names."""
    return f"{letter}{''.join('₀₁₂₃₄₅₆₇₈₉'[int(digit)] for digit in str(i + 1))} {words[i]}"


def true_word(s: SimpleNamespace) -> int:
    """Return the position of the word taken to be the true one."""
    return min(s.c, len(s.words) - 1)


def loss_of(s: SimpleNamespace, z: tuple[float, ...]) -> CrossEntropy:
    """Return the loss with the chosen word as the true one."""
    return cross_entropy([z], [true_word(s)], s.T)


def rounding(s: SimpleNamespace, words: Sequence[str], z: Sequence[float], temperature: float, how: str) -> list[Node]:
    """Compute softmax with every step rounded, beside the exact one."""
    names = {"float64": "not at all", "float32": "float32", "bfloat16": "bfloat16", "float16": "float16"}
    pick = choice("Round to", "round", how, {word(kind): names.get(kind, kind) for kind in FORMATS})
    kind = next(kind for kind in FORMATS if word(kind) == how)
    if temperature == 0:
        return [pick, alarm("At T = 0 the plain formula divides by 0; there is nothing to round.")]
    r, exact = rounded_softmax(z, temperature, kind), softmax(z, temperature)
    return [
        p(
            "A calculation by hand keeps a few digits, and a graphics card keeps 8 or 11 binary ones. Rounded after every "
            "step, each small error is carried into the next, and the probabilities no longer have to make 1."
        ),
        pick,
        table(
            ["word", "z/T", "its exponential", "p, rounded", "p, exact"],
            [[name, num(r.scaled[i], tag("rounded score ", i, words), digits=8), num(r.weights[i], tag("rounded weight ", i, words), digits=8),
              num(r.probabilities[i], tag("rounded p ", i, words), "loss", digits=8), num(exact[i], tag("exact p ", i, words), "third", digits=8)]
             for i, name in enumerate(words)],
            "Softmax rounded after every step",
        ),
        p("Sum of the exponentials {total}, sum of the probabilities {sum}.",
          total=num(r.total, "rounded total", digits=8), sum=num(r.probability_sum, "rounded sum of p", "loss", digits=10)),
        remark(verify.check("rounded_softmax", z, temperature, kind, got=r, device=s.device), "The rounded steps"),
    ]  # fmt: skip


def word(kind: str) -> str:
    """Write a format as one word for the address."""
    return kind.replace(" ", "-")


ROUNDINGS = tuple(word(kind) for kind in FORMATS)
