import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.attention import THE_CAT_SAT, attention
from mathcore.errors import MathInputError
from mathcore.markov import stationary
from mathcore.verify import check

from .ranges import matrices, shared_out, sizes

chains = sizes.flatmap(lambda n: matrices(n, n, st.floats(-20, 20))).map(shared_out)


@given(chains)
def test_every_chain_agrees_with_pytorch(torch_ready, chain):
    verdict = check("stationary", chain, got=stationary(chain))
    assert verdict.agrees, verdict


@given(chains)
def test_one_more_step_changes_nothing(chain):
    result = stationary(chain)
    np.testing.assert_allclose(result.vector @ chain, result.vector, atol=1e-14)
    assert result.vector.sum() == pytest.approx(1, abs=1e-14)


def test_the_cat_sat():
    """Checklist rows 60, 61 and E4: the left vector, which is not the column means."""
    weights = attention(*THE_CAT_SAT[1:]).weights
    result = stationary(weights)
    np.testing.assert_array_equal(result.vector.round(6), [0.314154, 0.344083, 0.341763])
    np.testing.assert_array_equal(np.linalg.matrix_power(weights, 10).round(5), [[0.31415, 0.34408, 0.34176]] * 3)
    np.testing.assert_array_equal(weights.mean(axis=0).round(6), [0.316131, 0.343510, 0.340359])
    assert result.kind == "mixing"


def test_nearly_divided_chains_keep_every_digit():
    """Two pairs of states that trade places once in a million million steps; eigenvectors lose it all."""
    e = 2.0**-40
    chain = np.array([[0.5, 0.5, 0, 0], [0.5, 0.5 - e, e, 0], [0, 2 * e, 0.5, 0.5 - 2 * e], [0, 0, 0.5, 0.5]])
    chain[3] = [0, 0, 0.5 - 2 * e, 0.5 + 2 * e]
    np.testing.assert_allclose(stationary(chain).vector, [1 / 3, 1 / 3, 1 / 6, 1 / 6], rtol=1e-14)


def test_a_walk_in_circles_is_periodic():
    ring = np.roll(np.eye(6), 1, axis=1)
    assert (stationary(ring).kind, stationary(ring).period) == ("periodic", 6)
    two_ways = 0.5 * (np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1))
    assert stationary(two_ways).period == 2
    lazy = 0.5 * np.eye(6) + 0.5 * ring
    assert (stationary(lazy).kind, stationary(lazy).note) == ("mixing", "")


def test_groups_never_left_are_numbered():
    chain = np.array([[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 1.0, 0], [0.2, 0.2, 0.3, 0.3]])
    result = stationary(chain)
    assert result.kind == "divided"
    assert result.closed.tolist() == [0, 0, 1, -1]


@pytest.mark.parametrize("chain", [[[0.5, 0.6], [0.5, 0.5]], [[1.5, -0.5], [0.5, 0.5]], [[0.5, 0.5]]])
def test_what_is_no_chain_is_refused(chain):
    with pytest.raises(MathInputError):
        stationary(chain)
    with pytest.raises(MathInputError, match="64"):
        stationary(np.full((65, 65), 1 / 65))


@pytest.mark.parametrize("row", [[1.5, -0.5], [0.5, 0.6]])
def test_the_row_that_is_wrong_is_named(row):
    with pytest.raises(MathInputError, match=r"^Row 2 "):
        stationary([[0.5, 0.5], row])


def test_half_precision_makes_a_chain():
    result = stationary(np.full((2, 2), 0.5, np.float16))
    np.testing.assert_array_equal(result.vector, np.array([0.5, 0.5]), strict=True)


def test_a_walk_that_drifts_far_keeps_its_odds():
    """Each state is 2^40 times as likely as the one before, and the first of them too unlikely for a float."""
    back = 2.0**-40
    chain = np.diag(np.full(39, 1 - back), 1) + np.diag(np.full(39, back), -1)
    chain[0, 0], chain[-1, -1] = back, 1 - back
    vector = stationary(chain).vector
    np.testing.assert_allclose(vector[20:-1] / vector[21:], back / (1 - back), rtol=1e-14)
    assert vector[0] == 0
    assert vector.sum() == pytest.approx(1, abs=1e-15)
