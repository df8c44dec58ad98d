import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.information import divergence, kl_divergence
from mathcore.verify import check

from .ranges import shared_out, vectors

distributions = vectors(5, st.floats(-20, 20)).map(shared_out)


@given(distributions, distributions)
def test_every_pair_agrees_with_pytorch(torch_ready, p, q):
    verdict = check("divergence", p, q, got=divergence(p, q))
    assert verdict.agrees, verdict


@given(distributions, distributions)
def test_entropy_and_divergence_make_the_cross_entropy(p, q):
    """Checklist M33 and row 75."""
    result = divergence(p, q)
    assert result.entropy + result.kl == pytest.approx(result.cross_entropy, abs=1e-12)
    assert result.perplexity == pytest.approx(math.exp(result.cross_entropy), rel=1e-12)


@given(distributions, st.floats(1e-12, 1e-2))
def test_never_negative_and_zero_only_for_equals(p, nudge):
    assert kl_divergence(p, p) == 0.0
    q = p * (1 + nudge * np.array([1, -1, 0, 1, -1]))
    assert kl_divergence(p, q / q.sum()) >= 0.0


def test_the_two_ways_differ():
    """Checklist row 54."""
    result = divergence([0.9, 0.1], [0.5, 0.5])
    assert result.kl == pytest.approx(0.9 * math.log(1.8) + 0.1 * math.log(0.2), rel=1e-14)
    assert result.kl_reverse == pytest.approx(0.5 * math.log(0.5 / 0.9) + 0.5 * math.log(5), rel=1e-14)


def test_perplexity_can_exceed_the_number_of_choices():
    """Checklist E21: confidently wrong, 100 with four choices; 1, and |V| for a fair guess."""
    assert divergence([1.0, 0, 0, 0], [0.01, 0.33, 0.33, 0.33]).perplexity == pytest.approx(100)
    assert divergence([1.0, 0, 0, 0], [1.0, 0, 0, 0]).perplexity == 1.0
    assert divergence([0.25] * 4, [0.25] * 4).perplexity == pytest.approx(4)


@pytest.mark.parametrize(("p", "q"), [([0.5, 0.6], [0.5, 0.5]), ([0.5, 0.5], [1.0]), ([-0.5, 1.5], [0.5, 0.5])])
def test_what_is_no_pair_of_distributions_is_refused(p, q):
    with pytest.raises(MathInputError):
        divergence(p, q)


def test_what_neither_expects_is_no_news():
    assert divergence([1.0, 0.0], [1.0, 0.0]).note == ""
    assert "choice 1" in divergence([0.5, 0.5], [1.0, 0.0]).note


def test_a_perplexity_beyond_the_floats_is_infinite():
    with np.errstate(all="raise"):
        surprised = divergence([0.0, 1.0], [1.0, 1e-310])
    assert surprised.cross_entropy == pytest.approx(713.8, rel=1e-4)
    assert surprised.perplexity == math.inf
    assert divergence([0.0, 1.0], [1.0, 1e-308]).perplexity == pytest.approx(1e308, rel=1e-12)
