"""A mistake made on purpose: one small change of the source, which the checks must notice.

A mutant is a routine, the module it is changed in, a piece of that module's text and what replaces it. When
the text is rewritten and the piece is gone, the suite says so, and the mutant has to be written again.
"""

import importlib.util
from importlib.abc import SourceLoader
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

COARSE = "PyTorch subtracts from 1 here and has no digits to show it with"
FOLDER = Path(__file__).parents[2] / "mathcore"


class Mutant(NamedTuple):
    """One change; `silent` says why PyTorch, as the less accurate side, cannot show it."""

    routine: str
    module: str
    old: str
    new: str
    silent: str = ""


class _Changed(SourceLoader):
    """Load a module from text that was changed on the way."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def get_filename(self, fullname: str) -> str:
        return str(FOLDER / f"{self.mutant.module}.py")

    def get_data(self, path: str | bytes) -> bytes:
        text = Path(str(path)).read_text(encoding="utf-8")
        assert text.count(self.mutant.old) >= 1, f"this mutant no longer applies: {self.mutant}"
        return text.replace(self.mutant.old, self.mutant.new, 1).encode()

    def path_stats(self, path: str | bytes) -> dict[str, Any]:
        raise OSError("never cached")


def apply(mutant: Mutant) -> ModuleType:
    """Return the changed module, under a name of its own."""
    spec = importlib.util.spec_from_loader(f"mutated_{mutant.module}", _Changed(mutant))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mutated(mutant: Mutant) -> Any:
    """Return the changed routine."""
    return getattr(apply(mutant), mutant.routine)
