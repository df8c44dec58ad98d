"""Mistakes in products of vectors and matrices."""

from .mutant import Mutant

VECTORS: list[Mutant] = [
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
]  # fmt: skip
