import subprocess
import sys

import pytest

from deploy.guard import HEALTH
from tests.browser.harness import ROOT, free_port, wait_for


@pytest.fixture(scope="session")
def worker():
    """One worker, as a class would meet it, without a proxy; its address."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.worker", "--port", str(port), "--hosts", "127.0.0.1"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}{HEALTH}", 120)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
