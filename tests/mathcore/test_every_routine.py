"""What holds for every routine alike: what it refuses, what it lets out, and in which precision it answers."""

import inspect
import warnings

import numpy as np
import pytest

from mathcore import attention, overflow, random_arrows, rolling, tokens, verify
from mathcore.checks import CHECKS
from mathcore.errors import MathInputError
from mathcore.kill_set import KILL_SET
from mathcore.shapes import floats

ARRAYS_ONLY = {
    "relu", "relu_slope", "sigmoid", "sigmoid_slope", "silu", "silu_slope", "gelu", "gelu_slope", "normal_cdf",
    "tempered", "divergence_terms",
}  # fmt: skip
"""Routines that take no lists: those inside others, and those of curves."""
CALLED = {("svd", "a"): "matrix", ("low_rank", "a"): "matrix", ("moves", "first"): "first matrix",
          ("moves", "then"): "second matrix"}  # fmt: skip
"""What a message calls an argument, where that is not its name."""
FLAT = {"entropy", "rounded"}
"""Routines that take one row as a list, several as an array only."""
DOUBLE = {"stationary"}
"""Routines that answer in double precision whatever they are given."""

GAPS = {"sample", "moves"}
"""Routines whose NaN is a gap to draw: outside a curve's domain, and between the lines of a grid."""


def is_floats(value):
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def arguments():
    """Yield every argument that may be a list of numbers."""
    for name, check in CHECKS.items():
        parameters = list(inspect.signature(check.ours).parameters)
        for index, value in enumerate(check.sample(np.random.default_rng(0)).args):
            if is_floats(value) and name not in ARRAYS_ONLY:
                yield name, index, parameters[index]


@pytest.mark.parametrize(("name", "index", "parameter"), list(arguments()))
def test_what_no_float_can_hold_is_refused_by_name(name, index, parameter):
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    args = list(args)
    args[index] = [10**400] if args[index].ndim == 1 or name in FLAT else [[10**400]]
    told = CALLED.get((name, parameter), parameter)
    with pytest.raises(MathInputError, match=rf"^A whole number in (the )?{told} is beyond the largest float"):
        CHECKS[name].ours(*args, **kwargs)


def test_numbers_without_a_name_are_the_input():
    with pytest.raises(MathInputError, match=r"^the input must be numbers in rows of one length"):
        floats([[1.0], [1.0, 2.0]])


def hostile(value):
    """Yield what could be in the place of an argument of this kind."""
    if is_floats(value):
        yield from (value * 1e200, value * 1e-200, value * 1e-320, value * 0)
        for wrong in (np.inf, -np.inf, np.nan, np.finfo(float).max):
            changed = value.copy()
            changed.flat[value.size // 2] = wrong
            yield changed
    elif isinstance(value, float):
        yield from (1e200, -1e200, 1e-320, 0.0, -0.0, np.inf, -np.inf, np.nan, 1e308)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (0, -1, 10**6, 10**30)
    elif isinstance(value, tuple | list) and all(isinstance(part, float) for part in value):
        yield from (type(value)([part] * len(value)) for part in (1e200, -1e200, 1e-320, 0.0, np.inf, np.nan))


def hostile_calls(name):
    """Yield calls with one argument replaced, then the calls that are hardest to get right."""
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    for index, value in enumerate(args):
        for wrong in hostile(value):
            yield [*args[:index], wrong, *args[index + 1 :]], kwargs
    if name in KILL_SET:
        yield from KILL_SET[name](np.random.default_rng(0))


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_gets_out_but_an_answer_or_one_sentence(name):
    """No warning and no other error, even where the caller makes every floating-point event an error."""
    for args, kwargs in hostile_calls(name):
        with np.errstate(all="raise"), warnings.catch_warnings(action="error"):
            try:
                got = CHECKS[name].ours(*args, **kwargs)
            except MathInputError:
                continue
        flags = {"note", "stopped_because", "loss_overflow"} & set(getattr(got, "_fields", ()))
        if hasattr(got, "_fields") and name not in GAPS:
            numbers = [part for part in got if isinstance(part, float) or is_floats(part)]
            told = any(getattr(got, flag) not in ("", None) for flag in flags)
            assert told or not any(np.isnan(part).any() for part in numbers), (args, got)


BLAMED = {
    "matmul": ("a", "b"), "matmul_gradient": ("a", "b", "upstream"), "attention": ("q", "k", "v"),
    "attention_gradient": ("q", "k", "v", "upstream"), "one_query": ("q", "k", "v"), "cross_entropy": ("logits",),
    "layer_norm_gradient": ("x", "upstream", "gamma"), "adam": ("start", "gradients"), "rounded_softmax": ("logits",),
    "melting": ("logits",), "slopes": ("logits",), "knobs": ("weights", "rate"), "moves": ("first", "then"),
    "rank": ("query", "vectors"),
}  # fmt: skip
"""Which inputs a note can name."""


@pytest.mark.parametrize(("name", "blamed"), [(name, blamed) for name, all_ in BLAMED.items() for blamed in all_])
def test_a_note_names_the_input_that_is_to_blame(name, blamed):
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    bound = inspect.signature(CHECKS[name].ours).bind(*args, **kwargs)
    bound.apply_defaults()
    assert CHECKS[name].ours(*bound.args, **bound.kwargs).note == ""
    bound.arguments[blamed] = np.asarray(bound.arguments[blamed]) * np.nan
    if name == "knobs":  # takes no arrays
        bound.arguments[blamed] = bound.arguments[blamed].tolist()
    note = CHECKS[name].ours(*bound.args, **bound.kwargs).note
    assert note == f"not every number is defined: {blamed} holds something that is not a number"


@pytest.mark.parametrize("name", sorted(set(KILL_SET) - DOUBLE))
def test_single_precision_in_is_single_precision_out(name):
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    got = CHECKS[name].ours(*(a.astype(np.float32) if is_floats(a) else a for a in args), **kwargs)
    arrays = [part for part in (got if hasattr(got, "_fields") else [got]) if is_floats(part)]
    assert {array.dtype for array in arrays} <= {np.dtype(np.float32 if any(map(is_floats, args)) else np.float64)}


def test_arrays_that_are_kept_cannot_be_written():
    kept = [
        *attention.THE_CAT_SAT[1:], rolling.examples(), rolling.batches(3, 2, 1), rolling.tilts(3, 2, 1),
        rolling.tilts(3, rolling.EXAMPLES, 1), random_arrows.random_pairs(3, 1), random_arrows.EDGES,
        tokens._entries("x", 3),
    ]  # fmt: skip
    assert not any(array.flags.writeable for array in kept)
    assert overflow._edges("float32") is overflow._edges("float32")


def test_the_numbers_of_an_example_are_kept_as_they_are():
    kept = tokens._shared([[1.0, 2.0]])
    np.testing.assert_array_equal(kept, [[1, 2]])
    assert not kept.flags.writeable


def test_each_default_is_the_one_of_the_text():
    """A changed default would change what every page shows that leaves it out."""
    told = {
        "softmax": {"temperature": 1.0}, "log_softmax": {"temperature": 1.0}, "jacobian": {"temperature": 1.0},
        "slopes": {"temperature": 1.0}, "choose_from": {"temperature": 1.0, "top_k": None, "top_p": 1.0, "min_p": 0.0},
        "softmax_report": {"temperature": 1.0}, "naive_softmax": {"temperature": 1.0, "dtype": "float64"},
        "cross_entropy": {"temperature": 1.0}, "attention": {"scaled": True, "mask": None},
        "attention_gradient": {"scaled": True, "mask": None}, "layer_norm": {"eps": 1e-5},
        "layer_norm_gradient": {"eps": 1e-5}, "descend_1d": {"dtype": "float64"},
        "adam": {"rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0, "corrected": True},
    }  # fmt: skip
    for name, defaults in told.items():
        args, _ = CHECKS[name].sample(np.random.default_rng(0))
        needed = [p for p in inspect.signature(CHECKS[name].ours).parameters.values() if p.default is p.empty]
        without = CHECKS[name].ours(*args[: len(needed)])
        np.testing.assert_equal(without, CHECKS[name].ours(*args[: len(needed)], **defaults))


FREE = {"svd": {"u", "vt"}}
"""Tensors that are not unique; the check compares what they must do instead."""


def floating(got):
    """Yield the name and value of every result that holds floats."""
    for field in got._fields if hasattr(got, "_fields") else [""]:
        value = getattr(got, field) if field else got
        if np.asarray(value).dtype.kind == "f" and np.any(np.isfinite(value) & (np.asarray(value) != 0)):
            yield field, value


@pytest.mark.parametrize("name", CHECKS)
def test_a_planted_fault_in_any_number_turns_the_badge_red(name, torch_ready):
    """The largest entry wrong by a thousandth; in coarse formats, and where rounding is the lesson, by a tenth."""
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    got = CHECKS[name].ours(*args, **kwargs)
    share = 0.1 if name.startswith("rounded") else 0.001
    for field, value in floating(got):
        if field in FREE.get(name, ()):
            continue
        wrong = np.array(value)
        size = np.where(np.isfinite(wrong), np.abs(wrong), -1)
        place = ... if name == "error_curve" else np.unravel_index(size.argmax(), wrong.shape)
        wrong[place] += share * (wrong[place] if size.max() > 1e-9 else 1)  # sums that ought to be 0 are rounding alone
        planted = wrong if isinstance(value, np.ndarray) else type(value)(wrong[()])
        verdict = verify.check(name, *args, got=got._replace(**{field: planted}) if field else planted, **kwargs)
        assert verdict.agrees is False, field


def test_no_twin_makes_pytorch_warn(torch_ready):
    """It warns once in a program, and the practice of the loading thread would have used that up."""
    import torch

    torch.set_warn_always(True)
    try:
        for name, rule in CHECKS.items():
            args, kwargs = rule.sample(np.random.default_rng(0))
            assert verify.check(name, *args, got=rule.ours(*args, **kwargs), **kwargs).agrees, name
    finally:
        torch.set_warn_always(False)
