"""Wrong versions of products of vectors and matrices."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mathcore.dot_product import DotProduct, dot_product
from mathcore.matmul import MatMul, matmul
from mathcore.plane_moves import Moves, moves
from mathcore.random_arrows import EDGES, NEAR, RandomCosines, random_cosines, random_pairs
from mathcore.shapes import floats
from mathcore.word_table import Ranking, best_first, rank

Faults = dict[str, dict[str, Callable[..., Any]]]


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


VECTORS: Faults = {
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
}  # fmt: skip
