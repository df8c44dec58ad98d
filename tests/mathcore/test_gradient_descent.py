import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.gradient_descent import (
    SURFACES,
    bowl,
    descend,
    descend_1d,
    predicted_overflow_step,
    regime,
)
from mathcore.notes import why_stopped
from mathcore.verify import check

surfaces = st.sampled_from(sorted(SURFACES)).map(SURFACES.get)
starts = st.tuples(st.floats(-4, 4), st.floats(-4, 4))
rates = st.floats(-4, 1).map(lambda power: 10.0**power)


@given(surfaces, starts, rates, st.integers(0, 300))
def test_every_walk_agrees_with_pytorch(torch_ready, surface, start, rate, steps):
    verdict = check("descend", surface, start, rate, steps, got=descend(surface, start, rate, steps))
    assert verdict.agrees, verdict


@given(st.floats(0.1, 10), st.floats(0.1, 10), starts, st.floats(0.01, 3))
def test_a_bowl_multiplies_each_distance(cx, cy, start, rate):
    points = descend(bowl(cx, cy), start, rate, 12).points
    powers = np.arange(len(points))[:, None]
    expected = np.array(start) * (1 - rate * np.array([cx, cy])) ** powers
    np.testing.assert_allclose(points, expected, rtol=1e-10, atol=1e-10 * (1 + np.abs(expected).max()))


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.05, 1.9))
def test_below_the_limit_the_loss_falls(cx, cy, product):
    run = descend(bowl(cx, cy), (1.0, 1.0), product / max(cx, cy), 50)
    assert (np.diff(run.losses) <= 1e-15).all()
    assert run.limit == pytest.approx(2 / max(cx, cy))
    assert run.stopped_at is None


@pytest.mark.parametrize("name", SURFACES)
def test_the_minimum_is_one(name):
    surface = SURFACES[name]
    bottom = np.array(surface.minimum)
    np.testing.assert_allclose(surface.gradient(bottom), 0, atol=1e-14)
    assert np.linalg.eigvalsh(surface.hessian(bottom))[0] > 0
    x_lo, x_hi, y_lo, y_hi = surface.window
    grid = np.stack(np.meshgrid(np.linspace(x_lo, x_hi, 101), np.linspace(y_lo, y_hi, 101)), axis=-1)
    assert np.min(surface.function(grid)) >= surface.function(bottom) - 1e-15
    assert x_lo < surface.start[0] < x_hi
    assert y_lo < surface.start[1] < y_hi


@given(surfaces, starts)
def test_slopes_and_bends_are_what_differences_tend_to(surface, start):
    point, h = np.array(start), 1e-5
    for axis in (0, 1):
        step = np.eye(2)[axis] * h
        slope = (surface.function(point + step) - surface.function(point - step)) / (2 * h)
        np.testing.assert_allclose(surface.gradient(point)[axis], slope, rtol=1e-6, atol=1e-4)
        bend = (surface.gradient(point + step) - surface.gradient(point - step)) / (2 * h)
        np.testing.assert_allclose(surface.hessian(point)[axis], bend, rtol=1e-6, atol=1e-5)


def test_the_double_well_has_two_bottoms():
    surface = SURFACES["double well"]
    ends = [descend(surface, (x, 0.5), 0.05, 400).points[-1] for x in (-1.8, 1.8)]
    assert ends[0][0] < 0 < ends[1][0]
    assert surface.function(ends[0]) < surface.function(ends[1])


def test_a_saddle_holds_whoever_starts_on_its_ridge():
    run = descend(SURFACES["saddle"], (1.0, 0.0), 0.1, 400)
    np.testing.assert_allclose(run.points[-1], [0, 0], atol=1e-15)
    np.testing.assert_allclose(descend(SURFACES["saddle"], (1.0, 0.01), 0.1, 400).points[-1], [0, 1], atol=1e-9)


def test_overflow_is_followed_to_its_step():
    """Checklist E8 and U2: factor -2 overflows at step 1024, after the loss did."""
    run = descend(bowl(1, 2), (0.0, 1.0), 1.5, 5000)
    assert (run.stopped_at, run.predicted_overflow) == (1024, 1024)
    assert len(run.points) == 1025
    assert run.stopped_because == "y became ∞ at step 1024"
    assert run.loss_overflow == 512
    assert np.isfinite(run.points[:-1]).all()
    assert run.regime == "divergent"


def test_what_left_the_floats_is_named():
    assert why_stopped(1.0, 2.0, None) == ""
    assert why_stopped(math.inf, math.nan, 2) == "x became ∞ and y became undefined at step 2"


def test_the_limit_is_nine_tenths_for_one_bowl():
    """Checklist row 99: 2 / (20/9)."""
    assert descend(bowl(1, 20 / 9), (1.0, 1.0), 0.1, 1).limit == pytest.approx(0.9, rel=1e-15)


@pytest.mark.parametrize("bends", [(-1.0, 0.0, -2.0), (0.0, 0.0, 0.0)])
def test_where_nothing_bends_upward_there_is_no_limit(bends):
    surface = bowl(1, 1)._replace(bend=lambda x, y: bends, quadratic=False)
    assert descend(surface, (1.0, 1.0), 0.1, 1).limit == math.inf


@pytest.mark.parametrize(
    ("rate", "name"), [(0.1, "creep"), (0.5, "one step"), (0.7, "ringing"), (1.0, "marginal"), (1.1, "divergent")]
)
def test_five_regimes(rate, name):
    run = descend(bowl(2, 2), (1.0, -1.0), rate, 40)
    assert run.regime == name
    size = np.linalg.norm(run.points, axis=1)
    assert {"creep": size[-1] < size[0], "one step": size[1] == 0, "ringing": size[-1] < size[0],
            "marginal": (size == size[0]).all(), "divergent": size[-1] > size[0]}[name]  # fmt: skip


def test_regime_edges():
    assert regime(0.1 * 10) == "one step"
    assert regime((20 / 9) * 0.9) == "marginal"
    assert regime(math.nan) == regime(math.inf) == "divergent"


@given(st.floats(1.001, 50), st.floats(1e-3, 1e3), st.sampled_from(["float64", "float32"]))
def test_predicted_overflow_is_when_it_happens(factor, distance, dtype):
    step = predicted_overflow_step(factor, distance, dtype)
    assert step is not None
    limit = np.log2(float(np.finfo(dtype).max))
    assert np.log2(distance) + step * np.log2(factor) >= limit - 1e-9
    assert np.log2(distance) + (step - 1) * np.log2(factor) <= limit + 1e-9


def test_predicted_overflow_by_hand():
    """Checklist U2 and E8."""
    for factor, double, single in ((1.05, 14548, 1819), (2, 1024, 128), (-2, 1024, 128)):
        assert predicted_overflow_step(factor, 1.0) == double
        assert predicted_overflow_step(factor, 1.0, "float32") == single
    assert predicted_overflow_step(1.0, 5.0) is None
    assert predicted_overflow_step(2.0, 0.0) is predicted_overflow_step(2.0, math.nan) is None
    assert predicted_overflow_step(2.0, math.inf) == predicted_overflow_step(2.0, 1e300, "float32") == 0
    assert predicted_overflow_step(math.inf, 1.0) == 1
    for bend, rate in ((1, -1.0), (4, 2.05 / 4), (0.25, 9.0)):
        run = descend(bowl(bend, bend), (1.0, 0.0), rate, 20000)
        assert run.stopped_at == run.predicted_overflow
    run = descend(bowl(1e300, 1), (1e300, 1.0), 3e-300, 5)
    assert run.stopped_at == run.predicted_overflow == 1
    run = descend(bowl(1, 1), (1.0, 0.0), 2.05, 20000)
    assert run.stopped_at == run.predicted_overflow == 14534  # 15 earlier: the step overflows first


def test_one_weight_table():
    """Checklist row 18."""
    run = descend_1d(1, 3, 2, 0.1, 10)
    np.testing.assert_allclose(run.w[:6], [1, 1.4, 1.48, 1.496, 1.4992, 1.49984], rtol=1e-15)
    np.testing.assert_allclose(run.w[10], 1.4999999488, rtol=1e-15)
    np.testing.assert_allclose(run.loss[:3], [1, 0.04, 0.0016], rtol=1e-12)
    np.testing.assert_allclose(run.gradient[:2], [-4, -0.8], rtol=1e-14)
    assert (run.best, run.limit, run.stopped_at) == (1.5, 0.25, None)
    assert run.multiplier == pytest.approx(0.2)
    assert descend_1d(1, 3, 2, 0.1, 10, "float32").w.dtype == np.float32


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(0.1, 5), rates, st.sampled_from(["float64", "float32"]))
def test_every_one_weight_run_agrees_with_pytorch(torch_ready, w, target, factor, rate, dtype):
    args = (w, target, factor, rate, 60, dtype)
    verdict = check("descend_1d", *args, got=descend_1d(*args))
    assert verdict.agrees, verdict


def test_one_weight_stops_at_overflow():
    """Checklist E8: factor -2 a step, from distance 1."""
    assert descend_1d(1, 0, 1, 1.5, 5000).stopped_at == 1024
    assert descend_1d(1, 0, 1, 1.5, 5000, "float32").stopped_at == 128


@pytest.mark.parametrize(("rate", "steps"), [(math.nan, 5), (math.inf, 5), (0.1, -1), (0.1, 10**6)])
def test_nonsense_is_refused(rate, steps):
    with pytest.raises(MathInputError):
        descend(bowl(1, 2), (1.0, 1.0), rate, steps)
    with pytest.raises(MathInputError):
        descend_1d(1, 3, 2, rate, steps)


def test_bowls_curve_upward():
    for cx, cy in ((0, 1), (1, 0), (1, -1), (math.inf, 1), (1, math.inf)):
        with pytest.raises(MathInputError, match="two positive curvatures"):
            bowl(cx, cy)


@pytest.mark.parametrize("name", [*SURFACES, "a bowl of one's own"])
def test_each_landscape_begins_and_ends_in_its_window(name):
    surface = SURFACES[name] if name in SURFACES else bowl(3, 7)
    left, right, low, high = surface.window
    for x, y in (surface.start, surface.minimum):
        assert left < x < right
        assert low < y < high
    np.testing.assert_allclose(surface.gradient(np.array(surface.minimum)), 0, atol=1e-14)
    if surface.quadratic:
        assert (left + right, low + high) == (0, 0)
        assert (right - left) / (high - low) == 4 / 3
        np.testing.assert_array_equal(surface.hessian(np.zeros(2)), np.diag(surface.parameters))
        assert all(f"{bend:g}" in surface.formula for bend in surface.parameters)
        assert surface.start[0] < 0 < surface.start[1]


@pytest.mark.parametrize("surface", [*SURFACES.values()], ids=lambda surface: surface.name)
def test_bends_come_in_batches_and_keep_their_precision(surface):
    points = np.array([[0.5, -1.0], [2.0, 0.25], [-1.5, 3.0]], np.float32)
    bends = surface.hessian(points)
    assert (bends.shape, bends.dtype) == ((3, 2, 2), np.float32)
    for point, bend in zip(points.astype(float), bends, strict=True):
        np.testing.assert_allclose(bend, surface.hessian(point), rtol=1e-5)
        np.testing.assert_array_equal(bend, bend.T)
    with np.errstate(all="raise"):
        surface.hessian(np.array([1e200, 1e200]))
