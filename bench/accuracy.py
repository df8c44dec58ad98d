"""Measure every routine of mathcore against fifty digits and write the table of `mathcore/README.md`.

python -m bench.accuracy                       a look, with 1000 cases a routine
python -m bench.accuracy --cases 100000 --write   the figures that are kept; takes most of an hour
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from mathcore.checks import CHECKS
from tests.mathcore.cases import NO_ORACLE, ORACLES, worst_ratios

README = Path(__file__).parents[1] / "mathcore" / "README.md"
RESULTS = Path(__file__).parent / "results" / "accuracy.json"
BEGIN, END = "<!-- accuracy: written by `python -m bench.accuracy --write` -->\n", "<!-- accuracy: end -->\n"
CHUNK = 5000


def measured(task: tuple[str, int, int]) -> tuple[str, dict[str, float], float]:
    """Measure one routine on one lot of cases."""
    name, seed, count = task
    os.nice(10)
    begin = time.perf_counter()
    return name, worst_ratios(name, CHECKS[name].ours, seed, count), time.perf_counter() - begin


def tasks(cases: int) -> Iterator[tuple[str, int, int]]:
    """Cut the work into lots with a seed each."""
    for name in ORACLES:
        for lot, start in enumerate(range(0, cases, CHUNK)):
            yield name, 1000 + lot, min(CHUNK, cases - start)


def measure(cases: int, workers: int) -> dict[str, dict[str, float]]:
    """Return the worst ratio of every tensor of every routine."""
    worst: dict[str, dict[str, float]] = {name: {} for name in ORACLES}
    with ProcessPoolExecutor(workers) as pool:
        for name, found, seconds in pool.map(measured, tasks(cases)):
            for tensor, value in found.items():
                worst[name][tensor] = max(worst[name].get(tensor, 0.0), value)
            print(f"{name:28s} {max(found.values()):8.3f}   {seconds:6.1f} s", file=sys.stderr, flush=True)
    return worst


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
    chosen = options.parse_args()
    worst = measure(chosen.cases, chosen.workers)
    text = table(worst, chosen.cases)
    print(text)
    if chosen.write:
        write(text)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"cases": chosen.cases, "worst": worst}, indent=1) + "\n", encoding="utf-8")
    beyond = {name: ratios for name, ratios in worst.items() if max(ratios.values()) > 1}
    if beyond:
        sys.exit(f"beyond their promise: {beyond}")


if __name__ == "__main__":
    main()
