"""Matrix multiplication: every row of one table against every column of another."""

from types import SimpleNamespace

from explorable import formula as f
from explorable.controls import buttons, corner, matrix, player, presets, row, stepper
from explorable.evidence import badge, fault, perhaps_broken
from explorable.lesson import lesson
from explorable.live import Scene
from explorable.permalink import matrix as matrix_field
from explorable.permalink import whole
from explorable.words import Node, alarm, h, num, p, readouts, said, table
from mathcore import verify
from mathcore.matmul import MatMul, matmul
from mathcore.tables import Place, resized, transposed, walk

LARGEST = 1e6
MOST = 6
FILL_A = ((2, -1, 0.5, 1, 3, -2), (1, 3, -2, 0, 1, 1), (0, 1, 2, -1, 0.5, 1),
          (4, 0, 1, 2, -1, 0), (-1, 2, 0, 1, 1, 3), (0.5, 1, -1, 3, 2, 1))  # fmt: skip
FILL_B = ((1, 4, 0, 2, -1, 1), (3, -2, 1, 0, 2, 1), (2, 0.5, -1, 1, 1, 0),
          (0, 1, 3, -2, 1, 2), (1, 1, 0, 2, 4, -1), (-1, 0, 2, 1, 0.5, 3))  # fmt: skip
FIELDS = {
    "A": matrix_field(resized((), 2, 3, FILL_A), -LARGEST, LARGEST, most=MOST),
    "B": matrix_field(resized((), 3, 2, FILL_B), -LARGEST, LARGEST, most=MOST),
    "i": whole(0, 0, MOST - 1),
    "j": whole(1, 0, MOST - 1),
    "step": whole(0, 0, MOST**3),
    "fault": fault("matmul"),
}
PRESETS = {
    "dot product": {"A": ((3, 1),), "B": ((2,), (3,)), "i": 0, "j": 0, "step": 0},
    "neurons, a batch of 3": {
        "A": ((1, 0.5), (0.3, 0.8), (0.1, 0.9)), "B": ((0.6, -1, 2, 0.5), (1, 1, -0.5, 0)), "i": 1, "j": 2, "step": 0,
    },
    "identity": {"A": ((2, -1, 0.5), (1, 3, -2)), "B": ((1, 0, 0), (0, 1, 0), (0, 0, 1)), "step": 0},
    "column times row": {"A": ((1,), (2,), (3,)), "B": ((4, 5, 6),), "i": 1, "j": 1, "step": 0},
    "shapes that clash": {"A": ((2, -1, 0.5), (1, 3, -2)), "B": ((1, 4, 0), (3, -2, 1)), "step": 0},
    "all six": {"A": FILL_A, "B": FILL_B, "i": 2, "j": 3, "step": 0},
}  # fmt: skip


def view(s: SimpleNamespace) -> Scene:
    """Multiply, if the shapes fit, and show every term."""
    if len(s.A[0]) != len(s.B):
        return clash(s)
    r = perhaps_broken("matmul", s, matmul)(s.A, s.B)
    verdict = verify.check("matmul", s.A, s.B, got=r, device=s.device)
    at = walk(s.step, r.terms.shape, s.i, s.j)
    return Scene(
        stage=[
            picture(s, r, at),
            worked(s, r, at),
            readouts(
                num(r.partial_sums[at.i, at.k, at.j], "sum so far" if at.running else "entry of C", "third"),
                said(f"{at.i + 1}, {at.j + 1}", "row, column", "moment"),
                num(at.done, "multiply-adds done"),
                num(r.multiply_adds, "multiply-adds in all"),
            ),
            badge(s, "matmul", verdict),
        ],
        controls=controls(s, r.multiply_adds),
        words=words(s, r, at),
    )


def controls(s: SimpleNamespace, count: int | None) -> list[Node]:
    """Offer the run through the terms, the sizes, and ways to rearrange."""
    (m, n), (k, p_) = (len(s.A), len(s.A[0])), (len(s.B), len(s.B[0]))
    return [
        *([player("Go through the terms", "step", s.step, count)] if count else []),
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
        presets("Try this", FIELDS, **PRESETS),
    ]


def size(label: str, field: str, values: tuple, now: int, shape, fill: tuple, role: str) -> Node:
    """Offer one row or column less or more; a new entry has the value it has in our six by six table."""

    def at(to: int) -> dict | None:
        return {field: resized(values, *shape(to), fill), "step": 0} if 1 <= to <= MOST else None

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
    )


def entries(name: str, values: tuple, role: str, **marks) -> Node:
    """Show a matrix whose entries can be typed or dragged."""
    return matrix(name, values, role, name=name, field=name, low=-LARGEST, high=LARGEST, step=0.5, **marks)


def worked(s: SimpleNamespace, r: MatMul, at: Place) -> Node:
    """Write the sum behind one entry, with the reader's numbers."""
    n = r.terms.shape[1]
    terms, numbers = [], []
    for k in range(n):
        done = k <= at.k
        first, second = ("first", "second") if done else ("muted", "muted")
        plus = ["+"] if k else []
        terms += [
            *plus,
            f.sub(f.sym("a", first), f"{at.i + 1}{k + 1}"),
            f.sub(f.sym("b", second), f"{k + 1}{at.j + 1}"),
        ]
        numbers += [*plus, f.signed(s.A[at.i][k], first), "·", f.signed(s.B[k][at.j], second)]
    return f.formula(
        f"the sum behind row {at.i + 1}, column {at.j + 1}",
        f.row(f.sub(f.sym("c", "third"), f"{at.i + 1}{at.j + 1}"), "=", *terms),
        f.row("=", *numbers),
        f.row(
            "=",
            f.num(r.partial_sums[at.i, at.k, at.j], "third"),
            *([f.text(f"  so far, {at.k + 1} of {n}")] if at.running else []),
        ),
    )


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
            ),
            alarm(
                "Each row of A has {n} numbers, each column of B has {k}: they cannot be paired off, so A·B does not exist.",
                n=num(n, "columns of A", "first"), k=num(k, "rows of B", "second"),
            ),
            buttons("Make them fit", FIELDS, ways),
            badge(s, "matmul", nothing),
        ],
        controls=controls(s, None),
        words=[
            p(
                "A is {m}×{n} and B is {k}×{p}. The two numbers in the middle have to be equal: an entry of the product pairs the "
                "numbers of a row of A with the numbers of a column of B, one by one.",
                m=str(len(s.A)), n=num(n, "columns of A (n)", "first"), k=num(k, "rows of B (n)", "second"), p=str(len(s.B[0])),
            ),
        ],
    )  # fmt: skip


def words(s: SimpleNamespace, r: MatMul, at: Place) -> list[Node]:
    """Say what the numbers mean."""
    m, n, p_ = r.terms.shape
    sums = r.partial_sums[at.i, :, at.j]
    rows = [
        [
            str(k + 1),
            num(s.A[at.i][k], f"a term {k + 1}", "first"),
            num(s.B[k][at.j], f"b term {k + 1}", "second"),
            num(r.terms[at.i, k, at.j], f"product of term {k + 1}"),
            num(sums[k], f"sum after term {k + 1}", "third"),
        ]
        for k in range(at.k + 1)
    ]
    return [
        p(
            "Point at an entry of :third[C]. Its row of :first[A] and its column of :second[B] light up: multiply them pair by "
            "pair and add up. Row {i} and column {j} give {c}. Change any entry by typing, or drag it sideways.",
            i=str(at.i + 1), j=str(at.j + 1), c=num(sums[at.k], "this entry", "third"),
        ),
        table(["k", "from A", "from B", "product", "sum so far"], rows, "The sum, term by term"),
        h("Which shapes fit"),
        p(
            ":first[A] is {m}×{n}, :second[B] is {n}×{p}. The middle numbers agree and vanish; the outer ones are the shape of :third[C], {m}×{p}. "
            "Each of the {cells} entries takes {n} multiply-adds, {all} together.",
            m=str(m), n=str(n), p=str(p_), cells=num(m * p_, "entries of C"), all=num(r.multiply_adds, "m·n·p"),
        ),
        h("Where it sits in a language model"),
        p(
            "Rows of :first[A] are words, columns of :second[B] are questions put to each word. One product answers all questions "
            "for all words at once: that is a layer of neurons, and it is how queries, keys and values in [attention](/attention) are made."
        ),
    ]  # fmt: skip


lesson("matmul", FIELDS, view)
