"""Attention: each word decides which words to listen to, and takes in what they say."""

from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from explorable.controls import buttons, choice, columns, matrix, number, presets, row, switch, tokens
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.live import Scene
from explorable.permalink import choice as one_of
from explorable.permalink import flag, whole
from explorable.permalink import matrix as matrix_of
from explorable.permalink import words as word_list
from explorable.stage import arch, arrow, handle, line, note, plane, point, sentence
from explorable.words import Node, num, percent, readouts, said, show
from mathcore import verify
from mathcore.attention import THE_CAT_SAT, Attention, attention, causal_mask
from mathcore.dot_product import dot_product
from mathcore.frames import stretch
from mathcore.heads import Heads, heads
from mathcore.one_query import OneQuery, one_query
from pages.parts.attention import essay

MOST, REACH, HEADS, FEW = 12, 1e3, 4, 5
STEPS = {"1": "1 compare", "2": "2 scale", "3": "3 mask", "4": "4 softmax", "5": "5 mix"}
Q, K, V = (part.tolist() for part in THE_CAT_SAT[1:])
FIELDS = {
    "words": word_list(" ".join(THE_CAT_SAT.words), most=MOST),
    "q": matrix_of(Q, -REACH, REACH, most=MOST),
    "k": matrix_of(K, -REACH, REACH, most=MOST),
    "v": matrix_of(V, -REACH, REACH, most=MOST),
    "of": word_list(" ".join(THE_CAT_SAT.words), most=MOST),
    "source": one_of("typed", ("typed", "table")),
    "seed": whole(0, 0, 9999),
    "heads": whole(1, 1, HEADS),
    "head": whole(1, 1, HEADS),
    "position": flag(),
    "scaled": flag(True),
    "causal": flag(),
    "step": whole(5, 1, 5),
    "query": whole(0, 0, MOST - 1),
    "key": whole(1, 0, MOST - 1),
    "fault": fault("attention"),
}
EXAMPLE = {
    "words": THE_CAT_SAT.words, "of": THE_CAT_SAT.words, "q": Q, "k": K, "v": V, "source": "typed", "heads": 1,
    "position": False, "scaled": True, "causal": False,
}  # fmt: skip
PRESETS = {
    "the worked example": EXAMPLE,
    "look back only": {**EXAMPLE, "causal": True, "query": 1, "step": 5},
    "listen to one": {**EXAMPLE, "q": ((20, 10), (6, 16), (2, 18))},
    "listen to all alike": {**EXAMPLE, "q": ((0, 0), (0, 0), (0, 0))},
    "own words": {"words": tuple("the dog that chased the cat sat down".split()), "source": "table", "query": 1},
    "four heads": {"words": tuple("the dog that chased the cat sat down".split()), "source": "table", "heads": 4},
    "same word twice": {"words": tuple("a dog bit a man".split()), "source": "table", "position": False, "query": 1},
    "same word, other place": {
        "words": tuple("a dog bit a man".split()),
        "source": "table",
        "position": True,
        "query": 1,
    },
}


class Shown(NamedTuple):
    """What the page shows: the vectors of one head, what became of them, and the query and key in hand."""

    q: list
    k: list
    v: list
    typed: bool
    why: str
    head: int
    mask: object
    r: Attention
    one: OneQuery
    query: int
    key: int


@lru_cache(maxsize=128)
def table(words: tuple[str, ...], count: int, seed: int, position: bool) -> Heads:
    """Look the words up in the seeded table."""
    return heads(words, count, seed, position=position)


def vectors(s: SimpleNamespace) -> tuple[list, list, list, str]:
    """Return Q, K and V: the reader's own numbers where they fit the words, else the table's, and why it is that."""
    if s.source == "table":
        why = "chosen"
    elif s.heads > 1:
        why = "The typed numbers are those of one head"
    elif s.position:
        why = "The typed numbers know nothing of positions"
    elif s.words != s.of or any(len(part) != len(s.words) or len(part[0]) != 2 for part in (s.q, s.k, s.v)):
        why = "The typed numbers belong to other words"
    else:
        return s.q, s.k, s.v, ""
    found = table(s.words, s.heads, s.seed, s.position)
    head = min(s.head, s.heads) - 1
    return found.q[head].tolist(), found.k[head].tolist(), found.v[head].tolist(), why


def compute(s: SimpleNamespace) -> Shown:
    """Run attention once, right or broken as the reader wants it, and look at one query of it."""
    q, k, v, why = vectors(s)
    mask = causal_mask(len(s.words)) if s.causal else None
    r = perhaps_broken("attention", s, attention)(q, k, v, scaled=s.scaled, mask=mask)
    query, key = min(s.query, len(q) - 1), min(s.key, len(q) - 1)
    one = one_query(q, k, v, query, scaled=s.scaled, mask=mask)
    return Shown(q, k, v, not why, why, min(s.head, s.heads), mask, r, one, query, key)


def view(s: SimpleNamespace) -> Scene:
    """Let the words listen to each other and show one of them doing so."""
    a = compute(s)
    verdict = verify.check("attention", a.q, a.k, a.v, scaled=s.scaled, mask=a.mask, got=a.r, device=s.device)
    return Scene(
        stage=[
            listening(s, a),
            columns(arrows(s, a), values(s, a)),
            pipeline(s, a),
            readouts(
                said(s.words[a.query], "query", "first"),
                said(s.words[a.one.top], "listens most to", "second"),
                num(a.r.weights[a.query][a.one.top], "largest weight", "moment"),
                num(a.one.effective, "words listened to"),
            ),
            badge(s, "attention", verdict),
        ],
        controls=controls(s, a),
        words=essay(s, a, FIELDS, PRESETS),
    )


def listening(s: SimpleNamespace, a: Shown) -> Node:
    """Draw arches from the query's word to the words it listens to, as wide as the weights."""
    n, weights = len(s.words), a.r.weights[a.query].tolist()
    tall, base = (150, 0.3) if n <= 4 else (184, 0.42)
    hidden = [a.mask is not None and j > a.query for j in range(n)]
    return plane(
        "Who listens to whom: arches from the chosen word, as wide as its weights",
        (-0.49, n - 0.51),
        (0, 1),
        [
            *(arch(a.query, j, "moment", width=1 + 13 * w, base=base) for j, w in enumerate(weights) if 0 < w < 2),
            sentence(
                s.words, "moment", chosen=a.query, base=base,
                roles=["first" if j == a.query else "muted" if hidden[j] else "second" for j in range(n)],
                under=["hidden" if hidden[j] else percent(w) for j, w in enumerate(weights)],
            ),
            handle(
                (a.query, base), "query word", "first", x="query", x_range=(0, n - 1), snap=1,
                said=f"{s.words[a.query]}, word {a.query + 1} of {n}",
            ),
        ],
        tall=tall,
        ticks=False,
        axes=False,
        click={"x": "query"},
        click_snap=1,
    )  # fmt: skip


def arrows(s: SimpleNamespace, a: Shown) -> Node:
    """Draw the query in hand and all keys as arrows; the dashed line drops the query onto the key in hand."""
    origin, q, k = (0, 0), a.q[a.query], a.k[a.key]
    low, high = stretch((-0.7, 1.4), [x for arrow_ in (*a.k, q) for x in arrow_])
    reach = {"x_range": (low, high), "y_range": (low, high), "snap": 0.01 * high / 1.4}
    shadow = dot_product(q, k).projection
    few = len(s.words) <= FEW
    return plane(
        "The query and the keys as arrows",
        (low, high),
        (low, high),
        [
            line(origin, shadow, "moment", width=10),
            *(
                arrow(
                    origin,
                    at,
                    "second",
                    s.words[j] if few or j == a.key else "",
                    width=4 if j == a.key else 1.5,
                    small=True,
                )
                for j, at in enumerate(a.k)
            ),
            line(q, shadow, "first", dash=True),
            arrow(origin, q, "first", s.words[a.query], width=4, small=True),
            note((low, low), f"{s.words[a.query]} · {s.words[a.key]} = {show(a.r.scores[a.query][a.key], 3)}", "moment",
                 anchor="start", dx=2, dy=-4),
            handle(k, f"key of {s.words[a.key]}", "second", x=f"k.{a.key}.0", y=f"k.{a.key}.1", ghost=True, **reach)
            if a.typed else None,
            handle(q, f"query of {s.words[a.query]}", "first", x=f"q.{a.query}.0", y=f"q.{a.query}.1", ghost=True, **reach)
            if a.typed else None,
        ],
        aspect=0.74,
        ticks=False,
    )  # fmt: skip


def beyond(tip: list, word: str, role: str) -> Node | None:
    """Write a word beside a point, on the side away from the origin."""
    right = tip[0] >= 0
    return note(
        tip, word, role, anchor="start" if right else "end", dx=9 if right else -9, dy=-8 if tip[1] >= 0 else 16
    )


def values(s: SimpleNamespace, a: Shown) -> Node:
    """Draw the values as points, as large as their weights, and the output between them."""
    weights, output = a.r.weights[a.query].tolist(), a.r.output[a.query].tolist()
    low, high = stretch((-0.7, 1.4), [x for at in (*a.v, output) for x in at])
    few = len(s.words) <= FEW
    return plane(
        "The values as points, and the output, their weighted average",
        (low, high),
        (low, high),
        [
            *(line(output, at, "moment", width=1 + 9 * w) for at, w in zip(a.v, weights, strict=True) if 0 < w < 2),
            *(point(at, "third", radius=4 + 8 * min(w, 1.5) if w > 0 else 2) for at, w in zip(a.v, weights, strict=True)),
            *(beyond(at, s.words[j], "third") for j, at in enumerate(a.v) if few or j == a.key),
            point(output, "third", radius=9, hollow=True),
            note(output, "output", "third", dy=26),
            handle(a.v[a.key], f"value of {s.words[a.key]}", "third", x=f"v.{a.key}.0", y=f"v.{a.key}.1", ghost=True,
                   x_range=(low, high), y_range=(low, high), snap=0.01 * high / 1.4)
            if a.typed else None,
            note((low, low), "values and output", "third", anchor="start", dx=2, dy=-4),
        ],
        aspect=0.74,
        ticks=False,
    )  # fmt: skip


def pipeline(s: SimpleNamespace, a: Shown) -> Node:
    """Show the matrices up to the step in hand; a long text has room for the last one only."""
    n = len(s.words)
    shown = [
        (1, "QKᵀ", "scores", a.r.scores, "muted"),
        (2, "÷ √d", "scaled scores", a.r.scaled, "muted"),
        (3, "mask", "masked scores", a.r.masked, "muted"),
        (4, "softmax", "weights", a.r.weights, "moment"),
        (5, "output", "output", a.r.output, "third"),
    ]
    kept = [part for part in shown if part[0] <= s.step and not (part[0] == 3 and not s.causal and s.step != 3)]
    kept = kept if n <= FEW else kept[-1:] if s.step < 5 else kept[-2:]
    return row(
        *(
            matrix(
                label, values, role, name=f"▸ {name}" if step == s.step else name, small=True, digits=3 if n <= FEW else 2,
                shade=1 if step == 4 else 0, rows=s.words if i == 0 else (),
                columns=s.words if step < 5 else ("1", "2"),
                marked={"row": a.query} if step == 5 else {"row": a.query, "column": a.key},
                pick={"row": "query"} if step == 5 else {"row": "query", "column": "key"},
            )
            for i, (step, name, label, values, role) in enumerate(kept)
        )
    )  # fmt: skip


def controls(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Offer the words, the steps, the switches, and the vectors themselves."""
    few = len(s.words) <= FEW
    parts = [("Q", a.q, "first", "q"), ("K", a.k, "second", "k"), ("V", a.v, "third", "v")]
    return [
        tokens("Words", "words", s.words, most=MOST),
        choice("Step", "step", str(s.step), STEPS),
        row(
            switch("Divide by √d", "scaled", s.scaled),
            switch("Causal mask", "causal", s.causal),
            switch("Position signal", "position", s.position),
        ),
        row(
            *(
                matrix(
                    name, part, role, name=name, small=True, field=field if a.typed else "", low=-REACH, high=REACH, step=0.05,
                    rows=s.words if few and name == "Q" else (), digits=3 if few else 2,
                    marked={"row": a.query if name == "Q" else a.key},
                )
                for name, part, role, field in parts
            )
        ),
        *origin(s, a),
        presets("Try this", FIELDS, **PRESETS),
    ]  # fmt: skip


def origin(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Say where the vectors come from, and offer the other way."""
    chosen = [choice("Heads", "heads", str(s.heads), {str(i): str(i) for i in range(1, HEADS + 1)})]
    if s.heads > 1:
        chosen.append(choice("Show head", "head", str(a.head), {str(i): str(i) for i in range(1, s.heads + 1)}))
    if not a.typed:
        mine = {
            "q": tidy(a.q),
            "k": tidy(a.k),
            "v": tidy(a.v),
            "of": s.words,
            "source": "typed",
            "heads": 1,
            "position": False,
        }
        chosen.append(number("Seed", "seed", s.seed, 0, 9999, step=1, role="knob"))
        return [row(*chosen), buttons("", FIELDS, {"Make these numbers mine, to drag and type": mine})]
    return [row(*chosen), buttons("", FIELDS, {"Take the vectors from a seeded table": {"source": "table"}})]


def tidy(rows: list) -> tuple:
    """Keep two decimals, which is what a reader types."""
    return tuple(tuple(round(x, 2) for x in line_) for line_ in rows)


lesson("attention", FIELDS, view)
