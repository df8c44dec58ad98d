"""Attention: each word decides which words to listen to, and takes in what they say."""

from functools import lru_cache
from types import SimpleNamespace

from explorable import field
from explorable.controls import buttons, choice, columns, matrix, number, presets, row, switch, tokens
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.scene import Scene
from explorable.words import Node, num, readouts, said
from mathcore import verify
from mathcore.attention import THE_CAT_SAT, attention, causal_mask
from mathcore.heads import Heads, heads
from mathcore.one_query import one_query
from pages.parts.attention import essay
from pages.parts.attention_cost import LONGEST, RUNS
from pages.parts.attention_long import table_in_hand, text, vectors_in_hand
from pages.parts.attention_pictures import FEW, SOME, Shown, arrows, listening, pipeline, values
from pages.parts.scripts import attention_scripts
from pages.parts.softmax import ROUNDINGS

MOST, REACH, HEADS = 32, 1e3, 4
STEPS = {"1": "1 compare", "2": "2 scale", "3": "3 mask", "4": "4 softmax", "5": "5 mix"}
Q, K, V = (part.tolist() for part in THE_CAT_SAT[1:])
FIELDS = {
    "words": field.words(" ".join(THE_CAT_SAT.words), most=MOST),
    "q": field.matrix(Q, -REACH, REACH, most=MOST, across=2),
    "k": field.matrix(K, -REACH, REACH, most=MOST, across=2),
    "v": field.matrix(V, -REACH, REACH, most=MOST, across=2),
    "of": field.words(" ".join(THE_CAT_SAT.words), most=MOST),
    "source": field.choice("typed", ("typed", "table")),
    "seed": field.whole(0, 0, 9999),
    "heads": field.whole(1, 1, HEADS),
    "head": field.whole(1, 1, HEADS),
    "position": field.flag(),
    "scaled": field.flag(True),
    "causal": field.flag(),
    "step": field.whole(5, 1, 5),
    "query": field.whole(0, 0, MOST - 1),
    "key": field.whole(1, 0, MOST - 1),
    "times": field.whole(10, 0, 50),
    "t": field.whole(512, 1, LONGEST),
    "run": field.whole(0, 0, RUNS),
    "round": field.choice("bfloat16", ROUNDINGS),
    "guess": field.guess(),
    "fault": fault("attention"),
}
EXAMPLE = {
    "words": THE_CAT_SAT.words, "of": THE_CAT_SAT.words, "q": Q, "k": K, "v": V, "source": "typed", "heads": 1,
    "position": False, "scaled": True, "causal": False,
}  # fmt: skip
OWN = {"words": tuple("the dog that chased the cat sat down".split()), "source": "table", "position": False, "query": 1}
LONG = tuple(
    "When the lamp in the hall went out the cat sat on the mat and the dog "
    "that had slept by the door all day got up to look for the light".split()
)
TWICE = {"words": tuple("a dog bit a man".split()), "source": "table", "query": 1}
PRESETS = {
    "the worked example": EXAMPLE,
    "look back only": {**EXAMPLE, "causal": True, "query": 1},
    "listen to one": {**EXAMPLE, "q": ((20, 10), (6, 16), (2, 18))},
    "listen to all alike": {**EXAMPLE, "q": ((0, 0), (0, 0), (0, 0))},
    "own words": {**OWN, "heads": 1},
    "four heads": {**OWN, "heads": 4},
    "a long text": {**OWN, "words": LONG, "query": 9, "key": 22, "heads": 1},
    "same word twice": {**TWICE, "position": False},
    "same word, other place": {**TWICE, "position": True},
}


@lru_cache(maxsize=128)
def table(words: tuple[str, ...], count: int, seed: int, position: bool) -> Heads:
    """Look the words up in the seeded table."""
    return heads(words, count, seed, position=position)


def vectors(s: SimpleNamespace) -> tuple[list, list, list, str]:
    """Return Q, K and V: the reader's own numbers where they fit the words, else the table's, and why it is that."""
    if s.source == "table":
        why = "chosen"
    elif s.heads > 1:
        why = "The typed numbers are those of one head"
    elif s.position:
        why = "The typed numbers know nothing of positions"
    elif s.words != s.of or any(len(part) != len(s.words) or len(part[0]) != 2 for part in (s.q, s.k, s.v)):
        why = "The typed numbers belong to other words"
    else:
        return s.q, s.k, s.v, ""
    found = table(s.words, s.heads, s.seed, s.position)
    head = min(s.head, s.heads) - 1
    return found.q[head].tolist(), found.k[head].tolist(), found.v[head].tolist(), why


def compute(s: SimpleNamespace) -> Shown:
    """Run attention once, right or broken as the reader wants it, and look at one query of it."""
    q, k, v, why = vectors(s)
    mask = causal_mask(len(s.words)) if s.causal else None
    r = perhaps_broken("attention", s, attention)(q, k, v, scaled=s.scaled, mask=mask)
    query, key = min(s.query, len(q) - 1), min(s.key, len(q) - 1)
    one = one_query(q, k, v, query, scaled=s.scaled, mask=mask)
    return Shown(q, k, v, why, min(s.head, s.heads), mask, r, one, query, key)


def view(s: SimpleNamespace) -> Scene:
    """Let the words listen to each other and show one of them doing so."""
    a = compute(s)
    verdict = verify.check("attention", a.q, a.k, a.v, scaled=s.scaled, mask=a.mask, got=a.r, device=s.device)
    found = [
        readouts(
            said(s.words[a.query], "query", "first"),
            said(s.words[a.one.top], "listens most to", "second"),
            num(a.r.weights[a.query][a.one.top], "largest weight", "moment"),
            num(a.one.effective, "words listened to"),
        ),
        badge(s, "attention", verdict),
    ]
    pictures = columns(arrows(s, a), values(s, a))
    if len(s.words) <= FEW:
        stage = [listening(s, a), pictures, pipeline(s, a), *found]
    elif len(s.words) <= SOME:  # these matrices are tall: they come last, so that the numbers stay in sight
        stage = [listening(s, a), pictures, *found, pipeline(s, a)]
    else:
        stage = [text(s, a), table_in_hand(s, a), *found]
    return Scene(
        stage=stage,
        controls=controls(s, a),
        words=essay(s, a, FIELDS, EXAMPLE, OWN, table),
    )


def controls(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Offer the words, the steps, the switches, and the vectors themselves."""
    return [
        tokens("Words", "words", s.words, most=MOST),
        choice("Step", "step", str(s.step), STEPS),
        row(
            switch("Divide by √d", "scaled", s.scaled),
            switch("Causal mask", "causal", s.causal),
            switch("Position signal", "position", s.position),
        ),
        *(
            tables(s, a)
            if len(s.words) <= SOME
            else [*vectors_in_hand(s, a, REACH), columns(arrows(s, a), values(s, a))]
        ),
        *origin(s, a),
        presets("Try this", FIELDS, **PRESETS),
    ]


def tables(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Offer all queries, keys and values, to type and to drag where they are the reader's own."""
    parts = [("Q", a.q, "first", "q"), ("K", a.k, "second", "k"), ("V", a.v, "third", "v")]
    return [
        row(
            *(
                matrix(
                    name, part, role, name=name, small=True, field=target if a.typed else "", low=-REACH, high=REACH, step=0.05,
                    rows=s.words if name == "Q" else (), digits=3 if len(s.words) <= FEW else 2,
                    marked={"row": a.query if name == "Q" else a.key},
                )
                for name, part, role, target in parts
            )
        )
    ]  # fmt: skip


def origin(s: SimpleNamespace, a: Shown) -> list[Node]:
    """Say where the vectors come from, and offer the other way."""
    chosen = [choice("Heads", "heads", str(s.heads), {str(i): str(i) for i in range(1, HEADS + 1)})]
    if s.heads > 1:
        chosen.append(choice("Show head", "head", str(a.head), {str(i): str(i) for i in range(1, s.heads + 1)}))
    if a.typed:
        return [row(*chosen), buttons("", FIELDS, {"Take the vectors from a seeded table": {"source": "table"}})]
    mine = {
        "q": tidy(a.q),
        "k": tidy(a.k),
        "v": tidy(a.v),
        "of": s.words,
        "source": "typed",
        "heads": 1,
        "position": False,
    }
    chosen.append(number("Seed", "seed", s.seed, 0, 9999, step=1, role="knob"))
    return [row(*chosen), buttons("", FIELDS, {"Make these numbers mine, to drag and type": mine})]


def tidy(rows: list) -> tuple:
    """Keep two decimals, which is what a reader types."""
    return tuple(tuple(round(x, 2) for x in one) for one in rows)


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers on screen."""
    return attention_scripts(s, compute(s))


lesson("attention", FIELDS, view, scripts=scripts)
