"""What one token costs in a transformer: how many matrix products, and how many multiply-adds they hold."""

from typing import NamedTuple

from mathcore.limits import MODEL_SIZE, require_at_most


class Sizes(NamedTuple):
    """What decides the cost: layers, width of a token's vector, tokens it looks back on, words it can say."""

    layers: int
    width: int
    context: int
    vocabulary: int


class TokenCost(NamedTuple):
    """Matrix products and multiply-adds for one token; `products` counts those of all heads of a layer as one."""

    products: int
    projections: int
    feed_forward: int
    scores: int
    vocabulary: int
    multiply_adds: int


MODELS: dict[str, Sizes] = {
    "GPT-2 small": Sizes(12, 768, 1024, 50257),
    "GPT-2 XL": Sizes(48, 1600, 1024, 50257),
    "GPT-3": Sizes(96, 12288, 2048, 50257),
}
"""Published sizes: Radford et al. (2019), table 2, and Brown et al. (2020), arXiv:2005.14165, table 2.1."""


def token_cost(layers: int, width: int, context: int, vocabulary: int) -> TokenCost:
    r"""Count the work for one token.

    Each layer has four products for queries, keys, values and output ($4 d^2$ multiply-adds), two for the
    feed-forward part, which is four times as wide ($8 d^2$), and two of attention with the $T$ tokens before
    ($2 T d$); at the end one product gives a score to each word ($V d$).

    Source: Kaplan et al. (2020), arXiv:2001.08361, table 1.

    >>> token_cost(12, 768, 1024, 50257)[0], token_cost(12, 768, 1024, 50257)[-1]
    (97, 142406400)
    """
    for name, value in (("layers", layers), ("width", width), ("context", context), ("vocabulary", vocabulary)):
        require_at_most(name, value, MODEL_SIZE)
    projections, feed_forward = 4 * width**2 * layers, 8 * width**2 * layers
    scores, last = 2 * context * width * layers, vocabulary * width
    total = projections + feed_forward + scores + last
    return TokenCost(8 * layers + 1, projections, feed_forward, scores, last, total)
