import pytest

from mathcore.errors import MathInputError
from mathcore.token_cost import MODELS, token_cost


def test_gpt3_by_hand():
    """Checklist E17: hundreds of products, billions of multiply-adds."""
    cost = token_cost(*MODELS["GPT-3"])
    assert cost.products == 96 * 8 + 1
    assert cost.projections + cost.feed_forward == 12 * 12288**2 * 96 == 173_946_175_488
    assert cost.multiply_adds == 173_946_175_488 + 2 * 2048 * 12288 * 96 + 50257 * 12288


@pytest.mark.parametrize("name", MODELS)
def test_the_parts_add_up(name):
    cost = token_cost(*MODELS[name])
    assert sum(cost[1:-1]) == cost.multiply_adds
    assert 10 < cost.products < 1000


def test_sizes_have_a_cap():
    with pytest.raises(MathInputError, match="width"):
        token_cost(1, 10**8, 1, 1)
