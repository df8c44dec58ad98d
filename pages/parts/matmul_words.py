"""What the matmul page says about a product of two tables."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from explorable import formula as f
from explorable.controls import buttons
from explorable.field import Fields
from explorable.teaching import challenges, predict
from explorable.words import Node, h, num, p, table
from mathcore.matmul import MatMul, matmul
from mathcore.tables import Place

Presets = Mapping[str, Mapping[str, Any]]


def words(s: SimpleNamespace, r: MatMul, at: Place, fields: Fields, presets: Presets) -> list[Node]:
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
        *([h("One matrix, one vector"), as_equation(s, r, at)] if p_ == 1 and m > 1 else []),
        h("Which shapes fit"),
        p(
            ":first[A] is {m}×{n}, :second[B] is {n}×{p}. The middle numbers agree and vanish; the outer ones are the shape of :third[C], {m}×{p}. "
            "Each of the {cells} entries takes {n} multiply-adds, {all} together.",
            m=str(m), n=str(n), p=str(p_), cells=num(m * p_, "entries of C"), all=num(r.multiply_adds, "m·n·p"),
        ),
        predict(s, "guess", "Double m, n and p, all three. By what factor does the number of multiply-adds grow?", growth(), "growth factor"),
        h("What can go wrong"),
        p("The middle numbers may differ. Then a row of A and a column of B cannot be paired off, and there is no product."),
        buttons("", fields, {"Make it go wrong": presets["shapes that clash"]}),
        h("Where it sits in a language model"),
        p(
            "Rows of :first[A] are words, columns of :second[B] are questions put to each word. One product answers all questions "
            "for all words at once: that is a layer of neurons, and it is how queries, keys and values in [attention](/attention) are made."
        ),
        h("Try to"),
        challenges([
            ("get a 6×6 product out of only 12 numbers", (m, n, p_) == (6, 1, 6)),
            ("need exactly 100 multiply-adds", r.multiply_adds == 100),
            ("make C the identity (1 on the diagonal, 0 elsewhere, 2×2 or larger) although neither A nor B is", undone(s, r)),
        ]),
    ]  # fmt: skip


def as_equation(s: SimpleNamespace, r: MatMul, at: Place) -> Node:
    """Write a matrix times a vector one row at a time."""
    n = r.terms.shape[1]
    numbers = []
    for k in range(n):
        numbers += [*(["+"] if k else []), f.signed(s.A[at.i][k], "first"), "·", f.signed(s.B[k][0], "second")]
    y = f.sub(f.sym("y", "third"), f"{at.i + 1}")
    return f.formula(
        "one entry of the result: the weights of its row times the inputs",
        f.row(
            f.sub(f.sym("y", "third"), "i"),
            "=",
            f.total("j"),
            f.sub(f.sym("w", "first"), f.row("i", "j")),
            f.sub(f.sym("x", "second"), "j"),
        ),
        f.row(y, "=", *numbers, "=", f.num(r.partial_sums[at.i, n - 1, at.j], "third")),
    )


def growth() -> float:
    """Compare the work for the smallest product with that for one of twice the size in every direction."""
    small, large = matmul(((1.0,),), ((1.0,),)), matmul(((1.0, 1.0),) * 2, ((1.0, 1.0),) * 2)
    return large.multiply_adds / small.multiply_adds


def undone(s: SimpleNamespace, r: MatMul) -> bool:
    """Say whether two matrices that are no identity make one."""
    m, _, p_ = r.terms.shape
    one = tuple(tuple(float(i == j) for j in range(p_)) for i in range(m))
    return m == p_ > 1 and r.product.tolist() == [list(line) for line in one] and one not in (s.A, s.B)


def refusals(m: int, n: int, k: int, p_: int) -> dict[str, str]:
    """Quote the sentences with which the libraries refuse shapes that do not fit."""
    return {
        "NumPy": "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
        f"(n?,k),(k,m?)->(n?,m?) (size {k} is different from {n})",
        "PyTorch": f"mat1 and mat2 shapes cannot be multiplied ({m}x{n} and {k}x{p_})",
    }


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
