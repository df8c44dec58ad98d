"""Formulas people type: read without running them, evaluated with their exact slope.

A text becomes a tree in three strict steps: it is split into numbers, names and operators of a fixed
alphabet; Python's own grammar gives those their structure (`ast.parse`, which runs nothing); and a walk
over that structure keeps the handful of node types that are arithmetic and refuses all else. Numbers
are floats throughout, so `9**9**9` is infinity at once and not a computation that never ends.
"""

import ast
import math
import re
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.duals import FUNCTIONS, Dual
from mathcore.errors import MathInputError
from mathcore.formula_tree import Tree, evaluate_tree, holds_x
from mathcore.limits import FORMULA_CHARACTERS, FORMULA_DEPTH, FORMULA_PARTS

__all__ = ["Formula", "Tree", "holds_x", "parse_formula"]

CONSTANTS = {"e": math.e, "pi": math.pi}

_TOKEN = re.compile(r"[ \t]*(?:([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)"
                    r"|([A-Za-z][A-Za-z0-9]*)|(\*\*|[-+*/^()]))")  # fmt: skip
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_INSIDE = f"Use x, numbers, + - * / ^, brackets, e, pi and {', '.join(FUNCTIONS)}."


class Formula(NamedTuple):
    """A typed function of x, read."""

    text: str
    tree: Tree

    def evaluate(self, x: Float[ndarray, "*shape"]) -> Dual:
        """Return values, slopes and how far rounding may have moved them; NaN where there is no value.

        Where an error cannot be bounded, as at a corner or a pole, its bound is infinite.
        """
        with np.errstate(all="ignore"):
            zero = np.zeros_like(x)
            value, slope, *errors = evaluate_tree(self.tree, Dual(x, zero + 1.0, zero, zero))
            slope = np.where(np.isnan(value), np.nan, slope)
            return Dual(value, slope, *(np.where(np.isnan(error), np.inf, error) for error in errors))

    def value(self, x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
        """Return f at each point."""
        return self.evaluate(x).value

    def slope(self, x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
        """Return f' at each point, by the rules of differentiation."""
        return self.evaluate(x).slope


def parse_formula(text: str) -> Formula:
    """Read a formula in x.

    Powers may be written ^ or **, and a number directly before a name or a bracket multiplies it.

    Raises:
        MathInputError: in one sentence, when the text is too long or nested too deep, or holds anything
            but arithmetic. The message never repeats the text, so it is safe to show.

    >>> f = parse_formula("2x^3 - sin(0)")
    >>> f.value(np.array([2.0])), f.slope(np.array([2.0]))
    (array([16.]), array([24.]))
    """
    if len(text) > FORMULA_CHARACTERS:
        raise MathInputError(f"A formula may have at most {FORMULA_CHARACTERS} characters.")
    source = _respell(text)
    try:
        body = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise MathInputError("That formula is not complete: check its operators and brackets.") from error
    return Formula(text, _read(body, 1, count=[0]))


def _respell(text: str) -> str:
    """Write the text again in symbols we chose ourselves, so that nothing else reaches Python's grammar."""
    words: list[str] = []
    place, before = 0, ""
    text = text.replace("\N{MINUS SIGN}", "-").rstrip(" \t")
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise MathInputError(f"A formula cannot hold the character at position {place + 1}. {_INSIDE}")
        number, name, symbol = match.groups()
        if number is not None and before in ("number", "name", ")"):
            raise MathInputError(f"An operator is missing before the number at position {match.start(1) + 1}.")
        if before in ("number", ")") and (name is not None or symbol == "("):
            words.append("*")
        words.append(repr(_finite(number)) if number is not None else name or {"^": "**"}.get(symbol, symbol))
        before = "number" if number is not None else "name" if name is not None else symbol
        place = match.end()
    if not words:
        raise MathInputError(f"A formula is missing. {_INSIDE}")
    return " ".join(words)


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise MathInputError("A number in the formula is too large.")
    return value


def _read(node: ast.AST, depth: int, count: list[int]) -> Tree:
    count[0] += 1
    if depth > FORMULA_DEPTH or count[0] > FORMULA_PARTS:
        raise MathInputError(f"A formula may have {FORMULA_PARTS} parts and be nested {FORMULA_DEPTH} deep at most.")
    match node:
        case ast.Constant(value=float(value)):
            return ("number", value)
        case ast.Name(id="x"):
            return ("x",)
        case ast.Name(id=name) if name in CONSTANTS:
            return ("number", CONSTANTS[name])
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return ("negate", _read(inner, depth + 1, count))
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _read(inner, depth + 1, count)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return (_OPERATORS[type(op)], _read(left, depth + 1, count), _read(right, depth + 1, count))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in FUNCTIONS:
            return ("call", name, _read(inner, depth + 1, count))
    raise MathInputError(f"A formula cannot hold that. {_INSIDE}")
