"""How PyTorch is brought in and asked: once, by one thread, and every outcome told in a verdict."""

import ctypes
import os
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from mathcore import loading, verify
from mathcore.compare import Row, Verdict
from mathcore.loading import LIBRARIES, preload
from mathcore.verify import CHECKS, Check, check


@pytest.fixture
def library(monkeypatch):
    """Begin anew: a library that nobody has asked for yet."""

    class Library(verify._Library):
        torch, failure, card, card_failure, thread = None, "", False, "", None
        closing = threading.Event()

    monkeypatch.setattr(verify, "_Library", Library)
    return Library


@pytest.fixture
def loaded(library):
    """Have a library that is there already, as far as anyone can tell from outside."""
    library.torch, library.thread = SimpleNamespace(), SimpleNamespace()
    return library


def test_loading_begins_once_and_at_once_only_for_whoever_waits(library, monkeypatch):
    begun, at_the_end = [], []
    monkeypatch.setattr(verify, "_load", begun.append)
    monkeypatch.setattr(verify.atexit, "register", at_the_end.append)
    for wait, patience in ((0.0, verify.PATIENCE), (5.0, 0.0)):
        library.thread = None
        verify.warm_up(wait)
        verify.warm_up(wait)
        library.thread.join()
        assert begun == [patience]
        assert (library.thread.name, library.thread.daemon) == ("load-torch", True)
        begun.clear()
    assert at_the_end == [verify._close] * 2


def test_only_whoever_waits_is_kept_waiting(library):
    waits = []
    library.thread = SimpleNamespace(join=waits.append)
    assert verify.warm_up() == "loading"
    assert verify.warm_up(0.5) == "loading"
    assert waits == [0.5]


def test_the_end_of_the_program_waits_for_the_end_of_the_loading(library):
    verify._close()
    assert library.closing.is_set()
    joined = []
    library.thread = SimpleNamespace(join=lambda: joined.append(True))
    verify._close()
    assert joined


def test_without_pytorch_nothing_is_compared(library):
    library.thread = SimpleNamespace()
    for failure, state, told in (
        ("", "loading", "PyTorch is still loading"),
        ("ImportError: no", "missing: ImportError: no", "PyTorch is not available: ImportError: no"),
    ):
        library.failure = failure
        assert (verify.state(), verify.devices(), verify.bench()) == (state, [], None)
        assert check("norm", [3.0, 4.0], got=5.0) == Verdict("norm", None, None, (), "", "", told)


def test_pytorch_is_practised_with_where_it_will_be_used(library, torch_ready, monkeypatch):
    import torch

    places, waits = [], []
    monkeypatch.setattr(verify, "_practise", lambda library, place: places.append((library, place)))
    monkeypatch.setattr(library, "closing", SimpleNamespace(wait=waits.append, is_set=lambda: False))
    for card in (False, True):
        monkeypatch.setattr(torch.cuda, "is_available", lambda card=card: card)
        verify._load(0.25)
        assert library.torch is torch
        assert library.card is card
        assert verify.devices() == (["cpu", "cuda"] if card else ["cpu"])
    assert waits == [0.25, 0.25]
    assert places == [(torch, "cpu"), (torch, "cpu"), (torch, "cuda")]


def test_what_fails_in_loading_is_told(library, torch_ready, monkeypatch):
    import torch

    def fail(torch, place):
        if place == broken:
            raise ValueError("no")

    monkeypatch.setattr(verify, "_practise", fail)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    broken = "cuda"
    verify._load(0.0)
    assert (library.torch, library.card) == (torch, False)
    assert library.card_failure == "the card failed (ValueError), so this ran on the CPU"
    library.torch, broken = None, "cpu"
    verify._load(0.0)
    assert (library.torch, library.failure) == (None, "ValueError: no")


def test_a_program_that_ends_loads_nothing_more(library, torch_ready, monkeypatch):
    monkeypatch.setattr(verify, "_practise", None)
    library.closing.set()
    verify._load(0.0)
    assert (library.torch, library.failure) == (None, "")
    monkeypatch.setattr(library, "closing", SimpleNamespace(wait=lambda patience: False, is_set=lambda: True))
    verify._load(0.0)
    assert (library.torch, library.failure) == (None, "")


def test_libraries_are_brought_in_before_the_import(library, torch_ready, monkeypatch):
    asked = []
    monkeypatch.setattr(verify, "preload", asked.append)
    monkeypatch.setattr(verify, "_practise", lambda torch, place: None)
    verify._load(0.0)
    assert asked == []  # it is here already
    monkeypatch.delitem(sys.modules, "torch")
    monkeypatch.setattr(verify, "preload", lambda stop: asked.append(stop()) or library.closing.set())
    verify._load(0.0)
    assert asked == [False]


def test_every_routine_is_practised_with_until_the_program_ends(library, monkeypatch):
    asked, names = [], list(CHECKS)[:-1]

    def compare(*said):
        asked.append(said)
        if said[1] == names[-1]:
            library.closing.set()
        raise ValueError("no")

    monkeypatch.setattr(verify, "_compare", compare)
    verify._practise("torch", "cuda")
    for name, (torch, said, args, kwargs, got, *rest) in zip(names, asked, strict=True):
        right = CHECKS[name].sample(np.random.default_rng(0))
        assert (torch, said, rest) == ("torch", name, ["cuda", ""])
        assert (len(args), repr(kwargs)) == (len(right.args), repr(right.kwargs))
        assert repr(got) == repr(CHECKS[name].ours(*right.args, **right.kwargs))


def test_a_card_is_asked_if_there_is_one(loaded, monkeypatch):
    asked = []
    verdict = Verdict("adam", True, None, (), "", "", "")
    monkeypatch.setattr(verify, "_compare", lambda *args: asked.append(args) or verdict)
    call = (loaded.torch, "adam", (1.0, 2.0), {"rate": 0.5}, 3.0)
    for card, device, place, note in (
        (True, "auto", "cuda", ""), (True, "cuda", "cuda", ""), (True, "cpu", "cpu", ""), (False, "auto", "cpu", ""),
        (False, "cuda", "cpu", "there is no CUDA card here, so this ran on the CPU"),
    ):  # fmt: skip
        loaded.card = card
        assert check("adam", 1.0, 2.0, got=3.0, device=device, rate=0.5) is verdict
        assert asked.pop() == (*call, place, note)
    assert asked == []
    assert loaded.card_failure == ""


def test_a_sample_is_checked_on_the_card_if_there_is_one(monkeypatch):
    asked, verdict = [], Verdict("norm", True, None, (), "", "", "")

    def answer(name, *args, got, device):
        asked.append(device)
        return verdict

    monkeypatch.setattr(verify, "check", answer)
    assert verify.check_sample("norm") is verify.check_sample("norm", 0, "cpu") is verdict
    assert asked == ["auto", "cpu"]


def test_what_pytorch_cannot_compute_is_told(loaded, monkeypatch):
    def fail(*args):
        raise ValueError("no")

    monkeypatch.setattr(verify, "_compare", fail)
    told = "PyTorch could not compute this: ValueError: no"
    assert check("norm", [3.0, 4.0], got=5.0) == Verdict("norm", None, None, (), "", "cpu", told)


@pytest.mark.parametrize(
    ("theirs", "note", "reason"),
    [
        (5.0, "", ""), (5.0, "a note", "a note"), (4.0, "", "value is the first that differs"),
        (4.0, "a note", "value is the first that differs; a note"),
    ],
)  # fmt: skip
def test_a_verdict_says_what_was_compared_and_where(monkeypatch, theirs, note, reason):
    asked = []

    def twin(bench, *args, **kwargs):
        asked.append((tuple(bench), args, kwargs))
        return {"?hint": np.array(1.0), "value": np.array(theirs)}

    def bound(theirs, *args, **kwargs):
        asked.append((list(theirs), args, kwargs))
        return {"value": 0.5}

    monkeypatch.setitem(CHECKS, "norm", Check(len, twin, bound, len))
    verdict = verify._compare("torch", "norm", (3.0,), {"k": 1}, 5.0, "cuda", note)
    row = Row("value", 5 - theirs, (5 - theirs) / theirs, 0.5, 2 * (5 - theirs), theirs == 5, 5.0, theirs)
    assert verdict == Verdict("norm", theirs == 5, row, (row,), "float64", "cuda", reason)
    assert asked == [(("torch", "cuda"), (3.0,), {"k": 1}), (["?hint", "value"], (3.0,), {"k": 1})]


def test_where_no_number_is_compared_the_precision_is_bool(monkeypatch):
    monkeypatch.setitem(CHECKS, "norm", Check(len, lambda bench: {"": np.array(True)}, lambda theirs: {"": 0.0}, len))
    assert verify._compare(None, "norm", (), {}, np.True_, "cpu", "").dtype == "bool"


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Have all of PyTorch's libraries but the last installed; return their paths, and what is linked."""
    folder = tmp_path / "lib"
    folder.mkdir()
    paths = [folder / name for name in LIBRARIES[:-1]]
    for path in paths:
        path.write_bytes(b"library")
    found = {"torch": SimpleNamespace(origin=str(tmp_path / "__init__.py"))}

    class Link:
        def __init__(self):
            self.done = []

        def __call__(self, path, flags):
            self.done.append((path, flags))

    link = Link()
    monkeypatch.setattr(loading.importlib.util, "find_spec", found.get)
    monkeypatch.setattr(loading.sys, "platform", "linux2")
    monkeypatch.setattr(loading.ctypes, "CDLL", {None: SimpleNamespace(dlopen=link)}.get)
    return SimpleNamespace(paths=paths, found=found, link=link)


def test_libraries_are_linked_in_order_and_the_first_lends_its_symbols(installed):
    preload()
    scopes = [os.RTLD_GLOBAL, os.RTLD_LOCAL, os.RTLD_LOCAL]
    assert installed.link.done == [
        (os.fsencode(path), os.RTLD_NOW | scope) for path, scope in zip(installed.paths, scopes, strict=True)
    ]
    assert installed.link.restype is ctypes.c_void_p
    assert installed.link.argtypes == (ctypes.c_char_p, ctypes.c_int)


def test_libraries_are_read_before_they_are_linked_until_told_to_stop(installed, monkeypatch):
    read = []
    monkeypatch.setattr(loading, "_read", lambda path, stop: read.append((path, stop)))
    answers = iter([False, True, True])

    def stop():
        return next(answers)

    preload(stop)
    assert read == [(path, stop) for path in installed.paths]
    assert [path for path, _ in installed.link.done] == [os.fsencode(installed.paths[0])]


def test_what_cannot_be_linked_is_left_to_the_import(installed, monkeypatch):
    for spec in (None, SimpleNamespace(origin=None), SimpleNamespace(origin="")):
        installed.found["torch"] = spec
        preload()
    monkeypatch.setattr(loading.importlib.util, "find_spec", lambda name: int("no"))
    preload()
    assert installed.link.done == []


def test_only_linux_lets_us_link(installed, monkeypatch):
    monkeypatch.setattr(loading.sys, "platform", "win32")
    preload()
    assert installed.link.done == []
    monkeypatch.setattr(loading.sys, "platform", "linux")
    monkeypatch.setattr(loading.ctypes, "CDLL", lambda name: SimpleNamespace())
    preload()
    assert installed.link.done == []


def test_a_file_is_read_through_unless_told_to_stop(tmp_path):
    file = tmp_path / "library"
    file.write_bytes(b"0123456789")
    for stop_after, asked in ((99, 4), (2, 3)):  # three pieces of at most 4 bytes, and the end of the file
        calls = []
        loading._read(file, lambda calls=calls, most=stop_after: calls.append(True) or len(calls) > most, block=4)
        assert len(calls) == asked
