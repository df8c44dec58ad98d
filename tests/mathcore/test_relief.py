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
