"""Measure every routine of mathcore against fifty digits and write the table of `mathcore/README.md`.

python -m bench.accuracy                       a look, with 1000 cases a routine
python -m bench.accuracy --cases 100000 --write   the figures that are kept; takes half an hour on one core
python -m bench.accuracy --cases 100000 --write --only softmax entropy   these again, the others as they are kept

With --write what is measured is kept routine by routine, in build/accuracy.json until all are there: a run that was
cut short goes on where it stopped.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from pathlib import Path

import numpy as np

from mathcore.checks import CHECKS
from tests.mathcore.cases import NO_ORACLE, ORACLES, worst_ratios

README = Path(__file__).parents[1] / "mathcore" / "README.md"
RESULTS = Path(__file__).parent / "results" / "accuracy.json"
UNFINISHED = Path(__file__).parents[1] / "build" / "accuracy.json"
BEGIN, END = "<!-- accuracy: written by `python -m bench.accuracy --write` -->\n", "<!-- accuracy: end -->\n"
CHUNK = 5000


def measured(task: tuple[str, int, int]) -> tuple[str, dict[str, float], float]:
    """Measure one routine on one lot of cases."""
    name, seed, count = task
    begin = time.perf_counter()
    return name, worst_ratios(name, CHECKS[name].ours, seed, count), time.perf_counter() - begin


def tasks(names: list[str], cases: int) -> Iterator[tuple[str, int, int]]:
    """Cut the work into lots with a seed each."""
    for name in names:
        for lot, start in enumerate(range(0, cases, CHUNK)):
            yield name, 1000 + lot, min(CHUNK, cases - start)


def measure(names: list[str], cases: int, workers: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield each routine with the worst ratio of every tensor of it."""
    with ProcessPoolExecutor(workers) as pool:
        for name, lots in groupby(pool.map(measured, tasks(names, cases)), key=lambda lot: lot[0]):
            worst: dict[str, float] = {}
            for _, found, seconds in lots:
                for tensor, value in found.items():
                    worst[tensor] = max(worst.get(tensor, 0.0), value)
                print(f"{name:28s} {max(found.values()):8.3f}   {seconds:6.1f} s", file=sys.stderr, flush=True)
            yield name, worst


def known(path: Path, cases: int) -> dict[str, dict[str, float]]:
    """Return what was measured with so many cases before."""
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found["worst"] if found.get("cases") == cases else {}


def keep(path: Path, cases: int, worst: dict[str, dict[str, float]]) -> None:
    """Write down what was measured."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"cases": cases, "worst": worst}, indent=1) + "\n", encoding="utf-8")


def table(worst: dict[str, dict[str, float]], cases: int) -> str:
    """Write the measurements as a Markdown table, a row a routine."""
    lines = [
        f"{cases:,} random cases a routine; NumPy {np.__version__}, Python {platform.python_version()}, "
        f"{platform.machine()}, {platform.system()}.",
        "",
        "| routine | what it promises | worst error / promise |",
        "|---|---|---|",
    ]
    for name, oracle in ORACLES.items():
        if name not in worst:
            continue
        promise = (oracle.parts.__doc__ or name).strip().splitlines()[0].replace("|", "\\|")
        tensors = ", ".join(f"{tensor} {value:.2f}" for tensor, value in worst[name].items())
        lines.append(f"| `{name}` | {promise} | {tensors.removeprefix('value ')} |")
    lines += ["", "Without a line of their own:", ""]
    lines += [f"- `{name}`: {why}" for name, why in NO_ORACLE.items()]
    return "\n".join([*lines, ""])


def write(text: str) -> None:
    """Put the table between its two marks."""
    old = README.read_text(encoding="utf-8")
    head, rest = old.split(BEGIN)
    README.write_text(head + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], encoding="utf-8")


def main() -> None:
    """Measure, print, and keep the figures if asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--write", action="store_true")
    options.add_argument("--only", nargs="+", choices=ORACLES, default=[], metavar="ROUTINE")
    chosen = options.parse_args()
    worst = known(RESULTS if chosen.only else UNFINISHED, chosen.cases) if chosen.write else {}
    wanted = chosen.only or [name for name in ORACLES if name not in worst]
    for name, found in measure(wanted, chosen.cases, chosen.workers):
        worst[name] = found
        if chosen.write:
            keep(UNFINISHED, chosen.cases, worst)
    worst = {name: worst[name] for name in ORACLES if name in worst}
    text = table(worst, chosen.cases)
    print(text)
    if chosen.write and len(worst) == len(ORACLES):
        write(text)
        keep(RESULTS, chosen.cases, worst)
        UNFINISHED.unlink()
    beyond = {name: ratios for name, ratios in worst.items() if max(ratios.values()) > 1}
    if beyond:
        sys.exit(f"beyond their promise: {beyond}")


if __name__ == "__main__":
    main()
