"""Two ways to say how wrong a guess was, from the probability it gave to the truth."""

import math
from typing import NamedTuple

from mathcore.errors import MathInputError
from mathcore.shapes import Number


class TwoLosses(NamedTuple):
    """The probability that was missing, the surprise in nats and bits, and how fast two of them fall as p grows."""

    missing: float
    nats: float
    bits: float
    missing_slope: float
    nats_slope: float


def two_losses(probability: Number) -> TwoLosses:
    r"""Score a guess by the probability p it gave to what turned out to be true.

    $$1 - p, \qquad -\ln p, \qquad -\log_2 p$$

    The first is never more than 1, however sure the mistake. The second grows without limit as p goes to 0,
    and its slope, -1/p, is steepest just there: it is the one that models are trained on.

    Raises:
        MathInputError: unless p lies between 0 and 1.

    Source: Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x.
    PyTorch: `torch.nn.functional.nll_loss(torch.log(p), target)`.

    >>> two_losses(0.5)
    TwoLosses(missing=0.5, nats=0.6931471805599453, bits=1.0, missing_slope=-1.0, nats_slope=-2.0)
    """
    p = float(probability)
    if not 0.0 <= p <= 1.0:
        raise MathInputError(f"A probability lies between 0 and 1, not at {p}.")
    if p == 0.0:
        return TwoLosses(1.0, math.inf, math.inf, -1.0, -math.inf)
    return TwoLosses(1.0 - p, 0.0 - math.log(p), 0.0 - math.log2(p), -1.0, -1.0 / p)
