import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.sampling import choose_from, draw, keep_top_k, keep_top_p
from mathcore.verify import check

from .ranges import shared_out, vectors

logits = st.integers(1, 10).flatmap(lambda n: vectors(n, st.floats(-10, 10)))
probabilities = logits.map(shared_out)


@given(logits, st.floats(0, 5), st.integers(1, 10), st.floats(0, 1), st.floats(0, 1))
def test_every_stage_agrees_with_pytorch(torch_ready, z, t, k, top_p, min_p):
    args = (z, t, min(k, z.size), top_p, min_p)
    verdict = check("choose_from", *args, got=choose_from(*args))
    assert verdict.agrees, verdict


def test_of_two_scores_that_round_alike_either_may_come_first(torch_ready):
    args = ([0.0, np.finfo(float).eps, 0.0], 2.0, 1)
    got = choose_from(*args)
    assert check("choose_from", *args, got=got).agrees
    assert check("choose_from", *args, got=got._replace(order=got.order[[1, 0, 2]])).agrees
    assert not check("choose_from", [0.0, 1e-9, 0.0], got=got).agrees


@given(logits, st.floats(0.1, 5), st.integers(1, 10), st.floats(0, 1), st.floats(0, 1))
def test_stages_only_take_away(z, t, k, top_p, min_p):
    result = choose_from(z, t, min(k, z.size), top_p, min_p)
    assert (result.kept_by_p <= result.kept_by_min_p).all()
    assert (result.kept_by_min_p <= result.kept_by_k).all()
    assert result.kept_by_p[result.order[0]]
    assert result.final.sum() == pytest.approx(1)
    assert ((result.final > 0) <= result.kept_by_p).all()


@given(probabilities, st.floats(0, 0.999))
def test_top_p_keeps_the_fewest_that_reach_it(p, share):
    kept = keep_top_p(p, share)
    assert p[kept].sum() >= share - 1e-14
    smallest = p[kept].min()
    assert kept.sum() == 1 or p[kept].sum() - smallest < share
    assert (p[~kept] <= smallest).all()


@given(probabilities, st.integers(0, 10))
def test_top_k_keeps_the_largest(p, k):
    k = min(k, p.size)
    kept = keep_top_k(p, k)
    assert kept.sum() == k
    np.testing.assert_array_equal(np.sort(p[kept]), np.sort(p)[p.size - k :])


@given(probabilities, st.lists(st.floats(0, 1, exclude_max=True), max_size=20))
def test_draws_only_what_is_possible(torch_ready, p, uniforms):
    chosen = draw(p, uniforms)
    assert (p[chosen] > 0).all()
    if uniforms:
        u = np.array(uniforms)
        assert check("draw", p, u, got=chosen).agrees


def test_draws_follow_the_probabilities():
    """A chi-squared test with 3 degrees of freedom: above 21.1 once in ten thousand seeds."""
    p = np.array([0.1, 0.2, 0.3, 0.4])
    counts = np.bincount(draw(p, np.random.default_rng(0).random(100_000)), minlength=4)
    assert ((counts - 100_000 * p) ** 2 / (100_000 * p)).sum() < 21.1


def test_order_of_the_stages_by_hand():
    """Checklist M24: temperature, k, min-p, p, renormalise."""
    z = np.log([0.5, 0.3, 0.15, 0.05])
    result = choose_from(z, 1.0, top_k=3, top_p=0.8, min_p=0.2)
    np.testing.assert_array_equal(result.kept_by_k, [True, True, True, False])
    np.testing.assert_array_equal(result.kept_by_min_p, [True, True, True, False])
    np.testing.assert_array_equal(result.kept_by_p, [True, True, False, False])
    np.testing.assert_allclose(result.final, [0.625, 0.375, 0, 0])
    np.testing.assert_array_equal(choose_from(z, 0.0).final, [1, 0, 0, 0])


@pytest.mark.parametrize("settings", [{"top_k": 5}, {"top_p": float("nan")}, {"min_p": 1.5}, {"temperature": -1.0}])
def test_nonsense_is_refused(settings):
    with pytest.raises(MathInputError):
        choose_from([1.0, 2.0], **settings)
    with pytest.raises(MathInputError):
        draw([0.5, 0.5], [1.0])


def test_nothing_left_is_nothing_chosen():
    assert choose_from([1.0, 2.0], top_k=0).final.tolist() == [0.0, 0.0]
    assert choose_from([]).final.size == 0
    assert choose_from([1.0, 2.0], min_p=1.0).final.tolist() == [0.0, 1.0]


def test_a_draw_is_a_share_of_what_there_is():
    """Probabilities may sum to a little less than 1, and the number drawn is taken as a share of that."""
    p = [0.5, 0.5 - 9e-7]
    assert draw(p, [0.5000004, 0.5000005]).tolist() == [0, 1]
    with np.errstate(all="raise"):
        assert draw(p, [1e-310]).tolist() == [0]
