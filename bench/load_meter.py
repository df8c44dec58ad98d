"""What a server costs, in processor time and memory of all its processes, and how long it lets one wait."""

import asyncio
import contextlib
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from deploy.guard import HEALTH

TICK = os.sysconf("SC_CLK_TCK")


class Use(NamedTuple):
    """What a family of processes has used up to now, and holds now."""

    seconds: float
    """Processor time."""
    megabytes: float
    """Memory of its own. Files in memory, PyTorch's above all, are left out: others on this machine map them too, and a
    process's share of them changes when those come and go."""
    threads: int
    descriptors: int


def family(pid: int) -> list[int]:
    """Return a process and everything it started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except OSError:
                continue
    found, ahead = [], [pid]
    while ahead:
        found.append(ahead.pop())
        ahead += parents.get(found[-1], [])
    return found


def workers_of(pid: int) -> list[int]:
    """Return the workers among a process and everything it started."""
    found = []
    for one in family(pid):
        with contextlib.suppress(OSError):  # it has just ended
            if b"deploy.worker" in Path(f"/proc/{one}/cmdline").read_bytes():
                found.append(one)
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def use(pids: Sequence[int]) -> Use:
    """Add up what processes use; one that has ended counts nothing."""
    seconds, kilobytes, threads, descriptors = 0.0, 0, 0, 0
    for pid in pids:
        try:
            stat = _stat(pid)
            seconds += (int(stat[11]) + int(stat[12])) / TICK
            threads += int(stat[17])
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Anonymous:"))
            descriptors += len(os.listdir(f"/proc/{pid}/fd"))
        except (OSError, StopIteration):
            continue
    return Use(seconds, kilobytes / 1024, threads, descriptors)


def share(values: Sequence[float], part: float) -> float:
    """Return the value that a part of the values does not exceed.

    >>> share([3.0, 1.0, 2.0], 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


async def apart() -> ProcessPoolExecutor:
    """Start a process of its own: what it does or measures does not wait for the students of this one.

    It is there, with all it imports, before it is returned, so that no clock counts its start.
    """
    process = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    await asyncio.get_running_loop().run_in_executor(process, health, "", 0.0)  # for 0 s: asks nobody
    return process


async def get(address: str, path: str) -> bytes:
    """Ask a server for a path, on a connection of its own, and return the answer with its headers."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer


def health(address: str, seconds: float) -> list[float]:
    """Ask a server for its health, again and again, and return how long each answer took; a refusal took for ever."""
    return asyncio.run(_ask(address, seconds))


async def _ask(address: str, seconds: float, every: float = 0.2) -> list[float]:
    times, until = list[float](), time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(10):
                answer = await get(address, HEALTH)
            well = answer.startswith(b"HTTP/1.1 200")
            times.append(time.perf_counter() - began if well else float("inf"))
        except (OSError, TimeoutError):
            times.append(float("inf"))
        await asyncio.sleep(every)
    return times
