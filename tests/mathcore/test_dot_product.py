import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.dot_product import dot_product, norm
from mathcore.errors import MathInputError
from mathcore.verify import check

from .ranges import any_finite, moderate, vectors

pairs = st.integers(1, 8).flatmap(lambda n: st.tuples(vectors(n), vectors(n)))


@given(pairs)
def test_order_does_not_matter(two):
    a, b = two
    one, other = dot_product(a, b), dot_product(b, a)
    assert one.dot == other.dot
    np.testing.assert_allclose(one.angle, other.angle, atol=1e-14)


@given(pairs)
def test_what_is_left_after_projecting_is_perpendicular(two):
    a, b = two
    left = a - dot_product(a, b).projection
    assert abs(np.dot(left, b)) <= 1e-12 * (norm(a) * norm(b) + 1e-300)


@given(pairs, st.floats(0.001, 1000))
def test_the_angle_ignores_length(two, factor):
    a, b = two
    one, other = dot_product(a, b), dot_product(factor * a, b)
    assert one.angle_defined == other.angle_defined
    np.testing.assert_allclose(one.angle, other.angle, atol=1e-13)


@given(pairs)
def test_cosine_schwarz_and_angle_belong_together(two):
    result = dot_product(*two)
    if result.angle_defined:
        assert -1 <= result.cosine <= 1
        np.testing.assert_allclose(math.cos(result.angle), result.cosine, atol=1e-14)
        assert abs(result.dot) <= result.norm_a * result.norm_b * (1 + 1e-14) + 16 * 5e-324  # subnormals round by steps


@given(vectors(3, any_finite))
def test_length_is_right_wherever_it_fits(x):
    squares = sum(Fraction(entry) ** 2 for entry in x.tolist())
    length = norm(x)
    if math.isfinite(length):
        assert abs(Fraction(length) ** 2 - squares) <= Fraction(16, 2**53) * squares + Fraction(2) ** -2140
    else:
        assert squares > Fraction(np.finfo(float).max) ** 2 * (1 - Fraction(16, 2**53))


@given(vectors(4, any_finite), vectors(4, any_finite))
def test_every_finite_arrow_agrees_with_pytorch(torch_ready, a, b):
    verdict = check("dot_product", a, b, got=dot_product(a, b))
    assert verdict.agrees, verdict


def test_signs_by_hand():
    same, across, against = (dot_product([2.0, 0.0], b) for b in ([3.0, 0.0], [0.0, 3.0], [-3.0, 0.0]))
    assert (same.dot, across.dot, against.dot) == (6.0, 0.0, -6.0)
    assert (same.angle, across.angle, against.angle) == (0.0, math.pi / 2, math.pi)
    assert (same.cosine, across.cosine, against.cosine) == (1.0, 0.0, -1.0)


def test_a_zero_arrow_has_no_angle():
    for a, b, name in (([0.0, 0.0], [1.0, 2.0], "a"), ([1.0, 2.0], [0.0, 0.0], "b")):
        result = dot_product(a, b)
        assert not result.angle_defined
        assert math.isnan(result.angle)
        assert math.isnan(result.cosine)
        assert result.note == f"angle undefined: {name} is the zero vector"
        np.testing.assert_array_equal(result.projection, [0.0, 0.0])


def test_length_matters_too():
    """Checklist E16: long arrows 80 degrees apart outweigh aligned unit arrows."""
    turn = math.radians(80)
    assert round(dot_product([10.0, 0.0], [10 * math.cos(turn), 10 * math.sin(turn)]).dot, 2) == 17.36
    assert dot_product([1.0], [1.0]).dot == 1


def test_large_arrows_overflow_only_in_the_product():
    result = dot_product([1e200, 1e200], [1e200, 1e200])
    assert result.dot == math.inf
    assert round(result.norm_a / 1e200, 2) == 1.41
    assert result.angle == 0.0


def test_a_small_angle_keeps_its_digits():
    assert dot_product([1.0, 1e-10], [1.0, 0.0]).angle == pytest.approx(1e-10, rel=1e-15)


def test_lengths_must_match():
    with pytest.raises(MathInputError, match="a has 1 components but b has 2"):
        dot_product([1.0], [1.0, 2.0])


@given(moderate, moderate)
def test_lists_do_as_well_as_arrays(x, y):
    assert dot_product([x, y], [1, 2]).dot == x + 2 * y


def test_a_cosine_never_leaves_its_range():
    for a in np.random.default_rng(0).normal(size=(300, 3)):
        there, back = dot_product(a, a), dot_product(a, -a)
        assert -1.0 <= back.cosine < there.cosine <= 1.0
        assert there.angle_defined is back.angle_defined is True
    assert dot_product([0.0], [1.0]).angle_defined is False


def test_an_arrow_without_components_has_no_length():
    assert norm([]) == 0.0
