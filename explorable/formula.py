"""Formulas with the reader's own numbers in them, as MathML: read aloud, coloured by meaning, drawn without a library.

    formula("softmax", row(sub("p", "i"), "=", frac(sup("e", "z"), num(5.26, "sum of exponentials"))))

A plain string becomes an identifier, a number or an operator by what it is made of.
"""

from typing import Any

from explorable.words import Inline, Node, show

_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")


def _part(part: Any) -> Inline:
    if not isinstance(part, str):
        return part
    if part.isalpha():
        return ["mi", {}, part]
    if part[0].isdigit() or (part[0] in "−-" and len(part) > 1):
        return ["mn", {}, part]
    return ["mo", {}, part]


def _build(tag: str, *parts: Any) -> Inline:
    return [tag, {}, *map(_part, parts)]


def _even(line: Inline) -> Inline:
    """Give a line the height of a line, whatever stands in it."""
    return ["mrow", {}, ["mtext", {"role": "strut"}, "\N{ZERO WIDTH SPACE}"], line]


def sym(text: str, role: str) -> Inline:
    """Write an identifier in the colour of its meaning."""
    return ["mi", {"role": role}, text]


def num(value: float, role: str | None = None, digits: int = 4) -> Inline:
    """Write a number of the reader's, a power of ten with a raised exponent: fonts for formulas lack ⁻ and ⁰."""
    shown, look = show(value, digits), {"role": role} if role else {}
    base = shown.rstrip("".join(map(chr, _LOWERED)))
    number, power = ["mn", look, base], shown[len(base) :].translate(_LOWERED)
    return sup(number, ["mn", look, power]) if power else number


def signed(value: float, role: str | None = None, digits: int = 4) -> Inline:
    """Write a number, in brackets when it is negative, so that it can follow a sign."""
    return row("(", num(value, role, digits), ")") if value < 0 else num(value, role, digits)


def text(words: str) -> Inline:
    """Write plain words inside a formula."""
    return ["mtext", {}, words.replace(" ", "\N{NO-BREAK SPACE}")]


def row(*parts: Any) -> Inline:
    """Write one thing after another."""
    return _build("mrow", *parts)


def frac(above: Any, below: Any) -> Inline:
    """Write a fraction."""
    return _build("mfrac", above, below)


def sup(base: Any, above: Any) -> Inline:
    """Write a power."""
    return _build("msup", base, above)


def sub(base: Any, below: Any) -> Inline:
    """Write an index."""
    return _build("msub", base, below)


def root(inside: Any) -> Inline:
    """Write a square root."""
    return _build("msqrt", inside)


def total(below: Any, above: Any | None = None) -> Inline:
    """Write a sum sign with its limits."""
    return _build("munderover", "∑", below, above) if above is not None else _build("munder", "∑", below)


def grid(rows: list[list[Any]]) -> Inline:
    """Write a matrix; its brackets are drawn like those of every matrix here, as few fonts have tall ones."""
    return ["mtable", {}, *(["mtr", {}, *(["mtd", {}, _part(cell)] for cell in line)] for line in rows)]


def length(of: Any) -> Inline:
    """Write a length or an absolute value: a row of its own, so that the bars stand close."""
    return row("|", of, "|")


def formula(label: str, *lines: Inline) -> Node:
    """Show a formula, one line under the other; the label says in words what it is."""
    return {"kind": "formula", "label": label, "inline": [["math", {}, line] for line in map(_even, lines)]}
