"""Nothing outside is touched: no state, no argument, no code run from text."""

import re
import threading
import tokenize
from pathlib import Path

import numpy as np
import pytest

from mathcore.checks import CHECKS
from mathcore.tokens import THE_CAT_SAT, embed
from mathcore.verify import check

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "pickle", "allow_pickle", "__import__",
    "marshal", "shelve", "set_default_dtype", "set_num_threads", "set_flush_denormal", "manual_seed", "seterr",
}  # fmt: skip


def python_files():
    for folder in ("mathcore", "explorable", "pages"):
        yield from sorted((ROOT / folder).rglob("*.py"))
    yield ROOT / "app.py"


@pytest.mark.parametrize("path", list(python_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_run_and_no_global_state_is_set(path):
    """By tokens, so that words in docstrings do not count; `re.compile` makes a pattern, not code."""
    with path.open("rb") as file:
        names = [t for t in tokenize.tokenize(file.readline) if t.type == tokenize.NAME]
    for before, name in zip([None, *names], names, strict=False):
        pattern = name.string == "compile" and before is not None and before.string == "re"
        assert pattern or name.string not in FORBIDDEN, f"{name.string} in line {name.start[0]}"
    assert not re.search(r"np\.random\.(seed|rand|normal|uniform|choice)\b", path.read_text(encoding="utf-8"))


def state():
    """What a careless routine could leave behind. (Python's own generator is moved on by the type checks.)"""
    numpy_chance = str(np.random.get_state())  # noqa: NPY002
    return (np.geterr(), numpy_chance, np.get_printoptions(), threading.active_count())


@pytest.mark.parametrize("name", CHECKS)
def test_a_routine_and_its_check_leave_no_trace(name, torch_ready):
    import torch

    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in args]
    torch_before = (torch.get_default_dtype(), torch.get_num_threads(), torch.is_grad_enabled(), torch.initial_seed())
    before = state()
    got = CHECKS[name].ours(*args, **kwargs)
    check(name, *args, got=got, **kwargs)
    assert state() == before
    assert torch_before == (
        torch.get_default_dtype(), torch.get_num_threads(), torch.is_grad_enabled(), torch.initial_seed(),
    )  # fmt: skip
    for arg, copy in zip(args, copies, strict=True):
        if isinstance(arg, np.ndarray):
            np.testing.assert_array_equal(arg, copy)


@pytest.mark.parametrize("name", CHECKS)
def test_the_same_call_gives_the_same_answer(name):
    args, kwargs = CHECKS[name].sample(np.random.default_rng(0))
    first, second = (CHECKS[name].ours(*args, **kwargs) for _ in range(2))
    for one, other in (
        zip(np.atleast_1d(first), np.atleast_1d(second), strict=True)
        if not hasattr(first, "_fields")
        else zip(first, second, strict=True)
    ):
        np.testing.assert_equal(one, other)


def test_shared_arrays_cannot_be_written():
    for array in THE_CAT_SAT[1:]:
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1
    table = embed(["a"], 3, 0)
    table[0, 0] = 7
    assert embed(["a"], 3, 0)[0, 0] != 7
