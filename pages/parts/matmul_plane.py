"""Moves of the plane: the matmul page's view of a matrix as what it does to every point."""

from types import SimpleNamespace

from explorable import field
from explorable import formula as f
from explorable.controls import buttons, columns, matrix, row
from explorable.evidence import badge, perhaps_broken
from explorable.field import Fields
from explorable.scene import Scene
from explorable.stage import arrow, handle, note, path, plane
from explorable.teaching import challenges
from explorable.words import Node, h, num, p, readouts
from mathcore import verify
from mathcore.frames import grain, stretch
from mathcore.plane_moves import FLAG, GRID, Moves, moves

LARGEST, HOME, ASPECT = 100.0, 2.5, 1.1
STILL = ((1.0, 0.0), (0.0, 1.0))
TURN, STRETCH, SHEAR, FLIP = ((0, -1), (1, 0)), ((2, 0), (0, 1)), ((1, 1), (0, 1)), ((-1, 0), (0, 1))
LOOK = {"look": "plane"}
FIELDS = {"first": field.table(SHEAR, -LARGEST, LARGEST), "then": field.table(TURN, -LARGEST, LARGEST)}
PRESETS = {
    "shear, then turn": {**LOOK, "first": SHEAR, "then": TURN},
    "turn, then shear": {**LOOK, "first": TURN, "then": SHEAR},
    "order does not matter": {**LOOK, "first": STRETCH, "then": FLIP},
    "flatten": {**LOOK, "first": SHEAR, "then": ((1, 0.5), (2, 1))},
}


def scene(s: SimpleNamespace, fields: Fields) -> Scene:
    """Move the plane by A, then by B."""
    r = perhaps_broken("moves", s, moves)(s.first, s.then)
    verdict = verify.check("moves", s.first, s.then, got=r, device=s.device)
    window = frame(s, r)
    return Scene(
        stage=[
            columns(after_first(s, r, window), after_both(s, r, window)),
            product(s, r),
            readouts(
                num(r.area_first, "area factor of A", "first"),
                num(r.area_then, "area factor of B", "second"),
                num(r.area_both, "area factor of BA", "third"),
            ),
            badge(s, "moves", verdict),
        ],
        controls=[
            row(
                entries("A", "first", s.first, "first"),
                entries("B", "then", s.then, "second"),
            ),
            buttons("", fields, {
                "Swap A and B": {"first": s.then, "then": s.first},
                "A stands still": {"first": STILL},
                "B stands still": {"then": STILL},
            }),
        ],
        words=words(s, r),
    )  # fmt: skip


def entries(name: str, target: str, values: tuple, role: str) -> Node:
    """Show one of the two moves as a table that can be edited."""
    return matrix(name, values, role, name=name, field=target, low=-LARGEST, high=LARGEST, step=0.1)


def frame(s: SimpleNamespace, r: Moves) -> tuple[float, float]:
    """Choose one window for both pictures, in which every arrow and every flag has room."""
    corners = [*r.flag_first.flat, *r.flag_both.flat, *r.flag_swapped.flat]
    return stretch((-HOME, HOME), [*corners, *r.both.flat, *(x for m in (s.first, s.then) for line in m for x in line)])


def tall(window: tuple[float, float]) -> tuple[float, float]:
    """Return how far the picture reaches down and up."""
    return window[0] * ASPECT, window[1] * ASPECT


def within(ends: tuple[float, float]) -> tuple[float, float]:
    """Go no further than an entry may."""
    return max(-LARGEST, ends[0]), min(LARGEST, ends[1])


def tips(name: str, target: str, m: tuple, role: str, window: tuple[float, float]) -> list[Node | None]:
    """Draw the two columns of a matrix as arrows whose tips can be dragged as far as an entry may go."""
    across, up = within(window), within(tall(window))
    return [
        part
        for j, unit in enumerate(("(1, 0)", "(0, 1)"))
        for part in (
            arrow((0, 0), (m[0][j], m[1][j]), role, f"{name.lower()}{'₁₂'[j]}", width=3),
            handle(
                (m[0][j], m[1][j]), f"Where {name} sends {unit}", role, x=f"{target}.0.{j}", y=f"{target}.1.{j}",
                x_range=across, y_range=up, snap=grain(window, 50), ghost=True,
            ),
        )
    ]  # fmt: skip


def after_first(s: SimpleNamespace, r: Moves, window: tuple[float, float]) -> Node:
    """Draw the plane after A."""
    return plane(
        "The plane after the first move, A",
        window,
        tall(window),
        [
            path(GRID, "muted", width=0.4, key="still"),
            path(r.grid_first, "first", width=0.7),
            path(FLAG, "muted", width=1.5, dash=True),
            path(r.flag_first, "first", fill=True),
            path(r.flag_first, "first", width=2),
            note((window[0], tall(window)[1]), "after A", "first", anchor="start", dx=6, dy=18),
            *tips("A", "first", s.first, "first", window),
        ],
        aspect=ASPECT,
        ticks=False,
    )


def after_both(s: SimpleNamespace, r: Moves, window: tuple[float, float]) -> Node:
    """Draw the plane after A and B, and where the flag lands in the other order."""
    return plane(
        "The plane after both moves, first A and then B",
        window,
        tall(window),
        [
            path(GRID, "muted", width=0.4, key="still"),
            path(r.grid_both, "third", width=0.7),
            path(r.flag_first, "first", width=1.5, dash=True),
            path(r.flag_swapped, "moment", width=1.5, dash=True),
            path(r.flag_both, "third", fill=True),
            path(r.flag_both, "third", width=2),
            note((window[0], tall(window)[1]), "after A, then B", "third", anchor="start", dx=6, dy=18),
            None if r.commute else note((window[0], tall(window)[0]), "dashed: the other order", "moment", anchor="start", dx=6, dy=-8),
            *tips("B", "then", s.then, "second", window),
        ],
        aspect=ASPECT,
        ticks=False,
    )  # fmt: skip


def product(s: SimpleNamespace, r: Moves) -> Node:
    """Write both moves as one product, with the reader's numbers; the result has its own line, as these may be long."""

    def grid(m, role: str):
        return f.grid([[f.num(x, role) for x in line] for line in m])

    return f.formula(
        "first A, then B, as one product",
        f.row(f.sym("B", "second"), f.sym("A", "first"), "=", grid(s.then, "second"), grid(s.first, "first")),
        f.row("=", grid(r.both, "third")),
    )


def words(s: SimpleNamespace, r: Moves) -> list[Node]:
    """Say what a matrix does, and what a product of two does."""
    a, b = s.first, s.then
    order = (
        "Here the order does not matter: AB and BA are the same."
        if r.commute
        else "The other order is AB, and it is another move: its flag is the dashed one."
    )
    return [
        p(
            "A matrix moves every point of the plane. Its columns say where two arrows land: :first[A] sends (1, 0) to ({x1}, {y1}) and (0, 1) to "
            "({x2}, {y2}); all the rest follows in straight lines. Drag the four tips: on the left those of :first[A], on the right those of :second[B].",
            x1=num(a[0][0], "A 1 1", "first"), y1=num(a[1][0], "A 2 1", "first"), x2=num(a[0][1], "A 1 2", "first"), y2=num(a[1][1], "A 2 2", "first"),
        ),
        h("Two moves are one product"),
        p(
            "First :first[A], then :second[B]: a point x goes to B(Ax), and that is (BA)x. One matrix, :third[BA], does both at once. It is read from the "
            "right, because A stands next to x. Its first column is where (1, 0) ends: ({x}, {y}). " + order,
            x=num(r.both[0, 0], "BA 1 1", "third"), y=num(r.both[1, 0], "BA 2 1", "third"),
        ),
        matrix("AB", r.swapped, "moment", name="AB"),
        h("Areas"),
        p(
            "Every area grows by the same factor, the determinant: {first} for A, {then} for B, and for both {both}, their product. Below 0 the plane is flipped "
            "over, at 0 it is flattened to a line and nothing can undo that.",
            first=num(r.area_first, "determinant of A", "first"), then=num(r.area_then, "determinant of B", "second"), both=num(r.area_both, "determinant of BA", "third"),
        ),
        h("Where it sits in a language model"),
        p(
            "Each layer is such a move, in a space of hundreds of dimensions. Two of them in a row would be one matrix, as here, and the second layer would be "
            "wasted: that is why a model bends the space in between, with an [activation](/derivative)."
        ),
        h("Try to"),
        challenges([
            ("choose B so that it undoes A: BA stands still, and A does not", r.both.tolist() == [[1, 0], [0, 1]] != [list(line) for line in a]),
            ("flatten the plane by B although A keeps every area above 0", r.area_both == 0 < r.area_first),
            ("find two different moves, neither of them standing still, whose order does not matter", r.commute and a != b and STILL not in (a, b)),
        ]),
    ]  # fmt: skip


def scripts(s: SimpleNamespace) -> dict[str, str]:
    """Write the code that prints the numbers on screen."""
    a, b = [list(line) for line in s.first], [list(line) for line in s.then]
    ends = (
        "for i in range(2):\n"
        "    for j in range(2):\n"
        '        print(f"AB row {i + 1} column {j + 1} =", float(AB[i, j]))\n'
        'print("BA 1 1 =", float(BA[0, 0]))\n'
        'print("BA 2 1 =", float(BA[1, 0]))\n'
        'print("area factor of A =", float(area(A)))\n'
        'print("area factor of B =", float(area(B)))\n'
        'print("area factor of BA =", float(area(BA)))\n'
    )
    return {
        "NumPy": (
            f"import numpy as np\n\nA = np.array({a})\nB = np.array({b})\n\n"
            "BA = (B[:, :, None] * A).cumsum(axis=1)[:, -1]  # B @ A, term by term\n"
            "AB = (A[:, :, None] * B).cumsum(axis=1)[:, -1]\n"
            "area = lambda m: m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]\n" + ends
        ),
        "PyTorch": (
            f"import torch\n\nA = torch.tensor({a}, dtype=torch.float64)\nB = torch.tensor({b}, dtype=torch.float64)\n\n"
            "BA, AB = B @ A, A @ B\narea = torch.linalg.det\n" + ends
        ),
    }
