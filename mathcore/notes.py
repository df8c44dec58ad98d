"""Why something in a result is not a number."""

from collections.abc import Iterable
from typing import Any

import numpy as np


def why_undefined(results: Iterable[Any], **inputs: Any) -> str:
    """Say why there is NaN among results: nothing where there is none, else the first input that is to blame.

    Where every input is finite, something on the way was not: infinity minus infinity and 0 / 0 have no value.

    >>> why_undefined([1.0, [2.0]], a=np.inf), why_undefined([np.nan], a=1.0, b=[0.0, np.inf])
    ('', 'not every number is defined: b holds an infinity')
    """
    if not any(np.isnan(part).any() for part in results):
        return ""
    for told, of in (("something that is not a number", np.isnan), ("an infinity", np.isinf)):
        for name, values in inputs.items():
            if of(values).any():
                return f"not every number is defined: {name} holds {told}"
    return "not every number is defined: one on the way is beyond the largest float, or 0 is divided by 0"


def why_stopped(x: float, y: float, step: int | None) -> str:
    """Say which coordinates of a point left the floats, if a step is named at which some did.

    >>> why_stopped(1.0, -np.inf, 3)
    'y became −∞ at step 3'
    """
    if step is None:
        return ""
    lost = [f"{name} became {written(value)}" for name, value in {"x": x, "y": y}.items() if not np.isfinite(value)]
    return f"{' and '.join(lost)} at step {step}"


def written(value: float) -> str:
    """Write a number for people, with a minus sign and an infinity such as stand in books.

    >>> written(-1.5), written(np.inf), written(np.nan)
    ('−1.5', '∞', 'undefined')
    """
    return f"{value:.6g}".replace("-", "−").replace("inf", "∞").replace("nan", "undefined")
