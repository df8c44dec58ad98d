"""Numbers as people type them: one strict reader and one exact writer."""

import math
import re

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import MAGNITUDE, MATRIX_SIDE, NUMBER_CHARACTERS, TEXT_BYTES
from mathcore.shapes import Number

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BETWEEN_ENTRIES = re.compile(r"[ \t]*,[ \t]*|[ \t]+")
_MINUS = "\N{MINUS SIGN}"


def parse_number(text: str, low: Number = -MAGNITUDE, high: Number = MAGNITUDE) -> float:
    """Read one number in ordinary or scientific notation.

    Stricter than `float`: no underscores, no hexadecimal, no infinity or NaN, no digits of other
    scripts. A typographic minus counts as a minus, and spaces around the number are ignored.
    The message never repeats the text, so it is safe to show.

    Args:
        text: What was typed.
        low: Smallest value accepted.
        high: Largest value accepted.

    Raises:
        MathInputError: when the text is no such number or lies outside the range.

    >>> parse_number(" -1.5e3 ")
    -1500.0
    """
    body = text.strip(" \t").replace(_MINUS, "-")
    if not body:
        raise MathInputError("A number is missing.")
    if len(body) > NUMBER_CHARACTERS:
        raise MathInputError(f"A number may have at most {NUMBER_CHARACTERS} characters.")
    if not _NUMBER.fullmatch(body):
        raise MathInputError("That is not a number: write it like 2, -0.5 or 1.5e-3.")
    value = float(body)
    if not math.isfinite(value) or not low <= value <= high:
        raise MathInputError(f"The number must lie between {low:g} and {high:g}.")
    if value == 0.0 and re.search("[1-9]", re.split("[eE]", body)[0]):
        raise MathInputError("The number is too small to tell from zero.")
    return value


def parse_matrix(text: str) -> Float[ndarray, "m n"]:
    """Read a matrix: rows end at a new line or `;`, entries at a space, a comma or a tab.

    Empty lines before the first and after the last row are ignored.

    Raises:
        MathInputError: naming the row, for an empty or ragged row or an entry that is no number;
            or when there is no row, a side over 64 entries, or more than 4096 bytes.

    >>> parse_matrix("1 2; 3, 4")
    array([[1., 2.],
           [3., 4.]])
    """
    if len(text.encode("utf-8", "replace")) > TEXT_BYTES:
        raise MathInputError(f"A matrix may have at most {TEXT_BYTES} bytes of text.")
    lines = [line.strip(" \t") for line in re.split(r"\r\n|\n|\r|;", text)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    if not 1 <= len(lines) <= MATRIX_SIDE:
        raise MathInputError(f"A matrix needs 1 to {MATRIX_SIDE} rows, but this has {len(lines)}.")
    rows = [_parse_row(line, index) for index, line in enumerate(lines, start=1)]
    for index, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise MathInputError(f"Row {index} has {len(row)} entries, but row 1 has {len(rows[0])}.")
    return np.array(rows)


def _parse_row(line: str, index: int) -> list[float]:
    entries = _BETWEEN_ENTRIES.split(line)
    if len(entries) > MATRIX_SIDE:
        raise MathInputError(f"Row {index} has {len(entries)} entries; the most is {MATRIX_SIDE}.")
    try:
        return [parse_number(entry) for entry in entries]
    except MathInputError as error:
        raise MathInputError(f"Row {index}: {error}") from error


def format_number(x: Number) -> str:
    """Write a number with the fewest digits that read back as exactly the same float.

    Infinities and NaN become `inf`, `-inf` and `nan`, which `parse_number` refuses.

    >>> format_number(0.1), format_number(3.0), format_number(1e300)
    ('0.1', '3', '1e300')
    """
    return repr(float(x)).removesuffix(".0").replace("e+", "e")
