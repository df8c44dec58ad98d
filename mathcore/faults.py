"""Wrong versions of the routines, to see a check fail: each a mistake people really make.

Every fault has the signature and the result of the routine it stands in for, so a page can switch to
it and the badge beside the numbers turns red.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mathcore.attention import Attention, attention
from mathcore.curves import Curve
from mathcore.derivative import Samples, Tangent, sample, tangent
from mathcore.dot_product import DotProduct, dot_product
from mathcore.gradient_descent import Descent, descend, regime
from mathcore.logits import naive_softmax, softmax
from mathcore.matmul import MatMul, matmul
from mathcore.one_weight import OneWeight, descend_1d
from mathcore.plane_moves import Moves, moves
from mathcore.random_arrows import EDGES, NEAR, RandomCosines, random_cosines, random_pairs
from mathcore.rolling import EXAMPLES, Legs, Roll, roll
from mathcore.shapes import floats
from mathcore.softmax import Softmax, jacobian, softmax_report
from mathcore.surfaces import Surface
from mathcore.word_table import Ranking, best_first, rank


def _dot(change: Callable[[DotProduct], dict[str, Any]]) -> Callable[..., DotProduct]:
    def wrong(a: Any, b: Any) -> DotProduct:
        right = dot_product(a, b)
        return right._replace(**change(right))

    return wrong


def _rank(change: Callable[[Ranking], Any]) -> Callable[..., Ranking]:
    def wrong(query: Any, vectors: Any) -> Ranking:
        right = rank(query, vectors)
        with np.errstate(all="ignore"):
            cosines = change(right)
        return right._replace(cosines=cosines, by_cosine=best_first(cosines))

    return wrong


def _random(change: Callable[[Any, Any], Any]) -> Callable[..., RandomCosines]:
    def wrong(d: int, seed: int) -> RandomCosines:
        with np.errstate(all="ignore"):
            cosines = change(*random_pairs(d, seed))
            shares = np.histogram(cosines, EDGES)[0] / len(cosines)
            return random_cosines(d, seed)._replace(
                cosines=cosines, shares=shares, spread=float(np.sqrt((cosines * cosines).mean())),
                near_right=float((np.abs(cosines) < NEAR).mean()),
            )  # fmt: skip

    return wrong


def _cosine(x: Any, y: Any) -> Any:
    return (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))


def _moves(swap: bool, turn: Callable[[Any], Any]) -> Callable[..., Moves]:
    def wrong(first: Any, then: Any) -> Moves:
        a, b = turn(floats(first)), turn(floats(then))
        return moves(b, a) if swap else moves(a, b)

    return wrong


def _matmul(change: Callable[[Any, Any], Any]) -> Callable[..., MatMul]:
    def wrong(a: Any, b: Any) -> MatMul:
        with np.errstate(all="ignore"):
            terms = change(floats(a), floats(b))
            sums = terms.cumsum(axis=1)
        return matmul(a, b)._replace(terms=terms, partial_sums=sums, product=sums[:, -1])

    return wrong


def _without_last(a: Any, b: Any) -> Any:
    terms = a[:, :, None] * b
    terms[:, -1] = 0.0
    return terms


def _tangent(change: Callable[[Curve, Tangent, float], dict[str, Any]]) -> Callable[..., Tangent]:
    def wrong(curve: Curve, x: float, h: float) -> Tangent:
        right = tangent(curve, x, h)
        return right._replace(**change(curve, right, h))

    return wrong


def _neighbour(curve: Curve, right: Tangent, h: float) -> dict[str, Any]:
    slope = tangent(curve, right.x_h, h).slope
    return {"slope": slope, "intercept": right.value - slope * right.x}


def _slope_of_values(curve: Curve, lo: float, hi: float, n: int) -> Samples:
    right = sample(curve, lo, hi, n)
    with np.errstate(all="ignore"):
        return right._replace(slope=np.gradient(right.value, right.x))


def _shifted_slope(curve: Curve, lo: float, hi: float, n: int) -> Samples:
    right = sample(curve, lo, hi, n)
    return right._replace(slope=np.roll(right.slope, 1))


def _descend(change: Callable[[Any, Any], tuple[Any, Any]]) -> Callable[..., Descent]:
    def wrong(surface: Surface, start: tuple[float, float], rate: float, steps: int) -> Descent:
        bent = surface._replace(slope=lambda x, y: change(*surface.slope(x, y)))
        return descend(bent, start, rate, steps)

    return wrong


def _forgetful_rate(surface: Surface, start: tuple[float, float], rate: float, steps: int) -> Descent:
    right = descend(surface, start, 0.9 * rate, steps)
    product = rate * right.curvature
    return right._replace(rate=float(rate), product=product, regime=regime(product))


def _roll(change: Callable[[Any, Any], tuple[Any, Any]], share: float = 1.0) -> Callable[..., Roll]:
    def wrong(surface: Surface, start: Any, legs: Legs, batch: int = EXAMPLES, seed: int = 1) -> Roll:
        bent = surface._replace(slope=lambda x, y: change(*surface.slope(x, y)))
        run = roll(bent, start, [(share * rate, steps) for rate, steps in legs], batch, seed)
        told = [rate for rate, steps in legs for _ in range(steps)] + [legs[-1][0]]
        product = told[-1] * run.curvature
        return run._replace(rates=floats(told)[: len(run.points)], product=product, regime=regime(product))

    return wrong


def _one_weight(change: Callable[[OneWeight], dict[str, Any]], share: float = 1.0) -> Callable[..., OneWeight]:
    def wrong(w: float, target: float, factor: float, rate: float, steps: int, dtype: str = "float64") -> OneWeight:
        run = descend_1d(w, target, factor, rate * share, steps, dtype)
        return run._replace(**change(run))

    return wrong


def _softmax_report(change: Callable[[Any, float], tuple[Any, Any]]) -> Callable[..., Softmax]:
    def wrong(logits: Any, temperature: float = 1.0) -> Softmax:
        with np.errstate(all="ignore"):
            shifted, total = change(floats(logits), temperature)
            weights = np.exp(shifted)
            total = weights.sum() if total is None else total
            p = weights / total
            nats = float(-np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0)), 0.0)))
            right = softmax_report(logits, temperature)
            return right._replace(
                shifted=shifted, weights=weights, total=float(total), probabilities=p,
                probability_sum=float(p.sum()), entropy=nats, entropy_bits=nats / np.log(2.0),
                effective=float(np.exp(nats)),
            )  # fmt: skip

    return wrong


def _wrong_axis(logits: Any, temperature: float = 1.0) -> Any:
    weights = np.exp(floats(logits) / temperature)
    return weights / weights.sum(axis=0, keepdims=True)


def _jacobian_without_delta(logits: Any, temperature: float = 1.0) -> Any:
    p = softmax(logits, temperature)
    return -p[:, None] * p / temperature


def _attention(logits: Any = None, weights: Any = None) -> Callable[..., Attention]:
    """Make attention with one step replaced: the scaled scores, or the weights from the right result."""

    def wrong(q: Any, k: Any, v: Any, *, scaled: bool = True, mask: Any = None) -> Attention:
        right = attention(q, k, v, scaled=scaled, mask=mask)
        with np.errstate(all="ignore"):
            if logits is not None:
                scores, new = logits(right.scores, floats(q), floats(k), floats(v), scaled)
                masked = new if mask is None else np.where(mask, new, -np.inf)
                p = np.where(right.blind[:, None], 0.0, softmax(np.where(right.blind[:, None], 0.0, masked)))
                return right._replace(scores=scores, scaled=new, masked=masked, weights=p, output=p @ floats(v))
            p = weights(right, mask)
            return right._replace(weights=p, output=p @ floats(v))

    return wrong


def _reshaped_keys(scores: Any, q: Any, k: Any, v: Any, scaled: bool) -> tuple[Any, Any]:
    scores = q @ k.reshape(k.shape[::-1])
    return scores, scores / np.sqrt(q.shape[1]) if scaled else scores


def _over_queries(right: Attention, mask: Any) -> Any:
    return np.nan_to_num(softmax(right.masked.T).T)


def _mask_late(right: Attention, mask: Any) -> Any:
    return softmax(right.scaled) * (1.0 if mask is None else mask)


FAULTS: dict[str, dict[str, Callable[..., Any]]] = {
    "dot_product": {
        "forget the last term": _dot(lambda d: {"dot": float(d.terms[:-1].sum())}),
        "add up absolute values": _dot(lambda d: {"dot": float(np.abs(d.terms).sum())}),
        "angle in degrees": _dot(lambda d: {"angle": np.degrees(d.angle).item()}),
        "project without the sign": _dot(lambda d: {"projection": np.abs(d.projection)}),
    },
    "rank": {
        "leave the lengths in": _rank(lambda r: r.dots * 1.0),
        "divide by the query's length only": _rank(lambda r: r.dots / r.query_length),
    },
    "random_cosines": {
        "components all positive": _random(lambda x, y: _cosine(np.abs(x), np.abs(y))),
        "divide by d, not by the lengths": _random(lambda x, y: (x * y).mean(axis=1)),
    },
    "moves": {
        "multiply in the order of the words": _moves(True, lambda m: m),
        "take rows for columns": _moves(False, np.transpose),
    },
    "matmul": {
        "read B by columns": _matmul(lambda a, b: a[:, :, None] * b.T.reshape(b.shape)),
        "skip the last term": _matmul(_without_last),
        "add instead of multiply": _matmul(lambda a, b: a[:, :, None] + b),
    },
    "tangent": {
        "central formula without the 2": _tangent(lambda c, t, h: {"central_slope": 2 * t.central_slope}),
        "slope of the neighbour": _tangent(_neighbour),
        "secant divided by x + h": _tangent(lambda c, t, h: {"secant_slope": (t.value_h - t.value) / t.x_h
                                                             if t.x_h else np.inf}),
    },
    "sample": {
        "slopes one point late": _shifted_slope,
        "slopes from neighbouring values": _slope_of_values,
    },
    "descend": {
        "step uphill": _descend(lambda gx, gy: (-gx, -gy)),
        "forget the y axis": _descend(lambda gx, gy: (gx, 0.0 * gy)),
        "half the gradient": _descend(lambda gx, gy: (gx / 2.0, gy / 2.0)),
        "nine tenths of the rate": _forgetful_rate,
    },
    "roll": {
        "step uphill": _roll(lambda gx, gy: (-gx, -gy)),
        "forget the y axis": _roll(lambda gx, gy: (gx, 0.0 * gy)),
        "half the gradient": _roll(lambda gx, gy: (gx / 2.0, gy / 2.0)),
        "nine tenths of the rate": _roll(lambda gx, gy: (gx, gy), share=0.9),
    },
    "descend_1d": {
        "gradient without the factor 2": _one_weight(lambda run: {"gradient": run.gradient / 2}),
        "half the rate": _one_weight(lambda run: {}, share=0.5),
    },
    "softmax": {
        "drop the max-subtraction": naive_softmax,
        "multiply by the temperature": lambda logits, temperature=1.0: softmax(logits, 1.0 / temperature),
        "sum over the wrong axis": _wrong_axis,
    },
    "softmax_report": {
        "drop the max-subtraction": _softmax_report(lambda z, t: (z / t, None)),
        "multiply by the temperature": _softmax_report(lambda z, t: ((z - z.max()) * t, None)),
        "forget the temperature": _softmax_report(lambda z, t: (z - z.max(), None)),
        "divide by the number of choices": _softmax_report(lambda z, t: ((z - z.max()) / t, float(len(z)))),
    },
    "jacobian": {
        "forget the diagonal": _jacobian_without_delta,
        "forget 1 / T": lambda logits, temperature=1.0: jacobian(logits, temperature) * temperature,
    },
    "attention": {
        "drop 1/sqrt(d_k)": _attention(lambda s, q, k, v, scaled: (s, s * 1.0)),
        "divide by d_k": _attention(lambda s, q, k, v, scaled: (s, s / q.shape[1])),
        "reshape K instead of transposing": _attention(_reshaped_keys),
        "softmax over the wrong axis": _attention(weights=_over_queries),
        "mask after softmax": _attention(weights=_mask_late),
    },
}  # fmt: skip
"""For each routine its faults by name. "drop the max-subtraction" of `softmax`, and "mask after softmax",
show only with large scores or a mask; every other fault shows on ordinary inputs."""
