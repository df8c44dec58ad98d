"""Activation functions: the bends between the matrix products, each with its slope."""

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Array = Float[ndarray, "*shape"]


def relu(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Keep what is positive: $\max(0, x)$. NaN stays NaN.

    Source: Nair and Hinton (2010), ICML. PyTorch: `torch.relu(x)`.

    >>> relu(np.array([-2.0, 3.0]))
    array([0., 3.])
    """
    return np.asarray(np.maximum(x, x.dtype.type(0)))


def relu_slope(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Return 1 where x is positive and 0 elsewhere; at 0, where there is no slope, 0 as in PyTorch.

    Source: Nair and Hinton (2010), ICML. PyTorch: the gradient of `torch.relu(x)`.

    >>> relu_slope(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 1.])
    """
    return np.asarray(x > 0).astype(x.dtype)


def sigmoid(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Squeeze a number into 0 to 1: $\sigma(x) = 1 / (1 + e^{-x})$.

    Only $e^{-|x|}$ is formed, which cannot overflow.

    Source: Han and Moraga (1995), doi:10.1007/3-540-59497-3_175. PyTorch: `torch.sigmoid(x)`.

    >>> sigmoid(np.array([0.0, np.log(3.0)]))
    array([0.5 , 0.75])
    """
    with np.errstate(all="ignore"):
        small = np.exp(-np.abs(x))
        return np.asarray(np.where(x >= 0, 1 / (1 + small), small / (1 + small)))


def sigmoid_slope(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Return $\sigma'(x) = \sigma(x)\,\sigma(-x)$, which never subtracts from 1; at most 1/4.

    Source: Goodfellow, Bengio and Courville, Deep Learning, section 3.10.
    PyTorch: the gradient of `torch.sigmoid(x)`.

    >>> sigmoid_slope(np.array([0.0]))
    array([0.25])
    """
    return np.asarray(sigmoid(x) * sigmoid(-x))


def silu(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Let a number through in proportion to its own sigmoid: $x\,\sigma(x)$; -0 at minus infinity.

    Source: Elfwing, Uchibe and Doya (2017), arXiv:1702.03118. PyTorch: `torch.nn.functional.silu(x)`.

    >>> silu(np.array([0.0, np.log(3.0)])).round(6)
    array([0.      , 0.823959])
    """
    with np.errstate(all="ignore"):
        return np.asarray(_bounded_below(x) * sigmoid(x))


def silu_slope(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Return $\sigma(x)\,(1 + x\,\sigma(-x))$: 1 far to the right, 0 far to the left.

    Source: Elfwing, Uchibe and Doya (2017), arXiv:1702.03118, equation 5.
    PyTorch: the gradient of `torch.nn.functional.silu(x)`.

    >>> silu_slope(np.array([0.0]))
    array([0.5])
    """
    both = np.clip(x, -1e4, 1e4)
    with np.errstate(all="ignore"):
        return np.asarray(sigmoid(both) * (1 + both * sigmoid(-both)))


def gelu(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Weigh a number by the chance that a standard normal one is smaller.

    $$x\,\Phi(x) = \tfrac12\, x \operatorname{erfc}(-x / \sqrt 2)$$

    The complementary error function keeps every digit of the left tail, where $1 + \operatorname{erf}$
    keeps none; -0 at minus infinity.

    Source: Hendrycks and Gimpel (2016), arXiv:1606.08415.
    PyTorch: `torch.nn.functional.gelu(x)`, wrong by 2 % at -8.

    >>> gelu(np.array([0.0, 1.0])).round(6)
    array([0.      , 0.841345])
    """
    with np.errstate(all="ignore"):
        return np.asarray(_bounded_below(x) * normal_cdf(x))


def gelu_slope(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Return $\Phi(x) + x\,\varphi(x)$ with $\varphi(x) = e^{-x^2/2} / \sqrt{2\pi}$.

    Source: Hendrycks and Gimpel (2016), arXiv:1606.08415; derivative by the product rule.
    PyTorch: the gradient of `torch.nn.functional.gelu(x)`.

    >>> gelu_slope(np.array([0.0]))
    array([0.5])
    """
    near = np.clip(x, -1e2, 1e2)
    with np.errstate(all="ignore"):
        return np.asarray(normal_cdf(x) + near * np.exp(-near * near / 2) / math.sqrt(2 * math.pi))


def normal_cdf(x: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    r"""Return $\Phi(x)$, the chance that a standard normal number is below x.

    Source: Abramowitz and Stegun, 26.2.29. PyTorch: `torch.special.erfc(-x / math.sqrt(2)) / 2`.

    >>> normal_cdf(np.array([0.0]))
    array([0.5])
    """
    root = math.sqrt(2.0)
    halves = [0.5 * math.erfc(-value / root) for value in x.ravel().tolist()]
    return np.array(halves, dtype=x.dtype).reshape(x.shape)


def _bounded_below(x: Array) -> Array:
    """Replace minus infinity by a number so low that its weight is exactly 0: infinity times 0 is NaN."""
    return np.where(x == -np.inf, x.dtype.type(-1e4), x)
