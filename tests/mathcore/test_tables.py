from itertools import product

import pytest

from mathcore.tables import Place, resized, transposed, walk


def test_a_walk_visits_every_term_of_every_result_in_the_order_of_three_loops():
    m, n, p = 2, 3, 4
    visited = [walk(step, (m, n, p), 0, 0) for step in range(1, m * n * p)]
    order = [(i, k, j) for i, j, k in product(range(m), range(p), range(n))]
    assert [(place.i, place.k, place.j) for place in visited] == order[:-1]
    assert [place.done for place in visited] == list(range(1, m * n * p))
    assert all(place.running for place in visited)


@pytest.mark.parametrize("step", [-1, 0, 24, 99])
def test_a_walk_that_has_not_begun_or_has_ended_looks_at_one_whole_result(step):
    assert walk(step, (2, 3, 4), 1, 2) == Place(1, 2, 2, 24, running=False)
    assert walk(step, (2, 3, 4), 9, 9) == Place(1, 2, 3, 24, running=False)
    assert walk(step, (2, 3, 4), 0, 0).i == walk(step, (2, 3, 4), 0, 0).j == 0


def test_a_product_of_one_term_is_no_walk():
    assert not walk(1, (1, 1, 1), 0, 0).running


def test_transposing_twice_gives_the_table_back():
    table = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
    assert transposed(transposed(table)) == table
    with pytest.raises(ValueError, match="shorter"):
        transposed(((1.0, 2.0), (3.0,)))


def test_what_is_cut_off_a_table_comes_back_from_the_other_one():
    table, other = ((1.0, 2.0), (3.0, 4.0)), ((5.0, 6.0, 7.0), (8.0, 9.0, 10.0), (11.0, 12.0, 13.0))
    assert resized(table, 2, 2, other) == table
    assert resized(table, 1, 3, other) == ((1.0, 2.0, 7.0),)
    assert resized(table, 3, 1, other) == ((1.0,), (3.0,), (11.0,))
    assert resized((), 1, 2, other) == ((5.0, 6.0),)
