import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.cross_entropy import cross_entropy, soft_cross_entropy
from mathcore.errors import MathInputError
from mathcore.softmax import softmax
from mathcore.verify import check

from .ranges import moderate, temperatures, vectors


@st.composite
def batches(draw):
    """Rows of scores with a target for each, at least one of which counts."""
    rows, n = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    logits = np.stack([draw(vectors(n)) for _ in range(rows)])
    targets = draw(st.lists(st.integers(0, n - 1) | st.just(-100), min_size=rows, max_size=rows))
    targets[0] = draw(st.integers(0, n - 1))
    return logits, targets


@given(batches(), temperatures)
def test_every_loss_agrees_with_pytorch(torch_ready, batch, t):
    verdict = check("cross_entropy", *batch, t, got=cross_entropy(*batch, t))
    assert verdict.agrees, verdict


@given(batches(), st.floats(0.1, 10))
def test_gradient_rows_sum_to_zero(batch, t):
    result = cross_entropy(*batch, t)
    np.testing.assert_allclose(result.gradient.sum(axis=1), 0, atol=1e-15 / t)


@given(batches())
def test_gradient_is_what_differences_tend_to(batch):
    logits, targets = batch
    h = 1e-5
    for i in range(logits.shape[1]):
        step = np.zeros_like(logits)
        step[0, i] = h
        slope = (cross_entropy(logits + step, targets).loss - cross_entropy(logits - step, targets).loss) / (2 * h)
        np.testing.assert_allclose(cross_entropy(logits, targets).gradient[0, i], slope, atol=1e-7)


@given(vectors(4), st.integers(0, 3))
def test_one_hot_targets_are_choices(z, y):
    np.testing.assert_allclose(soft_cross_entropy(z, np.eye(4)[y]), cross_entropy([z.tolist()], [y]).loss, atol=1e-12)


@given(vectors(4, moderate), vectors(4, moderate))
def test_no_guess_beats_the_truth(z, w):
    truth = softmax(z)
    assert soft_cross_entropy(w, truth) >= soft_cross_entropy(z, truth) - 1e-12


def test_by_hand():
    """Checklist rows 65, 4 and 9, and E13: with a temperature the gradient is (p - y) / T."""
    result = cross_entropy([[2.0, 1.0, 0.1]], [0])
    np.testing.assert_array_equal(result.probabilities.round(6), [[0.659001, 0.242433, 0.098566]])
    np.testing.assert_array_equal(result.gradient.round(6), [[-0.340999, 0.242433, 0.098566]])
    assert round(result.loss, 6) == 0.417030
    for t in (0.5, 2.0):
        tempered = cross_entropy([[2.0 * t, 1.0 * t, 0.1 * t]], [0], t)
        np.testing.assert_allclose(tempered.gradient, result.gradient / t, rtol=1e-14)
    for p, loss in ((0.1, 2.302585), (0.7, 0.356675)):
        assert round(cross_entropy([[math.log(p), math.log(1 - p)]], [0]).loss, 6) == loss


def test_ignored_rows_do_not_count():
    result = cross_entropy([[1.0, 0.0], [5.0, 0.0], [0.0, 2.0]], [0, -100, 1])
    assert result.counted == 2
    assert result.losses[1] == 0
    assert result.loss == pytest.approx((result.losses[0] + result.losses[2]) / 2)
    np.testing.assert_array_equal(result.gradient[1], 0)


@pytest.mark.parametrize(("t", "targets"), [(0.0, [0]), (-1.0, [0]), (math.nan, [0]), (1.0, [0, 1]), (1.0, [7])])
def test_nonsense_is_refused(t, targets):
    with pytest.raises(MathInputError):
        cross_entropy([[1.0, 2.0]], targets, t)
    with pytest.raises(MathInputError):
        soft_cross_entropy([1.0, 2.0], [-0.5, 1.5])


def test_a_wrong_target_is_named_with_its_row():
    with pytest.raises(MathInputError, match=r"Target 5 of row 1 must be between 0 and 1\."):
        cross_entropy([[0.0, 1.0], [0.0, 1.0]], [0, 5])
    with pytest.raises(MathInputError, match="Logits must be rows"):
        cross_entropy(np.zeros((1, 0)), [0])
