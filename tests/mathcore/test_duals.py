from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.duals import FUNCTIONS, Dual, U, add, apply, divide, multiply, negate, power

POSITIVE = {"ln", "log", "sqrt"}
BOTH = {"add": add, "multiply": multiply, "divide": divide}
ROUNDINGS = {"add": 1, "multiply": 3, "divide": 4}
"""How many roundings of its parts the slope of each operation may be off."""
NEAR = 1e-5
fractions = st.floats(-8, 8).filter(lambda x: abs(x) > 0.1)


def dual(value, slope, value_error=0.0, slope_error=0.0):
    return Dual(*(np.array([float(part)]) for part in (value, slope, value_error, slope_error)))


def places(name):
    x = np.array([0.2, 0.7, 1.3, 2.1])
    return x if name in POSITIVE else np.concatenate((-x, x))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_derivative_is_what_differences_of_the_one_before_tend_to(name):
    x = places(name)
    ahead, behind, here = (FUNCTIONS[name](x + step) for step in (NEAR, -NEAR, 0.0))
    for order in (1, 2):
        differences = (ahead[order - 1] - behind[order - 1]) / (2 * NEAR)
        np.testing.assert_allclose(here[order], differences, rtol=1e-6, atol=1e-8)


def pushed(function, duals, part, which):
    """Say how far the value and the slope of a result go when one part of one operand is a little off."""
    ends = []
    for step in (NEAR, -NEAR):
        moved = duals[part]._replace(**{which: getattr(duals[part], which) + step})
        ends.append(function(*duals[:part], moved, *duals[part + 1 :]))
    return [abs(ends[0][i][0] - ends[1][i][0]) / (2 * NEAR) for i in (0, 1)]


def passed_on(function, *duals):
    """Add up to first order what the errors of the operands do to the value and the slope."""
    value, slope = 0.0, 0.0
    for part, operand in enumerate(duals):
        for which, error in (("value", operand.value_error[0]), ("slope", operand.slope_error[0])):
            by_value, by_slope = pushed(function, duals, part, which)
            value, slope = value + by_value * error, slope + by_slope * error
    return value, slope


ERRORS = (1e-3, 3e-4), (2e-3, 7e-4)


@pytest.mark.parametrize("name", ["add", "multiply"])
@given(fractions, fractions, fractions, fractions)
def test_errors_are_passed_on_to_first_order(name, av, as_, bv, bs):
    a, b = dual(av, as_, *ERRORS[0]), dual(bv, bs, *ERRORS[1])
    got = BOTH[name](a, b)
    np.testing.assert_allclose((got.value_error[0], got.slope_error[0]), passed_on(BOTH[name], a, b), rtol=1e-6)
    np.testing.assert_array_equal(negate(a)[2:], a[2:])


@given(fractions, fractions, fractions, fractions)
def test_a_quotient_passes_errors_on_and_adds_them_where_they_might_cancel(av, as_, bv, bs):
    a, b = dual(av, as_, *ERRORS[0]), dual(bv, bs, *ERRORS[1])
    got, (value, slope) = divide(a, b), passed_on(divide, a, b)
    assert got.value_error[0] == pytest.approx(value, rel=1e-6)
    if av * bs * got.slope[0] < 0:  # the divisor moves both parts of the slope the same way: nothing cancels
        assert got.slope_error[0] == pytest.approx(slope, rel=1e-6)
    assert got.slope_error[0] >= slope * (1 - 1e-6)


@pytest.mark.parametrize("exponent", [-1.0, 0.5, 2.0, 3.0])
@given(st.floats(0.2, 5), fractions)
def test_powers_pass_errors_on(exponent, value, slope):
    a = dual(value, slope, *ERRORS[0])
    got = power(a, exponent)
    told = passed_on(lambda x: power(x, exponent), a)
    np.testing.assert_allclose((got.value_error[0], got.slope_error[0]), told, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_pass_errors_on(name):
    for value in places(name):
        a = dual(value, -1.5, *ERRORS[0])
        got = apply(name, a)
        told = passed_on(lambda x: apply(name, x), a)
        np.testing.assert_allclose((got.value_error[0], got.slope_error[0]), told, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", BOTH)
@given(fractions, fractions, fractions, fractions)
def test_of_exact_operands_the_bound_covers_the_error_and_is_a_few_roundings(name, av, as_, bv, bs):
    got = BOTH[name](dual(av, as_), dual(bv, bs))
    a, da, b, db = map(Fraction, (av, as_, bv, bs))
    value = {"add": a + b, "multiply": a * b, "divide": a / b}[name]
    first, second = {"add": (da, db), "multiply": (da * b, a * db), "divide": (da / b, -value * db / b)}[name]
    assert abs(Fraction(got.value[0]) - value) <= Fraction(got.value_error[0])
    assert abs(Fraction(got.slope[0]) - first - second) <= Fraction(got.slope_error[0])
    assert got.value_error[0] <= 1.001 * U * abs(float(value))
    parts = {"add": abs(first + second), "divide": abs(first) + 2 * abs(second)}.get(name, abs(first) + abs(second))
    assert got.slope_error[0] <= 1.001 * ROUNDINGS[name] * U * float(parts)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_of_an_exact_operand_a_function_promises_8_roundings_and_16_of_the_slope(name):
    """A library's function may be off by a few; the bound is wide enough for that and no wider."""
    for value in places(name):
        got, (at, first, _) = apply(name, dual(value, -1.5)), FUNCTIONS[name](np.array([value]))
        assert got.value_error[0] == pytest.approx(8 * U * abs(at[0]), rel=1e-12, abs=0)
        assert got.slope_error[0] == pytest.approx(1.5 * 16 * U * (abs(first[0]) + abs(at[0])), rel=1e-12, abs=0)


def test_where_the_inner_slope_is_0_so_is_the_outer_one():
    with np.errstate(all="ignore"):
        assert apply("sqrt", dual(0, 0)).slope[0] == 0
        assert np.isinf(apply("sqrt", dual(0, 1)).slope[0])
        assert np.isnan(apply("ln", dual(-1, 1)).slope[0])
        assert np.isinf(apply("ln", dual(0, 1)).slope[0])
        assert power(dual(3, 5), 0.0)[:2] == (1, 0)
        assert [power(dual(0, 1), n).slope[0] for n in (0.0, 1.0, 2.0)] == [0, 1, 0]
        for n in (0.0, 1.0, 2.0):
            result = power(dual(0, 1), n)
            assert {part.dtype for part in result} == {np.dtype(float)}
            assert all(np.isfinite(part).all() for part in result)
