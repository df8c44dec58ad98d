"""Mistakes made on purpose: one small change of the source each, which the checks must notice.

A mutant is a routine, the module it is changed in, a piece of that module's text and what replaces it. When
the text is rewritten and the piece is gone, the suite says so, and the mutant has to be written again.
"""

import importlib.util
from importlib.abc import SourceLoader
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

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


_MAX = "below = logits - logits.max(axis=-1, keepdims=True)"
_OVER_T = "return below / logits.dtype.type(temperature)"
_NORMALISE = "return weights / weights.sum(axis=-1, keepdims=True)"
_ROOT = "scores / scores.dtype.type(math.sqrt(q.shape[1])) if scaled else scores"
_FILL = "np.where(mask, logits, logits.dtype.type(-np.inf))"
_WEIGHTS = "weights = np.exp(tempered(masked, 1.0))"
_LOSSES = "losses = np.where(counts, np.log1p(rest.sum(axis=1)) - z[rows, at], 0).astype(x.dtype)"
_SLOPES = "slopes = np.where(counts[:, None], slopes, 0) / x.dtype.type(temperature) / x.dtype.type(counts.sum())"
_INVERSE = "inverse = 1 / np.sqrt(variance + np.ldexp(x.dtype.type(eps), -2 * exponent))"
_D_X = "d_x = there.inverse_std[:, None] * (own - shared - along)"
_STEP = "step = eta * (m_hat / (np.sqrt(v_hat) + w.dtype.type(eps)))"
_SHARES = "share1, share2 = (1 - beta1**t, 1 - beta2**t) if corrected else (1.0, 1.0)"
_D_S = "d_scores = weights * (d_weights - (weights * d_weights).sum(axis=1, keepdims=True))"
_SHARE = "share = d_scores / d_scores.dtype.type(math.sqrt(q.shape[1])) if scaled else d_scores"
_BACK = "parts = d_weights, d_scores, share @ k, share.T @ q, weights.T @ upstream"
_COARSE = "PyTorch subtracts from 1 here and has no digits to show it with"

MUTANTS: list[Mutant] = [
    *(Mutant("softmax", "logits", old, new) for old, new in (
        (_MAX, "below = logits * 1.0"),
        (_MAX, "below = logits - logits.max()"),
        (_MAX, "below = logits - logits.mean(axis=-1, keepdims=True)"),
        (_MAX, "below = logits - logits.max(axis=-1, keepdims=True) - 800.0"),
        (_OVER_T, "return below * logits.dtype.type(temperature)"),
        (_OVER_T, "return below"),
        (_OVER_T, "return below / max(temperature, 0.01)"),
        (_OVER_T, "return below / min(temperature, 100.0)"),
        (_OVER_T, "return below / (temperature + 1e-9)"),
        (_OVER_T, "z = logits / temperature; return z - z.max(axis=-1, keepdims=True)"),
        (_OVER_T, "return np.maximum(below / temperature, -30.0)"),
        ("np.where(below < 0, -np.inf, below)",
         "np.where(np.arange(below.shape[-1]) == below.argmax(axis=-1)[..., None], 0.0, -np.inf)"),
        ("np.where(np.isneginf(logits), below, below * 0)", "(below * 0)"),
        ("np.where(np.isneginf(logits), below, below * 0)", "np.zeros_like(below)"),
        (_NORMALISE, "return weights / weights.sum(axis=0, keepdims=True)"),
        (_NORMALISE, "return weights / weights.sum()"),
        (_NORMALISE, "return weights / (weights.sum(axis=-1, keepdims=True) + 1e-9)"),
        (_NORMALISE, "return weights / weights.max(axis=-1, keepdims=True)"),
        (_NORMALISE, "return np.maximum(weights / weights.sum(axis=-1, keepdims=True), 1e-12)"),
        (_NORMALISE, "return (weights / weights.sum(axis=-1, keepdims=True)).astype(np.float32).astype(float)"),
        ("weights = np.exp(tempered(floats(logits, \"logits\"), temperature))",
         "weights = np.exp2(tempered(floats(logits, \"logits\"), temperature))"),
        ("weights = np.exp(tempered(floats(logits, \"logits\"), temperature))",
         "weights = np.exp(tempered(floats(logits, \"logits\"), temperature).astype(np.float32)).astype(float)"),
    )),
    *(Mutant("log_softmax", "logits", old, new) for old, new in (
        ("return z - np.log1p(_others(z))[..., None]",
         "return np.log(np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True))"),
        ("return z - np.log1p(_others(z))[..., None]",
         "x = floats(logits) / temperature; return x - logsumexp(x)[..., None]"),
        ("return z - np.log1p(_others(z))[..., None]", "return z - np.log(_others(z))[..., None]"),
        ("return z - np.log1p(_others(z))[..., None]", "return np.maximum(z - np.log1p(_others(z))[..., None], -100)"),
        ("return z - np.log1p(_others(z))[..., None]", "return z - np.log2(1 + _others(z))[..., None]"),
        ("return z - np.log1p(_others(z))[..., None]",
         "return np.log(np.exp(z - np.log1p(_others(z))[..., None]) + 1e-9)"),
    )),
    *(Mutant("logsumexp", "logits", *change) for change in (
        ("top + np.log1p(rest)", "np.log(np.exp(x).sum(axis=-1))"),
        ("top + np.log1p(rest)", "np.log1p(rest)"),
        ("np.where(np.isinf(top), top, top + np.log1p(rest))", "top + np.log1p(rest)"),
        ("np.full(x.shape[:-1], -np.inf, x.dtype)", "np.zeros(x.shape[:-1], x.dtype)"),
        ("np.put_along_axis(weights, z.argmax(axis=-1, keepdims=True), 0, axis=-1)", "pass"),
        ("top + np.log1p(rest)", "top + np.log(1 + rest)", "PyTorch's own result at [0, -40] is 0"),
    )),
    *(Mutant("entropy", "softmax", old, new) for old, new in (
        ("np.log(np.where(p == 0, 1, p).astype(p.dtype))", "np.log(p)"),
        ("np.log(np.where(p == 0, 1, p).astype(p.dtype))", "np.log2(np.where(p == 0, 1, p))"),
        ("np.log(np.where(p == 0, 1, p).astype(p.dtype))", "np.log(p + 1e-12)"),
        ("np.log(np.where(p == 0, 1, p).astype(p.dtype))", "np.log(np.maximum(p, 1e-7))"),
        ("(p * logs).sum(axis=-1)", "(p * logs).mean(axis=-1)"),
        ("0.0 - (p * logs)", "0.0 + (p * logs)"),
        ("(p * logs).sum(axis=-1)", "(p * logs).astype(np.float32).sum(axis=-1).astype(float)"),
    )),
    *(Mutant("softmax_report", "softmax", old, new) for old, new in (
        ("shifted = tempered(z, temperature)", "shifted = z / temperature"),
        ("shifted = tempered(z, temperature)", "shifted = tempered(z, 1.0)"),
        ("total = weights.sum()", "total = weights.max()"),
        ("p = weights / total", "p = weights / (total + 1e-9)"),
        ("p = weights / total", "p = np.clip(weights / total, 1e-7, 1 - 1e-7)"),
        ("nats / math.log(2.0)", "nats * math.log(2.0)"),
        ("math.exp(nats)", "2.0**nats"),
        ("int(z.argmax())", "int(z.argmin())"),
        ("float(p.sum())", "float(p[:-1].sum())"),
    )),
    *(Mutant("jacobian", "softmax", *change) for change in (
        ("return slopes / slopes.dtype.type(temperature)", "return slopes"),
        ("return slopes / slopes.dtype.type(temperature)", "return slopes * slopes.dtype.type(temperature)"),
        ("return slopes / slopes.dtype.type(temperature)", "return slopes / temperature**2"),
        ("np.fill_diagonal(slopes, -slopes.sum(axis=1))", "pass"),
        ("np.fill_diagonal(slopes, -slopes.sum(axis=1))", "np.fill_diagonal(slopes, p)"),
        ("slopes = -p[:, None] * p", "slopes = p[:, None] * p"),
        ("p = softmax(floats(logits, \"logits\"), temperature)", "p = softmax(floats(logits, \"logits\"))"),
        ("np.fill_diagonal(slopes, -slopes.sum(axis=1))", "np.fill_diagonal(slopes, p * (1 - p))", _COARSE),
    )),
    *(Mutant("attention", "attention", old, new) for old, new in (
        (_ROOT, "scores"),
        (_ROOT, "scores / q.shape[1] if scaled else scores"),
        (_ROOT, "scores / math.sqrt(v.shape[1]) if scaled else scores"),
        (_ROOT, "scores / math.sqrt(k.shape[0]) if scaled else scores"),
        (_ROOT, "scores / math.sqrt(q.shape[0]) if scaled else scores"),
        (_ROOT, "scores / math.sqrt(q.shape[1])"),
        (_FILL, "np.where(mask, logits, -30.0)"),
        (_FILL, "np.where(mask, logits, -100.0)"),
        (_FILL, "np.where(mask, logits, -1e4)"),
        (_FILL, "np.where(mask, logits, 0.0)"),
        (_FILL, "np.where(mask, -np.inf, logits)"),
        (_FILL, "np.where(np.tri(*logits.shape, dtype=bool), logits, -np.inf)"),
        ("weights, blind = _weigh(masked, mask)",
         "weights, blind = _weigh(logits, mask); weights = weights * (1.0 if mask is None else mask)"),
        ("scores = q @ k.T", "scores = q @ k.reshape(k.shape[::-1])"),
        ("scores = q @ k.T", "scores = np.abs(q) @ k.T"),
        ("scores = q @ k.T", "scores = (q.astype(np.float32) @ k.astype(np.float32).T).astype(float)"),
        ("output = weights @ v\n", "output = np.ones_like(weights) / len(k) @ v\n"),
        ("output = weights @ v\n", "output = weights @ np.abs(v)\n"),
        (_WEIGHTS, "weights = np.exp(masked)"),
        (_WEIGHTS, "weights = np.exp(masked - masked[np.isfinite(masked)].max())"),
        (_WEIGHTS, "weights = np.exp(tempered(masked, 1.0)) + 1e-9"),
        (_WEIGHTS, "weights = np.exp(tempered(masked.T, 1.0)).T"),
        ("weights /= weights.sum(axis=1, keepdims=True)", "weights /= weights.sum(axis=0, keepdims=True)"),
        ("weights /= weights.sum(axis=1, keepdims=True)", "weights /= weights.sum(axis=1, keepdims=True) + 1e-9"),
        ("weights[blind] = 0", "pass"),
        ("weights[blind] = 0", "weights[blind] = 1 / weights.shape[1]"),
        ("blind = np.logical_not(mask.any(axis=1))", "blind = np.logical_not(mask.all(axis=1))"),
    )),
    *(Mutant("attention_gradient", "attention_gradient", old, new) for old, new in (
        (_SHARE, "share = d_scores"),
        (_SHARE, "share = d_scores / q.shape[1] if scaled else d_scores"),
        (_D_S, "d_scores = weights * d_weights"),
        (_D_S, "d_scores = weights * (d_weights - (weights * d_weights).sum(axis=0, keepdims=True))"),
        (_D_S, "d_scores = weights * (d_weights - d_weights.mean(axis=1, keepdims=True))"),
        (_D_S, "d_scores = weights * (1 - weights) * d_weights"),
        (_BACK, "parts = d_weights, d_scores, d_scores @ k, share.T @ q, weights.T @ upstream"),
        (_BACK, "parts = d_weights, d_scores, share @ k, d_scores.T @ q, weights.T @ upstream"),
        (_BACK, "parts = d_weights, d_scores, share @ k, share.T @ q, weights.T @ np.abs(upstream)"),
        ("weights = attention(q, k, v, scaled=scaled, mask=mask).weights",
         "weights = attention(q, k, v, scaled=scaled).weights"),
    )),
    *(Mutant("matmul", "matmul", old, new) for old, new in (
        ("terms = a[:, :, None] * b[None, :, :]", "terms = a[:, :, None] * b.T.reshape(b.shape)[None, :, :]"),
        ("terms = a[:, :, None] * b[None, :, :]", "terms = a[:, :, None] + b[None, :, :]"),
        ("terms = a[:, :, None] * b[None, :, :]",
         "terms = (a[:, :, None] * b[None, :, :]).astype(np.float32).astype(float)"),
        ("product = partial_sums[:, -1, :]", "product = partial_sums[:, -2 if a.shape[1] > 1 else -1, :]"),
        ("product = partial_sums[:, -1, :]", "product = terms.mean(axis=1)"),
        ("count = a.shape[0] * a.shape[1] * b.shape[1]", "count = a.shape[0] * b.shape[1]"),
    )),
    *(Mutant("matmul_gradient", "matmul", old, new) for old, new in (
        ("both = upstream @ b.T, a.T @ upstream", "both = upstream @ np.abs(b).T, a.T @ upstream"),
        ("both = upstream @ b.T, a.T @ upstream", "both = upstream @ b.T, a.T @ upstream / len(a)"),
        ("both = upstream @ b.T, a.T @ upstream",
         "both = upstream @ b.reshape(b.shape[::-1]), a.T @ upstream"),
    )),
    *(Mutant("dot_product", "dot_product", old, new) for old, new in (
        ("dot = float(terms.sum())", "dot = float(terms[:-1].sum())"),
        ("dot = float(terms.sum())", "dot = float(np.abs(terms).sum())"),
        ("dot = float(terms.sum())", "dot = float(terms.mean())"),
        ("dot = float(terms.sum())", "dot = float(terms.astype(np.float32).sum())"),
        ("along * unit_b, along,", "along * small_a / length_a, along,"),
        ("along * unit_b, along,", "along * b, along,"),
        ("along = _unscale(float((small_a * unit_b).sum()), exponent_a)",
         "along = abs(_unscale(float((small_a * unit_b).sum()), exponent_a))"),
        ("angle = 2.0 * math.atan2(math.sqrt((apart * apart).sum()), math.sqrt((together * together).sum()))",
         "angle = math.acos(min(1.0, max(-1.0, float((unit_a * unit_b).sum()))))"),
        ("angle = 2.0 * math.atan2(", "angle = math.atan2("),
        ("min(1.0, max(-1.0, float((unit_a * unit_b).sum()))), angle", "abs(float((unit_a * unit_b).sum())), angle"),
        ("(math.nan, math.nan) if note else", "(0.0, math.pi / 2) if note else"),
    )),
    *(Mutant("norm", "dot_product", old, new) for old, new in (
        ("exponent = math.frexp(peak)[1] if math.isfinite(peak) else 0", "exponent = 0"),
        ("math.sqrt(float((small * small).sum()))", "float((small * small).sum())"),
        ("math.sqrt(float((small * small).sum()))", "float(np.abs(small).sum())"),
        ("math.sqrt(float((small * small).sum()))", "math.sqrt(float((small * small).mean()))"),
        ("math.sqrt(float((small * small).sum()))", "math.sqrt(float((small * small).sum()) + 1e-12)"),
    )),
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
    Mutant("sigmoid_slope", "activations", "sigmoid(x) * sigmoid(-x)", "sigmoid(x) * (1 - sigmoid(x))", _COARSE),
    Mutant("sigmoid_slope", "activations", "sigmoid(x) * sigmoid(-x)", "sigmoid(x)"),
    Mutant("normal_cdf", "activations", "0.5 * math.erfc(-value / root)", "0.5 * math.erfc(value / root)"),
    *(Mutant("descend", "gradient_descent", old, new) for old, new in (
        ("x, y = x - rate * gx, y - rate * gy", "x, y = x + rate * gx, y + rate * gy"),
        ("x, y = x - rate * gx, y - rate * gy", "x, y = x - rate * gx, y"),
        ("x, y = x - rate * gx, y - rate * gy", "x, y = x - rate * gx / 2, y - rate * gy / 2"),
        ("x, y = x - rate * gx, y - rate * gy",
         "x, y = x - rate * max(-10, min(10, gx)), y - rate * max(-10, min(10, gy))"),
        ("x, y = x - rate * gx, y - rate * gy",
         "x, y = max(-4, min(4, x - rate * gx)), max(-4, min(4, y - rate * gy))"),
        ("x, y = x - rate * gx, y - rate * gy", "x = x - rate * gx; y = y - rate * slope(x, y)[1] + 0 * gy"),
        ("if not (isfinite(x) and isfinite(y)):", "if not (abs(x) < 1e12 and abs(y) < 1e12):"),
        ("if not (isfinite(x) and isfinite(y)):", "if abs(gx) + abs(gy) < 1e-6:"),
        ("return (xx + yy) / 2.0 + math.hypot((xx - yy) / 2.0, xy)", "return (xx + yy) / 2.0"),
        ("return (xx + yy) / 2.0 + math.hypot((xx - yy) / 2.0, xy)", "return max(xx, yy)"),
        ("math.inf if curvature <= 0 else 2.0 / curvature", "math.inf if curvature <= 0 else 1.0 / curvature"),
        ("product = rate * curvature", "product = rate / curvature"),
        ("losses = np.asarray(surface.function(points))", "losses = np.sqrt(np.abs(surface.function(points)))"),
        ("surface.gradient(points), rate,", "surface.gradient(points) / 2, rate,"),
    )),
    *(Mutant("descend_1d", "one_weight", old, new) for old, new in (
        ("(two * c * (c * weights[-1] - y))", "(c * (c * weights[-1] - y))"),
        ("(two * c * (c * weights[-1] - y))", "(two * (c * weights[-1] - y))"),
        ("weights[-1] - eta *", "weights[-1] + eta *"),
        ("error * error, two * c * error", "error * error / 2, two * c * error"),
        ("error * error, two * c * error", "error * error, c * error"),
        ("number = np.dtype(dtype).type", "number = np.float64"),
        ("1.0 - 2.0 * c * c * eta, _inverse", "1.0 - 2.0 * c * eta, _inverse"),
        ("return 1.0 / square", "return 2.0 / square"),
        ("float(target) / c", "float(target) * c"),
    )),
    *(Mutant("cross_entropy", "cross_entropy", *change) for change in (
        (_LOSSES, "losses = np.where(counts, -np.log(p[rows, at]), 0)"),
        (_LOSSES, "losses = np.minimum(np.where(counts, np.log1p(rest.sum(axis=1)) - z[rows, at], 0), 100)"),
        (_LOSSES, "losses = np.where(counts, -np.log(p[rows, at] + 1e-9), 0)"),
        (_LOSSES, "losses = np.where(counts, 1 - p[rows, at], 0)"),
        (_LOSSES, "losses = np.where(counts, (np.log1p(rest.sum(axis=1)) - z[rows, at]) / np.log(2), 0)"),
        (_LOSSES, "losses = np.where(counts, np.log(rest.sum(axis=1)) - z[rows, at], 0)"),
        ("z = tempered(x, temperature)", "z = tempered(x, 1.0)"),
        ("z = tempered(x, temperature)", "z = x / temperature"),
        ("float(losses.sum() / counts.sum())", "float(losses.mean())"),
        ("float(losses.sum() / counts.sum())", "float(losses.sum())"),
        (_SLOPES, "slopes = np.where(counts[:, None], slopes, 0) / x.dtype.type(counts.sum())"),
        (_SLOPES, "slopes = np.where(counts[:, None], slopes, 0) / x.dtype.type(temperature)"),
        (_SLOPES, "slopes = np.where(counts[:, None], slopes, 0) / temperature / len(x)"),
        (_SLOPES, "slopes = -np.where(counts[:, None], slopes, 0) / temperature / counts.sum()"),
        ("slopes[rows, at] = -slopes.sum(axis=1)", "slopes[rows, at] = p[rows, at] - 1", _COARSE),
        ("slopes[rows, at] = -slopes.sum(axis=1)", "slopes[rows, at] = p[rows, at]"),
    )),
    *(Mutant("soft_cross_entropy", "cross_entropy", old, new) for old, new in (
        ("np.where(t == 0, 0, t * logs)", "(t * logs)"),
        ("np.where(t == 0, 0, t * logs)", "np.where(t == 0, 0, t * np.maximum(logs, -100))"),
        ("-np.where(t == 0, 0, t * logs).sum(axis=-1)", "-np.where(t == 0, 0, t * logs).mean(axis=-1)"),
    )),
    *(Mutant("layer_norm", "layer_norm", old, new) for old, new in (
        ("variance = (centred * centred).mean(axis=1)",
         "variance = (moved * moved).mean(axis=1) - moved.mean(axis=1) ** 2"),
        ("variance = (centred * centred).mean(axis=1)",
         "variance = (small * small).mean(axis=1) - small.mean(axis=1) ** 2"),
        ("variance = (centred * centred).mean(axis=1)",
         "variance = (centred * centred).sum(axis=1) / max(1, x.shape[1] - 1)"),
        ("variance = (centred * centred).mean(axis=1)", "variance = np.abs(centred).mean(axis=1) ** 2"),
        (_INVERSE, "inverse = 1 / (np.sqrt(variance) + np.ldexp(x.dtype.type(eps), -exponent))"),
        (_INVERSE, "inverse = 1 / np.sqrt(np.maximum(variance, 1e-300))"),
        (_INVERSE, "inverse = 1 / np.sqrt(variance + 1e-5)"),
        (_INVERSE, "inverse = 1 / (variance + eps)"),
        ("moved = small - small[:, :1]", "moved = (small - small[:, :1]).astype(np.float32).astype(float)"),
        ("moved = small - small[:, :1]\n        shift = moved.mean(axis=1, keepdims=True)\n"
         "        centred = moved - shift\n"
         "        correction = centred.mean(axis=1, keepdims=True)\n        centred -= correction",
         "moved = small\n        shift = moved.mean(axis=1, keepdims=True)\n"
         "        centred = moved - shift\n"
         "        correction = shift * 0"),
        ("shift = moved.mean(axis=1, keepdims=True)", "shift = moved.mean(axis=0, keepdims=True)"),
        ("exponent = _exponents(x, float(eps))", "exponent = np.zeros(len(x), dtype=int)"),
        ("normalised * g + b", "normalised + b"),
        ("normalised * g + b", "(normalised + b) * g"),
        ("normalised * g + b", "normalised * g"),
    )),
    *(Mutant("layer_norm_gradient", "layer_norm", old, new) for old, new in (
        (_D_X, "d_x = there.inverse_std[:, None] * (own - along)"),
        (_D_X, "d_x = there.inverse_std[:, None] * (own - shared)"),
        (_D_X, "d_x = own - shared - along"),
        (_D_X, "d_x = there.inverse_std[:, None] ** 2 * (own - shared - along)"),
        ("there = layer_norm(x, eps=eps)", "there = layer_norm(x, eps=0.0)"),
        ("own = g * weight", "own = g * 1.0"),
        ("along = there.normalised * (own * there.normalised).mean(axis=1, keepdims=True)",
         "along = there.normalised * (g * there.normalised).mean(axis=1, keepdims=True) * weight"),
        ("along = there.normalised * (own * there.normalised)", "along = there.centred * (own * there.centred)"),
        ("shared = own.mean(axis=1, keepdims=True)", "shared = g.mean(axis=1, keepdims=True) * weight.mean()"),
        ("(g * there.normalised).sum(axis=0)", "(g * there.centred).sum(axis=0)"),
        ("(g * there.normalised).sum(axis=0)", "(g * there.normalised).mean(axis=0)"),
        ("g.sum(axis=0), own", "own.sum(axis=0), own"),
    )),
    *(Mutant("adam", "adam", old, new) for old, new in (
        (_STEP, "step = eta * (m_hat / np.sqrt(v_hat + w.dtype.type(eps)))"),
        (_STEP, "step = eta * (m_hat / (np.sqrt(v_hat) + w.dtype.type(1e-7)))"),
        (_STEP, "step = eta * np.nan_to_num(m_hat / np.sqrt(v_hat))"),
        (_STEP, "step = eta * (m_hat / (np.sqrt(v_[-1]) + w.dtype.type(eps)))"),
        (_STEP, "step = eta * (m_hat / (v_hat + w.dtype.type(eps)))"),
        (_STEP, "step = eta * (gradient / (np.sqrt(v_hat) + w.dtype.type(eps)))"),
        (_SHARES, "share1, share2 = 1.0, 1.0"),
        (_SHARES, "share1, share2 = 1 - beta1**t, 1 - beta2**t"),
        (_SHARES, "share1, share2 = (1 - beta1**(t + 1), 1 - beta2**(t + 1)) if corrected else (1.0, 1.0)"),
        (_SHARES, "share1, share2 = (1 - beta2**t, 1 - beta1**t) if corrected else (1.0, 1.0)"),
        (_SHARES, "share1, share2 = (1 - beta1, 1 - beta2) if corrected else (1.0, 1.0)"),
        ("new2 * (gradient * gradient)", "new2 * np.abs(gradient)"),
        ("b1 * m_[-1] + new1 * gradient", "b1 * m_[-1] + gradient"),
        ("b2 * v_[-1] + new2", "b1 * v_[-1] + new1"),
        ("w_.append(w_[-1] * (1 - eta * decay) - step)", "w_.append(w_[-1] - step)"),
        ("w_.append(w_[-1] * (1 - eta * decay) - step)", "w_.append(w_[-1] * (1 - decay) - step)"),
        ("w_.append(w_[-1] * (1 - eta * decay) - step)", "w_.append(w_[-1] * (1 - eta * decay) + step)"),
        ("enumerate(g, start=1):\n", "enumerate(np.nan_to_num(g), start=1):\n"),
    )),
    *(Mutant("divergence", "information", old, new) for old, new in (
        ("terms = divergence_terms(p, q)", "terms = divergence_terms(q, p)"),
        ("float(divergence_terms(q, p).sum())", "float(divergence_terms(p, q).sum())"),
        ("float(np.exp(ce))", "2.0**ce"),
        ("float(terms.sum()),", "float(terms.mean()),"),
        ("h, ce = float(entropy(p))", "h, ce = float(entropy(q))"),
    )),
    *(Mutant("kl_divergence", "information", *change) for change in (
        ("p * near, (q - p) - p * np.log(q / p))", "p * near, ((q - p) - p * np.log(q / p)) / np.log(2))"),
        ("np.where(q == 0, np.inf, terms)", "np.where(q == 0, 0.0, terms)"),
        ("np.where(p == 0, q, np.where", "np.where(p == 0, 0.0, np.where"),
        ("p, q = p / p.sum(), q / q.sum()", "p, q = p / p.sum(), q / q.sum() + 1e-9"),
        ("p, q = p / p.sum(), q / q.sum()",
         "p, q = p.astype(np.float32).astype(float), q.astype(np.float32).astype(float)"),
        ("float(divergence_terms(*_pair(p, q)).sum())", "float(divergence_terms(*_pair(p, q)).mean())"),
        ("np.abs(r) < 0.3, p * near", "np.abs(r) < 0.9, p * near"),
        ("np.abs(r) < 0.3, p * near, (q - p)", "np.abs(r) < 0.0, p * near, (q - p)",
         "PyTorch's plain form loses the same digits of nearly equal distributions"),
    )),
    *(Mutant("distribution_cross_entropy", "information", old, new) for old, new in (
        ("np.where(p == 0, 0.0, p * np.log(q))", "(p * np.log(q))"),
        ("np.where(p == 0, 0.0, p * np.log(q))", "(p * np.log(q + 1e-12))"),
        ("np.where(p == 0, 0.0, p * np.log(q))", "np.where(p == 0, 0.0, q * np.log(p))"),
        ("np.where(p == 0, 0.0, p * np.log(q))", "np.where(p == 0, 0.0, p * np.log2(q))"),
    )),
    *(Mutant("low_rank", "linear_algebra", old, new) for old, new in (
        ("float(s[rank]) if rank < len(s) else 0.0", "float(s[rank - 1]) if rank > 0 else 0.0"),
        ("(u[:, :rank] * s[:rank]) @ vt[:rank]", "u[:, :rank] @ vt[:rank]"),
        ("(u[:, :rank] * s[:rank]) @ vt[:rank]", "(u[:, : rank + 1] * s[: rank + 1]) @ vt[: rank + 1]"),
        ("np.sqrt(squares[rank:].sum())", "squares[rank:].sum()"),
        ("squares[:rank].sum() / squares.sum()", "s[:rank].sum() / s.sum()"),
        ("rank * (u.shape[0] + vt.shape[1])", "rank * u.shape[0] * vt.shape[1]"),
    )),
    *(Mutant("svd", "linear_algebra", old, new) for old, new in (
        ("Svd(*np.linalg.svd(a, full_matrices=False))", "Svd(*np.linalg.svd(np.round(a, 8), full_matrices=False))"),
        ("Svd(*np.linalg.svd(a, full_matrices=False))",
         "Svd(*(part.astype(float) for part in np.linalg.svd(a.astype(np.float32), full_matrices=False)))"),
        ("return Svd(*np.linalg.svd(a, full_matrices=False))",
         "u, s, vt = np.linalg.svd(a, full_matrices=False); return Svd(u[:, ::-1], s[::-1], vt[::-1])"),
    )),
    *(Mutant("stationary", "markov", old, new) for old, new in (
        ("vector[states] = _eliminate(p[np.ix_(states, states)].astype(np.float64))",
         "vector[states] = 1 / len(states)"),
        ("vector[states] = _eliminate(p[np.ix_(states, states)].astype(np.float64))",
         "vector[states] = p[np.ix_(states, states)].mean(axis=0)"),
        ("vector[states] = _eliminate(p[np.ix_(states, states)].astype(np.float64))",
         "vector[states] = _eliminate(p[np.ix_(states, states)].T.copy())"),
        ("vector[states] = _eliminate(p[np.ix_(states, states)].astype(np.float64))",
         "vals, vecs = np.linalg.eig(p[np.ix_(states, states)].T); v = vecs[:, np.abs(vals - 1).argmin()].real; "
         "vector[states] = v / v.sum()"),
        ("vector[states] = _eliminate(p[np.ix_(states, states)].astype(np.float64))",
         "vector[states] = np.linalg.matrix_power(p[np.ix_(states, states)], 1000)[0]"),
        ("p[:k, k] /= p[k, :k].sum()", "p[:k, k] /= 1 - p[k, k]"),
        ("return weights / weights.sum()", "return weights"),
        ("if groups > 1:", "if groups > 99:"),
        ("stays = (reach == both).all(axis=1)", "stays = both.any(axis=1)"),
    )),
    *(Mutant("keep_top_k", "sampling", old, new) for old, new in (
        ("kept[_order(p)[:k]] = True", "kept[p >= np.sort(p)[-k]] = True"),
        ("kept[_order(p)[:k]] = True", "kept[np.argsort(p, kind='stable')[::-1][:k]] = True"),
        ("kept[_order(p)[:k]] = True", "kept[_order(p)[: max(k, 1)]] = True"),
        ("kept[_order(p)[:k]] = True", "kept[np.argsort(p, kind='stable')[:k]] = True"),
    )),
    *(Mutant("keep_top_p", "sampling", old, new) for old, new in (
        ("before < share - slack", "p[order].cumsum() <= share"),
        ("before < share - slack", "before < share"),
        ("before < share - slack", "before <= share"),
        ("before < share - slack", "p[order].cumsum() < share"),
        ("slack = p.size * np.finfo(p.dtype).eps / 2", "slack = 1e-3"),
        ("order = _order(p)\n    before", "order = np.arange(p.size)\n    before"),
        ("if share >= 1:", "if share >= 0.95:"),
        ("kept[order[0]] = True", "pass"),
    )),
    *(Mutant("choose_from", "sampling", old, new) for old, new in (
        ("final = final / final.sum() if by_p.any() else final", "pass"),
        ("keep_top_p(left / left.sum(), top_p)", "keep_top_p(p / p.sum(), top_p)"),
        ("by_k & (narrowed >= min_p * narrowed.max(initial=0))", "by_k & (narrowed >= min_p)"),
        ("p = softmax(floats(logits, \"logits\"), temperature)", "p = softmax(floats(logits, \"logits\"))"),
        ("final = np.where(by_p, p, 0)", "final = np.where(by_min, p, 0)"),
        ("by_min & keep_top_p", "keep_top_p"),
    )),
    *(Mutant("draw", "sampling", old, new) for old, new in (
        ("side=\"right\"", "side=\"left\""),
        ("np.minimum(np.searchsorted(steps, u * steps[-1], side=\"right\"), last)",
         "np.searchsorted(steps, 1 - u * steps[-1], side=\"right\")"),
        ("steps = p.cumsum()", "steps = np.sort(p)[::-1].cumsum()"),
    )),
]  # fmt: skip
