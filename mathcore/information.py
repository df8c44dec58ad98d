"""Information: how far one distribution is from another, in nats."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.shapes import Numbers, floats
from mathcore.softmax import entropy


class Divergence(NamedTuple):
    """Two distributions compared: entropy + kl = cross_entropy.

    `terms` are those of the divergence; `perplexity` is exp(cross_entropy). `note` names the first choice
    that p allows and q rules out, which makes the divergence infinite.
    """

    terms: Float[ndarray, " n"]
    entropy: float
    cross_entropy: float
    kl: float
    kl_reverse: float
    perplexity: float
    note: str


def divergence(p: Float[ndarray, " n"] | Numbers, q: Float[ndarray, " k"] | Numbers) -> Divergence:
    r"""Compare a distribution with a model of it.

    $$H(p) = -\sum_i p_i \ln p_i, \quad H(p, q) = -\sum_i p_i \ln q_i, \quad
      D(p \Vert q) = \sum_i p_i \ln \frac{p_i}{q_i} = H(p, q) - H(p)$$

    Raises:
        MathInputError: when p or q is no distribution, or they differ in length.

    Source: Kullback and Leibler (1951), doi:10.1214/aoms/1177729694.
    PyTorch: `torch.distributions.kl_divergence`, `torch.special.entr`.

    >>> pair = divergence([1.0, 0.0], [0.25, 0.75])
    >>> round(pair.kl, 6), round(pair.perplexity, 6), pair.kl_reverse
    (1.386294, 4.0, inf)
    """
    p, q = _pair(p, q)
    terms = divergence_terms(p, q)
    h, ce = float(entropy(p)), float(distribution_cross_entropy(p, q))
    lost = np.flatnonzero((p > 0) & (q == 0))
    note = f"q rules out choice {lost[0]}, which p allows" if lost.size else ""
    with np.errstate(all="ignore"):
        return Divergence(
            terms, h, ce, float(terms.sum()), float(divergence_terms(q, p).sum()), float(np.exp(ce)), note
        )


def kl_divergence(p: Float[ndarray, " n"] | Numbers, q: Float[ndarray, " k"] | Numbers) -> float:
    r"""Return how many nats are lost by taking q for p.

    $$D(p \Vert q) = \sum_i p_i \ln \frac{p_i}{q_i} \ge 0$$

    Never negative, and 0 only for equal distributions; infinite when q rules out what p allows.

    Raises:
        MathInputError: when p or q is no distribution, or they differ in length.

    Source: Kullback and Leibler (1951), doi:10.1214/aoms/1177729694.
    PyTorch: `torch.nn.functional.kl_div(q.log(), p, reduction="sum")`.

    >>> round(kl_divergence([0.5, 0.5], [0.25, 0.75]), 6)
    0.143841
    """
    return float(divergence_terms(*_pair(p, q)).sum())


def distribution_cross_entropy(p: Float[ndarray, " n"] | Numbers, q: Float[ndarray, " k"] | Numbers) -> float:
    r"""Return the mean surprise of one who expects q and meets p: $-\sum_i p_i \ln q_i$, $0 \ln 0 = 0$.

    Raises:
        MathInputError: when p or q is no distribution, or they differ in length.

    Source: Cover and Thomas, Elements of Information Theory, 2nd ed., section 5.4.
    PyTorch: `-torch.special.xlogy(p, q).sum()`.

    >>> round(distribution_cross_entropy([1.0, 0.0], [0.25, 0.75]), 6)
    1.386294
    """
    p, q = _pair(p, q)
    with np.errstate(all="ignore"):
        return float(0.0 - np.where(p == 0, 0.0, p * np.log(q)).sum())


def divergence_terms(p: Float[ndarray, " n"], q: Float[ndarray, " n"]) -> Float[ndarray, " n"]:
    r"""Return the terms of the divergence in a form that is never negative.

    $$p_i \ln \frac{p_i}{q_i} - p_i + q_i = p_i \big(r_i - \operatorname{log1p} r_i\big), \qquad
      r_i = \frac{q_i - p_i}{p_i}$$

    The added $q_i - p_i$ sum to 0. Near-equal distributions lose all digits in the plain form, which can
    even come out negative; here the small terms stay exact.

    Source: Csiszár (1967), "Information-type measures of difference", for terms that are never negative.
    PyTorch: `torch.special.xlogy(p, p) - torch.special.xlogy(p, q) - p + q`.

    >>> divergence_terms(np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    array([0., 0.])
    """
    with np.errstate(all="ignore"):
        p, q = p / p.sum(), q / q.sum()
        r = (q - p) / p
        s = r / (2 + r)
        square = s * s
        tail = sum(square**i / (2 * i + 3) for i in range(12))
        near = r * s - 2 * s * square * tail
        # Further apart the series is too short, and r near -1 has lost digits of q: there the plain form is exact.
        terms = np.where(np.abs(r) < 0.3, p * near, (q - p) - p * np.log(q / p))
    return np.where(p == 0, q, np.where(q == 0, np.inf, terms)).astype(p.dtype)


def _pair(p: object, q: object) -> tuple[Float[ndarray, " n"], Float[ndarray, " k"]]:
    p, q = floats(p, "p"), floats(q, "q")
    if p.ndim != 1 or p.shape != q.shape:
        raise MathInputError(f"p has {p.size} choices but q has {q.size}: they must have equally many.")
    for distribution in (p, q):
        entropy(distribution)  # refuses what is none
    return p, q
