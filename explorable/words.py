"""Words with live numbers in them: paragraphs, headings, lists, tables, panels.

A text is written with a little markup, and numbers go into named holes:

    p("With :knob[η] = {eta} each step multiplies the distance by {m}.", eta=num(0.62, "learning rate"), ...)

`*word*` stresses, `**word**` is strong, backquotes are code, `[word](/softmax)` links to a page, and
`:first[a]` gives a symbol the colour of its meaning. In the browser everything becomes text nodes, never markup.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

Node = dict[str, Any]
Inline = Any
"""A text, or [tag, properties, child, child, ...]."""

ROLES = ("first", "second", "third", "knob", "loss", "moment", "muted")

_MARKUP = re.compile(
    r"\{(?P<hole>\w+)\}"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|\*(?P<em>.+?)\*"
    r"|`(?P<code>[^`]+)`"
    rf"|:(?P<role>{'|'.join(ROLES)})\[(?P<symbol>[^\]]+)\]"
    r"|\[(?P<word>[^\]]+)\]\((?P<href>/[^)\s]*)\)"
)

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def show(value: float, digits: int = 4) -> str:
    """Write a number for people: significant digits, a real minus sign, powers of ten, and infinity as such.

    Zeros at the end say that digits follow; there are none where only the dust of binary arithmetic follows.

    >>> show(-1.7312345), show(1e-12, 2), show(float("inf")), show(3.0), show(0.1 + 0.2), show(0.30000001)
    ('−1.731', '10⁻¹²', '∞', '3', '0.3', '0.3000')
    """
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    if 1e-4 <= abs(value) < 10 ** max(digits, 6):
        mantissa, power = f"{value:.{max(0, digits - 1 - int(power))}f}", ""
    whole = abs(float(f"{mantissa}e{power or 0}") - value) <= 4 * math.ulp(value)
    text = mantissa.rstrip("0").rstrip(".") if whole and "." in mantissa else mantissa
    if power:
        times = text[:-1] if whole and text in ("1", "-1") else f"{text}×"
        text = f"{times}10{str(int(power)).translate(_SUPERSCRIPT)}"
    return text.replace("-", "−")


def shorten(text: str, longest: int = 40) -> str:
    """Cut a text of the reader's where there is little room."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def percent(share: float) -> str:
    """Write a share for people: one decimal, and what is too small for it as such.

    >>> percent(0.3859), percent(1e-9), percent(0.0), percent(float("nan"))
    ('38.6%', '<0.1%', '0', 'undefined')
    """
    if math.isnan(share) or math.isinf(share) or share == 0:
        return show(share)
    return "<0.1%" if 0 < share < 5e-4 else f"{100 * share:.1f}%".replace("-", "−")


def num(value: float, label: str, role: str | None = None, digits: int = 4) -> Inline:
    """Show a live number; people, screen readers and tests find it by its label, in full precision on request."""
    return ["output", {"label": label, "role": role, "value": repr(float(value))}, show(value, digits)]


def exact(value: float, label: str, role: str | None = None) -> Inline:
    """Show a live number with every digit that tells it from its neighbours."""
    digits = repr(float(value)).replace("-", "−")
    return ["output", {"label": label, "role": role, "value": repr(float(value))}, digits]


def count(value: int, label: str, role: str | None = None) -> Inline:
    """Show a live whole number with all its digits, in groups of three.

    >>> count(16777216, "entries")[2].split()
    ['16', '777', '216']
    """
    grouped = f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "−")
    return ["output", {"label": label, "role": role, "value": repr(float(value))}, grouped]


def degrees(angle: float, label: str, role: str | None = None) -> Inline:
    """Show a live angle, given in radians, in degrees."""
    turned = math.degrees(angle)
    return [
        "output",
        {"label": label, "role": role, "value": repr(turned)},
        "undefined" if math.isnan(turned) else f"{turned:.1f}°",
    ]


def said(text: str, label: str, role: str | None = None) -> Inline:
    """Show a live word, such as the name of a regime, that is found by its label."""
    return ["output", {"label": label, "role": role}, text]


def link(text: str, page: str, state: Mapping[str, str]) -> Inline:
    """Link to a state of a page: the same texts as stand in its address."""
    return ["a", {"href": f"/{page}?{urlencode(state)}"}, text]


def sym(text: str, role: str) -> Inline:
    """Write a symbol in the colour of its meaning."""
    return ["span", {"role": role}, text]


@lru_cache(maxsize=2000)
def _parse(text: str) -> tuple[Inline, ...]:
    parts, end = [], 0
    for match in _MARKUP.finditer(text):
        if match.start() > end:
            parts.append(_unbroken(text[end : match.start()]))
        parts.append(_tag(match.groupdict()))
        end = match.end()
    if end < len(text):
        parts.append(_unbroken(text[end:]))
    return tuple(parts)


def _unbroken(text: str) -> str:
    """Keep "x = 1" on one line; where a live number follows, `_kept` does."""
    return re.sub(r"(?<=\S) = (?=\S)", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}", text)


def _tag(found: dict[str, str | None]) -> Inline:
    for tag in ("strong", "em"):
        if found[tag]:
            return (tag, {}, *_parse(found[tag] or ""))
    if found["hole"]:
        return ("hole", found["hole"])
    if found["code"]:
        return ("code", {}, found["code"])
    if found["role"]:
        return ("span", {"role": found["role"]}, found["symbol"])
    return ("a", {"href": found["href"]}, found["word"])


def _fill(part: Inline, holes: dict[str, Inline]) -> Inline:
    if isinstance(part, str):
        return part
    if part[0] == "hole":
        return holes[part[1]]
    return [part[0], part[1], *(_fill(child, holes) for child in part[2:])]


def inline(text: str | list[Inline], **holes: Inline) -> list[Inline]:
    """Parse a marked-up text and put live numbers into its holes; or take the parts as they are."""
    return _kept([_fill(part, holes) for part in _parse(text)] if isinstance(text, str) else text)


def _kept(parts: list[Inline]) -> list[Inline]:
    """Keep a live number on one line with the full stop or comma after it, and with what it is said to equal."""
    joined: list[Inline] = []
    for part in parts:
        last = joined[-1] if joined else ""
        if isinstance(part, str) and part[:1] in tuple(".,:;?!)") and _live(last):
            joined[-1] = [*(last if last[0] == "span" else _together(last)), part[0]]
            part = part[1:]
        elif part[:1] == ["output"] and isinstance(last, str) and last.endswith(" = "):
            part = _together(_named(joined), " = ", part)
        if part != "":
            joined.append(part)
    return joined


def _live(part: Inline) -> bool:
    return part[:1] == ["output"] or (part[:1] == ["span"] and "keep" in part[1])


def _together(*parts: Inline) -> Inline:
    return ["span", {"keep": True}, *parts]


def _named(joined: list[Inline]) -> Inline:
    """Take what stands before " = " off the end: the last word of that text, or else the symbol before it."""
    words, gap, symbol = joined.pop()[: -len(" = ")].rpartition(" ")
    if words + gap:
        joined.append(words + gap)
    return symbol or (joined.pop() if joined and not words + gap else "")


def p(text: str | list[Inline], **holes: Inline) -> Node:
    """Write a paragraph."""
    return {"kind": "p", "inline": inline(text, **holes)}


def alarm(text: str, **holes: Inline) -> Node:
    """Write a paragraph that nobody should miss: an overflow, an undefined angle, shapes that do not fit."""
    return {"kind": "alarm", "inline": inline(text, **holes)}


def undefined(text: str, why: str) -> list[Node]:
    """Say why a number is undefined, in the hole {why} of a text; nothing where there is no such reason."""
    return [alarm(text, why=why)] if why else []


def h(text: str, **holes: Inline) -> Node:
    """Write a heading."""
    return {"kind": "h2", "inline": inline(text, **holes)}


def at_heading(blocks: list[Node]) -> tuple[list[Node], list[Node]]:
    """Split blocks before their first heading: what says what is on the stage, and the rest of the essay."""
    at = next((i for i, block in enumerate(blocks) if block["kind"] == "h2"), len(blocks))
    return blocks[:at], blocks[at:]


def bullets(*items: list[Inline]) -> Node:
    """Write a list; each item is made by `inline`."""
    return {"kind": "list", "items": list(items)}


def table(head: Sequence[str], rows: Sequence[Sequence[Inline]], label: str) -> Node:
    """Write a table of texts and live numbers."""
    return {"kind": "table", "head": list(head), "rows": [list(row) for row in rows], "label": label}


def code(text: str, label: str) -> Node:
    """Show a script that can be copied with one click."""
    return {"kind": "code", "text": text, "label": label}


def doors(label: str, items: Sequence[tuple[str, str, str, str]]) -> Node:
    """Show links to pages as a list of cards: address, title, a sentence, and a small line under it."""
    keys = ("href", "title", "text", "foot")
    return {"kind": "doors", "label": label, "items": [dict(zip(keys, item, strict=True)) for item in items]}


def readouts(*outputs: Inline) -> Node:
    """Show a row of live numbers with their names above them, in places that never jump."""
    return {"kind": "readouts", "items": list(outputs)}


def group(key: str, *blocks: Node) -> Node:
    """Hold blocks together that come and go, so that what follows keeps its name, its place and the focus."""
    return {"kind": "group", "key": key, "children": list(blocks)}


def panel(s: SimpleNamespace, name: str, title: str, content: Callable[[], list[Node]]) -> Node:
    """Show a panel a reader can open; while it is closed its content is neither computed nor sent."""
    is_open = name in s.open
    children = content() if is_open else []
    return {
        "kind": "panel",
        "key": f"panel-{name}",
        "name": name,
        "title": title,
        "open": is_open,
        "children": children,
    }
