"""Rankings of word vectors and random arrows again, in PyTorch, and how far two right answers may lie apart."""

from typing import Any

import numpy as np

from mathcore.bounds import FLOOR, U
from mathcore.plane_moves import FLAG, GRID
from mathcore.random_arrows import EDGES, MOST, NEAR, PAIRS, random_pairs, spreads
from mathcore.shapes import floats
from mathcore.twins import Bench, Tensors, norm


def rank(bench: Bench, query: Any, vectors: Any) -> Tensors:
    """A product with the table, and cosines of unit arrows."""
    torch = bench.torch
    q, x = bench.tensor(query), bench.tensor(vectors)
    lengths, query_length = torch.linalg.vector_norm(x, dim=1), norm(bench, query)["norm"]
    cosines = (x / lengths[:, None]) @ (q / query_length)
    return {"dots": x @ q, "lengths": lengths, "query_length": query_length, "cosines": cosines}


def rank_bound(theirs: Tensors, query: Any, vectors: Any) -> Tensors:
    """Sums of n products, and unit arrows."""
    q, x = np.abs(floats(query)), np.abs(floats(vectors))
    n = q.size
    return {
        "dots": 2 * n * U * (x @ q) + FLOOR, "lengths": (n + 8) * U * theirs["lengths"],
        "query_length": (n + 8) * U * theirs["query_length"], "cosines": (4 * n + 32) * U,
    }  # fmt: skip


def random_cosines(bench: Bench, d: int, seed: int) -> Tensors:
    """Cosines by PyTorch's own routine; bins by counting.

    A few pairs at a time: beyond 32768 numbers PyTorch shares the work among threads, and on a busy machine waiting
    for them takes a hundred times as long as the work.
    """
    torch, pairs, few = bench.torch, random_pairs(d, seed), max(1, 16383 // d)
    parts = [bench.tensor(pairs[:, i : i + few]) for i in range(0, PAIRS, few)]
    cosines = torch.cat([torch.nn.functional.cosine_similarity(*part, dim=1, eps=0.0) for part in parts])
    cosines = cosines.clamp(-1.0, 1.0)
    place = torch.bucketize(cosines, bench.tensor(EDGES[1:-1]), right=True)
    counts = torch.bincount(place, minlength=len(EDGES) - 1)
    return {
        "cosines": cosines, "shares": counts / torch.tensor(float(PAIRS), dtype=torch.float64, device=bench.device),
        "spread": torch.sqrt((cosines * cosines).mean()), "expected": cosines.new_tensor(d).rsqrt(),
        "near_right": (cosines.abs() < NEAR).to(cosines.dtype).mean(), "doublings": cosines.new_tensor(d).log2(),
    }  # fmt: skip


def random_cosines_bound(theirs: Tensors, d: int, seed: int) -> Tensors:
    """Rounding of d terms; a cosine that close to the edge of a bin may be counted on either side."""
    one, cosines = (4 * d + 32) * U, theirs["cosines"]
    edge = np.abs(cosines[:, None] - EDGES).min(axis=1) <= one
    near = np.abs(np.abs(cosines) - NEAR) <= one
    rounded = 4 * U
    return {
        "cosines": one, "shares": edge.sum() / PAIRS + rounded, "spread": 2 * one, "expected": 4 * U,
        "near_right": near.sum() / PAIRS + rounded, "doublings": 16 * U * theirs["doublings"],
    }  # fmt: skip


def spreads_twin(bench: Bench, seed: int) -> Tensors:
    """One comparison after the other."""
    runs = [random_cosines(bench, 2**k, seed) for k in spreads(seed).doublings.tolist()]
    return {
        "measured": bench.torch.stack([run["spread"] for run in runs]),
        "expected": bench.torch.stack([run["expected"] for run in runs]),
    }


def spreads_bound(theirs: Tensors, seed: int) -> Tensors:
    """As for one comparison, at the largest dimension."""
    return {"measured": 2 * (4 * MOST + 32) * U, "expected": 4 * U}


def moves(bench: Bench, first: Any, then: Any) -> Tensors:
    """Products of matrices, and of matrices with points."""
    a, b = bench.tensor(first), bench.tensor(then)
    both, swapped, grid, flag = b @ a, a @ b, bench.tensor(GRID), bench.tensor(FLAG)
    det = bench.torch.linalg.det
    return {
        "both": both, "swapped": swapped, "area_first": det(a), "area_then": det(b), "area_both": det(both),
        "grid_first": grid @ a.T, "grid_both": grid @ both.T,
        "flag_first": flag @ a.T, "flag_both": flag @ both.T, "flag_swapped": flag @ swapped.T,
    }  # fmt: skip


def moves_bound(theirs: Tensors, first: Any, then: Any) -> Tensors:
    """Two roundings a term; what stands in a product of two matrices twice as many."""
    a, b = np.abs(floats(first)), np.abs(floats(then))
    grid, flag = np.abs(GRID), np.abs(FLAG)
    both, swapped = b @ a, a @ b
    area = lambda m: 16 * U * (m[0, 0] * m[1, 1] + m[0, 1] * m[1, 0]) + FLOOR  # noqa: E731
    return {
        "both": 4 * U * both + FLOOR, "swapped": 4 * U * swapped + FLOOR,
        "area_first": area(a), "area_then": area(b), "area_both": area(both),
        "grid_first": 4 * U * grid @ a.T + FLOOR, "grid_both": 8 * U * grid @ both.T + FLOOR,
        "flag_first": 4 * U * flag @ a.T + FLOOR, "flag_both": 8 * U * flag @ both.T + FLOOR,
        "flag_swapped": 8 * U * flag @ swapped.T + FLOOR,
    }  # fmt: skip
