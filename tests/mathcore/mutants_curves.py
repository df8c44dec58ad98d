"""Mistakes in curves, their tangents and the activations of networks."""

from .mutant import COARSE, Mutant

CURVES: list[Mutant] = [
    *(Mutant("tangent", "derivative", old, new) for old, new in (
        ("secant, central = (value_h - value) / h, (value_h - value_back) / 2.0 / h",
         "secant, central = (value_h - value) / h, (value_h - value_back) / h"),
        ("secant, central = (value_h - value) / h, (value_h - value_back) / 2.0 / h",
         "secant, central = (value_h - value) / (h + 1e-9), (value_h - value_back) / 2.0 / h"),
        ("slope = float(curve.derivative(np.array([x]))[0]) if not math.isnan(value) else math.nan",
         "slope = (value_h - value_back) / 2.0 / h"),
        ("curve.derivative(np.array([x]))", "curve.derivative(np.array([x + h]))"),
        ("x, value, slope, value - slope * x,", "x, value, slope, value + slope * x,"),
        ("np.array([x, x + h, x - h])", "np.array([x, x + h, x])"),
        ("    with np.errstate(all=\"ignore\"):\n        value, value_h",
         "    h = math.copysign(max(abs(h), 1e-8), h)\n    with np.errstate(all=\"ignore\"):\n        value, value_h"),
        ("abs(secant - slope), abs(central - slope),", "secant - slope, central - slope,"),
    )),
    *(Mutant("sample", "derivative", old, new) for old, new in (
        ("x = np.linspace(lo, hi, n)", "x = np.linspace(lo, hi, n, endpoint=False)"),
        ("np.where(np.isnan(value), np.nan, curve.derivative(x))", "np.gradient(value, x)"),
        ("np.where(np.isnan(value), np.nan, curve.derivative(x))",
         "np.where(np.isnan(value), 0.0, curve.derivative(x))"),
    )),
    *(Mutant("relu_slope", "activations", old, new) for old, new in (
        ("np.asarray(x > 0).astype(x.dtype)", "np.asarray(x >= 0).astype(x.dtype)"),
        ("np.asarray(x > 0).astype(x.dtype)", "np.where(x > 0, x, 0.0)"),
    )),
    Mutant("relu", "activations", "np.maximum(x, x.dtype.type(0))", "np.maximum(x, 0.01 * x)"),
    *(Mutant("sigmoid", "activations", old, new) for old, new in (
        ("np.where(x >= 0, 1 / (1 + small), small / (1 + small))",
         "np.where(x >= 0, 1 / (1 + small), 1 - 1 / (1 + small))"),
        ("np.where(x >= 0, 1 / (1 + small), small / (1 + small))", "1 / (1 + np.exp(-np.clip(x, -30, 30)))"),
        ("np.where(x >= 0, 1 / (1 + small), small / (1 + small))", "(np.tanh(x / 2) + 1) / 2"),
    )),
    *(Mutant("silu", "activations", old, new) for old, new in (
        ("np.asarray(_bounded_below(x) * sigmoid(x))", "np.asarray(x * np.exp(x) / (1 + np.exp(x)))"),
        ("np.asarray(_bounded_below(x) * sigmoid(x))", "np.asarray(x * sigmoid(1.702 * x))"),
        ("np.asarray(_bounded_below(x) * sigmoid(x))", "np.asarray(sigmoid(x))"),
    )),
    *(Mutant("gelu", "activations", old, new) for old, new in (
        ("np.asarray(_bounded_below(x) * normal_cdf(x))",
         "np.asarray(0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))))"),
        ("np.asarray(_bounded_below(x) * normal_cdf(x))", "np.asarray(x * sigmoid(1.702 * x))"),
        ("0.5 * math.erfc(-value / root)", "0.5 * (1 + math.erf(value / root))"),
        ("root = math.sqrt(2.0)", "root = 1.41421356"),
        ("0.5 * math.erfc(-value / root)", "float(np.float32(0.5 * math.erfc(-value / root)))"),
    )),
    *(Mutant("silu_slope", "activations", old, new) for old, new in (
        ("sigmoid(both) * (1 + both * sigmoid(-both))", "sigmoid(both)"),
        ("sigmoid(both) * (1 + both * sigmoid(-both))", "sigmoid(both) * (1 + both * sigmoid(both))"),
        ("sigmoid(both) * (1 + both * sigmoid(-both))", "sigmoid(both) * (1 - both * sigmoid(-both))"),
    )),
    *(Mutant("gelu_slope", "activations", old, new) for old, new in (
        ("normal_cdf(x) + near * np.exp(-near * near / 2) / math.sqrt(2 * math.pi)", "normal_cdf(x)"),
        ("near * np.exp(-near * near / 2) / math.sqrt(2 * math.pi)",
         "near * np.exp(-near * near) / math.sqrt(2 * math.pi)"),
        ("math.sqrt(2 * math.pi)", "math.sqrt(math.pi)"),
    )),
    Mutant("sigmoid_slope", "activations", "sigmoid(x) * sigmoid(-x)", "sigmoid(x) * (1 - sigmoid(x))", COARSE),
    Mutant("sigmoid_slope", "activations", "sigmoid(x) * sigmoid(-x)", "sigmoid(x)"),
    Mutant("normal_cdf", "activations", "0.5 * math.erfc(-value / root)", "0.5 * math.erfc(value / root)"),
]  # fmt: skip
