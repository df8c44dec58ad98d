import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.slopes import slopes
from mathcore.softmax import (
    entropy,
    jacobian,
    log_softmax,
    logsumexp,
    naive_softmax,
    softmax,
    softmax_report,
)
from mathcore.verify import check

from .ranges import any_finite, moderate, temperatures, vectors

logits = st.integers(1, 12).flatmap(vectors)
wild = st.integers(1, 12).flatmap(lambda n: vectors(n, any_finite))


@given(logits, temperatures, st.floats(-100, 100))
def test_ignores_a_constant_shift(z, t, c):
    np.testing.assert_allclose(softmax(z + c, t), softmax(z, t), atol=1e-13 / t + 1e-15)


@given(wild, st.floats(0, allow_nan=False))
def test_is_a_distribution_whatever_the_scores(z, t):
    p = softmax(z, t)
    assert (p >= 0).all()
    assert p.sum() == pytest.approx(1, abs=1e-14)
    assert p[z.argmax()] == p.max()


@given(logits, temperatures)
def test_logarithms_belong_to_the_probabilities(z, t):
    np.testing.assert_allclose(np.exp(log_softmax(z, t)), softmax(z, t), rtol=1e-11, atol=1e-300)
    np.testing.assert_allclose(log_softmax(z), z - logsumexp(z), atol=1e-12)


@given(logits, temperatures)
def test_jacobian_rows_sum_to_zero(z, t):
    slopes = jacobian(z, t)
    np.testing.assert_allclose(slopes.sum(axis=1), 0, atol=1e-16 / t)
    np.testing.assert_array_equal(slopes, slopes.T)


@given(logits, st.floats(0.05, 20))
def test_entropy_rises_with_temperature(z, t):
    cooler, warmer = softmax_report(z, t), softmax_report(z, 1.5 * t)
    assert cooler.entropy <= warmer.entropy + 1e-14
    assert -1e-15 <= cooler.entropy <= math.log(len(z)) + 1e-14
    assert 1 - 1e-14 <= cooler.effective <= len(z) * (1 + 1e-14)


@given(wild, st.floats(0, allow_nan=False))
def test_every_report_agrees_with_pytorch(torch_ready, z, t):
    verdict = check("softmax_report", z, t, got=softmax_report(z, t))
    assert verdict.agrees, verdict


@given(logits, temperatures)
def test_every_jacobian_agrees_with_pytorch(torch_ready, z, t):
    verdict = check("jacobian", z, t, got=jacobian(z, t))
    assert verdict.agrees, verdict


@given(logits, temperatures)
def test_logs_agree_with_pytorch(torch_ready, z, t):
    assert check("log_softmax", z, t, got=log_softmax(z, t)).agrees
    assert check("logsumexp", z, got=logsumexp(z)).agrees
    assert check("entropy", softmax(z, t), got=entropy(softmax(z, t))).agrees


def test_temperature_by_hand():
    """Checklist row 103 and 65."""
    z = [2.0, 1.0, 0.1]
    for t, p, bits in ((0.5, [0.8638, 0.1169, 0.0193], 0.6545), (1, [0.659001, 0.242433, 0.098566], 1.2216),
                       (2, [0.5017, 0.3043, 0.1940], 1.4806)):  # fmt: skip
        report = softmax_report(z, t)
        np.testing.assert_allclose(report.probabilities, p, atol=5e-5)
        assert report.entropy_bits == pytest.approx(bits, abs=5e-5)


def test_temperature_zero_is_the_largest_and_ties_share():
    np.testing.assert_array_equal(softmax([2.0, 2.0, 1.0], 0), [0.5, 0.5, 0])
    report = softmax_report([1.0, 3.0, 3.0], 0)
    assert (report.top, report.effective, report.note) == (1, pytest.approx(2), "")


def test_certainty_has_no_entropy():
    assert entropy([0.0, 1.0, 0.0]) == 0.0
    assert math.copysign(1, entropy([1.0])) == 1
    assert entropy(np.full(8, 1 / 8)) == pytest.approx(math.log(8), rel=1e-15)


def test_the_plain_formula_fails_where_the_stable_one_does_not():
    """Checklist M23 and E14: float32 overflows at 89, float64 at 710."""
    for dtype, fine, much in (("float32", 88.0, 89.0), ("float64", 709.0, 710.0)):
        assert np.isfinite(naive_softmax([0.0, fine], dtype=dtype)).all()
        assert np.isnan(naive_softmax([0.0, much], dtype=dtype)).any()
        np.testing.assert_allclose(softmax([0.0, much]), [0, 1], atol=1e-38)
    assert naive_softmax([-104.0, 0.0], dtype="float32")[0] == 0.0


@pytest.mark.parametrize(
    ("z", "word"), [([math.nan, 1.0], "not a number"), ([math.inf, 1.0], "infinity minus infinity"),
                    ([-math.inf, -math.inf], "no choice is left")],
)  # fmt: skip
def test_a_report_says_why_it_is_not_a_number(z, word):
    report = softmax_report(z)
    assert np.isnan(report.probabilities).all()
    assert word in report.note


@pytest.mark.parametrize("t", [-1.0, math.nan, -math.inf])
def test_negative_temperatures_are_refused(t):
    for routine in (softmax, log_softmax, softmax_report, jacobian):
        with pytest.raises(MathInputError, match="temperature must be 0 or more"):
            routine([1.0, 2.0], t)


def test_nothing_to_choose_from_is_refused():
    with pytest.raises(MathInputError, match="at least one logit"):
        softmax_report([])
    with pytest.raises(MathInputError, match="no derivative"):
        jacobian([1.0, 2.0], 0)


@pytest.mark.parametrize("p", [[0.5, 0.6], [-0.1, 1.1], [math.nan, 1.0]])
def test_entropy_wants_probabilities(p):
    with pytest.raises(MathInputError, match="must sum to 1"):
        entropy(p)


@given(st.lists(moderate, min_size=2, max_size=5))
def test_a_batch_is_its_rows(z):
    batch = np.array([z, z[::-1]])
    np.testing.assert_array_equal(softmax(batch)[0], softmax(z))
    np.testing.assert_array_equal(log_softmax(batch)[1], log_softmax(z[::-1]))


@pytest.mark.parametrize("temperature", [0, math.inf])
def test_the_ends_of_the_temperature_keep_the_precision(temperature):
    z = np.array([1.0, -math.inf, 2.0], np.float32)
    assert softmax(z, temperature).dtype == log_softmax(z, temperature).dtype == np.float32
    assert logsumexp(np.zeros((2, 0), np.float32)).dtype == np.float32


def test_one_row_without_an_answer_leaves_the_others_alone():
    rows = log_softmax(np.array([[math.inf, 0.0], [0.0, 0.0]]))
    assert np.isnan(rows[0]).all()
    np.testing.assert_array_equal(rows[1], -np.log([2.0, 2.0]))


def test_the_plain_formula_needs_a_temperature():
    for temperature in (0.0, math.nan):
        with pytest.raises(MathInputError):
            naive_softmax([1.0, 2.0], temperature)


def test_entropy_of_what_is_hardly_there():
    with np.errstate(all="raise"):
        assert entropy([1.0, 1e-310]) == pytest.approx(713.8e-310, rel=1e-3)
    with pytest.raises(MathInputError):
        entropy(np.array([0.5, 0.51], np.float32))


def test_slopes_are_those_at_temperature_1_unless_told():
    np.testing.assert_array_equal(slopes([2.0, 0.0]).jacobian, jacobian([2.0, 0.0], 1.0))
