"""What is said about attention, put to the test, and things to try."""

from types import SimpleNamespace

from explorable.field import Fields
from explorable.teaching import challenges, claim
from explorable.words import Node, num
from mathcore.attention import THE_CAT_SAT, attention, causal_mask
from mathcore.mixing import mixing
from mathcore.one_query import one_query
from mathcore.rounding import rounded_softmax
from pages.parts.attention_pictures import Shown


def claims(fields: Fields) -> list[Node]:
    """Put what is often said about attention to the test, on the worked example."""
    words, q, k, v = THE_CAT_SAT
    plain = one_query(q, k, v, 0)
    scores = plain.scaled.tolist()
    hand, short = (rounded_softmax(scores, 1.0, how).probabilities for how in ("4 digits", "bfloat16"))
    look_back = mixing(attention(q, k, v, mask=causal_mask(3)).weights, 1)
    free = mixing(attention(q, k, v).weights, 1)
    example = {"words": words, "of": words, "q": q.tolist(), "k": k.tolist(), "v": v.tolist(), "source": "typed", "heads": 1,
               "position": False, "scaled": True, "causal": False, "query": 0, "key": 1}  # fmt: skip
    return [
        claim(
            "E1", "*The* gives 32.4% of its attention to *cat*.", "false",
            ["It is ", num(plain.weights[1], "weight of cat", "moment", 6), ", so 32.3%; by hand with 4 digits after every step it is ",
             num(hand[1], "weight of cat by hand", "moment", 4), ". Only with the 8 binary digits of bfloat16 does it become ",
             num(short[1], "weight of cat in bfloat16", "loss", 8), ", and shares of 38.6, 32.4 and 29.1 would make 100.1%."],
            fields, {**example, "step": 4, "round": "bfloat16", "open": frozenset({"claims", "rounding"})},
        ),
        claim(
            "E18", "Q, K and V have as many columns as the vectors of the words.", "depends",
            "Only all heads taken together, if their number is chosen so. In one head they have fewer: here the words have 8 numbers, "
            "the queries, keys and values of a head 2. And V need not have as many as Q and K.",
            fields, {"heads": 4, "source": "table", "open": frozenset({"claims", "shapes"})},
        ),
        claim(
            "E3", "All other eigenvalues of a table of weights are smaller than 1, so repeated attention settles everywhere.", "depends",
            ["Without a mask all weights are above 0 and it is so: here the second is ",
             num(abs(complex(free.eigenvalues[1])), "second eigenvalue", "moment", 6), ". With the causal mask the eigenvalues are the "
             "diagonal, the second is ", num(abs(complex(look_back.eigenvalues[1])), "second eigenvalue, causal", "moment", 4),
             ", and everything ends at the first word. A word that listens only to itself makes a second eigenvalue of 1."],
            fields, {**example, "causal": True, "times": 50, "open": frozenset({"claims", "again"})},
        ),
        claim(
            "E4", "The long run of repeated attention says which word gets most attention.", "depends",
            ["It is not the average a word gets in one round: for The that is ", num(free.column_means[0], "column mean of The", None, 6),
             ", in the long run ", num(free.stationary[0], "long run of The", "moment", 6), "."],
            fields, {**example, "open": frozenset({"claims", "again"})},
        ),
    ]  # fmt: skip


def tasks(s: SimpleNamespace, a: Shown) -> list[Node]:
    """List the challenges; they look at what is on screen."""
    weights = a.r.weights[a.query].tolist()
    n, last = len(weights), weights[-1]
    spread = max(weights) - min(weights)
    return [
        challenges(
            [
                ("In the worked example, turn the query of a word until it gives more than half of its attention to the last word.",
                 a.typed and n > 2 and last > 0.5),
                ("Make a word listen to all others alike, to within 0.001, with its query not 0.",
                 n > 1 and a.mask is None and spread <= 1e-3 and any(x != 0 for x in a.q[a.query])),
                ("Choose mask and word so that a word can only listen to itself.", n > 1 and s.causal and a.query == 0),
                ("With words of your own, find a seed and a head in which one word gives more than 90% to another.",
                 not a.typed and max(weights) > 0.9 and a.one.top != a.query),
                ("Let the same word stand twice and be heard differently.", heard_differently(s, weights)),
            ]
        )
    ]  # fmt: skip


def heard_differently(s: SimpleNamespace, weights: list[float]) -> bool:
    """Say whether a word that stands twice gets two different weights, neither of them hidden."""
    heard: dict[str, list[float]] = {}
    for name, weight in zip(s.words, weights, strict=True):
        if weight > 0:
            heard.setdefault(name, []).append(weight)
    return any(max(found) - min(found) > 1e-3 for found in heard.values())
