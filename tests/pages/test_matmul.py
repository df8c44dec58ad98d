"""The page of the matrix product: its numbers are mathcore's, for every preset and every shape."""

from types import SimpleNamespace

import numpy as np
import pytest

from explorable import permalink
from explorable.lesson import state_of
from explorable.live import flatten
from mathcore import verify
from pages import matmul as page


def state(**settings) -> SimpleNamespace:
    """Return the page's state with a few fields set."""
    return SimpleNamespace(**{**vars(permalink.defaults(state_of(page.FIELDS))), **settings})


def nodes(**settings) -> list[dict]:
    """Return everything the page shows."""
    verify.warm_up(wait=120)
    return list(flatten(page.view(state(**settings))).values())


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
    np.testing.assert_allclose(three["C"], three["A"] @ three["B"], rtol=1e-15)
    assert badge(shown) == "agrees with PyTorch"
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
