"""Serve a class from this machine: workers behind a proxy, each started again if it dies or hangs.

There is one for each core and one more: when one dies, the others still have every core to work on.

python -m deploy.serve                              everyone in the room, http://<this machine>:8501
python -m deploy.serve --site class.example.org     a server with a name: HTTPS, certificate included
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy import assets, proxy
from deploy.guard import HEALTH
from deploy.keeper import CALM, PULSE, Child, Health, keep


def cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def refuse_taken(site: str) -> None:
    """Say so in one sentence when somebody else listens on the port."""
    port = int(site.removeprefix(":")) if site.startswith(":") else 443
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except PermissionError:
            sys.exit(f"Port {port} is for the administrator: choose one above 1024, or start this with sudo.")
        except OSError:
            sys.exit(f"Port {port} is taken by another program: choose another, as in PORT=8600.")


def own_names() -> list[str]:
    """Return the names and addresses under which people in the room may reach this machine."""
    name = socket.gethostname()
    names = {"localhost", "127.0.0.1", "::1", name, name.split(".")[0] + ".local"}
    with contextlib.suppress(OSError):
        names |= {str(entry[4][0]) for entry in socket.getaddrinfo(name, None)}
    for target in ("192.0.2.1", "2001:db8::1"):  # nothing is sent: the system is asked which address it would use
        family = socket.AF_INET6 if ":" in target else socket.AF_INET
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            names.add(probe.getsockname()[0])
    return sorted(names)


def plan(given: argparse.Namespace, folder: Path, health: int) -> list[Child]:
    """Return the processes to keep alive; the proxy's configuration goes into a folder.

    `health` is the port where it is said whether they are well.
    """
    names = [*(own_names() if given.site.startswith(":") else [given.site]), *given.hosts.split()]
    rules = ["--hosts", " ".join(names), "--embed-in", given.embed_in]
    worker = [sys.executable, "-m", "deploy.worker", *rules]
    caddy = None if given.no_proxy else proxy.find()
    if caddy is None:
        if not given.site.startswith(":"):
            sys.exit("HTTPS needs the proxy. On Debian and Ubuntu: apt install caddy")
        if not given.no_proxy:
            print("No reverse proxy is installed, so one worker serves alone. On Debian and Ubuntu: apt install caddy")
        port = given.site.removeprefix(":")
        command = [*worker, "--address", "0.0.0.0", "--port", port]
        return [Child("worker", command, f"http://127.0.0.1:{port}{HEALTH}")]
    ports = free_ports(given.workers)
    written = folder / "Caddyfile"
    written.write_text(proxy.config(given.site, ports, health, assets.pack(), names, given.embed_in.split()))
    workers = [
        Child(
            f"worker {i}", [*worker, "--port", str(port)], f"http://127.0.0.1:{port}{HEALTH}", CALM * (len(ports) > 1)
        )
        for i, port in enumerate(ports, 1)
    ]
    return [*workers, Child("proxy", [caddy, "run", "--adapter", "caddyfile", "--config", str(written)])]


def tell(children: Sequence[Child], site: str) -> None:
    """Print the address once everything answers."""
    workers = [child for child in children if child.health]
    while not all(child.answered for child in workers):
        time.sleep(0.1)
    time.sleep(PULSE)  # the proxy looks at the workers as often, and sends everybody to those it has seen well
    if site.startswith(":"):
        places = [f"http://{name}{site}" for name in own_names() if ":" not in name and name != "127.0.0.1"]
    else:
        places = [f"https://{site}"]
    print(f"{len(workers)} worker{'s' * (len(workers) > 1)} ready: {'  '.join(places)}", flush=True)


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """Yield an event that is set when somebody asks this process to end."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    yield ending


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default=":8501", help="a port with a colon, or the name of this server")
    parser.add_argument("--workers", type=int, default=cores() + 1, help="how many; unless said, one per core and one")
    parser.add_argument("--hosts", default="", help="further names this server answers to, with spaces between them")
    parser.add_argument("--embed-in", default="", help="origins whose pages may show a page of this app in a frame")
    parser.add_argument("--no-proxy", action="store_true", help="one worker, no proxy")
    given = parser.parse_args()
    refuse_taken(given.site)
    with tempfile.TemporaryDirectory(prefix="explorable-") as folder, stopped_by_signals() as ending:
        children: list[Child] = []
        health = Health(children)
        children += plan(given, Path(folder), health.server_port)
        for child in children:
            child.start()
        keepers = [threading.Thread(target=keep, args=(child, ending), daemon=True) for child in children]
        others = [
            threading.Thread(target=health.serve_forever, daemon=True),
            threading.Thread(target=tell, args=(children, given.site), daemon=True),
        ]
        for thread in [*keepers, *others]:
            thread.start()
        ending.wait()
        for child in children:
            child.stop()
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                assert child.process
                child.process.wait(10)


if __name__ == "__main__":
    main()
