import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.accumulate import accumulate
from mathcore.compass import compass
from mathcore.errors import MathInputError
from mathcore.gradient_descent import SURFACES, bowl, descend, predicted_overflow_step
from mathcore.knobs import SECONDS, SENTENCES, knobs
from mathcore.one_weight import descend_1d
from mathcore.rolling import EXAMPLES, batches, count_to_overflow, examples, roll, tilts
from mathcore.two_losses import two_losses
from mathcore.verify import check

surfaces = st.sampled_from(sorted(SURFACES)).map(SURFACES.get)
starts = st.tuples(st.floats(-4, 4), st.floats(-4, 4))
rates = st.floats(-5, 2).map(lambda power: 10.0**power)
legs = st.lists(st.tuples(rates, st.integers(0, 120)), min_size=1, max_size=4)


@given(surfaces, starts, legs, st.integers(1, EXAMPLES), st.integers(0, 99))
def test_every_roll_agrees_with_pytorch(torch_ready, surface, start, legs, batch, seed):
    verdict = check("roll", surface, start, legs, batch, seed, got=roll(surface, start, legs, batch, seed))
    assert verdict.agrees, verdict


@given(surfaces, starts, rates, st.integers(0, 120))
def test_one_leg_with_every_example_is_a_descent(surface, start, rate, steps):
    rolled, plain = roll(surface, start, [(rate, steps)]), descend(surface, start, rate, steps)
    for name in ("points", "losses", "gradients"):
        np.testing.assert_array_equal(getattr(rolled, name), getattr(plain, name))
    for name in ("stopped_at", "stopped_because", "loss_overflow", "predicted_overflow", "regime"):
        assert getattr(rolled, name) == getattr(plain, name)


@given(surfaces, starts, rates, st.integers(0, 60), st.integers(0, 60), st.integers(1, EXAMPLES))
def test_a_change_of_rate_keeps_the_ball(surface, start, rate, first, second, batch):
    """Checklist M14: what has been walked stays, whatever the rate becomes."""
    before = roll(surface, start, [(rate, first)], batch).points
    after = roll(surface, start, [(rate, first), (2.0, second)], batch).points
    np.testing.assert_array_equal(after[: len(before)], before)


def test_only_a_walk_of_one_leg_with_every_example_has_its_overflow_foretold():
    square, start = bowl(2, 2), (1.0, 0.0)
    run = roll(square, start, [(1.5, 5000)])
    assert run.predicted_overflow == run.stopped_at == 1024
    assert roll(square, start, [(1.5, 2500), (1.5, 2500)]).predicted_overflow is None
    assert roll(square, start, [(1.5, 5000)], EXAMPLES - 1).predicted_overflow is None


def test_the_first_draw_of_batches_is_taken_unless_said_otherwise():
    first, second = (roll(bowl(1, 1), (1.0, 1.0), [(0.1, 5)], 4, seed).points for seed in (1, 2))
    np.testing.assert_array_equal(roll(bowl(1, 1), (1.0, 1.0), [(0.1, 5)], 4).points, first)
    assert (first[1:] != second[1:]).all()


def test_a_roll_out_of_the_floats_makes_no_sound():
    with np.errstate(all="raise"):
        run = roll(SURFACES["double well"], (1e153, 1.0), [(0.1, 5)], 4)
    assert run.stopped_at is not None


def test_all_examples_together_have_the_exact_slope():
    assert (examples().sum(axis=0) == 0).all()
    assert (tilts(5, EXAMPLES, 3) == 0).all()
    assert (examples()[batches(5, EXAMPLES, 3)].mean(axis=1) == 0).all()


def test_no_example_is_in_a_batch_twice():
    drawn = batches(50, 20, 4)
    assert all(len(set(row)) == 20 for row in drawn.tolist())


@pytest.mark.parametrize("batch", [1, 4, 16])
def test_the_noise_of_a_batch_without_replacement(batch):
    """Checklist E24: variance s^2 / B times (N - B) / (N - 1)."""
    got = tilts(20000, batch, 0).var(axis=0)
    spread = examples().var(axis=0)
    np.testing.assert_allclose(got, spread / batch * (EXAMPLES - batch) / (EXAMPLES - 1), rtol=0.05)


def test_steps_to_a_millionth_are_counted():
    run = roll(bowl(1, 1), (1.0, 0.0), [(0.5, 40)])
    assert run.arrived == 10  # (1/2)(1/4)^t falls below 1e-6 at t = 10
    assert run.above[9] > 1e-6 >= run.above[10]
    assert roll(bowl(1, 1), (1.0, 0.0), [(0.0, 40)]).arrived is None


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("factor", [1.05, 2.0, 3.5])
def test_overflow_comes_when_foretold(factor, dtype):
    """Checklist U2: 14 548 and 1 819 for a multiplier of 1.05."""
    foretold = predicted_overflow_step(factor, 1.0, dtype)
    assert abs(count_to_overflow(factor, 1.0, dtype) - foretold) <= 1
    if factor == 1.05:
        assert foretold == {"float64": 14548, "float32": 1819}[dtype]


def test_overflow_may_never_come():
    assert count_to_overflow(0.9, 1.0) is None
    assert count_to_overflow(1.001, 1.0, most=1000) is None


@pytest.mark.parametrize("legs", [[(math.nan, 3)], [(0.1, 30000)], [(0.1, -1)]])
def test_nonsense_is_refused(legs):
    with pytest.raises(MathInputError):
        roll(bowl(1, 2), (1.0, 1.0), legs)
    with pytest.raises(MathInputError):
        batches(3, 0, 1)


@given(surfaces, starts, st.integers(4, 60))
def test_every_compass_agrees_with_pytorch(torch_ready, surface, at, count):
    verdict = check("compass", surface, at, count, got=compass(surface, at, count))
    assert verdict.agrees, verdict


@given(surfaces, starts)
def test_no_direction_is_steeper_than_the_gradient(surface, at):
    """Checklist rows 13 and 14."""
    seen = compass(surface, at)
    assert (seen.slopes <= seen.steepness * (1 + 1e-12) + 1e-15).all()
    np.testing.assert_allclose(seen.slopes[[0, 9]], seen.partials, atol=1e-12 * (1 + seen.steepness))
    if seen.steepness > 1e-9:
        turn = math.remainder(seen.angles[seen.steepest] - seen.heading, 2 * math.pi)
        assert abs(turn) <= math.radians(5) + 1e-6


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4), st.floats(0, 0.1))
def test_every_setting_of_the_knobs_agrees_with_pytorch(torch_ready, weights, rate):
    verdict = check("knobs", weights, rate, got=knobs(weights, rate))
    assert verdict.agrees, verdict


def test_knobs_by_loops():
    """Checklist rows 3 and 6: a steep knob, a gentle one, and one that is flat wherever it stands."""
    w = [0.2, 0.5, 3.0, -1.0]
    got = knobs(w)
    for sentence, seconds, guess in zip(SENTENCES, SECONDS, got.guesses, strict=True):
        assert guess == pytest.approx(sum(a * b for a, b in zip(sentence, w, strict=True)))
        assert seconds > 0
    h = 1e-6
    for j in range(4):
        moved = [w[i] + (h if i == j else 0.0) for i in range(4)]
        assert got.gradient[j] == pytest.approx((knobs(moved).loss - got.loss) / h, rel=1e-4, abs=1e-5)
    assert got.gradient[2] == 0.0
    assert abs(got.gradient[0]) > 4 * abs(got.gradient[1]) > 0
    assert got.loss_after < got.loss
    with pytest.raises(MathInputError, match="4 knobs"):
        knobs([1.0])


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(0.1, 5), rates, st.integers(0, 80))
def test_every_accumulation_agrees_with_pytorch(torch_ready, w, target, factor, rate, steps):
    verdict = check("accumulate", w, target, factor, rate, steps, got=accumulate(w, target, factor, rate, steps))
    assert verdict.agrees, verdict


@given(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0, 5e-324, 1e-300, 1 - 2**-53])))
def test_every_pair_of_losses_agrees_with_pytorch(torch_ready, p):
    verdict = check("two_losses", p, got=two_losses(p))
    assert verdict.agrees, verdict


def test_both_losses_of_a_tenth():
    """Checklist rows 4, 9 and E9: the dog of 90 % that was a cat, and the same at 70 %."""
    dog = two_losses(0.1)
    assert (round(dog.missing, 6), round(dog.nats, 6), round(dog.bits, 6)) == (0.9, 2.302585, 3.321928)
    later = two_losses(0.7)
    assert (round(later.missing, 6), round(later.nats, 6)) == (0.3, 0.356675)
    assert two_losses(0).nats == math.inf
    for wrong in (-0.1, 1.1, math.nan):
        with pytest.raises(MathInputError):
            two_losses(wrong)


def test_gradients_that_pile_up_swing_for_ever():
    """Checklist row 19: with eta 0.1 the loop of row 18 no longer converges."""
    run = accumulate(1, 3, 2, 0.1, 200)
    assert run.w[:3].tolist() == pytest.approx([1.0, 1.4, 1.88])
    assert np.abs(run.w[-50:] - 1.5).max() > 0.4
    assert abs(descend_1d(1, 3, 2, 0.1, 200).w[-1] - 1.5) < 1e-12
    with pytest.raises(MathInputError):
        accumulate(1, 3, 0, 0.1, 5)


def test_overflow_is_counted_in_the_precision_that_is_asked_for():
    assert count_to_overflow(1.0004, 100, "float16") is None  # 1.0004 is 1 there
    assert count_to_overflow(1.0004, 100, "float32", most=10) is None
    assert (count_to_overflow(2, 1, most=1024), count_to_overflow(2, 1, most=1023)) == (1024, None)
    assert count_to_overflow(1, np.finfo(float).max) is None


def test_a_run_that_overflows_ends_there():
    run = accumulate(1, 3, 2, 10, 5000)
    assert 2 < len(run.w) < 5000
    assert np.isfinite(run.w[:-1]).all()
    assert not np.isfinite(run.w[-1])


def test_a_compass_needs_a_place_and_four_directions():
    for at, count in (((1.0, 1.0), 3), ((math.inf, 1.0), 8), ((1.0, math.nan), 8)):
        with pytest.raises(MathInputError):
            compass(bowl(1, 1), at, count)
    assert len(compass(bowl(1, 1), (1, 1), 4).slopes) == 4


def test_whole_numbers_make_the_same_compass_and_knobs():
    assert compass(SURFACES["saddle"], (0, 10**10)).steepness == compass(SURFACES["saddle"], (0.0, 1e10)).steepness
    assert knobs([10**30, 0, 0, 0]).loss == knobs([1e30, 0.0, 0.0, 0.0]).loss


def test_level_or_endless_ground_has_no_heading():
    assert compass(bowl(1, 1), (-0.0, 0.0)).heading == 0
    assert compass(bowl(1, 1e308), (0.0, 10.0)).heading == 0


def test_a_direction_without_a_slope_is_not_the_steepest():
    endless = compass(bowl(1, 1e308), (0.0, 10.0))
    assert (math.isnan(endless.slopes[0]), endless.steepest) == (True, 1)
    torn = compass(bowl(1e308, 1e308), (10.0, -10.0), 4)
    np.testing.assert_array_equal(np.isnan(torn.slopes), [True, True, False, True])
    assert torn.steepest == 2
