"""Reading a scene the way a person does: numbers by their names, the badge by its colour."""

import math
from types import ModuleType, SimpleNamespace

from explorable.field import Fields
from explorable.lesson import state_of
from explorable.permalink import read
from explorable.scene import Scene, flatten


def state(fields: Fields, **settings) -> SimpleNamespace:
    """Return the state of an untouched page with a few fields set, as a link would set them."""
    known = state_of(fields)
    made, notices = read(known, {name: [known[name].write(value)] for name, value in settings.items()})
    assert not notices, notices
    return made


def shown(page: ModuleType, *panels: str, **settings) -> Scene:
    """Return what an untouched page shows with a few fields set and these panels open."""
    return page.view(state(page.FIELDS, **{"open": frozenset(panels), **settings}))


def outputs(scene: Scene) -> dict[str, str]:
    """Collect every live number and word of a scene, in full precision, by its name."""
    found: dict[str, str] = {}

    def look(part) -> None:
        if isinstance(part, dict):
            for value in part.values():
                look(value)
        elif isinstance(part, list | tuple):
            if len(part) == 3 and part[0] == "output":
                found[part[1]["label"]] = part[1].get("value", part[2])
            for value in part:
                look(value)

    look(list(flatten(scene).values()))
    return found


def number(scene: Scene, label: str) -> float:
    """Return the live number of that name."""
    text = outputs(scene)[label]
    return math.nan if text == "nan" else float(text)


def badge(scene: Scene) -> dict:
    """Return the badge."""
    return next(node for node in flatten(scene).values() if node["kind"] == "badge")


def blocks(scene: Scene, kind: str) -> list[dict]:
    """Return every block of a kind."""
    return [node for node in flatten(scene).values() if node["kind"] == kind]


def matrix(scene: Scene, label: str) -> list[list[float]]:
    """Return the entries of the matrix of that name."""
    values = next(node["values"] for node in blocks(scene, "matrix") if node["label"] == label)
    return [list(map(float, row)) for row in values]


def challenge_marks_itself(page: ModuleType, panel: str, which: int, settings: dict) -> None:
    """Assert that a challenge is open on an untouched page, and done once these fields are set."""
    assert outputs(shown(page, panel))[f"challenge {which}"] == "○ open"
    assert outputs(shown(page, panel, **settings))[f"challenge {which}"] == "✓ done"
