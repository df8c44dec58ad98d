"""Every routine agrees with PyTorch, every fault does not, and nothing goes unchecked."""

import importlib
import inspect
import pkgutil
import subprocess
import sys

import numpy as np
import pytest

import mathcore
from mathcore import verify
from mathcore.compare import compare
from mathcore.faults import FAULTS
from mathcore.verify import CHECKS, check

NO_NUMBERS = {
    "transposed": "rearranges entries",
    "look_up": "reads a table",
    "token_cost": "counts; held by published sizes",
    "measure": "times, which differ from run to run",
    "by_loops": "times",
    "best": "times",
    "best_first": "an order, which PyTorch breaks ties of differently",
    "combine": "reads a sum of words; held by the analogy of the tests",
    "random_pairs": "digits of a generator",
    "resized": "rearranges entries",
    "walk": "counts; held by tests of the page",
    "require_finite": "raises or does nothing",
    "require_at_most": "raises or does nothing",
    "floats": "converts",
    "why_undefined": "writes text",
    "why_stopped": "writes text",
    "written": "writes text",
    "parse_number": "reads text; held by round trips",
    "parse_matrix": "reads text; held by round trips",
    "format_number": "writes text; held by round trips",
    "parse_formula": "reads text; its values and slopes are checked through `tangent`",
    "typed_curve": "makes a curve, which `tangent` and `sample` check",
    "spread": "makes the bound of a typed curve",
    "evaluate_in": "the twin of a typed curve",
    "latex": "writes text",
    "bowl": "makes a landscape, which `descend` checks",
    "regime": "names a range",
    "predicted_overflow_step": "counts; held by walks that really overflow",
    "count_to_overflow": "counts; held by the foretold steps",
    "read_draft": "reads text; held by its own test",
    "examples": "draws of a generator",
    "batches": "draws of a generator",
    "tilts": "averages of draws, which `roll` checks",
    "embed": "digits of a hash",
    "projection_weights": "digits of a hash",
    "race": "measures seconds; held by the tests of attention",
    "matrices": "digits of a hash, which `heads` checks",
}
PICTURES = {"contours", "frames", "relief", "tables"}
"""Where lines, axes and entries go on a page; held by tests of their own."""
MACHINERY = {"compare", "duals", "formula_tree", "faults", "loading", "rule", "self_test", "verify"}
"""What checks are made of, with the modules of twins, bounds and tables; `duals` and `formula_tree` are
checked by typed curves."""
FREE = {"svd": {"u", "vt"}}
"""Tensors that are not unique; the check compares what they must do instead."""


def cuda_is_there() -> bool:
    """Say whether the checks can run on a card."""
    verify.warm_up(wait=120)
    return "cuda" in verify.devices()


def devices():
    """Yield both devices, the card marked to be skipped where there is none."""
    missing = pytest.mark.skipif(not cuda_is_there(), reason="no CUDA card here")
    return ["cpu", pytest.param("cuda", marks=[missing, pytest.mark.cuda])]


@pytest.mark.parametrize("device", devices())
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", CHECKS)
def test_agrees_with_pytorch(name, seed, device, torch_ready):
    """Our result lies within its bound, on inputs drawn from a seed."""
    rule = CHECKS[name]
    args, kwargs = rule.sample(np.random.default_rng(seed))
    verdict = check(name, *args, got=rule.ours(*args, **kwargs), device=device, **kwargs)
    assert verdict.agrees is True, verdict
    assert verdict.device == device


@pytest.mark.parametrize(("name", "label"), [(name, label) for name in FAULTS for label in FAULTS[name]])
def test_a_fault_turns_the_verdict_red(name, label, torch_ready):
    """The wrong version is caught, and the verdict names the first wrong tensor."""
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    if (name, label) == ("softmax", "drop the max-subtraction"):
        args = (np.array([[1000.0, 0.0]]), 1.0)
    verdict = check(name, *args, got=FAULTS[name][label](*args, **kwargs), **kwargs)
    assert verdict.agrees is False, verdict
    assert verdict.worst is not None
    assert verdict.worst.ratio > 1
    assert verdict.first_wrong
    assert verdict.reason.startswith(verdict.first_wrong)


@pytest.mark.parametrize("name", FAULTS)
def test_each_topic_has_two_faults_of_the_right_type(name):
    """A fault can stand in for the routine: same type of result, same fields."""
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    right = CHECKS[name].ours(*args, **kwargs)
    assert len(FAULTS[name]) >= 2
    for fault in FAULTS[name].values():
        wrong = fault(*args, **kwargs)
        assert type(wrong) is type(right)
        for field in getattr(right, "_fields", ()):
            assert np.shape(getattr(wrong, field)) == np.shape(getattr(right, field)) or name == "descend"


def public_functions():
    """Yield every public function of every module that holds mathematics."""
    for module in pkgutil.iter_modules(mathcore.__path__):
        kind = module.name.partition("_")[0]
        if module.name not in MACHINERY | PICTURES and kind not in ("bounds", "checks", "kill", "twins"):
            loaded = importlib.import_module(f"mathcore.{module.name}")
            for name, function in inspect.getmembers(loaded, inspect.isfunction):
                if function.__module__ == loaded.__name__ and not name.startswith("_"):
                    yield function


def test_nothing_is_unchecked():
    """A public function has a check, or a stated reason to have none."""
    names = [function.__name__ for function in public_functions()]
    assert set(names) - set(CHECKS) - set(NO_NUMBERS) == set()
    assert set(CHECKS) <= set(names)


@pytest.mark.parametrize("name", CHECKS)
def test_every_number_of_a_result_is_compared(name, torch_ready):
    """No numeric field of a named tuple is left out of its verdict."""
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    got = CHECKS[name].ours(*args, **kwargs)
    fields = {f for f in getattr(got, "_fields", ()) if np.asarray(getattr(got, f)).dtype.kind == "f"}
    tensors = {row.tensor for row in check(name, *args, got=got, **kwargs).rows}
    assert fields - FREE.get(name, set()) <= tensors


def test_a_wrong_shape_or_dtype_is_wrong(torch_ready):
    """Numbers that agree do not excuse a wrong shape or precision."""
    p = np.array([0.5, 0.5])
    for wrong in (p[None], p.astype(np.float32), p[:1]):
        assert check("softmax", np.zeros(2), 1.0, got=wrong).agrees is False


def test_what_is_not_finite_must_be_the_same():
    """An infinity matches only itself; NaN matches NaN."""
    inf, nan = np.inf, np.nan
    assert compare("x", np.array([inf, nan]), np.array([inf, nan]), 0.0).agrees
    for wrong in ([inf, 1.0], [-inf, nan], [nan, nan], [1.0, nan]):
        assert not compare("x", np.array(wrong), np.array([inf, nan]), 1.0).agrees
    for zero in (0.0, -0.0):
        assert not compare("x", np.array([nan]), np.array([zero]), zero).agrees
        assert not compare("x", np.array([1e-300]), np.array([zero]), zero).agrees


def test_the_difference_that_is_shown_belongs_to_the_bound_beside_it():
    row = compare("x", np.array([5.0, 1.0]), np.array([4.0, 1.25]), np.array([10.0, 0.5]))
    assert (row.max_abs, row.difference, row.bound, row.ratio) == (1.0, 0.25, 0.5, 0.5)
    assert compare("x", np.array([np.inf]), np.array([np.inf]), 0.0).difference == 0
    assert compare("x", np.array([np.inf]), np.array([1.0]), 0.0).difference == np.inf


def test_of_tensors_that_cannot_be_compared_no_number_is_shown():
    """A wrong shape or precision is infinitely wrong; where there is nothing, nothing is wrong."""
    inf, nan = np.inf, np.nan
    for wrong in (np.array([[1.0]]), np.array([1.0], np.float32)):
        row = compare("x", wrong, np.array([1.0]), 0.5)
        np.testing.assert_equal(tuple(row), ("x", inf, inf, 0.0, inf, False, nan, nan))
    nothing = compare("x", np.zeros(0), np.zeros(0), 0.5)
    np.testing.assert_equal(tuple(nothing), ("x", 0.0, 0.0, 0.0, 0.0, True, nan, nan))


def test_a_difference_as_large_as_its_bound_agrees_and_a_larger_one_does_not():
    one = np.array([1.0])
    assert compare("x", np.array([1.5]), one, 0.5).agrees
    assert not compare("x", np.array([1.75]), one, 0.5).agrees


def test_relative_errors_leave_out_what_ought_to_be_0():
    ours, theirs = np.array([0.5, 1.5, 4.0, np.inf]), np.array([0.0, 1.0, 4.0, np.inf])
    assert compare("x", ours, theirs, 1.0).max_rel == 0.5
    assert compare("x", ours[2:], theirs[2:], 1.0).max_rel == 0
    assert compare("x", np.array([5.0]), np.array([4.0]), 1.0).max_rel == 0.25


def test_what_has_no_difference_is_infinitely_wrong():
    row = compare("x", np.array([np.nan]), np.array([1.0]), 1.0)
    assert (row.max_abs, row.ratio) == (np.inf, np.inf)
    assert compare("x", np.array([2.0]), np.array([1.0]), np.nan).ratio == np.inf


def test_where_nothing_is_promised_the_largest_difference_is_shown():
    row = compare("x", np.array([1.0, 5.0, 3.0]), np.array([1.0, 2.0, 2.0]), np.inf)
    assert (row.ours_sample, row.theirs_sample) == (5.0, 2.0)


CLEAN = """
import sys, {modules}
assert not {{"torch", "streamlit", "plotly"}} & set(sys.modules), "loaded too much"
"""


def test_importing_loads_no_framework():
    """Every module, `verify` included, imports without torch, streamlit or plotly."""
    modules = ", ".join(f"mathcore.{m.name}" for m in pkgutil.iter_modules(mathcore.__path__))
    subprocess.run([sys.executable, "-W", "error", "-c", CLEAN.format(modules=modules)], check=True)


WITHOUT = """
import sys
from mathcore import verify
{breakage}
state = verify.warm_up(wait=60)
assert state.startswith("missing: "), state
verdict = verify.check("norm", [3.0, 4.0], got=5.0)
assert verdict.agrees is None and "not available" in verdict.reason, verdict
assert verify.devices() == []
"""
BREAKAGES = {
    "not installed": "sys.modules['torch'] = None",
    "broken library": """
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == 'torch': raise OSError('wrong ELF class')
sys.meta_path.insert(0, Broken())
""",
    "any exception": """
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == 'torch': raise RuntimeError('bad')
sys.meta_path.insert(0, Broken())
""",
}


@pytest.mark.parametrize("breakage", BREAKAGES.values(), ids=BREAKAGES)
def test_without_pytorch_the_verdict_says_so(breakage):
    """A missing or broken PyTorch is a reason, not an exception."""
    subprocess.run([sys.executable, "-W", "error", "-c", WITHOUT.format(breakage=breakage)], check=True)


PATIENT = """
import sys, threading
from mathcore import verify
verdict = verify.check("norm", [3.0, 4.0], got=5.0)
assert verdict.agrees is None and verdict.reason == "PyTorch is still loading", verdict
assert verify.state() == "loading"
"""


def test_a_check_does_not_wait_for_pytorch():
    """The first check answers at once and the program may end while PyTorch loads."""
    subprocess.run([sys.executable, "-W", "error", "-c", PATIENT], check=True)


def test_a_failing_card_falls_back_once(monkeypatch, torch_ready):
    """Out of memory on the card: the CPU answers, says so, and is asked directly from then on."""
    asked = []
    compare_on = verify._compare

    def fails_on_a_card(torch, name, args, kwargs, got, place, note):
        asked.append(place)
        if place == "cuda":
            raise RuntimeError("CUDA out of memory")
        return compare_on(torch, name, args, kwargs, got, place, note)

    monkeypatch.setattr(verify, "devices", lambda: ["cpu", "cuda"])
    monkeypatch.setattr(verify, "_compare", fails_on_a_card)
    monkeypatch.setattr(verify._Library, "card_failure", "")
    for _ in range(2):
        verdict = check("norm", [3.0, 4.0], got=5.0)
        assert verdict.agrees is True
        assert verdict.reason == "the card failed (RuntimeError), so this ran on the CPU"
    assert asked == ["cuda", "cpu", "cpu"]


@pytest.mark.parametrize("name", ["softmax", "attention", "adam"])
def test_a_sample_is_checked_as_a_call_of_the_reader_is(torch_ready, name):
    args, kwargs = CHECKS[name].sample(np.random.default_rng(3))
    by_hand = verify.check(name, *args, got=CHECKS[name].ours(*args, **kwargs), device="cpu", **kwargs)
    assert verify.check_sample(name, 3, "cpu") == by_hand
    assert by_hand.agrees
    assert verify.check_sample(name) == verify.check_sample(name, 0, "auto")
    if "cuda" not in verify.devices():
        assert "no CUDA card" in verify.check_sample(name, 3, "cuda").reason


def test_a_bench_is_there_for_the_devices_there_are(torch_ready):
    found = verify.bench()
    assert found is not None
    assert found.device == str(found.tensor([1.0]).device) == "cpu"
    assert verify.bench("a device nobody has") is None


def test_a_failure_is_told_in_one_short_line():
    assert verify._told(ValueError("one\n  two")) == "ValueError: one two"
    assert len(verify._told(ValueError("x" * 999))) == 200
