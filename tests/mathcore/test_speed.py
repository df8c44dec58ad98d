import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from mathcore import verify
from mathcore.errors import MathInputError
from mathcore.speed import BUDGET, best, by_loops, measure


def ticking(step, since=0):
    """Make a clock that moves on by one step each time it is read."""
    counter = itertools.count(since)
    return lambda: next(counter) * step


def test_everything_is_timed(torch_ready):
    result = measure(16)
    assert result.n == 16
    assert [timing.way for timing in result.timings][:3] == ["Python loops", "NumPy", "PyTorch, CPU"]
    assert result.multiply_adds == 4096
    for timing in result.timings:
        assert timing.seconds > 0
        assert timing.rate == pytest.approx(4096 / timing.seconds)
        assert timing.faster == pytest.approx(result.timings[0].seconds / timing.seconds)
    assert result.timings[0].remark == "all of it"
    assert all(timing.remark.startswith("best of ") for timing in result.timings[1:])


def test_loops_that_take_too_long_are_cut_and_say_so():
    result = measure(8, clock=ticking(BUDGET / 2))
    assert result.timings[0].remark == "3 of 8 rows, the others reckoned"
    assert result.timings[0].seconds == pytest.approx(3 * BUDGET / 2 * 8 / 3)


def test_loops_finish_when_there_is_time():
    product, seconds = by_loops([[1.0, 2.0]] * 3, [[1.0, 3.0], [2.0, 0.5]], ticking(0.0))
    assert product == [[5.0, 4.0]] * 3
    assert 0 < seconds < 1e-6


def test_only_differences_of_the_clock_count():
    assert by_loops([[1.0]] * 8, [[1.0]], ticking(BUDGET / 8, since=1000))[1] == pytest.approx(BUDGET)
    assert len(by_loops([[1.0]] * 99, [[1.0]], ticking(BUDGET / 8.5, since=1000))[0]) == 9
    assert best(lambda: None, ticking(BUDGET / 1000, since=10**6))[1] == best(lambda: None, ticking(BUDGET / 1000))[1]


def test_no_work_is_repeated_more_than_500_times_or_for_long():
    assert best(lambda: None, ticking(0.0))[1] == 500
    readings = 3  # of the clock, for each time the work is done
    assert best(lambda: None, ticking(BUDGET / 1000))[1] == pytest.approx(200 / readings, abs=2)
    assert best(lambda: None, ticking(BUDGET / 1000), share=0.4)[1] == pytest.approx(400 / readings, abs=2)


def test_the_best_of_five_at_least():
    assert best(lambda: None, ticking(1.0)) == (1.0, 5)


def test_sizes_have_a_cap():
    with pytest.raises(MathInputError, match="the size"):
        measure(129)
    with pytest.raises(MathInputError, match="at least one row"):
        measure(0)


def test_what_is_timed_is_a_product(torch_ready):
    """Two million multiplications in a fifth of a microsecond would be none at all."""
    assert all(timing.rate < 1e13 for timing in measure(128).timings)


def test_a_card_is_waited_for(monkeypatch):
    waited = []
    cuda = SimpleNamespace(synchronize=lambda: waited.append(True))
    card = SimpleNamespace(tensor=np.array, torch=SimpleNamespace(matmul=np.matmul, cuda=cuda))
    monkeypatch.setattr(verify, "devices", lambda: ["cpu", "cuda"])
    monkeypatch.setattr(verify, "bench", lambda device: card if device == "cuda" else None)
    result = measure(4)
    assert [timing.way for timing in result.timings] == ["Python loops", "NumPy", "PyTorch, CUDA"]
    assert result.timings[2].remark == f"best of {len(waited) - 1}"
