"""What `make serve` starts, what the proxy answers, and what a class notices when a worker dies."""

import asyncio
import http.server
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import Namespace
from email.message import Message
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from bench.load_class import arrive, come_back, seats, wrong
from bench.load_meter import workers_of
from bench.load_server import hosted
from bench.load_student import Student
from deploy import proxy, serve
from deploy.guard import HEALTH, headers
from mathcore import verify
from tests.browser.harness import chromium, ready

CADDY = pytest.mark.skipif(proxy.find() is None, reason="Caddy is not installed (apt install caddy)")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def asked_for(**changed):
    given = {"site": ":8501", "workers": 2, "hosts": "", "embed_in": "", "no_proxy": False}
    return Namespace(**{**given, **changed})


def fetch(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Ask over the network; return status, headers and body, of a refusal too."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read()


def test_without_a_proxy_one_worker_serves_alone_and_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(proxy, "find", lambda: None)
    (alone,) = serve.plan(asked_for(), tmp_path, 8600)
    assert "apt install caddy" in capsys.readouterr().out
    assert "0.0.0.0" in alone.command
    with pytest.raises(SystemExit, match="proxy"):
        serve.plan(asked_for(site="class.example.org"), tmp_path, 8600)


def test_one_worker_a_core_behind_the_proxy(monkeypatch, tmp_path):
    monkeypatch.setattr(proxy, "find", lambda: "/usr/bin/caddy")
    monkeypatch.setattr(serve.assets, "pack", lambda: tmp_path)
    *workers, caddy = serve.plan(asked_for(workers=3, hosts="room-12.local"), tmp_path, 8600)
    assert len(workers) == 3
    assert all("127.0.0.1" in " ".join(worker.command) for worker in workers)
    assert all("room-12.local" in worker.command[worker.command.index("--hosts") + 1] for worker in workers)
    written = Path(caddy.command[-1]).read_text()
    assert all(worker.health.split("/")[2] in written for worker in workers)


def test_a_port_that_is_taken_is_said_in_one_sentence():
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        with pytest.raises(SystemExit, match="is taken"):
            serve.refuse_taken(f":{other.getsockname()[1]}")


def test_people_in_the_room_are_known_by_every_address_of_this_machine():
    names = serve.own_names()
    assert {"localhost", "127.0.0.1", socket.gethostname()} <= set(names)


@CADDY
@pytest.mark.parametrize("site", [":8501", "class.example.org"])
def test_the_proxy_understands_its_configuration(site, tmp_path):
    path = tmp_path / "Caddyfile"
    path.write_text(proxy.config(site, [8601, 8602], 8600, tmp_path, ["::1", "room"], ["https://moodle.example.org"]))
    command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(path), "--validate"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def classroom():
    """The app behind its proxy, as `make serve` starts it; its address and process."""
    verify.warm_up(120)
    with hosted("--workers", "2", "--embed-in", "http://127.0.0.1:*") as (address, pid):
        yield address, pid


@CADDY
@LINUX
def test_health_does_not_wait_for_a_worker(classroom):
    address, pid = classroom
    hung = workers_of(pid)
    assert len(hung) == 2
    for worker in hung:
        os.kill(worker, signal.SIGSTOP)
    try:
        began = time.monotonic()
        status, _, body = fetch(address + HEALTH)
        assert (status, body) == (200, b"ok")
        assert time.monotonic() - began < 0.5
    finally:
        for worker in hung:
            os.kill(worker, signal.SIGCONT)


@CADDY
@LINUX
def test_a_killed_worker_costs_a_class_a_moment_and_no_state(classroom):
    address, pid = classroom

    async def lesson():
        students = seats(address, 8)
        await arrive(students)
        for student in students:
            await student.move({}, final=True)
        before = [dict(student.state) for student in students]
        os.kill(workers_of(pid)[0], signal.SIGKILL)
        async with asyncio.timeout(5):
            while not (lost := [one for one in students if one.socket and one.socket.close_code is not None]):
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        lost = [one for one in students if one.socket and one.socket.close_code is not None]
        assert 2 <= len(lost) <= 6, "the proxy had not spread the class evenly"
        times = await asyncio.gather(*(come_back(student) for student in lost))
        assert [dict(student.state) for student in students] == before
        assert [wrong(student) for student in students] == [[]] * len(students)
        for student in students:
            await student.close()
        return max(times)

    assert asyncio.run(lesson()) < 10  # 5 on a machine of one's own


@CADDY
def test_the_guard_stands_behind_the_proxy_too(classroom):
    address, _ = classroom
    for origin in ("https://evil.example", None):
        with pytest.raises(InvalidStatus):
            asyncio.run(Student(address, "home").connect(origin))


@CADDY
@pytest.mark.parametrize("path", ["/", "/softmax", "/softmax?T=2"])
def test_the_page_itself_comes_from_the_proxy_with_the_guards_headers(classroom, path):
    address, _ = classroom
    status, lines, body = fetch(address + path)
    assert (status, body) == (200, (serve.assets.STREAMLIT / "index.html").read_bytes())
    assert lines["Cache-Control"] == "no-cache"
    assert all(lines[name] == value for name, value in headers(["http://127.0.0.1:*"]).items())
    assert lines["Last-Modified"], "only the proxy says when a file was changed"
    status, lines, body = fetch(address + path, **{"Accept-Encoding": "gzip", "Host": "localhost"})
    assert (status, lines["Content-Encoding"]) == (200, "gzip")
    assert fetch(address + path, Host="elsewhere.example")[0] == 421
    assert fetch(address + path, Origin="https://evil.example")[0] == 403


@CADDY
def test_files_come_packed_and_stay(classroom):
    address, _ = classroom
    script = next((Path(serve.assets.STREAMLIT) / "static/js").glob("index.*.js")).name
    command = ["curl", "--silent", "--compressed", "--dump-header", "-", "--output", os.devnull]
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    head = subprocess.run(
        [*command, f"{address}/static/js/{script}"], capture_output=True, text=True, check=True
    ).stdout
    assert "Content-Encoding: gzip" in head
    assert "immutable" in head
    assert "X-Content-Type-Options: nosniff" in head
    assert "\nServer:" not in head


@CADDY
def test_in_a_browser_nothing_is_refused_that_the_page_needs(classroom):
    address, _ = classroom
    with chromium() as browser:
        page, said = browser.new_page(), []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/softmax?T=0.5")
        ready(page)
        handle = page.locator("[role=slider]").first
        handle.focus()
        page.keyboard.press("ArrowUp")
        page.wait_for_url("**z=2.1**")
        assert [words for words in said if "404" not in words] == []  # Streamlit looks for itself below each address


@CADDY
def test_it_stands_in_another_page_where_that_is_allowed(classroom, tmp_path):
    address, _ = classroom
    (tmp_path / "index.html").write_text(f'<iframe src="{address}/softmax?embed=true" width=900 height=700></iframe>')

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args, **more):
            super().__init__(*args, directory=str(tmp_path), **more)

        def log_message(self, format, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        with chromium() as browser:
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{other.server_port}/")
            frame = page.frame_locator("iframe")
            frame.locator(".explorable .readouts output").first.wait_for(timeout=30_000)
            assert not frame.locator("[data-testid=stHeader]").is_visible()
            handle = frame.locator("[role=slider]").first
            output = frame.locator(".readouts output").last
            before = output.inner_text()
            handle.focus()
            page.keyboard.press("ArrowUp")
            frame.locator(f".readouts output:last-child:not(:text-is('{before}'))").last.wait_for()
            page.goto(f"data:text/html,<iframe src='{address}/softmax?embed=true'></iframe>")  # not on the list
            page.wait_for_timeout(1500)
            assert page.frame_locator("iframe").locator(".explorable").count() == 0
        other.shutdown()
