"""How the curves of the derivative page are written for people: f(x), and f′(x)."""

WRITTEN = {
    "square": ("x²", "2x"),
    "cubic": ("x³ − 3x", "3x² − 3"),
    "sine": ("sin x", "cos x"),
    "cosine": ("cos x", "−sin x"),
    "exponential": ("eˣ", "eˣ"),
    "logarithm": ("ln x", "1/x"),
    "reciprocal": ("1/x", "−1/x²"),
    "root": ("√x", "1/(2√x)"),
    "absolute": ("|x|", "the sign of x"),
    "bell": ("e^(−x²)", "−2x · e^(−x²)"),
    "sigmoid": ("sigmoid: σ(x) = 1/(1 + e⁻ˣ)", "σ(x) · σ(−x)"),
    "tanh": ("tanh x", "1/cosh² x"),
    "relu": ("ReLU: max(0, x)", "1 where x > 0, else 0"),
    "gelu": ("GELU: x · Φ(x)", "Φ(x) + x · φ(x)"),
    "silu": ("SiLU: x · σ(x)", "σ(x) · (1 + x · σ(−x))"),
    "softplus": ("softplus: ln(1 + eˣ)", "σ(x)"),
    "line": ("2x + 1", "2"),
}
