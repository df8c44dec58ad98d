"""The pictures of a long text, whose tables have more cells than there is room for digits."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from explorable.controls import matrix, menu, number, passage, row
from explorable.stage import cells, cursor, note, plane
from explorable.words import Node, percent, show
from pages.parts.attention_pictures import Shown, stages

MARGIN = 0.2
"""Room for the names beside and above the cells, as a share of their number."""


def text(s: SimpleNamespace, a: Shown) -> Node:
    """Show the words, each as dark as the one that asks listens to it, once that is known."""
    weights, known = a.r.weights[a.query].tolist(), s.step > 3
    scores = {1: a.r.scores, 2: a.r.scaled, 3: a.r.masked}.get(s.step, a.r.weights)[a.query].tolist()
    hidden = [a.mask is not None and s.step > 2 and j > a.query for j in range(len(s.words))]
    most = max(weights)
    return passage(
        "Word that asks",
        s.words,
        field="query",
        chosen=a.query,
        other=a.key,
        shares=[w / most if known and 0 < w <= most else 0.0 for w in weights],
        under=["hidden" if out else percent(x) if known else show(x, 2) for x, out in zip(scores, hidden, strict=True)],
    )


def heat(
    label: str,
    table: Any,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    role: str,
    at: tuple[int, int],
    pick: Mapping[str, str],
    title: str,
    full: float = 0.0,
    tall: float = 0.0,
) -> Node:
    """Draw a table as cells with names at its edges; the one in hand says its number above."""
    i, j = at
    m, n = len(rows), len(columns)
    listed = [list(map(float, line)) for line in table]
    largest = full or max((abs(x) for line in listed for x in line if abs(x) < float("inf")), default=0.0)
    beside = MARGIN * n + (n if m < n else 0) * 0.02
    above = MARGIN * m if not tall else 0.9 * m
    return plane(
        label,
        (-0.5 - beside, n - 0.5),
        (m - 0.5, -0.5 - above),
        [
            cells(listed, role, full=largest),
            note((-0.5 - beside, -0.5 - above), title, "text", anchor="start", dy=4),
            note((n - 0.5, -0.5 - above), f"full colour: {show(largest, 3)}", anchor="end", dy=4),
            cursor(rows, columns, f"Cell of {label}", row=i, column=j, said=f"{rows[i]}, {columns[j]}: {show(listed[i][j])}", pick=pick),
        ],
        aspect=(m + above) / (n + beside),
        tall=tall,
        ticks=False,
        axes=False,
    )  # fmt: skip


def table_in_hand(s: SimpleNamespace, a: Shown) -> Node:
    """Draw the table of the step in hand as cells; the output has a picture of its own."""
    _, _, label, table, role = [part for part in stages(s, a) if part[0] < 5][-1]
    value = float(table[a.query][a.key])
    return heat(
        label, table, s.words, s.words, role=role, at=(a.query, a.key),
        pick={"row": "query", "column": "key"},
        title=f"{label}, {s.words[a.query]} → {s.words[a.key]}: {show(value)}",
    )  # fmt: skip


def vectors_in_hand(s: SimpleNamespace, a: Shown, reach: float) -> list[Node]:
    """Offer the query of the word that asks, and the key and value of the one that answers, and both words."""
    parts = [("Q", a.q, "first", "q", a.query), ("K", a.k, "second", "k", a.key), ("V", a.v, "third", "v", a.key)]
    names = {str(i): f"{i + 1} {word}" for i, word in enumerate(s.words)}
    words = row(
        menu("Word that asks", "query", str(a.query), names), menu("Word that answers", "key", str(a.key), names)
    )
    if not a.typed:
        return [words, row(*(matrix(f"{name} in hand", [part[i]], role, name=f"{name} of {s.words[i]}", small=True)
                             for name, part, role, _, i in parts))]  # fmt: skip
    return [
        words,
        *(
            row(*(number(f"{name} of {s.words[i]}, {way} number", f"{field}.{i}.{c}", part[i][c], -reach, reach, step=0.05, role=role)
                  for c, way in enumerate(("first", "second"))))
            for name, part, role, field, i in parts
        ),
    ]  # fmt: skip
