import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.layer_norm import layer_norm, layer_norm_gradient
from mathcore.verify import check

from .ranges import matrices, vectors

rows = st.integers(1, 6).flatmap(lambda n: matrices(2, n))
moves = st.floats(-1e6, 1e6)


@given(rows)
def test_every_row_agrees_with_pytorch(torch_ready, x):
    n = x.shape[1]
    g, b = np.linspace(0.5, 1.5, n), np.linspace(-1, 1, n)
    verdict = check("layer_norm", x, g, b, got=layer_norm(x, g, b))
    assert verdict.agrees, verdict
    up = np.linspace(-1, 2, 2 * n).reshape(2, n)
    verdict = check("layer_norm_gradient", x, up, g, got=layer_norm_gradient(x, up, g))
    assert verdict.agrees, verdict


@given(rows)
def test_mean_zero_and_length_root_n(x):
    assume((np.ptp(x, axis=1) > 1e-3).all())
    result = layer_norm(x, eps=0)
    np.testing.assert_allclose(result.output.mean(axis=1), 0, atol=1e-14)
    np.testing.assert_allclose((result.output**2).mean(axis=1), 1, rtol=1e-13)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=6), st.integers(-(2**40), 2**40))
def test_moving_a_row_changes_nothing(entries, offset):
    x = np.array([entries], dtype=float)
    np.testing.assert_array_equal(layer_norm(x + offset).normalised, layer_norm(x).normalised)


@given(rows, st.integers(-40, 40))
def test_scaling_a_row_changes_nothing(x, power):
    assume((np.ptp(x, axis=1) > 1e-3).all())
    np.testing.assert_allclose(layer_norm(x * 2.0**power, eps=0).output, layer_norm(x, eps=0).output, rtol=1e-13)


@given(matrices(2, 4), matrices(2, 4), vectors(4))
def test_gradient_is_what_differences_tend_to(x, up, g):
    assume((np.ptp(x, axis=1) > 1).all())
    h, back = 1e-5, layer_norm_gradient(x, up, g)
    for i in range(4):
        step = np.zeros_like(x)
        step[0, i] = h
        slope = ((layer_norm(x + step, g).output - layer_norm(x - step, g).output) * up).sum() / (2 * h)
        np.testing.assert_allclose(back.d_x[0, i], slope, rtol=1e-6, atol=1e-4)


@given(matrices(2, 4), matrices(2, 4))
def test_gradients_forget_what_the_output_forgets(x, up):
    """The output ignores a move of the row, so the gradient along a move is 0."""
    back = layer_norm_gradient(x, up)
    np.testing.assert_allclose(back.d_x.sum(axis=1), 0, atol=1e-9 * (1 + np.abs(back.d_x).max()))


def copied_formula(x, up, g):
    """Return the form often copied: no epsilon, gamma in front of the sums."""
    n = x.shape[1]
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1, keepdims=True)
    own = n * variance * up - variance * up.sum(axis=1, keepdims=True)
    return g * (own - centred * (up * centred).sum(axis=1, keepdims=True)) / (n * variance * np.sqrt(variance + 1e-5))


def off(x, up, g):
    right = layer_norm_gradient(x, up, g).d_x
    return np.linalg.norm(copied_formula(x, up, g) - right) / np.linalg.norm(right)


def test_the_copied_gradient_is_wrong_where_it_is():
    """Checklist E5: right only for a scalar gamma and a variance far above epsilon."""
    rng = np.random.default_rng(0)
    x, up, one = rng.normal(size=(1, 8)), rng.normal(size=(1, 8)), np.ones(8)
    x /= x.std()
    assert off(x * np.sqrt(1.4), up, one) < 1e-5
    assert off(x * np.sqrt(1.4), up, np.linspace(0.5, 1.5, 8)) > 0.02
    errors = [off(x * np.sqrt(v), up, one) for v in (1.4, 7.6e-5, 1.4e-6)]
    assert errors[0] < errors[1] < errors[2]
    assert errors[2] > 0.2


def test_by_hand():
    result = layer_norm([[1.0, 2.0, 3.0, 6.0]], [2.0] * 4, [1.0] * 4, eps=0)
    assert (result.mean[0], result.variance[0]) == (3.0, 3.5)
    np.testing.assert_allclose(result.output, 1 + 2 * np.array([[-2, -1, 0, 3]]) / np.sqrt(3.5), rtol=1e-15)


@pytest.mark.parametrize("eps", [-1.0, np.nan, np.inf])
def test_nonsense_is_refused(eps):
    with pytest.raises(MathInputError):
        layer_norm([[1.0, 2.0]], eps=eps)
    with pytest.raises(MathInputError):
        layer_norm([[1.0, 2.0]], [1.0])
    with pytest.raises(MathInputError):
        layer_norm_gradient(np.ones((1, 2)), [[1.0, 2.0, 3.0]])


def test_a_row_that_is_scaled_gets_its_own_variance_and_eps_back():
    huge = layer_norm([[1e110, 3e110]], eps=0)
    assert huge.mean == pytest.approx(2e110, rel=1e-15)
    assert huge.variance == pytest.approx(1e220, rel=1e-15)
    assert layer_norm([[1e110, 3e110]], eps=1e220).output == pytest.approx(np.array([[-1, 1]]) / np.sqrt(2), rel=1e-14)


def test_an_ordinary_row_needs_no_note_and_keeps_its_precision():
    result = layer_norm(np.array([[1.0, 2.0, 4.0]], np.float32))
    assert result.note == ""
    assert {np.asarray(part).dtype for part in result[:-1]} == {np.dtype(np.float32)}


def test_what_the_first_mean_missed_is_taken_out():
    x = np.random.default_rng(0).uniform(0.9, 1.1, (50, 999)) * 1e15
    result = layer_norm(x, eps=0)
    exact = [math.fsum(row) / 999 for row in x.tolist()]
    assert np.abs(result.mean - exact).max() <= np.spacing(1e15)
    left = np.array([math.fsum(row) for row in result.centred.tolist()]) / 999
    assert np.abs(left).max() <= np.spacing(1e14)
