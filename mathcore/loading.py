"""Bring PyTorch's libraries into memory without holding up other threads.

Importing an extension module makes the dynamic linker map and relocate hundreds of megabytes while the
interpreter's lock is held: every other thread stands still for a quarter of a second or, from a cold
disk, for seconds. The same linker called as a foreign function runs with the lock released, and the
import then finds the libraries in place.
"""

import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LIBRARIES = ("libtorch_global_deps.so", "libc10.so", "libtorch_cpu.so", "libtorch.so")
"""In the order `import torch` loads them; the first lends its symbols to the others."""


def preload(stop: Callable[[], bool] = lambda: False) -> None:
    """Read and link the libraries of an installed PyTorch, if this system lets us; never fail.

    Args:
        stop: Asked between the steps whether to give up.
    """
    try:
        spec = importlib.util.find_spec("torch")  # finds, does not import
    except (ImportError, ValueError):
        return
    if spec is None or not spec.origin or not sys.platform.startswith("linux"):
        return
    folder = Path(spec.origin).parent / "lib"
    paths = [folder / name for name in LIBRARIES if (folder / name).is_file()]
    try:
        for path in paths:
            _read(path, stop)
        link = ctypes.CDLL(None).dlopen
    except (OSError, AttributeError):
        return
    link.restype, link.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
    for path in paths:
        scope = os.RTLD_GLOBAL if path.name == LIBRARIES[0] else os.RTLD_LOCAL
        if not stop():
            link(os.fsencode(path), os.RTLD_NOW | scope)


@contextmanager
def without_collections() -> Iterator[None]:
    """Keep Python's garbage collector from running meanwhile, then spare it what was made.

    An import makes half a million objects that stay; looking through them stops every thread for a tenth of
    a second, once during the import and again later. They are set aside instead (`gc.freeze`), and only a
    collector that was on is switched on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


def _read(path: Path, stop: Callable[[], bool], block: int = 1 << 22) -> None:
    """Read a file through once, so that linking it waits for no disk; reading releases the lock."""
    buffer = bytearray(block)
    with path.open("rb", buffering=0) as file:
        while not stop() and file.readinto(buffer):
            pass
