import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.contours import contours, follow
from mathcore.errors import MathInputError
from mathcore.surfaces import SURFACES, bowl

WINDOW = (-3.0, 3.0, -2.0, 2.0)
curvatures = st.floats(0.05, 20)


@pytest.mark.parametrize("surface", [*SURFACES.values(), bowl(0.5, 2)], ids=lambda surface: surface.name)
def test_lines_lie_at_their_level(surface):
    traced = contours(surface, WINDOW, count=7, resolution=120)
    assert np.all(np.diff(traced.levels) >= 0)
    corners = np.stack(np.meshgrid(np.linspace(-3, 3, 121), np.linspace(-2, 2, 121)), axis=-1)
    heights = surface.function(corners)
    within_a_cell = max(np.abs(np.diff(heights, axis=axis)).max() for axis in (0, 1))
    for level, pieces in zip(traced.levels, traced.lines, strict=True):
        assert len(pieces)
        assert np.all((pieces[..., 0] >= -3) & (pieces[..., 0] <= 3) & (pieces[..., 1] >= -2) & (pieces[..., 1] <= 2))
        assert np.abs(surface.function(pieces) - level).max() <= within_a_cell


@given(curvatures, curvatures)
def test_on_a_bowl_the_error_is_that_of_a_straight_edge(across, along):
    traced = contours(bowl(across, along), WINDOW, count=3, resolution=60)
    chord = max(across * (6 / 60) ** 2, along * (4 / 60) ** 2) / 8  # how far a parabola bends away from its chord
    for level, pieces in zip(traced.levels, traced.lines, strict=True):
        assert np.abs(bowl(across, along).function(pieces) - level).max() <= chord * (1 + 1e-9)


def test_each_inner_point_ends_two_pieces():
    pieces = contours(bowl(1, 1.3), (-1.0, 1.1, -1.0, 1.2), count=3, resolution=9).lines[0]
    ends = pieces.reshape(-1, 2).round(9)
    _, counts = np.unique(ends, axis=0, return_counts=True)
    assert set(counts) == {2}  # a closed line


def test_a_saddle_cell_has_two_pieces():
    saddle = bowl(1, 1)._replace(value=lambda x, y: x * y)
    traced = contours(saddle, (-1.0, 1.0, -1.0, 1.0), count=1, resolution=1)
    assert traced.levels == pytest.approx([0], abs=1e-12)
    assert len(traced.lines[0]) == 2


def test_lines_end_where_the_surface_overflows():
    """Half of this window is beyond 1.3e154, whose square no longer fits."""
    edge = np.sqrt(np.finfo(float).max)
    traced = contours(bowl(2, 2), (0.0, 2 * edge, -1.0, 1.0), count=4)
    assert not traced.whole
    assert contours(bowl(2, 2), (-3.0, 3.0, -2.0, 2.0)).whole
    for level, pieces in zip(traced.levels, traced.lines, strict=True):
        assert len(pieces)
        assert np.all(pieces[..., 0] <= edge)
        assert np.all(np.abs(pieces[..., 0] - np.sqrt(level)) <= 2 * edge / 40)


def test_a_window_that_overflows_everywhere_has_no_lines():
    beyond = contours(bowl(2, 2), (1e200, 2e200, -1.0, 1.0))
    assert beyond.lines == []
    assert beyond.levels.shape == (0,)
    assert beyond.whole is False
    assert len(contours(bowl(2, 2), WINDOW).levels) == 9


def test_heights_of_both_signs_at_the_edge_of_the_numbers():
    slope = bowl(1, 1)._replace(value=lambda x, y: 1.7e308 * x + 0 * y)
    pieces = contours(slope, (-1.0, 1.0, -1.0, 1.0), count=1, resolution=1).lines[0]
    assert pieces[..., 0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("count", "resolution"), [(0, 40), (9, 0), (-1, 40)])
def test_nothing_to_trace_is_refused(count, resolution):
    with pytest.raises(MathInputError, match="Level lines need"):
        contours(bowl(1, 1), WINDOW, count, resolution)


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=5))
def test_a_walk_is_followed_by_doubling(walk):
    points = np.array(walk)
    left, right, low, high = follow(WINDOW, points)
    slack = 1e-9 * (1 + np.abs(points).max())
    assert np.all((points[:, 0] >= left - slack) & (points[:, 0] <= right + slack))
    assert np.all((points[:, 1] >= low - slack) & (points[:, 1] <= high + slack))
    factor = np.log2((right - left) / 6)
    assert factor == round(factor) >= 0
    assert (high - low) / (right - left) == pytest.approx(4 / 6)


def test_what_overflowed_is_not_followed():
    nowhere = np.full((3, 2), np.nan)
    assert follow(WINDOW, nowhere) == WINDOW
    assert follow(WINDOW, np.array([[0.0, 0.0], [np.inf, 1.0]])) == WINDOW
    assert np.isfinite(follow(WINDOW, np.array([[1e300, 0.0]]))).all()


def test_a_window_off_the_centre_is_doubled_about_its_middle_and_no_more_than_it_must():
    window, walk = (10.0, 14.0, -3.0, -1.0), np.array([[12.0, -2.0], [15.0, -2.0], [np.inf, 0.0]])
    with np.errstate(all="raise"):
        assert follow(window, walk) == (8.0, 16.0, -4.0, 0.0)
        assert follow(window, walk[:1]) == window
        assert np.isfinite(follow((0.0, 1e-10, 0.0, 1e-10), np.array([[1e300, 0.0]]))).all()


@pytest.mark.parametrize("along", [0, 1])
def test_a_level_line_across_a_slope_has_a_piece_in_every_cell_it_passes(along):
    slope = bowl(1, 1)._replace(value=lambda x, y: (x, y)[along])
    assert [len(pieces) for pieces in contours(slope, WINDOW, count=3, resolution=5).lines] == [5] * 3
    assert [len(pieces) for pieces in contours(slope, WINDOW).lines] == [40] * 9
