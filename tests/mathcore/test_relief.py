import numpy as np
import pytest

from mathcore.gradient_descent import SURFACES, bowl, descend
from mathcore.relief import relief


@pytest.mark.parametrize("name", SURFACES)
def test_the_path_lies_on_the_surface(name):
    surface = SURFACES[name]
    run = descend(surface, surface.start, 0.001, 50)
    lifted = relief(surface, surface.window, run.points)
    np.testing.assert_array_equal(lifted.path[:, 2], run.losses)
    assert lifted.height.shape == (61, 61)
    assert lifted.height.min() >= surface.function(np.array(surface.minimum)) - 1e-12


def test_what_left_the_picture_is_left_out():
    run = descend(bowl(1, 1), (1.0, 0.0), 2.5, 3000)
    lifted = relief(bowl(1, 1), (-2.0, 2.0, -2.0, 2.0), run.points)
    assert 1 <= len(lifted.path) < 5
    assert np.isfinite(lifted.path).all()


def test_heights_are_those_of_a_grid_with_the_window_as_its_edge():
    window, corners = (-1.0, 2.0, 0.0, 3.0), np.array([[-1.0, 0.0], [2.0, 3.0], [2.1, 0.0]])
    lifted = relief(bowl(1, 3), window, corners, side=4)
    np.testing.assert_array_equal(lifted.x, [-1, 0, 1, 2])
    np.testing.assert_array_equal(lifted.y, [0, 1, 2, 3])
    np.testing.assert_array_equal(lifted.height, [[(x * x + 3 * y * y) / 2 for x in lifted.x] for y in lifted.y])
    np.testing.assert_array_equal(lifted.path[:, :2], corners[:2])  # what lies on the edge is in the picture
    raised = relief(bowl(1, 1)._replace(value=lambda x, y: 5.0 + x * x + y), window, corners, side=4)
    np.testing.assert_array_equal(raised.above, raised.height - 5)


def test_a_relief_that_overflows_does_so_without_a_sound():
    with np.errstate(all="raise"):
        lifted = relief(bowl(1, 1), (-1e200, 1e200, -1.0, 1.0), np.array([[np.nan, 0.0]]), side=3)
        beyond = relief(bowl(1, 1), (1e200, 2e200, -1.0, 1.0), np.array([[np.nan, 0.0]]), side=3)
    assert np.isinf(lifted.height).any()
    assert np.isinf(beyond.height).all()
    assert not len(lifted.path)
