"""Every page that has a view, and made-up legal states of it: for the tests, the fuzzer and the benchmark alike."""

import importlib
import math
from collections import Counter
from collections.abc import Iterator
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from explorable import permalink
from explorable.contents import TOPICS
from explorable.field import Field, Fields
from explorable.lesson import state_of
from explorable.scene import flatten

PAGES: dict[str, ModuleType] = {}
BROKEN: dict[str, Exception] = {}
"""Pages that cannot be imported, and why: one of them fails one test, not the collection of all."""
for _topic in TOPICS:
    try:
        PAGES[_topic.word] = importlib.import_module(f"pages.{_topic.word}")
    except Exception as error:
        BROKEN[_topic.word] = error
LIVE = [word for word, page in PAGES.items() if hasattr(page, "view")]
"""The words of the pages that have something to drag."""

WORDS = (
    "The",
    "cat",
    "sat",
    "on",
    "a",
    "mat",
    "naïve",
    "猫",
    "🙂",
    "<b>",
    "{x}",
    "a*b*",
    ":first[x]",
    "&amp;",
    "%00",
    "__",
)

LINES = ("x * sin(x)", "exp(x)", "1 / x", "sqrt(-x)", "abs(x) + max(x, 0)", "x^", "<b>x</b>", "1e308 * x * x", "猫(x)")
"""What readers type as a formula: legal ones, and ones that deserve a sentence."""


def fields_of(word: str) -> Fields:
    """Return all fields of a page."""
    return state_of(PAGES[word].FIELDS)


def address_of(word: str) -> str:
    """Return the path of a page."""
    return "/" if word == "home" else f"/{word}"


def state(word: str, texts: dict[str, str]) -> SimpleNamespace:
    """Read a state as the page does; a text that is not legal is an error here."""
    read, notices = permalink.read(fields_of(word), {name: [text] for name, text in texts.items()})
    assert not notices, notices
    return read


def draw_number(rng: Random, low: float, high: float) -> float:
    """Draw a number a reader may set: often round, sometimes extreme, sometimes with all its digits."""
    kind = rng.randrange(5)
    if kind == 0:
        value = rng.choice([low, high, 0.0, 1.0, -1.0, 0.5, 2.0])
    elif kind == 1:
        value = round(rng.uniform(max(low, -5.0), min(high, 5.0)), 2)
    elif kind == 2:
        value = rng.uniform(low, high)
    elif kind == 3:
        value = rng.choice([-1.0, 1.0]) * 10 ** rng.uniform(-6, min(12.0, math.log10(max(abs(low), abs(high), 10.0))))
    else:
        value = float(f"{rng.uniform(max(low, -100.0), min(high, 100.0)):.1f}")
    return min(high, max(low, value)) + 0.0


def draw(field: Field, rng: Random) -> Any:
    """Draw a legal value of a field; what has no declared limits keeps its default."""
    match field.legal:
        case ("number", low, high):
            return draw_number(rng, low, high)
        case ("whole", low, high):
            return round(draw_number(rng, low, high))
        case ("choice", options):
            return rng.choice(options)
        case ("flag",):
            return rng.random() < 0.5
        case ("numbers", low, high, least, most):
            return tuple(draw_number(rng, low, high) for _ in range(rng.randint(least, min(most, least + 12))))
        case ("matrix", low, high, most, across):
            rows, columns = rng.randint(1, most), rng.randint(1, across)
            return tuple(tuple(draw_number(rng, low, high) for _ in range(columns)) for _ in range(rows))
        case ("table", low, high, rows, columns):
            return tuple(tuple(draw_number(rng, low, high) for _ in range(columns)) for _ in range(rows))
        case ("words", most, longest):
            return tuple(rng.choice(WORDS)[:longest] for _ in range(rng.randint(1, most)))
        case ("rows", columns, most):
            return tuple(tuple(draw_number(rng, *ends) for ends in columns) for _ in range(rng.randint(0, most)))
        case ("line", longest):
            return rng.choice([*LINES, "x" * longest])
        case ("guess", low, high):
            return rng.choice([None, draw_number(rng, low, high)])
    return field.default


def legal_state(word: str, rng: Random, share: float = 0.7) -> SimpleNamespace:
    """Make up a state of a page; each field is touched with a probability of `share`."""
    drawn = {
        name: draw(field, rng) if rng.random() < share else field.default
        for name, field in fields_of(word).items()
        if name not in ("fault", "device")
    }
    return SimpleNamespace(**{**vars(permalink.defaults(fields_of(word))), **drawn})


def texts(word: str, s: SimpleNamespace) -> dict[str, str]:
    """Write a state as the page does."""
    return permalink.write(fields_of(word), s)


def outputs(nodes: dict[str, dict]) -> Iterator[tuple[str, str]]:
    """Find every live number or word of a scene: its accessible name, and its value with all digits."""

    def walk(part: Any) -> Iterator[tuple[str, str]]:
        if isinstance(part, list | tuple) and len(part) > 1 and part[0] == "output" and isinstance(part[1], dict):
            yield part[1]["label"], part[1].get("value", part[2])
        elif isinstance(part, list | tuple):
            for child in part:
                yield from walk(child)

    for node in nodes.values():
        for key in ("inline", "items", "rows"):
            yield from walk(node.get(key))
        if node["kind"] == "matrix" and not node["field"]:
            for i, row in enumerate(node["values"], 1):
                for j, value in enumerate(row, 1):
                    yield f"{node['label']} row {i} column {j}", value


def opened_wide(word: str, s: SimpleNamespace) -> dict[str, dict]:
    """Return the scene of a state with every panel open, panels inside panels too."""
    while True:
        nodes = flatten(PAGES[word].view(s))
        names = {node["name"] for node in nodes.values() if node["kind"] == "panel"}
        names |= {"check" for node in nodes.values() if node["kind"] == "badge"}
        if names <= s.open:
            return nodes
        s = SimpleNamespace(**{**vars(s), "open": s.open | names})


SHOWN = ".explorable output:not([aria-label=checked])"
READ_SHOWN = "all => all.map(o => [o.getAttribute('aria-label'), o.dataset.value ?? o.textContent])"
"""What a browser test asks for: the name and the value of every live number in the page."""


def state_at(word: str, url: str) -> SimpleNamespace:
    """Read the state of a page from its whole address."""
    return permalink.read(fields_of(word), parse_qs(urlsplit(url).query, keep_blank_values=True))[0]


def differences(word: str, url: str, shown: list[list[str]]) -> str:
    """Compare every live number in a browser with mathcore's for the state in the address; "" if they are the same."""
    computed = Counter(outputs(flatten(PAGES[word].view(state_at(word, url)))))
    present = Counter((label, value) for label, value in shown)
    if computed == present:
        return ""
    return f"only on screen: {sorted(present - computed)}; only computed: {sorted(computed - present)}"
