"""The scripts that print the numbers of the softmax and the attention page, for NumPy and for PyTorch."""

from types import SimpleNamespace

from pages.parts.attention_pictures import SOME, Shown, stages
from pages.parts.softmax import tag

SOFTMAX = """{head}
labels = {labels}
z = {array}({z})
T = {T}

# The largest score is taken off first; at T = 0 only the largest scores are left.
{shifted}
weights = {lib}.exp(shifted)
total = weights.sum()
p = weights / total
entropy = {entropy}

for i, word in enumerate(labels):
    print(f"score z{{word}} = {{float(z[i])!r}}")
    print(f"shifted{{word}} = {{float(shifted[i])!r}}")
    print(f"weight{{word}} = {{float(weights[i])!r}}")
    print(f"p{{word}} = {{float(p[i])!r}}")
print(f"sum of probabilities = {{float(p.sum())!r}}")
print(f"entropy in bits = {{float(entropy) / math.log(2.0)!r}}")
print(f"effective choices = {{math.exp(float(entropy))!r}}")
print(f"top-1 share = {{float(p[int(z.argmax())])!r}}")
"""


def softmax_scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write softmax with temperature, and its entropy."""
    z = (s.z + (0.0,) * len(s.words))[: len(s.words)]
    common = {"labels": repr([tag("", i, s.words) for i in range(len(z))]), "z": repr(list(z)), "T": repr(s.T)}
    return {
        "NumPy": SOFTMAX.format(
            head="import math\n\nimport numpy as np\n",
            lib="np", array="np.array",
            shifted="below = z - z.max()\nshifted = below / T if T > 0 else np.where(below < 0, -np.inf, below)",
            entropy="0.0 - (p * np.log(np.where(p == 0, 1.0, p))).sum()", **common,
        ),
        "PyTorch": SOFTMAX.format(
            head="import math\n\nimport torch\n\ntorch.set_default_dtype(torch.float64)",
            lib="torch", array="torch.tensor",
            shifted="below = z - z.max()\nshifted = below / T if T > 0 else torch.where(below < 0, -math.inf, below)",
            entropy="torch.special.entr(p).sum()", **common,
        ),
    }  # fmt: skip


ATTENTION = """{head}
q = {array}({q})
k = {array}({k})
v = {array}({v})
query = {query}  # counted from 0: {word}

scores = q @ k.T
scaled = {scale}
masked = {mask}
exponentials = {lib}.exp(masked - masked.{max})
weights = exponentials / exponentials.{sum}
output = weights @ v

for name, table in {tables}:
    for i, row in enumerate(table.tolist(), 1):
        for j, value in enumerate(row, 1):
            print(f"{{name}} row {{i}} column {{j}} = {{value!r}}")
listened = weights[query]
print(f"score in hand = {{float(scores[query][{key}])!r}}")
print(f"weight in hand = {{float(listened[{key}])!r}}")
print(f"largest weight = {{float(listened.max())!r}}")
print(f"words listened to = {{math.exp(float({entropy}))!r}}")
"""
NAMES = {
    "scores": "scores",
    "scaled scores": "scaled",
    "masked scores": "masked",
    "weights": "weights",
    "output": "output",
}


def attention_scripts(s: SimpleNamespace, a: Shown) -> dict[str, str]:
    """Write attention step by step; only the tables on screen are printed."""
    shown = [label for _, _, label, _, _ in stages(s, a) if len(s.words) <= SOME]  # cells have no digits
    tables = ", ".join(f"({label!r}, {NAMES[label]})" for label in shown)
    common = {
        "q": repr([list(row) for row in a.q]), "k": repr([list(row) for row in a.k]), "v": repr([list(row) for row in a.v]),
        "query": repr(a.query), "key": repr(a.key), "word": repr(s.words[a.query]), "tables": f"[{tables}]",
        "scale": "scores / math.sqrt(q.shape[1])" if s.scaled else "scores * 1.0  # not divided by the root of d",
    }  # fmt: skip
    return {
        "NumPy": ATTENTION.format(
            head="import math\n\nimport numpy as np\n", lib="np", array="np.array", max="max(axis=1, keepdims=True)",
            sum="sum(axis=1, keepdims=True)",
            mask="np.where(np.tri(len(q), dtype=bool), scaled, -np.inf)" if s.causal else "scaled  # no mask",
            entropy="0.0 - (listened * np.log(np.where(listened == 0, 1.0, listened))).sum()", **common,
        ),
        "PyTorch": ATTENTION.format(
            head="import math\n\nimport torch\n\ntorch.set_default_dtype(torch.float64)", lib="torch", array="torch.tensor",
            max="amax(1, keepdim=True)", sum="sum(1, keepdim=True)",
            mask="scaled.masked_fill(~torch.ones(len(q), len(q), dtype=torch.bool).tril(), -math.inf)" if s.causal
            else "scaled  # no mask",
            entropy="torch.special.entr(listened).sum()", **common,
        ),
    }  # fmt: skip
