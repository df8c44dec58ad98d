import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.curves import CURVES
from mathcore.derivative import sample, tangent
from mathcore.duals import FUNCTIONS
from mathcore.errors import MathInputError
from mathcore.formula import parse_formula
from mathcore.typed_curve import spread, typed_curve
from mathcore.verify import check

X = np.array([0.3, 1.0, 2.5])
READ = {
    "x": X,
    "2x": 2 * X,
    "2 x": 2 * X,
    "x^2": X**2,
    "x**2": X**2,
    "-x^2": -(X**2),
    "2^-x": 2**-X,
    "2^x^2": 2 ** (X**2),
    "(x+1)(x-1)": X**2 - 1,
    "3(x+1)": 3 * (X + 1),
    "2sin(x)": 2 * np.sin(X),
    "e^x": np.exp(X),
    "2e": 0 * X + 2 * math.e,
    "2e3": 0 * X + 2000,
    "x−1": X - 1,
    "+x": X,
    "--x": X,
    "1/2x": X / 2,
    ".5x": X / 2,
    "5.x": 5 * X,
    "007x": 7 * X,
    "ln(x)": np.log(X),
    "log(x)": np.log(X),
    "sqrt(x)": np.sqrt(X),
    "abs(-x)": X,
    "pi*x": np.pi * X,
    "x^x": X**X,
    "exp(-x^2/2)": np.exp(-(X**2) / 2),
    "x/(1+x)": X / (1 + X),
    "relu(x-1)": np.maximum(X - 1, 0),
    "4": 0 * X + 4,
    "tan(x)": np.tan(X),
    "tanh(x)": np.tanh(X),
    "sigmoid(x)": 1 / (1 + np.exp(-X)),
    " x ": X,
    "x^0": 0 * X + 1,
    "x^.5": X**0.5,
}


@pytest.mark.parametrize("text", READ)
def test_reads_what_people_type(text):
    np.testing.assert_allclose(parse_formula(text).value(X), READ[text], rtol=1e-14)


def test_where_there_is_no_value_there_is_no_slope():
    found = parse_formula("10*1e308 - 10*1e308 + x").evaluate(X)
    assert np.isnan(found.value).all()
    assert np.isnan(found.slope).all()


def test_a_formula_at_no_place_has_no_value():
    for text in ("x^2", "x^x", "2^x", "3"):
        assert parse_formula(text).value(np.zeros(0)).shape == (0,)


def test_every_function_is_there():
    assert len(FUNCTIONS) >= 12
    for name in FUNCTIONS:
        assert np.isfinite(parse_formula(f"{name}(x)").value(X)).all()


numbers = st.sampled_from(["1", "2", "0.5", "3", "pi", "e"])


def grow(inner):
    """Make longer formulas from shorter ones."""
    return (
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda t: f"{t[0]}({t[1]})")
        | st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})")
        | st.tuples(inner, st.sampled_from(["2", "3", "-1", "0.5"])).map(lambda t: f"({t[0]})^{t[1]}")
        | inner.map(lambda t: f"-({t})")
    )


formulas = st.recursive(st.just("x") | numbers, grow, max_leaves=6).filter(lambda text: len(text) <= 200)


@given(formulas, st.floats(-5, 5), st.sampled_from([0.5, -0.1, 1e-4]))
def test_every_formula_agrees_with_pytorch(torch_ready, text, x, h):
    try:
        curve = typed_curve(text)
    except MathInputError:
        return
    assert check("tangent", curve, x, h, got=tangent(curve, x, h)).agrees, text
    assert check("sample", curve, -4.0, 4.0, 33, got=sample(curve, -4.0, 4.0, 33)).agrees, text


PAIRS = {"square": "x^2", "cubic": "x^3 - 3x", "sine": "sin(x)", "exponential": "exp(x)", "bell": "e^(-x^2)",
         "sigmoid": "1/(1+e^(-x))", "tanh": "tanh(x)", "relu": "relu(x)", "gelu": "gelu(x)", "silu": "x sigmoid(x)"
         .replace("x s", "x*s"), "softplus": "ln(1 + e^x)", "line": "2x+1", "absolute": "abs(x)"}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_typed_formula_is_the_built_in_curve(name):
    typed, built_in = sample(typed_curve(PAIRS[name]), -3.0, 3.0, 61), sample(CURVES[name], -3.0, 3.0, 61)
    np.testing.assert_allclose(typed.value, built_in.value, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(typed.slope, built_in.slope, rtol=1e-12, atol=1e-14)


def test_the_error_bound_grows_where_digits_cancel():
    honest, lost = parse_formula("x").evaluate(X), parse_formula("(x + 1e10) - 1e10").evaluate(X)
    assert (lost.value_error > 1e-7).all()
    assert (honest.value_error == 0).all()
    assert (np.abs(lost.value - X) <= lost.value_error).all()


def test_formulas_in_latex():
    for text, latex in (
        ("x^2 + 1", "x^{2} + 1"), ("1/(x+1)", r"\frac{1}{x + 1}"), ("x - (1 - x)", r"x - \left(1 - x\right)"),
        ("(-x)^2", r"\left(-x\right)^{2}"), ("2 pi x", None), ("sin(x)*3", r"\operatorname{sin}\left(x\right) \cdot 3"),
        ("1e-9 x".replace(" ", "*"), r"1 \cdot 10^{-9} \cdot x"), ("abs(-x)", r"\left|-x\right|"),
        ("e*pi*x", r"e \cdot \pi \cdot x"), ("-(x*3)", r"-x \cdot 3"), ("x*x^2", r"x \cdot x^{2}"),
        ("x+1+2", "x + 1 + 2"), ("x+2*x", r"x + 2 \cdot x"), ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("1e-9^x", r"\left(1 \cdot 10^{-9}\right)^{x}"), ("(x/2)^2", r"\left(\frac{x}{2}\right)^{2}"),
        ("(x^2+1)*x", r"\left(x^{2} + 1\right) \cdot x"), ("2^x", "2^{x}"),
    ):  # fmt: skip
        if latex is not None:
            assert typed_curve(text).formula == latex


def test_the_frame_shows_the_curve_even_with_a_pole():
    window = typed_curve("1/x").window
    assert all(map(math.isfinite, window))
    assert window[2] < window[3]
    assert typed_curve("ln(-1 - x^2)").window[2:] == (-1.0, 1.0)


def test_the_frame_holds_the_middle_nine_tenths_of_401_heights_with_a_margin():
    assert [typed_curve(text, 0.0, 10.0).window for text in ("x", "100", "-1", "1e20*x - 5e20")] == [
        (0.0, 10.0, -1.75, 11.75), (0.0, 10.0, 95.0, 105.0), (0.0, 10.0, -1.5, -0.5), (0.0, 10.0, -1.5e12, 1.5e12),
    ]  # fmt: skip
    low, high = np.quantile(np.linspace(-4, 4, 401) ** 2, [0.05, 0.95])
    assert typed_curve("x^2").window[2:] == pytest.approx((low - (high - low) / 4, high + (high - low) / 4), rel=1e-12)


def test_a_typed_curve_says_what_it_is():
    curve = typed_curve("x^2")
    assert (curve.name, curve.derivative_formula, curve.domain) == ("f", "f'(x)", (-math.inf, math.inf))
    assert curve.window[:2] == curve.slope_window[:2] == (-4.0, 4.0)
    assert curve.slope_window[2:] == pytest.approx((-10.8, 10.8))


def test_whole_numbers_are_places_like_any_other():
    off = spread(parse_formula("x*x"))
    np.testing.assert_array_equal(off([10**10]), off([1e10]))
