"""What is said of a comparison, and of a guess, where numbers are not numbers."""

import math
from types import SimpleNamespace

from explorable.evidence import remark
from explorable.teaching import predict
from mathcore.compare import Row, Verdict


def said(*bounds: float) -> str:
    rows = tuple(Row(f"t{i}", 0.0, 0.0, bound, 0.0, True, 1.0, 1.0) for i, bound in enumerate(bounds))
    return str(remark(Verdict("softmax", True, rows[0], rows, "float64", "cpu", ""), "These"))


def test_where_the_bound_is_not_a_number_nothing_is_allowed():
    assert "allowed 0\\xa0· " in said(math.nan)


def test_a_bound_that_could_have_been_passed_is_named_before_one_that_could_not():
    assert "allowed 10⁻¹²" in said(math.inf, 1e-12, 1e-15)
    assert "allowed ∞" in said(math.inf)


def test_nobody_is_off_by_an_undefined_number():
    asked = SimpleNamespace(guess=2.0)
    assert "off by" in str(predict(asked, "guess", "How much?", 3.0, "that"))
    assert "off by" not in str(predict(asked, "guess", "How much?", math.nan, "that"))
