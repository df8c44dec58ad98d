import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.contours import follow
from mathcore.frames import decades, envelope, grain, outward, stretch, thin, widen, zoom
from mathcore.gradient_descent import SURFACES, descend

ends = st.tuples(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3)).map(lambda t: (t[0], t[0] + t[1]))
anything = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=5)


@given(ends, anything)
def test_what_is_finite_lies_on_the_stretched_axis(axis, values):
    low, high = stretch(axis, values)
    slack = 1e-9 * (high / 2 - low / 2)
    assert -math.inf < low <= axis[0] + slack
    assert axis[1] - slack <= high < math.inf
    assert all(low - slack <= value <= high + slack for value in values if math.isfinite(value))


def test_an_axis_keeps_still_while_everything_is_on_it():
    assert stretch((-1.0, 3.0), [-1.0, 2.9, math.nan]) == (-1.0, 3.0)
    assert stretch((-0.7, 1.4), [-0.7]) == (-0.7, 1.4)  # to the bit: a hand can be put down on an end
    assert stretch((-0.1, 0.7), [-0.1, 0.7]) == (-0.1, 0.7)


def test_an_axis_doubles_as_soon_as_something_leaves_it():
    assert stretch((-1.0, 1.0), [math.nextafter(1, 2)]) == (-2.0, 2.0)
    assert stretch((-1.0, 1.0), [1.5]) == (-2.0, 2.0)
    assert stretch((-1.0, 1.0), [2.0]) == (-2.0, 2.0)
    assert stretch((-1.0, 1.0), [-2.1]) == (-4.0, 4.0)
    assert stretch((0.0, 2.0), [3.0]) == (-1.0, 3.0)
    assert stretch((0.0, 2.0), [3.5]) == (-3.0, 5.0)


@given(ends, st.integers(1, 1000))
def test_a_hand_moves_in_round_steps_neither_too_fine_nor_too_coarse(axis, parts):
    step = grain(axis, parts)
    assert f"{step:.0e}"[0] in "125"
    assert step == float(f"{step:.0e}")
    assert 0.39 * (axis[1] - axis[0]) / parts <= step <= (1 + 1e-8) * (axis[1] - axis[0]) / parts


def test_a_hand_moves_in_two_hundred_steps_unless_more_or_fewer_are_asked_for():
    assert grain((0.0, 200.0)) == 1
    assert grain((0.0, 200.0), 100) == 2


def test_a_hand_moves_in_steps_on_the_longest_axis_too():
    limit = np.finfo(np.float64).max
    assert grain((-limit, limit)) == 1e306


@given(anything)
def test_every_positive_value_lies_between_the_decades(values):
    low, high = decades(values)
    assert 0 < low < high < math.inf
    assert all(low <= value * 1.001 and value <= high * 1.001 for value in values if 1e-307 < value < 1e308)


@given(st.floats(-10, 10), st.floats(0.1, 10), st.floats(-10, 10), st.floats(0.1, 10), st.floats(0.2, 3))
def test_a_widened_window_has_its_shape_and_holds_the_old_one(x, wide, y, tall, aspect):
    left, right, low, high = widen((x, x + wide, y, y + tall), aspect)
    assert (high - low) / (right - left) == pytest.approx(aspect)
    assert left - 1e-9 <= x < x + wide <= right + 1e-9
    assert low - 1e-9 <= y < y + tall <= high + 1e-9
    assert right - left == pytest.approx(wide) or high - low == pytest.approx(tall)  # no wider than it must


@given(st.integers(0, 300), st.floats(-3, 0.5).map(lambda power: 10.0**power))
def test_a_thinned_path_passes_every_place(steps, rate):
    points = descend(SURFACES["rosenbrock"], (-1.2, 1.0), rate / 300, steps).points
    window = follow((-2.0, 2.0, -1.0, 2.0), points)
    drawn = thin(points, window)
    assert len(drawn) <= 2 * len(points)
    shown = drawn[np.isfinite(drawn).all(axis=1)]
    size = np.array([window[1] - window[0], window[3] - window[2]])
    for point in points[np.isfinite(points).all(axis=1)]:
        assert (np.abs(shown - point) / size).max(axis=1).min() < 2 / 700


def test_what_is_drawn_twice_is_drawn_once():
    there_and_back = np.array([[-1.0, 0.0], [1.0, 0.0]] * 1000)
    assert len(thin(there_and_back, (-2.0, 2.0, -2.0, 2.0))) == 2


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=60))
def test_an_envelope_keeps_the_extremes(values):
    kept = envelope(np.array(values), columns=5)
    finite = [value for value in values if math.isfinite(value)]
    if finite:
        assert {min(finite), max(finite)} <= {value for _, value in kept}
    assert len(kept) <= 14
    assert all(values[step] == value or math.isnan(value) for step, value in kept)


@given(anything)
def test_round_ends_enclose_zero_and_every_value(values):
    low, high = outward(values)
    assert low <= 0 <= high
    assert low < high
    assert all(low <= value <= high for value in values if math.isfinite(value))


def test_axes_by_hand():
    assert stretch((1.0, 1.0), [5.0]) == (1.0, 1.0)  # no length to double
    assert stretch((-math.inf, math.inf), [5.0]) == (-math.inf, math.inf)
    assert stretch((-1e-10, 1e-10), [1e308])[1] >= 1e308
    assert [decades(values) for values in ([], [1.0], [5.0], [1.0, math.inf])] == [(1e-3, 1.0), *[(1.0, 1e3)] * 3]
    assert (decades([1e-308])[0], decades([1.5e308])[1]) == (1e-307, 1e308)
    assert [outward(values) for values in ([], [0.0], [-3.0], [0.5], [1.0], [2.0], [3e-5], [1.7e308])] == [
        (0, 1), (0, 1), (-5, 0), (0, 0.5), (0, 1), (0, 2), (0, 5e-5), (0, 1.7e308),
    ]  # fmt: skip
    assert zoom((-2.0, 2.0, 0.0, 1.0), (-4.0, 4.0, 0.0, 1.0)) == 2


def test_a_line_is_interrupted_where_it_was_drawn_before():
    a, b, c, gap = (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (math.nan, math.nan)
    window = (-2.0, 2.0, -2.0, 2.0)
    np.testing.assert_array_equal(thin(np.array([a, b, a]), window), [a, b])
    np.testing.assert_array_equal(thin(np.array([a, b, a, c]), window), [a, b, gap, a, c])
    np.testing.assert_array_equal(thin(np.array([a] * 5), window), [a])


def test_no_two_steps_are_taken_for_one_and_none_is_lost_far_from_the_origin():
    """Steps between neighbouring cells of a picture of 700 by 700, wherever it lies."""
    steps = np.array([(0.0, 10.0), (1.0, 10.0), (80.0, 9.0), (81.0, 9.0), (80.0, 11.0)])
    for x, y in ((0.0, 0.0), (10_000.0, 3000.0), (-10_000.0, 0.0)):
        path = steps + np.array([x, y])
        np.testing.assert_array_equal(thin(path, (x, x + 700.0, y, y + 700.0)), path)


def test_a_picture_is_700_cells_wide():
    halves = np.array([(0.0, 0.0), (500.499, 0.0), (500.501, 0.0)])
    assert len(thin(halves, (0.0, 700.0, 0.0, 700.0))) == 3
    assert len(thin(halves - [0.1, 0.0], (0.0, 700.0, 0.0, 700.0))) == 2


def test_what_overflowed_is_thinned_without_a_sound():
    path = np.array([[0.0, 0.0], [1.0, 0.5], [1e308, -1e308], [math.inf, math.nan]])
    with np.errstate(all="raise"):
        assert len(thin(path, (-2.0, 2.0, -2.0, 2.0))) >= 3
        assert len(thin(path, (-2e-3, 2e-3, -2e-3, 2e-3))) >= 3


def test_an_envelope_keeps_the_ends_and_the_extremes_of_every_column():
    rng = np.random.default_rng(0)
    values = rng.normal(size=1000)
    kept = dict(envelope(values, columns=10))
    assert {0, 999} <= set(kept)
    for column in np.split(values, 10):
        assert {column.min(), column.max()} <= set(kept.values())
    assert len(kept) <= 22
    assert len(envelope(np.arange(800.0))) == 800
    assert len(envelope(np.arange(801.0))) < 801


def test_columns_begin_where_the_curve_does_and_gaps_stay_in_short_curves():
    values = np.zeros(1000)
    values[[50, 100]] = 10.0, 5.0  # the second column begins with its highest point
    assert (100, 5.0) in envelope(values, columns=10)
    gaps = np.full(800, math.nan)
    assert [len(envelope(gaps[:count])) for count in (800, 3)] == [800, 3]
