"""Matrix multiplication: every row of one table against every column of another."""

from collections.abc import Callable
from types import SimpleNamespace

from explorable import field
from explorable.controls import buttons, choice, corner, matrix, player, presets, row, stepper
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.scene import Scene
from explorable.teaching import tour
from explorable.words import Node, alarm, at_heading, h, num, p, readouts, said
from mathcore import verify
from mathcore.matmul import MatMul, matmul
from mathcore.tables import Place, resized, transposed, walk
from mathcore.tokens import THE_CAT_SAT
from pages.parts import matmul_panels, matmul_plane, matmul_words

LARGEST = 1e6
MOST = 6
FILL_A = ((2, -1, 0.5, 1, 3, -2), (1, 3, -2, 0, 1, 1), (0, 1, 2, -1, 0.5, 1),
          (4, 0, 1, 2, -1, 0), (-1, 2, 0, 1, 1, 3), (0.5, 1, -1, 3, 2, 1))  # fmt: skip
FILL_B = ((1, 4, 0, 2, -1, 1), (3, -2, 1, 0, 2, 1), (2, 0.5, -1, 1, 1, 0),
          (0, 1, 3, -2, 1, 2), (1, 1, 0, 2, 4, -1), (-1, 0, 2, 1, 0.5, 3))  # fmt: skip
LOOKS = {"table": "tables of numbers", "plane": "moves of the plane"}
FIELDS = {
    "look": field.choice("table", LOOKS),
    "A": field.matrix(resized((), 2, 3, FILL_A), -LARGEST, LARGEST, most=MOST),
    "B": field.matrix(resized((), 3, 2, FILL_B), -LARGEST, LARGEST, most=MOST),
    "i": field.whole(0, 0, MOST - 1),
    "j": field.whole(1, 0, MOST - 1),
    "step": field.whole(0, 0, MOST**3),
    "guess": field.guess(),
    **matmul_plane.FIELDS,
    **matmul_panels.FIELDS,
    "fault": fault("matmul", "moves"),
}
WHOLE = {"look": "table", "step": 0}
CLASH = {"A": ((2, -1, 0.5), (1, 3, -2)), "B": ((1, 4, 0), (3, -2, 1))}
PRESETS = {
    "dot product": {**WHOLE, "A": ((3, 1),), "B": ((2,), (3,)), "i": 0, "j": 0},
    "matrix times vector": {**WHOLE, "A": ((2, -1, 0.5), (1, 3, -2), (0, 1, 2)), "B": ((1,), (3,), (2,)), "i": 1, "j": 0},
    "a batch of 3 words": {
        **WHOLE, "A": ((1, 0.5), (0.3, 0.8), (0.1, 0.9)), "B": ((0.6, -1, 2, 0.5), (1, 1, -0.5, 0)), "i": 1, "j": 2,
    },
    "QKᵀ of The cat sat": {
        **WHOLE, "A": tuple(map(tuple, THE_CAT_SAT.q.tolist())), "B": transposed(THE_CAT_SAT.k.tolist()), "i": 0, "j": 1,
    },
    "column times row": {**WHOLE, "A": ((1,), (2,), (3,)), "B": ((4, 5, 6),), "i": 1, "j": 1},
    "identity": {**WHOLE, "A": ((2, -1, 0.5), (1, 3, -2)), "B": ((1, 0, 0), (0, 1, 0), (0, 0, 1)), "i": 0, "j": 1},
    "shapes that clash": {**WHOLE, **CLASH},
    "all six": {**WHOLE, "A": FILL_A, "B": FILL_B, "i": 2, "j": 3},
    **matmul_plane.PRESETS,
}  # fmt: skip
UNTOUCHED = {**WHOLE, "A": FIELDS["A"].default, "B": FIELDS["B"].default}
TOUR = [
    ("Each number in :third[C] stands where a row of :first[A] meets a column of :second[B]. Point at the four of them, or use the arrow keys.",
     {**UNTOUCHED, "i": 0, "j": 1}),
    ("One row, one column: the product is a single number, the [dot product](/dot_product) of the page before.", PRESETS["dot product"]),
    ("Press Step or Play: the machine makes one multiplication and one addition at a time. It needs m·n·p of them.", {**UNTOUCHED, "step": 5}),
    ("Now the middle numbers differ: a row of A has 3 entries, a column of B has 2. There is no product; pick one of the ways to make them fit.",
     PRESETS["shapes that clash"]),
    ("A column times a row: each entry is a single product, and six numbers make nine.", PRESETS["column times row"]),
    ("The same thing seen as a move: A shears the plane, then B turns it by a quarter. Drag the tips.", PRESETS["shear, then turn"]),
    ("The other order lands elsewhere. BA and AB are two different moves.", PRESETS["turn, then shear"]),
]  # fmt: skip


def view(s: SimpleNamespace) -> Scene:
    """Show a product of two tables, or two moves of the plane."""
    if s.look == "plane":
        scene = matmul_plane.scene(s, FIELDS)
    else:
        scene = tables(s) if len(s.A[0]) == len(s.B) else clash(s)
    before, after = at_heading(scene.words)
    panels = [
        matmul_panels.end_to_end(s, FIELDS, PRESETS),
        matmul_panels.speed(s, FIELDS),
        matmul_panels.cost(s, FIELDS),
        matmul_panels.claims(s, FIELDS, PRESETS),
    ]
    return Scene(
        scene.stage,
        [
            tour(s, FIELDS, TOUR),
            choice("Look at", "look", s.look, LOOKS),
            *scene.controls,
        ],
        [*before, presets("Try this", FIELDS, **PRESETS), *after, *panels],
    )


def tables(s: SimpleNamespace) -> Scene:
    """Multiply the tables and show every term."""
    r = perhaps_broken("matmul", s, matmul)(s.A, s.B)
    verdict = verify.check("matmul", s.A, s.B, got=r, device=s.device)
    at = walk(s.step, r.terms.shape, s.i, s.j)
    return Scene(
        stage=[
            picture(s, r, at),
            matmul_words.worked(s, r, at),
            readouts(
                num(r.partial_sums[at.i, at.k, at.j], "sum so far" if at.running else "entry of C", "third"),
                said(f"{at.i + 1}, {at.j + 1}", "row, column", "moment"),
                num(at.done, "multiply-adds done"),
                num(r.multiply_adds, "multiply-adds in all"),
            ),
            badge(s, "matmul", verdict),
        ],
        controls=[player("Go through the terms", "step", s.step, r.multiply_adds), *shapes(s)],
        words=matmul_words.words(s, r, at, FIELDS, PRESETS),
    )


def shapes(s: SimpleNamespace) -> list[Node]:
    """Offer the sizes, and ways to rearrange."""
    (m, n), (k, p_) = (len(s.A), len(s.A[0])), (len(s.B), len(s.B[0]))
    return [
        row(
            size("Rows of A (m)", "A", s.A, m, lambda to: (to, n), FILL_A, "first"),
            size("Columns of A (n)", "A", s.A, n, lambda to: (m, to), FILL_A, "first"),
            size("Rows of B (n)", "B", s.B, k, lambda to: (to, p_), FILL_B, "second"),
            size("Columns of B (p)", "B", s.B, p_, lambda to: (k, to), FILL_B, "second"),
        ),
        buttons(
            "Rearrange",
            FIELDS,
            {
                "Transpose A": {"A": transposed(s.A), "step": 0},
                "Transpose B": {"B": transposed(s.B), "step": 0},
                "Swap A and B": {"A": s.B, "B": s.A, "step": 0},
            },
        ),
    ]


def size(
    label: str, target: str, values: tuple, now: int, shape: Callable[[int], tuple[int, int]], fill: tuple, role: str
) -> Node:
    """Offer one row or column less or more; a new entry has the value it has in our six by six table."""

    def at(to: int) -> dict | None:
        rows, columns = shape(to)
        return {target: resized(values, rows, columns, fill), "step": 0} if 1 <= to <= MOST else None

    return stepper(label, now, FIELDS, less=at(now - 1), more=at(now + 1), high=MOST, role=role)


def picture(s: SimpleNamespace, r: MatMul, at: Place) -> Node:
    """Lay the product out as by hand, with the row, the column and the entry of the moment marked."""
    m, n, p_ = r.terms.shape
    cell = {"row": at.i, "column": at.j}
    done = (at.done - 1) // n if at.running else None
    pick = {} if at.running else {"row": "i", "column": "j"}
    now = ((at.i, at.k), (at.k, at.j)) if at.running else (None, None)
    product = [[r.partial_sums[i, at.k if (i, j) == (at.i, at.j) else n - 1, j] for j in range(p_)] for i in range(m)]
    return corner(
        entries("A", s.A, "first", marked={"row": at.i}, now=now[0]),
        entries("B", s.B, "second", marked={"column": at.j}, now=now[1]),
        matrix(
            "C",
            product,
            "third",
            name="C",
            marked=cell,
            pick=pick,
            known=None if done is None else done + 1,
            digits=4 if n + p_ < 9 else 3,
        ),
        p(f":first[{m}×{n}] · :second[{n}×{p_}] = :third[{m}×{p_}]"),
    )


def entries(name: str, values: tuple, role: str, **marks) -> Node:
    """Show a matrix whose entries can be typed or dragged."""
    return matrix(name, values, role, name=name, field=name, low=-LARGEST, high=LARGEST, step=0.5, **marks)


def clash(s: SimpleNamespace) -> Scene:
    """Accept shapes that do not fit, say which two numbers differ, and offer a way out."""
    n, k = len(s.A[0]), len(s.B)
    fits = {
        f"Transpose {name}": {name: flipped}
        for name, flipped, good in (
            ("B", transposed(s.B), len(s.B[0]) == n),
            ("A", transposed(s.A), len(s.A) == k),
        )
        if good
    }
    ways = {
        **fits,
        f"Give B {n} rows": {"B": resized(s.B, n, len(s.B[0]), FILL_B)},
        f"Give A {k} columns": {"A": resized(s.A, len(s.A), k, FILL_A)},
    }
    nothing = verify.Verdict("matmul", None, None, (), "", "", "there is no product to check")
    return Scene(
        stage=[
            corner(
                entries("A", s.A, "first", marked={"row": 0}),
                entries("B", s.B, "second", marked={"column": 0}),
                alarm("{n} ≠ {k}", n=str(n), k=str(k)),
                p(f":first[{len(s.A)}×{n}] · :second[{k}×{len(s.B[0])}]"),
            ),
            alarm(
                "Each row of A has {n} numbers, each column of B has {k}: they cannot be paired off, so A·B does not exist.",
                n=num(n, "columns of A", "first"), k=num(k, "rows of B", "second"),
            ),
            buttons("Make them fit", FIELDS, ways),
            badge(s, "matmul", nothing),
        ],
        controls=shapes(s),
        words=[
            p(
                ":first[A] is {m}×{n} and :second[B] is {k}×{p}. The two numbers in the middle have to be equal: an entry of the product pairs the "
                "numbers of a row of A with the numbers of a column of B, one by one.",
                m=str(len(s.A)), n=num(n, "columns of A (n)", "first"), k=num(k, "rows of B (n)", "second"), p=str(len(s.B[0])),
            ),
            h("What the libraries say"),
            p("It is the most common error in this trade. With your shapes NumPy and PyTorch refuse in these words:"),
            *(p("{library}: {words}", library=["strong", {}, library], words=["code", {}, words])
              for library, words in matmul_words.refusals(len(s.A), n, k, len(s.B[0])).items()),
        ],
    )  # fmt: skip


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers on screen."""
    return matmul_plane.scripts(s) if s.look == "plane" else matmul_panels.scripts(s)


lesson("matmul", FIELDS, view, scripts)
