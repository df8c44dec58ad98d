"""What can be opened on the softmax page: all temperatures, its slopes, its loss, its limits; and all the others."""

from collections.abc import Sequence
from math import inf
from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import buttons, choice, matrix
from explorable.evidence import remark
from explorable.field import Fields
from explorable.stage import note, path, plane
from explorable.words import Node, alarm, num, p, panel, show, sym, table
from mathcore import verify
from mathcore.logits import naive_softmax
from mathcore.overflow import exponential_edges
from mathcore.slopes import slopes
from mathcore.softmax import Softmax
from mathcore.temperatures import melting
from pages.parts.softmax import loss_of, rounding, tag, true_word
from pages.parts.softmax_claims import claims, tasks


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
    here = melting(z, s.T, s.T, 2).power[0] if s.T > 0 else -2
    return [
        plane(
            "Each probability over the temperature, whose axis is logarithmic",
            (-2, 2),
            (0, 1),
            [
                path([(here, 0), (here, 1)], "knob", dash=True),
                *(path(list(zip(r.power, line, strict=True)), "third", width=1.8) for line in lines),
                *names(lines[:, 40].tolist(), lines[:, 41].tolist(), s.words),
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


def names(heights: list[float], after: list[float], words: Sequence[str]) -> list[Node | None]:
    """Name the lines that can be named in the middle without their names lying on each other, from the top down.

    A name stands on the side where its line is lower, and off the middle, where the mark of T = 1 is.
    """
    chosen: list[Node | None] = []
    free = inf
    for height, later, word in sorted(zip(heights, after, words, strict=True), reverse=True):
        if free - height > 0.16:
            anchor, dx = ("end", -8) if later > height else ("start", 8)
            chosen.append(note((0, height), word, "third", anchor=anchor, dx=dx, dy=-6))
            free = height
    return chosen


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
