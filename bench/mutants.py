"""Change mathcore in every small way a tool can think of, and list what the tests do not notice.

python -m bench.mutants                 whatever was not tried yet; an hour or two, may be stopped
python -m bench.mutants --survivors     those that were not noticed, after new tests
python -m bench.mutants --report        write bench/results/mutation.md again

mutmut (`make mutants` installs it) changes one thing at a time in a copy under build/mutants (a sign, a constant, an
argument) and runs the tests that reach it. Laws are tried on 20 examples instead of 100, and the examples in the
docstrings are run as well. A function whose text changes is tried again. Survivors are explained in
bench/mutants_explained.json, one by one or, where the tool cannot reach a function at all, together.
bench/results/mutation.json keeps what was found out about each module, with a digest of the text it is about.
"""

import argparse
import hashlib
import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
COPY = ROOT / "build" / "mutants"
EXPLAINED = ROOT / "bench" / "mutants_explained.json"
RESULTS = ROOT / "bench" / "results" / "mutation.md"
RECORD = ROOT / "bench" / "results" / "mutation.json"
UNEXPLAINED = "Not explained yet"
MODULES = (
    "activations", "adam", "attention", "attention_gradient", "cross_entropy", "derivative", "dot_product",
    "gradient_descent", "information", "layer_norm", "linear_algebra", "logits", "markov", "matmul", "one_weight",
    "sampling", "softmax", "surfaces", "compare", "errors", "limits", "shapes", "number", "formula", "formula_tree",
    "duals", "typed_curve", "differences", "heads", "mixing", "one_query", "orders", "notes", "overflow",
    "paths", "plane_moves", "random_arrows", "rolling", "rounding", "slopes", "temperatures", "tokens", "two_losses",
    "word_table", "accumulate", "compass", "knobs", "layers", "contours", "cost", "curves", "frames", "loading",
    "relief", "rule", "self_test", "speed", "tables", "token_cost", "verify",
)  # fmt: skip
"""What computes; the twins, bounds and inputs of the checks are themselves the test."""

SETTINGS = """
[tool.mutmut]
source_paths = ["mathcore"]
also_copy = ["bench"]
only_mutate = MODULES
# What a sentence says is left alone; whether it is said is not.
do_not_mutate_patterns = ["raise MathInputError", 'return f?"[a-z]', 'note = f?"[a-z]']
timeout_constant = 60.0  # a busy machine takes its time
timeout_multiplier = 3.0
pytest_add_cli_args = ["-p", "no:cacheprovider", "-m", "not deep and not cuda and not fresh"]
pytest_add_cli_args_test_selection = TESTS

[tool.pytest.ini_options]
addopts = ["--import-mode=importlib"]
markers = ["deep", "fresh", "cuda"]
filterwarnings = ["error"]
"""
FEWER = """
from hypothesis import Phase, settings

settings.register_profile("mutants", deadline=None, database=None, derandomize=True, max_examples=20,
                          phases=[Phase.explicit, Phase.generate])
settings.load_profile("mutants")
"""
EXAMPLES = f"""
import doctest
import importlib

import pytest


def examples():
    for name in {MODULES}:
        module = importlib.import_module(f"mathcore.{{name}}")
        for word, thing in vars(module).items():
            if callable(thing) and not word.startswith(("_", "x_")) and thing.__module__ == module.__name__:
                if ">>>" in (thing.__doc__ or ""):
                    yield pytest.param(module, word, id=f"{{name}}.{{word}}")


@pytest.mark.parametrize(("module", "word"), list(examples()))
def test_the_example_of_the_docstring(module, word):
    found = doctest.DocTestParser().get_doctest(
        getattr(module, word).__doc__, dict(vars(module)), word, None, 0)
    assert doctest.DocTestRunner(verbose=False).run(found).failed == 0
"""


LEFT_OUT = (
    "test_accuracy.py::test_the_kept_figures_hold_the_promise",
    "test_accuracy.py::test_single_precision_loses_at_most_twice_what_pytorch_loses",
    "test_docstrings.py", "test_mutants.py::test_the_tests_notice", "test_mutants.py::test_the_badge_turns_red",
    "test_mutants.py::test_the_suite_is_large_enough_and_few_are_silent",
    "test_purity.py::test_no_text_is_run_and_no_global_state_is_set", "test_verify.py::test_nothing_is_unchecked",
    "test_verify.py::test_importing_loads_no_framework", "test_verify.py::test_without_pytorch_the_verdict_says_so",
    "test_verify.py::test_a_check_does_not_wait_for_pytorch",
)  # fmt: skip
"""What reads the source, starts programs of its own, or takes long."""


IN_ORDER = f"""
import mutmut.__main__ as tool

tool.estimated_worst_case_time = lambda name: {MODULES}.index(name.split(".")[1])
tool.cli()
"""
"""The tool, which would begin with what is fast and leave every module half done when it is stopped."""


class Survivor(NamedTuple):
    """A change the tests did not notice: its name, where it is, what stood there, what stands there now."""

    name: str
    where: str
    old: str
    new: str


def prepare() -> None:
    """Make the copy that the tool works on, or bring it up to date; what was tried is kept."""
    for folder in ("mathcore", "tests/mathcore", "bench"):
        shutil.copytree(ROOT / folder, COPY / folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (COPY / "mutants" / "mathcore" / "README.md").unlink(missing_ok=True)  # the tool copies it once and never again
    # Which test reaches what is found out anew: the tool does not look again at a test whose name it knows.
    (COPY / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    (COPY / "tests" / "__init__.py").touch()
    (COPY / "tests" / "conftest.py").write_text(FEWER, encoding="utf-8")
    (COPY / "tests" / "mathcore" / "test_examples.py").write_text(EXAMPLES, encoding="utf-8")
    tests = ["tests/mathcore", *(f"--deselect=tests/mathcore/{name}" for name in LEFT_OUT)]
    settings = SETTINGS.replace("MODULES", str([f"mathcore/{name}.py" for name in MODULES]))
    settings = settings.replace("TESTS", str(tests))
    file = COPY / "pyproject.toml"
    if not file.exists() or file.read_text(encoding="utf-8") != settings:
        file.write_text(settings, encoding="utf-8")
        shutil.rmtree(COPY / "mutants", ignore_errors=True)  # the tool does not look again at what it left alone


def run(names: list[str]) -> None:
    """Let the tool try these changes, or without names all that were not tried yet, module by module."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    tool = [sys.executable, "-c", IN_ORDER, "run"]
    subprocess.run([*tool, *names], cwd=COPY, env=os.environ | one, check=True)


def outcomes(*, slow: bool = False) -> tuple[dict[str, Counter[str]], list[Survivor]]:
    """Count how the changes of every module ended, and return those not noticed, or so `slow` that it took too long."""
    if not COPY.exists():
        return {}, []
    diff_of = importlib.import_module("mutmut.mutation.diff_apply").get_diff_for_mutant
    status_of = importlib.import_module("mutmut.stats").status_by_exit_code
    os.chdir(COPY)
    counts: dict[str, Counter[str]] = {}
    survivors = []
    for module in MODULES:
        meta = Path(f"mutants/mathcore/{module}.py.meta")
        if not meta.exists():
            continue
        ended = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        counts[module] = Counter(status_of[code] for code in ended.values())
        for name, code in ended.items():
            status = status_of[code]
            if status not in ("killed", "timeout", "not checked") or (slow and status == "timeout"):
                lines = diff_of(name, path=Path(f"mathcore/{module}.py")).splitlines()
                old, new = ([line[1:].strip() for line in lines if line[:1] == sign and line[:3] != sign * 3]
                            for sign in "-+")  # fmt: skip
                function = name.split(".")[-1].split("__mutmut_")[0]
                where = f"{module}.{function.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"
                survivors.append(Survivor(name, where, " ".join(old), " ".join(new)))
    return counts, survivors


def remember() -> dict[str, Any]:
    """Add what was found out to what is kept of earlier runs, and return all of it, a record a module.

    Of two records of a module the one about its present text counts, if it tried any change, and then the larger one.
    """
    kept = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    ended, survivors = outcomes()
    for module, how in ended.items():
        found = {
            "text": _digest(COPY, module), "changes": how.total(), "tried": how.total() - how["not checked"],
            "slow": how["timeout"], "missed": [one[1:] for one in survivors if one.where.split(".")[0] == module],
        }  # fmt: skip
        present = _digest(ROOT, module)
        records = [found, kept[module]] if module in kept else [found]
        kept[module] = max(
            records, key=lambda record: (bool(record["tried"]) and record["text"] == present, record["tried"])
        )
    kept = {module: kept[module] for module in MODULES if module in kept}
    lines = (f"{json.dumps(module)}: {json.dumps(record)}" for module, record in kept.items())
    RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return kept


def _digest(folder: Path, module: str) -> str:
    return hashlib.sha256((folder / "mathcore" / f"{module}.py").read_bytes()).hexdigest()[:16]


def report() -> None:
    """Write what became of every change, the survivors with the reason why."""
    kept = remember()
    rows = json.loads(EXPLAINED.read_text(encoding="utf-8"))
    reasons: dict[tuple[str, ...], str] = {tuple(what): why for *what, why in rows}
    changes, tried, slow, missed = (
        sum(record[part] if isinstance(record[part], int) else len(record[part]) for record in kept.values())
        for part in ("changes", "tried", "slow", "missed")
    )
    left_out = sorted({file.stem for file in (ROOT / "mathcore").glob("*.py")} - set(kept) - {"__init__"})
    lines = [
        "# Small changes of mathcore, and what notices them",
        "",
        f"mutmut {version('mutmut')}, Python {platform.python_version()}; written by `python -m bench.mutants`, which",
        "says what is changed and which tests are run.",
        "",
        f"Of {changes:,} changes {tried:,} were tried: {tried - missed:,} were noticed, {missed} not.",
        f"Those are below, each with the reason. Of those noticed {slow} made the tests run for ever.",
        "",
        f"Not tried at all: {', '.join(left_out)}. Twins, bounds, inputs and faults are themselves the test.",
        "",
        "| module | changes | tried | not noticed |",
        "|---|---|---|---|",
        *(
            f"| {module}{'' if record['text'] == _digest(ROOT, module) else ' (changed since)'} "
            f"| {record['changes']} | {record['tried']} | {len(record['missed'])} |"
            for module, record in kept.items()
        ),
    ]
    groups: dict[str, list[str]] = {}
    whole: Counter[tuple[str, str]] = Counter()
    for where, old, new in sorted(tuple(one) for record in kept.values() for one in record["missed"]):
        if (where,) in reasons:
            whole[reasons[where,], where] += 1
        else:
            why = reasons.get((where, old, new), UNEXPLAINED)
            groups.setdefault(why, []).append(f"- `{where}`: `{old}` became `{new}`")
    for (why, where), count in whole.items():
        groups.setdefault(why, []).append(f"- `{where}`: {count} changes")
    for why in sorted(groups):
        lines += ["", f"## {why}", "", *groups[why]]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines[5:9]))
    if UNEXPLAINED in groups:
        sys.exit(f"{len(groups[UNEXPLAINED])} changes were not noticed and are not explained yet")


def main() -> None:
    """Prepare, run and report."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--report", action="store_true", help="only write the report again")
    ask.add_argument("--survivors", action="store_true", help="try again what was not noticed, or took too long")
    given = ask.parse_args()
    if not given.report:
        again = [survivor.name for survivor in outcomes(slow=True)[1]] if given.survivors else []
        prepare()
        run(again)
    report()


if __name__ == "__main__":
    main()
