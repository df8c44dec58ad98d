"""Adam: steps of about the learning rate, whatever the size of the gradient."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from mathcore.errors import MathInputError
from mathcore.limits import STEPS, require_at_most
from mathcore.notes import why_undefined
from mathcore.shapes import Number, Numbers, Rows, floats


class Adam(NamedTuple):
    """A run of Adam, a row a step; row 0 of `w`, `m` and `v` is the start.

    `stopped_at` is the first step whose weights are not finite, or None; nothing is cut off there. `note` is
    empty, or says why something is not a number.
    """

    w: Float[ndarray, "visited n"]
    m: Float[ndarray, "visited n"]
    v: Float[ndarray, "visited n"]
    m_hat: Float[ndarray, "steps n"]
    v_hat: Float[ndarray, "steps n"]
    step: Float[ndarray, "steps n"]
    stopped_at: int | None
    note: str


def adam(
    start: Float[ndarray, " n"] | Numbers,
    gradients: Float[ndarray, "steps n"] | Rows,
    rate: Number = 1e-3,
    beta1: Number = 0.9,
    beta2: Number = 0.999,
    eps: Number = 1e-8,
    weight_decay: Number = 0.0,
    *,
    corrected: bool = True,
) -> Adam:
    r"""Follow a sequence of gradients with Adam.

    $$m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
      \hat m_t = \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v_t}{1 - \beta_2^t}$$
    $$w_t = (1 - \eta\lambda)\, w_{t-1} - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}$$

    A gradient that is not finite makes every later weight NaN or stuck, as in PyTorch: 1e200 squares to
    infinity and its step is 0.

    Args:
        start: Weights $w_0$.
        gradients: $g_1, g_2, \dots$, a row a step.
        rate: $\eta$.
        beta1: $\beta_1$, from 0 to below 1.
        beta2: $\beta_2$, from 0 to below 1.
        eps: $\varepsilon \ge 0$, outside the root.
        weight_decay: $\lambda \ge 0$, decoupled from the gradient as in AdamW.
        corrected: Whether to divide by $1 - \beta^t$; without it the first steps are too long.

    Raises:
        MathInputError: when a setting is out of its range, the shapes do not fit, or there are over
            20000 steps.

    Source: Kingma and Ba (2014), arXiv:1412.6980; Loshchilov and Hutter (2017), arXiv:1711.05101.
    PyTorch: `torch.optim.AdamW([w], rate, (beta1, beta2), eps, weight_decay)`.

    >>> adam([1.0], [[4.0]], rate=0.1).w.round(6)
    array([[1. ],
           [0.9]])
    """
    w, g = floats(start, "start"), floats(gradients, "gradients")
    _require(w, g, (rate, eps, weight_decay), (beta1, beta2))
    b1, b2, eta, decay = (w.dtype.type(value) for value in (beta1, beta2, rate, weight_decay))
    # Rounded once: 1 minus a rounded 0.999 would have lost a third of single precision's digits.
    new1, new2 = w.dtype.type(1 - beta1), w.dtype.type(1 - beta2)
    w_, m_, v_ = [w], [np.zeros_like(w)], [np.zeros_like(w)]
    m_hats, v_hats, steps = (np.zeros_like(g) for _ in range(3))
    with np.errstate(all="ignore"):
        for t, gradient in enumerate(g, start=1):
            m_.append(b1 * m_[-1] + new1 * gradient)
            v_.append(b2 * v_[-1] + new2 * (gradient * gradient))
            share1, share2 = (1 - beta1**t, 1 - beta2**t) if corrected else (1.0, 1.0)
            m_hat, v_hat = m_[-1] / w.dtype.type(share1), v_[-1] / w.dtype.type(share2)
            step = eta * (m_hat / (np.sqrt(v_hat) + w.dtype.type(eps)))
            w_.append(w_[-1] * (1 - eta * decay) - step)
            m_hats[t - 1], v_hats[t - 1], steps[t - 1] = m_hat, v_hat, step
    lost = np.flatnonzero(~np.isfinite(np.array(w_)).all(axis=1))
    parts = np.array(w_), np.array(m_), np.array(v_), m_hats, v_hats, steps
    note = why_undefined(parts, start=w, gradients=g)
    return Adam(*parts, int(lost[0]) if lost.size else None, note)


def _require(w: ndarray, g: ndarray, settings: tuple[Number, ...], betas: tuple[Number, Number]) -> None:
    if g.ndim != 2 or w.shape != g.shape[1:]:
        raise MathInputError(f"There must be {w.size} gradients in every row, one for each weight.")
    require_at_most("the number of steps", len(g), STEPS)
    if not all(math.isfinite(value) and value >= 0 for value in settings):
        raise MathInputError("Rate, eps and weight decay must be finite and not negative.")
    if not all(0 <= beta < 1 for beta in betas):
        raise MathInputError("Each beta must be at least 0 and below 1.")
