"""What is said about softmax, put to the test, and things to try."""

from types import SimpleNamespace

from explorable.field import Fields
from explorable.teaching import challenges, claim
from explorable.words import Node, num
from mathcore.cross_entropy import cross_entropy
from mathcore.logits import naive_softmax
from mathcore.overflow import exponential_edges
from mathcore.softmax import Softmax, softmax
from pages.parts.softmax import TRIO


def claims(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Put what is often said about softmax to the test."""
    trio = {"words": TRIO, "z": (2, 1, 0.1)}
    sharp, flat = (cross_entropy([(2, 1, 0.1)], [0], t).gradient[0, 1] for t in (0.5, 2))
    shares = [softmax((2, 1, 0.1), t)[1] for t in (0.5, 2)]
    edges = exponential_edges("float32")
    return [
        claim(
            "E13", "The gradient of the loss with respect to a score is p − y.", "depends",
            [
                "Only at T = 1. With a temperature it is (p − y)/T: for sofa, where y = 0, p is ",
                num(shares[0], "p of sofa at T = 0.5", "third"), " at T = 0.5 and the gradient ",
                num(sharp, "gradient of sofa at T = 0.5", "loss"), ", twice as much; at T = 2 they are ",
                num(shares[1], "p of sofa at T = 2", "third"), " and ", num(flat, "gradient of sofa at T = 2", "loss"), ", half as much.",
            ],
            fields, {**trio, "T": 0.5, "c": 0, "open": frozenset({"claims", "loss"})},
        ),
        claim(
            "E14", "Softmax gives numbers strictly between 0 and 1.", "depends",
            [
                "In mathematics yes. In single precision the exponential is exactly 0 from ",
                num(edges.first_zero, "first zero in float32", digits=6), " on, and the plain formula has no value from ",
                num(edges.first_infinite, "first overflow in float32", digits=6), " on.",
            ],
            fields, {"words": ("mat", "sofa"), "z": (0, -800), "T": 1, "open": frozenset({"claims", "overflow"})},
        ),
        claim(
            "tempered", "A higher temperature makes a model more creative.", "depends",
            "It makes the distribution flatter, which lets unlikely words through; it adds no idea that the scores did not hold. "
            "The order of the words never changes with the temperature.",
            fields, {**trio, "T": 2},
        ),
    ]  # fmt: skip


def tasks(s: SimpleNamespace, z: tuple[float, ...], r: Softmax) -> list[Node]:
    """List the challenges; they look at what is on screen."""
    top, zero = r.probabilities[r.top], [share for share in r.probabilities if share == 0]
    leaders = [share for share in r.probabilities if share == top]
    plain = naive_softmax(z, s.T, "float32") if s.T > 0 else z
    fails = s.T > 0 and any(share != share for share in plain) and max(map(abs, z)) <= 50
    return [
        challenges(
            [
                ("Make the words as undecided as exactly 2 choices, to within 0.01.", abs(r.effective - 2) <= 0.01),
                ("Give one word more than 99% while no score is above 3.", top > 0.99 and max(z) <= 3),
                ("Let two words share the lead, and give a third exactly 0.", len(leaders) == 2 and len(zero) > 0),
                (
                    "With three words or more, bring the largest share to one half, to within 0.005.",
                    len(z) > 2 and abs(top - 0.5) <= 0.005,
                ),
                ("Make the plain formula fail in single precision with no score beyond 50.", fails),
            ]
        ),
    ]
