"""`make load STUDENTS=100 RATE=5`: a class that drags at once, on this machine, beside the stock way in the same run.

Each student is a WebSocket client that speaks Streamlit's protocol, on a real page, with one request in flight. The
students run on the same cores as the server; what they take is printed. Every scene a student holds at the end is
compared with what mathcore says of the state the student set.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from typing import NamedTuple

import uvloop

from bench.load_class import BROKEN, Tally, arrive, drag, seats, wrong
from bench.load_meter import apart, family, health, share, use
from bench.load_server import hosted, stock
from bench.load_stock import StockStudent
from bench.load_student import PATIENCE
from bench.record import busy_before, machine, write
from deploy.serve import cores
from mathcore import verify

REST = 2.0
"""Seconds a class sits still before its memory is measured."""


class Result(NamedTuple):
    """One row of the table; times in milliseconds."""

    students: int
    asked: float
    events: float
    p50: float
    p95: float
    p99: float
    errors: int
    overtaken: int
    cpu_ms: float
    cores: float
    students_cores: float
    megabytes: float
    arrival: float
    health_p99: float


async def our_class(address: str, pid: int, students: int, rate: float, seconds: float) -> Result:
    """Let a class drag through the hosted app."""
    everybody = seats(address, students)
    first, rest = everybody[:2], everybody[2:]
    await arrive(first)
    await asyncio.sleep(REST)
    pids = family(pid)
    empty = use(pids).megabytes
    arrival = await arrive(rest)
    await asyncio.sleep(REST)
    megabytes = (use(pids).megabytes - empty) / max(1, len(rest))
    tally = Tally()
    await asyncio.gather(*(drag(student, rate, 2.0, Tally()) for student in everybody))  # warm-up
    asker = await apart()
    asked = asyncio.get_running_loop().run_in_executor(asker, health, address, seconds)
    before, own, began = use(pids).seconds, time.process_time(), time.perf_counter()
    await asyncio.gather(*(drag(student, rate, seconds, tally) for student in everybody))
    took = time.perf_counter() - began
    spent, own = use(pids).seconds - before, time.process_time() - own
    healths = await asked
    asker.shutdown()
    for student in everybody:
        if names := wrong(student):
            tally.errors.append(f"{student.topic} shows other numbers than mathcore: {names[:3]}")
        await student.close()
    for error, count in Counter(tally.errors).most_common(5):
        print(f"  {count}x {error}")
    return _result(students, rate, tally, took, spent, own, megabytes, arrival, healths)


async def stock_class(address: str, pid: int, students: int, rate: float, seconds: float) -> Result:
    """Let a class slide through the stock way."""
    everybody = [StockStudent(address) for _ in range(students)]
    await everybody[0].open()
    await asyncio.sleep(REST)
    empty = use([pid]).megabytes
    arrival = await arrive(list(everybody[1:]))
    megabytes = (use([pid]).megabytes - empty) / max(1, students - 1)
    tally, clock = Tally(), asyncio.get_running_loop().time
    before, own, began = use([pid]).seconds, time.process_time(), time.perf_counter()
    until = clock() + seconds

    async def slide(student: StockStudent) -> None:
        due = clock() + random.random() / rate
        while due < until:
            await asyncio.sleep(max(0.0, due - clock()))
            try:
                tally.times.append(await student.slide(round(random.uniform(0.01, 1.2), 2)))
            except BROKEN as error:
                tally.errors.append(f"{type(error).__name__}: {error}")
                return
            while due < clock():
                due += 1 / rate
                tally.overtaken += 1

    sliding = [asyncio.ensure_future(slide(student)) for student in everybody]
    await asyncio.wait(sliding, timeout=seconds + PATIENCE)  # all at once, even the first answers take long
    took, spent, own = time.perf_counter() - began, use([pid]).seconds - before, time.process_time() - own
    for one in sliding:
        one.cancel()
    await asyncio.gather(*sliding, *(student.close() for student in everybody), return_exceptions=True)
    return _result(students, rate, tally, took, spent, own, megabytes, arrival, [])


def _result(
    students: int, rate: float, tally: Tally, took: float, spent: float, own: float, megabytes: float, arrival: float,
    healths: list[float],
) -> Result:  # fmt: skip
    p50, p95, p99 = (1000 * share(tally.times, part) for part in (0.5, 0.95, 0.99))
    return Result(
        students, students * rate, len(tally.times) / took, p50, p95, p99, len(tally.errors), tally.overtaken,
        1000 * spent / max(1, len(tally.times)), spent / took, own / took, megabytes, arrival,
        1000 * share(healths, 0.99),
    )  # fmt: skip


def table(results: dict[str, Result]) -> str:
    """Lay out what was measured."""
    head = (
        "                     students  asked/s  events/s   p50 ms   p95 ms   p99 ms  errors  server CPU    cores"
        "  students' cores  MB/student  health p99"
    )
    lines = [
        f"{name:21}{r.students:8}{r.asked:9.0f}{r.events:10.1f}{r.p50:9.1f}{r.p95:9.1f}{r.p99:9.1f}{r.errors:8}"
        f"{r.cpu_ms:9.2f} ms{r.cores:9.2f}{r.students_cores:17.2f}{r.megabytes:12.2f}{r.health_p99:9.1f} ms"
        for name, r in results.items()
    ]
    return "\n".join([head, *lines])


def main() -> None:
    """Measure, print, and write build/load.json."""
    ask = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    ask.add_argument("--students", type=int, default=100)
    ask.add_argument("--rate", type=float, default=5.0, help="events a second of each student")
    ask.add_argument("--seconds", type=float, default=15.0)
    ask.add_argument("--workers", type=int, default=cores() + 1)
    ask.add_argument("--no-stock", action="store_true", help="leave out the comparison")
    given = ask.parse_args()
    verify.warm_up(120)
    found, results = machine(), {}
    with hosted("--workers", str(given.workers)) as (address, pid):
        name = f"this app, {given.workers} workers"
        results[name] = uvloop.run(our_class(address, pid, given.students, given.rate, given.seconds))
    if not given.no_stock:
        with stock() as (address, pid):
            results["the stock way"] = uvloop.run(stock_class(address, pid, given.students, given.rate, given.seconds))
    print(table(results))
    if not given.no_stock:
        ours, theirs = results.values()
        times = f"{ours.events / theirs.events:.0f}" if theirs.events else "infinitely many"
        print(f"{times} times the events a second of the stock way")
    print(busy_before(found))
    result = {"machine": found, "results": {name: r._asdict() for name, r in results.items()}}
    write("load.json", json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
