"""Overflow on the gradient descent page, foretold and met."""

from collections.abc import Mapping
from functools import lru_cache
from types import SimpleNamespace

from explorable.controls import buttons
from explorable.field import Fields
from explorable.words import Node, num, p, table
from mathcore.gradient_descent import Surface, predicted_overflow_step
from mathcore.rolling import Roll, count_to_overflow

PRECISIONS = ("float64", "float32")


@lru_cache(maxsize=64)
def met(multiplier: float, distance: float, dtype: str) -> int | None:
    """Count the steps to overflow, once."""
    return count_to_overflow(multiplier, distance, dtype)


def overflow(s: SimpleNamespace, surface: Surface, r: Roll, fields: Fields, bowl_setting: Mapping) -> list[Node]:
    """Foretell the step of overflow in two precisions, and count it."""
    if not surface.quadratic:
        return [
            p(
                "Only in a bowl is every step the same multiplication, so only there can the step of overflow be foretold."
            )
        ]
    m = 1 - r.product
    lines = []
    for dtype in PRECISIONS:
        foretold, found = predicted_overflow_step(m, 1.0, dtype), met(m, 1.0, dtype)
        lines.append([
            dtype,
            "never" if foretold is None else num(foretold, f"foretold overflow in {dtype}", "knob", 9),
            num(found, f"counted overflow in {dtype}", "loss", 9) if found is not None
            else "never" if foretold is None else "not within 20 000 steps",
        ])  # fmt: skip
    return [
        p(
            "Each step multiplies the distance by {m}. A distance of 1 then becomes infinite after as many steps as it takes to multiply up to the largest "
            "number there is: about 2 to the power of 1024 in float64, of 128 in float32. Foretold by a logarithm, and counted by doing it:",
            m=num(m, "multiplier of the sharpest bend", "knob"),
        ),
        table(["precision", "foretold", "counted"], lines, "The step of overflow"),
        buttons("", fields, {"Grow by 5 % a step": {**bowl_setting, "eta": 1.025, "steps": 40}}),
        p("First the loss overflows, because it squares the distance; then the distance becomes infinite; only the step after that is *not a number*, infinity minus infinity."),
    ]  # fmt: skip
