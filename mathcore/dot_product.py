"""The dot product: how far one arrow goes along another."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.shapes import Numbers, floats


class DotProduct(NamedTuple):
    """Two arrows compared, in the order it is computed; `note` says why an angle is undefined, or a dot
    product not finite.
    """

    terms: Float[ndarray, " n"]
    dot: float
    norm_a: float
    norm_b: float
    cosine: float
    angle: float
    projection: Float[ndarray, " n"]
    scalar_projection: float
    angle_defined: bool
    note: str


def norm(x: Float[ndarray, " n"] | Numbers) -> float:
    r"""Return the length of an arrow.

    $$\lVert x \rVert = \sqrt{\sum_i x_i^2}$$

    The entries are first scaled by a power of two, which is exact, so that no square overflows or
    vanishes. Infinite only when the length itself exceeds the largest float, or an entry is infinite.

    Source: Blue (1978), doi:10.1145/355769.355771.
    PyTorch: `torch.linalg.vector_norm(x)`, which overflows from 1e154 on.

    >>> norm([3.0, 4.0])
    5.0
    """
    _, length, exponent = _scaled(floats(x, "x"))
    return _unscale(length, exponent)


def dot_product(a: Float[ndarray, " n"] | Numbers, b: Float[ndarray, " k"] | Numbers) -> DotProduct:
    r"""Compare two arrows.

    $$a \cdot b = \sum_i a_i b_i = \lVert a \rVert \lVert b \rVert \cos\theta, \qquad
      \mathrm{proj}_b\, a = (a \cdot \hat b)\, \hat b, \quad \hat b = b / \lVert b \rVert$$

    The angle is $2 \operatorname{atan2}(\lVert \hat a - \hat b \rVert, \lVert \hat a + \hat b \rVert)$, in
    radians: an arc cosine would lose half the digits of a small angle. With a zero arrow the angle and
    the cosine are NaN and `note` says so; the projection onto a zero arrow is the zero arrow. The sum
    may overflow to infinity although both lengths are finite.

    Raises:
        MathInputError: when the arrows differ in their number of components.

    Source: Kahan (2006), "How futile are mindless assessments of roundoff", section 12, for the angle.
    PyTorch: `torch.dot(a, b)`, `torch.nn.functional.cosine_similarity(a, b, dim=0)`.

    >>> two = dot_product([2.0, 1.0], [3.0, 0.0])
    >>> two.dot, two.scalar_projection, two.projection
    (6.0, 2.0, array([2., 0.]))
    """
    a, b = floats(a, "a"), floats(b, "b")
    if a.shape != b.shape:
        raise MathInputError(f"a has {a.size} components but b has {b.size}: they must be equally many.")
    with np.errstate(all="ignore"):
        terms = a * b
        dot = float(terms.sum())
        (small_a, length_a, exponent_a), (small_b, length_b, exponent_b) = _scaled(a), _scaled(b)
        norm_a, norm_b = _unscale(length_a, exponent_a), _unscale(length_b, exponent_b)
        unit_b = small_b / length_b if length_b else small_b
        along = _unscale(float((small_a * unit_b).sum()), exponent_a)
        note = _why_undefined(length_a, length_b)
        cosine, angle = (math.nan, math.nan) if note else _angle(small_a / length_a, unit_b)
        return DotProduct(
            terms, dot, norm_a, norm_b, cosine, angle, along * unit_b, along, not note, note or _why_not_finite(dot)
        )


def _scaled(x: Float[ndarray, " n"]) -> tuple[Float[ndarray, " n"], float, int]:
    """Return x / 2^e, the length of that, and e, with the largest entry of x / 2^e between 1/2 and 1."""
    peak = float(np.abs(x).max(initial=0.0))
    exponent = math.frexp(peak)[1] if math.isfinite(peak) else 0
    with np.errstate(all="ignore"):
        small = np.ldexp(x, -exponent)
        return small, math.sqrt(float((small * small).sum())), exponent


def _unscale(value: float, exponent: int) -> float:
    try:
        return math.ldexp(value, exponent)
    except OverflowError:
        return math.copysign(math.inf, value)


def _why_undefined(length_a: float, length_b: float) -> str:
    for name, length in (("a", length_a), ("b", length_b)):
        if length == 0.0:
            return f"angle undefined: {name} is the zero vector"
        if not math.isfinite(length):
            return f"angle undefined: {name} is not finite"
    return ""


def _why_not_finite(dot: float) -> str:
    if math.isnan(dot):
        return "dot product undefined: terms overflow in both directions"
    return "dot product infinite: it is beyond the largest float" if math.isinf(dot) else ""


def _angle(unit_a: Float[ndarray, " n"], unit_b: Float[ndarray, " n"]) -> tuple[float, float]:
    apart, together = unit_a - unit_b, unit_a + unit_b
    angle = 2.0 * math.atan2(math.sqrt((apart * apart).sum()), math.sqrt((together * together).sum()))
    return min(1.0, max(-1.0, float((unit_a * unit_b).sum()))), angle
