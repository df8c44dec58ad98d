"""The pictures of the attention page: the words with their arches, the arrows, the values, and the matrices."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from explorable.controls import matrix, row
from explorable.stage import arch, arrow, handle, line, note, plane, point, sentence
from explorable.words import Node, percent, shorten, show
from mathcore.attention import Attention
from mathcore.dot_product import dot_product
from mathcore.frames import grain, stretch
from mathcore.one_query import OneQuery

FEW = 5
"""Words up to which every matrix and every name has room."""

SOME = 12
"""Words up to which the digits of one matrix have room; beyond, it is drawn as cells."""

SHORT = 11
"""Letters of a word that have room in a picture."""

HOME = (-0.7, 1.4)
"""The ends of both axes at first, where the vectors are the reader's own."""


class Shown(NamedTuple):
    """What the page shows: the vectors of one head, what became of them, and the query and key in hand."""

    q: list
    k: list
    v: list
    why: str
    head: int
    mask: Any
    r: Attention
    one: OneQuery
    query: int
    key: int

    @property
    def typed(self) -> bool:
        """Say whether the vectors are the reader's own numbers."""
        return not self.why


def listening(s: SimpleNamespace, a: Shown) -> Node:
    """Draw arches from the query's word to the words it listens to, as wide as the weights once these are known."""
    n, weights = len(s.words), a.r.weights[a.query].tolist()
    known = s.step > 3
    scores = {1: a.r.scores, 2: a.r.scaled, 3: a.r.masked}.get(s.step, a.r.weights)[a.query].tolist()
    hidden = [a.mask is not None and s.step > 2 and j > a.query for j in range(n)]
    tall, base = (150, 0.3) if n <= 4 else (208, 0.42)
    return plane(
        "Who listens to whom: arches from the chosen word, as wide as its weights",
        (-0.49, n - 0.51),
        (0, 1),
        [
            *(
                arch(a.query, j, "moment" if known else "muted", width=1 + 13 * w if known else 1.5, base=base)
                for j, w in enumerate(weights)
                if not hidden[j] and (0 < w < 2 or not known)
            ),
            sentence(
                s.words, "moment", chosen=a.query, base=base,
                roles=["first" if j == a.query else "muted" if hidden[j] else "second" for j in range(n)],
                under=["hidden" if hidden[j] else percent(x) if known else show(x, 3) for j, x in enumerate(scores)],
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


def window(a: Shown, places: list) -> tuple[float, float]:
    """Choose the ends of both axes of a square picture: still, until a number leaves it."""
    return stretch(HOME if a.typed else (-2.2, 2.2), [x for at in places for x in at])


def inside(ends: tuple[float, float]) -> dict[str, Any]:
    """Keep a handle inside its picture; where the picture shows more, it moves by more."""
    return {"x_range": ends, "y_range": ends, "snap": grain(ends)}


def title(ends: tuple[float, float], text: str, role: str) -> Node | None:
    """Write what a square picture shows over its upper left corner."""
    return note(ends, text, role, anchor="start", dx=-12, dy=-3)


def arrows(s: SimpleNamespace, a: Shown) -> Node:
    """Draw the query in hand and all keys as arrows; the dashed line drops the query onto the key in hand."""
    origin, q, k = (0, 0), a.q[a.query], a.k[a.key]
    ends = window(a, [*a.k, q])
    reach = inside(ends)
    shadow = dot_product(q, k).projection
    few = len(s.words) <= FEW
    names = [shorten(word, SHORT) for word in s.words]
    score = f"{names[a.query]} · {names[a.key]} = {show(a.r.scores[a.query][a.key], 3)}"
    return plane(
        "The query and the keys as arrows",
        ends,
        ends,
        [
            line(q, shadow, "first", dash=True),
            line(origin, shadow, "moment", width=10),
            *(
                arrow(origin, at, "second", names[j] if few or j == a.key else "", width=4 if j == a.key else 1.5, small=True)
                for j, at in enumerate(a.k)
            ),
            arrow(origin, q, "first", names[a.query], width=4, small=True),
            title(ends, score, "moment"),
            handle(k, f"key of {s.words[a.key]}", "second", x=f"k.{a.key}.0", y=f"k.{a.key}.1", ghost=True, **reach)
            if a.typed else None,
            handle(q, f"query of {s.words[a.query]}", "first", x=f"q.{a.query}.0", y=f"q.{a.query}.1", ghost=True, **reach)
            if a.typed else None,
        ],
        aspect=0.74 if few else 0.6,
        ticks=False,
    )  # fmt: skip


def beside(at: list, name: str, role: str, edge: float, other: Sequence[float]) -> Node | None:
    """Write a word beside a point, on the side away from another one; near the edge of the picture, over or under it."""
    above = at[1] >= other[1]
    if abs(at[0]) > 0.6 * edge:
        anchor, dx = ("end", 8) if at[0] > 0 else ("start", -8)
        dy = -15 if above else 25
    else:
        anchor, dx = ("start", 14) if at[0] >= other[0] else ("end", -14)
        dy = -6 if above else 16
    return note(at, shorten(name, SHORT), role, anchor=anchor, dx=dx, dy=dy, inside=True)


def values(s: SimpleNamespace, a: Shown) -> Node:
    """Draw the values as points, as large as their weights, and the output between them."""
    weights, output = a.r.weights[a.query].tolist(), a.r.output[a.query].tolist()
    ends = window(a, [*a.v, output])
    few, heard = len(s.words) <= FEW, list(zip(a.v, weights, strict=True))
    mixed = s.step == 5
    return plane(
        "The values as points, and the output, their weighted average",
        ends,
        ends,
        [
            *(line(output, at, "moment", width=1 + 9 * w) for at, w in heard if 0 < w < 2 and mixed),
            *(point(at, "third", radius=5 if s.step < 4 else 4 + 8 * min(w, 1.5) if w > 0 else 2) for at, w in heard),
            *(beside(at, s.words[j], "third", ends[1], output if mixed else (0, 0)) for j, at in enumerate(a.v) if few or j == a.key),
            point(output, "third", radius=9, hollow=True) if mixed else None,
            handle(a.v[a.key], f"value of {s.words[a.key]}", "third", x=f"v.{a.key}.0", y=f"v.{a.key}.1", ghost=True, **inside(ends))
            if a.typed else None,
            title(ends, "values, and the output ○" if mixed else "values", "third"),
        ],
        aspect=0.74 if few else 0.6,
        ticks=False,
    )  # fmt: skip


def stages(s: SimpleNamespace, a: Shown) -> list[tuple]:
    """List the matrices that are on screen: step, symbol, name, values, colour. A long text has room for the last only."""
    every = [
        (1, "QKᵀ", "scores", a.r.scores, "muted"),
        (2, "÷ √d", "scaled scores", a.r.scaled, "muted"),
        (3, "mask", "masked scores", a.r.masked, "muted"),
        (4, "softmax", "weights", a.r.weights, "moment"),
        (5, "output", "output", a.r.output, "third"),
    ]
    kept = [part for part in every if part[0] <= s.step and not (part[0] == 3 and not s.causal and s.step != 3)]
    return kept if len(s.words) <= FEW else kept[-2:] if s.step == 5 else kept[-1:]


def pipeline(s: SimpleNamespace, a: Shown) -> Node:
    """Show the matrices up to the step in hand, and mark the cell in hand in each."""
    few = len(s.words) <= FEW
    return row(
        *(
            matrix(
                label, table, role, name=f"▸ {name}" if step == s.step else name, small=True, digits=3 if few else 2,
                shade=1 if step == 4 else 0, rows=s.words if i == 0 else (),
                columns=s.words if step < 5 else ("1", "2"),
                marked={"row": a.query} if step == 5 else {"row": a.query, "column": a.key},
                pick={"row": "query"} if step == 5 else {"row": "query", "column": "key"},
            )
            for i, (step, name, label, table, role) in enumerate(stages(s, a))
        )
    )  # fmt: skip
