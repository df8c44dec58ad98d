"""The container's own steps where no container engine is at hand: a new user, a new environment, the app, a page.

What is copied is what the Dockerfile copies, the script it runs is run, and what it starts is started.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.guard import HEALTH
from tests.browser.harness import ROOT, checked, chromium, free_port, ready, wait_for

DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()
USER = "explorable-test"


def copied() -> list[str]:
    """Return what the Dockerfile copies from the project."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()]


def started() -> list[str]:
    """Return what the Dockerfile starts."""
    found = re.search(r"^ENTRYPOINT (\[.+\])$", DOCKERFILE, re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_everything_that_is_copied_exists():
    assert all((ROOT / name).exists() for name in copied())


def test_the_health_check_says_whether_the_app_is_well(worker):
    port = worker.rpartition(":")[2]
    check = [sys.executable, str(ROOT / "deploy/health.py")]
    assert subprocess.run(check, env={**os.environ, "PORT": port}, check=False).returncode == 0
    nobody = subprocess.run(check, env={**os.environ, "PORT": "1"}, check=False, capture_output=True)
    assert nobody.returncode != 0


@pytest.fixture
def home():
    """The home of a user who has nothing yet, and is gone afterwards."""
    if os.geteuid() or not shutil.which("useradd"):
        pytest.skip("only root can make a new user")
    subprocess.run(["userdel", "--remove", USER], check=False, capture_output=True)
    subprocess.run(["useradd", "--create-home", USER], check=True)
    try:
        yield Path("/home") / USER
    finally:
        subprocess.run(["userdel", "--remove", USER], check=False, capture_output=True)


def python() -> str:
    """Return an interpreter that a new user may run and make environments with."""
    able = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"
    for path in (os.path.realpath(sys.executable), "/usr/local/bin/python3", "/usr/bin/python3"):
        if not subprocess.run(["su", USER, "-c", f'{path} -c "{able}"'], check=False, capture_output=True).returncode:
            return path
    pytest.skip("no Python from 3.11 on, with ensurepip, that a new user may run")


@pytest.mark.fresh
def test_the_containers_steps_as_a_new_user(home):
    app = home / "app"
    for name in copied():
        target = app / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    subprocess.run(["chown", "--recursive", USER, str(home)], check=True)
    began = time.monotonic()
    subprocess.run(["su", USER, "-c", f"PYTHON={python()} sh {app}/deploy/install.sh {home}/venv"], check=True)
    print(f"installed in {time.monotonic() - began:.0f} s")
    port = free_port()
    command = " ".join(started()).replace("/venv", f"{home}/venv")
    run = f"cd {app} && HOME=/nonexistent PORT={port} EXPLORABLE_HOSTS=127.0.0.1 exec {command}"
    with subprocess.Popen(["su", USER, "-c", run], start_new_session=True) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}{HEALTH}", 120)
            with chromium() as browser:
                page = browser.new_page()
                page.goto(f"http://127.0.0.1:{port}/softmax?T=0.5")
                ready(page)
                checked(page)
                assert page.get_by_label("sum of probabilities").first.inner_text() in ("1", "1.0000")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)
