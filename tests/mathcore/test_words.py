"""One query, several heads, other orders, repetition and cost."""

import math
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.attention import THE_CAT_SAT, attention, causal_mask, project
from mathcore.cost import cost, race
from mathcore.errors import MathInputError
from mathcore.heads import heads
from mathcore.markov import stationary
from mathcore.mixing import mixing
from mathcore.one_query import one_query
from mathcore.orders import compare_orders

Q, K, V = THE_CAT_SAT[1:]


def test_the_row_of_the_by_hand():
    """Checklist rows 55 to 58, first row."""
    r = one_query(Q, K, V, 0)
    assert r.scores.round(9).tolist() == [1.0, 0.75, 0.6]
    assert r.scaled.round(6).tolist() == [0.707107, 0.53033, 0.424264]
    assert r.exponentials.round(6).tolist() == [2.028115, 1.699493, 1.528465]
    assert round(r.total, 6) == 5.256073
    assert r.weights.round(6).tolist() == [0.385861, 0.323339, 0.2908]


@given(st.integers(0, 2), st.booleans(), st.booleans())
def test_one_query_is_a_row_of_attention(query, scaled, causal):
    mask = causal_mask(3) if causal else None
    r, whole = one_query(Q, K, V, query, scaled=scaled, mask=mask), attention(Q, K, V, scaled=scaled, mask=mask)
    assert r.weights.tolist() == whole.weights[query].tolist()
    assert r.output.tolist() == whole.output[query].tolist()
    np.testing.assert_allclose(r.parts.sum(axis=0), r.output, atol=1e-15)
    np.testing.assert_allclose(r.products.sum(axis=1), r.scores, atol=1e-15)
    assert 1 <= r.effective <= 3 + 1e-12


def test_what_is_hidden_cannot_leak_and_blindness_is_no_listener():
    r = one_query(Q, K, [[1.0], [np.nan], [np.nan]], 0, mask=causal_mask(3))
    assert r.output.tolist() == [1.0]
    assert r.parts.tolist() == [[1.0], [0.0], [0.0]]
    blind = one_query(Q, K, V, 0, mask=np.zeros((3, 3), dtype=bool))
    assert blind.weights.tolist() == [0, 0, 0]
    assert blind.effective == 1
    with pytest.raises(MathInputError):
        one_query(Q, K, V, 3)


def test_the_first_head_is_that_of_project():
    words = ["a", "dog", "bit"]
    many, one = heads(words, 4, 7), project(words, 8, 2, 2, 7)
    np.testing.assert_array_equal(many.q[0], one.q)
    np.testing.assert_array_equal(many.v[0], one.v)
    assert not np.allclose(many.k[0], many.k[1])
    with pytest.raises(MathInputError):
        heads(words, 0, 7)


def test_positions_tell_the_same_word_apart():
    words = ["a", "dog", "bit", "a", "man"]
    plain, placed = heads(words, 1, 0), heads(words, 1, 0, position=True)
    np.testing.assert_array_equal(plain.k[0, 0], plain.k[0, 3])
    assert not np.allclose(placed.k[0, 0], placed.k[0, 3])


@given(st.permutations(range(4)), st.integers(0, 50))
def test_attention_does_not_know_the_order(order, seed):
    words = ["the", "dog", "bit", "him"]
    first = tuple(part[0] for part in heads(words, 1, seed)[1:])
    second = tuple(part[0] for part in heads([words[i] for i in order], 1, seed)[1:])
    assert compare_orders(first, second, order).largest < 1e-14


def test_positions_and_masks_make_the_order_matter():
    words, order = ["the", "dog", "bit", "him"], [3, 2, 1, 0]
    first, second = (tuple(part[0] for part in heads(text, 1, 0, position=True)[1:]) for text in (words, words[::-1]))
    assert compare_orders(first, second, order).largest > 0.01
    plain = tuple(part[0] for part in heads(words, 1, 0)[1:])
    turned = tuple(part[order] for part in plain)
    assert compare_orders(plain, turned, order, causal=True).largest > 0.01
    for scaled in (True, False):
        before = compare_orders(plain, turned, order, scaled=scaled).before
        np.testing.assert_array_equal(before, attention(*plain, scaled=scaled).output)
    with pytest.raises(MathInputError):
        compare_orders(plain, turned, [0, 0, 1, 2])


def test_the_worked_example_again_and_again():
    """Checklist rows 60 to 62, E3 and E4."""
    r = mixing(attention(Q, K, V).weights, 10)
    assert np.abs(r.eigenvalues).round(6).tolist() == [1.0, 0.109938, 0.001208]
    assert r.stationary.round(6).tolist() == [0.314154, 0.344083, 0.341763]
    assert r.column_means.round(6).tolist() == [0.316131, 0.34351, 0.340359]
    np.testing.assert_allclose(r.power, np.tile([0.31415, 0.34408, 0.34176], (3, 1)), atol=6e-6)
    assert round(r.gap, 3) == 0.89
    assert r.kind == "mixing"
    causal = mixing(attention(Q, K, V, mask=causal_mask(3)).weights, 200)
    assert np.abs(causal.eigenvalues).round(4).tolist() == [1.0, 0.5441, 0.3747]
    assert causal.stationary.tolist() == [1.0, 0.0, 0.0]
    np.testing.assert_allclose(causal.power[:, 0], 1)


def test_tables_that_do_not_settle():
    turn = mixing([[0.0, 1.0], [1.0, 0.0]], 3)
    assert (turn.kind, turn.gap) == ("periodic", 0.0)
    alone = mixing([[1.0, 0.0], [0.0, 1.0]], 3)
    assert alone.kind == "divided"
    assert all(map(math.isnan, alone.stationary))
    assert mixing([[1.0]]).gap == 1.0
    assert (turn.note, alone.note) == tuple(stationary(table).note for table in ([[0, 1], [1, 0]], np.eye(2)))
    assert turn.note
    with pytest.raises(MathInputError, match=r"^Row 1 "):
        mixing([[0.5, 0.4], [0.5, 0.5]])
    with pytest.raises(MathInputError, match=r"^the weights must be finite"):
        mixing([[math.nan, 1.0], [0.5, 0.5]])
    for wrong in ([[1.0, 0.0]], np.zeros((0, 0)), np.full((65, 65), 1 / 65)):
        with pytest.raises(MathInputError, match="a square table of 1 to 64 rows"):
            mixing(wrong)


def test_a_table_is_applied_once_unless_said_otherwise():
    table = [[0.5, 0.5], [0.25, 0.75]]
    np.testing.assert_array_equal(mixing(table).power, table)
    even = np.full((64, 64), 1 / 64)  # the largest there may be
    np.testing.assert_allclose(mixing(even, 9).power, even)


def test_of_two_eigenvalues_of_one_size_the_one_above_the_axis_comes_first():
    table = np.random.default_rng(0).random((64, 64)) ** 8
    values = mixing(table / table.sum(axis=1, keepdims=True)).eigenvalues
    places = {value: place for place, value in enumerate(values.tolist())}
    pairs = [(place, places[value.conjugate()]) for value, place in places.items() if value.imag > 0]
    assert pairs
    assert all(above < below for above, below in pairs)


def test_twice_the_words_take_four_times_the_work():
    """Checklist row 71."""
    one, two = cost(512, 64, 64, 12), cost(1024, 64, 64, 12)
    assert two.entries == 4 * one.entries
    assert two.mix_multiply_adds == 4 * one.mix_multiply_adds
    assert two.cache_bytes == 2 * one.cache_bytes
    assert one.weight_bytes == 4 * 12 * 512 * 512
    for sizes in ((0, 64, 64), (512, 0, 64), (512, 64, 0), (512, 64, 64, 0)):
        with pytest.raises(MathInputError):
            cost(*sizes)


def test_in_one_pass_and_word_by_word_agree():
    """Checklist row 37."""
    start = perf_counter()
    r = race(16)
    spent = perf_counter() - start
    assert 0 < r.together < spent
    assert 0 < r.one_by_one < spent
    assert 1e-9 < r.difference < 1e-5  # single precision
