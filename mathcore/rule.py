"""What a check is made of: a routine, its twin, its bound and inputs that would show a mistake."""

from collections.abc import Callable
from typing import Any, NamedTuple

from numpy.random import Generator


class Call(NamedTuple):
    """Arguments of one call."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def call(*args: Any, **kwargs: Any) -> Call:
    """Write down a call.

    >>> call(1, scaled=False).kwargs
    {'scaled': False}
    """
    return Call(args, kwargs)


class Check(NamedTuple):
    """One routine's evidence.

    `theirs` is the twin and `bound` the difference it may show. `sample` draws an ordinary call.
    `follows` marks a twin that takes our visited points and checks every step from there.
    """

    ours: Callable[..., Any]
    theirs: Callable[..., Any]
    bound: Callable[..., Any]
    sample: Callable[[Generator], Call]
    follows: bool = False
