import itertools

import pytest

from mathcore.errors import MathInputError
from mathcore.speed import BUDGET, best, by_loops, measure


def ticking(step):
    """Make a clock that moves on by one step each time it is read."""
    counter = itertools.count()
    return lambda: next(counter) * step


def test_everything_is_timed(torch_ready):
    result = measure(16)
    assert [timing.way for timing in result.timings][:3] == ["Python loops", "NumPy", "PyTorch, CPU"]
    assert result.multiply_adds == 4096
    for timing in result.timings:
        assert timing.seconds > 0
        assert timing.rate == pytest.approx(4096 / timing.seconds)
    assert result.timings[0].faster == 1
    assert result.timings[1].faster > 1


def test_loops_that_take_too_long_are_cut_and_say_so():
    result = measure(8, clock=ticking(BUDGET / 2))
    assert result.timings[0].remark == "3 of 8 rows, the others reckoned"
    assert result.timings[0].seconds == pytest.approx(3 * BUDGET / 2 * 8 / 3)


def test_loops_finish_when_there_is_time():
    rows, seconds = by_loops([[1.0, 2.0]] * 3, [[1.0], [2.0]], ticking(0.0))
    assert rows == 3
    assert seconds > 0


def test_the_best_of_five_at_least():
    assert best(lambda: None, ticking(1.0)) == (1.0, 5)


def test_sizes_have_a_cap():
    with pytest.raises(MathInputError, match="the size"):
        measure(129)
