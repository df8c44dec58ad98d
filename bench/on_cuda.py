"""Every routine against PyTorch on a CUDA card: `make test-cuda` prints this table after the tests.

Each routine is called with samples from fixed seeds; the ratio is the largest difference divided by the bound that
rounding alone explains, so at most 1. The table is written to bench/results/cuda.md as well.
"""

import platform
import sys
from pathlib import Path

import numpy as np

from mathcore import verify

SEEDS = 200
RESULTS = Path(__file__).parent / "results" / "cuda.md"


def rows() -> list[tuple[str, float, str]]:
    """Return each routine, its worst ratio over all seeds, and the tensor it was seen in."""
    found = []
    for name in verify.CHECKS:
        verdicts = [verify.check_sample(name, seed, "cuda") for seed in range(SEEDS)]
        if strays := [verdict for verdict in verdicts if verdict.device != "cuda" or verdict.worst is None]:
            raise SystemExit(f"{name} was not checked on the card: {strays[0].reason}")
        worst = max((verdict.worst for verdict in verdicts if verdict.worst), key=lambda row: row.ratio)
        found.append((name, worst.ratio, worst.tensor))
    return found


def main() -> None:
    """Print the table and write it down."""
    if verify.warm_up(120) != "ready" or "cuda" not in verify.devices():
        print(f"skipped: no CUDA card here ({verify.state()})")
        return
    torch = sys.modules["torch"]
    found = rows()
    lines = [
        "# Every routine on a CUDA card",
        "",
        f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, NumPy {np.__version__}, "
        f"Python {platform.python_version()}; {SEEDS} seeds a routine, float64. Written by `make test-cuda`.",
        "",
        "| routine | worst ratio error/bound | in |",
        "|---|---|---|",
        *(f"| {name} | {ratio:.3g} | {tensor} |" for name, ratio, tensor in found),
    ]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    if any(ratio > 1 for _, ratio, _ in found):
        sys.exit("a routine disagrees with PyTorch on the card")


if __name__ == "__main__":
    main()
