"""What attention costs as the text grows: counted, and measured where the page is served."""

from functools import lru_cache
from types import SimpleNamespace

from explorable.controls import buttons, slider
from explorable.evidence import remark
from explorable.field import Fields
from explorable.words import Node, count, p, show, table
from mathcore import verify
from mathcore.cost import LONGEST, Race, cost, race

RUNS = 9
"""How often a reader may measure again."""


@lru_cache(maxsize=RUNS + 1)
def measured(run: int) -> list[tuple[int, Race]]:
    """Time attention on this machine, once for each press of the button."""
    return [(t, race(t)) for t in (32, 64, 128, 256)]


def price(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Count what a layer of one head of 64 numbers takes for T words, and measure it."""
    one, two = cost(s.t, 64, 64), cost(2 * s.t if 2 * s.t <= LONGEST else s.t, 64, 64)
    ms = lambda seconds: f"{show(1e3 * seconds, 2)} ms"  # noqa: E731
    timed = measured(s.run)
    return [
        slider("Words T", "t", s.t, 10, LONGEST, scale="log", digits=2),
        p("Every word looks at every word: {entries} entries in one table of weights, {adds} multiply-adds for the scores and as "
          "many for the mixing, {bytes} bytes for the table in single precision. Twice the words take {twice} entries.",
          entries=count(one.entries, "entries", "moment"), adds=count(one.score_multiply_adds, "multiply-adds"),
          bytes=count(one.weight_bytes, "bytes"), twice=count(two.entries, "entries for twice the words", "moment")),
        p("While a model writes, it keeps the keys and values of all words so far: {cache} bytes, which grow only in proportion.",
          cache=count(one.cache_bytes, "bytes of the cache")),
        p("Measured on the machine that serves this page, causal, in single precision, vectors of 2 numbers as here: all words in one pass, "
          "as in training, and one word after the other, as in writing. Both give the same outputs, to within rounding."),
        table(
            ["words", "entries", "in one pass", "word by word"],
            [[str(t), f"{cost(t, 2, 2).entries}", ms(r.together), ms(r.one_by_one)] for t, r in timed],
            "Measured time",
        ),
        buttons("", fields, {"Measure again": {"run": s.run + 1}} if s.run < RUNS else {"Back to the first measurement": {"run": 0}}),
        remark(verify.check("cost", s.t, 64, 64, got=one, device=s.device), "The counts"),
    ]  # fmt: skip
