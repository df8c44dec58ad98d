"""What else there is on the softmax page: its slopes, its loss, its limits, claims about it, and things to try."""

from collections.abc import Sequence
from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import buttons, choice, matrix
from explorable.evidence import remark
from explorable.permalink import Fields
from explorable.stage import note, path, plane
from explorable.teaching import challenges, claim
from explorable.words import Node, alarm, num, p, panel, show, sym, table
from mathcore import verify
from mathcore.cross_entropy import CrossEntropy, cross_entropy
from mathcore.logits import naive_softmax
from mathcore.overflow import exponential_edges
from mathcore.rounding import FORMATS, rounded_softmax
from mathcore.slopes import slopes
from mathcore.softmax import Softmax, softmax
from mathcore.temperatures import melting

TRIO = ("mat", "sofa", "moon")


def tag(letter: str, i: int, words: Sequence[str]) -> str:
    """Name the i-th score or probability by letter, index and word, so that a word that comes twice has two names."""
    return f"{letter}{''.join('₀₁₂₃₄₅₆₇₈₉'[int(digit)] for digit in str(i + 1))} {words[i]}"


def panels(s: SimpleNamespace, z: tuple[float, ...], r: Softmax, fields: Fields) -> list[Node]:
    """Return the panels in the order of the way through the page."""
    return [
        panel(s, "melting", "All temperatures at once", lambda: all_temperatures(s, z)),
        panel(s, "jacobian", "How each probability answers to each score", lambda: answers(s, z)),
        panel(s, "loss", "If one word were the true one: loss and gradient", lambda: loss(s, z)),
        panel(s, "overflow", "Where the plain formula fails, to the last digit", lambda: limits(s, z, r, fields)),
        panel(s, "rounding", "Round after every step", lambda: rounding(s, s.words, z, s.T, s.round)),
        panel(s, "claims", "Claims, checked", lambda: claims(s, fields)),
        panel(s, "challenges", "Challenges", lambda: tasks(s, z, r)),
    ]


def all_temperatures(s: SimpleNamespace, z: tuple[float, ...]) -> list[Node]:
    """Draw every probability over the temperature."""
    r = melting(z, 0.01, 100, 81)
    verdict = verify.check("melting", z, 0.01, 100, 81, got=r, device=s.device)
    lines = r.probabilities.T
    ends = [(s.words[i], line[0], line[40]) for i, line in enumerate(lines)]
    here = melting(z, s.T, s.T, 2).power[0] if s.T > 0 else -2
    return [
        plane(
            "Each probability over the temperature, whose axis is logarithmic",
            (-2, 2),
            (0, 1),
            [
                path([(here, 0), (here, 1)], "knob", dash=True),
                *(path(list(zip(r.power, line, strict=True)), "third", width=1.8) for line in lines),
                *(note((0, middle), name, "third", dy=-6) for name, _, middle in ends[:6]),
                note((here, 1), f"T = {show(s.T, 3)}", "knob", dy=-3, anchor="start" if here < 0 else "end"),
            ],
            aspect=0.42,
            x_label="temperature, as a power of ten",
            y_label="p",
            grid=True,
        ),
        p("On the left the largest score has everything. On the right all lines meet at 1/{n}.", n=str(len(z))),
        remark(verdict, "All temperatures"),
    ]


def answers(s: SimpleNamespace, z: tuple[float, ...]) -> list[Node]:
    """Show the Jacobian, one of its entries as a formula, and that its rows sum to 0."""
    if s.T == 0:
        return [
            alarm(
                "At T = 0 the probabilities jump when the lead changes and stay still otherwise: they have no slopes."
            )
        ]
    r = slopes(z, s.T)
    i, j = min(s.row, len(z) - 1), min(s.column, len(z) - 1)
    p_i, p_j, slope = float(r.probabilities[i]), float(r.probabilities[j]), float(r.jacobian[i, j])
    third, first, knob = "third", "first", "knob"
    inside = f.row("1", "−", f.num(p_j, third)) if i == j else f.row("0", "−", f.num(p_j, third))
    return [
        p(
            "Raise one score a little: its own probability goes up, all others go down, and together they move by nothing. "
            "Row i of this matrix says how p of one word answers to the score of each. Point at an entry."
        ),
        matrix(
            "Jacobian", r.jacobian, third, rows=s.words, columns=s.words, small=True, signed=True, digits=2,
            shade=full if 0 < (full := r.jacobian.max()) < float("inf") else 1, marked={"row": i, "column": j}, pick={"row": "row", "column": "column"},
        ),
        f.formula(
            "the entry in hand",
            f.row(
                f.frac(f.row("∂", f.sub(f.sym("p", third), f.text(s.words[i]))), f.row("∂", f.sub(f.sym("z", first), f.text(s.words[j])))),
                "=", f.frac(f.row(f.num(p_i, third), "(", inside, ")"), f.num(s.T, knob)), "=", f.num(slope),
            ),
        ),
        table(
            ["word", "sum of its row", "sum of its column"],
            [[word, num(r.row_sums[k], tag("row sum ", k, s.words), digits=2),
              num(r.column_sums[k], tag("column sum ", k, s.words), digits=2)] for k, word in enumerate(s.words)],
            "The sums of the rows and columns of the Jacobian",
        ),
        p("What is left of 0 in these sums is rounding, in the seventeenth digit."),
        remark(verify.check("slopes", z, s.T, got=r, device=s.device), "The Jacobian"),
    ]  # fmt: skip


def true_word(s: SimpleNamespace) -> int:
    """Return the position of the word taken to be the true one."""
    return min(s.c, len(s.words) - 1)


def loss_of(s: SimpleNamespace, z: tuple[float, ...]) -> CrossEntropy:
    """Return the loss with the chosen word as the true one."""
    return cross_entropy([z], [true_word(s)], s.T)


def loss(s: SimpleNamespace, z: tuple[float, ...]) -> list[Node]:
    """Show what it costs when a given word is the true one, and where training pushes the scores."""
    c = true_word(s)
    pick = choice("The true word", "c", str(c), {str(i): tag("", i, s.words) for i in range(len(z))})
    if s.T == 0:
        return [pick, alarm("At T = 0 there is no gradient: the probabilities jump. Raise the temperature a little.")]
    r = loss_of(s, z)
    share, slope = r.probabilities[0], r.gradient[0]
    verdict = verify.check("cross_entropy", [z], [c], s.T, got=r, device=s.device)
    return [
        pick,
        p(
            "If {word} is what really came next, the loss is the negative logarithm of its probability: "
            "−ln {share} = {loss} nats. The red arrows at the scores show which way training pushes them, each as long as "
            "its p − y: the true word up, all others down.",
            word=sym(s.words[c], "third"), share=num(share[c], "p of the true word", "third"),
            loss=num(r.loss, "cross-entropy", "loss"),
        ),
        f.formula(
            "the gradient of the loss",
            f.row(
                f.frac(f.row("∂", f.sym("L", "loss")), f.row("∂", f.sub(f.sym("z", "first"), f.text(s.words[c])))), "=",
                f.frac(f.row(f.num(share[c], "third"), "−", "1"), f.num(s.T, "knob")), "=", f.num(slope[c], "loss"),
            ),
        ),
        table(
            ["word", "p", "truth y", "gradient (p − y)/T"],
            [[word, num(share[i], tag("predicted ", i, s.words), "third"), "1" if i == c else "0",
              num(slope[i], tag("gradient ", i, s.words), "loss")] for i, word in enumerate(s.words)],
            "Gradient of the loss with respect to each score",
        ),
        remark(verdict, "The loss"),
    ]  # fmt: skip


def limits(s: SimpleNamespace, z: tuple[float, ...], r: Softmax, fields: Fields) -> list[Node]:
    """Compute the plain formula beside the safe one, and name the scores at which it fails."""
    edges = {name: exponential_edges(name) for name in ("float16", "float32", "float64")}
    rows = [
        [name, *(num(getattr(e, edge), f"{name} {edge.replace('_', ' ')}", digits=digits)
                 for edge in ("last_finite", "first_infinite", "first_zero"))]
        for (name, e), digits in zip(edges.items(), (7, 9, 16), strict=True)
    ]  # fmt: skip
    words = {"words": ("mat", "sofa"), "T": 1}
    return [
        p(
            "The safe formula takes the largest score off first. The plain one does not, and in each precision there is a "
            "score, exact to the last digit, from which its exponential is infinite, and one from which it is exactly 0:"
        ),
        table(["precision", "last score that works", "first that overflows", "first whose exponential is 0"], rows,
              "Where the exponential fails"),
        *side_by_side(s, z, r),
        buttons(
            "",
            fields,
            {
                "88.72283: still works": {**words, "z": (edges["float32"].last_finite, 0)},
                "89: single precision fails": {**words, "z": (89, 0)},
                "710: double precision fails": {**words, "z": (710, 0)},
                "88.5 twice: the sum overflows": {**words, "z": (88.5, 88.5)},
                "−104: exactly 0 in single precision": {**words, "z": (0, -104)},
            },
        ),
    ]  # fmt: skip


def side_by_side(s: SimpleNamespace, z: tuple[float, ...], r: Softmax) -> list[Node]:
    """Compute the reader's own scores both ways."""
    if s.T == 0:
        return [p("At T = 0 the plain formula divides by 0; only the limit is defined.")]
    kinds = ("float64", "float32", "float16")
    computed = {kind: naive_softmax(z, s.T, kind) for kind in kinds}
    plain = {kind: shares.tolist() for kind, shares in computed.items()}
    failed = [kind for kind in kinds if any(not 0 <= share <= 1 for share in plain[kind])]
    lost = [kind for kind in kinds if kind not in failed and not any(share > 0 for share in plain[kind])]
    return [
        table(
            ["word", "z", "safe", *(f"plain, {kind}" for kind in kinds)],
            [[word, show(z[i], 6), num(r.probabilities[i], tag("safe ", i, s.words), "third"),
              *(num(plain[kind][i], tag(f"plain {kind} ", i, s.words), "loss" if kind in failed else None) for kind in kinds)]
             for i, word in enumerate(s.words)],
            "The safe and the plain formula on your scores",
        ),
        *([alarm("With your scores the plain formula fails in {who}: infinity over infinity has no value.", who=", ".join(failed))]
          if failed else []),
        *([alarm("In {who} the sum overflows though no term does: every probability comes out as 0.", who=", ".join(lost))]
          if lost else []),
        remark(verify.check("naive_softmax", z, s.T, "float32", got=computed["float32"], device=s.device), "The plain formula in float32"),
    ]  # fmt: skip


def rounding(s: SimpleNamespace, words: Sequence[str], z: Sequence[float], temperature: float, how: str) -> list[Node]:
    """Compute softmax with every step rounded, beside the exact one."""
    names = {"float64": "not at all", "float32": "float32", "bfloat16": "bfloat16", "float16": "float16"}
    pick = choice("Round to", "round", how, {word(kind): names.get(kind, kind) for kind in FORMATS})
    kind = next(kind for kind in FORMATS if word(kind) == how)
    if temperature == 0:
        return [pick, alarm("At T = 0 the plain formula divides by 0; there is nothing to round.")]
    r, exact = rounded_softmax(z, temperature, kind), softmax(z, temperature)
    return [
        p(
            "A calculation by hand keeps a few digits, and a graphics card keeps 8 or 11 binary ones. Rounded after every "
            "step, each small error is carried into the next, and the probabilities no longer have to make 1."
        ),
        pick,
        table(
            ["word", "z/T", "its exponential", "p, rounded", "p, exact"],
            [[name, num(r.scaled[i], tag("rounded score ", i, words), digits=8), num(r.weights[i], tag("rounded weight ", i, words), digits=8),
              num(r.probabilities[i], tag("rounded p ", i, words), "loss", digits=8), num(exact[i], tag("exact p ", i, words), "third", digits=8)]
             for i, name in enumerate(words)],
            "Softmax rounded after every step",
        ),
        p("Sum of the exponentials {total}, sum of the probabilities {sum}.",
          total=num(r.total, "rounded total", digits=8), sum=num(r.probability_sum, "rounded sum of p", "loss", digits=10)),
        remark(verify.check("rounded_softmax", z, temperature, kind, got=r, device=s.device), "The rounded steps"),
    ]  # fmt: skip


def word(kind: str) -> str:
    """Write a format as one word for the address."""
    return kind.replace(" ", "-")


ROUNDINGS = tuple(word(kind) for kind in FORMATS)


def claims(s: SimpleNamespace, fields: Fields) -> list[Node]:
    """Put what is often said about softmax to the test."""
    trio = {"words": TRIO, "z": (2, 1, 0.1)}
    sharp, flat = (cross_entropy([(2, 1, 0.1)], [0], t).gradient[0, 1] for t in (0.5, 2))
    shares = [softmax((2, 1, 0.1), t)[1] for t in (0.5, 2)]
    edges = exponential_edges("float32")
    return [
        claim(
            "E13", "The gradient of the loss with respect to a score is p − y.", "depends",
            [
                "Only at T = 1. With a temperature it is (p − y)/T: for sofa, where y = 0, p is ",
                num(shares[0], "p of sofa at T = 0.5", "third"), " at T = 0.5 and the gradient ",
                num(sharp, "gradient of sofa at T = 0.5", "loss"), ", twice as much; at T = 2 they are ",
                num(shares[1], "p of sofa at T = 2", "third"), " and ", num(flat, "gradient of sofa at T = 2", "loss"), ", half as much.",
            ],
            fields, {**trio, "T": 0.5, "c": 0, "open": frozenset({"claims", "loss"})},
        ),
        claim(
            "E14", "Softmax gives numbers strictly between 0 and 1.", "depends",
            [
                "In mathematics yes. In single precision the exponential is exactly 0 from ",
                num(edges.first_zero, "first zero in float32", digits=6), " on, and the plain formula has no value from ",
                num(edges.first_infinite, "first overflow in float32", digits=6), " on.",
            ],
            fields, {"words": ("mat", "sofa"), "z": (0, -800), "T": 1, "open": frozenset({"claims", "overflow"})},
        ),
        claim(
            "tempered", "A higher temperature makes a model more creative.", "depends",
            "It makes the distribution flatter, which lets unlikely words through; it adds no idea that the scores did not hold. "
            "The order of the words never changes with the temperature.",
            fields, {**trio, "T": 2},
        ),
    ]  # fmt: skip


def tasks(s: SimpleNamespace, z: tuple[float, ...], r: Softmax) -> list[Node]:
    """List the challenges; they look at what is on screen."""
    top, zero = r.probabilities[r.top], [share for share in r.probabilities if share == 0]
    leaders = [share for share in r.probabilities if share == top]
    plain = naive_softmax(z, s.T, "float32") if s.T > 0 else z
    fails = s.T > 0 and any(share != share for share in plain) and max(map(abs, z)) <= 50
    return [
        challenges(
            [
                ("Make the words as undecided as exactly 2 choices, to within 0.01.", abs(r.effective - 2) <= 0.01),
                ("Give one word more than 99% while no score is above 3.", top > 0.99 and max(z) <= 3),
                ("Let two words share the lead, and give a third exactly 0.", len(leaders) == 2 and len(zero) > 0),
                (
                    "With three words or more, bring the largest share to one half, to within 0.005.",
                    len(z) > 2 and abs(top - 0.5) <= 0.005,
                ),
                ("Make the plain formula fail in single precision with no score beyond 50.", fails),
            ]
        ),
    ]


__all__ = ["ROUNDINGS", "TRIO", "loss_of", "panels", "rounding", "tag", "true_word"]
