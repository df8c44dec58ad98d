"""The kinds of field: what a reader can set on a page, and how a value becomes a short text and comes back.

Each reads strictly: a text from an address or from a browser may come from anybody, and is legal or refused in words.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from mathcore.errors import MathInputError
from mathcore.limits import MAGNITUDE
from mathcore.number import format_number, parse_number


class Field(NamedTuple):
    """One thing a reader can set: its default, how a text becomes a value, and back."""

    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    legal: tuple[Any, ...] = ()
    """Which values are legal, for whoever makes some up: the word for the field and the limits it was declared with."""


Fields = Mapping[str, Field]


def number(default: float, low: float = -MAGNITUDE, high: float = MAGNITUDE) -> Field:
    """A real number between two bounds."""
    return Field(float(default), lambda text: parse_number(text, low, high), format_number, ("number", low, high))


def whole(default: int, low: int, high: int) -> Field:
    """A whole number between two bounds."""

    def read(text: str) -> int:
        value = parse_number(text, low, high)
        if value != int(value):
            raise MathInputError(f"{text} is not a whole number")
        return int(value)

    return Field(default, read, str, ("whole", low, high))


def guess(low: float = -MAGNITUDE, high: float = MAGNITUDE) -> Field:
    """A number a reader has committed to, or none yet."""
    return Field(
        None,
        lambda text: parse_number(text, low, high) if text else None,
        lambda value: "" if value is None else format_number(value),
        ("guess", low, high),
    )


def choice(default: str, options: Iterable[str]) -> Field:
    """One word of a list."""
    allowed = tuple(options)

    def read(text: str) -> str:
        if text not in allowed:
            raise MathInputError(f"it has to be one of {', '.join(allowed)}")
        return text

    return Field(default, read, str, ("choice", allowed))


def flag(default: bool = False) -> Field:
    """A switch: 1 or 0."""

    def read(text: str) -> bool:
        if text not in ("0", "1"):
            raise MathInputError("it has to be 0 or 1")
        return text == "1"

    return Field(default, read, lambda value: "1" if value else "0", ("flag",))


def numbers(
    default: Iterable[float], low: float = -MAGNITUDE, high: float = MAGNITUDE, *, least: int, most: int
) -> Field:
    """A list of numbers with commas between them."""

    def read(text: str) -> tuple[float, ...]:
        values = tuple(parse_number(part, low, high) for part in text.split(","))
        if not least <= len(values) <= most:
            raise MathInputError(f"it has to hold {least} to {most} numbers, not {len(values)}")
        return values

    legal = ("numbers", low, high, least, most)
    return Field(tuple(map(float, default)), read, lambda values: ",".join(map(format_number, values)), legal)


def rows(*columns: tuple[float, float], most: int) -> Field:
    """Some rows of numbers, or none: a lowest and a highest value for each column."""

    def read(text: str) -> tuple[tuple[float, ...], ...]:
        lines = [line.split(",") for line in text.split(";")] if text else []
        if len(lines) > most or any(len(line) != len(columns) for line in lines):
            raise MathInputError(f"it has to hold {most} rows at most, of {len(columns)} numbers each")
        return tuple(
            tuple(parse_number(part, *ends) for part, ends in zip(line, columns, strict=True)) for line in lines
        )

    def write(lines: tuple[tuple[float, ...], ...]) -> str:
        return ";".join(",".join(map(format_number, line)) for line in lines)

    return Field((), read, write, ("rows", columns, most))


def matrix(
    default: Iterable[Iterable[float]],
    low: float = -MAGNITUDE,
    high: float = MAGNITUDE,
    *,
    most: int = 6,
    across: int = 0,
) -> Field:
    """A matrix: commas between the numbers of a row, semicolons between the rows. It has `across` columns at most."""
    across = across or most

    def read(text: str) -> tuple[tuple[float, ...], ...]:
        rows = tuple(tuple(parse_number(part, low, high) for part in row.split(",")) for row in text.split(";"))
        if len({len(row) for row in rows}) != 1:
            raise MathInputError("its rows have different lengths")
        if len(rows) > most or len(rows[0]) > across:
            raise MathInputError(f"it may have {most} rows and {across} columns at most")
        return rows

    def write(rows: tuple[tuple[float, ...], ...]) -> str:
        return ";".join(",".join(map(format_number, row)) for row in rows)

    return Field(tuple(tuple(map(float, row)) for row in default), read, write, ("matrix", low, high, most, across))


def table(default: Iterable[Iterable[float]], low: float = -MAGNITUDE, high: float = MAGNITUDE) -> Field:
    """A matrix that keeps its shape."""
    shape = tuple(map(len, start := tuple(map(tuple, default))))
    free = matrix(start, low, high, most=max(len(shape), *shape))

    def read(text: str) -> tuple[tuple[float, ...], ...]:
        rows = free.read(text)
        if tuple(map(len, rows)) != shape:
            raise MathInputError(f"it has to have {len(shape)} rows of {shape[0]} numbers")
        return rows

    return Field(free.default, read, free.write, ("table", low, high, len(shape), shape[0]))


def line(default: str, *, longest: int = 200) -> Field:
    """One line of text, such as a formula."""

    def read(text: str) -> str:
        if not 1 <= len(text.strip()) <= longest or not text.isprintable():
            raise MathInputError(f"it has to hold 1 to {longest} printable characters")
        return text.strip()

    return Field(default, read, str, ("line", longest))


def words(default: str, *, most: int, longest: int = 20) -> Field:
    """A few words with spaces between them."""

    def read(text: str) -> tuple[str, ...]:
        tokens = tuple(text.split())
        if not 1 <= len(tokens) <= most:
            raise MathInputError(f"it has to hold 1 to {most} words")
        for token in tokens:
            if len(token) > longest or not token.isprintable():
                raise MathInputError(f"a word may have {longest} printable characters at most")
        return tokens

    return Field(tuple(default.split()), read, " ".join, ("words", most, longest))


def _is_name(text: str) -> bool:
    return text.isascii() and text.isidentifier() and len(text) <= 20


def opened() -> Field:
    """The panels a reader has opened, by name."""
    return names("panel names")


def names(what: str = "names") -> Field:
    """A few names."""

    def read(text: str) -> frozenset[str]:
        found = [name for name in text.split(",") if name]
        if len(found) > 40 or not all(map(_is_name, found)):
            raise MathInputError(f"it has to be a short list of {what}")
        return frozenset(found)

    return Field(frozenset(), read, lambda found: ",".join(sorted(found)))


def ways(*allowed: str) -> Field:
    """What may be done with each of a few things, by name: "eta-locked,T-hidden"."""

    def read(text: str) -> tuple[tuple[str, str], ...]:
        pairs = sorted(
            {name: way for name, _, way in (part.rpartition("-") for part in text.split(",") if part)}.items()
        )
        if len(pairs) > 40 or not all(_is_name(name) and way in allowed for name, way in pairs):
            raise MathInputError(f"it has to be a short list of names, each with one of {', '.join(allowed)}")
        return tuple(pairs)

    return Field((), read, lambda pairs: ",".join(f"{name}-{way}" for name, way in sorted(pairs)))


def version(default: str) -> Field:
    """The version of the app that made a link."""

    def read(text: str) -> str:
        if not re.fullmatch(r"[0-9][0-9A-Za-z.+-]{0,19}", text):
            raise MathInputError("it has to be a version, such as 0.1.0")
        return text

    return Field(default, read, str)
