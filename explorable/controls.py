"""Controls that report while they move: slider, number, switch, choice, player, presets, editable matrix, token list.

Each names the field of the page's state it sets; the label on the screen is the control's accessible name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from explorable.field import Fields
from explorable.words import Node, show


def slider(
    label: str,
    field: str,
    value: float,
    low: float,
    high: float,
    *,
    step: float = 0.01,
    scale: str = "linear",
    digits: int = 3,
    role: str = "knob",
    marks: Sequence[tuple[float, str]] = (),
    unit: str = "",
    hint: str = "",
    also: Mapping[str, str] | None = None,
) -> Node:
    """Show a live slider with a number beside it that can be typed.

    Args:
        scale: "linear"; "log" for positive numbers; "log0" is a log scale whose left end is exactly zero; "whole"
            runs over whole numbers, finely at first.
        digits: On a log scale, the significant digits a position is rounded to.
        marks: Places on the track with a word each, such as the limit of stability.
        also: Texts of other fields that are set whenever this one is.
    """
    return {
        "kind": "slider", "label": label, "field": field, "value": value, "low": low, "high": high, "step": step,
        "scale": scale, "digits": digits, "role": role, "marks": [[float(at), word] for at, word in marks],
        "unit": unit, "hint": hint, "also": dict(also or {}),
    }  # fmt: skip


def number(
    label: str, field: str, value: float, low: float, high: float, *, step: float = 0.1, role: str = "first"
) -> Node:
    """Show a number that can be typed, stepped with arrow keys, or dragged sideways."""
    return {
        "kind": "number",
        "label": label,
        "field": field,
        "value": value,
        "low": low,
        "high": high,
        "step": step,
        "role": role,
    }


def switch(label: str, field: str, on: bool, *, hint: str = "") -> Node:
    """Show a switch."""
    return {"kind": "switch", "label": label, "field": field, "on": on, "hint": hint}


def choice(label: str, field: str, value: str, options: Mapping[str, str]) -> Node:
    """Show a choice of one out of a few; options map the value to the words on its button."""
    return {
        "kind": "choice",
        "label": label,
        "field": field,
        "value": value,
        "options": [list(pair) for pair in options.items()],
    }


def menu(label: str, field: str, value: str, options: Mapping[str, str]) -> Node:
    """Show a choice of one out of many."""
    return {
        "kind": "menu",
        "label": label,
        "field": field,
        "value": value,
        "options": [list(pair) for pair in options.items()],
    }


def presets(label: str, fields: Fields, **settings: Mapping[str, Any]) -> Node:
    """Show buttons that set several fields at once; underscores in a name become spaces on its button."""
    return buttons(label, fields, {name.replace("_", " "): setting for name, setting in settings.items()})


def buttons(label: str, fields: Fields, settings: Mapping[str, Mapping[str, Any]]) -> Node:
    """Show buttons that set fields: the words on each, and the values it gives to which fields."""
    return {
        "kind": "buttons",
        "label": label,
        "buttons": [
            {"label": words, "set": {name: fields[name].write(value) for name, value in setting.items()}}
            for words, setting in settings.items()
        ],
    }


def player(label: str, field: str, value: int, high: int, *, reset: Mapping[str, str] | None = None) -> Node:
    """Show step, ten steps, play, speed and reset for a count of steps; `reset` are texts of fields set with it."""
    node = {"kind": "player", "label": label, "field": field, "value": value, "high": high}
    return {**node, "reset": dict(reset or {})}


def matrix(
    label: str,
    values: Any,
    role: str,
    *,
    field: str = "",
    low: float = -1e6,
    high: float = 1e6,
    step: float = 0.1,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    shade: float = 0.0,
    marked: Mapping[str, Any] | None = None,
    pick: Mapping[str, str] | None = None,
    digits: int = 3,
    name: str = "",
    now: tuple[int, int] | None = None,
    known: int | None = None,
    small: bool = False,
    signed: bool = False,
) -> Node:
    """Show a matrix. With a field its entries can be typed or dragged; without one they are results.

    Args:
        now: The one entry that is being used at the moment; it stands out among the marked ones.
        known: How many entries, row by row, have been computed; the others show a dot. None means all.
        shade: The value that is shaded fully; 0 shades nothing.
        signed: Whether entries below 0 are shaded in a colour of their own.
        small: Whether it is one of several side by side, with its name above it.
        marked: {"row": i}, {"column": j}, or both for one cell: what stands out at the moment.
        pick: {"row": field, "column": field}: which fields hovering over or focusing a cell sets.
        name: What stands before the brackets, such as A.
    """
    listed = values.tolist() if hasattr(values, "tolist") else [list(row) for row in values]
    open_from = len(listed) * len(listed[0]) if known is None else known

    def text(i: int, j: int) -> str:
        return show(listed[i][j], digits) if i * len(listed[0]) + j < open_from else "·"

    return {
        "kind": "matrix", "label": label, "name": name, "role": role, "field": field,
        "low": low, "high": high, "step": step,
        "texts": [[text(i, j) for j in range(len(row))] for i, row in enumerate(listed)],
        "values": [[repr(float(value)) for value in row] for row in listed],
        "shades": [[_share(value, shade) for value in row] for row in listed] if shade else [],
        "rows": list(rows), "columns": list(columns), "marked": dict(marked or {}), "pick": dict(pick or {}),
        "now": list(now or ()), "small": small, "signed": signed,
    }  # fmt: skip


def _share(value: float, full: float) -> float:
    return round(min(1.0, abs(value) / full), 3) if value == value else 0.0


def tokens(label: str, field: str, value: Sequence[str], *, most: int, hint: str = "") -> Node:
    """Show a line of words that can be edited; the picture follows while one types."""
    return {"kind": "tokens", "label": label, "field": field, "value": " ".join(value), "most": most, "hint": hint}


def passage(
    label: str,
    words: Sequence[str],
    *,
    field: str,
    chosen: int,
    other: int,
    shares: Sequence[float],
    under: Sequence[str],
) -> Node:
    """Show a text, each word as dark as its share and with a few signs under it; a press on a word chooses it."""
    return {
        "kind": "passage", "label": label, "words": list(words), "field": field, "chosen": chosen, "other": other,
        "shades": [round(share, 2) for share in shares], "under": list(under),
    }  # fmt: skip


def line(
    label: str, field: str, value: str, *, longest: int = 200, hint: str = "", also: Mapping[str, str] | None = None
) -> Node:
    """Show a line of text, such as a formula; the picture follows while one types.

    Args:
        also: Texts of other fields that are set whenever this one is.
    """
    node = {"kind": "line", "label": label, "field": field, "value": value, "longest": longest, "hint": hint}
    return {**node, "also": dict(also or {})}


def stepper(
    label: str,
    value: int,
    fields: Fields,
    *,
    less: Mapping[str, Any] | None,
    more: Mapping[str, Any] | None,
    low: int = 1,
    high: int = 6,
    role: str = "text",
) -> Node:
    """Show a small whole number between two buttons; `less` and `more` are what each sets, None at an end."""

    def texts(setting: Mapping[str, Any] | None) -> dict[str, str] | None:
        return None if setting is None else {name: fields[name].write(value) for name, value in setting.items()}

    return {
        "kind": "stepper", "label": label, "value": value, "low": low, "high": high, "role": role,
        "less": texts(less), "more": texts(more),
    }  # fmt: skip


def corner(a: Node, b: Node, c: Node, head: Node) -> Node:
    """Lay out a product as by hand: a on the left, b on top, c where they cross, a few words in the empty corner.

    Where they do not fit they are stacked.
    """
    across = [len(part["texts"][0]) for part in (a, b)]
    return {"kind": "corner", "columns": sum(across), "widest": max(across), "children": [a, b, c, head]}


def columns(*children: Node) -> Node:
    """Show pictures side by side, all equally wide, where there is room."""
    return {"kind": "columns", "children": list(children)}


def row(*children: Node) -> Node:
    """Show controls side by side where there is room."""
    return {"kind": "row", "children": list(children)}
