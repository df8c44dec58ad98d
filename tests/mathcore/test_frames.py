import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.frames import decades, stretch, widen

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
