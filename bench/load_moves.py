"""How the students of the load bench move: on each page the one thing a hand would drag first."""

import math
from collections.abc import Callable, Iterator

from tests.pages_under_test import fields_of

Fields = dict[str, str]


def _pair(k: int) -> str:
    return f"{2 + math.sin(k / 9):.2f},{1 + math.cos(k / 7):.2f}"


def _matrix(topic: str, name: str, k: int) -> str:
    field = fields_of(topic)[name]
    first, *others = field.default
    return field.write(((round(2 * math.sin(k / 8), 2), *first[1:]), *others))


MOVES: dict[str, Callable[[int], Fields]] = {
    "home": lambda k: {"h": _pair(k)},
    "dot_product": lambda k: {"a": _pair(k)},
    "matmul": lambda k: {"A": _matrix("matmul", "A", k)},
    "derivative": lambda k: {"x": f"{2 * math.sin(k / 11):.2f}"},
    "gradient_descent": lambda k: {"eta": f"{0.35 + 0.3 * math.sin(k / 13):.3f}"},
    "softmax": lambda k: {"z": f"{2 + math.sin(k / 9):.2f},1,0.1"},
    "attention": lambda k: {"q": _matrix("attention", "q", k)},
}
"""Topic -> what the k-th position of the hand sets."""

LENGTH = 15
"""Events of one movement; then the hand lets go, and the page writes its address."""


def hand(topic: str, start: int = 0) -> Iterator[tuple[Fields, bool]]:
    """Move for ever: what each event sets, and whether the hand lets go with it."""
    k = start
    while True:
        k += 1
        yield MOVES[topic](k), k % LENGTH == 0
