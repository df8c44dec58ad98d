import numpy as np
import pytest
from hypothesis import given

from mathcore.errors import MathInputError
from mathcore.plane_moves import FLAG, GRID, _grid, moves
from mathcore.verify import check

from .ranges import matrices

TURN, STRETCH = [[0.0, -1.0], [1.0, 0.0]], [[2.0, 0.0], [0.0, 1.0]]
IDENTITY = [[1.0, 0.0], [0.0, 1.0]]


@given(matrices(2, 2), matrices(2, 2))
def test_moves_agree_with_pytorch(torch_ready, a, b):
    verdict = check("moves", a, b, got=moves(a, b))
    assert verdict.agrees, verdict


@given(matrices(2, 2), matrices(2, 2))
def test_one_after_the_other_is_one_product(a, b):
    """Checklist row 42: first A, then B, is BA."""
    result = moves(a, b)
    np.testing.assert_allclose(moves(result.both, IDENTITY).flag_first, result.flag_both)
    np.testing.assert_allclose(result.flag_first @ b.T, result.flag_both, atol=1e-9)
    np.testing.assert_allclose(result.area_both, result.area_first * result.area_then, atol=1e-5)


def test_the_order_matters_by_hand():
    result = moves(TURN, STRETCH)
    np.testing.assert_array_equal(result.both, [[0, -2], [1, 0]])
    np.testing.assert_array_equal(result.swapped, [[0, -1], [2, 0]])
    assert not result.commute
    assert moves(TURN, TURN).commute


def test_standing_still_changes_nothing():
    result = moves(IDENTITY, IDENTITY)
    np.testing.assert_array_equal(result.flag_both, FLAG)
    np.testing.assert_array_equal(result.grid_both, GRID)
    assert result.area_both == 1


def test_a_move_is_two_by_two():
    with pytest.raises(MathInputError, match="two rows and two columns"):
        moves([[1.0]], IDENTITY)


def test_the_grid_has_a_line_through_every_whole_number_both_ways():
    lines = np.stack((_grid()[0::3], _grid()[1::3]), axis=1)
    np.testing.assert_array_equal(_grid()[2::3], np.full((26, 2), np.nan))
    upright, level = lines[0::2], lines[1::2]
    for k in range(-6, 7):
        np.testing.assert_array_equal(upright[k + 6], [(k, -6), (k, 6)])
        np.testing.assert_array_equal(level[k + 6], [(-6, k), (6, k)])
    np.testing.assert_array_equal(_grid(), GRID)
