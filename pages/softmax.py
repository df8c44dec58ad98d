"""Softmax: scores become probabilities, and the temperature says how sharply."""

from types import SimpleNamespace

from explorable import field
from explorable import formula as f
from explorable.controls import buttons, number, presets, row, slider, tokens
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.scene import Scene
from explorable.stage import arrow, bars, handle, note, plane
from explorable.teaching import predict, tour
from explorable.words import Node, group, h, num, p, percent, readouts, show
from mathcore import verify
from mathcore.frames import grain, stretch
from mathcore.softmax import Softmax, softmax, softmax_report
from pages.parts.scripts import softmax_scripts as scripts
from pages.parts.softmax import ROUNDINGS, TRIO, loss_of, tag, true_word
from pages.parts.softmax_panels import panels
from pages.parts.softmax_words import one_probability, state_of_affairs, steps

MOST, REACH, TALL = 12, 1e4, 5.0
FIELDS = {
    "words": field.words(" ".join(TRIO), most=MOST),
    "z": field.numbers((2, 1, 0.1), -REACH, REACH, least=1, most=MOST),
    "T": field.number(1, 0, 100),
    "c": field.whole(0, 0, MOST - 1),
    "row": field.whole(0, 0, MOST - 1),
    "column": field.whole(0, 0, MOST - 1),
    "round": field.choice("bfloat16", ROUNDINGS),
    "guess": field.guess(),
    "fault": fault("softmax_report"),
}
PLAIN = {"words": TRIO, "z": (2, 1, 0.1), "T": 1, "fault": "none"}
PRESETS = {
    "melt it": {"T": 100},
    "freeze it": {"T": 0},
    "a tie": {"words": TRIO, "z": (2, 2, 1), "T": 0},
    "sharper": {"words": TRIO, "z": (2, 1, 0.1), "T": 0.5},
    "flatter": {"words": TRIO, "z": (2, 1, 0.1), "T": 2},
    "huge scores": {"words": TRIO, "z": (1000, 0, -1000), "T": 1},
    "a row of attention": {"words": ("The", "cat", "sat"), "z": (0.707107, 0.53033, 0.424264), "T": 1},
    "twelve words": {
        "words": tuple("mat sofa moon floor bed roof chair table hat grass car idea".split()),
        "z": (3, 2.4, -1, 2.8, 2.2, 1.5, 2, 1.2, 0.4, 1, 0, -2.5),
        "T": 1,
    },
}
TOUR = [
    ("The cat sat on the … A model has given three words a score each. Drag the bar of *mat*: all three probabilities move, and their sum stays 1.", PLAIN),
    ("Now every score is 3 higher, and no probability has changed. Softmax sees only the differences between scores.", {**PLAIN, "z": (5, 4, 3.1)}),
    ("Half the temperature doubles every difference. *mat* goes from 65.9% to 86.4%.", {**PLAIN, "T": 0.5}),
    ("Twice the temperature halves the differences: 50.2%, 30.4%, 19.4%. Nothing has changed places.", {**PLAIN, "T": 2}),
    ("At temperature 0 the largest score takes everything. Two share the lead here, so they share the probability.", {**PLAIN, "z": (2, 2, 0.1), "T": 0}),
    ("A score of −800 gets a probability of exactly 0, though in mathematics it would only be tiny: the digits have run out.", {**PLAIN, "z": (2, 1, -800)}),
    ("And a score of 1000 breaks the formula as it stands in the book. The badge is red; *leave it right* in it takes the mistake out.",
     {**PLAIN, "z": (1000, 1, 0.1), "fault": "drop_the_max_subtraction", "open": frozenset({"check"})}),
    ("These three scores are a row of the attention page: what *The* makes of *The*, *cat* and *sat*. Same function, other place.",
     {**PLAIN, **PRESETS["a row of attention"]}),
]  # fmt: skip


def logits_of(s: SimpleNamespace) -> tuple[float, ...]:
    """Return one score a word; a word nobody has scored yet has 0."""
    return (s.z + (0.0,) * MOST)[: len(s.words)]


def view(s: SimpleNamespace) -> Scene:
    """Turn the scores into probabilities and show both."""
    z = logits_of(s)
    r = perhaps_broken("softmax_report", s, softmax_report)(z, s.T)
    verdict = verify.check("softmax_report", z, s.T, got=r, device=s.device)
    return Scene(
        stage=[
            scores(s, z),
            probabilities(s, r),
            readouts(
                num(r.probability_sum, "sum of probabilities", "third"),
                num(r.entropy_bits, "entropy in bits"),
                num(r.effective, "effective choices"),
                num(r.probabilities[r.top], "top-1 share", "third"),
            ),
            badge(s, "softmax_report", verdict),
        ],
        controls=controls(s, z),
        words=words(s, z, r),
    )


def scores(s: SimpleNamespace, z: tuple[float, ...]) -> Node:
    """Draw one bar a score, with a handle at its end, and where training would push it while the loss is open."""
    low, high = stretch((-TALL, TALL), z)
    return plane(
        "Scores, one bar a word: drag the end of a bar up or down",
        (0.51, len(z) + 0.49),
        (low, high),
        [
            note((0.51, high), "score z", "first", anchor="start", dx=-44, dy=-10),
            bars(z, "first", shift=1, labels=s.words, texts=[show(value, 3) for value in z], gap=20),
            *(pushes(s, z, high / TALL) if "loss" in s.open and s.T > 0 else ()),
            *(
                handle(
                    (i + 1, value), tag("z", i, s.words), "first", y=f"z.{i}", y_range=(low, high),
                    snap=grain((low, high), 100), said=f"{s.words[i]}: score {show(value, 4)}",
                )
                for i, value in enumerate(z)
            ),
        ],
        tall=240,
        x_ticks=False,
    )  # fmt: skip


def pushes(s: SimpleNamespace, z: tuple[float, ...], unit: float) -> list[Node | None]:
    """Draw an arrow of length p − y at each score, against the gradient."""
    shares, c = loss_of(s, z).probabilities[0], true_word(s)
    return [
        arrow((i + 1.25, value), (i + 1.25, value - 2 * unit * (shares[i] - (i == c))), "loss", width=4)
        for i, value in enumerate(z)
    ]


def probabilities(s: SimpleNamespace, r: Softmax) -> Node:
    """Draw one bar a probability; the axis is always 0 to 1."""
    return plane(
        "Probabilities, one bar a word",
        (0.51, len(s.words) + 0.49),
        (0, 1),
        [
            note((0.51, 1), "probability p", "third", anchor="start", dx=-44, dy=-10),
            bars(
                r.probabilities, "third", shift=1, labels=s.words, texts=[percent(share) for share in r.probabilities]
            ),
        ],
        tall=176,
        x_ticks=False,
    )


def controls(s: SimpleNamespace, z: tuple[float, ...]) -> list[Node]:
    """Offer the temperature first, then the scores as numbers, the words, the presets."""
    more = {"words": (*s.words, f"word{len(z) + 1}"), "z": (*z, 0)} if len(z) < MOST else None
    less = {"words": s.words[:-1], "z": z[:-1]} if len(z) > 2 else None
    ways = {name: setting for name, setting in (("Add a word", more), ("Remove the last", less)) if setting}
    return [
        slider(
            "Temperature T", "T", s.T, 0.01, 100, scale="log0",
            hint="0 is arg max, 1 leaves the scores as they are, 100 makes all choices nearly equal.",
        ),
        row(*(number(tag("z", i, s.words), f"z.{i}", value, -REACH, REACH) for i, value in enumerate(z))),
        tokens(
            "Words", "words", s.words, most=MOST, hint=f"Type or paste your own, up to {MOST}; a new word starts with score 0."
        ),
        buttons("", FIELDS, ways),
        presets("Try this", FIELDS, **PRESETS),
    ]  # fmt: skip


def words(s: SimpleNamespace, z: tuple[float, ...], r: Softmax) -> list[Node]:
    """Say what happens, with the reader's numbers."""
    k = r.top
    return [
        tour(s, FIELDS, TOUR),
        group("affairs", *state_of_affairs(s, r)),
        f.formula(f"the probability of {s.words[k]} with your numbers", *one_probability(s, z, r, k)),
        steps(s, z, r),
        h("What the temperature does"),
        p(
            "Softmax sees only differences between scores, and :knob[T] divides them: half the temperature acts like twice the "
            "difference. Now the entropy is {bits} bits, as undecided as {eff} equally likely choices out of {n}. Towards 0 "
            "the largest score takes all; towards 100 every choice comes close to 1/{n}.",
            bits=num(r.entropy_bits, "entropy H"), eff=num(r.effective, "choices 2^H"), n=str(len(z)),
        ),
        predict(
            s, "guess", f"Before you look: at half this temperature, T = {show(s.T / 2, 4)}, what would the top\N{NON-BREAKING HYPHEN}1 share be, "
            "from 0 to 1?", float(softmax(z, s.T / 2)[int(k)]), "top-1 share at T/2",
        ),
        h("What can go wrong"),
        p(
            "Written as in the book, the exponential of a score is taken as it is, and above 709.78 (88.72 in single "
            "precision) it is infinite: infinity over infinity has no value. Taking the largest score off first changes no "
            "probability, because the common factor cancels, and no exponent is ever above 0."
        ),
        buttons(
            "",
            FIELDS,
            {
                "Use the plain formula on a score of 1000": {
                    "words": TRIO, "z": (1000, 0, -1000), "T": 1, "fault": "drop_the_max_subtraction",
                },
                **({"Put it right": {"fault": "none"}} if s.fault != "none" else {}),
            },
        ),
        h("Where it sits in a language model"),
        p(
            "Twice. At the end, a model gives every word of its vocabulary a score, often 50 000 or more, and softmax turns "
            "them into the distribution from which the next word is drawn; temperature is set there. And in the middle, in "
            "every layer, each row of [attention](/attention) is a softmax over the words so far. It is the same function: "
            "try the preset *a row of attention*."
        ),
        *panels(s, z, r, FIELDS),
    ]  # fmt: skip


lesson("softmax", FIELDS, view, scripts=scripts)
