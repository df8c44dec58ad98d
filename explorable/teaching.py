"""What a good teacher adds to a picture: a tour, a question before the answer, a challenge, a claim put to the test."""

from collections.abc import Mapping, Sequence
from math import isnan
from types import SimpleNamespace
from typing import Any

from explorable.controls import buttons
from explorable.field import Fields
from explorable.permalink import COMMON
from explorable.words import Inline, Node, inline, num, p, said

VERDICTS = {"true": "third", "depends": "moment", "false": "loss"}

Setting = Mapping[str, Any]


def card(*children: Node, tone: str = "muted") -> Node:
    """Set a few blocks apart."""
    return {"kind": "card", "tone": tone, "children": list(children)}


def tour(s: SimpleNamespace, fields: Fields, steps: Sequence[tuple[str, Setting]]) -> Node:
    """Offer a guided tour: each step has its words and sets the controls; 0 is free play."""
    known = {**fields, **COMMON}

    def to(step: int) -> Setting:
        return {**(steps[step - 1][1] if step else {}), "tour": step}

    here = min(s.tour, len(steps))
    if not here:
        return buttons("", known, {f"Take the tour, {len(steps)} steps": to(1)})
    ways = {"Next": to(here + 1)} if here < len(steps) else {}
    ways |= {"Back": to(here - 1)} if here > 1 else {}
    head = p("**Step {k} of {n}.** " + steps[here - 1][0], k=str(here), n=str(len(steps)))
    return card(head, buttons("", known, {**ways, "Leave the tour": {"tour": 0}}), tone="knob")


def challenges(tasks: Sequence[tuple[str, bool]]) -> Node:
    """List tasks that mark themselves as soon as the picture shows them done."""
    items = [
        [said("✓ done" if done else "○ open", f"challenge {i}", "third" if done else "muted"), " ", *inline(words)]
        for i, (words, done) in enumerate(tasks, 1)
    ]
    return {"kind": "list", "items": items}


def guessing(s: SimpleNamespace) -> bool:
    """Say whether the reader thinks about a guess, so that the page must not show the answer."""
    return s.think and s.guess is None


def predict(s: SimpleNamespace, field: str, question: str, truth: float, label: str) -> Node:
    """Ask for a number before it is shown; once it is given, show both and how far apart they are."""
    guess = getattr(s, field)
    if guess is None:
        ask = {"kind": "ask", "label": f"Your guess: {label}", "field": field, "button": "Commit"}
        return card(p(question), ask, tone="moment")
    answer = p(
        "You said {guess}; here it is {truth}."
        if isnan(truth)
        else "You said {guess}, and it is {truth}: off by {off}.",
        guess=num(guess, f"guess of {label}", "knob"),
        truth=num(truth, f"answer: {label}", "third"),
        off=num(guess - truth, f"error of the guess: {label}", "loss"),
    )
    again = {"kind": "buttons", "label": "", "buttons": [{"label": "Ask me again", "set": {field: ""}}]}
    return card(p(question), answer, again, tone="moment")


def claim(
    name: str, statement: str, verdict: str, because: str | list[Inline], fields: Fields, show: Setting | None = None
) -> Node:
    """Put a claim to the test: what is said, whether it is true, why, and the setting that shows it."""
    said_so = p("“" + statement + "” {verdict}", verdict=said(verdict, f"verdict {name}", VERDICTS[verdict]))
    way = [buttons("", {**fields, **COMMON}, {"Show me": show})] if show else []
    return card(said_so, p(because), *way, tone=VERDICTS[verdict])
