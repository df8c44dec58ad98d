"""The table of checks, continued: measured slopes, dips, layers and paths."""

from mathcore import bounds_differences, twins_differences
from mathcore.curves import CURVES
from mathcore.differences import error_curve, nudge
from mathcore.formula import parse_formula
from mathcore.layers import dip, through_layers
from mathcore.paths import paths
from mathcore.rule import Check, call

DIFFERENCES: dict[str, Check] = {
    "nudge": Check(nudge, twins_differences.nudge, bounds_differences.nudge,
                   lambda rng: call(CURVES["cubic"], float(rng.uniform(0.5, 2.0)), 0.1)),
    "error_curve": Check(error_curve, twins_differences.error_curve, bounds_differences.error_curve,
                         lambda rng: call(CURVES["exponential"], float(rng.uniform(0.5, 2.0))), follows=True),
    "dip": Check(dip, twins_differences.dip, bounds_differences.dip,
                 lambda rng: call(CURVES["gelu"], -2.0, float(rng.uniform(0.5, 1.0))), follows=True),
    "through_layers": Check(through_layers, twins_differences.through_layers, bounds_differences.through_layers,
                            lambda rng: call(float(rng.uniform(0.2, 1.2)), int(rng.integers(5, 20)), 1.1)),
    "paths": Check(paths, twins_differences.paths, bounds_differences.paths,
                   lambda rng: call(parse_formula("sin(x) * exp(x)"), float(rng.uniform(0.5, 2.0)))),
}  # fmt: skip
