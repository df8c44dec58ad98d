"""The page of the matrix product: its numbers are mathcore's, for every preset and every shape."""

import re

import numpy as np
import pytest

from explorable.lesson import state_of
from explorable.scene import flatten
from mathcore import verify
from pages import matmul as page
from pages.parts.matmul_words import refusals
from tests.pages.scenes import state


def nodes(**settings) -> list[dict]:
    """Return everything the page shows."""
    verify.warm_up(wait=120)
    return list(flatten(page.view(state(page.FIELDS, **settings))).values())


def walk(node):
    """Yield every piece of text with its number in a node."""
    if isinstance(node, dict):
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        if node and node[0] == "output":
            yield node
        for part in node:
            yield from walk(part)


def numbers(shown) -> dict[str, float]:
    """Return the live numbers by their label."""
    return {out[1]["label"]: float(out[1]["value"]) for node in shown for out in walk(node) if "value" in out[1]}


def tables(shown) -> dict[str, np.ndarray]:
    """Return the matrices by their name."""
    return {node["label"]: np.array(node["values"], float) for node in shown if node["kind"] == "matrix"}


def badge(shown) -> str:
    """Return what the badge says."""
    return next(node["verdict"] for node in shown if node["kind"] == "badge")


@pytest.mark.parametrize("name", page.PRESETS)
def test_every_preset_shows_numpys_product(name):
    shown = nodes(**page.PRESETS[name])
    three = tables(shown)
    if name == "shapes that clash":
        assert "C" not in three
        assert badge(shown) == "not checked"
        return
    assert badge(shown) == "agrees with PyTorch"
    if page.PRESETS[name]["look"] == "plane":
        np.testing.assert_array_equal(three["AB"], three["A"] @ three["B"])
        return
    np.testing.assert_allclose(three["C"], three["A"] @ three["B"], rtol=1e-15)
    assert numbers(shown)["multiply-adds in all"] == three["A"].size * three["B"].shape[1]


def test_the_sum_of_a_cell_stands_term_by_term():
    shown = nodes(i=1, j=0)
    found = numbers(shown)
    assert [found[f"product of term {k}"] for k in (1, 2, 3)] == [1.0, 9.0, -4.0]
    assert [found[f"sum after term {k}"] for k in (1, 2, 3)] == [1.0, 10.0, 6.0]
    assert found["entry of C"] == 6.0


def test_a_walk_shows_what_is_done_and_no_more():
    shown = nodes(step=5)
    found = numbers(shown)
    assert found["multiply-adds done"] == 5
    assert found["sum so far"] == 10.0
    product = next(node for node in shown if node["kind"] == "matrix" and node["label"] == "C")
    assert product["texts"] == [["0", "10"], ["·", "·"]]
    assert product["pick"] == {}


def test_shapes_that_do_not_fit_name_both_numbers_and_offer_a_way_out():
    shown = nodes(A=((1.0, 2.0, 3.0),), B=((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)))
    found = numbers(shown)
    assert (found["columns of A"], found["rows of B"]) == (3, 2)
    ways = next(node for node in shown if node.get("label") == "Make them fit")
    assert [button["label"] for button in ways["buttons"]] == ["Transpose B", "Give B 3 rows", "Give A 2 columns"]
    fields = state_of(page.FIELDS)
    for button in ways["buttons"]:
        after = {name: fields[name].read(text) for name, text in button["set"].items()}
        assert len((after.get("A") or ((1, 2, 3),))[0]) == len(after.get("B") or ((1,), (4,)))


@pytest.mark.parametrize("m", range(1, 7))
@pytest.mark.parametrize("n", range(1, 7))
def test_every_size_is_right_and_the_steppers_stop_at_their_ends(m, n):
    a = tuple(row[:n] for row in page.FILL_A[:m])
    b = tuple(row[:m] for row in page.FILL_B[:n])
    shown = nodes(A=a, B=b, i=5, j=5)
    np.testing.assert_allclose(tables(shown)["C"], np.array(a) @ np.array(b), rtol=1e-15)
    for node in shown:
        if node["kind"] == "stepper":
            assert (node["less"] is None) == (node["value"] == 1)
            assert (node["more"] is None) == (node["value"] == 6)


def test_a_break_turns_the_badge_red():
    for fault in ("read_B_by_columns", "skip_the_last_term", "add_instead_of_multiply"):
        assert badge(nodes(fault=fault)) == "disagrees with PyTorch"


def test_scores_of_the_cat_sat():
    """Checklist row 55."""
    three = tables(nodes(**page.PRESETS["QKᵀ of The cat sat"]))
    np.testing.assert_allclose(three["C"], [[1, 0.75, 0.6], [0.43, 0.68, 0.7], [0.27, 0.67, 0.74]], rtol=1e-14)


def test_libraries_refuse_in_the_words_the_page_quotes():
    said = refusals(2, 3, 4, 5)
    with pytest.raises(ValueError, match=re.escape(said["NumPy"])):
        np.ones((2, 3)) @ np.ones((4, 5))
    torch = verify.bench().torch
    with pytest.raises(RuntimeError, match=re.escape(said["PyTorch"])):
        torch.ones(2, 3) @ torch.ones(4, 5)


def test_moves_of_the_plane():
    """Checklist row 42: A then B is BA, with the tips of the columns as handles."""
    shown = nodes(look="plane", first=((2.0, 1.0), (0.0, 1.0)), then=((0.0, -1.0), (1.0, 0.0)))
    found = numbers(shown)
    assert (found["BA 1 1"], found["BA 2 1"]) == (0.0, 2.0)
    assert found["area factor of BA"] == found["area factor of A"] * found["area factor of B"] == 2.0
    handles = {node["label"]: node for node in shown if node["kind"] == "handle"}
    assert handles["Where A sends (0, 1)"]["at"] == [1.0, 1.0]
    assert handles["Where A sends (0, 1)"]["sets"] == {"x": "first.0.1", "y": "first.1.1"}


@pytest.mark.parametrize("entry", [0.0, -100.0, 1e-9])
def test_extreme_moves_are_checked(entry):
    assert badge(nodes(look="plane", first=((entry, 1.0), (entry, 100.0)))) == "agrees with PyTorch"


def test_speed_is_measured_only_when_asked_for():
    closed = [node for node in nodes(runs=1) if node["kind"] == "panel" and node["name"] == "speed"]
    assert closed[0]["children"] == []
    asked = [node for node in nodes(open=frozenset({"speed"})) if node["kind"] == "table"]
    assert all(node["label"] != "The same product, timed" for node in asked)
    timed = next(
        node for node in nodes(open=frozenset({"speed"}), runs=1) if node.get("label") == "The same product, timed"
    )
    assert [row[0] for row in timed["rows"]][:3] == ["Python loops", "NumPy", "PyTorch, CPU"]


def test_one_token_of_gpt3():
    """Checklist row 94 and E17."""
    found = numbers(nodes(open=frozenset({"cost", "claims"}), layers=96, width=12288, context=2048, vocabulary=50257))
    assert found["matrix products per token"] == found["matrix products of GPT-3"] == 769
    assert 1e11 < found["multiply-adds per token"] < 1e12


@pytest.mark.parametrize(
    ("settings", "which"),
    [
        ({"A": ((1,),) * 6, "B": ((1,) * 6,)}, 1),
        ({"A": ((1,) * 4,) * 5, "B": ((1,) * 5,) * 4}, 2),
        ({"A": ((0, 1), (1, 0)), "B": ((0, 1), (1, 0))}, 3),
        ({"look": "plane", "first": ((1, 1), (0, 1)), "then": ((1, -1), (0, 1))}, 1),
        ({"look": "plane", "first": ((1, 1), (0, 1)), "then": ((0, 0), (0, 1))}, 2),
        ({**page.PRESETS["order does not matter"]}, 3),
    ],
)
def test_a_challenge_marks_itself(settings, which):
    shown = nodes(**settings)
    marks = {out[1]["label"]: out[2] for node in shown for out in walk(node)}
    assert marks[f"challenge {which}"] == "✓ done"


def test_every_step_of_the_tour_and_every_claim_can_be_shown():
    fields = state_of(page.FIELDS)
    for step, (_, settings) in enumerate(page.TOUR, 1):
        assert any(node["kind"] == "card" for node in nodes(**settings, tour=step))
    shown = nodes(open=frozenset({"claims"}))
    shows = [
        button["set"]
        for node in shown
        if node["kind"] == "buttons"
        for button in node["buttons"]
        if button["label"] == "Show me"
    ]
    assert len(shows) == 5
    for settings in shows:
        nodes(**{name: fields[name].read(text) for name, text in settings.items()})


def test_a_guess_is_held_against_the_answer():
    assert numbers(nodes(guess=2.0))["answer: growth factor"] == 8.0
