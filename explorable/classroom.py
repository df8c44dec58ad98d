"""What a teacher does with a page: fix or hide controls, share that as a link, put it into another page, present it.

A class link is an ordinary link with two more words: `lock` and `hide` name what the reader cannot change. The server
holds to it as well as the screen, but it is no lock on a door: a link can be edited.
"""

from collections.abc import Collection, Iterator, Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from explorable.controls import choice, columns, switch
from explorable.field import Fields
from explorable.permalink import COMMON, address
from explorable.scene import Scene, View
from explorable.words import Node, p, panel

WAYS = {"free": "free", "locked": "fixed", "hidden": "hidden"}
"""What a reader of a class link may do with a control, and the words for it."""

TOGETHER = ("corner",)
"""Blocks whose children stand in fixed places: what would be hidden there is fixed instead."""


def sets(node: Node) -> set[str]:
    """Name the fields that a block or item lets a reader set."""
    targets = [node.get("field", ""), *(node.get("sets") or {}).values()]
    settings = [node.get("also"), node.get("less"), node.get("more")]
    return {target.split(".")[0] for target in targets if target} | {name for s in settings if s for name in s}


def restrict(node: Node, lock: Collection[str], hide: Collection[str]) -> Node | None:
    """Return a block as a class link shows it, or None where it is hidden."""
    touched = sets(node)
    if touched & set(hide) or (node["kind"] == "handle" and touched & set(lock)):
        return None
    fixed = {*lock, *hide}
    changed: dict[str, Any] = {}
    if touched & fixed:
        changed = {"field": ""} if node["kind"] == "matrix" else {"locked": True}
    if fixed & {target.split(".")[0] for target in (node.get("click") or {}).values()}:
        changed["click"] = None
    if node.get("pick"):
        changed["pick"] = {way: name for way, name in node["pick"].items() if name not in fixed}
    if "buttons" in node:
        changed["buttons"] = [button for button in node["buttons"] if not fixed & set(button["set"])]
        if not changed["buttons"]:
            return None
    if node.get("children"):
        inside = (fixed, ()) if node["kind"] in TOGETHER else (lock, hide)
        kept = [restrict(child, *inside) for child in node["children"]]
        changed["children"] = [child for child in kept if child is not None]
        if not changed["children"] and node["kind"] in ("row", "columns", "card"):
            return None
    return {**node, **changed} if changed else node


def _all(nodes: Collection[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.get("children") or [])


def controls_of(scene: Scene, fields: Fields) -> dict[str, str]:
    """Name the fields that a reader can set on this page as it stands, and how each control is called."""
    found: dict[str, list[str]] = {}
    for part in (scene.controls, scene.words, scene.stage):
        for node in _all(part):
            for name in sorted(sets(node)):
                if (
                    name in fields
                    and name not in COMMON
                    and node.get("label")
                    and (part is not scene.stage or name not in found)
                ):
                    found.setdefault(name, []).append(node["label"])
    return {name: labels[0] + f" and {len(labels) - 1} more" * (len(labels) > 1) for name, labels in found.items()}


def with_class(view: View, fields: Fields) -> View:
    """Show a page as its link says, and let a teacher make such links."""

    def shown(s: SimpleNamespace) -> Scene:
        scene = view(s)
        if s.lock or s.hide:
            return _prepared(scene, fields, s)
        content = lambda: _share(s, fields, scene)  # noqa: E731
        return scene._replace(words=[*scene.words, panel(s, "share", "Share with a class, or present", content)])

    return shown


def _prepared(scene: Scene, fields: Fields, s: SimpleNamespace) -> Scene:
    """Take away what the link takes away, and say so."""
    labels = controls_of(scene, fields)
    fixed = [labels[name] for name in labels if name in s.lock]
    parts = [[restrict(node, s.lock, s.hide) for node in part] for part in scene]
    stage, controls, words = ([node for node in part if node is not None] for part in parts)
    if fixed:
        controls.append(p("Prepared for a class. Fixed here: {names}.", names=", ".join(fixed)))
    return Scene(stage, controls, words)


def _share(s: SimpleNamespace, fields: Fields, scene: Scene) -> list[Node]:
    draft, write = dict(s.draft), fields["draft"].write
    labels = controls_of(scene, fields)

    def written(ways: Mapping[str, str]) -> str:
        return write(tuple((name, way) for name, way in ways.items() if way != "free"))

    def one(name: str, label: str) -> Node:
        return choice(label, "draft", written(draft), {written({**draft, name: way}): w for way, w in WAYS.items()})

    everything = {written(dict.fromkeys(labels, way)): words for way, words in WAYS.items()}
    query = class_query(s, fields)
    return [
        p("The link opens this page exactly as it stands now. What is fixed keeps its value; what is hidden is gone."),
        *([choice("All controls", "draft", written(draft), everything)] if len(labels) > 1 else []),
        columns(*(one(name, label) for name, label in labels.items())),
        {"kind": "link", "label": "Link for the class", "query": query, "frame": False},
        {"kind": "link", "label": "To put it into another page", "query": query, "frame": True},
        switch(
            "Presenter's view",
            "present",
            s.present,
            hint="Large type for a projector. Page Down and Page Up, or a presenter's remote, go through the tour and"
            " on to the next page; Escape ends it.",
        ),
    ]


def class_query(s: SimpleNamespace, fields: Fields) -> str:
    """Write the query of the link that a class gets: this state, with what is fixed and hidden."""
    draft = dict(s.draft)
    chosen = {way: frozenset(name for name, given in draft.items() if given == way) for way in ("locked", "hidden")}
    changed = {"lock": chosen["locked"], "hide": chosen["hidden"], "open": s.open - {"share"}}
    default = {"draft": fields["draft"].default, "present": False}
    return urlencode(address(fields, SimpleNamespace(**{**vars(s), **changed, **default})))
