import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from mathcore.attention import (
    THE_CAT_SAT,
    attention,
    causal_mask,
    embed,
    positions,
    project,
)
from mathcore.attention_gradient import attention_gradient
from mathcore.errors import MathInputError
from mathcore.verify import check

from .ranges import matrices, sizes

_, Q, K, V = THE_CAT_SAT


@st.composite
def calls(draw, masked=True):
    """Queries, keys, values and a mask of drawn sizes."""
    m, n, d_k, d_v = (draw(sizes) for _ in range(4))
    elements = st.floats(-10, 10)
    parts = (matrices(m, d_k, elements), matrices(n, d_k, elements), matrices(n, d_v, elements))
    mask = draw(st.none() | st.lists(st.booleans(), min_size=m * n, max_size=m * n)) if masked else None
    return (*map(draw, parts), None if mask is None else np.array(mask).reshape(m, n))


@given(calls(), st.booleans())
def test_everything_agrees_with_pytorch(torch_ready, call, scaled):
    q, k, v, mask = call
    verdict = check("attention", q, k, v, scaled=scaled, mask=mask, got=attention(q, k, v, scaled=scaled, mask=mask))
    assert verdict.agrees, verdict
    g = np.ones((len(q), v.shape[1]))
    got = attention_gradient(q, k, v, g, scaled=scaled, mask=mask)
    verdict = check("attention_gradient", q, k, v, g, scaled=scaled, mask=mask, got=got)
    assert verdict.agrees, verdict


@given(calls())
def test_outputs_are_averages_of_what_is_seen(call):
    q, k, v, mask = call
    result = attention(q, k, v, mask=mask)
    seen = ~result.blind
    np.testing.assert_allclose(result.weights[seen].sum(axis=1), 1, atol=1e-14)
    np.testing.assert_array_equal(result.output[result.blind], 0)
    assert (result.output[seen] <= v.max(axis=0) + 1e-12).all()
    if mask is not None:
        np.testing.assert_array_equal(result.weights[~mask], 0)
        np.testing.assert_array_equal(result.blind, ~mask.any(axis=1))


@given(calls(masked=False))
def test_order_of_keys_does_not_matter(call):
    q, k, v, _ = call
    np.testing.assert_allclose(attention(q, k[::-1], v[::-1]).output, attention(q, k, v).output, atol=1e-12)


def test_the_cat_sat_scores():
    """Checklist rows 55 to 58, and E1."""
    result = attention(Q, K, V)
    np.testing.assert_allclose(result.scores, [[1, 0.75, 0.6], [0.43, 0.68, 0.7], [0.27, 0.67, 0.74]], rtol=3e-16)
    np.testing.assert_array_equal(result.scaled[0].round(6), [0.707107, 0.530330, 0.424264])
    weights = np.exp(result.scaled[0])
    np.testing.assert_array_equal(weights.round(6), [2.028115, 1.699493, 1.528465])
    assert round(float(weights.sum()), 6) == 5.256073
    np.testing.assert_array_equal(
        result.weights.round(6),
        [[0.385861, 0.323339, 0.290800], [0.293796, 0.350605, 0.355599], [0.268736, 0.356585, 0.374679]],
    )
    np.testing.assert_array_equal((100 * result.weights[0]).round(1), [38.6, 32.3, 29.1])


def test_the_cat_sat_output_by_hand():
    """V sends the first word along x, the second along y, the third along both."""
    result = attention(Q, K, V)
    w = result.weights
    np.testing.assert_allclose(result.output, np.stack([w[:, 0] + w[:, 2], w[:, 1] + w[:, 2]], axis=1), rtol=1e-15)


def test_looking_back_only():
    """Checklist E3: the diagonal with a causal mask."""
    weights = attention(Q, K, V, mask=causal_mask(3)).weights
    np.testing.assert_array_equal(np.diag(weights).round(4), [1, 0.5441, 0.3747])
    np.testing.assert_array_equal(np.triu(weights, 1), 0)


def test_who_sees_nothing_is_blind():
    mask = np.array([[True, True, True], [False, False, False], [True, False, False]])
    result = attention(Q, K, V, mask=mask)
    np.testing.assert_array_equal(result.blind, [False, True, False])
    np.testing.assert_array_equal(result.output[1], 0)
    np.testing.assert_array_equal(result.output[2], V[0])


def test_what_is_hidden_cannot_leak():
    v = V.copy()
    v[2] = math.nan
    np.testing.assert_array_equal(np.isnan(attention(Q, K, v, mask=causal_mask(3)).output[:, 0]), [False, False, True])


def test_an_infinite_value_is_heard_only_by_those_who_see_it():
    rows = np.array([[1.0], [2.0], [3.0]])
    values = np.array([[4.0], [8.0], [np.inf]])
    result = attention(rows, rows, values, mask=np.tril(np.ones((3, 3), bool)))
    assert result.output[0] == 4
    assert result.output[1] == pytest.approx(result.weights[1, :2] @ values[:2])
    assert np.isinf(result.output[2])


def test_without_scaling_weights_grow_sharper():
    plain, scaled = attention(3 * Q, 3 * K, V, scaled=False), attention(3 * Q, 3 * K, V)
    assert plain.weights.max() > scaled.weights.max()
    np.testing.assert_array_equal(plain.scaled, plain.scores)


@pytest.mark.parametrize("change", [{"k": K[:, :1]}, {"v": V[:2]}, {"mask": np.ones((2, 3), bool)}, {"q": Q[:0]}])
def test_shapes_must_fit(change):
    call = {"q": Q, "k": K, "v": V, **change}
    with pytest.raises((MathInputError, TypeCheckError)):
        attention(**call)


def test_the_same_word_has_the_same_vector():
    table = embed(["the", "cat", "The"], 6, seed=3)
    np.testing.assert_array_equal(table[0], table[2])
    assert not np.allclose(table[0], table[1])
    assert not np.allclose(table, embed(["the", "cat", "The"], 6, seed=4))


def test_vectors_are_the_same_on_every_machine():
    np.testing.assert_array_equal(embed(["cat"], 3, seed=0).round(6), [[-0.638284, -0.426413, -0.58858]])


def test_vectors_have_mean_0_and_variance_1():
    table = embed([str(i) for i in range(400)], 50, seed=1)
    assert abs(table.mean()) < 0.02
    assert abs(table.var() - 1) < 0.02
    assert abs(project([str(i) for i in range(400)], 50, 8, 4, seed=1).q.var() - 1) < 0.15


def test_positions_turn_at_their_own_speed():
    signal = positions(20, 8)
    np.testing.assert_allclose((signal[:, 0::2] ** 2 + signal[:, 1::2] ** 2), 1, atol=1e-15)
    np.testing.assert_array_equal(signal[0], [0, 1] * 4)


@pytest.mark.parametrize("sizes_", [(0, 4, 2, 2), (3, 0, 2, 2), (3, 4, 600, 2)])
def test_projection_needs_sizes(sizes_):
    count, d_model, d_k, d_v = sizes_
    with pytest.raises(MathInputError):
        project(["a"] * count, d_model, d_k, d_v, 0)
