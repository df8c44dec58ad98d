"""What can be opened on the attention page: every cell to its operands, and each panel to the checklist's numbers."""

from functools import partial

import numpy as np
import pytest

from mathcore.attention import THE_CAT_SAT
from mathcore.one_query import one_query
from pages import attention as page
from pages.parts.softmax import tag
from tests.pages import scenes
from tests.pages.scenes import blocks, matrix, number, outputs

Q, K, V = THE_CAT_SAT[1:]
DOG = tuple("a dog bit a man".split())

opened = partial(scenes.shown, page)


def test_exponentials_and_their_sum_stand_in_the_formula():
    """Checklist row 57."""
    shown = opened("cell")
    assert round(number(shown, "exponential in hand"), 6) == 1.699493
    assert round(number(shown, "sum of exponentials"), 6) == 5.256073
    formula = next(node for node in blocks(shown, "formula") if node["label"] == "the weight with your numbers")
    assert all(text in str(formula) for text in ("2.028", "1.699", "1.528", "5.256", "0.3233"))


def test_every_cell_opens_to_its_operands():
    """Checklist M29."""
    for query in range(3):
        for key in range(3):
            shown, r = opened("cell", query=query, key=key), one_query(Q, K, V, query)
            assert number(shown, "q1 in hand") == Q[query, 0]
            assert number(shown, "k2 in hand") == K[key, 1]
            assert number(shown, "product 1") + number(shown, "product 2") == pytest.approx(
                number(shown, "score in hand")
            )
            assert number(shown, "weight in hand") == r.weights[key]
            assert number(shown, "part 1 of the output") == r.parts[key, 0]
            digits = next(rows for node in blocks(shown, "table") for rows in node["rows"] if rows[0] == "weight")
            assert digits[1][2] == repr(float(r.weights[key]))


def test_the_order_of_the_words_matters_only_with_positions_or_a_mask():
    assert number(opened("order", words=DOG), "largest change") < 1e-14
    assert number(opened("order"), "largest change") < 1e-14
    assert number(opened("order", words=DOG, position=True), "largest change") > 0.01
    assert number(opened("order", causal=True), "largest change") > 0.01
    reverse = next(button for node in blocks(opened("order"), "buttons") for button in node["buttons"]
                   if button["label"] == "Reverse the words")  # fmt: skip
    assert reverse["set"]["words"] == reverse["set"]["of"] == "sat cat The"
    assert reverse["set"]["q"] == "0.1,0.9;0.3,0.8;1,0.5"


def test_again_and_again():
    """Checklist rows 60 to 62 and U9: the long run is neither the means of the columns nor the first round."""
    shown, words = opened("again"), THE_CAT_SAT.words
    assert np.round(matrix(shown, "weights after that many rounds"), 5).tolist() == [[0.31415, 0.34408, 0.34176]] * 3
    assert [round(number(shown, tag("long run ", i, words)), 6) for i in range(3)] == [0.314154, 0.344083, 0.341763]
    assert [round(number(shown, tag("column mean ", i, words)), 6) for i in range(3)] == [0.316131, 0.34351, 0.340359]
    assert [round(number(shown, f"eigenvalue {i}"), 6) for i in (1, 2, 3)] == [1, 0.109938, 0.001208]
    causal = opened("again", causal=True, times=50)
    assert [round(number(causal, f"eigenvalue {i}"), 4) for i in (1, 2, 3)] == [1, 0.5441, 0.3747]
    assert number(causal, tag("long run ", 0, words)) == 1


def test_cost_grows_with_the_square_and_is_measured():
    """Checklist rows 37 and 71."""
    shown = opened("cost", t=1000)
    assert number(shown, "entries") == 1e6
    assert number(shown, "entries for twice the words") == 4e6
    timed = next(node for node in blocks(shown, "table") if node["label"] == "Measured time")
    assert [row[0] for row in timed["rows"]] == ["32", "64", "128", "256"]
    assert all(row[2].endswith(" ms") for row in timed["rows"])


def test_rounding_makes_324_of_323():
    """Checklist U5 and E1."""
    shown = opened("rounding", "claims")
    assert number(shown, tag("rounded p ", 1, THE_CAT_SAT.words)) == 0.32421875
    assert number(shown, "weight of cat in bfloat16") == 0.32421875
    assert round(number(shown, "weight of cat"), 6) == 0.323339
    assert outputs(shown)["verdict E1"] == "false"
    assert outputs(shown)["verdict E18"] == "depends"


@pytest.mark.parametrize(
    ("which", "settings"),
    [
        (1, {"q": ((-20, 20), (0.3, 0.8), (0.1, 0.9))}),
        (2, {"k": ((1, 1),) * 3}),
        (3, {"causal": True}),
        (4, {"words": DOG, "seed": 3, "query": 0}),
        (5, page.PRESETS["same word, other place"]),
    ],
)
def test_challenges_mark_themselves(which, settings):
    scenes.challenge_marks_itself(page, "challenges", which, settings)
