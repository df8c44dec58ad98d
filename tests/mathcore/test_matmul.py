from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.errors import MathInputError
from mathcore.matmul import matmul, matmul_gradient
from mathcore.verify import check

from .ranges import any_finite, matrices, sizes


def chains(count, elements=None):
    """Matrices that can be multiplied in a row."""
    keywords = {} if elements is None else {"elements": elements}
    return st.lists(sizes, min_size=count + 1, max_size=count + 1).flatmap(
        lambda sides: st.tuples(*(matrices(m, n, **keywords) for m, n in pairwise(sides)))
    )


@given(chains(3))
def test_brackets_do_not_matter(three):
    a, b, c = three
    left, right = matmul(matmul(a, b).product, c).product, matmul(a, matmul(b, c).product).product
    np.testing.assert_allclose(left, right, atol=1e-8)


@given(chains(2))
def test_the_last_sum_is_the_product(two):
    result = matmul(*two)
    np.testing.assert_array_equal(result.partial_sums[:, -1], result.product, strict=True)
    np.testing.assert_allclose(result.terms.sum(axis=1), result.product, atol=1e-9)
    assert result.multiply_adds == result.terms.size


@given(chains(2))
def test_transposing_swaps_the_factors(two):
    a, b = two
    np.testing.assert_array_equal(matmul(b.T, a.T).product, matmul(a, b).product.T)


@given(chains(2, any_finite))
def test_every_finite_matrix_agrees_with_pytorch(torch_ready, two):
    verdict = check("matmul", *two, got=matmul(*two))
    assert verdict.agrees, verdict


@given(chains(2))
def test_gradient_of_the_sum_of_all_results(torch_ready, two):
    a, b = two
    ones = np.ones((len(a), b.shape[1]))
    got = matmul_gradient(a, b, ones)
    assert check("matmul_gradient", a, b, ones, got=got).agrees
    np.testing.assert_allclose(got.d_a, np.broadcast_to(b.sum(axis=1), a.shape), atol=1e-10)


def test_composition_by_hand():
    """Checklist row 42: first A, then B, is the one matrix BA."""
    a, b, x = [[0.0, -1.0], [1.0, 0.0]], [[2.0, 0.0], [0.0, 1.0]], [[3.0], [4.0]]
    np.testing.assert_array_equal(matmul(b, matmul(a, x).product).product, [[-8.0], [3.0]])
    np.testing.assert_array_equal(matmul(matmul(b, a).product, x).product, [[-8.0], [3.0]])


def test_shapes_that_do_not_fit_name_both_numbers():
    with pytest.raises(MathInputError, match="a has 3 columns but b has 2 rows"):
        matmul(np.ones((2, 3)), np.ones((2, 3)))


def test_too_many_terms_are_refused():
    with pytest.raises(MathInputError, match="1000000"):
        matmul(np.ones((101, 100)), np.ones((100, 100)))


def test_ragged_rows_are_refused():
    with pytest.raises(MathInputError, match="a must be numbers"):
        matmul([[1.0, 2.0], [3.0]], [[1.0]])


def test_no_terms_add_up_to_nothing():
    product = matmul(np.zeros((2, 0), np.float32), np.zeros((0, 3), np.float32)).product
    np.testing.assert_array_equal(product, np.zeros((2, 3), np.float32), strict=True)
