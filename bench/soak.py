"""`make soak HOURS=1`: hands that never rest, for hours, and whether anything grows: a table and a picture in build/.

Students come, set made-up legal states and drag on them, break off without a word, and come back. About every half
minute the memory, threads, descriptors and sessions of the workers are noted. After the warm-up a straight line is laid
through each; what it rises in an hour is printed beside what it may.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import uvloop

from bench.load_class import BROKEN, Tally
from bench.load_meter import share, use, workers_of
from bench.load_moves import MOVES, hand
from bench.load_server import hosted
from bench.load_student import Student
from bench.record import machine, write
from mathcore import verify
from tests.pages_under_test import PAGES, legal_state, texts

WARM_UP = 0.25
"""Part of the time that is not judged: every movement is a made-up state, so that caches fill, which have bounds."""

WILD = 0.1
"""Part of the movements that are made-up states after that."""

LONG_ENOUGH = 0.15
"""Hours after the warm-up from which a slope says something; sessions of readers who left are kept for a minute."""

STRETCHES = 10
"""Parts into which the time after the warm-up is cut."""

ALLOWED = {"megabytes": 20.0, "threads": 2.0, "descriptors": 10.0}
"""What each may rise in an hour before it counts as a leak."""


class Note(NamedTuple):
    """What was seen at one moment."""

    hours: float
    megabytes: float
    threads: int
    descriptors: int
    students: int
    events: int
    p95_ms: float


async def life(
    address: str, rng: random.Random, warm: float, until: float, tally: Tally, present: set[Student]
) -> None:
    """Come and go until the end: each visit is one page, a few made-up states, and a hand that drags on them."""
    topics = [topic for topic in MOVES if topic in PAGES]
    while time.monotonic() < until:
        student = Student(address, rng.choice(topics))
        try:
            await student.open()
            present.add(student)
            moves = hand(student.topic, rng.randrange(100))
            leaves = min(until, time.monotonic() + rng.expovariate(1 / 60))
            while time.monotonic() < leaves:
                made_up = time.monotonic() < warm or rng.random() < WILD
                wild = texts(student.topic, legal_state(student.topic, rng)) if made_up else {}
                fields, final = next(moves)
                tally.times.append(await student.move({**wild, **fields}, final))
                await asyncio.sleep(rng.expovariate(5))
        except BROKEN as error:
            tally.errors.append(f"{type(error).__name__}: {error}")
            await asyncio.sleep(1)
        present.discard(student)
        if rng.random() < 0.5 and student.socket:
            student.socket.transport.abort()  # a laptop that is shut
        await student.close()


async def soak(address: str, pid: int, hours: float, students: int, every: float) -> tuple[list[Note], Counter[str]]:
    """Let a class live, and take notes; a dozen of them are printed as they are taken."""
    print(HEAD)
    began, rng = time.monotonic(), random.Random(7)
    warm, until = began + 3600 * hours * WARM_UP, began + 3600 * hours
    notes, errors = list[Note](), Counter[str]()
    tally, present = Tally(), set[Student]()
    lives = [
        asyncio.ensure_future(life(address, random.Random(rng.random()), warm, until, tally, present))
        for _ in range(students)
    ]
    while time.monotonic() < until:
        # At uneven times: what a worker does at even ones would be met at the same moment for minutes on end.
        await asyncio.sleep(min(every * rng.uniform(0.5, 1.5), max(0.0, until - time.monotonic())))
        used = use(workers_of(pid))
        since, at = notes[-1].hours if notes else 0.0, (time.monotonic() - began) / 3600
        p95 = 1000 * share(tally.times, 0.95)
        notes.append(Note(at, used.megabytes, used.threads, used.descriptors, len(present), len(tally.times), p95))
        if len(notes) % max(1, round(300 * hours / every)) == 0:
            print(row(since, notes[-1]), flush=True)
        errors.update(tally.errors)
        tally.times.clear()
        tally.errors.clear()
    await asyncio.gather(*lives)
    return notes, errors


def slope(hours: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return what a quantity rises in an hour, and the standard error of that.

    A class breathes: neighbouring notes rise and fall together, so the line is laid through the means of its stretches.

    >>> [round(part, 6) for part in slope([k / 60 for k in range(60)], [100 + k / 2 for k in range(60)])]
    [30.0, 0.0]
    """
    if len(hours) < STRETCHES:
        return float("nan"), float("nan")
    x, y = ([float(part.mean()) for part in np.array_split(np.array(row), STRETCHES)] for row in (hours, values))
    line, spread = np.polyfit(x, y, 1, cov=True)
    return float(line[0]), float(np.sqrt(max(0.0, spread[0, 0])))


def verdict(rise: float, error: float, allowed: float, judged: float) -> str:
    """Say whether a rise is a leak: more than is allowed, and more than twice its own error.

    >>> verdict(41.0, 24.0, 20.0, 0.75), verdict(41.0, 5.0, 20.0, 0.75), verdict(3.0, 24.0, 20.0, 0.75)
    ('cannot be told from none', 'GROWS', 'well')
    """
    if judged < LONG_ENOUGH or not np.isfinite(rise):
        return "too short to judge"
    if rise <= allowed:
        return "well"
    return "GROWS" if rise > 2 * error else "cannot be told from none"


HEAD = "   minutes  megabytes  threads  descriptors  students  events/s   p95 ms"


def row(since: float, note: Note) -> str:
    """Lay out a note of what was seen since an hour."""
    seconds = 3600 * (note.hours - since)
    return (
        f"{60 * note.hours:10.1f}{note.megabytes:11.1f}{note.threads:9}{note.descriptors:13}{note.students:10}"
        f"{note.events / seconds:10.1f}{note.p95_ms:9.1f}"
    )


def slopes(notes: list[Note]) -> str:
    """Say what each quantity rises in an hour, and whether that is a leak."""
    judged = [note for note in notes if note.hours >= WARM_UP * notes[-1].hours]
    lines = []
    for name, allowed in ALLOWED.items():
        rise, error = slope([note.hours for note in judged], [getattr(note, name) for note in judged])
        said = verdict(rise, error, allowed, notes[-1].hours * (1 - WARM_UP))
        lines.append(f"{name}: {rise:+.1f} ± {error:.1f} an hour after the warm-up, at most {allowed:g}: {said}")
    return "\n".join(lines)


WIDE, HIGH, GAP, LEFT, RIGHT = 720, 110, 46, 60, 20
TEXT, MUTED, LINE, PAPER, SHADE = "#1C1E22", "#5A606B", "#0067A8", "#FCFBF8", "#F3F1EB"


def graph(notes: list[Note], name: str, top: int) -> list[str]:
    """Draw one quantity over time."""
    values = [getattr(note, name) for note in notes]
    most, across = max(*values, 1) * 1.1, (WIDE - LEFT - RIGHT) / notes[-1].hours
    places = [
        f"{LEFT + across * note.hours:.1f},{top + HIGH * (1 - value / most):.1f}"
        for note, value in zip(notes, values, strict=True)
    ]
    warm = across * notes[-1].hours * WARM_UP
    return [
        f'<text x="{LEFT}" y="{top - 8}" fill="{TEXT}">{name}</text>',
        f'<rect x="{LEFT}" y="{top}" width="{warm:.0f}" height="{HIGH}" fill="{SHADE}"/>',
        f'<path d="M{LEFT} {top}V{top + HIGH}H{WIDE - RIGHT}" fill="none" stroke="{MUTED}"/>',
        f'<text x="{LEFT - 8}" y="{top + 10}" text-anchor="end" fill="{MUTED}">{most:.0f}</text>',
        f'<text x="{LEFT - 8}" y="{top + HIGH}" text-anchor="end" fill="{MUTED}">0</text>',
        f'<polyline points="{" ".join(places)}" fill="none" stroke="{LINE}" stroke-width="2"/>',
    ]


def picture(notes: list[Note]) -> str:
    """Draw memory, threads, descriptors and students over time, as SVG."""
    names = ("megabytes", "threads", "descriptors", "students")
    parts = [part for i, name in enumerate(names) for part in graph(notes, name, 30 + i * (HIGH + GAP))]
    tall = len(names) * (HIGH + GAP) + 20
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" font-family="sans-serif"'
    said = f"{60 * notes[-1].hours:.0f} minutes; shaded: warm-up"
    return "\n".join(
        [
            head + ' font-size="13">',
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            *parts,
            f'<text x="{WIDE - RIGHT}" y="{tall - 6}" text-anchor="end" fill="{MUTED}">{said}</text>',
            "</svg>",
        ]
    )


def main() -> None:
    """Soak, print, and write build/soak.json and build/soak.svg."""
    ask = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    ask.add_argument("--hours", type=float, default=1.0)
    ask.add_argument("--students", type=int, default=30)
    ask.add_argument("--every", type=float, default=30.0, help="seconds between two notes, about")
    given = ask.parse_args()
    verify.warm_up(120)
    found = machine()
    with hosted() as (address, pid):
        notes, errors = uvloop.run(soak(address, pid, given.hours, given.students, given.every))
    print(slopes(notes))
    print("errors:", dict(errors.most_common(5)) or "none")
    result = {"machine": found, "errors": errors, "notes": [note._asdict() for note in notes]}
    write("soak.json", json.dumps(result, indent=1))
    print(f"picture: {write('soak.svg', picture(notes))}")


if __name__ == "__main__":
    main()
