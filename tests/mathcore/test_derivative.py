import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.activations import gelu, gelu_slope, silu, silu_slope
from mathcore.derivative import CURVES, sample, tangent
from mathcore.errors import MathInputError
from mathcore.verify import check

curves = st.sampled_from(sorted(CURVES)).map(CURVES.get)
places = st.floats(-6.5, 6.5)
steps = st.floats(-14, 0.5).map(lambda power: 10.0**power)


def test_there_are_enough_curves():
    assert len(CURVES) >= 12


@given(curves, places, steps, st.sampled_from([-1, 1]))
def test_every_tangent_agrees_with_pytorch(torch_ready, curve, x, size, sign):
    verdict = check("tangent", curve, x, sign * size, got=tangent(curve, x, sign * size))
    assert verdict.agrees, verdict


@pytest.mark.parametrize("name", CURVES)
def test_every_window_agrees_with_pytorch(name, torch_ready):
    lo, hi = CURVES[name].window[:2]
    verdict = check("sample", CURVES[name], lo, hi, 401, got=sample(CURVES[name], lo, hi, 401))
    assert verdict.agrees, verdict


@given(curves, places)
def test_slope_is_what_central_differences_tend_to(curve, x):
    if curve.name in ("absolute", "relu", "root", "logarithm", "reciprocal") and x < 1:
        return
    h = 6e-6 * max(1.0, abs(x))
    result = tangent(curve, x, h)
    assert result.central_error <= 1e-9 * max(1.0, abs(result.value), abs(result.slope))


@given(curves, places)
def test_tangent_touches(curve, x):
    line = tangent(curve, x, 0.5)
    if not line.note:
        np.testing.assert_allclose(line.slope * x + line.intercept, line.value, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", CURVES)
def test_the_frames_hold_the_curve(name):
    """Some of the curve, and some of its slope, is visible in its windows."""
    curve = CURVES[name]
    for window, column in ((curve.window, "value"), (curve.slope_window, "slope")):
        points = sample(curve, window[0], window[1], 201)
        inside = (getattr(points, column) >= window[2]) & (getattr(points, column) <= window[3])
        assert inside.mean() > 0.3, (name, column)


def test_square_by_hand():
    line = tangent(CURVES["square"], 1.0, 0.5)
    assert (line.slope, line.intercept, line.secant_slope, line.central_slope) == (2.0, -1.0, 2.5, 2.0)


def test_error_of_the_step_has_a_valley():
    """Checklist U8: e^x at 1, forward and central difference from large to tiny h."""
    errors = {h: tangent(CURVES["exponential"], 1.0, h) for h in (1e-1, 1e-5, 1e-14)}
    assert errors[1e-1].central_error == pytest.approx(4.5e-3, rel=0.02)
    assert errors[1e-5].central_error == pytest.approx(5.9e-11, rel=0.02)
    assert errors[1e-14].central_error == pytest.approx(9.3e-3, rel=0.02)


def test_a_step_below_the_spacing_of_floats_gives_zero():
    line = tangent(CURVES["exponential"], 1.0, 1e-17)
    assert (line.secant_slope, line.secant_error) == (0.0, line.slope)


def test_activation_formulas():
    """Checklist row 24: slopes and the lowest points."""
    x = np.linspace(-6, 6, 101)
    phi = np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    big_phi = np.array([0.5 * math.erfc(-t / math.sqrt(2)) for t in x])
    np.testing.assert_allclose(gelu_slope(x), big_phi + x * phi, atol=1e-15)
    s = 1 / (1 + np.exp(-x))
    np.testing.assert_allclose(silu_slope(x), s * (1 + x * (1 - s)), atol=1e-15)
    for function, place, depth in ((gelu, -0.7518, -0.16997), (silu, -1.2785, -0.27846)):
        grid = np.linspace(-3, 0, 300001)
        values = function(grid)
        assert round(float(grid[values.argmin()]), 4) == place
        assert round(float(values.min()), 5) == depth


def test_sigmoid_slope_is_at_most_a_quarter():
    """Checklist row 66."""
    slope = sample(CURVES["sigmoid"], -8.0, 8.0, 801).slope
    assert slope.max() == 0.25
    assert f"{0.25**10:.2e}" == "9.54e-07"


def test_corners_have_slope_zero_as_in_pytorch():
    assert tangent(CURVES["relu"], 0.0, 0.1).slope == 0.0
    assert tangent(CURVES["absolute"], 0.0, 0.1).slope == 0.0


@pytest.mark.parametrize(
    ("name", "x", "h", "note"),
    [("logarithm", -1.0, 0.1, "logarithm has no value at x = −1"),
     ("logarithm", 0.1, 0.5, "logarithm has no value at x − h = −0.4"),
     ("logarithm", 0.1, -0.5, "logarithm has no value at x + h = −0.4"),
     ("reciprocal", 0.0, 0.1, "reciprocal has no value at x = 0"),
     ("root", 0.0, 0.1, "root has no finite slope at x = 0"),
     ("square", 3.0, 0.1, "")],
)  # fmt: skip
def test_what_is_missing_is_named(name, x, h, note):
    assert tangent(CURVES[name], x, h).note == note


def test_slopes_stop_where_the_curve_does():
    points = sample(CURVES["logarithm"], -1.0, 1.0, 5)
    np.testing.assert_array_equal(np.isnan(points.slope), np.isnan(points.value))


@pytest.mark.parametrize(("x", "h"), [(1.0, 0.0), (math.nan, 0.1), (1.0, math.inf)])
def test_a_tangent_needs_a_step(x, h):
    with pytest.raises(MathInputError, match="h that is not 0"):
        tangent(CURVES["square"], x, h)


@pytest.mark.parametrize(("lo", "hi", "n"), [(1.0, 1.0, 5), (0.0, math.inf, 5), (0.0, 1.0, 1), (0.0, 1.0, 10**6)])
def test_a_sample_needs_a_range(lo, hi, n):
    with pytest.raises(MathInputError):
        sample(CURVES["square"], lo, hi, n)


def test_two_points_are_enough():
    np.testing.assert_array_equal(sample(CURVES["square"], 0.0, 2.0, 2).value, [0, 4])
