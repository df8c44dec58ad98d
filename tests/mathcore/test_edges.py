"""What happens at every edge, row by row of the table of edge cases."""

import math

import numpy as np
import pytest

from mathcore.activations import gelu, gelu_slope, silu, silu_slope
from mathcore.adam import adam
from mathcore.attention import attention
from mathcore.attention_gradient import attention_gradient
from mathcore.cross_entropy import cross_entropy, soft_cross_entropy
from mathcore.curves import CURVES
from mathcore.derivative import tangent
from mathcore.dot_product import dot_product, norm
from mathcore.errors import MathInputError
from mathcore.gradient_descent import bowl, descend
from mathcore.information import divergence, kl_divergence
from mathcore.layer_norm import layer_norm
from mathcore.linear_algebra import low_rank, svd
from mathcore.markov import stationary
from mathcore.sampling import choose_from, draw, keep_top_k, keep_top_p
from mathcore.softmax import entropy, log_softmax, logsumexp, softmax, softmax_report

INF, NAN, MAX = math.inf, math.nan, float(np.finfo(float).max)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softmax_of_extreme_scores(dtype):
    big = np.finfo(dtype).max
    for z, p in (([1000, 0, -1000], [1, 0, 0]), ([big, -big], [1, 0]), ([-INF, 0], [0, 1])):
        np.testing.assert_array_equal(softmax(np.array(z, dtype)), np.array(p, dtype), strict=True)


@pytest.mark.parametrize(
    ("z", "why"), [([INF, 0.0], "infinite"), ([NAN, 0.0], "not a number"), ([-INF, -INF], "minus infinity")]
)
def test_softmax_without_an_answer_is_nan_and_says_why(z, why):
    assert np.isnan(softmax(z)).all()
    assert why in softmax_report(z).note


def test_attention_that_sees_nothing_is_zero_and_flagged():
    mask = np.array([[False, False], [True, False]])
    q, k, v = np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 3))
    result = attention(q, k, v, mask=mask)
    np.testing.assert_array_equal(result.output, [[0, 0, 0], [1, 1, 1]])
    np.testing.assert_array_equal(result.blind, [True, False])
    back = attention_gradient(q, k, v, np.ones((2, 3)), mask=mask)
    np.testing.assert_array_equal(back.d_q[0], 0)


def test_softmax_of_nothing_is_nothing():
    for routine in (softmax, log_softmax):
        assert routine(np.zeros((2, 0))).shape == (2, 0)


def test_temperatures_at_the_ends():
    np.testing.assert_array_equal(softmax([1.0, 2.0], 1e-300), [0, 1])
    np.testing.assert_array_equal(softmax([1.0, 2.0], 5e-324), [0, 1])
    np.testing.assert_array_equal(softmax([2.0, 2.0, 1.0], 0), [0.5, 0.5, 0])
    np.testing.assert_array_equal(softmax([1.0, 2.0], INF), [0.5, 0.5])
    np.testing.assert_array_equal(softmax([1.0, -INF, 2.0], INF), [0.5, 0, 0.5])
    for t in (-1.0, NAN):
        with pytest.raises(MathInputError):
            softmax([1.0, 2.0], t)


def test_log_softmax_limits():
    np.testing.assert_array_equal(log_softmax([-INF, 0.0]), [-INF, 0])
    assert np.isnan(log_softmax([-INF, -INF])).all()


def test_logsumexp_limits():
    assert logsumexp([]) == logsumexp([-INF, -INF]) == -INF
    assert logsumexp([INF, -INF]) == INF
    assert math.isnan(logsumexp([NAN, 0.0]))
    assert logsumexp([0.0, -40.0]) == pytest.approx(4.248354255291589e-18, rel=1e-15)


def test_cross_entropy_limits():
    assert cross_entropy([[0.0, -INF]], [1]).loss == INF
    for targets in ([2], [-1]):
        with pytest.raises(MathInputError, match="between 0 and 1"):
            cross_entropy([[0.0, 1.0]], targets)
    with pytest.raises(MathInputError, match="nothing to average"):
        cross_entropy([[0.0, 1.0]], [-100])
    with pytest.raises(MathInputError):
        cross_entropy(np.zeros((0, 2)), np.zeros(0, dtype=int))
    assert soft_cross_entropy([0.0, -INF], [1.0, 0.0]) == 0


@pytest.mark.parametrize(("gap", "loss"), [(30.0, 9.357622968839737e-14), (40.0, 4.248354255291589e-18)])
def test_cross_entropy_confident_and_right(gap, loss):
    """Fifty-digit values; PyTorch's are off by 1e-3 and by all of it."""
    assert cross_entropy([[gap, 0.0]], [0]).loss == pytest.approx(loss, rel=1e-15)


def test_entropy_limits():
    assert entropy([0.0, 1.0]) == 0.0
    for p in ([-0.1, 1.1], [0.5, 0.5 + 2e-9], [NAN, 1.0]):
        with pytest.raises(MathInputError):
            entropy(p)


def test_divergence_limits():
    result = divergence([0.5, 0.5], [1.0, 0.0])
    assert result.kl == INF
    assert "choice 1" in result.note
    assert kl_divergence([1.0, 0.0], [0.5, 0.5]) == pytest.approx(math.log(2), rel=1e-15)
    assert kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0.0


def test_divergence_of_nearly_equal_distributions():
    """Shares 1/2 ± d of two choices, against the series 2 d^2 + ...; the plain form has no digits left."""
    d = 2.0**-20
    assert kl_divergence([0.5, 0.5], [0.5 + d, 0.5 - d]) == pytest.approx(2 * d**2 * (1 + 2 * d**2), rel=1e-12)
    single = np.array([0.5, 0.5], np.float32), np.array([0.5 + d, 0.5 - d], np.float32)
    assert kl_divergence(*single) == pytest.approx(2 * d**2, rel=1e-2)


def test_top_k_edges():
    np.testing.assert_array_equal(np.flatnonzero(keep_top_k([1.0, 3.0, 3.0, 3.0, 2.0], 2)), [1, 2])
    np.testing.assert_array_equal(np.flatnonzero(keep_top_k(np.ones(20), 3)), [0, 1, 2])
    many = keep_top_k(np.tile([1.0, 3.0, 2.0], 1000), 1500)
    np.testing.assert_array_equal(np.flatnonzero(many.reshape(-1, 3).all(axis=0)), [1])
    np.testing.assert_array_equal(np.flatnonzero(many[2::3]), np.arange(500))
    assert not keep_top_k([1.0, 2.0], 0).any()
    for p, k in (([1.0, 2.0], 3), ([1.0, 2.0], -1), ([NAN, 1.0], 1)):
        with pytest.raises(MathInputError):
            keep_top_k(p, k)


def test_top_p_edges():
    tenths = np.full(10, 0.1)
    assert keep_top_p(tenths, 1.0).all()
    assert keep_top_p(tenths, 0.8).sum() == 8  # the running sum says 0.7999999999999999
    assert keep_top_p(tenths, 0.3).sum() == 3  # and 0.30000000000000004
    assert keep_top_p([0.5, 0.3, 0.2], 0.6).sum() == 2  # the crossing one is kept
    for share in (0.0, -1.0):
        np.testing.assert_array_equal(keep_top_p([0.2, 0.8], share), [False, True])
    with pytest.raises(MathInputError):
        keep_top_p([0.5, 0.5], NAN)


def test_top_p_counts_a_sum_of_three_that_is_three_roundings_short_and_no_more():
    rounding = 2.0**-53
    assert keep_top_p([0.5, 0.25, 0.25], 0.5 + 3 * rounding).sum() == 1
    assert keep_top_p([0.5, 0.25, 0.25], 0.5 + 4 * rounding).sum() == 2


@pytest.mark.parametrize("p", [[NAN, 1.0], [INF, 0.0], [-0.5, 1.5], [0.0, 0.0], []])
def test_nothing_is_drawn_from_what_is_no_distribution(p):
    with pytest.raises(MathInputError):
        draw(p, [0.5])
    with pytest.raises(MathInputError):
        keep_top_p(p, 0.5)


def test_choosing_from_nan_is_refused():
    with pytest.raises(MathInputError):
        choose_from([NAN, 1.0])


def test_layer_norm_limits():
    np.testing.assert_array_equal(layer_norm([[7.0, 7.0, 7.0]]).output, [[0, 0, 0]])
    np.testing.assert_array_equal(layer_norm([[7.0]]).output, [[0]])
    with pytest.raises(MathInputError, match="constant row"):
        layer_norm([[7.0, 7.0]], eps=0)
    for scale in (1e200, 1e-200):
        np.testing.assert_allclose(
            layer_norm([[-scale, 0.0, scale]], eps=0).output, [[-1.224744871391589, 0, 1.224744871391589]], rtol=1e-15
        )
    np.testing.assert_allclose(layer_norm([[-1e200, 0.0, 1e200]]).output, [[-1.224744871391589, 0, 1.224744871391589]])
    np.testing.assert_allclose(layer_norm([[-MAX, MAX]]).output, [[-1, 1]])
    result = layer_norm([[INF, 0.0]])
    assert np.isnan(result.output).all()
    assert "infinity" in result.note


def test_activations_at_infinity_are_their_limits():
    ends = np.array([INF, -INF] * 4)
    for function in (gelu, silu):
        np.testing.assert_array_equal(function(ends), [INF, 0] * 4)
        assert np.signbit(function(ends)[1])
        assert function(ends.astype(np.float32)).dtype == np.float32
    for slope in (gelu_slope, silu_slope):
        np.testing.assert_array_equal(slope(ends), [1, 0] * 4)


def test_gelu_keeps_its_left_tail():
    """Fifty-digit values; PyTorch's are off by 2 % and by all of it."""
    np.testing.assert_allclose(
        gelu(np.array([-8.0, -10.0])), [-4.9767684594174273e-15, -7.619853024160526e-23], rtol=1e-13
    )


def test_adam_with_gradients_out_of_range():
    for g in (NAN, INF):
        run = adam([1.0], [[1.0], [g], [1.0]], rate=0.1)
        assert run.stopped_at == 2
        assert np.isnan(run.w[2:]).all()
    assert abs(adam([1.0], [[1e-200]], rate=0.1).step[0, 0]) < 1e-190
    assert adam([1.0], [[1e200]], rate=0.1).step[0, 0] == 0.0


def test_long_arrows():
    result = dot_product([1e200, 1e200], [1e200, 1e200])
    assert result.dot == INF
    assert result.norm_a == pytest.approx(math.sqrt(2) * 1e200, rel=1e-15)
    assert norm([5e-324, 5e-324]) == 5e-324


def test_a_hidden_nan_does_not_leak():
    v = np.array([[1.0], [NAN]])
    mask = np.array([[True, False]])
    np.testing.assert_array_equal(attention([[1.0]], [[1.0], [1.0]], v, mask=mask).output, [[1.0]])


@pytest.mark.parametrize("bad", [NAN, INF, -INF])
def test_lapack_never_sees_what_is_not_finite(bad):
    """An infinity never returns from NumPy's svd."""
    for i in range(9):
        a = np.arange(9.0)
        a[i] = bad
        with pytest.raises(MathInputError, match=r"^the matrix must be finite"):
            svd(a.reshape(3, 3))
        with pytest.raises(MathInputError, match=r"^the matrix must be finite"):
            low_rank(a.reshape(3, 3), 1)
        with pytest.raises(MathInputError, match=r"^the chain must be finite"):
            stationary(a.reshape(3, 3))


def test_chains_without_a_single_long_run_are_named():
    turn = stationary([[0.0, 1.0], [1.0, 0.0]])
    assert (turn.kind, turn.period, turn.vector.tolist()) == ("periodic", 2, [0.5, 0.5])
    apart = stationary(np.eye(2))
    assert (apart.kind, apart.period) == ("divided", 0)
    assert np.isnan(apart.vector).all()
    assert apart.note
    causal = stationary([[1.0, 0.0], [0.5, 0.5]])
    assert (causal.kind, causal.vector.tolist(), causal.closed.tolist()) == ("mixing", [1.0, 0.0], [0, -1])


def test_descent_on_a_parabola():
    """The loss w^2, bend 2: a rate of 1 swings forever, 1.01 grows, 1.5 overflows, 1e308 at once."""
    square = bowl(2, 2)
    np.testing.assert_array_equal(np.abs(descend(square, (1.0, 0.0), 1.0, 50).points[:, 0]), 1)
    run = descend(square, (1.0, 0.0), 1.01, 5000)
    assert run.stopped_at is None
    assert 1e42 < abs(run.points[-1, 0]) < 1e44
    assert descend(square, (1.0, 0.0), 1.5, 5000).stopped_at == 1024
    assert descend(square, (1.0, 0.0), 1e308, 5000).stopped_at == 1


def test_a_step_too_small_to_matter():
    """At 1 a step of 1e-16 changes nothing: the difference is 0 and the error is all of the slope."""
    line = tangent(CURVES["square"], 1.0, 1e-16)
    assert (line.secant_slope, line.secant_error) == (0.0, 2.0)
