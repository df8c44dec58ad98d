"""Wrong versions of softmax and attention."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mathcore.attention import Attention, attention
from mathcore.logits import naive_softmax, softmax
from mathcore.shapes import floats
from mathcore.softmax import Softmax, jacobian, softmax_report

Faults = dict[str, dict[str, Callable[..., Any]]]


def _softmax_report(change: Callable[[Any, float], tuple[Any, Any]]) -> Callable[..., Softmax]:
    def wrong(logits: Any, temperature: float = 1.0) -> Softmax:
        with np.errstate(all="ignore"):
            shifted, total = change(floats(logits), temperature)
            weights = np.exp(shifted)
            total = weights.sum() if total is None else total
            p = weights / total
            nats = float(-np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0)), 0.0)))
            right = softmax_report(logits, temperature)
            return right._replace(
                shifted=shifted, weights=weights, total=float(total), probabilities=p,
                probability_sum=float(p.sum()), entropy=nats, entropy_bits=nats / np.log(2.0),
                effective=float(np.exp(nats)),
            )  # fmt: skip

    return wrong


def _wrong_axis(logits: Any, temperature: float = 1.0) -> Any:
    weights = np.exp(floats(logits) / temperature)
    return weights / weights.sum(axis=0, keepdims=True)


def _jacobian_without_delta(logits: Any, temperature: float = 1.0) -> Any:
    p = softmax(logits, temperature)
    return -p[:, None] * p / temperature


def _attention(logits: Any = None, weights: Any = None) -> Callable[..., Attention]:
    """Make attention with one step replaced: the scaled scores, or the weights from the right result."""

    def wrong(q: Any, k: Any, v: Any, *, scaled: bool = True, mask: Any = None) -> Attention:
        right = attention(q, k, v, scaled=scaled, mask=mask)
        with np.errstate(all="ignore"):
            if logits is not None:
                scores, new = logits(right.scores, floats(q), floats(k), floats(v), scaled)
                masked = new if mask is None else np.where(mask, new, -np.inf)
                p = np.where(right.blind[:, None], 0.0, softmax(np.where(right.blind[:, None], 0.0, masked)))
                return right._replace(scores=scores, scaled=new, masked=masked, weights=p, output=p @ floats(v))
            p = weights(right, mask)
            return right._replace(weights=p, output=p @ floats(v))

    return wrong


def _reshaped_keys(scores: Any, q: Any, k: Any, v: Any, scaled: bool) -> tuple[Any, Any]:
    scores = q @ k.reshape(k.shape[::-1])
    return scores, scores / np.sqrt(q.shape[1]) if scaled else scores


def _over_queries(right: Attention, mask: Any) -> Any:
    return np.nan_to_num(softmax(right.masked.T).T)


def _mask_late(right: Attention, mask: Any) -> Any:
    return softmax(right.scaled) * (1.0 if mask is None else mask)


SCORES: Faults = {
    "softmax": {
        "drop the max-subtraction": naive_softmax,
        "multiply by the temperature": lambda logits, temperature=1.0: softmax(logits, 1.0 / temperature),
        "sum over the wrong axis": _wrong_axis,
    },
    "softmax_report": {
        "drop the max-subtraction": _softmax_report(lambda z, t: (z / t, None)),
        "multiply by the temperature": _softmax_report(lambda z, t: ((z - z.max()) * t, None)),
        "forget the temperature": _softmax_report(lambda z, t: (z - z.max(), None)),
        "divide by the number of choices": _softmax_report(lambda z, t: ((z - z.max()) / t, float(len(z)))),
    },
    "jacobian": {
        "forget the diagonal": _jacobian_without_delta,
        "forget 1 / T": lambda logits, temperature=1.0: jacobian(logits, temperature) * temperature,
    },
    "attention": {
        "drop 1/sqrt(d_k)": _attention(lambda s, q, k, v, scaled: (s, s * 1.0)),
        "divide by d_k": _attention(lambda s, q, k, v, scaled: (s, s / q.shape[1])),
        "reshape K instead of transposing": _attention(_reshaped_keys),
        "softmax over the wrong axis": _attention(weights=_over_queries),
        "mask after softmax": _attention(weights=_mask_late),
    },
}  # fmt: skip
