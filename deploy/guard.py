"""The guard of a hosted app: what is refused before Streamlit sees it, and the headers on everything that goes out.

Streamlit lets a connection without an Origin in, and looks up the server's public address, blocking everybody, when the
Origin is a foreign one. It sends no security headers, and its metrics are open to all. A guard in front settles all of
it in microseconds. One class often shares one address, so what one address may do is generous, and what one connection
may do is not: a page of this app has one request in flight.
"""

import asyncio
import base64
import hashlib
import math
import re
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEALTH = "/_stcore/health"
STREAM = "/_stcore/stream"
HIDDEN = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/upload_file",
    "/_stcore/script-health-check",
    "/auth",
    "/oauth2callback",
)
"""Doors of Streamlit that this app does not use."""

ARRIVALS = (50.0, 1.0)
"""Connections a second that are let in, and how many at once: each costs as much as a picture, and hands are moving."""

AT_THE_DOOR = 2.0
"""Seconds that a connection waits at the door at most, however many come."""

LARGEST = 256 * 1024
"""Bytes of one message from a browser; the longest legal state is about 80 kB."""

MESSAGES = (150.0, 300.0)
"""Messages a second of one connection, and how many may come at once; more wait. A hand on a fast screen sends 144."""

REQUESTS = (200.0, 4000.0)
"""Requests a second of one address, and how many may come at once, when a class arrives; more are refused."""

SILENCE = 60.0
"""Seconds after which a connection that never said anything is closed; a page speaks at once."""

SOCKETS = 2000
"""Connections one address may hold."""


@cache
def inline_scripts() -> str:
    """Return the fingerprints of the scripts that stand in Streamlit's own page: no other inline script may run."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    digests = [hashlib.sha256(text).digest() for text in re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def headers(embed_in: Collection[str] = ()) -> dict[str, str]:
    """Return the security headers; `embed_in` lists the origins whose pages may show this app in a frame."""
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' {inline_scripts()}",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' data:",
        "img-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *embed_in]),
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


class Bucket:
    """Tokens that come back at a steady rate: how fast somebody may go on, and how much at once."""

    __slots__ = ("at", "left", "most", "rate")

    def __init__(self, rate: float, most: float) -> None:
        """Start full."""
        self.rate, self.most, self.left, self.at = rate, most, most, time.monotonic()

    def _refill(self) -> None:
        now = time.monotonic()
        self.left, self.at = min(self.most, self.left + (now - self.at) * self.rate), now

    def take(self) -> bool:
        """Take a token if there is one."""
        self._refill()
        there = self.left >= 1
        self.left -= there
        return there

    def borrow(self, longest: float = math.inf) -> float:
        """Take a token in any case; return the seconds until it would have been there, the longest at most."""
        self._refill()
        self.left = max(self.left - 1, -longest * self.rate)
        return max(0.0, -self.left / self.rate)

    def full(self) -> bool:
        """Say whether nobody took anything for long."""
        return self.left + (time.monotonic() - self.at) * self.rate >= self.most


class Guard:
    """ASGI middleware that stands before everything else.

    Args:
        hosts: Names this server answers to, without port; none at all means any name.
        embed_in: Origins whose pages may show this app in a frame.
    """

    def __init__(self, app: Any, hosts: Collection[str] = (), embed_in: Collection[str] = ()) -> None:
        """Stand before an app."""
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.extra = [(name.encode(), value.encode()) for name, value in headers(embed_in).items()]
        self.buckets: dict[str, Bucket] = {}
        self.sockets: dict[str, int] = {}
        self.arrivals = Bucket(*ARRIVALS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif refusal := self._refusal(scope):
            await self._refuse(scope, receive, send, *refusal)
        elif scope["type"] == "websocket":
            await self._converse(scope, receive, send)
        else:
            await self.app(scope, receive, self._with_headers(send))

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        given = [(name, value.decode("latin-1")) for name, value in scope["headers"] if name in (b"host", b"origin")]
        hosts = [value.lower() for name, value in given if name == b"host"]
        origins = [value.lower() for name, value in given if name == b"origin"]
        if scope["path"] == HEALTH and scope["type"] == "http":
            return None  # asked by proxies and clusters, under any name, and it says nothing but "ok"
        if len(hosts) != 1 or not self._is_known(hosts[0]):
            return 421, "This server does not answer to that name."
        wanted = 1 if scope["type"] == "websocket" else len(origins[:1])
        if len(origins) != wanted or any(urlsplit(origin).netloc != hosts[0] for origin in origins):
            return 403, "This server answers its own pages only."
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            return 405, "There is nothing to send here."
        if any(scope["path"].startswith(hidden) for hidden in HIDDEN):
            return 404, "Not found."
        return self._too_much(scope)

    def _is_known(self, host: str) -> bool:
        try:
            return not self.hosts or (urlsplit(f"//{host}").hostname or "").rstrip(".") in self.hosts
        except ValueError:
            return False

    def _too_much(self, scope: Message) -> tuple[int, str] | None:
        address = scope["client"][0] if scope.get("client") else ""
        if len(self.buckets) > 10_000:
            self.buckets = {name: bucket for name, bucket in self.buckets.items() if not bucket.full()}
        if not self.buckets.setdefault(address, Bucket(*REQUESTS)).take():
            return 429, "Too many requests at once. Wait a minute."
        if scope["type"] == "websocket" and self.sockets.get(address, 0) >= SOCKETS:
            return 429, "Too many connections at once."
        return None

    async def _refuse(self, scope: Message, receive: Receive, send: Send, status: int, sentence: str) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        body = sentence.encode()
        lines = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        retry = [(b"retry-after", b"60")] if status == 429 else []
        await send({"type": "http.response.start", "status": status, "headers": [*lines, *retry, *self.extra]})
        await send({"type": "http.response.body", "body": body})

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.extra]
            await send(message)

        return sending

    async def _converse(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let a page talk, at a pace no hand exceeds and in messages no page exceeds.

        Streamlit makes a session for each connection, several milliseconds of work. It hears of one that says nothing
        only when it says something, and of one that never does, never.
        """
        address = scope["client"][0] if scope.get("client") else ""
        pace = Bucket(*MESSAGES)

        async def receiving() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if len(message.get("bytes") or message.get("text") or b"") > LARGEST:
                await send({"type": "websocket.close", "code": 1009})
                return {"type": "websocket.disconnect", "code": 1009}
            if wait := pace.borrow():
                await asyncio.sleep(wait)
            return message

        self.sockets[address] = self.sockets.get(address, 0) + 1
        try:
            opening = await receive()
            await asyncio.sleep(self.arrivals.borrow(AT_THE_DOOR))
            protocols = scope.get("subprotocols") or [None]
            await send({"type": "websocket.accept", "subprotocol": protocols[0]})
            try:
                first = await asyncio.wait_for(receiving(), SILENCE)
            except TimeoutError:
                await send({"type": "websocket.close", "code": 1000})
                return
            if first["type"] == "websocket.receive":
                said = [first, opening]

                async def replaying() -> Message:
                    return said.pop() if said else await receiving()

                async def accepted(message: Message) -> None:
                    if message["type"] != "websocket.accept":
                        await send(message)

                await self.app(scope, replaying, accepted)
        finally:
            self.sockets[address] -= 1
            if not self.sockets[address]:
                del self.sockets[address]
