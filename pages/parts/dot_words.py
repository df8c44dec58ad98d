"""Words as arrows: the dot product page's view of a small table of word vectors, ranked in two ways."""

from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import number, row, tokens
from explorable.evidence import badge, perhaps_broken
from explorable.scene import Scene
from explorable.stage import note, path, plane, point
from explorable.teaching import challenges
from explorable.words import Node, alarm, h, num, p, panel, readouts, said, shorten, show, table
from mathcore import verify
from mathcore.word_table import AXES, WORDS, Query, Ranking, combine, look_up, rank

LOOK = {"look": "words"}
PRESETS = {
    "long beats close": {**LOOK, "query": ("cat",), "among": ("kitten", "dog", "lion", "tiger", "mouse", "horse", "bread", "house", "king", "run")},
    "king − man + woman": {**LOOK, "query": ("king", "-", "man", "+", "woman"), "among": ("queen", "princess", "prince", "emperor", "girl", "boy", "crown", "palace")},
    "unknown words": {**LOOK, "query": ("zyx",), "among": ("abc", "qwerty", "cat", "king", "bread")},
}  # fmt: skip
SHORT = 11


def scene(s: SimpleNamespace) -> Scene:
    """Rank the reader's words by dot product and by cosine with the query."""
    query = combine(s.query, s.seed)
    vectors = look_up(s.among, s.seed)
    r = perhaps_broken("rank", s, rank)(query.vector, vectors)
    verdict = verify.check("rank", query.vector, vectors, got=r, device=s.device)
    return Scene(
        stage=[
            crossing(s, r),
            readouts(
                said(s.among[r.by_dot[0]], "first by dot product", "third"),
                said(s.among[r.by_cosine[0]] if r.query_length else "undefined", "first by cosine", "moment"),
                num(r.moved, "places that differ"),
                num(r.query_length, "length of the query", "first"),
            ),
            badge(s, "rank", verdict),
        ],
        controls=[
            tokens("Query", "query", s.query, most=6, hint="A word, or a sum of words such as king - man + woman."),
            tokens("Ranked words", "among", s.among, most=12),
            row(number("Seed of unknown words", "seed", s.seed, 0, 9999, step=1, role="knob")),
        ],
        words=words(s, query, r),
    )


def crossing(s: SimpleNamespace, r: Ranking) -> Node:
    """Draw both orders as columns, with a line for each word; where the orders differ, lines cross."""
    n = len(s.among)
    left, right = ({int(word): -(place + 1) for place, word in enumerate(order)} for order in (r.by_dot, r.by_cosine))
    marks: list[Node | None] = [
        note((0, 0), "by dot product", "third", anchor="end", dx=-10),
        note((1, 0), "by cosine", "moment", anchor="start", dx=10),
    ]
    for i, word in enumerate(s.among):
        rises, falls = right[i] > left[i], right[i] < left[i]
        role = "moment" if rises else "third" if falls else "muted"
        marks += [
            path([(0, left[i]), (1, right[i])], role, width=3 if rises or falls else 1.5, dash=falls),
            point((0, left[i]), role, radius=4),
            point((1, right[i]), role, radius=4),
            note((0, left[i]), f"{shorten(word, SHORT)}  {show(r.dots[i], 3)}", "text", anchor="end", dx=-10, dy=5),
            note(
                (1, right[i]), f"{show(r.cosines[i], 3)}  {shorten(word, SHORT)}", "text", anchor="start", dx=10, dy=5
            ),
        ]
    return plane(
        "The words in the order of their dot product and in the order of their cosine with the query",
        (-1.05, 2.05), (-n - 0.5, 0.5), marks, aspect=0.075 * (n + 1.2) if n > 3 else 0.34, ticks=False, axes=False,
    )  # fmt: skip


def words(s: SimpleNamespace, query: Query, r: Ranking) -> list[Node]:
    """Say what the two orders mean."""
    top, near = int(r.by_dot[0]), int(r.by_cosine[0])
    asked = " ".join(
        ("−" if sign < 0 else "+" if i else "") + word
        for i, (sign, word) in enumerate(zip(query.signs, query.words, strict=True))
    )
    if r.query_length == 0:
        opening = alarm(
            "The query has no length, so it has no direction: every dot product is 0 and no cosine is defined. Write another word."
        )
    elif top == near:
        opening = p("For {asked} both orders begin with {word}. {moved} places differ.",
                    asked=["strong", {}, asked], word=["strong", {}, s.among[top]], moved=num(r.moved, "differing places"))  # fmt: skip
    else:
        opening = p(
            "Ask for {asked}: the largest dot product is with {top} ({dot}), but the arrow in the nearest direction is {near} "
            "(cosine {cos}). Length decides: the arrow of {top2} is {long} long, that of {near2} only {short}.",
            asked=["strong", {}, asked], top=["strong", {}, s.among[top]], dot=num(r.dots[top], "largest dot product", "third"),
            near=["strong", {}, s.among[near]], cos=num(r.cosines[near], "largest cosine", "moment"), top2=s.among[top],
            long=num(r.lengths[top], "length of the first by dot product"), near2=s.among[near],
            short=num(r.lengths[near], "length of the first by cosine"),
        )  # fmt: skip
    return [
        opening,
        *strangers(s, query),
        f.formula(
            "the first by dot product with your numbers",
            f.row(f.sym("q", "first"), "·", f.sym("x", "second"), "=", f.length(f.sym("q", "first")), "·", f.length(f.sym("x", "second")), "·", f.text("cos "), f.sym("θ", "moment")),
            f.row("=", f.num(r.query_length, "first"), "·", f.num(r.lengths[top], "second"), "·", f.signed(r.cosines[top], "moment"), "=", f.num(r.dots[top], "third")),
        ),
        table(
            ["word", "length", "dot product", "cosine"],
            [
                [
                    s.among[i],
                    num(r.lengths[i], f"length of {s.among[i]}", "second"),
                    num(r.dots[i], f"dot product with {s.among[i]}", "third"),
                    num(r.cosines[i], f"cosine with {s.among[i]}", "moment"),
                ]
                for i in r.by_dot
            ],
            "The words, the largest dot product first",
        ),
        h("What the arrows are"),
        p(
            "Each word is an arrow with {n} components. Ours were written by hand, one axis for each idea, so that you can read them: {axes}. "
            "A model learns its own, hundreds of axes without names. The query may be a sum: *king − man + woman* ends next to *queen*, "
            "because the step from man to woman is about the same arrow as the step from king to queen.",
            n=str(len(AXES)), axes=", ".join(AXES),
        ),
        p(
            "Which order is right depends on what length means. Search engines often divide it out and rank by cosine; "
            "[attention](/attention) does not, so there a long key can shout."
        ),
        h("Try to"),
        challenges([
            ("find a query for which both orders agree on every place, with five words or more", r.moved == 0 and len(s.among) >= 5 and r.query_length > 0),
            ("make every place of the two orders differ, with four words or more", r.moved == len(s.among) >= 4),
        ]),
        panel(s, "vectors", "The table of vectors", lambda: [vectors(s, query)]),
    ]  # fmt: skip


def strangers(s: SimpleNamespace, query: Query) -> list[Node]:
    """Say which words have a vector without meaning."""
    unknown = list(dict.fromkeys(word for word in (*query.words, *s.among) if word.casefold() not in WORDS))
    if not unknown:
        return []
    return [
        p(
            "Not in our table: {words}. Such a word gets a stand-in made from its letters and the seed {seed}, which is in the link. "
            "It means nothing, but it stays the same.",
            words=["strong", {}, ", ".join(unknown)], seed=num(s.seed, "seed", "knob"),
        )
    ]  # fmt: skip


def vectors(s: SimpleNamespace, query: Query) -> Node:
    """Show every component."""
    rows = [["the query", *(show(x, 3) for x in query.vector)]]
    for word, vector in zip(s.among, look_up(s.among, s.seed), strict=True):
        rows.append([word, *(show(x, 3) for x in vector)])
    return table(["word", *AXES], rows, "The components of each arrow")


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers on screen."""
    query, vectors = combine(s.query, s.seed).vector.tolist(), look_up(s.among, s.seed).tolist()
    rows = "\n".join(f"    {vector}," for vector in vectors)
    data = f"words = {list(s.among)}\n"
    ends = (
        'print("length of the query =", float(length))\n'
        "for word, size, dot, cosine in zip(words, sizes, dots, cosines):\n"
        '    print(f"length of {word} =", float(size))\n'
        '    print(f"dot product with {word} =", float(dot))\n'
        '    print(f"cosine with {word} =", float(cosine))\n'
    )
    return {
        "NumPy": (
            f"import numpy as np\n\n{data}q = np.array({query})\nx = np.array([\n{rows}\n])\n\n"
            "dots = (x * q).sum(axis=1)\n"
            "length = np.sqrt((q * q).sum())\n"
            "sizes = np.array([np.sqrt((row * row).sum()) for row in x])\n"
            "cosines = np.clip(dots / (length * sizes), -1, 1)\n" + ends
        ),
        "PyTorch": (
            f"import torch\n\n{data}q = torch.tensor({query}, dtype=torch.float64)\n"
            f"x = torch.tensor([\n{rows}\n], dtype=torch.float64)\n\n"
            "dots = x @ q\n"
            "length, sizes = q.norm(), x.norm(dim=1)\n"
            "cosines = dots / (length * sizes)\n" + ends
        ),
    }
