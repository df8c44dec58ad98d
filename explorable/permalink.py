"""The state of a page and its address: one strict reader for links, for the browser's events, and for nothing else.

A page declares its fields once. Each field reads a short text and writes it back; the same text stands in the address
bar and travels with every event of a drag, so there is one place where what a reader sends is judged.
"""

from collections.abc import Mapping
from importlib import metadata
from types import SimpleNamespace
from typing import Any

from explorable.field import Field, Fields, choice, flag, names, opened, version, ways, whole
from explorable.words import shorten
from mathcore.errors import MathInputError

LONGEST = 4000
"""Characters a single parameter may have."""

VERSION = metadata.version("explorable")
"""The version of this app, as pyproject.toml says."""

COMMON: Fields = {
    "app": version(VERSION),
    "open": opened(),
    "device": choice("auto", ("auto", "cpu", "cuda")),
    "tour": whole(0, 0, 20),
    "lock": names("controls"),
    "hide": names("controls"),
    "draft": ways("locked", "hidden"),
    "present": flag(),
}
"""What every page has: the version that made the link, its open panels, the device that checks its numbers, the step
of the tour, what a class link fixes and hides, the class link a teacher is making, and whether it is presented."""


def held(texts: Mapping[str, str]) -> set[str]:
    """Name the fields of a state that a class link holds as they are: what is fixed or hidden, and that it is."""
    found = {name for word in ("lock", "hide") for name in texts.get(word, "").split(",") if name}
    return found | {"lock", "hide"} if found else found


def defaults(fields: Fields) -> SimpleNamespace:
    """Return the state of a page nobody has touched."""
    return SimpleNamespace(**{name: field.default for name, field in fields.items()})


def read(fields: Fields, texts: Mapping[str, list[str]]) -> tuple[SimpleNamespace, list[str]]:
    """Read a state from texts; whatever is wrong, or of another version, gets one sentence and keeps its default."""
    state, notices = defaults(fields), []
    for name, given in texts.items():
        if name not in fields:
            notices.append(f"This page has nothing called “{shorten(name)}”; it was left out.")
            continue
        try:
            setattr(state, name, _read_one(fields[name], given))
        except MathInputError as error:
            reason = shorten(str(error).rstrip("."), 120)
            notices.append(f"“{name}” in the address was not understood ({reason}); its usual value is shown.")
    if getattr(state, "app", VERSION) != VERSION:
        notices.append(
            f"This link was made with version {state.app} of the app, and this is {VERSION}: digits may differ."
        )
        state.app = VERSION
    return state, notices


def _read_one(field: Field, given: list[str]) -> Any:
    if len(given) != 1:
        raise MathInputError("it is there more than once")
    if len(given[0]) > LONGEST:
        raise MathInputError(f"it is longer than {LONGEST} characters")
    return field.read(given[0])


def write(fields: Fields, state: SimpleNamespace) -> dict[str, str]:
    """Write every field of a state as its short text."""
    return {name: field.write(getattr(state, name)) for name, field in fields.items()}


def address(fields: Fields, state: SimpleNamespace) -> dict[str, str]:
    """Write what differs from the defaults, and the version: the query string of a link to this state."""
    untouched = write(fields, defaults(fields))
    changed = {name: text for name, text in write(fields, state).items() if text != untouched[name]}
    return {**changed, "app": VERSION} if changed and "app" in fields else changed
