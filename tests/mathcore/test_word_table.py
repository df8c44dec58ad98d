import numpy as np
import pytest
from hypothesis import given

from mathcore.errors import MathInputError
from mathcore.verify import check
from mathcore.word_table import AXES, WORDS, best_first, combine, look_up, rank

from .ranges import any_finite, matrices, vectors


def words_in(order, words):
    """Name the words of an order."""
    return [words[i] for i in order]


def test_long_beats_close_by_dot_product_and_not_by_cosine():
    """Checklist row 91: the two orders differ."""
    words = ["lion", "kitten", "dog", "bread"]
    result = rank(combine(["cat"], 0).vector, look_up(words, 0))
    assert words_in(result.by_dot, words) == ["lion", "dog", "kitten", "bread"]
    assert words_in(result.by_cosine, words) == ["kitten", "dog", "lion", "bread"]
    assert result.moved == 2


def test_king_minus_man_plus_woman():
    """Checklist row 25: relations are sums of arrows."""
    query = combine(["king", "-man", "+", "woman"], 0)
    assert (query.signs, query.words, query.known.all()) == ((1, -1, 1), ("king", "man", "woman"), True)
    others = [word for word in WORDS if word not in query.words]
    assert others[rank(query.vector, look_up(others, 0)).by_cosine[0]] == "queen"


def test_a_word_that_is_not_in_the_table_is_repeatable_and_says_so():
    first, again, other = (combine(["zebra"], seed) for seed in (7, 7, 8))
    assert not first.known.any()
    np.testing.assert_array_equal(first.vector, again.vector)
    assert (first.vector != other.vector).all()


@pytest.mark.parametrize("parts", [["-"], ["+", "−"], ["--"]])
def test_signs_alone_are_the_zero_vector(parts):
    query = combine(parts, 0)
    np.testing.assert_array_equal(query.vector, np.zeros(len(AXES)))
    assert np.isnan(rank(query.vector, look_up(["cat"], 0)).cosines).all()


def test_two_minus_signs_are_a_plus():
    np.testing.assert_array_equal(combine(["-", "-cat"], 0).vector, look_up(["cat"], 0)[0])


@given(vectors(3), matrices(5, 3))
def test_equal_lengths_give_equal_orders(q, x):
    lengths = np.sqrt((x * x).sum(axis=1))
    if (lengths > 1e-3).all() and (np.abs(q) > 1e-3).any():
        result = rank(q, x / lengths[:, None])
        np.testing.assert_allclose(result.dots, result.cosines * result.query_length, atol=1e-12 * result.query_length)


@given(vectors(3), matrices(4, 3))
def test_every_ranking_agrees_with_pytorch(torch_ready, q, x):
    x = x.round(3)
    verdict = check("rank", q.round(3), x, got=rank(q.round(3), x))
    assert verdict.agrees, verdict


@given(vectors(2, any_finite), matrices(3, 2, any_finite))
def test_orders_hold_every_place_once(q, x):
    result = rank(q, x)
    assert sorted(result.by_dot) == sorted(result.by_cosine) == [0, 1, 2]


def test_sizes_must_match():
    with pytest.raises(MathInputError, match="as many components"):
        rank([1.0, 2.0], [[1.0, 2.0, 3.0]])


def test_every_word_has_all_axes_and_a_length():
    for word, vector in WORDS.items():
        assert len(vector) == len(AXES), word
        assert any(vector), word


def test_signs_stand_before_words_and_nowhere_else():
    query = combine(["well-known", "Xavier", "--cat"], 0)
    assert (query.signs, query.words) == ((1, 1, 1), ("well-known", "Xavier", "cat"))
    assert {type(sign) for sign in query.signs} == {int}
    np.testing.assert_array_equal(query.vectors, look_up(query.words, 0))
    nothing = combine([], 0)
    assert (nothing.vectors.shape, nothing.known.dtype) == ((0, len(AXES)), bool)
    np.testing.assert_array_equal(nothing.vector, np.zeros(len(AXES)))


def test_no_cosine_is_beyond_1():
    """Rounding alone would make that of an arrow with itself 1.0000000000000002."""
    result = rank([3.0, 8.0, 4.0], [[3.0, 8.0, 4.0], [-3.0, -8.0, -4.0]])
    assert result.cosines.tolist() == [1.0, -1.0]


def test_the_places_that_differ_are_counted():
    assert rank([1.0, 0.0], [[1.0, 0.0], [5.0, 5.0]]).moved == 2
    assert rank([1.0, 0.0], [[1.0, 0.0], [0.5, 5.0]]).moved == 0


def test_equal_scores_keep_their_order_however_many():
    order = best_first(np.tile([1.0, 3.0, 2.0], 1000))
    assert order == (*range(1, 3000, 3), *range(2, 3000, 3), *range(0, 3000, 3))
