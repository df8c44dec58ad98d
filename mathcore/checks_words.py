"""The table of checks, continued: attention again and again, in other orders, and its cost."""

from numpy.random import Generator

from mathcore import bounds, bounds_attention, twins_attention
from mathcore.cost import cost
from mathcore.mixing import mixing
from mathcore.orders import compare_orders
from mathcore.rule import Call, Check, call
from mathcore.softmax import softmax


def _orders(rng: Generator) -> Call:
    first = tuple(rng.normal(size=(4, 3)) for _ in range(3))
    order = rng.permutation(4)
    return call(first, tuple(part[order] for part in first), order.tolist(), causal=True)


WORDS: dict[str, Check] = {
    "mixing": Check(mixing, twins_attention.mixing, bounds_attention.mixing,
                    lambda rng: call(softmax(rng.normal(size=(4, 4))), int(rng.integers(1, 9))), follows=True),
    "compare_orders": Check(compare_orders, twins_attention.compare_orders, bounds_attention.compare_orders, _orders),
    "cost": Check(cost, twins_attention.cost, bounds.exact,
                  lambda rng: call(int(rng.integers(1, 500)), 64, 32, int(rng.integers(1, 9)))),
}  # fmt: skip
