"""What keeps processes alive: what is started again, and what is said of their health."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from deploy import keeper
from deploy.keeper import Child, Health, keep

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="runs `sleep`")


@contextlib.contextmanager
def kept(child: Child) -> Iterator[subprocess.Popen]:
    """Keep a process alive for a while; yield it as it is first."""
    ending = threading.Event()
    child.start()
    assert child.process
    first, keeping = child.process, threading.Thread(target=keep, args=(child, ending))
    keeping.start()
    try:
        yield first
    finally:
        ending.set()
        keeping.join()
        child.stop()
        child.process.wait()


def replaced(child: Child, first: subprocess.Popen) -> None:
    deadline = time.monotonic() + 10
    while child.process is first and time.monotonic() < deadline:
        time.sleep(0.02)
    assert child.process is not first


@LINUX
def test_a_process_that_dies_is_started_again(monkeypatch):
    monkeypatch.setattr(keeper, "PULSE", 0.05)
    child = Child("sleeper", ["sleep", "60"])
    with kept(child) as first:
        first.kill()
        first.wait()
        replaced(child, first)
        assert child.look() == ""


@LINUX
def test_a_process_that_hangs_is_ended_and_started_again(monkeypatch):
    monkeypatch.setattr(keeper, "PULSE", 0.05)
    answers = iter([True, *[False] * keeper.HUNG, *[True] * 1000])

    def urlopen(url, timeout):
        if next(answers):
            return contextlib.nullcontext(SimpleNamespace(status=200))
        raise TimeoutError

    monkeypatch.setattr(keeper.urllib.request, "urlopen", urlopen)
    child = Child("worker", ["sleep", "60"], "http://127.0.0.1:9/")
    with kept(child) as first:
        replaced(child, first)
        assert first.wait(5) == -signal.SIGKILL


def test_who_dies_again_and_again_is_given_time():
    child = Child("worker", [])
    child.starts = [time.monotonic()] * 3
    assert child.pause() > 1
    assert Child("worker", [], starts=[time.monotonic()]).pause() == 0


@contextlib.contextmanager
def asked(children: list[Child]) -> Iterator[str]:
    """Say whether these processes are well, at the address yielded."""
    with Health(children) as health:
        threading.Thread(target=health.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{health.server_port}/"
        health.shutdown()


def status(url: str, method: str = "GET") -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


@LINUX
def test_all_is_well_as_long_as_one_worker_answers():
    workers = [Child(f"worker {i}", ["sleep", "60"], "http://127.0.0.1:9/") for i in range(2)]
    proxy = Child("proxy", ["sleep", "60"])
    with asked([*workers, proxy]) as url:
        for child in (*workers, proxy):
            child.start()
        assert status(url) == 503  # nobody has answered yet
        workers[0].answered = True
        assert status(url) == 200
        assert status(url, "HEAD") == 200
        workers[0].missed = 1
        assert status(url) == 503
        workers[1].answered = True
        assert status(url) == 200
        for child in (*workers, proxy):
            assert child.process
            child.process.kill()
            child.process.wait()
        assert status(url) == 503
