"""The attention page: the worked example to the last digit, own words, and every setting gives a picture."""

import json
import math

import orjson
import pytest

from explorable.scene import changes, flatten
from mathcore.attention import THE_CAT_SAT, attention, causal_mask
from mathcore.heads import heads
from mathcore.one_query import one_query
from pages import attention as page
from pages.parts.softmax import tag
from tests.pages.scenes import badge, blocks, number, outputs, state

Q, K, V = THE_CAT_SAT[1:]
ALL = frozenset({"cell", "shapes", "heads", "order", "signal", "again", "rounding", "cost", "claims", "challenges"})
DOG = tuple("a dog bit a man".split())


def scene(**settings):
    return page.view(state(page.FIELDS, **settings))


def matrix(shown, label):
    """Return the entries of the matrix of that name."""
    return next(
        [[float(x) for x in row] for row in node["values"]]
        for node in blocks(shown, "matrix")
        if node["label"] == label
    )


def rounded(rows, digits=6):
    return [[round(x, digits) for x in row] for row in rows]


def test_the_worked_example():
    """Checklist rows 55 to 59."""
    shown = scene()
    assert rounded(matrix(shown, "scores")) == [[1, 0.75, 0.6], [0.43, 0.68, 0.7], [0.27, 0.67, 0.74]]
    assert rounded(matrix(shown, "scaled scores"))[0] == [0.707107, 0.53033, 0.424264]
    assert rounded(matrix(shown, "weights")) == [
        [0.385861, 0.323339, 0.2908],
        [0.293796, 0.350605, 0.355599],
        [0.268736, 0.356585, 0.374679],
    ]
    assert matrix(shown, "output") == attention(Q, K, V).output.tolist()
    sentence = blocks(shown, "sentence")[0]
    assert sentence["under"] == ["38.6%", "32.3%", "29.1%"]
    assert number(shown, "largest weight") == attention(Q, K, V).weights[0, 0]


def test_exponentials_and_their_sum_stand_in_the_formula():
    """Checklist row 57."""
    shown = scene(open=frozenset({"cell"}))
    assert round(number(shown, "exponential in hand"), 6) == 1.699493
    assert round(number(shown, "sum of exponentials"), 6) == 5.256073
    formula = next(node for node in blocks(shown, "formula") if node["label"] == "the weight with your numbers")
    assert all(text in str(formula) for text in ("2.028", "1.699", "1.528", "5.256", "0.3233"))


def test_every_cell_opens_to_its_operands():
    """Checklist M29."""
    for query in range(3):
        for key in range(3):
            shown, r = scene(query=query, key=key, open=frozenset({"cell"})), one_query(Q, K, V, query)
            assert number(shown, "q1 in hand") == Q[query, 0]
            assert number(shown, "k2 in hand") == K[key, 1]
            assert number(shown, "product 1") + number(shown, "product 2") == pytest.approx(
                number(shown, "score in hand")
            )
            assert number(shown, "weight in hand") == r.weights[key]
            assert number(shown, "part 1 of the output") == r.parts[key, 0]
            digits = next(rows for node in blocks(shown, "table") for rows in node["rows"] if rows[0] == "weight")
            assert digits[1][2] == repr(float(r.weights[key]))


@pytest.mark.parametrize("step", range(1, 6))
def test_the_steps_reveal_the_stages(step):
    """Checklist M27: the matrices up to the step in hand, and only those."""
    names = ["scores", "scaled scores", "masked scores", "weights", "output"]
    shown = [node["label"] for node in blocks(scene(step=step, causal=True), "matrix")][:step]
    assert shown == names[:step]
    assert len([node for node in blocks(scene(step=step), "card") if node["tone"] == "moment"]) >= 1


def test_the_mask_hides_what_comes_later():
    shown = scene(causal=True, query=1, key=2)
    r = attention(Q, K, V, mask=causal_mask(3))
    assert matrix(shown, "weights") == r.weights.tolist()
    assert matrix(shown, "masked scores")[0] == [r.scaled[0, 0], -math.inf, -math.inf]
    assert blocks(shown, "sentence")[0]["under"][2] == "hidden"
    assert len(blocks(shown, "arch")) == 2


def test_the_division_can_be_left_out():
    shown = scene(scaled=False)
    assert matrix(shown, "weights") == attention(Q, K, V, scaled=False).weights.tolist()
    assert matrix(shown, "scaled scores") == matrix(shown, "scores")


def test_vectors_can_be_typed_and_dragged():
    shown = scene(q=((0, 0), (0.3, 0.8), (0.1, 0.9)))
    assert matrix(shown, "weights")[0] == pytest.approx([1 / 3] * 3)
    assert [node["field"] for node in blocks(shown, "matrix") if node["field"]] == ["q", "k", "v"]
    handles = {node["label"]: node["sets"] for node in blocks(shown, "handle")}
    assert handles["query of The"] == {"x": "q.0.0", "y": "q.0.1"}
    assert handles["key of cat"] == {"x": "k.1.0", "y": "k.1.1"}
    assert handles["query word"] == {"x": "query", "y": None}


def test_own_words_come_from_the_table():
    shown = scene(words=DOG)
    made = heads(DOG, 1, 0)
    assert matrix(shown, "Q") == made.q[0].tolist()
    assert "belong to other words" in str(blocks(shown, "p"))
    assert outputs(shown)["seed in use"] == "0"
    assert matrix(scene(words=DOG, seed=5), "Q") != matrix(shown, "Q")
    mine = next(button for node in blocks(shown, "buttons") for button in node["buttons"] if "mine" in button["label"])
    assert mine["set"]["of"] == "a dog bit a man"
    assert mine["set"]["q"].count(";") == 4


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_one_to_four_heads(count, torch_ready):
    """Checklist M28."""
    for head in range(1, count + 1):
        shown = scene(words=DOG, heads=count, head=head, open=frozenset({"heads"}))
        assert badge(shown)["tone"] == "good"
        assert matrix(shown, "Q") == heads(DOG, count, 0).q[head - 1].tolist()
        if count > 1:
            assert matrix(shown, "weights by head")[head - 1] == matrix(shown, "weights")[0]
            assert len(matrix(shown, "outputs side by side")[0]) == 2 * count


def test_positions_tell_the_same_word_apart():
    """Checklist M28."""
    plain, placed = (scene(words=DOG, position=on, query=1) for on in (False, True))
    assert matrix(plain, "weights")[1][0] == matrix(plain, "weights")[1][3]
    assert matrix(placed, "weights")[1][0] != matrix(placed, "weights")[1][3]


def test_the_order_of_the_words_matters_only_with_positions_or_a_mask():
    opened = frozenset({"order"})
    assert number(scene(words=DOG, open=opened), "largest change") < 1e-14
    assert number(scene(open=opened), "largest change") < 1e-14
    assert number(scene(words=DOG, position=True, open=opened), "largest change") > 0.01
    assert number(scene(causal=True, open=opened), "largest change") > 0.01
    reverse = next(button for node in blocks(scene(open=opened), "buttons") for button in node["buttons"]
                   if button["label"] == "Reverse the words")  # fmt: skip
    assert reverse["set"]["words"] == reverse["set"]["of"] == "sat cat The"
    assert reverse["set"]["q"] == "0.1,0.9;0.3,0.8;1,0.5"


def test_again_and_again():
    """Checklist rows 60 to 62 and U9: the long run is neither the means of the columns nor the first round."""
    shown, words = scene(open=frozenset({"again"})), THE_CAT_SAT.words
    assert rounded(matrix(shown, "weights after that many rounds"), 5) == [[0.31415, 0.34408, 0.34176]] * 3
    assert [round(number(shown, tag("long run ", i, words)), 6) for i in range(3)] == [0.314154, 0.344083, 0.341763]
    assert [round(number(shown, tag("column mean ", i, words)), 6) for i in range(3)] == [0.316131, 0.34351, 0.340359]
    assert [round(number(shown, f"eigenvalue {i}"), 6) for i in (1, 2, 3)] == [1, 0.109938, 0.001208]
    causal = scene(open=frozenset({"again"}), causal=True, times=50)
    assert [round(number(causal, f"eigenvalue {i}"), 4) for i in (1, 2, 3)] == [1, 0.5441, 0.3747]
    assert number(causal, tag("long run ", 0, words)) == 1


def test_cost_grows_with_the_square_and_is_measured():
    """Checklist rows 37 and 71."""
    shown = scene(open=frozenset({"cost"}), t=1000)
    assert number(shown, "entries") == 1e6
    assert number(shown, "entries for twice the words") == 4e6
    timed = next(node for node in blocks(shown, "table") if node["label"] == "Measured time")
    assert [row[0] for row in timed["rows"]] == ["32", "64", "128", "256"]
    assert all(row[2].endswith(" ms") for row in timed["rows"])


def test_rounding_makes_324_of_323():
    """Checklist U5 and E1."""
    shown = scene(open=frozenset({"rounding", "claims"}))
    assert number(shown, tag("rounded p ", 1, THE_CAT_SAT.words)) == 0.32421875
    assert number(shown, "weight of cat in bfloat16") == 0.32421875
    assert round(number(shown, "weight of cat"), 6) == 0.323339
    assert outputs(shown)["verdict E1"] == "false"
    assert outputs(shown)["verdict E18"] == "depends"


def test_a_link_to_the_softmax_page_holds_no_more_words_than_it_takes():
    from pages.softmax import MOST

    for count in (12, 13):
        text = str(blocks(scene(words=page.LONG[:count]), "p"))
        assert ("/softmax?" in text) == (count <= MOST)


def cells_of(shown):
    return blocks(shown, "cells")[0]["values"]


def test_a_text_of_32_words(torch_ready):
    """Checklist M27: what has no room for its digits is drawn as cells, and every cell opens to its operands."""
    made, opened = heads(page.LONG, 1, 0), frozenset({"cell"})
    q, k, v = (part[0] for part in (made.q, made.k, made.v))
    assert len(page.LONG) == page.MOST == 32
    for step, table in enumerate(attention(q, k, v)[:4], 1):
        shown = scene(words=page.LONG, step=step, query=31, key=17, open=opened)
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


def test_numbers_can_be_followed_to_other_pages():
    """Checklist U6 and row 104."""
    text = str(blocks(scene(causal=True, query=1), "p"))
    assert "/dot_product?a=0.3%2C0.8&b=0.4%2C0.7" in text
    assert "/softmax?words=The+cat&z=0.30405591591021547%2C0.4808326112068522" in text


def test_the_answer_waits_for_the_guess():
    """Checklist U14."""
    label = "answer: largest weight without the division by √d"
    assert label not in outputs(scene())
    assert number(scene(guess=0.5), label) == attention(Q, K, V, scaled=False).weights[0].max()


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_gives_a_checked_picture(name, torch_ready):
    shown = scene(**page.PRESETS[name], open=ALL)
    assert badge(shown)["tone"] == "good", badge(shown)
    assert "disagrees" not in str(list(outputs(shown).values()))


EXTREMES = [
    {"q": ((1e3, -1e3),) * 3, "k": ((1e3, 1e3), (-1e3, 0), (0, 0)), "v": ((1e3, -1e3), (0, 0), (5e-324, 1))},
    {"q": ((0, 0),) * 3, "k": ((0, 0),) * 3, "v": ((0, 0),) * 3},
    {"words": ("one",)},
    {"words": ("one",), "of": ("one",), "q": ((1, 2),), "k": ((3, 4),), "v": ((5, 6),)},
    {"words": ("{x}", "*a*", ":first[b]", "<b>")},
    {"words": tuple("abcdefghijkl"), "heads": 4, "head": 4, "position": True, "seed": 9999},
    {"q": ((1, 2),), "k": ((1,), (2,))},
    {"words": ("same",) * 12},
    {"words": page.LONG, "heads": 4, "head": 4, "position": True},
    {"words": ("same",) * 32},
    {"words": page.LONG, "of": page.LONG, **{part: ((1e3, -1e3),) * 16 + ((0, 5e-324),) * 16 for part in "qkv"}},
]


@pytest.mark.parametrize("settings", EXTREMES)
@pytest.mark.parametrize("switches", [{}, {"causal": True}, {"scaled": False, "step": 3}])
def test_every_legal_state_gives_a_checked_picture(settings, switches, torch_ready):
    for place in (0, 31):
        shown = scene(**settings, **switches, query=place, key=place, t=1_000_000, times=50, open=ALL)
        assert badge(shown)["tone"] == "good", badge(shown)
        wrong = {label: value for label, value in outputs(shown).items() if "disagrees" in str(value)}
        assert not wrong
        json.dumps(flatten(shown), allow_nan=False)


@pytest.mark.parametrize(
    ("which", "settings"),
    [
        (1, {"q": ((-20, 20), (0.3, 0.8), (0.1, 0.9))}),
        (2, {"k": ((1, 1),) * 3}),
        (3, {"causal": True}),
        (4, {"words": DOG, "seed": 4, "query": 3}),
        (5, page.PRESETS["same word, other place"]),
    ],
)
def test_challenges_mark_themselves(which, settings):
    opened = frozenset({"challenges"})
    if which == 4:
        found = (
            scene(**{**settings, "seed": seed, "query": query}, open=opened) for seed in range(60) for query in range(5)
        )
        assert any(outputs(shown)["challenge 4"] == "✓ done" for shown in found)
        return
    assert outputs(scene(open=opened))[f"challenge {which}"] == "○ open"
    assert outputs(scene(**settings, open=opened))[f"challenge {which}"] == "✓ done"


def test_every_step_of_the_tour_stands(torch_ready):
    from pages.parts.attention import tour_of

    steps = tour_of(page.EXAMPLE, page.OWN)
    assert 5 <= len(steps) <= 8
    for i, (_, settings) in enumerate(steps, 1):
        assert badge(scene(tour=i, **settings))["tone"] == "good"


@pytest.mark.parametrize(
    "fault", ["drop_1_sqrt_d_k", "divide_by_d_k", "softmax_over_the_wrong_axis", "reshape_K_instead_of_transposing"]
)
def test_broken_maths_turns_the_badge_red(fault, torch_ready):
    assert badge(scene(fault=fault))["tone"] == "bad"


def test_a_late_mask_turns_the_badge_red(torch_ready):
    assert badge(scene(fault="mask_after_softmax", causal=True))["tone"] == "bad"
    assert "weights" in badge(scene(fault="mask_after_softmax", causal=True))["detail"]
