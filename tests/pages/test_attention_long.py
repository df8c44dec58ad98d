"""The attention page with a text of up to 32 words: cells in place of digits, and little that is sent."""

from functools import partial

import orjson
import pytest

from explorable.scene import changes, flatten
from mathcore.attention import attention
from mathcore.heads import heads
from mathcore.one_query import one_query
from pages import attention as page
from tests.pages import scenes
from tests.pages.scenes import badge, blocks, number

scene = partial(scenes.shown, page)


def cells_of(shown):
    return blocks(shown, "cells")[0]["values"]


def test_a_text_of_32_words(torch_ready):
    """Checklist M27: what has no room for its digits is drawn as cells, and every cell opens to its operands."""
    made = heads(page.LONG, 1, 0)
    q, k, v = (part[0] for part in (made.q, made.k, made.v))
    assert len(page.LONG) == page.MOST == 32
    for step, table in enumerate(attention(q, k, v)[:4], 1):
        shown = scene("cell", words=page.LONG, step=step, query=31, key=17)
        assert badge(shown)["tone"] == "good"
        assert cells_of(shown) == [[float(f"{x:.3g}") for x in row] for row in table.tolist()]
        assert number(shown, "score in hand") == pytest.approx(q[31] @ k[17], rel=1e-12)
        assert number(shown, "weight in hand") == one_query(q, k, v, 31).weights[17]
    cursor = blocks(shown, "cursor")[0]
    assert (cursor["row"], cursor["column"], cursor["pick"]) == (31, 17, {"row": "query", "column": "key"})
    assert cursor["said"].startswith("light, that: ")
    passage = blocks(shown, "passage")[0]
    assert (passage["words"], passage["field"], passage["chosen"]) == (list(page.LONG), "query", 31)
    assert max(passage["shades"]) == 1


def test_hidden_cells_of_a_long_text_stay_white():
    table = cells_of(scene(words=page.LONG, step=3, causal=True))
    assert [[x is None for x in row] for row in table] == [[j > i for j in range(32)] for i in range(32)]
    assert blocks(scene(words=page.LONG, step=3, causal=True), "passage")[0]["under"][1:] == ["hidden"] * 31


def test_the_vectors_of_a_long_text_can_be_typed_and_dragged():
    mine = tuple((round(0.1 * i, 1), -0.5) for i in range(32))
    shown = scene(words=page.LONG, of=page.LONG, q=mine, k=mine, v=mine, query=7, key=20)
    fields = [node["field"] for node in blocks(shown, "number")]
    assert fields == ["q.7.0", "q.7.1", "k.20.0", "k.20.1", "v.20.0", "v.20.1"]
    handles = {node["label"]: node["sets"] for node in blocks(shown, "handle")}
    assert handles["key of by"] == {"x": "k.20.0", "y": "k.20.1"}
    for name in "qkv":
        assert page.FIELDS[name].read(page.FIELDS[name].write(mine)) == mine


def test_a_hand_on_a_long_text_sends_little():
    """Pointing at another cell sends no cells again, and a moved arrow no more than a text of 12 words does."""
    mine = tuple((round(0.1 * i, 1), -0.5) for i in range(32))
    own = {"words": page.LONG, "of": page.LONG, "q": mine, "k": mine, "v": mine}
    before = flatten(scene(**own, query=7, key=20))
    pointed = changes(before, flatten(scene(**own, query=8, key=21)))
    assert not [node for node in pointed.values() if node["kind"] == "cells"]
    assert len(orjson.dumps(pointed)) < 30_000
    moved = changes(before, flatten(scene(**{**own, "k": (*mine[:20], (9, 9), *mine[21:])}, query=7, key=20)))
    assert len(orjson.dumps(moved)) < 40_000
