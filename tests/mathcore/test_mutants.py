"""Every planted mistake is noticed: by fifty digits or the laws here, and by the check a page shows."""

import numpy as np
import pytest

from mathcore.checks import CHECKS
from mathcore.compare import Row, Verdict
from mathcore.kill_set import KILL_SET
from mathcore.rule import call
from mathcore.self_test import self_test

from .cases import NO_ORACLE, ORACLES
from .mutant import mutated
from .mutants import MUTANTS
from .oracle import measure
from .test_accuracy import comparable

IDS = [f"{mutant.routine}-{index}" for index, mutant in enumerate(MUTANTS)]


def same(one, other):
    """Say whether two results are equal to the last digit, NaN included."""
    fields = one._fields if hasattr(one, "_fields") else None
    pairs = [(getattr(one, f), getattr(other, f)) for f in fields] if fields else [(one, other)]
    return all(
        np.array_equal(np.asarray(a), np.asarray(b), equal_nan=np.asarray(a).dtype.kind == "f") for a, b in pairs
    )


def told_apart(mutant, routine, right):
    """Say whether fifty digits, or where there are none the exact result, show the mistake."""
    calls = [
        CHECKS[mutant.routine].sample(np.random.default_rng(0)),
        *KILL_SET[mutant.routine](np.random.default_rng(0)),
    ]
    for args, kwargs in calls:
        try:
            got = routine(*args, **kwargs)
        except Exception:
            return True
        expected = right(*args, **kwargs)
        if mutant.routine in ORACLES and comparable(mutant.routine, args):
            parts = ORACLES[mutant.routine].parts(*args, **kwargs)
            if max(measure(parts, got).values()) > 1:
                return True
        if (
            mutant.routine in NO_ORACLE
            or not comparable(mutant.routine, args)
            or fields_beyond(mutant.routine, parts, got)
        ) and not same(got, expected):
            return True
    return False


def fields_beyond(name, parts, got):
    """Say whether a result has fields the reference leaves out."""
    return hasattr(got, "_fields") and bool(set(got._fields) - set(parts))


@pytest.mark.parametrize("mutant", MUTANTS, ids=IDS)
def test_the_tests_notice(mutant):
    assert told_apart(mutant, mutated(mutant), CHECKS[mutant.routine].ours), mutant


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if not m.silent], ids=lambda m: f"{m.routine}: {m.new[:40]}")
def test_the_badge_turns_red(mutant, torch_ready):
    verdict = self_test(mutant.routine, mutated(mutant))
    assert verdict.agrees is False, (mutant, verdict.worst)


def test_the_suite_is_large_enough_and_few_are_silent():
    """At least the 116 mutants of the original study, and 95 of 100 shown by the check in the app."""
    assert len(MUTANTS) >= 116
    assert sum(bool(m.silent) for m in MUTANTS) <= 0.05 * len(MUTANTS)
    assert {m.routine for m in MUTANTS} >= set(KILL_SET) - {"tempered", "naive_softmax", "divergence_terms"}


@pytest.mark.parametrize("name", KILL_SET)
def test_the_right_routine_stays_green(name, torch_ready):
    verdict = self_test(name)
    assert verdict.agrees is True, verdict


def found(name, ratio, place):
    """Return a verdict that a check might find, with the place of its call as the reason."""
    row = Row("x", 0.0, 0.0, 0.0, ratio, ratio <= 1, 0.0, 0.0)
    return Verdict(name, ratio <= 1, row, (row,), "float64", "cpu", str(place))


@pytest.mark.parametrize(
    ("ratios", "returned"), [((0.5, 0.75, 0.25), 1), ((0.5, 2.0, 3.0), 1), ((0.5, 0.5, 0.5), 0), ((0.1, 0.2, 0.3), 2)]
)
def test_the_first_bad_verdict_is_returned_or_the_closest_of_the_good(monkeypatch, ratios, returned):
    asked = []

    def answer(name, *args, got, device):
        asked.append((args, device))
        return found(name, ratios[len(asked) - 1], len(asked) - 1)

    monkeypatch.setattr("mathcore.self_test.check", answer)
    monkeypatch.setitem(KILL_SET, "norm", lambda rng: [call(rng.normal(size=2)), call(rng.normal(size=3))])
    assert self_test("norm", lambda x: 0.0) == found("norm", ratios[returned], returned)
    ordinary, hard = CHECKS["norm"].sample(np.random.default_rng(0)), np.random.default_rng(0).normal(size=5)
    expected = [*ordinary.args, hard[:2], hard[2:]]
    for ((x,), device), right in zip(asked, expected, strict=False):
        np.testing.assert_array_equal(x, right)
        assert device == "auto"
    assert len(asked) == (3 if max(ratios) <= 1 else returned + 1)


def test_seed_and_device_are_passed_on(monkeypatch):
    bad, asked = found("norm", 2.0, 0), []

    def answer(name, *args, got, device):
        asked.append((args, device))
        return bad

    monkeypatch.setattr("mathcore.self_test.check", answer)
    assert self_test("norm", device="cpu", seed=3) is bad
    np.testing.assert_array_equal(asked[0][0], CHECKS["norm"].sample(np.random.default_rng(3)).args)
    assert asked[0][1] == "cpu"


def test_a_routine_without_hard_inputs_is_tested_on_an_ordinary_one(torch_ready):
    name = next(name for name in CHECKS if name not in KILL_SET)
    assert self_test(name).agrees


def test_a_routine_that_raises_is_wrong_and_says_so():
    verdict = self_test("norm", lambda x: 1 / 0)
    assert verdict == Verdict("norm", False, None, (), "", "", "it raised ZeroDivisionError: division by zero")
