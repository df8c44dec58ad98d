"""What else there is on the attention page: every digit, shapes, heads, order, positions, repetition, cost, claims."""

from collections.abc import Callable
from types import SimpleNamespace

from explorable.controls import buttons, matrix
from explorable.evidence import remark
from explorable.field import Fields
from explorable.words import Inline, Node, exact, num, p, panel, said, show, sym, table
from mathcore import verify
from mathcore.attention import positions
from mathcore.heads import Heads
from mathcore.one_query import one_query
from mathcore.orders import compare_orders
from pages.parts.attention_again import again, rounded_row
from pages.parts.attention_claims import claims, tasks
from pages.parts.attention_cost import price
from pages.parts.attention_long import heat
from pages.parts.attention_pictures import SOME, Shown
from pages.parts.softmax import tag

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
        by_head(s, a, [row.weights for row in rows]),
        matrix("outputs side by side", [[x for row in rows for x in row.output]], "third", small=True, digits=3,
               columns=[f"head {h // 2 + 1}" for h in range(2 * s.heads)]),
        remark(verify.check("heads", s.words, s.heads, s.seed, position=s.position, got=found, device=s.device),
               "Queries, keys and values"),
    ]  # fmt: skip


def by_head(s: SimpleNamespace, a: Shown, rows: list) -> Node:
    """Show the weights of one word, a row a head, as digits where these have room."""
    names, name = [f"head {h}" for h in range(1, s.heads + 1)], "weights by head"
    if len(s.words) <= SOME:
        return matrix(name, rows, "moment", small=True, digits=2, shade=1, rows=names, columns=s.words,
                      marked={"row": a.head - 1}, pick={"column": "key"})  # fmt: skip
    return heat(name, rows, names, s.words, role="moment", at=(a.head - 1, a.key), pick={"column": "key"}, tall=60 + 22 * s.heads,
                title=f"{names[a.head - 1]}: {s.words[a.query]} → {s.words[a.key]}: {show(float(rows[a.head - 1][a.key]))}")  # fmt: skip


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
    x, y = (num(value, f"{name} {axis}", "third", 2) for value, axis in zip(values, "xy", strict=True))
    return [["span", {"keep": True}, "(", x, ", ", y, ")"]]


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
