"""The scripts that print the numbers of the softmax and the attention page, for NumPy and for PyTorch."""

from types import SimpleNamespace

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
