"""A formula while it is being typed: as much of it as makes sense so far."""

from functools import lru_cache
from typing import NamedTuple

from mathcore.errors import MathInputError
from mathcore.formula import parse_formula


class Draft(NamedTuple):
    """The longest beginning of a text that is a formula ("x" where there is none), and what is wrong with the rest."""

    formula: str
    problem: str


@lru_cache(maxsize=256)
def read_draft(text: str) -> Draft:
    """Read a formula that may be unfinished.

    >>> read_draft("sin(x) + cos(")
    Draft(formula='sin(x)', problem='That formula is not complete: check its operators and brackets.')
    >>> read_draft("x^2")
    Draft(formula='x^2', problem='')
    """
    problem = ""
    for end in range(len(text), 0, -1):
        try:
            parse_formula(text[:end])
        except MathInputError as error:
            problem = problem or str(error)
        else:
            return Draft(text[:end].rstrip(), problem)
    return Draft("x", problem or "A formula is missing.")
