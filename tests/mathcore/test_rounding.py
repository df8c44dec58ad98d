"""Rounding after every step, the edges of the exponential, and many temperatures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore import overflow
from mathcore.errors import MathInputError
from mathcore.logits import naive_softmax, softmax
from mathcore.overflow import exponential_edges
from mathcore.rounding import FORMATS, rounded, rounded_softmax
from mathcore.slopes import slopes
from mathcore.temperatures import melting

ROW = [0.7071067811865475, 0.5303300858899106, 0.4242640687119285]
"""The scaled scores of The in the worked example."""


def test_how_323_becomes_324():
    """Checklist U5 and E1."""
    assert rounded_softmax(ROW, 1.0, "bfloat16").probabilities[1] == 0.32421875
    assert round(float(rounded_softmax(ROW, 1.0, "float64").probabilities[1]), 6) == 0.323339
    assert rounded_softmax(ROW, 1.0, "3 digits").probabilities.tolist() == [0.386, 0.323, 0.291]


def test_rounded_probabilities_need_not_make_1():
    assert rounded_softmax(ROW, 1.0, "bfloat16").probability_sum == 1.001953125


@given(st.floats(-1e30, 1e30), st.sampled_from(FORMATS))
def test_rounding_twice_is_rounding_once(x, how):
    once = rounded([x], how)
    np.testing.assert_array_equal(rounded(once, how), once)


@given(st.floats(-1e30, 1e30), st.sampled_from(FORMATS))
def test_rounding_is_odd(x, how):
    np.testing.assert_array_equal(rounded([-x], how), -rounded([x], how))


def test_short_floats_overflow_and_keep_nan():
    assert rounded([65504.0, 65520.0], "float16").tolist() == [65504.0, math.inf]
    assert rounded([3.4e38, 1e39], "bfloat16").tolist()[1] == math.inf
    assert math.isnan(rounded([math.nan], "bfloat16")[0])
    assert rounded([math.inf, -math.inf, 0.0], "2 digits").tolist() == [math.inf, -math.inf, 0.0]


def test_there_are_no_other_formats():
    with pytest.raises(MathInputError):
        rounded([1.0], "float8")
    with pytest.raises(MathInputError):
        rounded_softmax([1.0], 0.0, "float64")


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_edges_are_neighbours(dtype):
    overflow._edges.cache_clear()
    kind, edges = np.dtype(dtype).type, exponential_edges(dtype)
    assert np.nextafter(kind(edges.last_finite), kind(np.inf)) == edges.first_infinite
    assert np.nextafter(kind(edges.last_positive), kind(-np.inf)) == edges.first_zero
    with np.errstate(all="ignore"):
        assert np.isfinite(np.exp(kind(edges.last_finite)))
        assert np.exp(kind(edges.first_infinite)) == np.inf
        assert np.exp(kind(edges.last_positive)) > 0
        assert np.exp(kind(edges.first_zero)) == 0


def test_where_single_precision_fails():
    """Checklist M23 and E14: a logit of 89, and −104."""
    edges = exponential_edges("float32")
    assert 88.7 < edges.last_finite < edges.first_infinite < 89
    assert -104 < edges.first_zero < -103.9
    assert np.isnan(naive_softmax([89.0, 0.0], dtype="float32")).any()
    assert not np.isnan(naive_softmax([edges.last_finite, 0.0], dtype="float32")).any()
    assert naive_softmax([0.0, -104.0], dtype="float32")[1] == 0


def test_melting_is_softmax_at_each_temperature():
    z = [2.0, 1.0, 0.1]
    r = melting(z, 0.01, 100.0, 5)
    for power, p in zip(r.power, r.probabilities, strict=True):
        np.testing.assert_allclose(p, softmax(z, 10.0**power), rtol=1e-12)
    assert (np.diff(r.entropy_bits) > 0).all()
    with pytest.raises(MathInputError):
        melting(z, 0.0, 1.0, 5)


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=12), st.floats(0.1, 100))
def test_rows_and_columns_of_the_jacobian_vanish(z, temperature):
    """Checklist row 64."""
    r = slopes(z, temperature)
    np.testing.assert_allclose(r.row_sums, 0, atol=1e-15 / temperature)
    np.testing.assert_allclose(r.column_sums, 0, atol=1e-15 / temperature)


def test_infinite_slopes_of_both_signs_have_no_sum_and_that_is_said():
    r = slopes([1.0, 1.0, 1.0], 5e-324)
    assert np.isinf(r.jacobian).all()
    assert np.isnan(r.row_sums).all()
    assert r.note


def test_halves_go_to_the_even_neighbour_in_bfloat16_too():
    """Seven digits stand after the point of a bfloat16 between 1 and 2."""
    ties = [1 + 2.0**-8, 1 + 3 * 2.0**-8, -1 - 2.0**-8]
    np.testing.assert_array_equal(rounded(ties, "bfloat16"), [1, 1 + 2.0**-6, -1])
    every_bit = np.array([2**63 - 1]).view(np.float64)
    assert np.isnan(rounded(every_bit, "bfloat16")).all()


def test_frozen_certainty_has_no_entropy_and_huge_scores_do_not_overflow():
    frozen = melting([0.0, 1000.0], 0.01, 1.0, 2)
    np.testing.assert_array_equal(frozen.entropy_bits, [0, 0])
    assert not np.signbit(frozen.entropy_bits).any()
    np.testing.assert_array_equal(melting([1e307, 0.0], 0.01, 0.01, 2).probabilities, [[1, 0], [1, 0]])


def test_what_no_format_holds_makes_no_sound():
    with np.errstate(all="raise"):
        for how in ("float32", "bfloat16", "float16"):
            assert rounded([1e300], how) == math.inf


def test_half_precision_is_reached_through_single_precision():
    """A little more than half a spacing over 1: single precision makes it exactly half, and that goes to the even."""
    assert rounded([1 + 2.0**-11 + 2.0**-30], "float16") == 1
    assert rounded([1 + 2.0**-11 + 2.0**-23], "float16") == 1 + 2.0**-10


def test_digits_before_the_point_are_rounded_too():
    assert rounded([12345.0, 98765.0, 0.012345], "2 digits").tolist() == [12000.0, 99000.0, 0.012]
