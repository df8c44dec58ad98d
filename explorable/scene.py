"""What a page shows: a tree of blocks, laid flat so that each block has a name and only what changed is sent."""

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple

from explorable.words import Node


class Scene(NamedTuple):
    """What a page shows: pictures, controls and words, each a list of blocks."""

    stage: list[Node]
    controls: list[Node]
    words: list[Node]


View = Callable[[SimpleNamespace], Scene]


def flatten(scene: Scene) -> dict[str, Node]:
    """Give every block and item a name, and list children by name."""
    nodes: dict[str, Node] = {}

    def add(name: str, node: Node) -> str:
        children = node.get("children")
        if children is not None:
            used: Counter[str] = Counter()
            node = {**node, "children": [add(f"{name}.{_name(child, used)}", child) for child in children]}
        nodes[name] = node
        return name

    for region, blocks in scene._asdict().items():
        add(region, {"kind": "region", "children": blocks})
    return nodes


def _name(node: Node, used: Counter[str]) -> str:
    """Name a child by its key, or by its kind and what it sets: a hand keeps hold of it when others come and go."""
    sets = node.get("sets") or {"": node.get("field")}
    name = node.get("key") or "-".join([node["kind"], *(field for field in sets.values() if field)]).replace(".", "_")
    used[name] += 1
    return name if used[name] == 1 else f"{name}-{used[name]}"


def changes(before: dict[str, Node], after: dict[str, Node]) -> dict[str, Node]:
    """Return the nodes that are new or different."""
    return {name: node for name, node in after.items() if before.get(name) != node}
