import math

import numpy as np
import pytest

from mathcore.errors import MathInputError
from mathcore.random_arrows import MOST, PAIRS, random_cosines, random_pairs, spreads
from mathcore.verify import check


@pytest.mark.parametrize("d", [1, 2, 3, 10, 100, 333, MOST])
@pytest.mark.parametrize("seed", [0, 7])
def test_agrees_with_pytorch(torch_ready, d, seed):
    result = random_cosines(d, seed)
    assert check("random_cosines", d, seed, got=result).agrees
    assert result.shares.sum() == pytest.approx(1)


def test_more_dimensions_more_perpendicular():
    """The spread follows 1 / sqrt(d) within what 200 pairs allow."""
    for d in (2, 16, 128, 1024):
        result = random_cosines(d, 0)
        assert result.spread == pytest.approx(1 / math.sqrt(d), rel=0.15)
    assert random_cosines(2, 0).near_right < 0.2
    assert random_cosines(1024, 0).near_right == 1.0


def test_a_dimension_more_adds_a_component():
    np.testing.assert_array_equal(random_pairs(7, 3)[:, :, :6], random_pairs(6, 3))
    assert random_pairs(7, 3).shape == (2, PAIRS, 7)


def test_spreads_are_the_single_runs():
    result = spreads(7)
    assert result.measured[3] == random_cosines(8, 7).spread
    assert result.doublings[-1] == 10


@pytest.mark.parametrize("d", [0, -1, MOST + 1])
def test_dimensions_out_of_range_are_refused(d):
    with pytest.raises(MathInputError, match="between 1 and 1024"):
        random_cosines(d, 0)
