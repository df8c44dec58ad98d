"""What else there is on the attention page: every digit, shapes, heads, order, positions, repetition, cost, claims."""

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace

from explorable.controls import buttons, matrix, slider
from explorable.evidence import remark
from explorable.permalink import Fields
from explorable.teaching import challenges, claim
from explorable.words import Inline, Node, count, exact, num, p, panel, said, show, sym, table
from mathcore import verify
from mathcore.attention import THE_CAT_SAT, attention, causal_mask, positions
from mathcore.cost import LONGEST, Race, cost, race
from mathcore.heads import Heads
from mathcore.mixing import mixing
from mathcore.one_query import one_query
from mathcore.orders import compare_orders
from mathcore.rounding import rounded_softmax
from pages.parts.attention_pictures import FEW, Shown
from pages.parts.softmax import rounding, tag

RUNS = 9
"""How often a reader may measure again."""

Table = Callable[[tuple[str, ...], int, int, bool], Heads]


def panels(s: SimpleNamespace, a: Shown, fields: Fields, look_up: Table) -> list[Node]:
    """Return the panels in the order of the way through the page."""
    return [
        panel(s, "cell", "The cell in hand, every digit", lambda: cell(s, a)),
        panel(s, "shapes", "Which shape each table has", lambda: shapes(s)),
        panel(s, "heads", "All heads side by side", lambda: all_heads(s, a, look_up)),
        panel(s, "order", "The same words in another order", lambda: order(s, a, fields, look_up)),
        panel(s, "signal", "What the position signal is", lambda: signal(s)),
        panel(s, "again", "Attention applied again and again", lambda: again(s, a)),
        panel(s, "rounding", "Round after every step", lambda: rounded_row(s, a)),
        panel(s, "cost", "What it costs as the text grows", lambda: price(s, fields)),
        panel(s, "claims", "Claims, checked", lambda: claims(fields)),
        panel(s, "challenges", "Challenges", lambda: tasks(s, a)),
    ]


def cell(s: SimpleNamespace, a: Shown) -> list[Node]:
    """List every number on the way from two arrows to a weight and its part of the output, unrounded."""
    one, j = a.one, a.key
    numbers: list[tuple[str, float, str, str | None]] = []
    for i, (x, y) in enumerate(zip(a.q[a.query], a.k[j], strict=True), 1):
        numbers += [(f"query, number {i}", x, f"q{i} in hand", "first"), (f"key, number {i}", y, f"k{i} in hand", "second"),
                    ("their product", one.products[j][i - 1], f"product {i}", None)]  # fmt: skip
    numbers += [
        ("sum of the products, the score", one.scores[j], "score in hand", None),
        ("divided by √2" if s.scaled else "not divided", one.scaled[j], "scaled score in hand", None),
        ("after the mask", one.masked[j], "masked score in hand", None),
        ("its exponential", one.exponentials[j], "exponential in hand", None),
        ("sum of the row's exponentials", one.total, "sum of exponentials", None),
        ("weight", a.r.weights[a.query][j], "weight in hand", "moment"),
    ]
    for i, (v, part) in enumerate(zip(a.v[j], one.parts[j], strict=True), 1):
        numbers += [(f"value, number {i}", v, f"v{i} in hand", "third"),
                    ("times the weight", part, f"part {i} of the output", "third")]  # fmt: skip
    rows = [[words, exact(value, name, role)] for words, value, name, role in numbers]
    return [
        p("{asks} asks, {answers} answers. Point at another cell, or walk through a matrix with the arrow keys.",
          asks=sym(s.words[a.query], "first"), answers=sym(s.words[j], "second")),
        table(["number", "with every digit"], rows, "Every operand of the cell in hand, with all its digits"),
        remark(verify.check("one_query", a.q, a.k, a.v, a.query, scaled=s.scaled, mask=a.mask, got=one, device=s.device),
               "This row"),
    ]  # fmt: skip


def shapes(s: SimpleNamespace) -> list[Node]:
    """Say how many rows and columns each table has, per head and together."""
    t, h = len(s.words), s.heads
    rows = [
        ["the words as vectors, X", f"{t} × 8", ""],
        ["each matrix that makes Q, K or V", "8 × 2", f"8 × {2 * h}"],
        ["Q, K and V", f"{t} × 2", f"{t} × {2 * h}"],
        ["scores QKᵀ, weights", f"{t} × {t}", f"{h} such tables" if h > 1 else f"{t} × {t}"],
        ["the output", f"{t} × 2", f"{t} × {2 * h}"],
    ]
    return [
        p("Rows stand for words. A query and a key must be equally long, here 2, because they are multiplied; a value may have "
          "any length. {h} of 2 numbers each make {all} numbers a word.",
          h="One head" if h == 1 else f"{h} heads", all=str(2 * h)),
        table(["table", "one head", "all heads"], rows, "Shapes"),
    ]  # fmt: skip


def all_heads(s: SimpleNamespace, a: Shown, look_up: Table) -> list[Node]:
    """Show the weights of the chosen word in every head."""
    if a.typed:
        return [
            p(
                "The typed numbers are those of a single head. Choose 2 heads or more above: their vectors come from the table."
            )
        ]
    found = look_up(s.words, s.heads, s.seed, s.position)
    rows = [
        one_query(found.q[h], found.k[h], found.v[h], a.query, scaled=s.scaled, mask=a.mask) for h in range(s.heads)
    ]
    return [
        p("Each head has its own queries, keys and values of the same words, so {asks} listens differently in each. A layer "
          "puts the outputs side by side and mixes them with one more matrix.", asks=sym(s.words[a.query], "first")),
        matrix("weights by head", [row.weights for row in rows], "moment", small=True, digits=2, shade=1,
               rows=[f"head {h}" for h in range(1, s.heads + 1)], columns=s.words, marked={"row": a.head - 1},
               pick={"column": "key"}),
        matrix("outputs side by side", [[x for row in rows for x in row.output]], "third", small=True, digits=3,
               columns=[f"head {h // 2 + 1}" for h in range(2 * s.heads)]),
        remark(verify.check("heads", s.words, s.heads, s.seed, position=s.position, got=found, device=s.device),
               "Queries, keys and values"),
    ]  # fmt: skip


def order(s: SimpleNamespace, a: Shown, fields: Fields, look_up: Table) -> list[Node]:
    """Compare the outputs of each word with those it gets when the words stand in reverse."""
    there = list(reversed(range(len(s.words))))
    words, first = tuple(s.words[i] for i in there), (a.q, a.k, a.v)
    if a.typed:
        q, k, v = ([part[i] for i in there] for part in first)
        setting = {"words": words, "of": words, "q": q, "k": k, "v": v}
    else:
        found, head = look_up(words, s.heads, s.seed, s.position), a.head - 1
        q, k, v = (part[head].tolist() for part in (found.q, found.k, found.v))
        setting = {"words": words}
    second = (q, k, v)
    r = compare_orders(first, second, there, scaled=s.scaled, causal=s.causal)
    same = r.largest < 1e-9
    told = (
        "Nothing but rounding: attention by itself does not know where a word stands. It sees a bag of words."
        if same
        else "With the mask, a word sees others than before." if s.causal and not s.position
        else "With the position signal the same word has another vector at another place."
    )  # fmt: skip
    verdict = verify.check(
        "compare_orders", first, second, there, scaled=s.scaled, causal=s.causal, got=r, device=s.device
    )
    return [
        p("Here are the outputs of every word as it stands, and with the words in reverse order. The largest change is "
          "{largest}. " + told, largest=num(r.largest, "largest change", "loss", digits=2)),
        table(
            ["word", "output", "output in reverse order", "change"],
            [[word, *(pair(part[i], tag(f"{name} ", i, s.words)) for name, part in (("forwards", r.before), ("backwards", r.after))),
              num(r.change[i], tag("change ", i, s.words), "loss", digits=2)] for i, word in enumerate(s.words)],
            "Outputs in both orders",
        ),
        buttons("", fields, {"Reverse the words": setting, "Position signal on": {"position": True},
                             "Position signal off": {"position": False}}),
        remark(verdict, "Both orders"),
    ]  # fmt: skip


def pair(values: list, name: str) -> list[Inline]:
    """Write a pair of live numbers."""
    return ["(", num(values[0], f"{name} x", "third", 3), ", ", num(values[1], f"{name} y", "third", 3), ")"]


def signal(s: SimpleNamespace) -> list[Node]:
    """Show the numbers that are added to the vectors of the words."""
    t = len(s.words)
    r = positions(t, 8)
    return [
        p("To each of the eight numbers of a word a sine or a cosine of its place is added: fast waves on the left, slow ones on "
          "the right, so that every place has a pattern of its own. The signal is {state} now.",
          state=said("on" if s.position else "off", "position signal", "knob")),
        matrix("position signal by place", r, "third", small=True, signed=True, digits=2, shade=1, rows=s.words,
               columns=[f"{name}{i // 2 + 1}" for i, name in enumerate(["sin", "cos"] * 4)]),
        remark(verify.check("positions", t, 8, got=r, device=s.device), "The signal"),
    ]  # fmt: skip


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
        matrix("weights after that many rounds", r.power, "moment", small=True, digits=5 if len(weights) <= FEW else 2, shade=1,
               rows=s.words, columns=s.words),
        table(
            ["word", "long run", "mean of its column"],
            [[word, num(r.stationary[i], tag("long run ", i, s.words), "moment", 6),
              num(r.column_means[i], tag("column mean ", i, s.words), None, 6)] for i, word in enumerate(s.words)],
            "The long run and the means of the columns",
        ),
        {"kind": "p", "inline": ["The sizes of the eigenvalues are ", *sizes, "."]},
        p("The gap between the first, which is always 1, and the second is {gap}. It says how fast the rows become alike, not how "
          "sharply a word listens.", gap=num(r.gap, "spectral gap", "moment")),
        remark(verify.check("mixing", weights, s.times, got=r, device=s.device), "Powers and eigenvalues"),
    ]  # fmt: skip


def rounded_row(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Round every step of the softmax of the chosen word: the same panel as on the softmax page."""
    scores = a.one.masked.tolist()
    return [
        p("The row of {asks}, from its scaled scores to its weights. For the worked example and *cat*, bfloat16 gives "
          "0.32421875 where the exact weight is 0.323339: that is how 0.323 becomes 0.324.", asks=sym(s.words[a.query], "first")),
        *rounding(s, s.words, scores, 1.0, s.round),
    ]  # fmt: skip


@lru_cache(maxsize=RUNS + 1)
def measured(run: int) -> list[tuple[int, Race]]:
    """Time attention on this machine, once for each press of the button."""
    return [(t, race(t)) for t in (32, 64, 128, 256)]


def price(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Count what a layer of one head of 64 numbers takes for T words, and measure it."""
    one, two = cost(s.t, 64, 64), cost(2 * s.t if 2 * s.t <= LONGEST else s.t, 64, 64)
    ms = lambda seconds: f"{show(1e3 * seconds, 2)} ms"  # noqa: E731
    timed = measured(s.run)
    return [
        slider("Words T", "t", s.t, 10, LONGEST, scale="log", digits=2),
        p("Every word looks at every word: {entries} entries in one table of weights, {adds} multiply-adds for the scores and as "
          "many for the mixing, {bytes} bytes for the table in single precision. Twice the words take {twice} entries.",
          entries=count(one.entries, "entries", "moment"), adds=count(one.score_multiply_adds, "multiply-adds"),
          bytes=count(one.weight_bytes, "bytes"), twice=count(two.entries, "entries for twice the words", "moment")),
        p("While a model writes, it keeps the keys and values of all words so far: {cache} bytes, which grow only in proportion.",
          cache=count(one.cache_bytes, "bytes of the cache")),
        p("Measured on the machine that serves this page, causal, in single precision, vectors of 2 numbers as here: all words in one pass, "
          "as in training, and one word after the other, as in writing. Both give the same outputs, to within rounding."),
        table(
            ["words", "entries", "in one pass", "word by word"],
            [[str(t), f"{cost(t, 2, 2).entries}", ms(r.together), ms(r.one_by_one)] for t, r in timed],
            "Measured time",
        ),
        buttons("", fields, {"Measure again": {"run": s.run + 1}} if s.run < RUNS else {"Back to the first measurement": {"run": 0}}),
        remark(verify.check("cost", s.t, 64, 64, got=one, device=s.device), "The counts"),
    ]  # fmt: skip


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
