import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.curves import CURVES
from mathcore.differences import error_curve, nudge
from mathcore.drafts import read_draft
from mathcore.errors import MathInputError
from mathcore.formula import parse_formula
from mathcore.layers import dip, through_layers
from mathcore.paths import paths
from mathcore.typed_curve import typed_curve
from mathcore.verify import check

curves = st.sampled_from(sorted(CURVES)).map(CURVES.get)
places = st.floats(-6.5, 6.5)
TYPED = ["x^2", "2x*3x", "sin(x)^2 + cos(x)^2", "x*exp(-x^2)", "ln(x)/x", "abs(x) + relu(x)", "x^x", "sqrt(x - 1)",
         "1/(1 + exp(-x))", "gelu(x)*silu(x)", "3", "tanh(x)^3 - x", "(x + 1)/(x - 1)"]  # fmt: skip


@given(curves, places, st.floats(-5, 5))
def test_every_nudge_agrees_with_pytorch(torch_ready, curve, x, step):
    verdict = check("nudge", curve, x, step, got=nudge(curve, x, step))
    assert verdict.agrees, verdict


@given(curves, places)
def test_every_error_curve_agrees_with_pytorch(torch_ready, curve, x):
    verdict = check("error_curve", curve, x, got=error_curve(curve, x))
    assert verdict.agrees, verdict


@pytest.mark.parametrize("text", TYPED)
@settings(max_examples=10)
@given(x=places)
def test_typed_formulas_have_nudges_and_error_curves_too(torch_ready, text, x):
    curve = typed_curve(text)
    for name, got, args in (
        ("nudge", nudge(curve, x, 0.3), (curve, x, 0.3)),
        ("error_curve", error_curve(curve, x), (curve, x)),
    ):
        verdict = check(name, *args, got=got)
        assert verdict.agrees, (text, x, verdict)


@pytest.mark.parametrize("text", TYPED)
@settings(max_examples=10)
@given(x=places)
def test_paths_agree_with_pytorch_and_add_up_to_the_slope(torch_ready, text, x):
    formula = parse_formula(text)
    found = paths(formula, x)
    verdict = check("paths", formula, x, got=found)
    assert verdict.agrees, (text, x, verdict)
    whole = formula.evaluate(np.array([x]))
    off = 4 * whole.slope_error[0]
    if math.isfinite(off) and math.isfinite(found.total):
        assert abs(found.total - whole.slope[0]) <= off + 1e-300


def test_an_x_that_stands_twice_has_two_paths():
    """Checklist M11 and U8: 2x times 3x at 3 has slope 36, and one path alone 18."""
    found = paths(parse_formula("2x * 3x"), 3.0)
    assert found.products.tolist() == [18.0, 18.0]
    assert found.total == 36.0
    assert [[name for name, _ in way] for way in found.ways] == [["×", "×", "×"], ["×"]]


def test_no_more_paths_are_listed_than_anyone_reads():
    found = paths(parse_formula("x+" * 20 + "x"), 1.0)
    assert (len(found.ways), found.more, found.total) == (21, 0, 21.0)
    assert paths(parse_formula("5"), 1.0).total == 0.0


def test_the_error_of_a_step_has_a_valley():
    """Checklist U8: e^x at 1, central difference."""
    found = error_curve(CURVES["exponential"], 1.0)
    by_step = dict(zip(found.powers.tolist(), found.central.tolist(), strict=True))
    for power, error in ((-1, 4.5e-3), (-5, 5.9e-11), (-14, 9.3e-3)):
        assert by_step[power] == pytest.approx(error, rel=0.02)
    assert 1e-9 < found.best_forward < 1e-7
    assert 1e-6 < found.best_central < 1e-4
    assert len(found.steps) == 65
    assert found.note == ""
    widest = error_curve(CURVES["exponential"], 1.0, -18, 2)
    assert (widest.powers[0], widest.powers[-1], len(widest.steps)) == (2, -18, 81)


def test_where_there_is_no_value_there_is_no_best_step():
    found = error_curve(CURVES["logarithm"], -2.0)
    assert np.isnan(found.forward).all()
    assert math.isnan(found.best_forward)
    assert found.note == "logarithm has no slope or no value near x = −2"
    step = nudge(CURVES["logarithm"], -2.0, 0.5)
    assert math.isnan(step.foretold)
    assert step.note == "logarithm has no slope or no value from x = −2 on"


def test_a_nudge_by_hand():
    """Checklist row 5."""
    found = nudge(CURVES["square"], 1.0, -0.1)
    assert found.foretold == pytest.approx(-0.2)
    assert found.true == pytest.approx(-0.19)
    assert found.missed == pytest.approx(0.01)


def test_gelu_and_silu_dip_below_zero():
    """Checklist row 24 and E12: neither is monotonic."""
    for name, place, depth in (("gelu", -0.7518, -0.16997), ("silu", -1.2785, -0.27846)):
        found = dip(CURVES[name], -4.0, 1.0) if name == "silu" else dip(CURVES[name], -2.0, 1.0)
        assert (round(found.x, 4), round(found.value, 5)) == (place, depth)


@given(st.sampled_from(["gelu", "silu", "square"]), st.floats(-2.0, -1.3), st.floats(0.1, 3.0))
def test_every_dip_agrees_with_pytorch(torch_ready, name, lo, hi):
    verdict = check("dip", CURVES[name], lo, hi, got=dip(CURVES[name], lo, hi))
    assert verdict.agrees, verdict


def test_slopes_vanish_or_explode_through_layers():
    """Checklist rows 66 and E11: a quarter ten times over, and a slope of 1 or 0 for ever."""
    assert f"{through_layers(0.25, 10):.2e}" == "9.54e-07"
    assert through_layers(1.0, 1000) == 1.0
    assert through_layers(0.0, 3) == 0.0
    assert through_layers(1.1, 50) == pytest.approx(117.39, abs=0.005)


@given(st.floats(-3, 3), st.integers(0, 400), st.floats(-3, 3))
def test_every_product_through_layers_agrees_with_pytorch(torch_ready, slope, layers, weight):
    verdict = check("through_layers", slope, layers, weight, got=through_layers(slope, layers, weight))
    assert verdict.agrees, verdict


@pytest.mark.parametrize(
    ("text", "formula"),
    [("x^2", "x^2"), ("x^2 +", "x^2"), ("sin(x) + cos(", "sin(x)"), ("foo", "x"), ("", "x"), ("2x^^3", "2x")],
)
def test_an_unfinished_formula_is_read_as_far_as_it_goes(text, formula):
    draft = read_draft(text)
    assert draft.formula == formula
    assert bool(draft.problem) == (formula != text)


def test_nonsense_is_refused():
    for bad in ((math.nan, 0.1), (1.0, math.inf)):
        with pytest.raises(MathInputError):
            nudge(CURVES["square"], *bad)
    for powers in ((-19, 0), (0, -3), (-3, 3), (-3, -3)):
        with pytest.raises(MathInputError):
            error_curve(CURVES["square"], 1.0, *powers)
    for lo, hi in ((1.0, 2.0), (0.0, 1.0), (-1.0, 0.0)):
        with pytest.raises(MathInputError):
            dip(CURVES["square"], lo, hi)
    with pytest.raises(MathInputError):
        through_layers(math.inf, 2)


def test_powers_have_paths_through_the_base_and_through_the_exponent():
    named = [way[-1][0] for way in paths(parse_formula("x^x"), 2.0).ways]
    assert named == ["power", "exponent"]
    assert [paths(parse_formula(text), x).total for text, x in (("x^0", 0.0), ("x^1", 3.0), ("x^2", -1.5))] == [
        0,
        1,
        -3,
    ]


def test_every_step_of_a_path_has_the_name_of_its_operation():
    found = paths(parse_formula("-sin(x)"), 0.0)
    assert found.ways == ((("sin", 1.0), ("−", -1.0)),)
    alone = paths(parse_formula("x"), 2.0)
    np.testing.assert_array_equal(alone.products, np.array([1.0]), strict=True)


def test_a_dip_is_found_from_where_the_slope_overflows():
    with np.errstate(all="raise"):
        assert dip(CURVES["cubic"], 0.0, 1e200).x == 1
