"""The servers of the load bench: the hosted app as `make serve` starts it, and the stock way at its defaults."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.guard import HEALTH
from tests.browser.harness import ROOT, free_port, serve, wait_for


@contextlib.contextmanager
def hosted(*flags: str) -> Iterator[tuple[str, int]]:
    """Run `python -m deploy.serve`; yield its address and the process that started the others."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.serve", "--site", f":{port}", *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout
            for line in server.stdout:
                if "ready" in line:
                    break
            wait_for(f"http://127.0.0.1:{port}{HEALTH}", 60)
            yield f"http://127.0.0.1:{port}", server.pid
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()


@contextlib.contextmanager
def stock() -> Iterator[tuple[str, int]]:
    """Run the stock way from a folder without our settings; yield its address and its process."""
    with tempfile.TemporaryDirectory() as nowhere, serve(str(ROOT / "bench/stock_app.py"), folder=Path(nowhere)) as at:
        yield at, _listener(int(at.rpartition(":")[2]))


def _listener(port: int) -> int:
    """Find the process that was told to listen on a port."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if f"--server.port={port}".encode() in (entry / "cmdline").read_bytes().split(b"\0"):
                    return int(entry.name)
    raise LookupError(f"nobody was told to listen on {port}; this machine is {os.uname().sysname}, not Linux")
