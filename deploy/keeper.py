"""Keep processes alive: start again what dies or hangs, and say whether all is well.

Whoever asks for the health of the whole is told what the last look at the workers saw: at once, even while every worker
has its hands full.
"""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from deploy.worker import end_with_parent

ROOT = Path(__file__).parents[1]
START = 90.0
"""Seconds a worker may take until it answers: importing PyTorch on a slow machine."""

PULSE = 1.0
"""Seconds between two looks at a worker."""

HUNG = 3
"""Looks in a row without an answer after which a worker counts as hung."""

CALM = 5.0
"""Seconds until what died starts again: a worker while others serve, because starting takes a core and its readers come
first, and whatever dies again and again."""


@dataclass
class Child:
    """A process that is kept alive."""

    name: str
    command: Sequence[str]
    health: str = ""
    calm: float = 0.0
    process: subprocess.Popen | None = None
    began: float = 0.0
    answered: bool = False
    missed: int = 0
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process; it ends with this one."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        before = end_with_parent if sys.platform == "linux" else None
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=environment, preexec_fn=before)
        self.began, self.answered, self.missed = time.monotonic(), False, 0
        self.starts = [*self.starts[-4:], self.began]

    def stop(self) -> None:
        """Ask the process to end."""
        if self.process and self.runs:
            self.process.terminate()

    def look(self) -> str:
        """Return what is wrong with the process, or nothing."""
        if not self.runs:
            return f"ended with {self.process.returncode if self.process else 'nothing'}"
        if not self.health:
            return ""
        if healthy(self.health):
            self.answered, self.missed = True, 0
        elif self.answered:
            self.missed += 1
        elif time.monotonic() - self.began > START:
            self.missed = HUNG
        return "does not answer" if self.missed >= HUNG else ""

    def pause(self) -> float:
        """Return how long to wait before a restart: longer for one that dies again and again."""
        recent = [at for at in self.starts if time.monotonic() - at < 30]
        return self.calm if len(recent) < 3 else CALM

    @property
    def runs(self) -> bool:
        """Say whether the process is there."""
        return self.process is not None and self.process.poll() is None

    @property
    def well(self) -> bool:
        """Say whether the process answered when it was last asked."""
        return self.answered and not self.missed and self.runs


def healthy(url: str) -> bool:
    """Ask a worker whether it is well."""
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status == 200
    except OSError:
        return False


def keep(child: Child, ending: threading.Event) -> None:
    """Keep one process alive until the end."""
    while not ending.is_set():
        if wrong := child.look():
            print(f"{child.name} {wrong}: starting it again", flush=True)
            if child.process and child.runs:
                child.process.kill()
                child.process.wait()
            ending.wait(child.pause())
            if not ending.is_set():
                child.start()
        ending.wait(PULSE if child.answered or not child.health else 0.2)


class Health(ThreadingHTTPServer):
    """Says on a port of this machine whether anybody would be served: 200 if some worker is well, else 503."""

    daemon_threads = True

    def __init__(self, children: Sequence[Child]) -> None:
        """Take a port; `serve_forever` answers."""
        super().__init__(("127.0.0.1", 0), _Answer)
        self.children = children


class _Answer(BaseHTTPRequestHandler):
    server: Health
    protocol_version = "HTTP/1.1"  # the proxy keeps its connection

    def do_GET(self) -> None:
        well = any(child.well for child in self.server.children)
        body = b"ok" if well else b"no worker answers"
        self.send_response(HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass
