"""A class: students who all drag at once, for a while, and what came of it."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

import orjson
from websockets.exceptions import WebSocketException

from bench.load_moves import MOVES, hand
from bench.load_student import Lost, Student
from explorable.scene import flatten
from tests.pages_under_test import PAGES, state

BROKEN = (OSError, TimeoutError, WebSocketException, Lost)
"""What can go wrong on the way to a server."""


@dataclass
class Tally:
    """What happened to the students together."""

    times: list[float] = field(default_factory=list)
    """Seconds from each movement of a hand to its picture."""
    overtaken: int = 0
    """Movements that were never sent, because a newer one came while the one before was in flight."""
    errors: list[str] = field(default_factory=list)
    returns: list[float] = field(default_factory=list)
    """Seconds from each break of a connection until the student's page was whole again."""


def seats(address: str, count: int) -> list[Student]:
    """Give each student a page; the pages are spread evenly."""
    topics = [topic for topic in MOVES if topic in PAGES]
    return [Student(address, topics[i % len(topics)]) for i in range(count)]


async def arrive(students: list[Student]) -> float:
    """Let everybody open their page at once; return the seconds until the last one sees it."""
    began = time.perf_counter()
    await asyncio.gather(*(student.open() for student in students))
    return time.perf_counter() - began


async def drag(student: Student, rate: float, seconds: float, tally: Tally) -> None:
    """Move a hand `rate` times a second; while an answer is on its way the hand moves on, and the newest value wins."""
    clock, moves = asyncio.get_running_loop().time, hand(student.topic, random.randrange(100))
    due = clock() + random.random() / rate
    until = clock() + seconds
    while due < until:
        await asyncio.sleep(max(0.0, due - clock()))
        fields, final = next(moves)
        try:
            tally.times.append(await student.move(fields, final))
        except BROKEN as error:
            tally.errors.append(f"{type(error).__name__}: {error}")
            tally.returns.append(await come_back(student))
        due += 1 / rate
        while due < clock():
            next(moves)
            tally.overtaken += 1
            due += 1 / rate


async def come_back(student: Student, patience: float = 30.0) -> float:
    """Connect again after a break, as a browser does, with the page's address; return the seconds it took."""
    began = time.perf_counter()
    held = dict(student.state)
    while True:
        try:
            await student.close()
            student.query = student.link()
            await student.open()
            await student.move(held, final=True)
            return time.perf_counter() - began
        except BROKEN:
            if time.perf_counter() - began > patience:
                raise
            await asyncio.sleep(0.25)


def wrong(student: Student) -> list[str]:
    """Name the parts of the scene a student holds that are not what mathcore says of the state the student set."""
    s = state(student.topic, student.state)
    expected: dict[str, Any] = orjson.loads(orjson.dumps(flatten(PAGES[student.topic].view(s)), default=float))
    return [
        name
        for name, node in expected.items()
        if name not in ("stage", "controls", "words") and student.nodes.get(name) != node
    ]
