"""The evidence beside the numbers: the badge that says whether PyTorch agrees, and the switch that breaks the maths."""

from collections.abc import Callable, Sequence
from math import isnan
from types import SimpleNamespace

from explorable import controls, field
from explorable.field import Field
from explorable.words import Node, alarm, p, said, show, table
from mathcore import verify
from mathcore.compare import Row
from mathcore.faults import FAULTS

RIGHT = "none"


def _word(label: str) -> str:
    """Write a fault's label as one word for the address."""
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in label).split())


def fault(*routines: str) -> Field:
    """Return the field that breaks one of a page's routines on purpose."""
    return field.choice(RIGHT, (RIGHT, *(_word(label) for routine in routines for label in FAULTS[routine])))


def perhaps_broken(routine: str, s: SimpleNamespace, right: Callable) -> Callable:
    """Return the right routine, or the wrong one the reader has chosen."""
    wrong = {_word(label): version for label, version in FAULTS[routine].items()}
    return wrong.get(s.fault, right)


def badge(s: SimpleNamespace, routine: str, verdict: verify.Verdict) -> Node:
    """Show one verdict; what it rests on stands inside, and is only made when it is open."""
    tone, words, detail = _summary(verdict)
    is_open = "check" in s.open
    return {
        "kind": "badge", "tone": tone, "verdict": words, "detail": detail, "open": is_open,
        "children": _inside(s, routine, verdict) if is_open else [],
    }  # fmt: skip


def remark(verdict: verify.Verdict, name: str) -> Node:
    """Say in one line what became of a comparison beside the main one; `name` says of what."""
    tone, words, detail = _summary(verdict)
    role = {"good": "third", "bad": "loss"}.get(tone, "muted")
    return p(f"{name}: {{verdict}} ({{detail}})", verdict=said(words, f"checked: {name}", role), detail=detail)


def _summary(verdict: verify.Verdict) -> tuple[str, str, str]:
    if verdict.worst is None:
        waiting = verify.state() == "loading"
        return ("wait" if waiting else "none"), "not checked yet" if waiting else "not checked", verdict.reason
    # Where numbers overflow nothing is promised: a comparison that could fail says more than one that could not.
    worst = max(verdict.rows, key=lambda row: (row.ratio, row.bound < float("inf"), row.bound))
    detail = f"worst difference {show(worst.difference, 2)}, allowed {_bound(worst)}"
    detail += f"\N{NO-BREAK SPACE}· {verdict.dtype} on {verdict.device}"
    if verdict.agrees:
        return "good", "agrees with PyTorch", f"{detail}{'. ' if verdict.reason else ''}{verdict.reason}"
    wrong = next(row for row in verdict.rows if not row.agrees)
    return "bad", "disagrees with PyTorch", f"first wrong: {wrong.tensor}. Worst {detail.removeprefix('worst ')}"


def _bound(row: Row) -> str:
    """Write how much a tensor may differ: where the bound is not a number, by nothing."""
    return show(0.0 if isnan(row.bound) else row.bound, 2)


def _inside(s: SimpleNamespace, routine: str, verdict: verify.Verdict) -> list[Node]:
    blocks: list[Node] = []
    if verdict.rows:
        blocks.append(_comparison(verdict.rows))
    blocks.append(
        p("The bound is what rounding alone can explain at these sizes; a ratio above 1 is an error in the maths.")
    )
    blocks.append(
        controls.choice(
            "Break the maths",
            "fault",
            s.fault,
            {RIGHT: "leave it right", **{_word(label): label for label in FAULTS[routine]}},
        )
    )
    if verdict.agrees and s.fault in map(_word, FAULTS[routine]):
        blocks.append(alarm("It is broken now, but at this setting that changes nothing. Move a control, and watch."))
    devices = verify.devices()
    if len(devices) > 1:
        names = {"auto": "fastest", "cpu": "CPU", "cuda": "CUDA"}
        blocks.append(controls.choice("Check on", "device", s.device, names))
    return blocks


def _comparison(rows: Sequence[Row]) -> Node:
    head = ["tensor", "difference", "bound", "ratio", "NumPy", "PyTorch", "relative"]
    lines = [
        [row.tensor, show(row.difference, 2), _bound(row), show(row.ratio, 2),
         *(f"{sample}" for sample in (row.ours_sample, row.theirs_sample)), show(row.max_rel, 2)]
        for row in rows
    ]  # fmt: skip
    return table(head, lines, "Our numbers and PyTorch's")
