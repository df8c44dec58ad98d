"""The caps stand in one place, are written down, and hold."""

import re
from pathlib import Path

import pytest

from bench.sizes import FIXED, GROWING
from mathcore import limits
from mathcore.accumulate import accumulate
from mathcore.adam import adam
from mathcore.attention import causal_mask
from mathcore.checks import CHECKS
from mathcore.cost import cost, race
from mathcore.curves import CURVES
from mathcore.derivative import sample
from mathcore.errors import MathInputError
from mathcore.gradient_descent import bowl, descend
from mathcore.heads import heads
from mathcore.layers import through_layers
from mathcore.markov import stationary
from mathcore.matmul import matmul
from mathcore.mixing import mixing
from mathcore.one_weight import descend_1d
from mathcore.random_arrows import random_cosines
from mathcore.rolling import EXAMPLES, batches, roll
from mathcore.speed import measure
from mathcore.temperatures import melting
from mathcore.token_cost import token_cost
from mathcore.tokens import positions, projection_weights

MATHCORE = Path(limits.__file__).parent
CAPS = {name: value for name, value in vars(limits).items() if name.isupper()}
BEYOND = {
    "the number of steps": [
        lambda: accumulate(1.0, 3.0, 2.0, 0.1, limits.STEPS + 1),
        lambda: adam([1.0], [[1.0]] * (limits.STEPS + 1)),
        lambda: descend(bowl(1, 2), (1.0, 1.0), 0.1, limits.STEPS + 1),
        lambda: descend_1d(1.0, 3.0, 2.0, 0.1, limits.STEPS + 1),
        lambda: roll(bowl(1, 2), (1.0, 1.0), [(0.1, limits.STEPS), (0.1, 1)]),
        lambda: accumulate(1.0, 3.0, 2.0, 0.1, -1),
    ],
    "the number of tokens": [lambda: causal_mask(limits.TOKENS + 1)],
    "the number of words": [
        lambda: cost(limits.COUNTED_TOKENS + 1, 64, 64, 1), lambda: race(limits.TOKENS + 1),
    ],
    "the number of points": [lambda: sample(CURVES["gelu"], 0.0, 1.0, limits.SAMPLES + 1)],
    "the number of heads": [lambda: heads(["a"], limits.HEADS + 1, 0)],
    "the number of layers": [lambda: through_layers(0.5, limits.SAMPLES + 1)],
    "the number of states": [lambda: stationary([[1.0] * (limits.MATRIX_SIDE + 1)] * (limits.MATRIX_SIDE + 1))],
    "the number of terms": [lambda: matmul([[1.0] * 101] * 100, [[1.0] * 100] * 101)],
    "the number of times": [lambda: mixing([[1.0]], limits.STEPS + 1)],
    "the number of temperatures": [lambda: melting([1.0], 1.0, 2.0, limits.SAMPLES + 1)],
    "the size": [lambda: measure(limits.TIMED_SIDE + 1)],
    "layers": [lambda: token_cost(limits.MODEL_SIZE + 1, 1, 1, 1)],
    "width": [lambda: token_cost(1, limits.MODEL_SIZE + 1, 1, 1)],
    "context": [lambda: token_cost(1, 1, limits.MODEL_SIZE + 1, 1)],
    "vocabulary": [lambda: token_cost(1, 1, 1, limits.MODEL_SIZE + 1)],
    "the batch size": [lambda: batches(3, EXAMPLES + 1, 1)],
    "the seed": [lambda: batches(3, 2, -1), lambda: random_cosines(3, limits.SEED + 1)],
    "a number of words or dimensions": [
        lambda: positions(limits.TOKENS + 1, 2), lambda: positions(2, limits.TOKENS + 1),
        lambda: projection_weights("q", limits.TOKENS + 1, 2, 0),
        lambda: projection_weights("q", 2, limits.TOKENS + 1, 0),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "ask"), [(name, ask) for name, asked in BEYOND.items() for ask in asked])
def test_beyond_a_cap_is_refused_by_name(name, ask):
    with pytest.raises(MathInputError, match=f"^{name} must be between 0 and"):
        ask()


def test_the_readme_lists_every_cap():
    text = (MATHCORE / "README.md").read_text(encoding="utf-8")
    told = {name: float(value.replace(",", "")) for name, value in re.findall(r"\| `([A-Z_]+)` \| ([\d,]+) \|", text)}
    assert told == {name: float(value) for name, value in CAPS.items()}


def test_every_cap_is_used():
    texts = [path.read_text(encoding="utf-8") for path in MATHCORE.glob("*.py") if path.name != "limits.py"]
    assert all(any(name in text for text in texts) for name in CAPS)


def test_every_routine_is_timed_at_sizes_that_grow_or_says_why_not():
    assert set(GROWING) | set(FIXED) == set(CHECKS)
    assert not set(GROWING) & set(FIXED)
