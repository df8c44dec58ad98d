"""`make faults STUDENTS=100 RATE=5`: what the others notice when something goes wrong in a class.

A worker is killed, one student sets the worst legal parameters, one client sends 500 requests without waiting, 1000
connections do nothing, a foreign page tries to connect. Each time the rest of the class goes on dragging. Each of this
happens three times. Whoever does harm, and whoever asks for the server's health, has a process of their own.
"""

import argparse
import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import NamedTuple

import uvloop
from websockets.exceptions import InvalidStatus, WebSocketException

from bench.compute import slowest
from bench.load_class import Tally, arrive, drag, seats, wrong
from bench.load_meter import apart, get, health, share, workers_of
from bench.load_moves import MOVES, hand
from bench.load_server import hosted
from bench.load_student import Student
from bench.record import busy_before, machine, write
from mathcore import verify
from tests.pages_under_test import PAGES, texts

Fault = Callable[[str, int, float], Coroutine[None, None, str]]
"""Do harm to the server at an address, of a process, for some seconds, and say what came of it."""


class Effect(NamedTuple):
    """What the others noticed; times in milliseconds."""

    p50: float
    p95: float
    events: float
    errors: int
    back_within: float
    health_p99: float
    lost: int
    said: str


async def nothing(address: str, pid: int, seconds: float) -> str:
    """Leave the class alone: what the others are compared with."""
    return ""


async def kill_a_worker(address: str, pid: int, seconds: float) -> str:
    """Kill one worker outright, in the middle of it all."""
    await asyncio.sleep(1)
    victim = workers_of(pid)[0]
    os.kill(victim, signal.SIGKILL)
    return f"worker {victim} killed"


@cache
def worst_of_all() -> tuple[float, str, dict[str, str]]:
    """Search all pages, every panel open; return seconds, page and state."""
    verify.warm_up(120)
    found = {topic: slowest(topic) for topic in MOVES if topic in PAGES}
    topic = max(found, key=lambda name: found[name].seconds)
    return found[topic].seconds, topic, texts(topic, found[topic].state)


async def worst_parameters(address: str, pid: int, seconds: float) -> str:
    """Let one student drag on from the slowest legal state of all pages, as fast as the answers come."""
    took, topic, worst = worst_of_all()
    student, count, until = Student(address, topic), 0, time.perf_counter() + seconds
    await student.open()
    moves = hand(topic)
    while time.perf_counter() < until:
        await student.move({**worst, **next(moves)[0]})
        count += 1
    await student.close()
    return f"{topic}, {1000 * took:.0f} ms a view: {count} answers"


async def storm(address: str, pid: int, seconds: float) -> str:
    """Send 500 events on one connection without waiting for an answer, then open the page 500 times."""
    student = Student(address, "softmax")
    await student.open()
    began = time.perf_counter()
    moves = hand("softmax")
    for _ in range(500):
        await student.post(next(moves)[0])
    while student.answered < student.seq:
        await student.listen()
    took = time.perf_counter() - began
    await student.close()
    began = time.perf_counter()
    answers = await asyncio.gather(*(get(address, "/softmax") for _ in range(500)))
    visits = time.perf_counter() - began
    statuses = {int(answer.split(b" ", 2)[1]) for answer in answers}
    return f"500 events answered in {took:.1f} s, 500 visits in {visits:.1f} s with status {statuses}"


async def idle_sockets(address: str, pid: int, seconds: float) -> str:
    """Let 1000 connections come that never say anything, and hold them."""
    students = [Student(address, "home") for _ in range(1000)]
    began = time.perf_counter()
    for i in range(0, 1000, 50):
        await asyncio.gather(*(student.connect() for student in students[i : i + 50]))
    took = time.perf_counter() - began
    await asyncio.sleep(max(0.0, seconds - took))
    await asyncio.gather(*(student.close() for student in students))
    return f"1000 connections in {took:.1f} s"


async def foreign_pages(address: str, pid: int, seconds: float) -> str:
    """Try to connect as a page from elsewhere would, ten times, and then from nowhere."""
    refused, began = 0, time.perf_counter()
    for origin in [*(f"https://evil-{i}.example" for i in range(8)), "null", None]:
        try:
            await Student(address, "home").connect(origin)
        except (InvalidStatus, WebSocketException):
            refused += 1
    return f"{refused} of 10 refused in {1000 * (time.perf_counter() - began):.0f} ms"


FAULTS: dict[str, Fault] = {
    "nothing": nothing,
    "worst legal parameters": worst_parameters,
    "a storm of 500": storm,
    "1000 idle connections": idle_sockets,
    "10 foreign pages": foreign_pages,
    "a worker is killed": kill_a_worker,
}
"""What goes wrong, one after the other; the first is what the others are compared with."""

LONGER = {"1000 idle connections": 2}
"""How many times as long as the others a fault lasts: so many connections take a while to come, and then stay."""


def harm(name: str, address: str, pid: int, seconds: float) -> str:
    """Do what a fault does, and say what came of it."""
    return asyncio.run(FAULTS[name](address, pid, seconds))


class Others(NamedTuple):
    """The processes beside the class."""

    harmer: ProcessPoolExecutor
    asker: ProcessPoolExecutor


async def watch(
    students: list[Student], others: Others, name: str, address: str, pid: int, rate: float, seconds: float
) -> Effect:
    """Let a class drag while something goes wrong."""
    tally, loop = Tally(), asyncio.get_running_loop()
    asked = loop.run_in_executor(others.asker, health, address, seconds)
    harmed = loop.run_in_executor(others.harmer, harm, name, address, pid, seconds)
    began = time.perf_counter()
    await asyncio.gather(*(drag(student, rate, seconds, tally) for student in students))
    took = time.perf_counter() - began
    said = await harmed
    lost = sum(bool(wrong(student)) for student in students)
    p50, p95 = (1000 * share(tally.times, part) for part in (0.5, 0.95))
    return Effect(
        p50, p95, len(tally.times) / took, len(tally.errors), max(tally.returns, default=0.0),
        1000 * share(await asked, 0.99), lost, said,
    )  # fmt: skip


class Round(NamedTuple):
    """What the others noticed once, and the mean of their p95 in peace just before and just after."""

    effect: Effect
    peace: float

    @property
    def times(self) -> float:
        """How many times as long as in peace the others waited."""
        return self.effect.p95 / self.peace


Found = dict[str, list[Round]]
"""Every round of every fault."""


async def everything(address: str, pid: int, students: int, rate: float, seconds: float, rounds: int) -> Found:
    """Let everything go wrong, one after the other, each some times."""
    everybody = seats(address, students)
    await arrive(everybody)
    await asyncio.gather(*(drag(student, rate, 2.0, Tally()) for student in everybody))
    others = Others(await apart(), await apart())
    await asyncio.get_running_loop().run_in_executor(others.harmer, worst_of_all)

    async def lesson(name: str) -> Effect:
        await asyncio.sleep(1)
        return await watch(everybody, others, name, address, pid, rate, seconds * LONGER.get(name, 1))

    peace, *faults = FAULTS
    before = await lesson(peace)
    found: Found = {peace: [Round(before, before.p95)]}
    for name in [name for name in faults for _ in range(rounds)]:
        during, after = await lesson(name), await lesson(peace)  # how fast a shared machine is changes by the minute
        found.setdefault(name, []).append(Round(during, (before.p95 + after.p95) / 2))
        found[peace].append(Round(after, after.p95))
        before = after
    for one in others:
        one.shutdown()
    await asyncio.gather(*(student.close() for student in everybody), return_exceptions=True)
    return found


def table(found: Found) -> str:
    """Lay out the middle round of each fault; of what may not happen even once, the worst of all rounds."""
    head = (
        f"{'what went wrong':24}  p50 ms   p95 ms  in peace   times   from    to  events/s  broken  back within"
        "  health p99  wrong pages"
    )
    lines = []
    for name, rounds in found.items():
        ordered = sorted(rounds, key=lambda one: (one.times, one.effect.p95))
        least, middle, most = ordered[0], ordered[len(ordered) // 2], ordered[-1]
        e, effects = middle.effect, [one.effect for one in rounds]
        lines.append(
            f"{name:24}{e.p50:8.1f}{e.p95:9.1f}{middle.peace:10.1f}{middle.times:8.1f}{least.times:7.1f}{most.times:6.1f}"
            f"{e.events:10.1f}{max(e.errors for e in effects):8}{max(e.back_within for e in effects):11.2f} s"
            f"{max(e.health_p99 for e in effects):9.1f} ms{max(e.lost for e in effects):13}  {e.said}"
        )
    return "\n".join([head, *lines])


def main() -> None:
    """Measure, print, and write build/faults.json."""
    ask = argparse.ArgumentParser(prog="python -m bench.load_faults", description=__doc__)
    ask.add_argument("--students", type=int, default=100)
    ask.add_argument("--rate", type=float, default=5.0)
    ask.add_argument("--seconds", type=float, default=8.0)
    ask.add_argument("--rounds", type=int, default=3)
    given = ask.parse_args()
    verify.warm_up(120)
    this = machine()
    with hosted() as (address, pid):
        found = uvloop.run(everything(address, pid, given.students, given.rate, given.seconds, given.rounds))
    print(table(found))
    print(busy_before(this))
    effects = {name: [{"peace": one.peace, **one.effect._asdict()} for one in rounds] for name, rounds in found.items()}
    write("faults.json", json.dumps({"machine": this, "effects": effects}, indent=1))


if __name__ == "__main__":
    main()
