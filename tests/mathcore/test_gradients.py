"""Every gradient formula against central differences, to 1e-9 of the size of what is differentiated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.activations import gelu, gelu_slope, sigmoid, sigmoid_slope, silu, silu_slope
from mathcore.attention import attention
from mathcore.attention_gradient import attention_gradient
from mathcore.cross_entropy import cross_entropy
from mathcore.layer_norm import layer_norm, layer_norm_gradient
from mathcore.matmul import matmul, matmul_gradient
from mathcore.softmax import jacobian, softmax
from mathcore.surfaces import SURFACES

H = 6e-6
"""The step at which truncation and rounding of a central difference are about equally small."""

seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def difference(function, x):
    """Return the central differences of a number with respect to each entry of x."""
    slopes = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = H
        slopes[index] = (function(x + step) - function(x - step)) / (2 * H)
    return slopes


def wide_difference(function, x):
    """Return central differences of fourth order: their error for a polynomial of degree four is rounding alone."""
    slopes = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = 1e-3
        near, far = function(x + step) - function(x - step), function(x + 2 * step) - function(x - 2 * step)
        slopes[index] = (8 * near - far) / 12e-3
    return slopes


def close(formula, function, x, difference=difference):
    """Compare a formula with differences, relative to the size of the function around there."""
    size = max(1.0, abs(function(x)), np.abs(formula).max())
    np.testing.assert_allclose(formula, difference(function, x), rtol=0, atol=1e-9 * size)


@pytest.mark.parametrize(("function", "slope"), [(gelu, gelu_slope), (silu, silu_slope), (sigmoid, sigmoid_slope)])
@given(x=st.floats(-10, 10))
def test_activations(function, slope, x):
    at = np.array([x])
    close(slope(at), lambda z: float(function(z)[0]), at)


@given(seeds, st.floats(0.5, 5))
def test_softmax(rng, t):
    z = rng.normal(size=5)
    for i, row in enumerate(jacobian(z, t)):
        close(row, lambda z, i=i: float(softmax(z, t)[i]), z)


@given(seeds)
def test_matmul(rng):
    a, b, g = rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    back = matmul_gradient(a, b, g)
    close(back.d_a, lambda a: float((matmul(a, b).product * g).sum()), a)
    close(back.d_b, lambda b: float((matmul(a, b).product * g).sum()), b)


@given(seeds, st.booleans(), st.booleans())
def test_attention(rng, scaled, masked):
    q, k, v, g = (rng.normal(size=shape) for shape in ((2, 3), (4, 3), (4, 2), (2, 2)))
    options = {"scaled": scaled, "mask": np.array([[True, False, True, True], [True] * 4]) if masked else None}
    back = attention_gradient(q, k, v, g, **options)
    close(back.d_q, lambda q: float((attention(q, k, v, **options).output * g).sum()), q)
    close(back.d_k, lambda k: float((attention(q, k, v, **options).output * g).sum()), k)
    close(back.d_v, lambda v: float((attention(q, k, v, **options).output * g).sum()), v)


@given(seeds)
def test_layer_norm(rng):
    x, g, gamma, beta = rng.normal(size=(2, 5)), rng.normal(size=(2, 5)), rng.normal(size=5), rng.normal(size=5)
    x += np.array([0.0, 1.0, 0.0, -1.0, 0.5])  # spread enough for the curvature to stay moderate
    back = layer_norm_gradient(x, g, gamma, 0.1)
    close(back.d_x, lambda x: float((layer_norm(x, gamma, beta, 0.1).output * g).sum()), x)
    close(back.d_gamma, lambda gamma: float((layer_norm(x, gamma, beta, 0.1).output * g).sum()), gamma)
    close(back.d_beta, lambda beta: float((layer_norm(x, gamma, beta, 0.1).output * g).sum()), beta)


@given(seeds, st.floats(0.5, 5))
def test_cross_entropy(rng, t):
    logits, targets = rng.normal(size=(3, 4)), [0, -100, 3]
    close(cross_entropy(logits, targets, t).gradient, lambda z: cross_entropy(z, targets, t).loss, logits)


@pytest.mark.parametrize("name", SURFACES)
@given(rng=seeds)
def test_surfaces(name, rng):
    point = rng.normal(size=2)
    close(SURFACES[name].gradient(point), lambda p: float(SURFACES[name].function(p)), point, wide_difference)
