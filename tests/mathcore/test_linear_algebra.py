import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.linear_algebra import low_rank, svd
from mathcore.verify import check

from .ranges import matrices, sizes

shapes = st.tuples(sizes, sizes).flatmap(lambda s: matrices(*s))
ranked = shapes.flatmap(lambda a: st.tuples(st.just(a), st.integers(0, min(a.shape))))


@given(ranked)
def test_every_matrix_agrees_with_pytorch(torch_ready, call):
    a, rank = call
    assert check("svd", a, got=svd(a)).agrees
    verdict = check("low_rank", a, rank, got=low_rank(a, rank))
    assert verdict.agrees, verdict


@given(ranked)
def test_the_best_copy_misses_the_next_singular_value(call):
    """Checklist M31, Eckart and Young."""
    a, rank = call
    result = low_rank(a, rank)
    slack = 40 * 2.0**-53 * result.s[0] + 1e-300
    assert abs(np.linalg.norm(a - result.approximation, 2) - result.error) <= slack
    assert 0 <= result.energy <= 1 + 1e-15


@given(ranked, matrices(6, 6))
def test_no_other_copy_is_closer(call, other):
    a, rank = call
    rival = other[: a.shape[0], :rank] @ other[:rank, : a.shape[1]] if rank else np.zeros_like(a)
    assert np.linalg.norm(a - rival, 2) >= low_rank(a, rank).error - 1e-9


def test_by_hand():
    result = low_rank([[3.0, 0.0], [0.0, 4.0]], 1)
    np.testing.assert_allclose(result.approximation, [[0, 0], [0, 4]], atol=1e-15)
    assert (result.error, result.frobenius_error, result.numbers) == (pytest.approx(3), pytest.approx(3), 4)
    assert result.energy == pytest.approx(16 / 25)


def test_what_a_low_rank_saves():
    """Checklist M32: two factors of 4096 by 8 for a matrix of 4096 by 4096, on a smaller one."""
    assert low_rank(np.ones((64, 64)), 8).numbers == 64 * 8 * 2
    assert (8 * (4096 + 4096), 4096**2, 4096**2 // (8 * (4096 + 4096))) == (65_536, 16_777_216, 256)


@pytest.mark.parametrize("rank", [-1, 3])
def test_nonsense_is_refused(rank):
    with pytest.raises(MathInputError, match="rank"):
        low_rank(np.ones((2, 5)), rank)
    with pytest.raises(MathInputError):
        svd(np.zeros((0, 2)))
